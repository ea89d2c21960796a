"""A chart is well-formed, holds every point, and refuses what a logarithm cannot show."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bench.plot import HEIGHT, WIDTH, Series, line_chart

SVG = "{http://www.w3.org/2000/svg}"
POINTS = st.lists(st.tuples(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6)), min_size=1, max_size=6)


@given(st.lists(POINTS, min_size=1, max_size=3))
def test_every_point_lies_in_the_picture(lines: list[list[tuple[float, float]]]) -> None:
    chart = line_chart("T", "x", "y", [Series(f"line {n}", points) for n, points in enumerate(lines)])
    dots = list(ElementTree.fromstring(chart).iter(f"{SVG}circle"))  # noqa: S314  # our own
    assert len(dots) == sum(map(len, lines))
    assert all(0 <= float(dot.attrib["cx"]) <= WIDTH for dot in dots)
    assert all(0 <= float(dot.attrib["cy"]) <= HEIGHT for dot in dots)


def test_larger_is_further_right_and_higher() -> None:
    chart = line_chart("T", "x", "y", [Series("a", [(1, 1), (100, 50)])])
    first, second = ElementTree.fromstring(chart).iter(f"{SVG}circle")  # noqa: S314  # our own
    assert float(first.attrib["cx"]) < float(second.attrib["cx"])
    assert float(first.attrib["cy"]) > float(second.attrib["cy"])


def test_names_are_escaped() -> None:
    assert "a &lt; b" in line_chart("T", "x", "y", [Series("a < b", [(1, 1)])])


@pytest.mark.parametrize("points", [[], [(0, 1)], [(1, -1)]])
def test_what_cannot_be_shown_is_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        line_chart("T", "x", "y", [Series("a", points)])
