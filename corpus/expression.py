"""The language of the rule tables: what may stand under `when`.

    name                          the bool fact or the rule of that name is true
    {not: E}  {all: [E, …]}  {any: [E, …]}
    {name: {is: v}}               a choice or bool fact has the value v
    {name: {in: [v, …]}}          a choice fact has one of the values
    {name: {has: [v, …]}}         a set fact contains at least one of the values
    {name: {gt|ge|lt|le: v}}      a number or date fact compared with v; a date may be `as_of`

An expression has three values: true, false, and unknown when a fact it needs is not known
(strong Kleene logic), so learning a fact never turns true into false or false into true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

OPERATORS = ("is", "in", "has", "gt", "ge", "lt", "le")
AS_OF = "as_of"

Value = bool | int | float | str | date | tuple[str, ...]


class ExpressionError(ValueError):
    """An expression is not of the language; the message says which part and what would be."""


@dataclass(frozen=True)
class Ref:
    """A bool fact or a rule, by name."""

    name: str


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: Node


@dataclass(frozen=True)
class AllOf:
    """True if every part is; false if any is false."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """True if any part is; false if every part is false."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Test:
    """One comparison of one fact."""

    fact: str
    op: str
    value: Value


Node = Ref | Not | AllOf | AnyOf | Test


def parse(raw: object) -> Node:
    """Turn YAML into a tree; raises `ExpressionError`."""
    if isinstance(raw, str):
        return Ref(raw)
    if not isinstance(raw, dict) or len(raw) != 1:
        raise ExpressionError(f"{raw!r} is neither a name nor a mapping with one key")
    ((key, value),) = raw.items()
    if key == "not":
        return Not(parse(value))
    if key in ("all", "any"):
        return _parse_group(key, value)
    return _parse_test(str(key), value)


def _parse_group(key: str, value: object) -> Node:
    if not isinstance(value, list) or not value:
        raise ExpressionError(f"'{key}' needs a list with at least one part")
    parts = tuple(parse(part) for part in value)
    return AllOf(parts) if key == "all" else AnyOf(parts)


def _parse_test(fact: str, value: object) -> Node:
    if not isinstance(value, dict) or len(value) != 1:
        raise ExpressionError(f"'{fact}' needs one comparison, such as {{{fact}: {{is: …}}}}")
    ((op, operand),) = value.items()
    if op not in OPERATORS:
        raise ExpressionError(f"'{op}' is not an operator; use one of {', '.join(OPERATORS)}")
    if op == "is" and isinstance(operand, bool):  # said by name, so that wholes and parts agree with it
        return Ref(fact) if operand else Not(Ref(fact))
    return Test(fact, str(op), _operand(str(op), operand))


def _operand(op: str, operand: Any) -> Value:
    if op in ("in", "has"):
        if not isinstance(operand, list) or not operand:
            raise ExpressionError(f"'{op}' needs a list of values")
        return tuple(str(item) for item in operand)
    if isinstance(operand, bool | int | float | str | date):
        return operand
    raise ExpressionError(f"{operand!r} is not a value that '{op}' can compare with")


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it."""
    yield node
    if isinstance(node, Not):
        yield from walk(node.part)
    elif isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            yield from walk(part)


def replaced(node: Node, named: Callable[[Test], Node]) -> Node:
    """Return the expression with every comparison replaced by what `named` makes of it."""
    match node:
        case Test():
            return named(node)
        case Not(part):
            return Not(replaced(part, named))
        case AllOf(parts):
            return AllOf(tuple(replaced(part, named) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(replaced(part, named) for part in parts))
    return node


def names(node: Node) -> frozenset[str]:
    """Names of the facts and rules the expression speaks of."""
    found = {part.name for part in walk(node) if isinstance(part, Ref)}
    found |= {part.fact for part in walk(node) if isinstance(part, Test)}
    return frozenset(found)
