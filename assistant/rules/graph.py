"""The tree behind a rule or a status, drawn as an SVG that needs nothing from elsewhere.

Truth is told by colour, by symbol and by word. The colours do not say good or bad: "true" may be a
ban that applies. They follow the reader's light or dark setting.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import escape
from math import ceil
from pathlib import Path

from assistant.rules.explain import Point
from corpus.wording import day_words

NAMESPACE = "http://www.w3.org/2000/svg"
STYLE = Path(__file__).with_name("graph.css").read_text(encoding="utf-8")

WIDTH = 224  # of a box at most, in pixels, as all lengths here
GAP = 58  # between columns
SPACE = 12  # between boxes above each other
PADDING = 10
LINE = 17
MARGIN = 20
HEAD = 62
FOOT = 62
MAX_LINES = 4
_SYMBOLS = {True: "✓", False: "✗", None: "?"}
_CLASSES = {True: "true", False: "false", None: "unknown"}
_WORDS: dict[str, dict[object, str]] = {
    "en": {
        True: "true",
        False: "false",
        None: "unknown",
        "all": "all",
        "any": "any",
        "first": "1st",
        "is": "",
        "not": "not",
        "decided": "decided",
        "again": "shown elsewhere",
        "hidden": "{} others do not decide",
        "hidden1": "1 other does not decide",
        "day": "Law as of {}",
        "key": "all: every part must be true · any: one true part is enough · "
        "not: turned round · 1st: the first true row decides",
        "shown": "Only the parts that decide are drawn. A fact that is not known never counts as “no”.",
    },
    "zh": {
        True: "成立",
        False: "不成立",
        None: "未知",
        "all": "且",
        "any": "或",
        "first": "首",
        "is": "",
        "not": "非",
        "decided": "已判定",
        "again": "已在他处展开",
        "hidden": "另有{}项不影响结果",
        "hidden1": "另有1项不影响结果",
        "day": "法律时点：{}",
        "key": "且：各项均须成立 · 或：任一项成立即可 · 非：取反 · 首：首先成立的一行为结论",
        "shown": "仅绘出决定结果的部分。未知的事实绝不视为“否”。",
    },
}
# Characters XML cannot carry, whatever is done to escape them.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_START = "，。；：、）》”’！？,.;:)!?%"


@dataclass
class _Box:
    """A point with its place on the page."""

    point: Point
    lines: list[str]
    state: list[str]
    depth: int
    width: float
    parts: list[_Box] = field(default_factory=list)
    span: float = 0.0  # height that it and everything right of it take
    x: float = 0.0
    y: float = 0.0  # of its middle

    @property
    def height(self) -> float:
        return 2 * PADDING + LINE * (len(self.lines) + len(self.state)) - 2


def draw(root: Point, lang: str, as_of: date, note: str = "") -> str:
    """Return the tree as an SVG document; `note` is a sentence to stand below it."""
    said = "zh" if lang == "zh" else "en"
    box = _boxed(root, said, 0)
    columns = _columns([box])
    _measure(box)
    _place(box, HEAD, columns)
    width = max(columns[-1] - GAP + MARGIN, 640)
    height = HEAD + box.span + FOOT + (20 if note else 0)
    heading = _heading(root, said)
    day = _WORDS[said]["day"].format(day_words(as_of).get(said))
    body = [
        f'<svg xmlns="{NAMESPACE}" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
        f' role="img" aria-labelledby="t d" xml:lang="{"zh-CN" if said == "zh" else "en"}">',
        f'<title id="t">{_text(heading)}</title>',
        f'<desc id="d">{_text("".join(_outline(root, said)))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width:g}" height="{height:g}"/>',
        f'<text class="head" x="{MARGIN}" y="30">{_text(heading)}</text>',
        f'<text class="soft" x="{MARGIN}" y="49">{_text(day)}</text>',
        *_edges(box, said),
        *_nodes(box, said),
        *_legend(said, HEAD + box.span + 26, note),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _heading(root: Point, lang: str) -> str:
    title = root.title.get(lang)
    known = f"{root.known.get(lang)} " if root.known else ""
    gap = "：" if lang == "zh" else ": "
    return f"{title}{gap}{known}{'' if root.known else state_words(root, lang)}".strip()


def state_words(point: Point, lang: str) -> str:
    """Return "true", "false" or "unknown" in the reader's language; a status is not true but decided."""
    return _WORDS[lang]["decided" if point.kind == "status" and point.value else point.value]


def _outline(point: Point, lang: str, number: str = "") -> Iterator[str]:
    """Say the tree in words, one numbered line per point, for those who cannot see the drawing."""
    said = _WORDS[lang]
    turned = f"{said['not']} – " if point.negated else ""
    relation = f" [{said[point.relation]}]" if point.parts and said[point.relation] else ""
    yield f"{number} {turned}{_spoken(point, lang)}{relation}\n".lstrip()
    for position, part in enumerate(point.parts, 1):
        yield from _outline(part, lang, f"{number}{position}.")


def _details(point: Point, lang: str) -> list[str]:
    said = _WORDS[lang]
    found = [point.known.get(lang)] if point.known else []
    if point.repeated:
        found.append(said["again"])
    if point.hidden:
        found.append(said["hidden1" if point.hidden == 1 else "hidden"].format(point.hidden))
    return found


def _boxed(point: Point, lang: str, depth: int) -> _Box:
    room = WIDTH - 2 * PADDING
    lines = wrapped(point.title.get(lang), room, MAX_LINES)
    state = [line for detail in _details(point, lang) for line in wrapped(detail, room * 1.08, 2)]
    needed = max(map(_length, [*lines, "? unknown"])), max(map(_length, ["", *state])) / 1.08
    box = _Box(point, lines, ["", *state], depth, min(WIDTH, max(needed) + 2 * PADDING))
    box.parts = [_boxed(part, lang, depth + 1) for part in point.parts]
    return box


