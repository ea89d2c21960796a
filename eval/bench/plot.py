"""A line chart on logarithmic axes as SVG: small enough to be read in a diff, and nothing to install."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 90, 40, 50
COLOURS = ("#1b6ca8", "#c8553d", "#588157", "#6d597a")


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name and its points, all above zero."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Powers of ten between two places of the picture."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> _Axis:
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(low, max(high, low + 1), start, end)

    def place(self, value: float) -> float:
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def line_chart(title: str, across: str, up: str, series: Sequence[Series]) -> str:
    """Return an SVG of some lines; raises `ValueError` without points or for one that is not above zero."""
    points = [point for line in series for point in line.points]
    if not points or min(min(point) for point in points) <= 0:
        raise ValueError("A logarithmic chart needs points, all above zero.")
    x = _Axis.over([a for a, _ in points], LEFT, WIDTH - RIGHT)
    y = _Axis.over([b for _, b in points], HEIGHT - BOTTOM, TOP)
    lines = [part for number, line in enumerate(series) for part in _line(line, x, y, COLOURS[number % 4])]
    body = [*_grid(x, y), *lines, *_words(title, across, up)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    back = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", back, *body, "</svg>\n"])


def _grid(x: _Axis, y: _Axis) -> Iterator[str]:
    for value in x.ticks():
        at = x.place(value)
        yield f'<path d="M{at:.1f} {y.start:.1f}V{y.end:.1f}" stroke="#ddd"/>'
        yield _text(at, y.start + 16, f"{value:,g}", "middle")
    for value in y.ticks():
        at = y.place(value)
        yield f'<path d="M{x.start:.1f} {at:.1f}H{x.end:.1f}" stroke="#ddd"/>'
        yield _text(x.start - 6, at + 4, f"{value:,g}", "end")


def _line(line: Series, x: _Axis, y: _Axis, colour: str) -> Iterator[str]:
    places = [(x.place(a), y.place(b)) for a, b in line.points]
    path = "L".join(f"{a:.1f} {b:.1f}" for a, b in places)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for a, b in places:
        yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>'
    if places:
        yield _text(places[-1][0] + 8, places[-1][1] + 4, line.name, "start", colour)


def _words(title: str, across: str, up: str) -> Iterator[str]:
    yield _text(WIDTH / 2, 22, title, "middle")
    yield _text(WIDTH / 2, HEIGHT - 12, across, "middle")
    yield _text(LEFT, TOP - 8, up, "middle")


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="12" fill="{colour}">{escape(words)}</text>'
