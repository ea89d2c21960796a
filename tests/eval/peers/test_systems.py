"""Missing libraries are named with their remedy; indexing is timed without the embedding."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from eval.peers import systems
from eval.peers.ground import Ground, Searches
from eval.peers.systems import LIBRARIES, OURS, Library, MissingLibraryError, adapters, build

ABSENT = Library("Absent", "eval.peers.absent_for_this_test", "absent")


def one_mode(ground: Ground) -> Searches:
    ground.embedding.passages([document.text for document in ground.documents])
    return {"dense": lambda _: []}


def test_a_missing_library_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems, "LIBRARIES", {"absent": ABSENT})
    with pytest.raises(MissingLibraryError) as caught:
        adapters(["absent"])
    assert "Absent is not installed" in str(caught.value)
    assert "pip install 'conjunction[peers]'" in str(caught.value)
    assert "--systems" in str(caught.value)


def test_llama_index_needs_a_second_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "eval.peers.llamaindex", raising=False)
    monkeypatch.setitem(sys.modules, "llama_index.core", None)  # as if it were not there
    with pytest.raises(MissingLibraryError, match="--no-deps llama-index-retrievers-bm25=="):
        adapters(["llamaindex"])


def test_an_adapter_is_imported_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("made_adapter")
    module.build = one_mode  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "made_adapter", module)
    monkeypatch.setattr(systems, "LIBRARIES", {"made": Library("Made", "made_adapter", "made")})
    assert adapters(["made", OURS]) == {"made": one_mode}


def test_ours_needs_no_adapter() -> None:
    assert adapters([OURS]) == {}


def test_a_system_is_one_per_mode(ground: Ground) -> None:
    (system,) = build(OURS, one_mode, ground)
    assert (system.library, system.title, system.mode) == (OURS, "Conjunction", "dense")
    assert system.indexing_seconds is None  # it was indexed beforehand


def test_embedding_is_not_counted_as_indexing(monkeypatch: pytest.MonkeyPatch, ground: Ground) -> None:
    clock = iter([100.0, 107.0])
    monkeypatch.setattr(systems.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(systems, "title", str)

    def embeds_for_five_seconds(ground: Ground) -> Searches:
        ground.embedding.seconds += 5
        return {"dense": lambda _: []}

    (system,) = build("made", embeds_for_five_seconds, ground)
    assert system.indexing_seconds == pytest.approx(2.0)


def test_what_is_pinned_is_what_is_told() -> None:
    project = Path(systems.__file__).parents[2] / "pyproject.toml"
    if not project.is_file():
        pytest.skip("The project's own pyproject.toml is not beside the code.")
    pinned = project.read_text(encoding="utf-8")
    for library in LIBRARIES.values():
        assert f'"{library.package}==' in pinned, library.title
