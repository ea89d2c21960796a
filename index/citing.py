"""What a look-up of citations gives back: what is named, and what names nothing and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["cfr", "usc", "order", "public-law", "catalogue", "negative-list", "article"]
Reason = Literal[
    "no_such_number",  # the list or part is held whole and has no such number
    "no_such_paragraph",  # the section is held, with its paragraphs, and this is not among them
    "no_list",  # the area has no list of its own
    "not_held",  # it may exist, but the corpus does not have it
]
Span = tuple[int, int]  # characters of the query


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that names provisions."""

    text: str  # as typed
    span: Span
    kind: Kind
    ids: tuple[str, ...]  # what is named; where no edition was typed, the one in force first
    number: str  # item, article, or section with paragraphs
    edition: str | None = None  # as typed or, where none was, the one in force
    area: str | None = None
    edition_typed: bool = False
    others: tuple[str, ...] = ()  # the same number in other editions, where an edition was typed


@dataclass(frozen=True, slots=True)
class Missing:
    """A well-formed citation that names no provision of the corpus."""

    text: str
    span: Span
    kind: Kind
    reason: Reason
    number: str
    edition: str | None = None
    area: str | None = None
    instrument: str | None = None  # id, for an article of a law that is held
    last: int | None = None  # highest number held of the list
    nearest: tuple[str, ...] = ()  # held provisions that may be meant


@dataclass(frozen=True, slots=True)
class Citations:
    """All citations of a query, in its order."""

    cited: tuple[Cited, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Every provision named, without repeats."""
        return tuple(dict.fromkeys(pid for cited in self.cited for pid in cited.ids))


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether a span shares a character with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)
