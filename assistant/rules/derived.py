"""A fact that nobody stated: it follows from others."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.rules.facts import FactValue
from corpus.model import Bilingual


@dataclass(frozen=True)
class Derived:
    """A value that follows from known facts, with the reason and the provisions behind it."""

    fact: str
    value: FactValue
    because: Bilingual
    provisions: tuple[str, ...] = ()
