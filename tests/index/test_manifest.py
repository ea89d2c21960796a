from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Corpus
from index import manifest as manifests
from index.build import build
from index.errors import IndexMismatch, IndexMissing
from index.manifest import Manifest

from .small import WordEmbedder


@pytest.fixture
def made(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> Manifest:
    build(corpus, words, tmp_path)
    return manifests.read(tmp_path)


def test_it_records_what_the_index_was_built_from(corpus: Corpus, made: Manifest) -> None:
    assert made.corpus_sha256 == corpus.sha256
    assert (made.embedder, made.embedder_version, made.dimension) == ("words", "1", 64)
    assert list(made.chunks) == list(corpus.provisions)


def test_a_fitting_index_passes(corpus: Corpus, made: Manifest, words: WordEmbedder, tmp_path: Path) -> None:
    made.check(tmp_path, corpus, words)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"format": 0}, "format"),
        ({"chunker_version": "0"}, "chunker version"),
        ({"embedder": "another"}, "embedder"),
        ({"embedder_version": "0"}, "embedder version"),
        ({"corpus_sha256": "0"}, "corpus"),
        ({"dimension": 3}, "dimension"),
    ],
)
def test_a_mismatch_names_the_repair(
    change: dict[str, object], what: str, corpus: Corpus, made: Manifest, words: WordEmbedder
) -> None:
    stale = made.model_copy(update=change)
    with pytest.raises(IndexMismatch, match=r"`make index`") as caught:
        stale.check(Path("some/folder"), corpus, words)
    assert caught.value.what == what
    assert "some/folder" in str(caught.value)


def test_the_dimension_is_asked_last(
    corpus: Corpus, made: Manifest, words: WordEmbedder, tmp_path: Path
) -> None:
    other = WordEmbedder(name="costly to load")
    del other.dimension
    with pytest.raises(IndexMismatch, match="embedder words, but now it is costly to load"):
        made.check(tmp_path, corpus, other)


def test_identity_ignores_where_the_arrays_lie(corpus: Corpus, made: Manifest) -> None:
    assert made.model_copy(update={"data": "elsewhere"}).sha256 == made.sha256
    assert made.model_copy(update={"corpus_sha256": "0"}).sha256 != made.sha256
    assert replace(corpus, version="2") != corpus


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe", b'{"format": "x"}', b"[1]"])
def test_an_unreadable_manifest(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / manifests.FILE).write_bytes(content)
    with pytest.raises(IndexMissing, match="Run `make index`"):
        manifests.read(tmp_path)
