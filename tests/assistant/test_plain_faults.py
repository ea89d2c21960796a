"""Pydantic's complaints in plain sentences."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.plain_faults import invalid_request
from assistant.problems import EmptyQuestion, InvalidRequest, QuestionTooLong


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    question: str = Field(min_length=1, max_length=10)
    count: int = Field(5, ge=1, le=9)
    day: date | None = None
    kind: Literal["a", "b"] = "a"
    flag: bool = False
    facts: dict[str, Any] | None = None
    name: str = Field("", max_length=3)
    ratio: float = 0.5


def complaints(body: Any) -> InvalidRequest:
    try:
        Body.model_validate(body)
    except ValidationError as error:
        return invalid_request([{**item, "loc": ("body", *item["loc"])} for item in error.errors()])
    raise AssertionError("nothing is wrong with it")


@pytest.mark.parametrize(
    ("field", "value", "what", "remedy"),
    [
        ("count", 0, "is too small.", "Give 1 or more."),
        ("count", 10, "is too great.", "Give 9 or less."),
        ("count", "x", "is not a whole number.", "Write it in digits."),
        ("day", "2026-02-30", "is not a date that exists.", "Write an existing day as YYYY-MM-DD."),
        ("day", "2026-02-28T10:00:00", "is not a date that exists.", "Write an existing day as YYYY-MM-DD."),
        ("kind", "c", "is not one of the values it can have.", "Use 'a' or 'b'."),
        ("flag", "maybe", "is neither true nor false.", "Write true or false."),
        ("facts", 3, "is not a JSON object.", 'Write it as {"name": value, …}.'),
        ("name", "long", "is longer than 3 characters.", "Shorten it."),
        ("name", 7, "is not text.", 'Write it in quotes: "…".'),
        ("other", 7, "is not a field of this request.", None),
        ("ratio", "x", None, "Correct it; GET /openapi.json describes the field."),
    ],
)
def test_each_kind_has_its_sentence(field: str, value: Any, what: str | None, remedy: str | None) -> None:
    fault = complaints({"question": "Q", field: value}).faults[0]
    assert fault.where == f"body.{field}"
    assert what is None or fault.what.en == what
    assert remedy is None or fault.remedy.en == remedy
    assert any("\u4e00" <= char <= "\u9fff" for char in fault.what.zh + fault.remedy.zh)


def test_questions_have_problems_of_their_own() -> None:
    assert isinstance(complaints({"question": "  "}), EmptyQuestion)
    assert isinstance(complaints({}), EmptyQuestion)
    long = complaints({"question": "  12345678901  "})
    assert isinstance(long, QuestionTooLong)
    assert (long.limit, long.actual) == (10, 11)


def test_a_question_among_other_faults_is_one_of_them() -> None:
    problem = complaints({"question": "", "count": 0, "kind": "c"})
    assert type(problem) is InvalidRequest
    assert [fault.where for fault in problem.faults] == ["body.question", "body.count", "body.kind"]
    assert problem.detail.en == "body.question: is empty. 2 more below."
    assert problem.detail.zh == "body.question：为空。另有2处见下。"


def test_a_body_that_is_no_object() -> None:
    fault = complaints([1]).faults[0]
    assert fault.where == "body"
    assert fault.what.en == "is not a JSON object."


def test_deep_and_long_places_are_cut() -> None:
    fault = invalid_request([{"type": "int_type", "loc": ("body", *("x" * 99,) * 99), "msg": ""}]).faults[0]
    assert len(fault.where) < 250


def test_the_input_is_never_said_back() -> None:
    problem = complaints(
        {"question": "Q", "count": "SECRET", "kind": "SECRET", "day": "SECRET", "ratio": "SECRET"}
    )
    for fault in problem.faults:
        assert "SECRET" not in fault.what.en + fault.remedy.en + fault.what.zh + fault.remedy.zh
