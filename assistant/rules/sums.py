"""Shares that add up over tiers of ownership: `corpus/rules/sums.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod

from assistant.rules.derived import Derived
from assistant.rules.facts import FactValue
from assistant.rules.worlds import compare
from corpus import Corpus
from corpus.expression import Test
from corpus.model import Bilingual, Sum

WHOLE = 100.0  # percent
PLACES = 9  # decimals kept: thirds must still add up, and half must stay half


def add_up(
    corpus: Corpus, known: Mapping[str, FactValue], comparisons: Mapping[str, Iterable[Test]]
) -> Iterator[Derived]:
    """Yield the sums whose terms are all known, with the sum written out.

    `comparisons` are those that the law makes of each fact. The sum of some terms counts, too, where
    each of these comes out the same whatever the rest adds: 30% and 25% are over half already. A share
    that is known itself is not replaced. Shares that add up to more than the whole overlap, or are
    wrong: nothing is concluded from them.
    """
    for total in corpus.sums:
        terms = [_term(chain, known) for chain in total.of]
        told = [term for term in terms if term is not None]
        value = round(sum(told), PLACES)
        if total.fact in known or not told or value > WHOLE:
            continue
        whole = len(told) == len(terms)
        if whole or _settles(value, comparisons.get(total.fact, ())):
            yield Derived(total.fact, value, _because(total, known, value, whole=whole), total.provisions)


def _settles(least: float, comparisons: Iterable[Test]) -> bool:
    """Tell whether every comparison comes out the same for this share and all above it."""
    return all(compare(least, t.op, t.value) == compare(WHOLE, t.op, t.value) for t in comparisons)


def _term(chain: tuple[str, ...], known: Mapping[str, FactValue]) -> float | None:
    """Return a share of a share …, in percent; none of nothing is nothing, whatever the rest."""
    shares = [known.get(name) for name in chain]
    numbers = [float(share) for share in shares if isinstance(share, int | float)]
    if 0.0 in numbers:
        return 0.0
    return prod(number / WHOLE for number in numbers) * WHOLE if len(numbers) == len(chain) else None


def _because(total: Sum, known: Mapping[str, FactValue], value: float, *, whole: bool) -> Bilingual:
    terms = [chain for chain in total.of if whole or _term(chain, known) is not None]
    written = " + ".join(
        " × ".join(f"{known[name]:g}%" for name in chain if name in known) for chain in terms
    )
    at_least, or_more = ("", "") if whole else (" at least", "以上")
    return Bilingual(
        en=f"{written} = {value:g}%{at_least}. {total.because.en}",
        zh=f"{written} = {value:g}%{or_more}。{total.because.zh}",
    )
