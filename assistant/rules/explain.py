"""Why a rule or a status came out as it did, as a tree small enough to look at.

Of every condition only the parts that decide it are kept: of an "any" that is true the true
parts, of an "all" that is false the false ones; where it is open, the open ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.rules.program import Program, duty_key, flag_key, possible_outcomes, row_key
from assistant.rules.screen import NEEDS_FACTS, Screening
from assistant.rules.spaces import open_space
from assistant.rules.worlds import BASE, Worlds, evaluator, never
from corpus.duties import condition
from corpus.expression import AllOf, AnyOf, Node, Not, Ref, Test, parse
from corpus.model import Bilingual, Flag, Outcome, Rule, Table
from corpus.wording import asked_words, value_words

Kind = Literal["status", "outcome", "rule", "flag", "duty", "group", "fact", "test", "rest"]
Relation = Literal["all", "any", "first", "is"]

MAX_POINTS = 36  # in one drawing; what is beyond is counted, not shown
MAX_PARTS = 8  # below one point
ALL = Bilingual(en="all of these", zh="以下各项均成立")
ANY = Bilingual(en="any of these", zh="以下任一项成立")
LAPSED = Bilingual(en="not in force on that day", zh="当日未生效")
OTHERWISE = Bilingual(en="otherwise", zh="其余情形")


@dataclass
class Point:
    """One proposition: what it is, whether it holds, and the parts that make it so."""

    kind: Kind
    name: str  # id of the rule or fact; empty for a group
    title: Bilingual
    value: bool | None
    known: Bilingual | None = None  # of a fact: the value that is known
    relation: Relation = "is"
    parts: list[Point] = field(default_factory=list)
    negated: bool = False  # the point above takes the opposite of this one
    hidden: int = 0  # parts that do not decide and are not shown
    repeated: bool = False  # shown in full elsewhere


class UnknownNameError(LookupError):
    """No rule, flag, duty or status has that name."""


def explain(program: Program, screening: Screening, name: str) -> Point:
    """Return the tree behind a rule, a flag, a duty or a decided status (`us.status`).

    `screening` gives the known facts and the day. Raises `UnknownNameError`.
    """
    worlds = Worlds(open_space(program, screening.as_of), screening.known)
    program.run(worlds)
    inferred = {d.fact: Bilingual(en="inferred", zh="推定") for d in screening.derived}
    return _Explainer(program, worlds, inferred).tree(name)


@dataclass
class _Open:
    """A point whose parts are still to be found, and the condition they come from."""

    point: Point
    node: Node
    urgent: bool  # below the row that decides: drawn before what is merely open


class _Explainer:
    """Grows one tree, level by level, until it is whole or large enough."""

    def __init__(self, program: Program, worlds: Worlds, inferred: Mapping[str, Bilingual]) -> None:
        self.program = program
        self.worlds = worlds
        self.inferred = inferred
        self.in_force = {key for key, test in program.conditions.all if test is not never}
        self.flags = {flag.id: flag for flag in program.flags.values()}
        self.queue: deque[_Open] = deque()
        self.urgent = False
        self.points = 1
        self.shown: set[str] = set()

    def tree(self, name: str) -> Point:
        root = self._root(name)
        for urgent in (True, False):
            while item := self._next(urgent=urgent):
                self._grow(item)
        _fold(root)
        return root

    def _next(self, *, urgent: bool) -> _Open | None:
        for position, item in enumerate(self.queue):
            if item.urgent or not urgent:
                del self.queue[position]
                return item
        return None

    def _later(self, point: Point, node: Node) -> None:
        self.queue.append(_Open(point, node, self.urgent))

    def _root(self, name: str) -> Point:
        tables = {table.decides: table for table in self.program.tables}
        duties = {d.id: (table, d) for table in tables.values() for d in table.duties}
        if name in tables:
            return self._status(tables[name])
        if name in self.program.rules:
            return self._point(Ref(name))
        if name in self.flags:
            flag = self.flags[name]
            return self._titled(
                flag_key(name), Point("flag", name, _flag_title(flag), None), parse(flag.when)
            )
        if name in duties:
            table, duty = duties[name]
            point = Point("duty", name, duty.title, None)
            return self._titled(duty_key(name), point, parse(condition(table, duty)))
        raise UnknownNameError(name)

    def _titled(self, key: str, point: Point, node: Node) -> Point:
        point.value = self.worlds.value(key, BASE)
        self._later(point, node)
        return point

    def _status(self, table: Table) -> Point:
        """Return the decision list: the rows up to the one that decides, or all that may still decide."""
        rows = possible_outcomes(table, self.worlds)
        possible = {outcome.value for outcome, worlds in rows if worlds >> BASE & 1}
        definite = len(possible) == 1
        said = next(iter(possible)) if definite else NEEDS_FACTS
        root = Point("status", said, table.title, True if definite else None, relation="first")
        self._rows(table, rows, root)
        by_default = root.parts[-1].title is OTHERWISE and root.parts[-1].value is True
        if not by_default:  # a row that is out explains nothing then: it is named and no more
            self._drop({id(point) for point in root.parts if point.value is False})
        return root

    def _rows(self, table: Table, rows: list[tuple[Outcome, int]], root: Point) -> None:
        for row, (outcome, _) in enumerate(rows):
            point = Point("outcome", outcome.value, outcome.finding, None)
            root.parts.append(point)
            self.points += 1
            if outcome.when is None:
                point.title = OTHERWISE
                point.value = None if any(p.value is None for p in root.parts[:-1]) else True
            else:
                self.urgent = self.worlds.value(row_key(table, row), BASE) is True
                self._titled(row_key(table, row), point, parse(outcome.when))
            if point.value is True:
                break

    def _drop(self, points: set[int]) -> None:
        self.queue = deque(item for item in self.queue if id(item.point) not in points)

    def _grow(self, item: _Open) -> None:
        point, self.urgent = item.point, item.urgent
        nodes, point.relation = _parts_of(item.node)
        # What decides is of one mind with the whole, be it an "all" or an "any", true, false or open.
        chosen = [node for node in nodes if self._effect(node) is point.value]
        point.hidden = len(nodes) - len(chosen)
        room = max(0, min(MAX_PARTS, MAX_POINTS - self.points))
        if len(chosen) > room:
            room = max(0, room - 1)
        for node in chosen[:room]:
            self.points += 1
            point.parts.append(self._point(node))
        left = len(chosen) - room
        if left > 0:
            self.points += 1
            point.parts.append(_rest(left, point.value, more=room > 0))

    def _effect(self, node: Node) -> bool | None:
        return self.worlds.space.value(evaluator(node)(self.worlds), BASE)

    def _point(self, node: Node) -> Point:
        negated = False
        while isinstance(node, Not):
            negated, node = not negated, node.part
        point = self._plain(node)
        point.negated = negated
        return point

    def _plain(self, node: Node) -> Point:
        value = self._effect(node)
        if isinstance(node, Ref) and node.name in self.program.rules:
            return self._rule(self.program.rules[node.name], value)
        if isinstance(node, Ref):
            return self._fact(node.name, value)
        if isinstance(node, Test):
            return self._test(node, value)
        title = ALL if isinstance(node, AllOf) else ANY
        point = Point("group", "", title, value)
        self._later(point, node)
        return point

    def _rule(self, rule: Rule, value: bool | None) -> Point:
        point = Point("rule", rule.id, rule.title, value, repeated=rule.id in self.shown)
        if rule.id not in self.in_force:
            point.known = LAPSED
        elif not point.repeated:
            self.shown.add(rule.id)
            self._later(point, parse(rule.when))
        return point

    def _fact(self, name: str, value: bool | None) -> Point:
        point = Point("fact", name, self.program.corpus.facts[name].label, value)
        if name in self.inferred:
            point.known = self.inferred[name]
        elif name not in self.worlds.known and value is not None:
            point.known = self._follows(name, value)
        return point

    def _follows(self, name: str, value: bool) -> Bilingual | None:
        """Name the whole that is false, or the part that is true, from which the fact follows."""
        facts = self.program.corpus.facts
        near = (
            facts[name].within if not value else [spec.name for spec in facts.values() if name in spec.within]
        )
        for other in near:
            if self.worlds.value(other, BASE) is value:
                label = facts[other].label
                said = Bilingual(en="yes", zh="是") if value else Bilingual(en="no", zh="否")
                return Bilingual(
                    en=f"follows from “{label.en}”: {said.en}", zh=f"由“{label.zh}：{said.zh}”得出"
                )
        return None

    def _test(self, test: Test, value: bool | None) -> Point:
        corpus = self.program.corpus
        given = self.worlds.known.get(test.fact)
        known = None
        if given is not None:
            words = value_words(corpus, corpus.facts[test.fact], given)
            known = Bilingual(en=f"it is {words.en}", zh=f"实为{words.zh}")
        return Point("test", test.fact, asked_words(corpus, test), value, known)


def _parts_of(node: Node) -> tuple[tuple[Node, ...], Relation]:
    if isinstance(node, AllOf):
        return node.parts, "all"
    return (node.parts, "any") if isinstance(node, AnyOf) else ((node,), "is")


def _rest(count: int, value: bool | None, *, more: bool) -> Point:
    things = ("more part" if more else "part") + ("s" if count > 1 else "")
    title = Bilingual(en=f"{count} {things}, not drawn", zh=f"{'另有' if more else '其下'}{count}项，从略")
    return Point("rest", "", title, value)


def _flag_title(flag: Flag) -> Bilingual:
    return Bilingual(en=f"flag {flag.id}", zh=f"提示 {flag.id}")


def _fold(point: Point) -> None:
    """Take out what only lengthens the drawing: groups of one, groups within their like, a row's own rule."""
    for part in point.parts:
        _fold(part)
    if point.kind == "outcome" and point.relation == "is" and len(point.parts) == 1:
        (rule,) = point.parts
        if rule.kind == "rule" and rule.parts and not rule.negated:
            point.relation, point.parts, point.hidden = rule.relation, rule.parts, rule.hidden
    folded: list[Point] = []
    for part in point.parts:
        folded += _unwrapped(point, part)
    point.parts = folded
    if len(folded) == 1 and folded[0].kind == "group" and not folded[0].negated and point.kind != "status":
        (group,) = folded
        point.relation, point.parts, point.hidden = group.relation, group.parts, point.hidden + group.hidden


def _unwrapped(whole: Point, part: Point) -> list[Point]:
    if part.kind != "group":
        return [part]
    alone = len(part.parts) == 1 and part.parts[0].kind != "rest"
    like = part.relation == whole.relation and not part.negated
    if not alone and not like:
        return [part]
    whole.hidden += part.hidden
    if alone:
        part.parts[0].negated ^= part.negated
        return _unwrapped(whole, part.parts[0])
    return part.parts


def points(root: Point) -> Iterable[Point]:
    """Yield a point and everything below it."""
    yield root
    for part in root.parts:
        yield from points(part)
