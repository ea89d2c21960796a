"""The one error this package raises."""

from __future__ import annotations

from pathlib import Path


class CorpusError(ValueError):
    """A corpus file is wrong.

    The message names the file, the row or entry, the field and the remedy, so that whoever
    edited the file can mend it without reading the loader.
    """

    def __init__(self, file: Path | str, where: str, problem: str, remedy: str) -> None:
        self.file = str(file)
        self.where = where
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{self.file}: {where}: {problem} Remedy: {remedy}")
