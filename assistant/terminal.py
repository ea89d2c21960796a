"""An answer in a terminal, as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.events import Event
from assistant.problems import Problem
from assistant.web.strings import Words, number, words

Data = Mapping[str, Any]

QUESTIONS = 3  # shown; the rest is counted
_COLOURS = {
    "stop": "bold red",
    "conditions": "bold yellow",
    "clear": "bold green",
    "needs_facts": "bold cyan",
    "refer": "bold magenta",
}


class Printer:
    """Prints the events of one answer in their order."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: Words = words("en")
        self._draft: list[str] = []

    def show(self, event: Event) -> None:
        """Print one event."""
        show = {
            "facts": self._facts,
            "verdict": self._verdict,
            "token": self._token,
            "done": self._done,
        }.get(event.name)
        if show is not None:
            show(event.data)

    def _line(self, text: str = "", style: str = "") -> None:
        """Print text as it stands: what came from a user or a model is never markup."""
        self._console.print(Text(text, style=style), soft_wrap=True)

    def _facts(self, data: Data) -> None:
        self._said = words(str(data["lang"]))
        self._line(f"{self._said('as_of', date=self._said.date(data['as_of']))}", "dim")
        facts = [
            f"{fact.get('label') or fact['name']}{self._said('colon')}{self._value(fact['value'])}"
            for fact in data["facts"]
        ]
        self._line("; ".join(facts) if facts else self._said("no_facts"), "dim")

    def _value(self, value: object) -> str:
        if isinstance(value, bool):
            return self._said("yes" if value else "no")
        if isinstance(value, int | float):
            return number(value)
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _verdict(self, data: Data) -> None:
        said, verdict = self._said, data["verdict"]
        outcome = verdict["overall"] or data["kind"]
        self._line()
        self._line(said("overall_" + outcome), _COLOURS.get(outcome, "bold"))
        self._line(said("summary_" + outcome))
        self._console.print(self._axes(verdict))
        for flag in verdict["flags"]:
            self._line(f"{said('level_' + flag['level'])}{said('colon')}{flag['text']}", "yellow")
        self._missing(data["missing"])

    def _axes(self, verdict: Data) -> Table:
        said, us, cn = self._said, verdict["us"], verdict["cn"]
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        rows = [
            (said("side_us"), "us_", us["status"], us["provisional"]),
            (
                f"{said('side_cn')} · {said('admission')}",
                "admission_",
                cn["admission"],
                cn["provisional"]["admission"],
            ),
            (
                f"{said('side_cn')} · {said('encouraged_head')}",
                "encouraged_",
                cn["encouraged"],
                cn["provisional"]["encouraged"],
            ),
            (
                f"{said('side_cn')} · {said('security_review')}",
                "security_review_",
                cn["security_review"],
                None,
            ),
        ]
        for label, prefix, status, provisional in rows:
            table.add_row(label, said(prefix + status), self._provisionally(prefix, status, provisional))
        return table

    def _provisionally(self, prefix: str, status: str, provisional: str | None) -> str:
        if provisional is None or provisional == status:
            return ""
        return self._said("provisionally", word=self._said(prefix + provisional))

    def _missing(self, missing: list[Data]) -> None:
        if not missing:
            return
        self._line()
        self._line(self._said("missing"), "bold")
        for place, gap in enumerate(missing[:QUESTIONS], 1):
            effect = f" {gap['effect']}" if gap.get("effect") else ""
            self._line(f"  {place}. {gap['question']}{effect}")
        if len(missing) > QUESTIONS:
            self._line("  " + self._said("missing_more", n=len(missing) - QUESTIONS), "dim")

    def _token(self, data: Data) -> None:
        if not self._draft:
            self._line()
        self._draft.append(data["text"])
        self._console.print(Text(data["text"]), end="", soft_wrap=True)

    def _done(self, data: Data) -> None:
        draft, answer = "".join(self._draft).strip(), data["answer"].strip()
        self._line()
        if not answer.startswith(draft):  # the gate put something else in the place of what was shown
            draft = ""
            self._line()
        rest = answer[len(draft) :].strip()
        if rest:
            self._line(rest)
        self._sources(data["citations"])
        self._line()
        self._line(f"{self._said('receipt_id')} {data['id']}", "dim")
        self._line(self._said("not_advice"), "dim")

    def _sources(self, citations: list[Data]) -> None:
        if not citations:
            return
        self._line()
        self._line(self._said("sources"), "bold")
        for citation in citations:
            standing = self._said("standing_" + citation["standing"])
            self._line(f"[{citation['n']}] {citation['instrument']}, {citation['pinpoint']} ({standing})")
            if citation["official_url"]:
                self._line(f"    {citation['official_url']}", "dim")


def show_stream(events: Iterable[Event], console: Console) -> None:
    """Print an answer while it is being worked out."""
    printer = Printer(console)
    for event in events:
        printer.show(event)


def show_json(events: Iterable[Event], out: TextIO) -> None:
    """Print the whole answer as one JSON object, once it is complete."""
    for event in events:
        if event.name == "done":
            json.dump(event.data, out, ensure_ascii=False, indent=2)
            out.write("\n")


def show_problem(problem: Problem, console: Console, lang: str) -> None:
    """Print what is wrong and what to do."""
    console.print(Text(problem.title.get(lang), style="bold red"), soft_wrap=True)
    for fault in problem.faults:
        console.print(Text(f"{fault.what.get(lang)} {fault.remedy.get(lang)}"), soft_wrap=True)
