"""The streamed JSON of a model becomes finished pieces, wherever it is cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.jsonstream import AnswerStream, Piece, StatedSentence, StatedVerdict

ANSWER = {
    "verdict": {"us": "notifiable", "cn": {"admission": "open", "encouraged": "yes"}},
    "sentences": [
        {"text": 'A "quoted" brace } and a bracket ] inside, then a \\ and é.', "tags": ["P1", "P2"]},
        {"text": "在四川属于鼓励类😀。", "tags": []},
        {"text": "Last.", "tags": ["P3"]},
    ],
}
PIECES: list[Piece] = [
    StatedVerdict(ANSWER["verdict"]),  # type: ignore[arg-type]
    *(StatedSentence(s["text"], tuple(s["tags"])) for s in ANSWER["sentences"]),  # type: ignore[index]
]


def _feed(*portions: str) -> list[Piece]:
    stream = AnswerStream()
    return [piece for portion in portions for piece in stream.feed(portion)]


def _ends(text: str) -> list[int]:
    """Where each piece of ANSWER is complete in `text`, found by parsing ever longer beginnings."""
    decoder = json.JSONDecoder()
    ends = [decoder.raw_decode(text, text.index("{", 1))[1]]
    at = text.index("[", ends[0])
    for _ in ANSWER["sentences"]:
        ends.append(decoder.raw_decode(text, text.index("{", at))[1])
        at = ends[-1]
    return ends


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_cut_anywhere_keeps_exactly_what_was_complete(indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(ANSWER, indent=indent, ensure_ascii=ascii_only)
    ends = _ends(text)
    for cut in range(len(text) + 1):
        complete = sum(end <= cut for end in ends)
        assert _feed(text[:cut]) == PIECES[:complete], f"cut at {cut}"
        assert _feed(text[:cut], text[cut:]) == PIECES, f"split at {cut}"


def test_each_piece_comes_with_the_character_that_completes_it() -> None:
    text = json.dumps(ANSWER, ensure_ascii=False)
    stream = AnswerStream()
    came = [(at + 1, piece) for at, char in enumerate(text) for piece in stream.feed(char)]
    assert came == list(zip(_ends(text), PIECES, strict=True))
    assert stream.complete


def test_not_complete_before_the_last_brace() -> None:
    stream = AnswerStream()
    stream.feed(json.dumps(ANSWER)[:-1])
    assert not stream.complete
    stream.feed("}")
    assert stream.complete


sentences = st.lists(
    st.fixed_dictionaries({"text": st.text(), "tags": st.lists(st.text(max_size=4), max_size=3)}), max_size=4
)


@given(
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(-9, 9) | st.none()),
    sentences,
    st.data(),
)
def test_any_answer_in_any_portions(
    verdict: dict[str, object], spoken: list[dict[str, object]], data: st.DataObject
) -> None:
    text = json.dumps({"verdict": verdict, "sentences": spoken}, ensure_ascii=data.draw(st.booleans()))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    portions = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    expected: list[Piece] = [StatedVerdict(verdict)]  # type: ignore[arg-type]
    expected += [
        StatedSentence(s["text"].strip(), tuple(s["tags"]))  # type: ignore[attr-defined,arg-type]
        for s in spoken
        if s["text"].strip()  # type: ignore[attr-defined]
    ]
    assert _feed(*portions) == expected


@given(st.text(), st.integers(0, 200))
def test_rubbish_never_raises_and_never_invents(rubbish: str, at: int) -> None:
    text = json.dumps(ANSWER)
    pieces = _feed(text[:at], rubbish, text[at:])
    before = sum(end <= at for end in _ends(text))
    assert pieces[:before] == PIECES[:before]


def test_code_fence_around_the_object() -> None:
    assert _feed("Here you are:\n```json\n" + json.dumps(ANSWER) + "\n```\nAnything else?") == PIECES


def test_fault_keeps_what_came_before_it_in_the_same_portion() -> None:
    text = json.dumps(ANSWER)
    cut = _ends(text)[1]
    assert _feed(text[:cut] + ", oops" + text[cut:]) == PIECES[:2]


@pytest.mark.parametrize(
    "item",
    ['"text"', "[]", "null", '{"tags": ["P1"]}', '{"text": 5, "tags": []}', '{"text": "  ", "tags": []}'],
)
def test_what_is_no_sentence_is_left_out(item: str) -> None:
    assert _feed('{"sentences": [' + item + ', {"text": "Yes.", "tags": ["P1"]}]}') == [
        StatedSentence("Yes.", ("P1",))
    ]


@pytest.mark.parametrize(("tags", "kept"), [('"P1"', ()), ('["P1", 2, null, "P3"]', ("P1", "P3"))])
def test_odd_tags(tags: str, kept: tuple[str, ...]) -> None:
    assert _feed('{"sentences": [{"text": "a", "tags": ' + tags + "}]}") == [StatedSentence("a", kept)]


def test_verdict_that_is_no_object_is_left_out() -> None:
    assert _feed('{"verdict": "yes", "sentences": []}') == []


def test_numbers_are_plain() -> None:
    assert _feed('{"verdict": {"share": 0.3, "n": 2}}') == [StatedVerdict({"share": 0.3, "n": 2})]


def test_words_instead_of_json() -> None:
    assert _feed("I cannot ", "answer that.") == []
