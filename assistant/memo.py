"""A stored answer as a Markdown memo, in the language the answer was given in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from assistant.web.drawings import drawings
from assistant.web.strings import words

TEMPLATES = Path(__file__).parent / "web" / "templates"
TEMPLATE = "memo.md.j2"
_MARKS = re.compile(r"([\\`*_\[\]#|~])")


def memo(answer: Mapping[str, Any]) -> str:
    """Return the memo of an answer as `Store.answer` gives it.

    The same answer always gives the same memo: nothing is taken from the clock or the corpus.
    """
    said = words(answer["lang"])
    english = answer["lang"] != "zh"

    def either(en: str, zh: str) -> str:
        return en if english else zh

    return _template().render(**answer, w=said, either=either, drawn=drawings(answer, said))


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=False,  # noqa: S701  (Markdown; `plain` and `harmless` keep users' words from acting)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"plain": plain, "harmless": harmless, "quoted": quoted, "shown": shown}
    return environment.get_template(TEMPLATE)


def harmless(text: str) -> str:
    """Keep Markdown as it is, but let no HTML through."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def plain(text: object) -> str:
    """Write text so that Markdown shows it as it stands, on one line."""
    return _MARKS.sub(r"\\\1", harmless(" ".join(str(text).split())))


def quoted(text: str) -> str:
    """Write text as a quotation, line by line."""
    return "\n".join(f"> {plain(line)}".rstrip() for line in text.splitlines() or [""])


def shown(value: Any, lang: str) -> str:
    """Write a fact's value for a reader."""
    if isinstance(value, bool):
        return words(lang)("yes" if value else "no")
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(str(item) for item in value)
    return str(value)
