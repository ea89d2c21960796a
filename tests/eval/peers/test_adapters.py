"""Each library finds what it should, by meaning and by words, through the common embedder."""

from __future__ import annotations

import warnings

import pytest

from eval.peers.ground import DEPTH, Ground, Searches
from eval.peers.systems import LIBRARIES, MissingLibraryError, adapters

from .conftest import DOCUMENTS

# Their default tokens are words between spaces or punctuation, and a Chinese clause has none inside.
BLIND_TO_CHINESE_WORDS = {("langchain", "hybrid"), ("llamaindex", "hybrid")}
ENGLISH, CHINESE = "varieties of wheat seeds", "商业卫星应用服务"


@pytest.fixture(params=sorted(LIBRARIES))
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def searches(library: str, ground: Ground) -> Searches:
    try:
        builder = adapters([library])[library]
    except MissingLibraryError as missing:
        pytest.skip(str(missing))
    with warnings.catch_warnings():  # of the library's own making
        warnings.simplefilter("ignore")
        return builder(ground)


@pytest.fixture(autouse=True)
def _quiet() -> None:
    warnings.simplefilter("ignore")


def test_both_modes_are_there(searches: Searches) -> None:
    assert {"dense", "hybrid"} <= set(searches)


def test_the_right_document_comes_first_by_its_id(library: str, searches: Searches) -> None:
    for mode, search in searches.items():
        assert search(ENGLISH)[0] == "seeds", mode
        first = len(DOCUMENTS) if (library, mode) in BLIND_TO_CHINESE_WORDS else 1
        assert "satellites" in search(CHINESE)[:first], mode


def test_only_documents_are_found(searches: Searches) -> None:
    known = {document.id for document in DOCUMENTS}
    for mode, search in searches.items():
        assert set(search(ENGLISH)) <= known, mode


def test_passages_go_through_the_cache_and_are_embedded_once(searches: Searches, ground: Ground) -> None:
    embedded = ground.embedding.embedder.embedded  # type: ignore[attr-defined]
    assert searches
    assert sorted(embedded) == sorted(document.text for document in DOCUMENTS)


def test_a_question_is_embedded_as_a_question_each_time(searches: Searches, ground: Ground) -> None:
    for search in searches.values():
        search(ENGLISH)
    assert ground.embedding.embedder.asked == [ENGLISH] * len(searches)  # type: ignore[attr-defined]


def test_a_long_document_is_found_by_any_part_of_it(library: str, ground: Ground) -> None:
    filler = "Nothing of note stands in this sentence, whatever its length. " * 120
    try:
        builder = adapters([library])[library]
    except MissingLibraryError as missing:
        pytest.skip(str(missing))
    long = type(DOCUMENTS[0])("long", filler + "Zeppelins need a mooring mast. " + filler)
    searches = builder(Ground((*DOCUMENTS, long), ground.embedding))
    found = list(dict.fromkeys(searches["hybrid"]("zeppelins mooring mast")))[:DEPTH]
    assert "long" in found
