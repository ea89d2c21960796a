"""Which drawings an answer has."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.web.drawings import Drawing, drawings
from assistant.web.strings import words

VERDICT: dict[str, Any] = {
    "us": {"status": "notifiable"},
    "cn": {"admission": "open", "encouraged": "not_asked", "security_review": "not_asked"},
}
DUTIES = [
    {"id": "notify", "title": "Notify", "certain": True},
    {"id": "keep_records", "title": "Keep records", "certain": False},
]


def answer(**verdict: Any) -> dict[str, Any]:
    return {"id": "x1", "kind": "screen", "verdict": {**VERDICT, **verdict}}


def test_one_per_status_that_was_asked_for() -> None:
    found = drawings(answer(), words("en"))
    assert [d.address for d in found] == [
        "/answers/x1/graph.svg?table=us.status",
        "/answers/x1/graph.svg?table=cn.admission",
    ]
    assert found[0].title == "outbound investment rule"
    assert found[0].result == words("en")("us_notifiable")


@pytest.mark.parametrize(("lang", "stands"), [("en", "stands"), ("zh", "适用")])
def test_one_per_duty_with_whether_it_stands(lang: str, stands: str) -> None:
    said = words(lang)
    found = drawings(answer(duties=DUTIES), said)
    assert found[-2] == Drawing("/answers/x1/graph.svg?rule=notify", "Notify", stands)
    assert found[-1].result == said("duty_assumed")


def test_a_lookup_has_only_the_benefits_it_asked_for() -> None:
    cn = {
        **VERDICT["cn"],
        "benefits": [{"benefit": "land", "label": "Land price", "status": "not_available"}],
    }
    found = drawings({**answer(cn=cn), "kind": "lookup"}, words("en"))
    assert [(d.address, d.title) for d in found] == [
        ("/answers/x1/graph.svg?table=cn.benefits.land", "Land price")
    ]


def test_an_answer_kept_from_before_there_were_duties_has_its_statuses() -> None:
    assert len(drawings(answer(duties=None), words("en"))) == 2
