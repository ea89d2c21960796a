"""The pieces of an answer in the order in which a reader gets them.

    facts      {"id", "conversation_id", "lang", "as_of", "facts": [FactOut, …],
                "contradictions": [Contradiction, …]}
    verdict    {"kind", "verdict": Verdict, "missing": [Missing, …]}
    citations  {"citations": [Citation, …]}
    token      {"text": "…"}: a piece of the answer's Markdown; all pieces joined are the draft
    done       the whole AskResponse, which replaces everything sent before

The first three come once each, `token` any number of times, `done` last. Data is ready for JSON:
no dates, no models, no tuples that a client would see differently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel

from assistant.contract import AskResponse, Citation, Contradiction, FactOut, Kind, Lang, Missing, Verdict

EventName = Literal["facts", "verdict", "citations", "token", "done"]
ORDER: tuple[EventName, ...] = ("facts", "verdict", "citations", "token", "done")


@dataclass(frozen=True)
class Event:
    """One piece of an answer; its name is the name of the server-sent event."""

    name: EventName
    data: dict[str, Any]


def facts_event(  # noqa: PLR0913  (one argument per field of the event)
    answer_id: str,
    conversation_id: str,
    lang: Lang,
    as_of: date,
    facts: Iterable[FactOut],
    *,
    contradictions: Iterable[Contradiction] = (),
) -> Event:
    """Say what was understood, and under which receipt the answer will be kept."""
    head = {"id": answer_id, "conversation_id": conversation_id, "lang": lang, "as_of": as_of.isoformat()}
    said = {"facts": [_dump(fact) for fact in facts], "contradictions": [_dump(c) for c in contradictions]}
    return Event("facts", {**head, **said})


def verdict_event(kind: Kind, verdict: Verdict, missing: Iterable[Missing]) -> Event:
    """Say what the rule check found, and the questions that would settle what is open."""
    return Event(
        "verdict", {"kind": kind, "verdict": _dump(verdict), "missing": [_dump(gap) for gap in missing]}
    )


def citations_event(citations: Iterable[Citation]) -> Event:
    """List the provisions that the answer rests on."""
    return Event("citations", {"citations": [_dump(citation) for citation in citations]})


def token_event(text: str) -> Event:
    """Give some more of the answer's text."""
    return Event("token", {"text": text})


def done_event(response: AskResponse) -> Event:
    """Give the whole answer as it is kept."""
    return Event("done", _dump(response))


def _dump(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True)
