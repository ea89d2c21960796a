"""The parts of the search that can be switched off, each by a name a reader understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from index.lexical import FIELD_WEIGHTS
from index.ranking import Tuning

ALL = Tuning()


@dataclass(frozen=True, slots=True)
class Variant:
    """The search with one part changed."""

    name: str
    tuning: Tuning = ALL
    fields: Mapping[str, int] = field(default_factory=lambda: FIELD_WEIGHTS)  # of the words


def _without(*names: str) -> Mapping[str, int]:
    return {name: weight for name, weight in FIELD_WEIGHTS.items() if name not in names}


VARIANTS = (
    Variant("everything"),
    Variant("without words in context", replace(ALL, context=0)),
    Variant("words only", replace(ALL, lexical_weight=1)),
    Variant("without words", replace(ALL, lexical_weight=0)),
    Variant("30 compared in context, not 100", replace(ALL, compared=30)),
    Variant("without pairs of words", replace(ALL, pairs=0)),
    Variant("pairs count as words", replace(ALL, pairs=1)),
    Variant("framing words count fully", replace(ALL, framing=1)),
    Variant("without neighbours", replace(ALL, neighbours=0)),
    Variant("without references", replace(ALL, references=0)),
    Variant("without the glossary", replace(ALL, expansion=0)),
    Variant("50 candidates, not 200", replace(ALL, candidates=50)),
    Variant("without typed citations", replace(ALL, citations=False)),
    Variant("words without everyday phrases", fields=_without("keywords")),
    Variant("words without heading paths", fields=_without("path")),
    Variant("headings count once", fields={**FIELD_WEIGHTS, "heading": 1}),
    Variant("plain BM25 words", replace(ALL, lexical_weight=1, neighbours=0, references=0, expansion=0)),
    Variant(
        "plain embedding",
        replace(ALL, lexical_weight=0, context=0, neighbours=0, references=0, citations=False),
    ),
)
