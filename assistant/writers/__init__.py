"""Writers: the models that put an answer into words. The rule check's own sentences need none."""

from assistant.writers.base import (
    BusyError,
    PromptTooLongError,
    Writer,
    WriterError,
    WriterSettings,
    WritingTask,
)
from assistant.writers.choose import Writers

__all__ = [
    "BusyError",
    "PromptTooLongError",
    "Writer",
    "WriterError",
    "WriterSettings",
    "Writers",
    "WritingTask",
]
