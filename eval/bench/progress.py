"""Progress on standard error: a bar in a terminal, a line per tenth in a log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Tell = Callable[[int, int], None]  # done so far, of how many


@contextmanager
def counted(what: str, console: Console) -> Iterator[Tell]:
    """Show how far something is; what is called with the two counts may be called from many threads."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    told = 0
    lock = threading.Lock()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            nonlocal told
            bar.update(task, completed=done, total=total)
            tenth = 10 * done // max(total, 1)
            with lock:
                told = min(told, tenth)  # a second kind of work begins anew
                if tenth > told and not console.is_terminal:
                    told = tenth
                    console.print(f"{what}: {done} of {total}", highlight=False)

        yield tell
