"""Shares that add up over tiers of ownership: `corpus/rules/sums.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

from assistant.rules.derived import Derived
from assistant.rules.facts import FactValue
from corpus import Corpus
from corpus.model import Bilingual, Sum

WHOLE = 100.0  # percent
PLACES = 9  # decimals kept: thirds must still add up, and half must stay half


def add_up(corpus: Corpus, known: Mapping[str, FactValue]) -> Iterator[Derived]:
    """Yield the sums whose terms are all known, with the sum written out.

    A share that is known itself is not replaced. Shares that add up to more than the whole overlap,
    or are wrong: nothing is concluded from them.
    """
    for total in corpus.sums:
        terms = [_term(chain, known) for chain in total.of]
        if total.fact in known or None in terms:
            continue
        value = round(sum(term for term in terms if term is not None), PLACES)
        if value <= WHOLE:
            yield Derived(total.fact, value, _because(total, known, value), total.provisions)


def _term(chain: tuple[str, ...], known: Mapping[str, FactValue]) -> float | None:
    """Return a share of a share …, in percent; none of nothing is nothing, whatever the rest."""
    shares = [known.get(name) for name in chain]
    numbers = [float(share) for share in shares if isinstance(share, int | float)]
    if 0.0 in numbers:
        return 0.0
    return prod(number / WHOLE for number in numbers) * WHOLE if len(numbers) == len(chain) else None


def _because(total: Sum, known: Mapping[str, FactValue], value: float) -> Bilingual:
    written = " + ".join(
        " × ".join(f"{known[name]:g}%" for name in chain if name in known) for chain in total.of
    )
    return Bilingual(
        en=f"{written} = {value:g}%. {total.because.en}", zh=f"{written} = {value:g}%。{total.because.zh}"
    )
