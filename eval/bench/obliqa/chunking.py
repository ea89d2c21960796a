"""Makes chunks of ObliQA's passages: embedded below the headings above it, which its number leads to.

The words of those headings are not searched: on the development questions that made results worse. Nor
are they compared in context.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from eval.bench.obliqa.data import Passage
from index.chunks import Chunk, Fields, embedded_text

_LONGEST_HEADING = 120  # characters; a longer first line is no heading
_DOTS = re.compile(r"\.+$")  # some documents end their numbers with a dot, some do not


def chunks_of(passages: Sequence[Passage]) -> list[Chunk]:
    """Return one chunk per passage that has any words, in order."""
    numbered = {(passage.document, _plain(passage.number)): passage for passage in reversed(passages)}
    return [_chunk(passage, numbered) for passage in passages if passage.text]


def documents_of(passages: Sequence[Passage]) -> list[str]:
    """Return the document of each passage that has any words, in order."""
    return [passage.document for passage in passages if passage.text]


def numbers_above(number: str) -> list[str]:
    """Return the numbers that a number is below, outermost first: 6.1.3.(a) is below 6, 6.1 and 6.1.3."""
    found = []
    head = _plain(number)
    while "." in head:
        head = _plain(head.rsplit(".", 1)[0])
        found.append(head)
    return found[::-1]


def _chunk(passage: Passage, numbered: Mapping[tuple[str, str], Passage]) -> Chunk:
    above = (numbered.get((passage.document, number)) for number in numbers_above(passage.number))
    headings = (_heading(other.text) for other in above if other is not None and other is not passage)
    path = tuple(filter(None, headings))
    return Chunk(
        provision_id=passage.id,
        text=embedded_text(path, "", passage.text),
        fields=Fields(path=(), heading=(), text=(passage.text,), keywords=()),
        english=passage.text,
    )


def _heading(text: str) -> str:
    """Return the first line of a text if it is short enough to be a heading."""
    line = text.split("\n", 1)[0].strip()
    return line if len(line) <= _LONGEST_HEADING else ""


def _plain(number: str) -> str:
    return _DOTS.sub("", number.strip())
