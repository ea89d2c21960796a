"""Answers and cases made in a line, for tests that look at one thing each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.contract import AskRequest, AskResponse
from eval.gold import GoldCase

CONTROL = "/us/cfr/t31/s850.217/d/2/iv"


def make_case(**fields: Any) -> GoldCase:
    basis: dict[str, Any] = {
        "id": "a-case",
        "question": "Allowed?",
        "lang": "en",
        "as_of": "2026-11-23",
        "kind": ["screen"],
        "note": "made for a test",
    }
    return GoldCase.model_validate(basis | fields)


def make_response(
    *,
    us: str = "not_asked",
    gravest: str | None = None,
    cn: tuple[str, str, str] = ("not_asked", "not_asked", "not_asked"),
    cites: tuple[str, ...] = (),
    retrieved: tuple[str, ...] = (),
    missing: tuple[str, ...] = (),
    **fields: Any,
) -> AskResponse:
    admission, encouraged, review = cn
    verdict = {
        "overall": fields.pop("overall", None),
        "us": {"status": us, "provisional": us, "range": [us, gravest or us]},
        "cn": {
            "admission": admission,
            "encouraged": encouraged,
            "security_review": review,
            "provisional": {"admission": admission, "encouraged": encouraged},
        },
    }
    basis: dict[str, Any] = {
        "id": "r1",
        "question": "Allowed?",
        "lang": "en",
        "as_of": "2026-11-23",
        "conversation_id": "c1",
        "kind": "screen",
        "verdict": verdict,
        "answer": "It depends.",
        "sentences": [],
        "citations": [_citation(n, one) for n, one in enumerate(cites, start=1)],
        "facts": [],
        "missing": [{"fact": one, "question": "?", "would_change": ["us.status"]} for one in missing],
        "validation": {"status": "rules_only"},
        "retrieved": [
            {"provision_id": one, "rank": rank, "score": 1 / rank}
            for rank, one in enumerate(retrieved, start=1)
        ],
        "model": {"writer": "rules", "name": "rules"},
        "timings_ms": {},
        "corpus": {"version": "1", "sha256": "0"},
    }
    return AskResponse.model_validate(basis | fields)


def _citation(n: int, provision_id: str) -> dict[str, Any]:
    return {
        "n": n,
        "provision_id": provision_id,
        "instrument": "31 CFR Part 850",
        "pinpoint": "§",
        "text": "…",
        "official_url": None,
        "in_force": {"from": "2025-01-02", "to": None},
        "standing": "verified",
    }


class Scripted:
    """Answers by a function and remembers what it was asked."""

    def __init__(self, reply: Callable[[AskRequest], AskResponse]) -> None:
        self.asked: list[AskRequest] = []
        self._reply = reply

    def ask(self, request: AskRequest) -> AskResponse:
        self.asked.append(request)
        return self._reply(request)


@pytest.fixture
def case() -> Callable[..., GoldCase]:
    return make_case


@pytest.fixture
def response() -> Callable[..., AskResponse]:
    return make_response


@pytest.fixture
def scripted() -> type[Scripted]:
    return Scripted
