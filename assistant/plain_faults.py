"""Pydantic's complaints in plain sentences: where, what is wrong, what to do.

A client's own input is never said back, however short; only names of fields are, cut to size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.problems import EmptyQuestion, Fault, InvalidRequest, QuestionTooLong, Words, shortened

MAX_FAULTS = 20  # in one problem; a body can hold thousands of unknown fields
QUESTION = ("body", "question")

Complaint = Mapping[str, Any]


def invalid_request(complaints: Sequence[Complaint]) -> InvalidRequest:
    """Return the problem that says what is wrong with a request."""
    if len(complaints) == 1 and tuple(complaints[0]["loc"]) == QUESTION:
        about = _question_problem(complaints[0])
        if about is not None:
            return about
    faults = [_fault(complaint) for complaint in complaints[:MAX_FAULTS]]
    first, more = faults[0], len(complaints) - 1
    detail = Words(
        f"{first.where}: {first.what.en}" + (f" {more} more below." if more else ""),
        f"{first.where}：{first.what.zh}" + (f"另有{more}处见下。" if more else ""),
    )
    return InvalidRequest(detail, first.remedy, faults=faults)


def _question_problem(complaint: Complaint) -> InvalidRequest | None:
    kind, given = complaint["type"], complaint.get("input")
    if kind in ("string_too_short", "missing"):
        return EmptyQuestion()
    if kind == "string_too_long" and isinstance(given, str):
        return QuestionTooLong(int(complaint["ctx"]["max_length"]), len(given.strip()))
    return None


def _fault(complaint: Complaint) -> Fault:
    where = ".".join(shortened(str(step), 40) for step in complaint["loc"][:6]) or "body"
    what, remedy = _sentences(
        str(complaint["type"]), complaint.get("ctx") or {}, str(complaint.get("msg", ""))
    )
    return Fault(where, what, remedy)


def _sentences(kind: str, context: Mapping[str, Any], message: str) -> tuple[Words, Words]:
    for prefix, describe in _DESCRIBE:
        if kind.startswith(prefix):
            return describe(context)
    return (
        Words(f"is not valid ({shortened(message)}).", f"无效（{shortened(message)}）。"),
        Words(
            "Correct it; GET /openapi.json describes the field.", "请更正；GET /openapi.json 有该字段的说明。"
        ),
    )


def _missing(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return Words("is missing.", "缺失。"), Words("Add it.", "请补上。")


def _unknown(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return (
        Words("is not a field of this request.", "不是本请求的字段。"),
        Words(
            "Remove it or correct its name; GET /openapi.json lists the fields.",
            "请删除或更正名称；GET /openapi.json 列出全部字段。",
        ),
    )


def _too_long(context: Mapping[str, Any]) -> tuple[Words, Words]:
    limit = context.get("max_length")
    return (
        Words(f"is longer than {limit:,} characters.", f"超过{limit:,}个字符。"),
        Words("Shorten it.", "请缩短。"),
    )


def _too_short(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return Words("is empty.", "为空。"), Words(
        "Fill it in, or leave it out where it is optional.", "请填写；选填项可省略。"
    )


def _not_text(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return Words("is not text.", "不是文本。"), Words('Write it in quotes: "…".', '请写在引号内："…"。')


def _not_bool(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return Words("is neither true nor false.", "不是 true 或 false。"), Words(
        "Write true or false.", "请写 true 或 false。"
    )


def _not_number(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return Words("is not a whole number.", "不是整数。"), Words("Write it in digits.", "请用数字书写。")


def _not_date(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return (
        Words("is not a date that exists.", "不是存在的日期。"),
        Words("Write an existing day as YYYY-MM-DD.", "请以 YYYY-MM-DD 写出存在的日期。"),
    )


def _not_choice(context: Mapping[str, Any]) -> tuple[Words, Words]:
    expected = shortened(str(context.get("expected", "")), 300)
    return (
        Words("is not one of the values it can have.", "不是可用的取值。"),
        Words(f"Use {expected}.", f"请使用 {expected.replace(' or ', ' 或 ')}。"),
    )


def _not_object(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return (
        Words("is not a JSON object.", "不是JSON对象。"),
        Words('Write it as {"name": value, …}.', '请写成 {"名称": 值, …}。'),
    )


def _too_small(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return Words("is too small.", "过小。"), Words(
        f"Give {context.get('ge')} or more.", f"请给出不小于{context.get('ge')}的值。"
    )


def _too_great(context: Mapping[str, Any]) -> tuple[Words, Words]:
    return Words("is too great.", "过大。"), Words(
        f"Give {context.get('le')} or less.", f"请给出不大于{context.get('le')}的值。"
    )


# Kinds of pydantic's complaints by how their names begin.
_DESCRIBE: tuple[tuple[str, Callable[[Mapping[str, Any]], tuple[Words, Words]]], ...] = (
    ("missing", _missing),
    ("extra_forbidden", _unknown),
    ("string_too_long", _too_long),
    ("string_too_short", _too_short),
    ("string_type", _not_text),
    ("bool_", _not_bool),
    ("int_", _not_number),
    ("date_", _not_date),
    ("literal_error", _not_choice),
    ("dict_type", _not_object),
    ("model_", _not_object),
    ("greater_than_equal", _too_small),
    ("less_than_equal", _too_great),
)
