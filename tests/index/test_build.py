from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.model import Corpus, Term
from index import manifest as manifests
from index.build import CONTEXT_FOLDER, DENSE_FILE, build
from index.chunks import chunks
from index.dense import Dense
from index.embedders import Vectors
from index.search import Index
from index.vectors import kept_file, save

from .small import WordEmbedder, WordTokens, item, make_corpus, provision, with_provisions


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def vectors(folder: Path) -> dict[str, Vectors]:
    made = manifests.read(folder)
    return dict(zip(made.chunks, Dense.load(folder / made.data / DENSE_FILE).vectors(), strict=True))


def test_first_build(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    report = build(corpus, words, tmp_path / "a" / "b", lambda done, total: seen.append((done, total)))
    count = len(corpus.provisions)
    assert (report.chunks, report.embedded, report.reused, report.removed) == (count, count, 0, 0)
    assert not report.unchanged
    assert words.embedded == [chunk.text for chunk in chunks(corpus)]
    assert seen[0] == (0, count)
    assert seen[-1] == (count, count)


def test_second_build_does_nothing(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    first = build(corpus, words, tmp_path)
    before = files(tmp_path)
    words.embedded.clear()
    second = build(corpus, words, tmp_path)
    assert second.unchanged
    assert words.embedded == []
    assert files(tmp_path) == before
    assert second.sha256 == first.sha256


def test_only_what_changed_is_embedded(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    words.embedded.clear()
    changed = with_provisions(
        corpus,
        item("2025", "national", 3, "Special ceramics and glass", "特种陶瓷和玻璃"),
        item("2025", "national", 7, "New thing", "新事物"),
        without=["/us/eo/14105"],
    )
    report = build(changed, words, tmp_path)
    assert (report.embedded, report.removed) == (2, 1)
    assert [text.split("\n")[1] for text in words.embedded] == ["Special ceramics and glass", "New thing"]
    fresh = tmp_path / "fresh"
    build(changed, words, fresh)
    assert vectors(tmp_path).keys() == vectors(fresh).keys()
    assert all(np.array_equal(vectors(tmp_path)[pid], row) for pid, row in vectors(fresh).items())


def test_a_heading_change_reaches_what_is_below(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    words.embedded.clear()
    section = "/us/cfr/t31/s850.207"
    changed = with_provisions(corpus, provision(section, "us-31-cfr-850", "Renamed rule", "改名的规则"))
    build(changed, words, tmp_path)
    assert len(words.embedded) == 5  # the section, its three levels and its note


def test_new_glossary_embeds_nothing(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    words.embedded.clear()
    more = make_corpus(list(corpus.provisions.values()), (*corpus.terms, Term(en=("orbit",), zh=("轨道",))))
    assert not build(more, words, tmp_path).unchanged
    assert words.embedded == []
    Index.open(tmp_path, more, words)


@pytest.mark.parametrize(
    "other",
    [WordEmbedder(name="b"), WordEmbedder(version="2"), WordEmbedder(dimension=32)],
    ids=lambda e: e.name,
)
def test_another_embedder_embeds_all(
    other: WordEmbedder, corpus: Corpus, words: WordEmbedder, tmp_path: Path
) -> None:
    build(corpus, words, tmp_path)
    assert build(corpus, other, tmp_path).embedded == len(corpus.provisions)
    Index.open(tmp_path, corpus, other)


def test_old_arrays_are_swept(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    (tmp_path / "data-left-by-a-crash").mkdir()
    build(with_provisions(corpus, without=["/us/eo/14105"]), words, tmp_path)
    made = manifests.read(tmp_path)
    assert files(tmp_path) == {".lock", manifests.FILE, made.data}


def test_damaged_arrays_are_rebuilt(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    (tmp_path / manifests.read(tmp_path).data / DENSE_FILE).write_bytes(b"not an index")
    changed = with_provisions(corpus, without=["/us/eo/14105"])
    assert build(changed, words, tmp_path).reused == 0
    Index.open(tmp_path, changed, words)


def test_missing_arrays_are_rebuilt(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    (tmp_path / manifests.read(tmp_path).data / DENSE_FILE).unlink()
    report = build(corpus, words, tmp_path)
    assert not report.unchanged
    assert report.embedded == len(corpus.provisions)


class Dying(WordEmbedder):
    def passages(self, texts: Sequence[str]) -> Vectors:
        raise KeyboardInterrupt


def test_a_build_that_dies_leaves_the_old_index(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    before = files(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        build(with_provisions(corpus, item("2025", "national", 7, "New", "新")), Dying(), tmp_path)
    assert files(tmp_path) == before
    Index.open(tmp_path, corpus, words)


def test_a_failed_write_leaves_the_old_index(
    corpus: Corpus, words: WordEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, words, tmp_path)
    before = files(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        build(with_provisions(corpus, without=["/us/eo/14105"]), words, tmp_path)
    assert files(tmp_path) == before
    Index.open(tmp_path, corpus, words)


def test_open_readers_outlive_a_rebuild(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    build(corpus, words, tmp_path)
    reader = Index.open(tmp_path, corpus, words)
    before = reader.search("satellites")
    build(with_provisions(corpus, without=["/us/eo/14105"]), words, tmp_path)
    assert reader.search("satellites") == before


def test_builders_take_turns(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: build(corpus, words, tmp_path), range(4)))
    assert sorted(report.unchanged for report in reports) == [False, True, True, True]


def test_an_empty_corpus(words: WordEmbedder, tmp_path: Path) -> None:
    nothing = make_corpus([])
    assert build(nothing, words, tmp_path).chunks == 0
    assert Index.open(tmp_path, nothing, words).search("anything") == []


def test_a_build_that_died_is_gone_on_with(corpus: Corpus, tmp_path: Path) -> None:
    def die(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(corpus, WordEmbedder(), tmp_path, die)
    embedder = WordEmbedder()
    report = build(corpus, embedder, tmp_path)
    assert embedder.embedded == []
    assert report.reused == len(corpus.provisions)
    assert not list(tmp_path.glob("*.npz"))


def test_vectors_of_another_length_are_not_gone_on_with(corpus: Corpus, tmp_path: Path) -> None:
    save(kept_file(tmp_path, WordEmbedder()), {c.digest: np.ones(3, np.float32) for c in chunks(corpus)})
    assert build(corpus, WordEmbedder(), tmp_path).embedded == len(corpus.provisions)


def test_words_in_context_are_encoded_once(corpus: Corpus, words: WordEmbedder, tmp_path: Path) -> None:
    model = WordTokens()
    build(corpus, words, tmp_path, token_model=model)
    made = manifests.read(tmp_path)
    assert made.token_model == "minilm 1"
    assert set(model.encoded) == {chunk.english for chunk in chunks(corpus)}
    assert (tmp_path / made.data / CONTEXT_FOLDER).is_dir()
    model.encoded.clear()
    assert build(corpus, words, tmp_path, token_model=model).unchanged
    changed = with_provisions(corpus, item("2025", "national", 7, "New thing", "新事物"))
    build(changed, words, tmp_path, token_model=model)
    assert [text.splitlines()[-1] for text in model.encoded] == ["New thing"]
    assert not list(tmp_path.glob("context-*"))


def test_the_token_model_can_be_added_and_taken_away(
    corpus: Corpus, words: WordEmbedder, tmp_path: Path
) -> None:
    plain = build(corpus, words, tmp_path)
    words.embedded.clear()
    added = build(corpus, words, tmp_path, token_model=WordTokens())
    assert not added.unchanged
    assert words.embedded == []
    taken = build(corpus, words, tmp_path)
    assert taken.sha256 == plain.sha256 != added.sha256
    assert not (tmp_path / manifests.read(tmp_path).data / CONTEXT_FOLDER).exists()


def test_another_version_of_the_token_model_encodes_anew(
    corpus: Corpus, words: WordEmbedder, tmp_path: Path
) -> None:
    build(corpus, words, tmp_path, token_model=WordTokens())
    newer = WordTokens(version="2")
    build(corpus, words, tmp_path, token_model=newer)
    assert set(newer.encoded) == {chunk.english for chunk in chunks(corpus)}
    assert manifests.read(tmp_path).token_model == "minilm 2"
