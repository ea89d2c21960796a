"""Progress in a log: a line per tenth, anew for each kind of work."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from eval.bench.progress import counted


def lines(*told: tuple[int, int]) -> list[str]:
    console = Console(file=StringIO(), width=80)
    with counted("Embedding", console) as tell:
        for done, total in told:
            tell(done, total)
    return console.file.getvalue().split("\n")[:-1]  # type: ignore[attr-defined,no-any-return]


def test_a_line_per_tenth() -> None:
    told = [line for line in lines(*((n, 200) for n in range(201))) if line]
    assert told == [f"Embedding: {n} of 200" for n in range(20, 201, 20)]


def test_a_second_kind_of_work_is_told_from_its_start() -> None:
    told = [line for line in lines((0, 4), (4, 4), (0, 2), (1, 2), (2, 2)) if line]
    assert told == ["Embedding: 4 of 4", "Embedding: 1 of 2", "Embedding: 2 of 2"]
