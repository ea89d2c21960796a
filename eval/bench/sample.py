"""A sample of questions for benchmarks that take long: every run draws the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeVar


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """What it is called."""


Item = TypeVar("Item", bound=HasId)


def drawn(items: Sequence[Item], sample: int) -> tuple[Item, ...]:
    """Return `sample` of the questions, or all for zero.

    They are drawn by the hash of their ids, so that every run draws the same.
    """
    if sample < 1:
        return tuple(items)
    return tuple(sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).hexdigest())[:sample])
