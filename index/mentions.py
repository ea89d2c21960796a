"""Words around a number that say what it counts: area, edition, kind of list, name of a law."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.model import Corpus
from index.numbering import NATIONAL, Numbering

ContextKind = Literal["area", "edition", "list", "law"]
Near = dict[ContextKind, str]

_REACH = 40  # characters between a context word and its number
# What may stand between a context word and its number without parting them.
_FILLER = re.compile(
    r"""(?:[\s,'’()\[\]（）《》:：#]|\b(?:catalogue|catalog|lists?|regional|provincial|province|items?|entry|entries|nos?
    |number|articles?|arts?|art|section|of|in|on|under|from|the|to|for|edition|version|china|prc|encouraged|foreign|investment
    |industries|s)\b\.?|自治区|壮族|回族|维吾尔|地区|鼓励类?|外商投资|产业|优势|目录|清单|名录|条目|版本|新版|现行|省|市|年版?|版|类
    |的|里|中|内|第|中国)*+""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINED_RIGHT = re.compile(r"\s*(?:of|in|on|under|from|\(|（|'s)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.\-$])(?:19|20)\d{2}(?!\d|[.,]\d|%|-\d)")
_NAMES_EDITION = re.compile(
    r"\s*(?:年?版|年?(?:度)?(?:鼓励|目录|负面|外商)|(?:edition|version|(?:encouraged\s+)?catalog|(?:negative\s+)?list)|》)",
    re.IGNORECASE,
)
_AFTER_LIST = re.compile(r"(?:目录|清单|catalog(?:ue)?|list)[》\s,(（]*$", re.IGNORECASE)
_NEGATIVE = re.compile(r"negative[\s-]+list|负面清单", re.IGNORECASE)
_CATALOGUE = re.compile(
    r"\bcatalog(?:ue)?\b|encouraged[\s-]+list|鼓励(?:外商投资)?产业目录|(?<!禁止)目录", re.IGNORECASE
)
_NATIONAL = r"\bnation(?:al|wide)\b|\bnat\b\.?|全国(?:性)?"
_LEADS = ("中华人民共和国", "外商投资", "the ", "foreign investment ")


@dataclass(frozen=True, slots=True)
class Context:
    """A word or phrase that places a number."""

    start: int
    end: int
    kind: ContextKind
    value: str  # area slug, year, list variant or instrument id


class Contexts:
    """Finds context words in a text and those that belong to a number."""

    def __init__(self, corpus: Corpus, numbering: Numbering) -> None:
        self._areas = {name.lower(): slug for slug, name in _area_names(corpus)}
        self._laws = _law_names(corpus, numbering)
        self._area_pattern = _one_of(self._areas, _NATIONAL)
        self._law_pattern = _one_of(self._laws)
        self._negative = numbering.variants("negative-list")
        self._editions = {key.edition for key in numbering.lists}

    @property
    def area_pattern(self) -> str:
        """Source of a pattern that matches any name of an area."""
        return self._area_pattern.pattern

    def area(self, name: str) -> str:
        """Return the slug of an area by any of its names."""
        return self._areas.get(name.lower(), NATIONAL)

    def find(self, text: str) -> list[Context]:
        """Return the context words of a text in order, the longest where two overlap."""
        found = sorted(self._all(text), key=lambda c: (c.start, c.start - c.end))
        kept: list[Context] = []
        for context in found:
            if not kept or context.start >= kept[-1].end:
                kept.append(context)
        return kept

    def _all(self, text: str) -> Iterator[Context]:
        for match in self._area_pattern.finditer(text):
            yield Context(match.start(), match.end(), "area", self.area(match.group()))
        for match in self._law_pattern.finditer(text):
            yield Context(match.start(), match.end(), "law", self._laws[match.group().lower()])
        for match in _YEAR.finditer(text):
            if match.group() in self._editions or _is_edition(text, match.start(), match.end()):
                yield Context(match.start(), match.end(), "edition", match.group())
        for match in _CATALOGUE.finditer(text):
            yield Context(match.start(), match.end(), "list", "catalogue")
        for match in _NEGATIVE.finditer(text):
            yield Context(match.start(), match.end(), "list", self._negative_list(text[: match.start()]))

    def _negative_list(self, before: str) -> str:
        """Choose among the negative lists by the words before: the plain one unless a zone is named."""
        zone = re.search(
            r"(ftz|free[\s-]trade[\s-]zone|自贸(?:试验)?区)[^,.，。]{0,12}$", before, re.IGNORECASE
        )
        port = re.search(r"(hainan|海南)[^,.，。]{0,12}$", before, re.IGNORECASE)
        wanted = "hainan" if port else "ftz" if zone else ""
        return next((v for v in self._negative if wanted in v), "negative-list")


