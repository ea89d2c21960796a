"""What one answer is worth against its gold case. Pure: no model, no network, no corpus.

Citing a paragraph counts as citing its parents, so a paragraph below an expected provision stands
for it; the parent never stands for an expected paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import get_args

from assistant.contract import AskResponse, Benefit
from eval.gold import ALTERNATIVES, GoldCase, regex

RECALL_AT = (1, 5, 10)
MARKER = re.compile(r"\[(\d+)\]")

# From the mildest to the gravest; where the facts leave it open stands above every all-clear.
# Values that say nothing (`not_asked`) are absent: they clear nobody.
GRAVITY: dict[str, tuple[frozenset[str], ...]] = {
    "overall": (frozenset({"clear"}), frozenset({"conditions", "needs_facts", "refer", "stop"})),
    "us.status": (
        frozenset({"not_in_force", "no_hit", "excepted"}),
        frozenset({"needs_facts", "notifiable", "prohibited"}),
    ),
    "cn.admission": (frozenset({"open"}), frozenset({"needs_facts", "restricted", "prohibited"})),
    "cn.security_review": (frozenset({"not_indicated"}), frozenset({"consult", "declare"})),
    **{
        f"cn.benefits.{name}": (
            frozenset({"available"}),
            frozenset({"needs_facts", "refer", "not_available"}),
        )
        for name in get_args(Benefit)
    },
}


@dataclass(frozen=True)
class FieldScore:
    """One field of the verdict beside what the gold accepts."""

    field: str
    accepted: tuple[str | None, ...]
    got: str | None
    agrees: bool
    false_clear: bool  # cleared where the gold says something graver, or that facts are missing


@dataclass(frozen=True)
class CitationScore:
    """How the citations compare with the gold; shares are 0 to 1, `None` where nothing was to be had."""

    existing: float | None  # share that the corpus holds; None too if the corpus was not at hand
    retrieved: float | None  # share that stands among the search results
    dangling: tuple[int, ...]  # [n] markers in the answer with no citation n
    recall: float | None  # share of `cites_all` cited, and of the demand for one of `cites_any`
    precision: float | None  # share of citations the gold names
    unmet: tuple[str, ...]  # expected and not cited; the alternatives of `cites_any` joined by |


@dataclass(frozen=True)
class RetrievalScore:
    """How well the search results hold what must be cited; `None` where the gold names nothing."""

    recall: dict[int, float] | None  # at each rank of RECALL_AT
    reciprocal_rank: float | None


@dataclass(frozen=True)
class WordScore:
    """What the answer says and must not say, as patterns of the gold."""

    unsaid: tuple[tuple[str, ...], ...]  # groups of which nothing was said
    forbidden: tuple[str, ...]  # patterns found that must not be there


@dataclass(frozen=True)
class Score:
    """Everything measured of one answer."""

    kind_agrees: bool
    lang_agrees: bool
    fields: tuple[FieldScore, ...]
    citations: CitationScore
    retrieval: RetrievalScore
    words: WordScore
    missing_unasked: tuple[str, ...]  # facts that should have been asked for and were not
    missing_short: int  # how many questions fewer than the gold asks for

    @property
    def verdict_agrees(self) -> bool:
        """Tell whether the kind and every decided field of the verdict are acceptable."""
        return self.kind_agrees and all(field.agrees for field in self.fields)

    @property
    def false_clears(self) -> tuple[str, ...]:
        """Name the fields that give a false all-clear: the worst failure."""
        return tuple(field.field for field in self.fields if field.false_clear)

    @property
    def passed(self) -> bool:
        """Tell whether nothing at all is wrong with the answer."""
        words_right = not self.words.unsaid and not self.words.forbidden
        asked_right = not self.missing_unasked and not self.missing_short
        return self.verdict_agrees and self.lang_agrees and self._cites_right and words_right and asked_right

    @property
    def _cites_right(self) -> bool:
        right = self.citations
        return not right.unmet and not right.dangling and right.existing in (None, 1.0)


def score(case: GoldCase, response: AskResponse, known: Collection[str] | None = None) -> Score:
    """Measure `response` against `case`; `known` are the provision ids the corpus holds, if at hand."""
    wanted = missing_facts(case, [item.fact for item in response.missing])
    return Score(
        kind_agrees=response.kind in case.kind,
        lang_agrees=response.lang == case.lang,
        fields=verdict_fields(case, response),
        citations=citation_score(case, response, known),
        retrieval=retrieval_score(case, ranked_ids(response)),
        words=word_score(case, response.answer),
        missing_unasked=wanted,
        missing_short=max(0, case.missing_at_least - len(response.missing)),
    )


# ---------------------------------------------------------------- verdict


def verdict_fields(case: GoldCase, response: AskResponse) -> tuple[FieldScore, ...]:
    """Compare every field the gold decides.

    An answer that is rightly a lookup may leave any field unasked (`not_asked`, overall null): a
    lookup's answer is the provisions. A benefit that was asked about is tested in a lookup, too.
    """
    lookup = response.kind == "lookup" and "lookup" in case.kind
    got = _values(response)
    return tuple(
        field_score(field, accepted, got.get(field), lookup=lookup and not field.startswith("cn.benefits."))
        for field, accepted in _expected(case).items()
        if accepted
    )


def field_score(
    field: str, accepted: Sequence[str | None], got: str | None, *, lookup: bool = False
) -> FieldScore:
    """Compare one value with the acceptable ones."""
    silent = lookup and got in (None, "not_asked")
    agrees = silent or got in accepted
    return FieldScore(field, tuple(accepted), got, agrees, false_clear(field, accepted, got))


def false_clear(field: str, accepted: Sequence[str | None], got: str | None) -> bool:
    """Tell whether `got` clears what the gold does not clear.

    True only if `got` is an all-clear, no acceptable value is one, and at least one acceptable
    value is graver (a gold value of `not_asked` alone accuses nobody of a false all-clear).
    """
    if field not in GRAVITY or got is None:
        return False
    mild, grave = GRAVITY[field]
    return got in mild and not mild.intersection(accepted) and bool(grave.intersection(accepted))


def _expected(case: GoldCase) -> dict[str, Sequence[str | None]]:
    verdict = case.verdict
    return {
        "overall": verdict.overall,
        "us.status": verdict.us.status,
        "us.provisional": verdict.us.provisional,
        "us.gravest": verdict.us.gravest,
        "cn.admission": verdict.cn.admission,
        "cn.encouraged": verdict.cn.encouraged,
        "cn.security_review": verdict.cn.security_review,
        **{f"cn.benefits.{name}": accepted for name, accepted in verdict.cn.benefits.items()},
    }


def _values(response: AskResponse) -> dict[str, str | None]:
    us, cn = response.verdict.us, response.verdict.cn
    return {
        "overall": response.verdict.overall,
        "us.status": us.status,
        "us.provisional": us.provisional,
        "us.gravest": us.range[1],
        "cn.admission": cn.admission,
        "cn.encouraged": cn.encouraged,
        "cn.security_review": cn.security_review,
        **{f"cn.benefits.{found.benefit}": found.status for found in cn.benefits},
    }


# ---------------------------------------------------------------- citations


def covers(cited: str, expected: str) -> bool:
    """Tell whether citing `cited` counts as citing `expected`: the same provision or one below it."""
    return cited == expected or cited.startswith(f"{expected}/")


def covered(cited: Iterable[str], expected: str) -> bool:
    """Tell whether any of `cited` counts as citing `expected`."""
    return any(covers(one, expected) for one in cited)


def citation_score(
    case: GoldCase, response: AskResponse, known: Collection[str] | None = None
) -> CitationScore:
    """Compare the citations with the corpus, the search results and the gold."""
    cited = [citation.provision_id for citation in response.citations]
    found = {hit.provision_id for hit in response.retrieved}
    numbers = {citation.n for citation in response.citations}
    demands = _demands(case)
    unmet = tuple(demand for demand in demands if not _met(demand, cited))
    named = (*case.cites_all, *case.cites_any, *case.cites_also)
    return CitationScore(
        existing=None if known is None else _share(cited, lambda one: one in known),
        retrieved=_share(cited, lambda one: one in found),
        dangling=tuple(sorted({int(n) for n in MARKER.findall(response.answer)} - numbers)),
        recall=1 - len(unmet) / len(demands) if demands else None,
        precision=_share(cited, lambda one: _named(one, named)) if named else None,
        unmet=unmet,
    )


def _demands(case: GoldCase) -> tuple[str, ...]:
    return case.cites_all + ((ALTERNATIVES.join(case.cites_any),) if case.cites_any else ())


def _met(demand: str, cited: Sequence[str]) -> bool:
    return any(covered(cited, expected) for expected in demand.split(ALTERNATIVES))


def _named(cited: str, named: Sequence[str]) -> bool:
    """Tell whether the gold names it, or a paragraph below it: a parent is cited for context."""
    return any(covers(cited, one) or covers(one, cited) for one in named)


def _share(items: Sequence[str], test: Callable[[str], bool]) -> float | None:
    return sum(map(test, items)) / len(items) if items else None


# ---------------------------------------------------------------- retrieval


def ranked_ids(response: AskResponse) -> list[str]:
    """Return the provision ids of the search results, best first."""
    return [hit.provision_id for hit in sorted(response.retrieved, key=lambda hit: hit.rank)]


def retrieval_score(case: GoldCase, ranked: Sequence[str]) -> RetrievalScore:
    """Measure the search results against `cites_all`, or `cites_any` where that is all there is."""
    wanted, enough = (case.cites_all, len(case.cites_all)) if case.cites_all else (case.cites_any, 1)
    if not wanted:
        return RetrievalScore(None, None)
    recall = {k: recall_at(ranked, wanted, k, enough) for k in RECALL_AT}
    return RetrievalScore(recall, reciprocal_rank(ranked, (*case.cites_all, *case.cites_any)))


def recall_at(ranked: Sequence[str], wanted: Sequence[str], k: int, enough: int | None = None) -> float:
    """Return the share of `wanted` found in the first `k` results.

    The share is of as many as could be there at all: the least of `k`, the number wanted and `enough`.
    """
    possible = min(k, len(wanted), len(wanted) if enough is None else enough)
    if possible <= 0:
        return 0.0
    found = sum(covered(ranked[:k], one) for one in wanted)
    return min(1.0, found / possible)


def reciprocal_rank(ranked: Sequence[str], wanted: Sequence[str]) -> float:
    """Return 1 / rank of the first result that is any of `wanted`, 0 if none is."""
    for rank, one in enumerate(ranked, start=1):
        if any(covers(one, expected) for expected in wanted):
            return 1 / rank
    return 0.0


# ---------------------------------------------------------------- words and questions


def word_score(case: GoldCase, answer: str) -> WordScore:
    """Look for what must be said and what must not."""
    return WordScore(
        unsaid=tuple(group for group in case.must_mention if not any(_says(answer, one) for one in group)),
        forbidden=tuple(one for one in case.must_not_say if _says(answer, one)),
    )


def _says(answer: str, pattern: str) -> bool:
    return regex(pattern).search(answer) is not None


def missing_facts(case: GoldCase, asked: Collection[str]) -> tuple[str, ...]:
    """Return the expected facts that were not asked for."""
    return tuple(
        group for group in case.expected_missing if not set(group.split(ALTERNATIVES)).intersection(asked)
    )


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are there, `None` if none is."""
    present = [value for value in values if value is not None]
    return fmean(present) if present else None
