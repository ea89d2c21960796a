"""Which writer writes: by name, or the best there is."""

from __future__ import annotations

from assistant.contract import Writer as WriterName
from assistant.writers.base import Writer, WriterSettings
from assistant.writers.local import LocalWriter
from assistant.writers.ollama import OllamaWriter


class Writers:
    """The writers of one program: keep one, for the local model lives in it."""

    def __init__(self, settings: WriterSettings) -> None:
        self.local = LocalWriter(settings)
        self.ollama = OllamaWriter(settings)

    def choose(self, name: WriterName) -> Writer | None:
        """Return the writer called `name` if it is available, else `None`: the rule check writes.

        `auto` is Ollama when a server answers, else the local model when its weights are there.
        Whoever asks for a writer by name gets that one or none. Never raises.
        """
        for writer in self._candidates(name):
            if writer.available():
                return writer
        return None

    def _candidates(self, name: WriterName) -> tuple[Writer, ...]:
        order: dict[WriterName, tuple[Writer, ...]] = {
            "auto": (self.ollama, self.local),
            "ollama": (self.ollama,),
            "local": (self.local,),
            "rules": (),
        }
        return order[name]

    def problems(self, name: WriterName) -> dict[str, str]:
        """Say for each writer `name` could stand for, why it was last not available."""
        return {writer.name: writer.problem for writer in self._candidates(name) if writer.problem}

    def close(self) -> None:
        """Give back the memory of the local model."""
        self.local.close()
