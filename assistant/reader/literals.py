"""Literal pieces of a regular expression, one of which every match holds.

Searching a text for a few hundred expressions costs more than finding out which of them could match
at all. So each is first asked for pieces of text that it cannot do without; an expression none of
whose pieces stands in the text is not tried (the idea of Cox, "Regular Expression Matching with a
Trigram Index", 2012).
"""

from __future__ import annotations

import re
import re._parser as parser  # type: ignore[import-not-found]  # the one parser of Python's own syntax
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

MOST = 400  # pieces; an expression with more of them is tried always
GRAM = 3  # characters by which a piece is looked up
Pieces = frozenset[str]
_LATIN_ENOUGH = 3  # letters that tell a Latin word from others; a Chinese word is told by its characters


def pieces(pattern: str) -> Pieces | None:
    """Return pieces one of which stands in every match of `pattern`, or `None` if there are no such."""
    found = _of_sequence(parser.parse(pattern))
    return found if found and len(found) <= MOST else None


def _of_sequence(items: Iterable[Any]) -> Pieces | None:
    """Return the most telling pieces of a sequence: of any of its parts, since all must match."""
    options: list[Pieces] = []
    run = ""
    for kind, value in items:
        name = str(kind)
        if name == "LITERAL":
            run += chr(value)
            continue
        if name == "AT":
            continue  # a boundary takes no character
        if run:
            options.append(frozenset({run}))
            run = ""
        inner = _of_item(name, value)
        if inner:
            options.append(inner)
    if run:
        options.append(frozenset({run}))
    return max(options, key=_worth, default=None)


def _of_item(name: str, value: Any) -> Pieces | None:
    if name == "SUBPATTERN":
        return _of_sequence(value[3])
    if name == "BRANCH":
        return _of_branches(value[1])
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, _, repeated = value
        return _of_sequence(repeated) if least else None
    if name == "IN":
        return _of_set(value)
    return None


def _of_branches(branches: Sequence[Any]) -> Pieces | None:
    found = [_of_sequence(branch) for branch in branches]
    return None if any(not option for option in found) else frozenset().union(*(f for f in found if f))


def _of_set(members: Sequence[Any]) -> Pieces | None:
    """Return the characters of a small set such as `[无没]`."""
    if all(str(kind) == "LITERAL" for kind, _ in members):
        return frozenset(chr(value) for _, value in members)
    return None


def beginnings(pattern: str) -> frozenset[str] | None:
    """Return the characters with which a match of `pattern` may begin, or `None` if that cannot be told."""
    found, empty = _first_of_sequence(parser.parse(pattern))
    return None if found is None or empty else found


def _first_of_sequence(items: Iterable[Any]) -> tuple[Pieces | None, bool]:
    """Return the first characters of a sequence, and whether it may match without any."""
    found: Pieces = frozenset()
    for kind, value in items:
        name = str(kind)
        if name in {"AT", "ASSERT", "ASSERT_NOT"}:
            continue  # these take no character
        first, empty = _first_of_item(name, value)
        if first is None:
            return None, False
        found |= first
        if not empty:
            return found, False
    return found, True


def _first_of_item(name: str, value: Any) -> tuple[Pieces | None, bool]:
    if name in {"LITERAL", "IN"}:
        return (_of_set(value) if name == "IN" else frozenset({chr(value)})), False
    if name == "SUBPATTERN":
        return _first_of_sequence(value[3])
    if name == "BRANCH":
        branches = [_first_of_sequence(branch) for branch in value[1]]
        if any(first is None for first, _ in branches):
            return None, False
        return frozenset().union(*(first for first, _ in branches if first)), any(e for _, e in branches)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, _, repeated = value
        first, empty = _first_of_sequence(repeated)
        return first, empty or not least
    return None, False


def _worth(option: Pieces) -> tuple[int, int]:
    """Order by the shortest piece, then by how few there are."""
    shortest = min(map(_length, option))
    return min(shortest, 2 * _LATIN_ENOUGH), -len(option)


def _length(piece: str) -> int:
    return sum(1 if char < "\u2e80" else _LATIN_ENOUGH for char in piece)


class Filter:
    """Tells which of many expressions could match a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._always: list[int] = []
        self._by_gram: dict[str, list[tuple[str, int]]] = {}
        for index, pattern in enumerate(patterns):
            found = pieces(pattern)
            if found is None:
                self._always.append(index)
                continue
            for piece in found:
                self._by_gram.setdefault(piece[:GRAM], []).append((piece, index))

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the expressions that could match, in order."""
        found = set(self._always)
        for gram in _grams(text) & self._by_gram.keys():
            for piece, index in self._by_gram[gram]:
                if index not in found and piece in text:
                    found.add(index)
        return sorted(found)


class Quick:
    """Tells soon whether a text holds one of many words: first by literals, then by the expression."""

    def __init__(self, pattern: str) -> None:
        self._literals = pieces(pattern) or frozenset({""})
        self._pattern = re.compile(pattern)

    def stand_in(self, text: str) -> bool:
        """Tell whether one of the words stands in `text`."""
        return any(literal in text for literal in self._literals) and self._pattern.search(text) is not None


@lru_cache(maxsize=4)
def _grams(text: str) -> frozenset[str]:
    """Return the pieces of a text of up to `GRAM` characters; several filters ask for those of one text."""
    shifted = [text[i:] for i in range(GRAM)]
    return frozenset(
        chain(text, *(map("".join, zip(*shifted[:size], strict=False)) for size in range(2, GRAM + 1)))
    )
