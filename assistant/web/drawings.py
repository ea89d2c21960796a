"""Which drawings there are of an answer: one per status it was asked for, one per duty it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.web.strings import Words

STATUSES = (  # table, word for what it decides, prefix of the words for its statuses
    ("us.status", "side_us_rule", "us_"),
    ("cn.admission", "admission", "admission_"),
    ("cn.encouraged", "encouraged_head", "encouraged_"),
    ("cn.security_review", "security_review", "security_review_"),
)


BENEFIT = "benefit_"  # prefix of the words for the statuses of a benefit


@dataclass(frozen=True)
class Drawing:
    """One drawing: where it is, what it is of, and what came out."""

    address: str
    title: str
    result: str


def drawings(answer: Mapping[str, Any], words: Words) -> tuple[Drawing, ...]:
    """Return the drawings of a whole answer, as `POST /ask` gives it."""
    base = f"/answers/{answer['id']}/graph.svg?"
    found = [
        *(_statuses(answer, words) if answer["kind"] == "screen" else ()),
        *_benefits(answer, words),
        *_duties(answer, words),
    ]
    return tuple(Drawing(base + query, title, result) for query, title, result in found)


def _statuses(answer: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str, str]]:
    for table, title, prefix in STATUSES:
        side, name = table.split(".")
        status = answer["verdict"][side][name]
        if status != "not_asked":
            yield f"table={table}", words(title), words(prefix + status)


def _benefits(answer: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str, str]]:
    for benefit in answer["verdict"]["cn"].get("benefits") or ():
        status = words(BENEFIT + benefit["status"])
        yield f"table=cn.benefits.{benefit['benefit']}", benefit["label"], status


def _duties(answer: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str, str]]:
    for duty in answer["verdict"].get("duties") or ():
        stands = words("duty_stands" if duty.get("certain") else "duty_assumed")
        yield f"rule={duty['id']}", duty["title"], stands
