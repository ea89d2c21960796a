"""The report of a run: a table per case and the totals, as JSON or Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from eval.harness import CaseResult
from eval.metrics import RECALL_AT, FieldScore, Score, mean
from eval.percentiles import median_and_95th

ALL = "all"
TABLE_HEAD = ("case", "passed", "kind", "verdict", "false all-clear", "cites", "R@5", "RR", "what is wrong")
TICK = {True: "yes", False: "NO"}


def totals(results: Sequence[CaseResult]) -> dict[str, Any]:
    """Return the scores over `results`.

    Shares are 0 to 1, `None` where nothing was to be measured. A case that ended in an error counts
    as failed and as disagreeing, so that errors never flatter; the retrieval and citation means are
    over the cases that were answered.
    """
    scores = [result.score for result in results if result.score is not None]
    stated = [result for result in results if result.case.states_all_facts]
    return {
        "cases": len(results),
        "errors": len(results) - len(scores),
        "passed": _share(result.passed for result in results),
        "verdict_agreement": _share(map(_verdict_agrees, results)),
        "verdict_agreement_all_facts_stated": _share(map(_verdict_agrees, stated)),
        "field_agreement": _field_agreement(scores),
        "kind_agreement": _share(score.kind_agrees for score in scores),
        "language_agreement": _share(score.lang_agrees for score in scores),
        "false_all_clears": sum(len(score.false_clears) for score in scores),
        "citations_existing": mean(score.citations.existing for score in scores),
        "citations_retrieved": mean(score.citations.retrieved for score in scores),
        "citation_recall": mean(score.citations.recall for score in scores),
        "citation_precision": mean(score.citations.precision for score in scores),
        "dangling_markers": sum(len(score.citations.dangling) for score in scores),
        "retrieval_recall": {f"@{k}": _recall(scores, k) for k in RECALL_AT},
        "retrieval_mrr": mean(score.retrieval.reciprocal_rank for score in scores),
        "must_mention": _share(not score.words.unsaid for score in scores),
        "must_not_say_broken": sum(len(score.words.forbidden) for score in scores),
        "missing_asked": _share(not score.missing_unasked and not score.missing_short for score in scores),
        "milliseconds": _milliseconds(results),
    }


def by_set(results: Sequence[CaseResult]) -> dict[str, dict[str, Any]]:
    """Return the totals of every gold set, and of all together where there is more than one."""
    names = list(dict.fromkeys(result.gold for result in results))
    tables = {name: totals([result for result in results if result.gold == name]) for name in names}
    return tables if len(names) == 1 else {**tables, ALL: totals(results)}


def as_json(results: Sequence[CaseResult], about: dict[str, Any]) -> dict[str, Any]:
    """Return the whole report as data; `about` says what was run."""
    return {"about": about, "totals": by_set(results), "cases": [_case(result) for result in results]}


def as_markdown(results: Sequence[CaseResult], about: dict[str, Any]) -> str:
    """Return the whole report as Markdown: what was run, the totals, a row per case."""
    head = [f"- {name}: {value}" for name, value in about.items()]
    sections = ["# Evaluation", "", *head, "", "## Totals", "", *totals_table(results)]
    for name in dict.fromkeys(result.gold for result in results):
        rows = [case_row(result) for result in results if result.gold == name]
        sections += ["", f"## {name}", "", *_table(TABLE_HEAD, rows)]
    return "\n".join(sections) + "\n"


def totals_table(results: Sequence[CaseResult]) -> list[str]:
    """Return the totals as the lines of a Markdown table, one column per gold set."""
    tables = by_set(results)
    flat = {name: dict(_flat(table)) for name, table in tables.items()}
    labels = dict.fromkeys(label for table in flat.values() for label in table)  # a set may lack a field
    rows = [(label, *(_shown(label, table.get(label)) for table in flat.values())) for label in labels]
    return _table(("score", *flat), rows)


def case_row(result: CaseResult) -> tuple[str, ...]:
    """Return one case's row of the table."""
    score = result.score
    if score is None:
        return (result.case.id, "ERROR", "", "", "", "", "", "", result.error or "")
    recall = score.retrieval.recall
    return (
        result.case.id,
        TICK[score.passed],
        TICK[score.kind_agrees],
        TICK[score.verdict_agrees],
        ", ".join(score.false_clears),
        _number(score.citations.recall),
        _number(recall[5] if recall else None),
        _number(score.retrieval.reciprocal_rank),
        "; ".join(faults(result)),
    )


