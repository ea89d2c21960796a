"""Answer text as HTML: a little Markdown, [n] as links to sources, and nothing a model could smuggle in.

Raw HTML, links, images and reference definitions are off: text that came from a model or from a
user can neither run nor point anywhere but to a source on the same page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

_MARKER = re.compile(r"\[(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\]")
_OFF = ("link", "image", "autolink", "entity", "html_inline", "html_block", "reference", "lheading", "code")
_DEEPEST = 6
_DEMOTE = 3  # the page's own headings come first: "#" in an answer is a heading of the fourth level


def answer_html(text: str, turn: str, numbers: Iterable[int]) -> Markup:
    """Return an answer's Markdown as HTML; markers of sources that exist become links."""
    return Markup(_markdown().render(text, _env(turn, numbers)))  # noqa: S704  (the renderer escapes)


def sentence_html(text: str, turn: str, citations: Sequence[int], numbers: Iterable[int]) -> Markup:
    """Return one sentence as HTML, with a marker for each citation that its text does not show."""
    known = set(numbers) | set(citations)
    shown = {int(n) for group in _MARKER.findall(text) for n in re.findall(r"\d+", group)}
    body = Markup(_markdown().renderInline(text, _env(turn, known)))  # noqa: S704  (the renderer escapes)
    return body + Markup("").join(marker(turn, n) for n in citations if n not in shown)


def marker(turn: str, n: int) -> Markup:
    """Return the link from the text to source `n` of the turn."""
    return Markup('<a class="cite" href="#s-{turn}-{n}" aria-label="[{n}]">{n}</a>').format(turn=turn, n=n)


class Draft:
    """Pieces of Markdown as they come from a model, given on only where a word ends.

    A marker or a pair of asterisks cut in two would show as litter; the finished answer replaces
    the draft anyway.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take a piece and return what may be shown now."""
        text = self._held + piece
        cut = max((text.rfind(char) for char in " \n。；，"), default=-1) + 1
        self._held = text[cut:]
        return text[:cut]

    def rest(self) -> str:
        """Return what is still held back."""
        text, self._held = self._held, ""
        return text


def _env(turn: str, numbers: Iterable[int]) -> dict[str, Any]:
    return {"turn": turn, "numbers": frozenset(numbers)}


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    md = (
        MarkdownIt("commonmark", {"html": False, "linkify": False})
        .enable("table")
        .disable(_OFF, ignoreInvalid=True)
    )
    md.inline.ruler.before("escape", "cite", _cite)
    md.core.ruler.push("demote", _demote)
    md.add_render_rule("cite", _render_cite)
    return md


def _cite(state: StateInline, silent: bool) -> bool:
    match = _MARKER.match(state.src, state.pos)
    if match is None:
        return False
    numbers = [int(n) for n in re.findall(r"\d+", match.group(1))]
    if not set(numbers) <= state.env["numbers"]:
        return False
    if not silent:
        token = state.push("cite", "", 0)
        token.meta = {"numbers": numbers}
    state.pos = match.end()
    return True


def _demote(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + _DEMOTE, _DEEPEST)}"
        token.attrs.pop("style", None)  # column alignment would need inline styles


def _render_cite(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "".join(str(marker(str(escape(env["turn"])), n)) for n in tokens[index].meta["numbers"])
