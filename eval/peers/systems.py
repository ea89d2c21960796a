"""The systems that are compared, and what to install when one is missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module, metadata
from warnings import catch_warnings, simplefilter

from eval.errors import EvalError
from eval.peers.ground import Ground, Search, Searches

OURS = "conjunction"
_GROUP = "pip install 'conjunction[peers]'"

Build = Callable[[Ground], Searches]


@dataclass(frozen=True, slots=True)
class Library:
    """Another library: its name, its adapter here, the package whose version is reported, how to get it."""

    title: str
    adapter: str
    package: str
    install: str = _GROUP


LIBRARIES: Mapping[str, Library] = {
    "langchain": Library("LangChain", "eval.peers.langchain", "langchain-classic"),
    "llamaindex": Library(
        "LlamaIndex",
        "eval.peers.llamaindex",
        "llama-index-core",
        # Its BM25 package asks for an older pystemmer than this project's, but works with it.
        f"{_GROUP} && pip install --no-deps llama-index-retrievers-bm25==0.8.0",
    ),
    "haystack": Library("Haystack", "eval.peers.haystack", "haystack-ai"),
    "txtai": Library("txtai", "eval.peers.txtai", "txtai"),
}
NAMES = (OURS, *LIBRARIES)


class MissingLibraryError(EvalError):
    """A library is not installed; the message says how to install it."""

    def __init__(self, library: Library, reason: ImportError) -> None:
        super().__init__(
            f"{library.title} is not installed ({reason}). Install it with: {library.install} "
            "(best in a virtual environment of its own), or leave it out with --systems."
        )


@dataclass(frozen=True, slots=True)
class System:
    """A system in one mode, ready to be asked."""

    library: str  # key: `conjunction`, `langchain` …
    title: str
    mode: str
    search: Search
    indexing_seconds: float | None  # all modes together, without embedding; ours is indexed beforehand


def adapters(names: Iterable[str]) -> dict[str, Build]:
    """Import the adapters of the libraries among `names`.

    Raises `MissingLibraryError` for the first that is not installed.
    """
    return {name: _adapter(LIBRARIES[name]) for name in names if name in LIBRARIES}


def title(name: str) -> str:
    """Return what a table calls a system: its name and version."""
    library = LIBRARIES.get(name)
    if library is None:
        return "Conjunction"
    return f"{library.title} {metadata.version(library.package)}"


def build(name: str, builder: Build, ground: Ground) -> list[System]:
    """Index the documents with one system, and time it."""
    started, embedding = time.perf_counter(), ground.embedding.seconds
    searches = builder(ground)
    embedding = ground.embedding.seconds - embedding
    seconds = None if name == OURS else time.perf_counter() - started - embedding
    return [System(name, title(name), mode, search, seconds) for mode, search in searches.items()]


def _adapter(library: Library) -> Build:
    try:
        with catch_warnings():  # what a library deprecates is for its users to hear, not for ours
            simplefilter("ignore")
            adapter: Build = import_module(library.adapter).build
    except ImportError as error:
        raise MissingLibraryError(library, error) from error
    return adapter
