"""How a benchmark's command ends: with an exit code and a sentence, never with a trace."""

from __future__ import annotations

import sys
from collections.abc import Callable

from corpus import CorpusError
from eval.errors import EvalError
from index import IndexProblem

CANNOT_START = 2
INTERRUPTED = 130  # what shells expect of a program that was interrupted


def exit_code(run: Callable[[], object], left: str) -> int:
    """Run a command and return 0, 2 when it cannot start, 130 when interrupted.

    `left` tells whoever interrupts it what becomes of the work done so far.
    """
    try:
        run()
    except (EvalError, CorpusError, IndexProblem) as problem:
        print(f"eval: {problem}", file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        print(f"eval: interrupted; {left}", file=sys.stderr)
        return INTERRUPTED
    return 0
