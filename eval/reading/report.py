"""The score of the reader as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from eval.reading.score import Score, Tally
from eval.reading.verdicts import Verdicts


def summary(scores: dict[str, Score]) -> str:
    """Return one row per set: precision and recall over all facts, and kinds."""
    head = "| set | questions | labels | precision | recall | F1 | wrong, would clear | all read | kind |"
    rows = [head, "|---|---|---|---|---|---|---|---|---|"]
    rows += [_summary_row(name, score) for name, score in scores.items()]
    return "\n".join(rows)


def _summary_row(name: str, score: Score) -> str:
    total = score.total
    right, asked = (sum(counts[i] for counts in score.kinds.values()) for i in (0, 1))
    cells = [
        name, score.questions, total.wanted, *_shares(total), total.clearing,
        f"{score.whole / max(score.questions, 1):.1%}", f"{right / asked:.1%}" if asked else "-",
    ]  # fmt: skip
    return _row(cells)


def results(found: dict[str, Verdicts]) -> str:
    """Return one row per set: how often the words lead to the U.S. status that the labels lead to."""
    head = "| set | deals | decided by the labels | decided alike | a graver status wrongly ruled out |"
    rows = [head, "|---|---|---|---|---|"]
    rows += [_row([name, v.screened, v.decided, _alike(v), v.milder]) for name, v in found.items()]
    return "\n".join(rows)


def differences(found: Verdicts) -> Iterator[str]:
    """Yield a line for every question of which the words lead elsewhere than the labels."""
    for one in found.differences:
        mark = "!! " if one.how == "milder" else ""
        yield f"{mark}{one.id} {one.how}: read {', '.join(one.read)}; label {', '.join(one.label)}"


def _alike(found: Verdicts) -> str:
    return f"{found.same} ({found.agreement:.1%})" if found.decided else "-"


def per_fact(score: Score) -> str:
    """Return one row per fact, the most often labelled first."""
    rows = [
        "| fact | labels | read | precision | recall | F1 | wrong, would clear |",
        "|---|---|---|---|---|---|---|",
    ]
    ordered = sorted(score.facts.items(), key=lambda item: (-item[1].wanted, item[0]))
    rows += [_row([name, t.wanted, t.read, *_shares(t), t.clearing]) for name, t in ordered]
    return "\n".join(rows)


def per_kind(score: Score) -> str:
    """Return one row per kind of question."""
    rows = ["| kind | questions | recognised |", "|---|---|---|"]
    rows += [_row([kind, n, f"{right / n:.1%}"]) for kind, (right, n) in sorted(score.kinds.items())]
    return "\n".join(rows)


def misses(score: Score) -> Iterator[str]:
    """Yield a line for every difference."""
    for miss in score.misses:
        mark = "!! " if miss.clearing else ""
        yield f"{mark}{miss.id} {miss.fact}: read {_shown(miss.read)}, label {_shown(miss.label)}"


def _shares(tally: Tally) -> list[str]:
    return [f"{tally.precision:.1%}", f"{tally.recall:.1%}", f"{tally.f1:.1%}"]


def _row(cells: list[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _shown(value: object) -> str:
    return "-" if value is None else str(value)
