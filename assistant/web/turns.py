"""Turns of the chat between the form that asks and the stream that answers, kept in memory.

An answer's lasting record is its receipt in the store; a turn only bridges the seconds in which a
browser comes back for the stream, and remembers what the user corrected. The oldest are set aside.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from assistant.answering import Run
from assistant.contract import AskRequest

MAX_TURNS = 1_000
KEPT = ("facts", "verdict", "citations", "done")  # events that are replayed when a browser reconnects


@dataclass
class Turn:
    """One question on its way, or answered."""

    request: AskRequest
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9).replace("-", "x").replace("_", "y"))
    events: dict[str, dict[str, Any]] = field(default_factory=dict)  # the last data of each kind
    run: Run | None = None  # the work, while it is going on
    could_write: bool = False  # whether a model wrote before the user's correction
    said: frozenset[str] = frozenset()  # facts that the question states, though the user has since set them

    @property
    def done(self) -> dict[str, Any] | None:
        """The whole answer once there is one."""
        return self.events.get("done")

    @property
    def answer_id(self) -> str:
        """The receipt's id as soon as it is known."""
        for name in ("done", "facts"):
            if self.events.get(name, {}).get("id"):
                return str(self.events[name]["id"])
        return ""

    @property
    def conversation_id(self) -> str:
        """The conversation as soon as it is known."""
        for name in ("done", "facts"):
            if self.events.get(name, {}).get("conversation_id"):
                return str(self.events[name]["conversation_id"])
        return self.request.conversation_id or ""

    def note(self, name: str, data: dict[str, Any]) -> None:
        """Remember an event for a browser that reconnects."""
        if name in KEPT:
            self.events[name] = data

    def stop(self) -> None:
        """Let the writing end early; the verdict and the receipt stay."""
        if self.run is not None:
            self.run.cancel()

    def asked_again(self, facts: dict[str, Any], *, with_model: bool) -> Turn:
        """Return a new turn: the same question in the same conversation, with other given facts.

        The conversation of an answer still being written is not kept yet, and waiting for it would
        take what makes a correction instant; such a turn goes on from where it began.
        """
        conversation = self.conversation_id if self.done is not None else self.request.conversation_id
        request = self.request.model_copy(
            update={
                "facts": facts,
                "conversation_id": conversation or None,
                "writer": "auto" if with_model else "rules",
            }
        )
        return Turn(request, could_write=self.could_write or self._model_wrote(), said=self.stated)

    @property
    def stated(self) -> frozenset[str]:
        """Names of the facts read from the question, in this turn or before a correction."""
        facts = self.events.get("facts", {}).get("facts", ())
        return self.said | {fact["name"] for fact in facts if fact["source"] == "stated"}

    def _model_wrote(self) -> bool:
        if self.done is None:  # corrected while the model was still at work
            return "verdict" in self.events and self.request.writer != "rules"
        return bool(self.done["model"]["writer"] != "rules")


class Turns:
    """The turns held, by id; safe to use from many threads."""

    def __init__(self, limit: int = MAX_TURNS) -> None:
        self._limit = limit
        self._held: OrderedDict[str, Turn] = OrderedDict()
        self._lock = Lock()

    def add(self, turn: Turn) -> Turn:
        """Hold a turn, setting aside the oldest when there are too many."""
        with self._lock:
            self._held[turn.id] = turn
            while len(self._held) > self._limit:
                self._held.popitem(last=False)
        return turn

    def before(self, turn: Turn) -> Turn | None:
        """Return the turn that this one follows up, if its answer is still being written."""
        wanted = turn.request.conversation_id
        with self._lock:
            for held in reversed(self._held.values()):
                if wanted and held is not turn and held.conversation_id == wanted and held.run is not None:
                    return held
        return None

    def get(self, turn_id: str) -> Turn | None:
        """Return the turn if it is still held."""
        with self._lock:
            turn = self._held.get(turn_id)
            if turn is not None:
                self._held.move_to_end(turn_id)
            return turn


def stored_turn(answer: dict[str, Any], given: dict[str, Any] | None = None) -> Turn:
    """Return the turn of a stored answer, as if it had just been streamed.

    `given` are the facts the user set; they are read off the answer when not known otherwise.
    """
    facts = {fact["name"]: fact["value"] for fact in answer["facts"] if fact["source"] == "given"}
    request = AskRequest(
        question=answer["question"],
        conversation_id=answer["conversation_id"],
        as_of=answer["as_of"],
        facts=(given if given is not None else facts) or None,
    )
    return Turn(request, events=dict.fromkeys(KEPT, answer), could_write=answer["model"]["writer"] != "rules")
