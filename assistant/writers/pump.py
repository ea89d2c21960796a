"""Running an engine that calls back, in a thread, as an iterator that can be stopped at any moment."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from assistant.writers.base import Cancelled, WriterError

LOOK_SECONDS = 0.1  # how often `cancelled` is asked while the engine is silent

Stopped = Callable[[], bool]
Emit = Callable[[str], None]
Produce = Callable[[Emit, Stopped], None]


class _End:
    """Marks the end of what was produced, and what went wrong if something did."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error


def pump(produce: Produce, cancelled: Cancelled) -> Iterator[str]:
    """Yield what `produce` emits in a thread of its own.

    When `cancelled` says so, or the caller closes the iterator, it ends at once, and `stopped()`
    becomes true for `produce`, which should then end soon; nobody waits for it. Raises
    `WriterError`: what `produce` raised, made into one if it is something else.
    """
    made: queue.SimpleQueue[str | _End] = queue.SimpleQueue()
    stop = threading.Event()

    def work() -> None:
        error: Exception | None = None
        try:
            produce(made.put, stop.is_set)
        except Exception as caught:
            error = caught
        made.put(_End(error))

    threading.Thread(target=work, name="writer", daemon=True).start()
    try:
        yield from _taken(made, cancelled)
    finally:
        stop.set()


def _taken(made: queue.SimpleQueue[str | _End], cancelled: Cancelled) -> Iterator[str]:
    while not cancelled():
        try:
            item = made.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            continue
        if isinstance(item, str):
            yield item
        elif item.error is None:
            return
        else:
            raise _as_writer_error(item.error)


def _as_writer_error(error: Exception) -> WriterError:
    if isinstance(error, WriterError):
        return error
    wrapped = WriterError(f"The writer failed: {error}")
    wrapped.__cause__ = error
    return wrapped
