"""What stands around a result lifts it: neighbours of the same text, and what refers to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.links import Links


def best(links: Links, rows: list[int], scores: list[float]) -> list[float]:
    found = links.best(np.array(rows, dtype=np.int64), np.array(scores, dtype=np.float32))
    return [pytest.approx(float(value)) for value in found]


def test_neighbours_stand_in_the_same_series() -> None:
    links = Links.between_neighbours(["a", "a", "a", "b", "b"])
    assert best(links, [0, 1, 2, 3, 4], [1, 0, 0, 0, 0.5]) == [0, 1, 0, 0.5, 0]


def test_a_lone_chunk_has_no_neighbours() -> None:
    assert best(Links.between_neighbours(["a"]), [0], [1]) == [0]


def test_the_best_source_counts_not_their_number() -> None:
    links = Links.of([[1, 2, 3], [], [], []])
    assert best(links, [0, 1, 2, 3], [0, 0.2, 0.4, 0.3]) == [0.4, 0, 0, 0]


def test_a_source_that_is_no_candidate_gives_nothing() -> None:
    links = Links.of([[1, 3], [], [], []])
    assert best(links, [0, 2, 3], [0, 0.9, 0.1]) == [0.1, 0, 0]


def test_no_candidates_and_no_rows() -> None:
    assert best(Links.of([[1], [0]]), [], []) == []
    assert best(Links.of([]), [], []) == []


@given(
    st.integers(1, 8).flatmap(
        lambda size: st.tuples(
            st.lists(st.lists(st.integers(0, size - 1), max_size=4), min_size=size, max_size=size),
            st.lists(st.integers(0, size - 1), unique=True).map(sorted),
            st.lists(st.floats(0, 1, width=32), min_size=size, max_size=size),
        )
    )
)
def test_as_computed_plainly(case: tuple[list[list[int]], list[int], list[float]]) -> None:
    sources, rows, scores = case
    held = dict(zip(rows, scores, strict=False))
    expected = [max((held[source] for source in sources[row] if source in held), default=0) for row in rows]
    assert best(Links.of(sources), rows, [held[row] for row in rows]) == expected
