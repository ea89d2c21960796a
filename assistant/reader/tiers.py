"""Votes that one U.S. person holds in the investor, tier by tier (31 CFR 850.206, 850.219).

A figure counts only where the words say whose votes it is (an American's), in whom (the investor,
not the target) and how it is held: directly, through subsidiaries, or through a company of which
the American's own share is stated. Whatever is a bound, a guess, somebody else's, or said twice
with different figures, is left open. The words are in tiers.yaml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from assistant.reader.clearing import unhedged
from assistant.reader.patterns import Mention
from assistant.reader.places import filled
from assistant.reader.scope import Scope
from assistant.reader.shares import Figure, figures, is_bound
from assistant.reader.thresholds import highest
from corpus import Corpus
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("tiers.yaml")
PARENT = "us_votes_share"  # more of it than the law asks for makes a parent (§ 850.219)
Tier = Literal["direct", "subsidiaries", "others", "share"]
_GOES_ON = re.compile(
    r"\W*(?:it|its|another|a further|also|in addition|through|via|the (?:parent|american|remaining))\b"
    r"|\W*(?:另|其|它|此外|通过|经|再)"
)

_BY = re.compile(r"\bby (?:an? |the |its |our )?|由|为")
_WE_ARE = re.compile(
    r"\b(?:we are|we're|i am|i'm|as) (?:an? |the )?(?:[\w-]+ )?$"
    r"|(?:我们?|我司|我方|本公司|本基金)(?:是|为|系)[^，。；]{0,4}$"
)


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(_either(words)) for name, words in read_yaml(FILE).items()}


def _either(words: str | dict[str, str]) -> str:
    return words if isinstance(words, str) else filled(f"(?:{words['en']})|(?:{words['zh']})")


@dataclass(frozen=True)
class _Statement:
    """A sentence, and the one before it if it goes on from that."""

    start: int
    end: int
    context: int  # where the words begin that say who and in whom


@dataclass(frozen=True)
class _Piece:
    """A figure of votes, with the words that belong to it and to no other figure."""

    value: float
    start: int
    end: int
    first: int
    last: int
    between: Figure | None = None  # the American's share of the company in between


@dataclass(frozen=True)
class Tiers:
    """The shares of votes stated, and the words that speak of votes in the investor, settled or not."""

    stated: tuple[Mention, ...] = ()
    spoken: tuple[tuple[int, int], ...] = ()
    holders: tuple[tuple[int, int], ...] = ()  # Americans that hold them, and so are not the investor

    def speak_of(self, start: int, end: int) -> bool:
        """Tell whether the words at `start:end` are among those of votes in the investor."""
        return any(first < end and start < last for first, last in self.spoken)

    def hold(self, start: int, end: int) -> bool:
        """Tell whether the words at `start:end` name who holds the votes."""
        return any(first < end and start < last for first, last in self.holders)


def tiers(scope: Scope, corpus: Corpus, *, american: bool) -> Tiers:
    """Return the shares of votes stated; `american` tells whether "we" are a U.S. person."""
    half = highest(corpus, PARENT)
    if _words()["votes"].search(scope.text) is None:
        return Tiers()
    found: dict[str, list[Mention]] = defaultdict(list)
    spoken: list[tuple[int, int]] = []
    holders: set[tuple[int, int]] = set()
    for statement in _statements(scope):
        for piece in _pieces(scope.text, statement):
            if not (_of_votes(scope.text, statement, piece) and _in_investor(scope.text, statement, piece)):
                continue
            spoken.append((piece.first, max(piece.end, min(piece.last, scope.clause_of(piece.end - 1)[1]))))
            holder = _holder(scope.text, statement, piece)
            if holder is None or not (holder.american or american):
                continue
            holders |= {holder.span} if holder.american and not holder.ourselves else set()
            if _is_stated(scope, piece, half):
                for mention in _mentions(scope, statement, piece, half):
                    found[mention.fact].append(mention)
    alike = [group[0] for group in found.values() if len({mention.value for mention in group}) == 1]
    return Tiers(tuple(alike), tuple(spoken), tuple(holders))


def _statements(scope: Scope) -> Iterator[_Statement]:
    starts = (*scope.sentence_starts, len(scope.text))
    before = 0
    for start, end in pairwise(starts):
        before = before if start > 0 and _goes_on(scope.text, start, end) else start
        if _words()["votes"].search(scope.text, before, end) and _words()["any_tier"].search(
            scope.text, start, end
        ):
            yield _Statement(start, end, before)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence leaves to the one before it who holds, or in whom."""
    if _GOES_ON.match(text, start) or text[:start].rstrip()[-1:] in ";；":
        return True
    return not any(_words()[name].search(text, start, end) for name in ("of_investor", "of_target"))


def _pieces(text: str, statement: _Statement) -> Iterator[_Piece]:
    """Yield the figures of votes of a statement, each with its own words and its company in between."""
    inside = [f for f in figures(text, whole=False) if statement.start <= f.start < statement.end]
    between = [f for f in inside if _is_between(text, statement, f)]
    held = [f for f in inside if f not in between] + list(_nothing(text, statement))
    held.sort(key=lambda figure: figure.start)
    for index, figure in enumerate(held):
        first = _joint(text, held[index - 1].end, figure.start) if index else statement.start
        last = _joint(text, figure.end, held[index + 1].start) if index + 1 < len(held) else statement.end
        own = [f for f in between if first <= f.start < last]
        if len(own) < 2:
            yield _Piece(figure.value, figure.start, figure.end, first, last, own[0] if own else None)


