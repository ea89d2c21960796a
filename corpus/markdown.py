"""Small pieces of Markdown: escaped text, links, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.model import Bilingual

_MARKS = re.compile(r"([\\`*_\[\]|<>~])")


def plain(text: str) -> str:
    """Write text so that Markdown shows it as it stands, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def both(words: Bilingual) -> str:
    """Write both languages on one line, or one where they do not differ."""
    return plain(words.en) if words.en == words.zh else f"{plain(words.en)} · {plain(words.zh)}"


def link(shown: str, target: str) -> str:
    """Link text that is already Markdown."""
    return f"[{shown}]({target.replace(' ', '%20').replace('(', '%28').replace(')', '%29')})"


def anchor(name: str) -> str:
    """Mark a place that a link to `#name` leads to, whatever the heading after it says."""
    return f'<a id="{name}"></a>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; cells are Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell or " " for cell in line) + " |" for line in lines]
