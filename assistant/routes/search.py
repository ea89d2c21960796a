"""`GET /search`: ranked provisions only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from assistant.contract import MAX_QUESTION
from assistant.problems import InvalidRequest, Words, nearest, shortened
from assistant.provision_view import summary
from assistant.services import ReadyAssistant
from corpus import Corpus
from corpus.model import Jurisdiction

router = APIRouter(tags=["provisions"])
MAX_RESULTS = 100

Question = Annotated[str, Query(min_length=1, max_length=MAX_QUESTION, description="Words or a citation")]
AsOf = Annotated[date | None, Query(description="Only what is in force on that day; default today")]
Side = Annotated[Jurisdiction | None, Query(description="Whose law")]
Results = Annotated[int, Query(ge=1, le=MAX_RESULTS, description="How many")]
Province = Annotated[
    str | None, Query(max_length=40, description="Nationwide entries and those of this province only")
]


@router.get("/search", summary="Search the provisions")
def search(  # noqa: PLR0913, PLR0917  (one for each parameter of the query)
    assistant: ReadyAssistant,
    q: Question,
    as_of: AsOf = None,
    jurisdiction: Side = None,
    k: Results = 10,
    province: Province = None,
) -> Response:
    """Rank the provisions in force; one that is cited by number in `q` comes first even if it has lapsed."""
    query, day = q.strip(), as_of or date.today()
    if not query:
        raise _empty_query()
    _check_province(assistant.corpus, province)
    hits = assistant.index.search(query, k, as_of=day, jurisdiction=jurisdiction, province=province)
    results = [
        {
            "rank": hit.rank,
            "score": round(float(hit.score), 6),
            **summary(assistant.corpus, hit.provision_id, day),
            "text": assistant.corpus.provisions[hit.provision_id].text.model_dump(),
        }
        for hit in hits
    ]
    return JSONResponse(_answer(query, day, results))


def _answer(query: str, day: date, results: list[dict[str, Any]]) -> dict[str, Any]:
    return {"query": query, "as_of": day.isoformat(), "count": len(results), "results": results}


def _empty_query() -> InvalidRequest:
    return InvalidRequest(
        Words("There is nothing to search for.", "没有检索内容。"),
        Words("Write words or a citation in 'q'.", "请在 q 中写明检索词或条款号。"),
        "query.q",
    )


def _check_province(corpus: Corpus, slug: str | None) -> None:
    if slug is None or slug in corpus.places:
        return
    near = nearest(slug, corpus.places)
    hint = (
        Words(f"Did you mean '{near}'?", f"是否指“{near}”？")
        if near
        else Words("Use a province's slug.", "请使用省份代码。")
    )
    raise InvalidRequest(
        Words(f"'{shortened(slug, 40)}' is not a province.", f"“{shortened(slug, 40)}”不是省份代码。"),
        hint,
        "query.province",
    )
