"""Pages and fragments: templates filled with what `views`, `chips` and `sources` work out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.contract import MAX_QUESTION, Lang
from assistant.problems import Problem
from assistant.web.assets import asset_url
from assistant.web.chips import Reading, chips, disputed, dump_given, grouped, removed_chips
from assistant.web.drawings import drawings
from assistant.web.marks import Piece, pieces
from assistant.web.prose import answer_html, marker, sentence_html
from assistant.web.sources import page_of, provision_view, sources
from assistant.web.strings import Words, looks_chinese, words
from assistant.web.turns import Turn
from assistant.web.views import verdict_view
from corpus.model import Corpus, Provision

TEMPLATES = Path(__file__).with_name("templates")
ASYNC_PARTS = ("facts", "verdict", "citations", "done")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates; everything is escaped, and a name a template misspells is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(asset=asset_url, page_of=page_of, MAX_QUESTION=MAX_QUESTION)
    return env


class Renderer:
    """Renders one turn's parts; the words follow the language of the answer."""

    def __init__(self, turn: Turn, corpus: Corpus | None) -> None:
        self.turn = turn
        self.corpus = corpus

    @property
    def words(self) -> Words:
        """The words of the answer's language, guessed from the question until it is known."""
        for data in self.turn.events.values():
            if data.get("lang"):
                return words(data["lang"])
        if self.turn.request.lang != "auto":
            return words(self.turn.request.lang)
        return words("zh" if looks_chinese(self.turn.request.question) else "en")

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the sources known so far."""
        return frozenset(item["n"] for item in self.turn.events.get("citations", {}).get("citations", ()))

    def whole(self, *, recorded: bool = False, note: str = "") -> str:
        """Return a turn that is complete."""
        return self._fill(
            "turn.html.j2", streaming=False, recorded=recorded, note=note,
            pieces=self.pieces(self.turn.events["facts"]["facts"]), **self._parts(),
        )  # fmt: skip

    def shell(self) -> str:
        """Return a turn that connects to its stream."""
        empty: dict[str, Any] = dict.fromkeys(ASYNC_PARTS, "")
        return self._fill(
            "turn.html.j2", streaming=True, recorded=False, note="", prose="", pieces=self.pieces(()), **empty
        )

    def part(self, name: str, data: Mapping[str, Any]) -> str:
        """Return the fragment for one event of the stream."""
        maker = {
            "facts": self.facts,
            "verdict": self.verdict,
            "citations": self.citations,
            "done": self.done,
        }[name]
        return maker(data)

    def facts(self, data: Mapping[str, Any], *, streaming: bool = True) -> str:
        """Return the chips; in a stream they also clear what a broken connection left of the prose."""
        given = self.turn.request.facts or {}
        reading = Reading(self.turn.request.question, self.turn.stated)
        return self._fill(
            "facts.html.j2",
            groups=grouped(chips(data["facts"], reading, self.corpus, self.words)),
            removed=removed_chips(given, reading, self.corpus, self.words),
            disputed=disputed(data.get("contradictions") or (), self.corpus, self.words),
            pieces=self.pieces(data["facts"]),
            resets_prose=streaming,
        )

    def pieces(self, facts: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
        """Return the question cut at the words of its facts."""
        return pieces(self.turn.request.question, facts)

    def verdict(self, data: Mapping[str, Any], *, streaming: bool = True) -> str:
        """Return the verdict panel and the open questions; in a stream also reasons, until there is prose."""
        return self._fill(
            "verdict.html.j2", streaming=streaming, view=verdict_view(data, self.corpus, self.words)
        )

    def citations(self, data: Mapping[str, Any]) -> str:
        """Return the list of deciding provisions."""
        return self._fill(
            "citations.html.j2",
            sources=sources(data["citations"], self.turn.events.get("verdict", {}), self.words),
        )

    def token(self, data: Mapping[str, Any]) -> str:
        """Return one checked sentence as it comes."""
        text = data["text"]
        html = sentence_html(text.strip(), self.turn.id, data.get("citations") or (), self.numbers)
        ends = text.endswith("\n\n")  # a paragraph of its own
        return self._fill("sentence.html.j2", html=html, origin=data.get("origin", "model"), ends=ends)

    def done(self, data: Mapping[str, Any]) -> str:
        """Return the foot of the turn, and out of band the finished prose."""
        fresh = Markup(self.citations(data))  # noqa: S704  (a template's own output)
        return self._foot(data, prose=self.prose(data), citations=fresh, swap=True)

    def prose(self, data: Mapping[str, Any]) -> Markup:
        """Return the finished answer text."""
        return answer_html(data["answer"], self.turn.id, (item["n"] for item in data["citations"]))

    def problem(self, problem: Problem) -> str:
        """Return a problem with the way to ask again."""
        return self._fill("problem.html.j2", problem=problem, retry=self.turn.request.question)

    def _parts(self) -> dict[str, Any]:
        data = self.turn.events
        done = data["done"]
        return {
            "facts": Markup(self.facts(data["facts"], streaming=False)),  # noqa: S704  (a template's own output)
            "verdict": Markup(self.verdict(data["verdict"], streaming=False)),  # noqa: S704
            "citations": Markup(self.citations(data["citations"])),  # noqa: S704
            "done": Markup(self._foot(done, prose="", citations="", swap=False)),  # noqa: S704
            "prose": self.prose(done),
        }

    def _foot(self, response: Mapping[str, Any], **values: Any) -> str:
        return self._fill(
            "done.html.j2", response=response, drawings=drawings(response, self.words), **values
        )

    def _fill(self, template: str, **values: Any) -> str:
        said = self.words
        return environment().get_template(template).render(
            w=said, lang=said.lang, turn=self.turn, cite=lambda n: marker(self.turn.id, n),
            given=dump_given(self.turn.request.facts or {}), **values,
        )  # fmt: skip


def chat_page(
    lang: Lang, turns: Iterable[str], conversation_id: str, examples: Iterable[tuple[Lang, str]]
) -> str:
    """Return the chat, empty or with turns already answered."""
    return _page(
        "chat.html.j2", lang, turns=[Markup(turn) for turn in turns],  # noqa: S704  (templates' own output)
        conversation_id=conversation_id, examples=list(examples), problem="", question="",
    )  # fmt: skip


def answer_page(lang: Lang, turn: str) -> str:
    """Return the page of one stored answer."""
    return _page("answer.html.j2", lang, turn=Markup(turn))  # noqa: S704


def provision_page(lang: Lang, corpus: Corpus, provision: Provision) -> str:
    """Return the page of one provision."""
    return _page("provision.html.j2", lang, view=provision_view(corpus, provision, words(lang)))


def problem_page(lang: Lang, problem: Problem, question: str) -> str:
    """Return a page that says what went wrong and keeps the question in the box."""
    return _page(
        "chat.html.j2", lang, turns=[], conversation_id="", examples=[], question=question,
        problem=problem_fragment(lang, problem, ""),
    )  # fmt: skip


def problem_fragment(lang: Lang, problem: Problem, retry: str) -> Markup:
    """Return a problem outside any turn."""
    html = (
        environment()
        .get_template("problem.html.j2")
        .render(w=words(lang), lang=lang, problem=problem, retry=retry, turn=None)
    )
    return Markup(html)  # noqa: S704  (a template's own output)


def _page(template: str, lang: Lang, **values: Any) -> str:
    return environment().get_template(template).render(w=words(lang), lang=lang, **values)
