"""Turning a model's streamed JSON into finished pieces of an answer, each as soon as it is complete.

The text is expected to be `{"verdict": {…}, "sentences": [{"text": "…", "tags": ["P1"]}, …]}`. What
was complete when the text broke off is kept; what was not is never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, cast

import ijson  # type: ignore[import-untyped]


@dataclass(frozen=True)
class StatedVerdict:
    """The verdict the model states, as it wrote it."""

    value: dict[str, Any]


@dataclass(frozen=True)
class StatedSentence:
    """A sentence of the model with the tags of the provisions it names."""

    text: str
    tags: tuple[str, ...]


Piece = StatedVerdict | StatedSentence


class _Coroutine(Protocol):
    def send(self, data: bytes) -> None: ...
    def close(self) -> None: ...


class AnswerStream:
    """Takes text in portions of any size and gives back what they completed, in the order written.

    Text before the first brace and after the object's end (some models add a code fence) is ignored,
    and so is everything after a fault in the JSON.
    """

    def __init__(self) -> None:
        self._verdicts: list[Any] = ijson.sendable_list()
        self._sentences: list[Any] = ijson.sendable_list()
        self._whole: list[Any] = ijson.sendable_list()
        self._parsers = [
            cast(_Coroutine, ijson.items_coro(found, path, use_float=True))
            for found, path in (
                (self._verdicts, "verdict"),
                (self._sentences, "sentences.item"),
                (self._whole, ""),
            )
        ]
        self._begun = False
        self._broken = False

    @property
    def complete(self) -> bool:
        """Tell whether the object has been closed, so that nothing more can come."""
        return bool(self._whole)

    def feed(self, text: str) -> list[Piece]:
        """Take the next portion; return what it completed. Never raises."""
        if not self._begun:
            start = text.find("{")
            if start < 0:
                return []
            text, self._begun = text[start:], True
        if text and not self._broken and not self.complete:  # ijson takes an empty portion for the end
            self._parse(text.encode("utf-8", "replace"))
        return self._taken()

    def _parse(self, data: bytes) -> None:
        for parser in self._parsers:
            try:
                parser.send(data)
            except (ijson.JSONError, StopIteration):
                # Each parser has kept what came before the fault, so the others still get the data.
                self._broken = True

    def _taken(self) -> list[Piece]:
        pieces: list[Piece] = [StatedVerdict(value) for value in self._verdicts if isinstance(value, dict)]
        pieces += [sentence for value in self._sentences if (sentence := _sentence(value))]
        self._verdicts.clear()
        self._sentences.clear()
        return pieces


def _sentence(value: Any) -> StatedSentence | None:
    """Read a sentence, or `None` if it has no text: a schema asks for it, but not every engine obeys."""
    if not isinstance(value, dict) or not isinstance(value.get("text"), str) or not value["text"].strip():
        return None
    tags = value.get("tags")
    named = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
    return StatedSentence(value["text"].strip(), named)
