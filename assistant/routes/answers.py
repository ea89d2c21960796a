"""`GET /answers/{id}`: an answer given before, word for word, or as a memo."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from assistant.contract import AskResponse
from assistant.memo import memo
from assistant.problems import NotOffered, UnknownAnswer, Words
from assistant.services import ServicesOf

router = APIRouter(tags=["answers"])

Form = Annotated[Literal["json", "md", "docx"], Query(alias="format", description="Object, or memo")]


@router.get("/answers/{answer_id}", response_model=AskResponse, summary="Read an answer again")
def answer(answer_id: str, services: ServicesOf, form: Form = "json") -> Response:
    """Return a stored answer as it was given; `?format=md` makes a Markdown memo of it."""
    if form == "docx":
        raise _no_word_file()
    text = services.store.answer_text(answer_id)
    if text is None:
        raise UnknownAnswer(answer_id)
    headers = {"Cache-Control": "private, max-age=0, must-revalidate"}
    if form == "json":
        return Response(text, media_type="application/json", headers=headers)
    headers["Content-Disposition"] = f'inline; filename="conjunction-{_file_name(answer_id)}.md"'
    return Response(memo(json.loads(text)), media_type="text/markdown", headers=headers)


def _file_name(answer_id: str) -> str:
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in answer_id)


def _no_word_file() -> NotOffered:
    return NotOffered(
        Words("A memo cannot be had as a Word file yet.", "备忘录尚不能导出为Word文件。"),
        Words("Use format=md and convert the Markdown.", "请用 format=md 导出Markdown后转换。"),
        "query.format",
    )
