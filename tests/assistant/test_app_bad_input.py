"""Whatever a client sends, it gets a clear problem and the server goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def _unharmed(client: TestClient, fake: Any) -> Iterator[None]:
    yield
    fake.before_first = fake.before_token = lambda: None
    assert client.post("/ask", json={"question": "Still there?"}).status_code == 200


def problem(response: Any, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    data: dict[str, Any] = response.json()
    assert data.keys() == {"type", "title", "status", "detail", "instance", "errors"}
    assert data["type"] == f"/problems/{slug}"
    assert data["status"] == status
    assert data["instance"].endswith("#" + response.headers["x-request-id"])
    assert data["errors"]
    for error in data["errors"]:
        assert error.keys() == {"where", "what", "remedy"}
        assert all(error.values())
    assert "Traceback" not in response.text
    assert len(response.content) < 8_000
    return data


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_empty_question(client: TestClient, question: str) -> None:
    data = problem(client.post("/ask", json={"question": question}), 422, "empty-question")
    assert data["errors"][0]["where"] == "body.question"


def test_no_question(client: TestClient) -> None:
    problem(client.post("/ask", json={}), 422, "empty-question")


def test_over_long_question_says_limit_and_count(client: TestClient) -> None:
    data = problem(client.post("/ask", json={"question": "字" * 4_321}), 422, "question-too-long")
    assert "4,321" in data["detail"]
    assert "4,000" in data["detail"]
    assert "321" in data["errors"][0]["remedy"]
    assert "字字" not in json.dumps(data, ensure_ascii=False)


def test_a_question_of_exactly_the_limit_is_read(client: TestClient) -> None:
    assert client.post("/ask", json={"question": "字" * 4_000}).status_code == 200
    assert client.post("/ask", json={"question": " " + "x" * 4_000 + " "}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "where", "word"),
    [
        ("question", 7, "body.question", "text"),
        ("question", ["a"], "body.question", "text"),
        ("question", None, "body.question", "text"),
        ("as_of", "2026-02-30", "body.as_of", "YYYY-MM-DD"),
        ("as_of", "yesterday", "body.as_of", "YYYY-MM-DD"),
        ("as_of", [], "body.as_of", "YYYY-MM-DD"),
        ("lang", "fr", "body.lang", "'en'"),
        ("writer", "gpt", "body.writer", "'rules'"),
        ("stream", "perhaps", "body.stream", "true or false"),
        ("facts", [1], "body.facts", "JSON object"),
        ("conversation_id", "x" * 65, "body.conversation_id", "Shorten"),
        ("colour", "red", "body.colour", "not a field"),
    ],
)
def test_wrong_field(client: TestClient, field: str, value: Any, where: str, word: str) -> None:
    data = problem(client.post("/ask", json={"question": "Q", field: value}), 422, "invalid-request")
    assert data["errors"][0]["where"] == where
    assert word in data["errors"][0]["what"] + data["errors"][0]["remedy"]


def test_every_wrong_field_is_named_but_not_without_end(client: TestClient) -> None:
    body = {f"unknown{number}": "x" for number in range(1_000)}
    data = problem(client.post("/ask", json={"question": "Q", **body}), 422, "invalid-request")
    assert len(data["errors"]) == 20
    assert "999 more" in data["detail"]


def test_a_huge_field_name_is_not_said_back(client: TestClient) -> None:
    response = client.post("/ask", json={"question": "Q", "x" * 30_000: 1})
    problem(response, 422, "invalid-request")
    assert len(response.content) < 1_000


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null", "true"])
def test_body_that_is_no_object(client: TestClient, body: str) -> None:
    problem(client.post("/ask", content=body, headers=JSON), 422, "invalid-request")


def test_no_body(client: TestClient) -> None:
    problem(client.post("/ask"), 422, "invalid-request")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_body_of_another_type(client: TestClient, media_type: str) -> None:
    response = client.post("/ask", content=b'{"question": "Q"}', headers={"Content-Type": media_type})
    problem(response, 415, "wrong-media-type")


@pytest.mark.parametrize("path", ["/ask", "/screen"])
def test_unknown_fact_with_the_nearest_name(client: TestClient, path: str) -> None:
    body = {"facts": {"develop_ai": True}, **({"question": "Q"} if path == "/ask" else {})}
    data = problem(client.post(path, json=body), 422, "unknown-fact")
    assert data["errors"][0]["where"] == "body.facts.develop_ai"
    assert "'develops_ai'" in data["errors"][0]["remedy"]


@pytest.mark.parametrize(
    "facts",
    [
        {"develops_ai": "yes"},
        {"develops_ai": 1},
        {"stake": "30"},
        {"stake": True},
        {"stake": 101},
        {"stake": -1},
        {"completion_date": "2026-02-30"},
        {"completion_date": 20261215},
        {"investor_kind": "dragon"},
        {"investor_kind": ["fund"]},
        {"activity": ["launch", "cooking"]},
        {"activity": 5},
        {"activity": [["launch"]]},
        {"province": "四川"},
        {"listed_national": True},
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_impossible_fact_value(client: TestClient, facts: dict[str, Any], stream: bool) -> None:
    response = client.post("/ask", json={"question": "Q", "facts": facts, "stream": stream})
    data = problem(response, 422, "bad-fact-value")
    assert next(iter(facts)) in data["errors"][0]["where"]


def test_a_fact_that_is_null_is_not_known(client: TestClient) -> None:
    assert client.post("/ask", json={"question": "Q", "facts": {"stake": None}}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "\xff\xfe"}',
        b'{"question": "\xe4\xb8"}',
        b"\x80",
        '{"question": "卫星"}'.encode("gbk"),
        b'{"question": "\\ud83d"}',
        b'{"question": "Q", "facts": {"\\udc00": 1}}',
    ],
)
def test_broken_unicode(client: TestClient, body: bytes) -> None:
    problem(client.post("/ask", content=body, headers=JSON), 400, "bad-encoding")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"question": "Q"',
        b'{"question": "Q"} extra',
        b"{'question': 'Q'}",
        b'{"question": "Q", "facts": {"stake": NaN}}',
        b'{"question": "Q", "facts": {"stake": Infinity}}',
        b'{"question": "Q", "facts": {"stake": 1e999}}',
        b'{"question": "Q", "facts": {"stake": ' + b"9" * 5_000 + b"}}",
        b'{"question": ' + b"[" * 60_000,
        b'{"question": "Q", "facts": ' + b"[" * 500 + b"]" * 500 + b"}",
        '{"question": "Q"}'.encode("utf-16"),
        b"\x00",
    ],
)
def test_broken_json(client: TestClient, body: bytes) -> None:
    response = client.post("/ask", content=body, headers=JSON)
    slug = "bad-encoding" if body.startswith(b"\xff\xfe") else "bad-json"
    problem(response, 400, slug)


def test_broken_json_says_where(client: TestClient) -> None:
    data = problem(client.post("/ask", content=b'{\n"question": }', headers=JSON), 400, "bad-json")
    assert "line 2, column 13" in data["detail"]


def test_a_byte_order_mark_is_harmless(client: TestClient) -> None:
    assert client.post("/ask", content=b'\xef\xbb\xbf{"question": "Q"}', headers=JSON).status_code == 200


def test_a_character_of_two_surrogates_is_whole(client: TestClient) -> None:
    answer = client.post("/ask", content=b'{"question": "\\ud83d\\ude80"}', headers=JSON).json()
    assert answer["question"] == "🚀"


def test_control_characters_survive_the_store(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "a\x00b\u2028c\r\n\r\nevent: done"}).json()
    assert client.get(f"/answers/{answer['id']}").json()["question"] == "a\x00b\u2028c\r\n\r\nevent: done"


def test_ten_megabytes(client: TestClient, fake: Any) -> None:
    data = problem(client.post("/ask", content=b"x" * 10_000_000, headers=JSON), 413, "body-too-large")
    assert "65,536" in data["detail"]
    assert fake.requests == []


def test_ten_megabytes_without_a_declared_length(client: TestClient) -> None:
    pieces = (b"y" * 100_000 for _ in range(100))
    problem(client.post("/ask", content=pieces, headers=JSON), 413, "body-too-large")


@pytest.mark.parametrize("path", ["/nowhere", "/ask/me", "/docs", "/redoc", "/%00", "/a%0d%0ab"])
def test_unknown_path(client: TestClient, path: str) -> None:
    problem(client.get(path), 404, "unknown-route")


def test_wrong_method_names_the_right_one(client: TestClient) -> None:
    response = client.get("/ask")
    data = problem(response, 405, "wrong-method")
    assert response.headers["allow"] == "POST"
    assert "POST" in data["errors"][0]["remedy"]


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/answers/nobody", "unknown-answer"),
        ("/answers/" + "x" * 5_000, "unknown-answer"),
        ("/answers/%00", "unknown-answer"),
        ("/provisions/us/cfr/t31/s850.999", "unknown-provision"),
        ("/provisions/" + "a/" * 2_000, "unknown-provision"),
        ("/provisions/", "unknown-provision"),
    ],
)
def test_unknown_id(client: TestClient, path: str, slug: str) -> None:
    problem(client.get(path), 404, slug)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%20%20",
        "q=x&k=0",
        "q=x&k=1000",
        "q=x&k=many",
        "q=x&as_of=2026-02-30",
        "q=x&jurisdiction=fr",
        "q=x&province=atlantis",
        "q=" + "x" * 4_001,
    ],
)
def test_bad_search(client: TestClient, query: str) -> None:
    problem(client.get(f"/search?{query}"), 422, "invalid-request")


def test_problems_are_told_in_chinese_to_who_reads_chinese(client: TestClient) -> None:
    response = client.post(
        "/ask", json={"question": ""}, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}
    )
    data = problem(response, 422, "empty-question")
    assert response.headers["content-language"] == "zh"
    assert data["title"] == "问题为空"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/ask", {"question": "x" * 5_000}),
        ("/ask", {"question": "Q", "facts": {"nope": 1}}),
        ("/ask", {"question": "Q", "facts": {"stake": "x"}}),
        ("/ask", {"question": "Q", "as_of": "2026-13-01", "lang": "fr", "stream": 3, "extra": 1}),
        ("/screen", {"lang": "en"}),
    ],
)
def test_every_problem_has_both_languages(client: TestClient, path: str, body: dict[str, Any]) -> None:
    english = client.post(path, json=body).json()
    chinese = client.post(path, json=body, headers={"Accept-Language": "zh"}).json()
    assert english["type"] == chinese["type"]
    assert english["title"] != chinese["title"]
    assert english["detail"] != chinese["detail"]
