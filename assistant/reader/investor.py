"""Who invests: whether it is a U.S. person, what kind of person, and who stands behind it.

The investor is described where it is introduced ("we are a Boston fund", 我们（得州，保险公司）) and
where a sentence begins with whoever buys ("A Munich fund acquires…"). A description ends where the
deal begins. That the investor is no U.S. person makes a result milder, so it is read only where
another nationality is stated and nothing in the text connects the investor with the United States.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.reader.patterns import Mention
from assistant.reader.places import filled
from assistant.reader.scope import Scope
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("investor.yaml")
BESIDE = 14  # characters before whoever stands behind an investor in which its place is named
LONGEST = 90  # characters of a description
_OF_NATIONALITY = ("us_person", "investor_is_cfe")
_STOP = re.compile(r"[.;!?。；！？\n]")


_ANOTHERS = re.compile(
    r"\b(?:in|into|to|of|with|from) (?:an?|the|that|this|one) (?:\w+ )?$|\b(?:partners?|"
    r"lps?|decides?|owned|holds|subsidiary|through)\b"
    r"|(?:给|向|投|认购|认缴|对|在)(?:这|那|一)?(?:只|家|个)?$|(?:这|那)(?:只|支|家|个)$|股东(?:全部?|都|均)*(?:是|为|来自)?$|(?:经|通过|决定|持有|子公司)[^，。；]{0,6}$"
)

# What may stand between the nouns of one description: "company's venture", 公司的.
_PARTS_OF_A_NOUN = re.compile(
    r"(?:'s)?[ -]*(?:(?!(?:is|are|was|to|of|in|and|or|from|with|by|has|for|that|which)\b)[a-z-]+[ -]+){0,3}"
    r"|[（(\u4e00-\u9fff]{0,6}"
)
_EXCEPTED = re.compile(r"\bexcept\w*\b|除外|例外")
_UP_THE_CHAIN = re.compile(
    r"\b(?:trust|family|holding|levels? up|behind|shareholders?)\b|信托|家族|股东|出资"
)


@dataclass(frozen=True)
class _Words:
    introduced: re.Pattern[str]
    ends: re.Pattern[str]
    american: re.Pattern[str]
    foreign: re.Pattern[str]
    kinds: dict[str, re.Pattern[str]]
    behind: re.Pattern[str]
    connection: re.Pattern[str]
    unconnected: re.Pattern[str]
    nobody_american: re.Pattern[str]
    uncontrolled: re.Pattern[str]
    elsewhere: re.Pattern[str]
    role_before: re.Pattern[str]
    role_after: re.Pattern[str]
    before_place: re.Pattern[str]
    noun_ends: re.Pattern[str]
    own_money: re.Pattern[str]
    acts: re.Pattern[str]
    foreign_buyer: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = read_yaml(FILE)
    kinds = {kind: _either(words) for kind, words in raw["kinds"].items()}
    return _Words(kinds=kinds, **{name: _either(words) for name, words in raw.items() if name != "kinds"})


def _either(words: dict[str, str]) -> re.Pattern[str]:
    english = rf"(?<![a-z])(?:{filled(words['en'])})(?![a-z])"
    return re.compile(rf"{english}|{filled(words['zh']).lower()}")


@dataclass(frozen=True)
class _Description:
    start: int
    end: int


def investor(scope: Scope) -> list[Mention]:
    """Return what a text says of the investor."""
    words = _words()
    found: list[Mention] = []
    for described in _descriptions(scope, words):
        found += _nationality(scope, words, described)
        found += _kind(scope, words, described)
    if not any(mention.fact in _OF_NATIONALITY for mention in found):
        found += _elsewhere(scope, words)
    if not any(mention.fact in _OF_NATIONALITY for mention in found):
        found += _foreign_buyer(scope, words)
    if not any(mention.fact == "investor_kind" for mention in found):
        found += _kind_elsewhere(scope, words)
    return found


def _elsewhere(scope: Scope, words: _Words) -> Iterator[Mention]:
    """Yield the American names that stand in no description: "Ohio seed company takes 30%"."""
    acting = [match.span() for match in words.acts.finditer(scope.text)]
    for match in words.elsewhere.finditer(scope.text):
        acts = any(start <= match.start() < end for start, end in acting)
        if scope.polarity(*match.span()) == "affirmed" and (acts or not _of_another(scope, words, match)):
            yield Mention("us_person", True, match.start(), match.end())


def _foreign_buyer(scope: Scope, words: _Words) -> Iterator[Mention]:
    """Yield that of a foreign buyer who is named as such or acts first.

    That it is no U.S. person counts only where nobody American is said to stand behind it.
    """
    alone = words.nobody_american.search(scope.text) is not None
    acting = words.acts.finditer(scope.text) if alone else ()
    for match in (*words.foreign_buyer.finditer(scope.text), *acting):
        foreign = words.foreign.search(scope.text, *match.span())
        if foreign is not None:
            yield from (m for m in _foreign(scope, words, foreign) if alone or m.value is True)


def _of_another(scope: Scope, words: _Words, name: re.Match[str]) -> bool:
    """Tell whether a place is that of someone other than the investor: its parent, director, customer."""
    first, last = scope.clause_of(name.start())
    before, after = scope.text[max(first, name.start() - 40) : name.start()], scope.text[name.end() : last]
    return words.role_before.search(before) is not None or words.role_after.match(after) is not None


def _kind_elsewhere(scope: Scope, words: _Words) -> Iterator[Mention]:
    """Yield the kind of whoever is named by a place abroad, "a Phoenix packaging house", or by its money."""
    for match in (*words.american.finditer(scope.text), *words.foreign.finditer(scope.text)):
        if scope.polarity(*match.span()) != "affirmed" or _of_another(scope, words, match):
            continue
        yield from _kind(scope, words, _Description(match.start(), _end_of_noun(scope, words, match.end())))
        before = words.before_place.search(scope.text, scope.clause_of(match.start())[0], match.start())
        if before is not None:
            yield from _kind(scope, words, _Description(*before.span()))
    for match in words.own_money.finditer(scope.text):
        yield Mention("investor_kind", "individual", match.start(), match.end())
    for match in words.acts.finditer(scope.text):
        yield from _kind(scope, words, _Description(*match.span()))


def _end_of_noun(scope: Scope, words: _Words, start: int) -> int:
    """Return where the noun that a place describes ends: before a verb, a preposition or a comma."""
    last = min(_end(scope, words, start), scope.clause_of(start)[1], start + 45)
    found = words.noun_ends.search(scope.text, start, last)
    return found.start() if found else last


def _descriptions(scope: Scope, words: _Words) -> Iterator[_Description]:
    for match in words.introduced.finditer(scope.text):
        yield _Description(match.start(), _end(scope, words, match.end()))


def _end(scope: Scope, words: _Words, start: int) -> int:
    """Return where a description that is introduced before `start` ends."""
    last = min(len(scope.text), start + LONGEST)
    ends = [
        found.start() for pattern in (_STOP, words.ends) if (found := pattern.search(scope.text, start, last))
    ]
    return min([last, *ends])


def _nationality(scope: Scope, words: _Words, described: _Description) -> Iterator[Mention]:
    american = words.american.search(scope.text, described.start, described.end)
    foreign = words.foreign.search(scope.text, described.start, described.end)
    if foreign is not None and (american is None or foreign.start() < american.start()):
        yield from _foreign(scope, words, foreign)
    elif american is not None and scope.polarity(american.start(), american.end()) == "affirmed":
        yield Mention("us_person", True, american.start(), american.end())


def _foreign(scope: Scope, words: _Words, foreign: re.Match[str]) -> Iterator[Mention]:
    """Yield what follows from a foreign investor: American control behind it, or none at all."""
    _, last = scope.sentence_of(foreign.start())
    behind = words.behind.search(scope.text, foreign.end(), last)
    controlled = behind and _american_beside(scope, words, behind, last)
    if behind and controlled and scope.polarity(controlled.start(), controlled.end()) == "affirmed":
        span = min(behind.start(), controlled.start()), max(behind.end(), controlled.end())
        yield Mention("investor_is_cfe", True, *span)
    elif (words.uncontrolled.search(scope.text) or not _connected(scope, words)) and _is_own(scope, foreign):
        yield Mention("us_person", False, foreign.start(), foreign.end())


def _american_beside(scope: Scope, words: _Words, behind: re.Match[str], last: int) -> re.Match[str] | None:
    """Return the American name of whoever stands behind: "its parent in Ohio", "the Ohio parent"."""
    first = max(scope.clause_of(behind.start())[0], behind.start() - BESIDE)
    before = [*words.connection.finditer(scope.text, first, behind.start())]
    after = words.connection.search(scope.text, behind.start(), min(last, behind.end() + 30))
    return after or (before[-1] if before else None)


def _is_own(scope: Scope, foreign: re.Match[str]) -> bool:
    """Tell whether a place is the investor's own, not that of a fund it joins or of whoever decides there."""
    first, _ = scope.clause_of(foreign.start())
    excepted = _EXCEPTED.search(scope.text, foreign.end(), scope.sentence_of(foreign.start())[1])
    if _ANOTHERS.search(scope.text, first, foreign.start()) or excepted:
        return False
    return scope.polarity(*foreign.span()) == "affirmed"