def faults(result: CaseResult) -> list[str]:
    """Say in a few words each thing that is wrong with the answer; empty if it passed."""
    if result.score is None:
        return [result.error or "no answer"]
    return list(_faults(result, result.score))


def _faults(result: CaseResult, score: Score) -> Iterator[str]:
    if not score.kind_agrees and result.response is not None:
        yield f"kind is {result.response.kind}, not {'/'.join(result.case.kind)}"
    if not score.lang_agrees:
        yield f"not answered in {result.case.lang}"
    yield from (_field_fault(field) for field in score.fields if not field.agrees)
    yield from (f"not cited: {demand}" for demand in score.citations.unmet)
    yield from (f"[{n}] is no citation" for n in score.citations.dangling)
    if score.citations.existing is not None and score.citations.existing < 1:
        yield "cites what the corpus does not hold"
    yield from (f"not said: {'|'.join(group)}" for group in score.words.unsaid)
    yield from (f"must not say: {pattern}" for pattern in score.words.forbidden)
    yield from (f"not asked for: {fact}" for fact in score.missing_unasked)
    if score.missing_short:
        yield f"{score.missing_short} too few questions put back"


def _field_fault(field: FieldScore) -> str:
    clear = " (FALSE ALL-CLEAR)" if field.false_clear else ""
    return f"{field.field} is {field.got}, not {'/'.join(map(str, field.accepted))}{clear}"


def _case(result: CaseResult) -> dict[str, Any]:
    return {
        "gold": result.gold,
        "id": result.case.id,
        "question": result.case.question,
        "tags": list(result.case.tags),
        "states_all_facts": result.case.states_all_facts,
        "passed": result.passed,
        "error": result.error,
        "milliseconds": round(result.milliseconds, 1),
        "faults": faults(result),
        "score": None if result.score is None else asdict(result.score),
        "answer_id": None if result.response is None else result.response.id,
    }


def _verdict_agrees(result: CaseResult) -> bool:
    return result.score is not None and result.score.verdict_agrees


def _share(tests: Iterable[bool]) -> float | None:
    return mean(float(test) for test in tests)


def _recall(scores: Sequence[Score], k: int) -> float | None:
    return mean(score.retrieval.recall[k] if score.retrieval.recall else None for score in scores)


def _field_agreement(scores: Sequence[Score]) -> dict[str, float | None]:
    fields = [field for score in scores for field in score.fields]
    names = dict.fromkeys(field.field for field in fields)
    return {name: _share(field.agrees for field in fields if field.field == name) for name in names}


def _milliseconds(results: Sequence[CaseResult]) -> dict[str, float | None]:
    times = [result.milliseconds for result in results if result.error is None]
    if not times:
        return {"p50": None, "p95": None}
    p50, p95 = median_and_95th(times)
    return {"p50": round(p50, 1), "p95": round(p95, 1)}


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        label = f"{before} {name}".strip().replace("_", " ")
        if isinstance(value, dict):
            yield from _flat(value, label)
        else:
            yield label, value


def _shown(label: str, value: float | None) -> str:
    if value is None or isinstance(value, int) or label.startswith("milliseconds"):
        return _number(value, digits=1)
    return f"{value:.1%}"


def _number(value: float | None, digits: int = 2) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.{digits}f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
