"""Conversations, written as data: what is established after the last message, and where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.contract import AskResponse, FactOut
from corpus.yamlfile import read_yaml

from .conftest import Ask

CASES: list[dict[str, Any]] = list(read_yaml(Path(__file__).parent / "data" / "conversations.yaml"))
FIELDS = {"id", "turns", "given", "facts", "open", "disputed", "conflicts", "supposed", "before"}


@pytest.fixture(params=CASES, ids=lambda case: str(case["id"]))
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    assert set(found) <= FIELDS
    return found


def last_answer(case: dict[str, Any], ask: Ask) -> AskResponse:
    """Hold the whole conversation and return its last answer, with the case's given facts."""
    response: AskResponse | None = None
    for number, message in enumerate(case["turns"], 1):
        given = case.get("given") if number == len(case["turns"]) else None
        response = ask(message, conversation_id=f"c-{case['id']}", facts=given)
    assert response is not None
    return response


def known(response: AskResponse) -> dict[str, FactOut]:
    return {fact.name: fact for fact in response.facts if fact.source != "inferred"}


def test_there_are_enough_in_both_languages() -> None:
    chinese = sum(str(case["id"]).startswith("zh") for case in CASES)
    assert len(CASES) >= 60
    assert chinese >= 20


def test_what_is_established(case: dict[str, Any], ask: Ask) -> None:
    response = last_answer(case, ask)
    facts = known(response)
    expected = {name: tuple(said) for name, said in case.get("facts", {}).items()}
    assert {name: _shown(facts.get(name)) for name in expected} == expected
    assert facts.keys().isdisjoint(case.get("open", ()))
    assert {name for name, fact in facts.items() if fact.supposed} == set(case.get("supposed", ()))
    before = {name: fact.before for name, fact in facts.items() if fact.before is not None}
    assert {name: before.get(name) for name in case.get("before", {})} == case.get("before", {})


def test_contradictions_are_shown_with_both_values(case: dict[str, Any], ask: Ask) -> None:
    response = last_answer(case, ask)
    disputed = case.get("disputed", {})
    asked = {gap.fact: gap.said for gap in response.missing if gap.said}
    for name, said in disputed.items():
        assert asked.get(name, said) == said
    named = sum("Which of them holds?" in s.text or "以哪个为准" in s.text for s in response.sentences)
    assert named == len(disputed) + len(case.get("conflicts", ()))


def test_stated_facts_point_into_the_last_message(case: dict[str, Any], ask: Ask) -> None:
    response = last_answer(case, ask)
    for fact in known(response).values():
        assert (fact.span is not None) == (fact.source == "stated")
        if fact.span is not None:
            assert response.question[slice(*fact.span)].strip()


def _shown(fact: FactOut | None) -> tuple[Any, str] | None:
    return (fact.value, fact.source) if fact is not None else None
