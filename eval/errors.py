"""What can go wrong before a run has begun; a failing case is never an error, it is a result."""

from __future__ import annotations

from pathlib import Path


class EvalError(ValueError):
    """The run cannot start; the message says what is wrong and the remedy."""


class GoldError(EvalError):
    """A gold file is wrong; the message names file, case, field and remedy."""

    def __init__(self, file: Path | str, case: str, field: str, problem: str, remedy: str) -> None:
        self.file = str(file)
        self.case = case
        self.field = field
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{self.file}: {case}, field '{field}': {problem} Remedy: {remedy}")