def _measure(box: _Box) -> None:
    for part in box.parts:
        _measure(part)
    parts = sum(part.span for part in box.parts) + SPACE * max(0, len(box.parts) - 1)
    box.span = max(box.height, parts)


def _place(box: _Box, top: float, columns: list[float]) -> None:
    """Put a box beside the middle of its parts; each subtree keeps to its own strip of the page."""
    box.x = columns[box.depth]
    parts = sum(part.span for part in box.parts) + SPACE * max(0, len(box.parts) - 1)
    at = top + (box.span - parts) / 2
    for part in box.parts:
        _place(part, at, columns)
        at += part.span + SPACE
    box.y = top + box.span / 2
    if box.parts:  # as near to the middle of the parts as its own strip allows
        middle = (box.parts[0].y + box.parts[-1].y) / 2
        box.y = min(max(middle, top + box.height / 2), top + box.span - box.height / 2)


def _columns(level: list[_Box]) -> list[float]:
    """Make the boxes of each level equally wide; returns where each begins, and where one more would."""
    starts = [float(MARGIN)]
    while level:
        width = ceil(max(box.width for box in level))
        for box in level:
            box.width = width
        starts.append(starts[-1] + width + GAP)
        level = [part for box in level for part in box.parts]
    return starts


def _edges(box: _Box, lang: str) -> Iterator[str]:
    said = _WORDS[lang]
    start = box.x + box.width
    for part in box.parts:
        effect = part.point.value if not part.point.negated else _opposite(part.point.value)
        bend = start + 32
        yield (
            f'<path class="line {_CLASSES[effect]}" d="M{start:g} {box.y:g}H{bend - 6:g}'
            f'C{bend + 5:g} {box.y:g} {bend:g} {part.y:g} {bend + 12:g} {part.y:g}H{part.x:g}"/>'
        )
    for part in box.parts:
        if part.point.negated:
            yield from _tag(part.x - 2 - _half(said["not"]), part.y, said["not"], part.point.value)
        yield from _edges(part, lang)
    if box.parts and said[box.point.relation]:
        yield from _tag(
            start + 2 + _half(said[box.point.relation]), box.y, said[box.point.relation], box.point.value
        )


def _tag(x: float, y: float, words: str, value: bool | None) -> Iterator[str]:
    half = _half(words)
    place = f'x="{x - half:g}" y="{y - 9:g}" width="{half * 2:g}" height="18"'
    yield f'<rect class="tag {_CLASSES[value]}" {place} rx="9"/>'
    yield f'<text class="pill" x="{x:g}" y="{y + 4:g}">{_text(words)}</text>'


def _half(words: str) -> float:
    return _length(words) * 0.42 + 5


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def _nodes(box: _Box, lang: str) -> Iterator[str]:
    point, top = box.point, box.y - box.height / 2
    radius = {"fact": 14, "test": 14}.get(point.kind, 4)
    yield f'<g class="{_CLASSES[point.value]}">'
    yield f"<title>{_text(_spoken(point, lang))}</title>"
    place = f'x="{box.x:g}" y="{top:g}" width="{box.width:g}" height="{box.height:g}"'
    yield f'<rect class="box" {place} rx="{radius}"/>'
    y = top + PADDING + 11
    for line in box.lines:
        yield f'<text class="title" x="{box.x + PADDING:g}" y="{y:g}">{_text(line)}</text>'
        y += LINE
    mark = f"{_SYMBOLS[point.value]} {state_words(point, lang)}"
    yield f'<text class="mark" x="{box.x + PADDING:g}" y="{y:g}">{_text(mark)}</text>'
    for line in box.state[1:]:
        y += LINE
        yield f'<text class="soft" x="{box.x + PADDING:g}" y="{y:g}">{_text(line)}</text>'
    yield "</g>"
    for part in box.parts:
        yield from _nodes(part, lang)


def _spoken(point: Point, lang: str) -> str:
    more = "; ".join(_details(point, lang))
    name = f" [{point.name}]" if point.name else ""
    return f"{point.title.get(lang)}{name} – {state_words(point, lang)}{f' ({more})' if more else ''}"


def _legend(lang: str, y: float, note: str) -> Iterator[str]:
    said = _WORDS[lang]
    for line in filter(None, (note, said["shown"], said["key"])):
        yield f'<text class="soft" x="{MARGIN}" y="{y:g}">{_text(line)}</text>'
        y += 19


def _text(text: str) -> str:
    return escape(_IMPOSSIBLE.sub("\ufffd", text))


def wrapped(text: str, width: float, most: int) -> list[str]:
    """Break text into at most `most` lines of about `width` pixels; what is cut off ends in an ellipsis."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and _length(lines[-1] + piece.rstrip()) > width and piece[0] not in _NO_START:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    lines = [line.strip() for line in lines if line.strip()] or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" ,;:，；：、") + "…"]
    return lines


def _pieces(text: str) -> list[str]:
    """Split where a line may break: after a space, and around every Chinese character."""
    pieces: list[str] = []
    for token in re.findall(
        r"§\s*\S+\s*|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\s]+\s*|\s+",
        text,
    ):
        pieces += [token[i : i + 24] for i in range(0, len(token), 24)]  # no word is wider than a box
    return pieces


def _length(text: str) -> float:
    """Estimate the width of semibold text at 13 pixels, in a wide font: none is loaded to measure it."""
    return sum(_advance(char) for char in text)


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 13.2
    if char in " .,;:'|ilIjtf()[]-":
        return 5.6
    return 11.4 if char.isupper() or char in "mw%@—…" else 8.9
