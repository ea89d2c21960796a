"""Problems: their words, their JSON, and what errors become."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from assistant import problems as module
from assistant.problem_json import as_problem, install, is_json, problem_data, problem_response
from assistant.problems import (
    BadFactValue,
    BadJson,
    BodyTooLarge,
    Busy,
    ContradictoryFacts,
    EmptyQuestion,
    Fault,
    IndexNotReady,
    InvalidRequest,
    NotOffered,
    OtherProblem,
    Problem,
    QuestionTooLong,
    StoreUnavailable,
    Unexpected,
    UnknownAnswer,
    UnknownConversation,
    UnknownFact,
    UnknownProvision,
    UnknownRoute,
    Words,
    WrongMediaType,
    WrongMethod,
    nearest,
    shortened,
)
from assistant.rules.facts import ContradictionError, FactError
from corpus import CorpusError
from index.errors import IndexMismatch

WORDS = Words("In English.", "用中文。")
EVERY = [
    EmptyQuestion(),
    QuestionTooLong(4_000, 4_001),
    InvalidRequest(WORDS, WORDS),
    UnknownFact("stak", ["stake"]),
    UnknownFact("zzz", ["stake"]),
    BadFactValue("stake", WORDS, WORDS),
    ContradictoryFacts("stake", WORDS, WORDS),
    UnknownProvision("/us/x", None),
    UnknownProvision("/us/x", "/us/y"),
    UnknownAnswer("a"),
    UnknownConversation("c"),
    UnknownRoute("/x"),
    WrongMethod("GET", "POST"),
    WrongMethod("GET", ""),
    BodyTooLarge(65_536),
    WrongMediaType("text/plain"),
    WrongMediaType(""),
    module.BadEncoding(WORDS),
    BadJson(WORDS),
    NotOffered(WORDS, WORDS),
    Busy(),
    IndexNotReady(),
    IndexNotReady("facts.yaml is wrong. Mend it."),
    StoreUnavailable(),
    OtherProblem(418, "I'm a teapot"),
    Unexpected("abc123"),
]


def scope(language: str = "", path: str = "/ask", request_id: str = "r1") -> dict[str, Any]:
    headers = [(b"accept-language", language.encode())]
    return {"type": "http", "path": path, "headers": headers, "state": {"request_id": request_id}}


def kinds(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from kinds(narrower)


@pytest.mark.parametrize("problem", EVERY, ids=lambda problem: type(problem).__name__)
def test_every_problem_says_all_in_both_languages(problem: Problem) -> None:
    english = problem_data(problem, scope("en"))
    chinese = problem_data(problem, scope("zh"))
    for data in (english, chinese):
        assert data["detail"]
        assert all(error["what"] and error["remedy"] and error["where"] for error in data["errors"])
    assert not any("\u4e00" <= char <= "\u9fff" for char in json.dumps(english, ensure_ascii=False))
    for text in (chinese["title"], chinese["detail"], *(error["remedy"] for error in chinese["errors"])):
        assert any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize("problem", EVERY, ids=lambda problem: type(problem).__name__)
def test_every_problem_has_its_response(problem: Problem) -> None:
    response = problem_response(problem, scope())
    assert response.status_code == problem.status
    assert response.media_type == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "Accept-Language"
    assert ("retry-after" in response.headers) == (problem.status == 503)


def test_slugs_do_not_clash() -> None:
    slugs = [kind.slug for kind in kinds() if kind.__module__ == module.__name__ and "slug" in kind.__dict__]
    assert len(slugs) == len(set(slugs))


def test_the_tree_in_the_docstring_names_every_problem() -> None:
    for kind in kinds():
        if kind.__module__ == module.__name__:
            assert kind.__name__ in (module.__doc__ or "")


def test_the_message_is_of_use_in_a_log() -> None:
    assert str(QuestionTooLong(4_000, 4_001)).startswith("The question has 4,001 characters")


def test_fields_of_rfc_9457() -> None:
    data = problem_data(BodyTooLarge(100), scope(path="/ask", request_id="abc"))
    assert data["type"] == "/problems/body-too-large"
    assert data["title"] == "The request is too large"
    assert data["status"] == 413
    assert data["instance"] == "/ask#abc"
    assert data["errors"][0]["where"] == "body"


def test_instance_is_an_address_whatever_the_path() -> None:
    assert problem_data(Busy(), scope(path="/a b\r\n<x>"))["instance"] == "/a%20b%20%20%3Cx%3E#r1"
    assert len(problem_data(Busy(), scope(path="/" + "x" * 9_999))["instance"]) < 300
    bare = {"type": "http", "path": "/", "headers": []}
    assert problem_data(Busy(), bare)["instance"] == "/"


def test_many_faults_are_all_listed() -> None:
    faults = [Fault(f"body.{name}", WORDS, WORDS) for name in "abc"]
    data = problem_data(InvalidRequest(WORDS, WORDS, faults=faults), scope())
    assert [error["where"] for error in data["errors"]] == ["body.a", "body.b", "body.c"]


@pytest.mark.parametrize("length", [1_000, 1_000_000])
def test_nothing_long_is_said_back(length: int) -> None:
    long = "x" * length
    for problem in (
        UnknownFact(long, ["stake"]),
        UnknownProvision(long, None),
        UnknownAnswer(long),
        UnknownConversation(long),
        UnknownRoute(long),
        WrongMethod(long, "POST"),
        WrongMediaType(long),
        IndexNotReady(long),
        InvalidRequest(Words(long, long), Words(long, long)),
    ):
        assert len(json.dumps(problem_data(problem, scope()))) < 3_000


def test_shortened() -> None:
    assert shortened("abc") == "abc"
    assert shortened("x" * 80) == "x" * 80
    assert shortened("x" * 81) == "x" * 79 + "…"
    assert shortened("a\r\nb\x00c\u2028d") == "a  b c d"


def test_nearest() -> None:
    assert nearest("develop_ai", ["develops_ai", "stake"]) == "develops_ai"
    assert nearest("x" * 1_000_000, ["stake"]) is None


def test_unknown_fact_suggests() -> None:
    assert "'stake'" in UnknownFact("stak", ["stake"]).remedy.en
    assert "mean" not in UnknownFact("zzz", ["stake"]).remedy.en


def test_errors_of_other_parts_become_problems() -> None:
    bad = as_problem(FactError("stake", "must be a number.", "Give it in percent."))
    assert isinstance(bad, BadFactValue)
    assert bad.detail.en == "The fact 'stake' must be a number."
    assert bad.remedy.en == "Give it in percent."
    contradiction = as_problem(ContradictionError(("whole",), ("part",)))
    assert isinstance(contradiction, ContradictoryFacts)
    assert "part is true and whole is false" in contradiction.detail.en
    mismatch = as_problem(IndexMismatch(Path("var/index"), "embedder", "a", "b"))
    assert isinstance(mismatch, IndexNotReady)
    assert "make index" in mismatch.detail.en
    assert isinstance(as_problem(CorpusError("f", "line 1", "is wrong.", "Mend it.")), IndexNotReady)
    busy = Busy()
    assert as_problem(busy) is busy


def test_what_nobody_foresaw_is_logged_under_a_number_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        problem = as_problem(ZeroDivisionError("password=hunter2"))
    assert isinstance(problem, Unexpected)
    number = problem.detail.en.split("number ")[1].rstrip(").")
    assert number in caplog.text
    assert "hunter2" in caplog.text
    assert "hunter2" not in json.dumps(problem_data(problem, scope()))


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("text/json", False),
        ("application/jsonx", False),
        ("", False),
    ],
)
def test_is_json(media_type: str, expected: bool) -> None:
    assert is_json(media_type) is expected


def app_raising(error: Exception) -> TestClient:
    app = FastAPI()
    install(app)

    @app.get("/")
    def fail() -> None:
        raise error

    return TestClient(app)


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (HTTPException(404), 404, "unknown-route"),
        (HTTPException(405, headers={"Allow": "PUT"}), 405, "wrong-method"),
        (HTTPException(400, "x"), 400, "bad-json"),
        (HTTPException(418, "I'm a teapot"), 418, "http-error"),
        (FactError("stake", "is bad.", "Mend it."), 422, "bad-fact-value"),
        (IndexMismatch(Path("x"), "corpus", "a", "b"), 503, "index-not-ready"),
        (UnknownAnswer("a"), 404, "unknown-answer"),
    ],
)
def test_handlers(error: Exception, status: int, slug: str) -> None:
    response = app_raising(error).get("/")
    assert response.status_code == status
    assert response.json()["type"] == f"/problems/{slug}"


def test_headers_of_http_errors_are_kept() -> None:
    assert (
        app_raising(HTTPException(401, headers={"WWW-Authenticate": "Basic"}))
        .get("/")
        .headers["www-authenticate"]
    )
    assert app_raising(HTTPException(304)).get("/").status_code == 304
