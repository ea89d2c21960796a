"""What can be cited by number in the corpus: sections, articles, items of numbered lists.

Read off the identifiers, so that no section number, edition or province is written in code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from corpus.model import Corpus, Period

ListKind = Literal["catalogue", "negative-list"]

NATIONAL = "national"
_CFR = re.compile(r"^/us/cfr/t(\d+)/s(\d+)\.(\d+[a-z]?)$")
_USC = re.compile(r"^/us/usc/t(\d+)/s([\dA-Za-z\-]+)$")
_NEGATIVE = re.compile(r"^/cn/(negative-list)/(?:([a-z\-]+)-)?(\d{4})(?:/(\d+))?$")
_ARTICLE = re.compile(r"^(/cn/(?!catalogue/|negative-list)[a-z\-]+/[a-z0-9\-]+)/(\d+)$")
_FULL_LIST = 5  # items; fewer in a row say nothing about the rest
_FULL_PART = 10  # sections; a part with fewer held is not taken to be held whole


class ListKey(NamedTuple):
    """One numbered list: the numbering restarts in each."""

    kind: ListKind
    variant: str  # tells one negative list from another: "negative-list", "negative-list-hainan"
    edition: str
    area: str


@dataclass(slots=True)
class NumberedList:
    """The held items of one list."""

    key: ListKey
    valid: Period
    items: dict[int, str] = field(default_factory=dict)

    @property
    def last(self) -> int | None:
        """Highest number held, if any is."""
        return max(self.items, default=None)

    @property
    def whole(self) -> bool:
        """Whether every number from 1 up is held, so that a number beyond the last does not exist."""
        return len(self.items) >= _FULL_LIST and len(self.items) == self.last


class Numbering:
    """Everything in a corpus that has a number, by how it is cited."""

    def __init__(self, corpus: Corpus) -> None:
        self._ids = {pid.lower(): pid for pid in corpus.provisions}
        self._exact = corpus.provisions
        self._above = {above for pid in self._ids for above in _above(pid)}
        self.lists = _lists(corpus)
        self.places = corpus.places
        self.sections: dict[str, list[str]] = defaultdict(list)  # "850.217" to ids of the section
        self.code: dict[tuple[str, str], str] = {}  # (title, section) of the U.S. Code to id
        self.articles: dict[str, str] = {}  # instrument to the identifier its articles begin with
        for pid in corpus.provisions:
            self._take(pid, corpus)
        self._parts = _parts(self.sections)

    def exact(self, wanted: str) -> str | None:
        """Return the identifier as the corpus spells it; case tells (i) from (I) only where both exist."""
        return wanted if wanted in self._exact else self._ids.get(wanted.lower())

    def nearest(self, wanted: str) -> str | None:
        """Return the deepest held provision above one that is not held."""
        while wanted.count("/") > 2:
            wanted = wanted.rsplit("/", 1)[0]
            if found := self.exact(wanted):
                return found
        return None

    def has_children(self, pid: str) -> bool:
        """Tell whether any provision below one is held."""
        return pid.lower() in self._above

    def looks_like_section(self, part: str, number: str) -> bool:
        """Tell whether a bare decimal has the shape of the sections held of a part, so is no amount."""
        return any(s.startswith(f"{part}.") and len(s) == len(part) + 1 + len(number) for s in self.sections)

    def holds_whole_part(self, part: str) -> bool:
        """Tell whether a part seems held whole: numbers run without a gap within each hundred."""
        return self._parts.get(part, False)

    def editions(self, kind: ListKind, variant: str) -> list[str]:
        """Return the held editions of a list, newest first."""
        return sorted({k.edition for k in self.lists if (k.kind, k.variant) == (kind, variant)}, reverse=True)

    def edition_in_force(self, kind: ListKind, variant: str, as_of: date) -> str | None:
        """Return the edition in force on a day; where none is, the newest held."""
        editions = self.editions(kind, variant)
        for edition in editions:
            periods = [lst.valid for k, lst in self.lists.items() if k[:3] == (kind, variant, edition)]
            if any(period.covers(as_of) for period in periods):
                return edition
        return editions[0] if editions else None

    def variants(self, kind: ListKind) -> list[str]:
        """Return the lists of a kind, the plain one first."""
        return sorted({key.variant for key in self.lists if key.kind == kind}, key=lambda v: (len(v), v))

    def _take(self, pid: str, corpus: Corpus) -> None:
        if match := _CFR.match(pid):
            self.sections[f"{match[2]}.{match[3]}"].append(pid)
        elif match := _USC.match(pid):
            self.code[match[1], match[2].lower()] = pid
        elif match := _ARTICLE.match(pid):
            self.articles.setdefault(corpus.provisions[pid].instrument, match[1])


def _above(pid: str) -> Iterator[str]:
    while pid.count("/") > 2:
        pid = pid.rsplit("/", 1)[0]
        yield pid


def _lists(corpus: Corpus) -> dict[ListKey, NumberedList]:
    found: dict[ListKey, NumberedList] = {}
    for provision in corpus.provisions.values():
        if provision.catalogue and provision.area:
            key = ListKey("catalogue", "catalogue", provision.catalogue, provision.area)
            number = provision.number
        elif match := _NEGATIVE.match(provision.id):
            variant = "-".join(filter(None, (match[1], match[2])))
            key = ListKey("negative-list", variant, match[3], NATIONAL)
            number = int(match[4]) if match[4] else None
        else:
            continue
        valid = corpus.instruments[provision.instrument].valid
        entry = found.setdefault(key, NumberedList(key, valid))
        if number is not None:
            entry.items[number] = provision.id
    return found


def _parts(sections: Iterable[str]) -> dict[str, bool]:
    """Map each part to whether it seems held whole."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for section in sections:
        part, _, number = section.partition(".")
        numbers[part].add(int(re.sub(r"\D", "", number)))
    return {part: len(held) >= _FULL_PART and _no_gap(held) for part, held in numbers.items()}


def _no_gap(numbers: set[int]) -> bool:
    return all(n % 100 <= 1 or n - 1 in numbers for n in numbers)
