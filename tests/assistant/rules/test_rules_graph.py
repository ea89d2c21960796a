"""The drawing of a rule's reasons: true to the engine, well formed, self-contained, and legible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest

from assistant.rules.explain import MAX_PARTS, MAX_POINTS, Point, UnknownNameError, explain, points
from assistant.rules.facts import ContradictionError, parse_facts
from assistant.rules.graph import NAMESPACE, STYLE, draw, wrapped
from assistant.rules.program import compile_program
from assistant.rules.requested import on_request
from assistant.rules.screen import Screening, screen
from corpus import Corpus
from corpus.model import Bilingual

DAY = date(2026, 11, 23)
SVG = f"{{{NAMESPACE}}}"
PROHIBITED = {
    "us_person": True, "deal_type": "equity", "target_in_coc": True, "public_security": False,
    "completion_date": "2026-12-15", "target_is_own_cfe": False, "commitment_before_2025": False,
    "designs_ic": True, "ic_operating_kelvin": 4.5,
}  # fmt: skip


def tree(corpus: Corpus, name: str, facts: dict[str, Any], day: date = DAY) -> Point:
    requested = on_request(corpus)
    screening = screen(corpus, parse_facts(corpus, facts), day, requested=requested)
    return explain(compile_program(corpus, day, requested), screening, name)


def find(root: Point, name: str) -> Point:
    return next(point for point in points(root) if point.name == name)


def effect(point: Point) -> bool | None:
    return point.value if not point.negated or point.value is None else not point.value


def every_name(corpus: Corpus) -> Iterator[str]:
    for table in corpus.tables.values():
        yield table.decides
        yield from (rule.id for rule in table.rules)
        yield from (duty.id for duty in table.duties)
    program = compile_program(corpus, DAY)
    yield from (flag.id for flag in program.flags.values())


# ---------------------------------------------------------------- true to the engine


def test_a_definite_status_names_what_decides(corpus: Corpus) -> None:
    root = tree(corpus, "us.status", PROHIBITED)
    assert (root.kind, root.name, root.value, root.relation) == ("status", "prohibited", True, "first")
    assert [(part.name, part.value) for part in root.parts] == [
        ("not_in_force", False), ("excepted", False), ("prohibited", True),
    ]  # fmt: skip
    assert root.parts[0].parts == [], "a row that is out is named and no more"
    assert find(root, "p224_c").value is True
    assert find(root, "us_person").value is True
    assert find(root, "completion_date").known == Bilingual(
        en="it is 15 December 2026", zh="实为2026年12月15日"
    )
    assert find(root, "ic_cryogenic").known == Bilingual(en="inferred", zh="推定")


def test_an_open_status_names_what_is_open(corpus: Corpus) -> None:
    root = tree(corpus, "us.status", {"ai_develops": True})
    assert (root.name, root.value) == ("needs_facts", None)
    assert all(part.value is None for part in root.parts)
    assert root.parts[-1].title.en == "otherwise"


def test_what_is_left_is_explained_by_the_rows_before_it(corpus: Corpus) -> None:
    nobody = {"us_person": False, "investor_is_cfe": False, "us_person_authority": False}
    root = tree(corpus, "us.status", {**nobody, "completion_date": "2026-12-15"})
    assert root.name == "no_hit"
    assert root.parts[-1].value is True
    assert all(part.parts for part in root.parts[:-1])
    assert {effect(find(root, name)) for name in nobody} == {False}


def test_a_fact_that_follows_from_another_says_from_which(corpus: Corpus) -> None:
    root = tree(corpus, "p224_b1", {"chips_activity": False})
    fact = find(root, "front_end_equipment")
    assert fact.value is False
    assert fact.known is not None
    assert fact.known.en.startswith("follows from")
    root = tree(corpus, "ai_developed", {"ai_develops": True})
    whole = find(root, "ai_activity").known
    assert whole is not None
    assert corpus.facts["ai_develops"].label.en in whole.en


def test_a_rule_not_in_force_is_false_and_says_so(corpus: Corpus) -> None:
    dated = next(
        rule for table in corpus.tables.values() for rule in table.rules if rule.valid.from_ is not None
    )
    root = tree(corpus, dated.id, {}, date(2000, 1, 1))
    assert root.value is False
    assert root.known == Bilingual(en="not in force on that day", zh="当日未生效")
    assert root.parts == []


def test_no_such_name(corpus: Corpus) -> None:
    with pytest.raises(UnknownNameError):
        tree(corpus, "us.weather", {})


def deals(lab: Any, seeds: range) -> Iterator[dict[str, Any]]:
    for seed in seeds:
        dealer = lab.deal(seed)
        facts = dealer.complete()
        if facts is not None:
            yield dealer.some(facts, (seed % 10) / 10)


def screened(corpus: Corpus, facts: dict[str, Any]) -> Screening | None:
    try:
        return screen(corpus, facts, DAY)
    except ContradictionError:
        return None


def test_the_tree_agrees_with_the_naive_evaluation(corpus: Corpus, lab: Any) -> None:
    program, seen = compile_program(corpus, DAY), 0
    for facts in deals(lab, range(40)):
        screening = screened(corpus, facts)
        if screening is None:
            continue
        naive = lab.naive(screening.known)
        for name in ("us.status", "cn.admission", "target_prohibited", "target_notifiable", "excepted_deal"):
            root = explain(program, screening, name)
            for point in points(root):
                seen += 1
                if point.kind == "rule":
                    assert point.value is naive.rule(point.name)
                elif point.kind == "fact":
                    assert point.value is naive.bool_fact(point.name)
    assert seen > 1000


def test_shown_parts_are_those_that_decide(corpus: Corpus, lab: Any) -> None:
    program = compile_program(corpus, DAY)
    for facts in deals(lab, range(40)):
        screening = screened(corpus, facts)
        for name in ("us.status", "cn.security_review") if screening else ():
            for point in points(explain(program, screening, name)):  # type: ignore[arg-type]
                if point.kind != "status":
                    assert all(effect(part) is point.value for part in point.parts)
                decided_by_each = (point.relation, point.value) in {("all", True), ("any", False)}
                if decided_by_each and point.kind in ("rule", "group"):
                    assert not any(
                        part.kind == "rest" and part.value is not point.value for part in point.parts
                    )


def test_a_status_is_that_of_the_screening(corpus: Corpus, lab: Any) -> None:
    program = compile_program(corpus, DAY)
    for facts in deals(lab, range(40, 80)):
        screening = screened(corpus, facts)
        for name, result in screening.tables.items() if screening else ():
            assert explain(program, screening, name).name == result.status  # type: ignore[arg-type]


def test_the_tree_stays_small(corpus: Corpus) -> None:
    for name in every_name(corpus):
        found = list(points(tree(corpus, name, {})))
        assert len(found) <= 2 * MAX_POINTS
        assert all(len(point.parts) <= 2 * MAX_PARTS for point in found)


def test_a_rule_met_twice_is_drawn_once(corpus: Corpus) -> None:
    for name in every_name(corpus):
        found = [p for p in points(tree(corpus, name, {})) if p.kind == "rule" and p.parts]
        assert len({p.name for p in found}) == len(found)


# ---------------------------------------------------------------- the drawing


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  (our own)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_drawing_is_well_formed_named_and_whole(corpus: Corpus, lang: str) -> None:
    for name in every_name(corpus):
        root = tree(corpus, name, PROHIBITED)
        svg = draw(root, lang, DAY)
        element = parsed(svg)
        assert element.get("role") == "img"
        assert element.get("aria-labelledby") == "t d"
        title, outline = element.find(f"{SVG}title"), element.find(f"{SVG}desc")
        assert title is not None
        assert title.text
        assert outline is not None
        assert outline.text
        assert len(outline.text.strip().splitlines()) == len(list(points(root)))
        assert len(element.findall(f"{SVG}g")) == len(list(points(root)))


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(corpus: Corpus) -> None:
    svg = draw(tree(corpus, "us.status", PROHIBITED), "en", DAY)
    assert re.findall(r"https?://[^\"]+", svg) == [NAMESPACE]
    assert not re.search(r"href|url\(|@import|@font-face|<script|<image|<foreignObject|\son\w+=|style=", svg)
    assert "prefers-color-scheme: dark" in STYLE


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [(True, "✓ true", "✓ 成立"), (False, "✗ false", "✗ 不成立"), (None, "? unknown", "? 未知")],
)
def test_truth_is_told_by_colour_symbol_and_word(value: bool | None, en: str, zh: str) -> None:
    point = Point("rule", "r", Bilingual(en="A rule", zh="规则"), value)
    for lang, said in (("en", en), ("zh", zh)):
        group = parsed(draw(point, lang, DAY)).find(f"{SVG}g")
        assert group is not None
        assert group.get("class") == {True: "true", False: "false", None: "unknown"}[value]
        assert said in [text.text for text in group.findall(f"{SVG}text")]
    assert f".{ {True: 'true', False: 'false', None: 'unknown'}[value] } .box" in STYLE


def test_edges_say_all_any_not_and_first() -> None:
    leaf = Point("fact", "f", Bilingual(en="fact", zh="事实"), True, negated=True)
    group = Point("group", "", Bilingual(en="any", zh="任一"), False, relation="any", parts=[leaf])
    rule = Point("rule", "r", Bilingual(en="rule", zh="规则"), False, relation="all", parts=[group])
    root = Point("status", "s", Bilingual(en="status", zh="状态"), None, relation="first", parts=[rule])
    said = {
        lang: set(re.findall(r'class="pill"[^>]*>([^<]+)<', draw(root, lang, DAY))) for lang in ("en", "zh")
    }
    assert said == {"en": {"1st", "all", "any", "not"}, "zh": {"首", "且", "或", "非"}}
    assert 'class="line false"' in draw(root, "en", DAY), "what is turned round counts as false here"


@pytest.mark.parametrize("text", ["<script>&\"'", "a]]>b", "\x00\x0b\ufffe\x1f", "\u202e卫星🚀"])
def test_hostile_words_stay_words(text: str) -> None:
    part = Point(
        "fact", text, Bilingual(en=f"x{text}", zh=f"x{text}"), None, Bilingual(en=f"k{text}", zh="k")
    )
    root = Point("rule", text, Bilingual(en=f"x{text}", zh="x"), True, relation="all", parts=[part])
    element = parsed(draw(root, "en", DAY, f"note{text}"))
    assert {e.tag for e in element.iter()} <= {
        SVG + tag for tag in ("svg", "title", "desc", "style", "rect", "text", "path", "g")
    }  # fmt: skip


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    found = parsed(svg).findall(f"{SVG}g/{SVG}rect")
    return [(*(float(rect.get(name) or "nan") for name in ("x", "y", "width", "height")),) for rect in found]  # type: ignore[misc]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("facts", [{}, PROHIBITED, {"ai_develops": True, "us_person": True}])
def test_boxes_neither_overlap_nor_leave_the_page(corpus: Corpus, facts: dict[str, Any], lang: str) -> None:
    for table in corpus.tables.values():
        svg = draw(tree(corpus, table.decides, facts), lang, DAY, "A note.")
        page = parsed(svg)
        width, height = float(page.get("width") or 0), float(page.get("height") or 0)
        found = boxes(svg)
        for x, y, w, h in found:
            assert x >= 0
            assert y >= 0
            assert x + w <= width
            assert y + h <= height
        for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(found, 2):
            assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay


def test_the_same_reasons_give_the_same_drawing(corpus: Corpus) -> None:
    once = draw(tree(corpus, "us.status", PROHIBITED), "zh", DAY)
    assert draw(tree(corpus, "us.status", PROHIBITED), "zh", DAY) == once


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two three four five six seven eight nine ten eleven twelve", 3),
        ("x" * 300, 3),
        ("在受关注国家设立或取得业务、土地、资产，以及其他一切相关的权益与合同安排和协议", 3),
    ],
)
def test_long_words_are_broken_and_cut(text: str, lines: Any) -> None:
    found = wrapped(text, 150, 3)
    if isinstance(lines, list):
        assert found == lines
        return
    assert len(found) == lines
    assert found[-1].endswith("…")
    assert not any(line[0] in "，、。" for line in found)
