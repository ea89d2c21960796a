"""`GET /answers/{id}/graph.svg`: why a stored answer came out as it did, drawn."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from assistant.answer.verdicts import BENEFITS
from assistant.contract import Lang
from assistant.problems import NotFound, UnknownAnswer, Words, nearest, shortened
from assistant.rules.explain import Point, UnknownNameError, explain
from assistant.rules.facts import FactError, FactValue, parse_fact
from assistant.rules.graph import STYLE, draw
from assistant.rules.program import Program, compile_program
from assistant.rules.requested import on_request
from assistant.rules.screen import screen
from assistant.services import ReadyAssistant, ServicesOf
from assistant.web.drawings import BENEFIT, STATUSES
from assistant.web.strings import words
from corpus import Corpus
from corpus.model import Bilingual, Decides

router = APIRouter(tags=["answers"])

TableName = Decides

SAID_BY_ASKER = ("stated", "given", "carried")  # what was inferred is inferred again
NEWER = Words(
    "The answer rests on corpus {then}; this is drawn with the rules of corpus {now} as they are now.",
    "答复依据语料库{then}；本图依语料库{now}现行规则绘制。",
)
PREFIXES = {table: prefix for table, _, prefix in STATUSES}
# Opened by itself the drawing is a document: it may use its own styles and nothing else.
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'"


class Wanted(BaseModel):
    """What is to be drawn: a status, or one rule, flag or duty, in a language (default: the answer's)."""

    model_config = ConfigDict(extra="forbid")

    table: TableName = "us.status"
    rule: str | None = Field(default=None, max_length=80)
    lang: Lang | None = None


class NothingToDraw(NotFound):
    """The answer did not decide what is to be drawn."""

    slug = "nothing-to-draw"
    title = Words("There is nothing to draw", "没有可绘制的内容")

    def __init__(self, table: str) -> None:
        super().__init__(
            Words(f"This answer did not ask for '{table}'.", f"该答复未涉及“{table}”。"),
            Words("Use a table whose status is not 'not_asked'.", "请使用状态不是 not_asked 的项目。"),
            "query.table",
        )


class UnknownRule(NotFound):
    """No rule or flag in force, and no duty, has that id."""

    slug = "unknown-rule"
    title = Words("There is no such rule", "没有该规则")

    def __init__(self, rule: str, program: Program) -> None:
        duties = (duty.id for table in program.tables for duty in table.duties)
        near = nearest(rule, [*program.rules, *(flag.id for flag in program.flags.values()), *duties])
        said = shortened(rule)
        super().__init__(
            Words(
                f"No rule or flag in force and no duty is named '{said}'.",
                f"没有名为“{said}”的有效规则、提示或义务。",
            ),
            Words(
                f"Did you mean '{near}'?" if near else "The trace of POST /screen names the rules.",
                f"是否指“{near}”？" if near else "POST /screen 的 trace 列有规则名称。",
            ),
            "query.rule",
        )


@router.get("/answers/{answer_id}/graph.svg", summary="See why an answer came out as it did")
def graph(
    answer_id: str,
    services: ServicesOf,
    assistant: ReadyAssistant,
    wanted: Annotated[Wanted, Query()],
) -> Response:
    """Draw the rules and facts behind one status, rule, flag or duty, from the facts of a stored answer."""
    text = services.store.answer_text(answer_id)
    if text is None:
        raise UnknownAnswer(answer_id)
    answer = json.loads(text)
    if wanted.rule is None and not _was_asked(answer, wanted.table):
        raise NothingToDraw(wanted.table)
    said = wanted.lang or answer["lang"]
    as_of = date.fromisoformat(answer["as_of"])
    root = _reasons(assistant.corpus, answer, as_of, wanted.rule or wanted.table)
    headers = {"Cache-Control": "private, max-age=0, must-revalidate", "Content-Security-Policy": POLICY}
    drawing = draw(root, said, as_of, _note(assistant.corpus, answer, said))
    return Response(drawing, media_type="image/svg+xml", headers=headers)


def _was_asked(answer: Mapping[str, Any], table: str) -> bool:
    if table.startswith(BENEFITS):
        benefits = answer["verdict"]["cn"].get("benefits", ())
        return any(f"{BENEFITS}{benefit['benefit']}" == table for benefit in benefits)
    side, name = table.split(".")
    return bool(answer["kind"] == "screen" and answer["verdict"][side][name] != "not_asked")


def _reasons(corpus: Corpus, answer: Mapping[str, Any], as_of: date, name: str) -> Point:
    requested = on_request(corpus)  # a rule may be of any table
    program = compile_program(corpus, as_of, requested)
    screening = screen(corpus, facts_of(corpus, answer), as_of, requested=requested)
    try:
        root = explain(program, screening, name)
    except UnknownNameError:
        raise UnknownRule(name, program) from None
    prefix = BENEFIT if name.startswith(BENEFITS) else PREFIXES.get(name)
    if prefix is not None:
        key = f"{prefix}{root.name}"
        said = {lang: words(lang)(key) if key in words(lang) else root.name for lang in ("en", "zh")}
        root.known = Bilingual(**said)
    return root


def facts_of(corpus: Corpus, answer: Mapping[str, Any]) -> dict[str, FactValue]:
    """Return the facts an answer was given; one that the vocabulary no longer has is left out."""
    found: dict[str, FactValue] = {}
    for fact in answer["facts"]:
        if fact["source"] in SAID_BY_ASKER and fact["value"] is not None:
            with suppress(FactError):
                found[fact["name"]] = parse_fact(corpus, fact["name"], fact["value"])
    return found


def _note(corpus: Corpus, answer: Mapping[str, Any], lang: str) -> str:
    """Say so where the rules are no longer those the answer rests on."""
    if answer["corpus"]["sha256"] == corpus.sha256:
        return ""
    return NEWER.get(lang).format(then=answer["corpus"]["version"], now=corpus.version)