def _connected(scope: Scope, words: _Words) -> bool:
    return words.connection.search(words.unconnected.sub("", scope.text)) is not None


def unconnected(scope: Scope, denial: Mention) -> bool:
    """Tell whether nothing else connects the investor with America: not "but its parent is in Chicago"."""
    if denial.value is not False or denial.fact not in _OF_NATIONALITY:
        return True
    rest = scope.text[: denial.start] + " ; " + scope.text[denial.end :]
    found = _words().connection.finditer(_words().unconnected.sub("", rest))
    return not any(denial.fact == "us_person" or _owns(rest, match) for match in found)


def _owns(text: str, american: re.Match[str]) -> bool:
    """Tell whether an American name is that of an owner, not of a partner who decides or of a customer."""
    around = text[max(0, american.start() - 30) : american.end() + 30]
    return _words().behind.search(around) is not None or _UP_THE_CHAIN.search(around) is not None


def _kind(scope: Scope, words: _Words, described: _Description) -> Iterator[Mention]:
    """Yield the kind of the first noun by its last part: "a Boston company's venture fund" is a fund."""
    named = sorted(
        ((match.start(), -match.end(), kind, match) for kind, match in _kinds(scope, words, described)),
        key=lambda entry: entry[:2],
    )
    head: tuple[str, re.Match[str]] | None = None
    for start, _, kind, match in named:
        if head is not None and match.end() <= head[1].end():
            continue  # "firm" of "venture firm"
        if head is not None and not _PARTS_OF_A_NOUN.fullmatch(
            scope.text, head[1].end(), max(start, head[1].end())
        ):
            break
        head = kind, match
    if head is not None:
        yield Mention("investor_kind", head[0], head[1].start(), head[1].end())


def _kinds(scope: Scope, words: _Words, described: _Description) -> Iterator[tuple[str, re.Match[str]]]:
    for kind, pattern in words.kinds.items():
        for match in pattern.finditer(scope.text, described.start, described.end):
            yield kind, match
