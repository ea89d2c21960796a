"""The language of the rule tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corpus.expression import AllOf, AnyOf, ExpressionError, Node, Not, Ref, names, parse, replaced, walk
from corpus.expression import Test as Comparison

HALF = Comparison("share", "ge", 50)


@pytest.mark.parametrize(
    ("raw", "node"),
    [
        ("big", Ref("big")),
        ({"not": "big"}, Not(Ref("big"))),
        ({"all": ["big", "red"]}, AllOf((Ref("big"), Ref("red")))),
        ({"any": [{"share": {"ge": 50}}, {"not": "big"}]}, AnyOf((HALF, Not(Ref("big"))))),
        ({"form": {"in": ["loan", "gift"]}}, Comparison("form", "in", ("loan", "gift"))),
        ({"activity": {"has": ["farming"]}}, Comparison("activity", "has", ("farming",))),
        ({"day": {"lt": date(2025, 1, 2)}}, Comparison("day", "lt", date(2025, 1, 2))),
        ({"form": {"is": "loan"}}, Comparison("form", "is", "loan")),
        ({"big": {"is": True}}, Ref("big")),
        ({"big": {"is": False}}, Not(Ref("big"))),
    ],
)
def test_parse(raw: Any, node: Node) -> None:
    assert parse(raw) == node


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (7, "neither a name nor a mapping"),
        ({}, "with one key"),
        ({"a": {"is": "x"}, "b": {"is": "y"}}, "with one key"),
        ({"all": "big"}, "'all' needs a list"),
        ({"any": []}, "'any' needs a list"),
        ({"share": 50}, "'share' needs one comparison"),
        ({"share": {"above": 50}}, "'above' is not an operator; use one of is, in, has"),
        ({"form": {"in": "loan"}}, "'in' needs a list of values"),
        ({"share": {"ge": None}}, "not a value that 'ge' can compare with"),
        ({"not": ["big"]}, "neither a name nor a mapping"),
    ],
)
def test_refusal(raw: Any, said: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(raw)
    assert said in str(caught.value)


def test_walk_and_names() -> None:
    node = parse({"all": ["big", {"not": {"any": [{"share": {"ge": 50}}, "red"]}}]})
    assert sum(1 for _ in walk(node)) == 6
    assert names(node) == {"big", "share", "red"}


def test_comparisons_are_replaced_wherever_they_stand() -> None:
    node = parse({"all": ["a", {"not": {"amount": {"gt": 5}}}, {"any": [{"kind": {"in": ["x"]}}, "b"]}]})
    found = replaced(node, lambda test: Ref(f"<{test.fact}>"))
    assert found == AllOf((Ref("a"), Not(Ref("<amount>")), AnyOf((Ref("<kind>"), Ref("b")))))
    assert replaced(Ref("a"), lambda test: Ref("never")) == Ref("a")
