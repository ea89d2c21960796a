"""Values that would turn a verdict, in words that claim no more than was tried.

The rule check tries a number or a date on and just beside every threshold. So "1% above 10²⁵" stands
for all that lies beyond it, up to the next threshold that any rule compares the fact with.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from assistant.rules.facts import FactValue
from assistant.rules.program import compile_program
from assistant.rules.requested import on_request
from corpus import Corpus
from corpus.expression import AS_OF, Test
from corpus.model import Bilingual, FactSpec
from corpus.wording import comparison, value_words

Ordered = float | date


def turning_words(corpus: Corpus, spec: FactSpec, value: FactValue, as_of: date) -> Bilingual:
    """Return a tried value as the values it stands for: "more than 10²⁵ operations"."""
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        return value_words(corpus, spec, value)
    tried: Ordered = value if isinstance(value, date) else float(value)
    thresholds = _thresholds(corpus, spec.name, as_of)
    below = [t for t in thresholds if t < tried]  # type: ignore[operator]
    above = [t for t in thresholds if t > tried]  # type: ignore[operator]
    if tried in thresholds or not (below or above):
        return value_words(corpus, spec, value)
    words = [comparison(corpus, Test(spec.name, "gt", max(below)))] if below else []
    words += [comparison(corpus, Test(spec.name, "lt", min(above)))] if above else []
    return Bilingual(en=" and ".join(w.en for w in words), zh="且".join(w.zh for w in words))


@lru_cache(maxsize=1024)
def _thresholds(corpus: Corpus, fact: str, as_of: date) -> frozenset[Ordered]:
    tests = compile_program(corpus, as_of, on_request(corpus)).operands.get(fact, ())
    values = [as_of if test.value == AS_OF else test.value for test in tests]
    return frozenset(
        v if isinstance(v, date) else float(v) for v in values if isinstance(v, int | float | date)
    )
