"""What every writer offers, what it is asked, and how it fails.

WriterError
├── BusyError            another answer is being written; nothing was started
└── PromptTooLongError   the task does not fit into the model's context
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Cancelled = Callable[[], bool]


class WriterError(Exception):
    """The writer could not write; the message says why and what to do. The answer goes on without it."""


class BusyError(WriterError):
    """Another answer was being written for longer than we wait."""


class PromptTooLongError(WriterError):
    """The task does not fit into the model's context; `tokens` and `context` say by how much."""

    def __init__(self, tokens: int, context: int) -> None:
        super().__init__(
            f"The prompt has {tokens} tokens, and the model sees {context} at once. "
            "Raise CONJUNCTION_CONTEXT or give the model fewer provisions."
        )
        self.tokens = tokens
        self.context = context


class WriterSettings(Protocol):
    """The settings that writers read; `assistant.settings.Settings` has them all."""

    @property
    def cache_dir(self) -> Path:
        """Cache that holds the weights."""

    @property
    def model(self) -> str:
        """Which weights of the manifest the local writer uses."""

    @property
    def model_path(self) -> Path | None:
        """A GGUF file of the user's own; wins over `model`."""

    @property
    def ollama_host(self) -> str | None:
        """Address of the Ollama server; `None` for the usual one on this machine."""

    @property
    def ollama_model(self) -> str | None:
        """Which model Ollama shall use; `None` for the first one it has."""

    @property
    def threads(self) -> int | None:
        """Threads that compute; `None` for one on each core we may use."""

    @property
    def context(self) -> int:
        """Tokens the model sees at once, prompt and answer together."""


@dataclass(frozen=True)
class WritingTask:
    """One piece of writing, answered in JSON that follows `schema`."""

    system: str
    user: str
    schema: Mapping[str, Any]
    max_tokens: int = 700
    temperature: float = 0.0
    seed: int = 0

    def messages(self) -> list[dict[str, str]]:
        """Return the task as chat messages. What seldom changes comes first, so engines can reuse it."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]


class Writer(Protocol):
    """A model that can write."""

    @property
    def name(self) -> Literal["ollama", "local"]:
        """Which writer this is, as `/ask` names it."""

    @property
    def model(self) -> str:
        """The model's name, for the receipt; empty while it is not known."""

    def available(self) -> bool:
        """Tell whether `write` may be tried. Quick; never raises."""

    @property
    def problem(self) -> str:
        """Why the writer was last not available, with a remedy; empty if it was."""

    def write(self, prompt: WritingTask, cancelled: Cancelled) -> Iterator[str]:
        """Yield the JSON text as it is written; raises `WriterError`.

        Ends early, without an error, once `cancelled` returns true or the caller closes the
        iterator; the model then stops as well.
        """