def _is_between(text: str, statement: _Statement, figure: Figure) -> bool:
    """Tell whether a figure is a share of the company in between, and no figure of votes in the investor."""
    before, after = text[statement.start : figure.start], text[figure.end : statement.end]
    if _words()["of_votes"].match(after):
        return False
    return bool(_words()["between"].search(before) or _words()["between_after"].match(after))


def _nothing(text: str, statement: _Statement) -> Iterator[Figure]:
    for match in _words()["nothing"].finditer(text, statement.start, statement.end):
        yield Figure(0.0, match.start(), match.end())


def _joint(text: str, start: int, end: int) -> int:
    """Return where the words of one figure end and those of the next begin."""
    match = _words()["joint"].search(text, start, end)
    return match.start() if match else start


def _of_votes(text: str, statement: _Statement, piece: _Piece) -> bool:
    """Tell whether a figure is one of votes held: by its own words, or by going on from one that is."""
    words, own = _words(), (piece.first, piece.last)
    if words["of_equity"].match(text, piece.end):
        return False
    if words["votes"].search(text, *own):
        return words["holds"].search(text, *own) is not None or piece.first > statement.start
    goes_on = any(words[name].search(text, *own) for name in ("direct", "through", "subsidiaries"))
    return goes_on and words["votes"].search(text, statement.context, piece.first) is not None


def _is_stated(scope: Scope, piece: _Piece, half: float) -> bool:
    """Tell whether a figure is stated for certain, and no bound; what may make a result milder, plainly."""
    text, words = scope.text, _words()
    if piece.value and scope.polarity(piece.start, piece.end) != "affirmed":
        return False
    if is_bound(text, piece.start, piece.end) or words["rough"].search(text, piece.first, piece.last):
        return False
    return piece.value > half or unhedged(scope, piece.start, piece.end)


def _in_investor(text: str, statement: _Statement, piece: _Piece) -> bool:
    """Tell whether the entity named nearest to a figure is the investor."""
    named = [
        (_distance(match, piece), investor)
        for name, investor in (("of_investor", True), ("of_target", False))
        for match in _words()[name].finditer(text, statement.context, statement.end)
    ]
    return bool(named) and min(named, key=lambda entry: entry[0])[1]


def _distance(match: re.Match[str], piece: _Piece) -> int:
    return max(match.start() - piece.end, piece.start - match.end(), 0)


@dataclass(frozen=True)
class _Holder:
    span: tuple[int, int]
    american: bool  # by name or place; else "we"
    ourselves: bool = False  # "we are an Ohio company, and hold …"


def _holder(text: str, statement: _Statement, piece: _Piece) -> _Holder | None:
    """Return the holder named last before a figure, or after it by "held by", unless it is somebody else."""
    by = _BY.search(text, piece.end, piece.last)
    held_by = _words()["american"].match(text, by.end()) if by else None
    if held_by is not None:
        return _Holder(held_by.span(), american=True)
    holders = [
        (match.start(), name, match)
        for name in ("american", "we", "someone_else")
        for match in _words()[name].finditer(text, statement.context, piece.start)
        if name != "someone_else" or not _words()["subsidiaries"].search(match.group())
    ]
    if not holders:
        return None
    start, name, last = max(holders, key=lambda holder: holder[0])
    if name == "someone_else":
        return None
    ourselves = name == "american" and _WE_ARE.search(text, statement.context, start) is not None
    return _Holder(last.span(), name == "american", ourselves)


def _mentions(scope: Scope, statement: _Statement, piece: _Piece, half: float) -> Iterator[Mention]:
    kind = "board" if _words()["board"].search(scope.text, statement.start, piece.last) else "votes"
    ways = _tiers_of(scope.text, piece, half)
    for tier in ways:
        yield Mention(f"us_{kind}_{tier}", piece.value, piece.start, piece.end)
    if piece.between is not None and "others" in ways:
        yield Mention("us_other_share", piece.between.value, piece.between.start, piece.between.end)


def _tiers_of(text: str, piece: _Piece, half: float) -> tuple[Tier, ...]:
    """Return how the votes of a figure are held; nothing where the words do not say.

    A company of which more than half is held is a subsidiary, and counts in full.
    """
    own = text[piece.first : piece.last]
    said = {name for name in ("total", "direct", "subsidiaries", "indirectly") if _words()[name].search(own)}
    if "total" in said:
        return ("share",)
    if not piece.value:
        return _none_of(said, own)
    if piece.between is not None:
        return () if said else ("subsidiaries",) if piece.between.value > half else ("others",)
    if len(said) == 1 and "indirectly" not in said:
        return ("direct",) if "direct" in said else ("subsidiaries",)
    return ("share",) if piece.value > half else ()


def _none_of(said: set[str], own: str) -> tuple[Tier, ...]:
    """Return the tiers of which none is held: "nothing indirectly" is nothing through anyone."""
    if "direct" in said:
        return ()
    if "subsidiaries" in said:
        both = re.search(r"\b(?:or|nor|and)\b[^,;]{0,20}\bcompan|[或和、](?:任何)?(?:其他|别的)?公司", own)
        return ("subsidiaries", "others") if both or "indirectly" in said else ("subsidiaries",)
    if re.search(r"\bother compan|其他公司|其它公司", own) and not re.search(r"\bany ", own):
        return ("others",)
    return ("subsidiaries", "others") if "indirectly" in said else ()
