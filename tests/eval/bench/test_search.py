"""The search benchmark times every question once and says what is missing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from eval.bench import search
from index import Index
from index.build import build

from ...index.small import WordEmbedder, small_corpus


@pytest.mark.parametrize("clients", [1, 4])
def test_every_question_is_asked_once(clients: int) -> None:
    asked: list[str] = []
    lock = threading.Lock()

    def ask(question: str) -> None:
        with lock:
            asked.append(question)

    times = search.latencies(ask, [f"q{n}" for n in range(20)], clients)
    assert sorted(asked) == sorted(f"q{n}" for n in range(20))
    assert len(times) == 20
    assert min(times) >= 0


def test_each_number_of_clients_gets_questions_of_its_own(tmp_path: Path) -> None:
    corpus, embedder = small_corpus(), WordEmbedder()
    build(corpus, embedder, tmp_path)
    index = Index.open(tmp_path, corpus, embedder)
    questions = [f"satellite {n}" for n in range(2 * search.ASKED)]
    rows = search._searches(index, questions, [1, 2])
    assert len(set(embedder.asked)) == len(embedder.asked) == 2 * search.ASKED
    assert [what for what, _, _ in rows][:2] == ["search, 1 clients, p50", "search, 1 clients, p95"]
    assert len(rows) == 8


def test_memory_is_that_of_the_process_itself(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmPeak:\t  999999 kB\nVmHWM:\t  143360 kB\n", encoding="ascii")
    assert search.peak_megabytes(status) == 140
    status.write_text("Name:\tpython\n", encoding="ascii")
    assert search.peak_megabytes(status) == search.peak_megabytes(tmp_path / "none") > 1


def test_no_index_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONJUNCTION_INDEX_DIR", str(tmp_path))
    assert search.main([]) == 2
    assert "make index" in capsys.readouterr().err
