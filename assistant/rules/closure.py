"""What a part says of its whole, and a whole of its parts: `within` in the vocabulary, in every world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.rules.facts import ContradictionError
from assistant.rules.worlds import BASE, Worlds
from corpus.model import FactSpec


@dataclass(frozen=True, eq=False)
class Closure:
    """The bool facts, each after its wholes."""

    names: tuple[str, ...]
    wholes: Mapping[str, tuple[str, ...]]  # of each bool fact
    families: Mapping[str, frozenset[str]]  # of each bool fact: all that it is linked to, and itself

    def close(self, worlds: Worlds, only: Iterable[str] | None = None) -> None:
        """Set bool facts in every world, respecting `within`; `only` holds whole families.

        A part that is true makes its whole true; a whole that is false makes its parts false. What
        is known or probed wins over ordinary values. Raises `ContradictionError` when the known
        facts themselves break this.
        """
        chosen = self.names if only is None else self._in_order(only)
        true, false = _explicit(chosen, worlds)
        parts = [(name, above) for name in chosen if (above := self.wholes[name])]
        for name, above in reversed(parts):
            for whole in above:
                true[whole] |= true[name]
        for name, above in parts:
            for whole in above:
                false[name] |= false[whole]
        if any((true[name] & false[name]) >> BASE & 1 for name, _ in parts):
            raise self._contradiction(worlds)
        self._settle(chosen, worlds, true, false)

    def _settle(
        self, chosen: Iterable[str], worlds: Worlds, true: dict[str, int], false: dict[str, int]
    ) -> None:
        """Give what is still undecided its ordinary value, in the ordinary worlds."""
        space, truth = worlds.space, worlds.truth
        ordinary, ordinary_worlds = space.ordinary, space.ordinary_worlds
        for name in chosen:
            t, f = true[name], false[name]
            # Without an ordinary value a derived fact stays unknown even in the ordinary worlds.
            if name in ordinary and (undecided := ordinary_worlds & ~(t | f)):
                f |= undecided
                if ordinary[name] is True:
                    for whole in self.wholes[name]:
                        undecided &= truth[whole] >> space.size
                    t |= undecided
            truth[name] = space.truth(t, f)

    def _in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        chosen = frozenset(names)
        return tuple(name for name in self.names if name in chosen) if chosen else ()

    def _contradiction(self, worlds: Worlds) -> ContradictionError:
        """Name the parts that are true and, of their wholes, those that are false; nothing else."""
        denied = {name for name in self.names if worlds.known.get(name) is False}
        clashes = {name: denied & self._above(name) for name in self.names if worlds.known.get(name) is True}
        wholes = tuple(sorted(set().union(*clashes.values())))
        return ContradictionError(wholes, tuple(name for name, above in clashes.items() if above))

    def _above(self, name: str) -> set[str]:
        found: set[str] = set()
        for whole in self.wholes[name]:
            found |= {whole} | self._above(whole)
        return found


def _explicit(names: Iterable[str], worlds: Worlds) -> tuple[dict[str, int], dict[str, int]]:
    true: dict[str, int] = {}
    false: dict[str, int] = {}
    everywhere, probed = worlds.space.everywhere, worlds.space.probed
    for name in names:
        value = worlds.known.get(name)
        if value is None:
            true[name], false[name] = probed.get(name, (0, 0))
        else:
            true[name], false[name] = (everywhere, 0) if value is True else (0, everywhere)
    return true, false


def closure_of(facts: Mapping[str, FactSpec], spoken_of: Iterable[str]) -> Closure:
    """Return the closure over the bool facts spoken of and those that are wholes or parts."""
    names = _wholes_first(facts, set(spoken_of))
    wholes = {name: facts[name].within for name in names}
    return Closure(names, wholes, _families(wholes))


def _wholes_first(facts: Mapping[str, FactSpec], spoken_of: set[str]) -> tuple[str, ...]:
    ordered: dict[str, None] = {}
    wholes = {whole for spec in facts.values() for whole in spec.within}

    def place(name: str) -> None:
        if name not in ordered:
            for whole in facts[name].within:
                place(whole)
            ordered[name] = None

    for spec in facts.values():
        if spec.type == "bool" and (spec.name in spoken_of | wholes or spec.within):
            place(spec.name)
    return tuple(ordered)


def _families(wholes: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Join every fact with its wholes, and these with theirs: what one can say anything about."""
    families = {name: frozenset({name}) for name in wholes}
    for name, above in wholes.items():
        joined = families[name].union(*(families[whole] for whole in above))
        families |= dict.fromkeys(joined, joined)
    return families
