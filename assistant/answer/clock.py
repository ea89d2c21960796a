"""How long each stage of an answer took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

STAGES = ("facts", "slots", "rules", "retrieve", "write", "validate", "total")


class Clock:
    """Milliseconds spent in each stage; a stage within another counts for itself alone."""

    def __init__(self) -> None:
        self._ms = dict.fromkeys(STAGES, 0.0)
        self._began = time.perf_counter()
        self._inner = 0.0  # seconds taken by stages that ended within the one at work

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        outer, self._inner = self._inner, 0.0
        began = time.perf_counter()
        try:
            yield
        finally:
            taken = time.perf_counter() - began
            self._ms[name] += (taken - self._inner) * 1000
            self._inner = outer + taken

    def stop(self) -> dict[str, float]:
        """Return all stages, rounded, with the total since the start."""
        self._ms["total"] = (time.perf_counter() - self._began) * 1000
        return {name: round(value, 2) for name, value in self._ms.items()}