def around(text: str, contexts: list[Context], start: int, end: int) -> Near:
    """Return the context of the number at `start`..`end`: nearest first, the left side over the right."""
    found: Near = {}
    edge = start
    for context in reversed(contexts[: bisect_right(contexts, edge, key=lambda c: c.end)]):
        if not _belongs(text[context.end : edge]):
            break
        found.setdefault(context.kind, context.value)
        edge = context.start
    edge = end
    for context in contexts[bisect_left(contexts, end, key=lambda c: c.start) :]:
        gap = text[edge : context.start]
        if not _belongs(gap) or (edge == end and not _JOINED_RIGHT.match(gap)):
            break
        found.setdefault(context.kind, context.value)
        edge = context.end
    return found


def only(contexts: Iterable[Context], kind: ContextKind) -> str | None:
    """Return the value all contexts of a kind share, if there is exactly one."""
    values = {context.value for context in contexts if context.kind == kind}
    return values.pop() if len(values) == 1 else None


def edition_in_view(text: str, contexts: Iterable[Context]) -> str | None:
    """Return the edition a text speaks of as such, if there is exactly one."""
    named = (c for c in contexts if c.kind == "edition" and _is_edition(text, c.start, c.end))
    return only(named, "edition")


def _is_edition(text: str, start: int, end: int) -> bool:
    """Tell whether a year is named as an edition and not as a date."""
    return bool(_NAMES_EDITION.match(text, end) or _AFTER_LIST.search(text[max(0, start - _REACH) : start]))


def _belongs(gap: str) -> bool:
    return len(gap) <= _REACH and _FILLER.fullmatch(gap) is not None


def _one_of(names: Iterable[str], *more: str) -> re.Pattern[str]:
    """Match any of the names, the longest first; Latin names on word boundaries."""
    sources = [_bounded(name) for name in sorted(names, key=len, reverse=True)]
    return re.compile("|".join([*sources, *more]) or r"(?!)", re.IGNORECASE)


def _bounded(name: str) -> str:
    source = re.escape(name).replace(r"\ ", r"[\s\-]+")
    return rf"\b{source}\b" if name.isascii() else source


def _area_names(corpus: Corpus) -> Iterator[tuple[str, str]]:
    for slug, place in corpus.places.items():
        for name in (place.name.en, place.name.zh, slug.replace("-", " ")):
            yield slug, name


def _law_names(corpus: Corpus, numbering: Numbering) -> dict[str, str]:
    """Map the names of instruments with articles, lower case, to their ids; leave out what two share."""
    full = {name: iid for iid in numbering.articles for name in _given_names(corpus, iid)}
    names: dict[str, str] = dict(full)
    shared: set[str] = set()
    for name, iid in full.items():
        for short in _short_names(name, full):
            if names.setdefault(short, iid) != iid and short not in full:
                shared.add(short)
    for iid in numbering.articles:
        names.setdefault(_initials(corpus.instruments[iid].short.en), iid)
    return {name: iid for name, iid in names.items() if name not in shared and len(name) > 2}


def _given_names(corpus: Corpus, iid: str) -> Iterator[str]:
    instrument = corpus.instruments[iid]
    for words in (instrument.short, instrument.title):
        for name in (words.en, words.zh):
            yield name.strip("《》 ").lower()


def _short_names(name: str, full: Iterable[str]) -> Iterator[str]:
    """Yield what is left of a name without its lead-in, or without a law's name it begins with."""
    for lead in (*_LEADS, *full):
        rest = name.removeprefix(lead).lstrip(" 的》")
        if name.startswith(lead) and name != lead and len(rest) >= (10 if rest.isascii() else 4):
            yield rest


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Z][a-z]+", name)).lower()
