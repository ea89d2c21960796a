"""Input that wants to be more than text: from the user, from a model, from the corpus's own addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html as lxml_html
from starlette.testclient import TestClient

HTMX = {"HX-Request": "true"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "{{ 7 * 7 }} {% raw %}",
    "</textarea></h2><iframe srcdoc='<script>1</script>'>",
    "<div hx-get='/a/x' hx-trigger='load'></div>",
]


def live_parts(html: str) -> list[str]:
    """Return the names of elements and attributes that could run or load something."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found = [
        element.tag for element in root.iter("script", "iframe", "img", "object", "embed", "style", "base")
    ]
    found += [
        name for element in root.iter() for name in element.attrib if name.startswith("on") or name == "style"
    ]
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_stays_text(
    client: TestClient, ask: Callable[..., str], listen: Callable[..., Any], text: str
) -> None:
    shell = client.post("/chat", data={"question": text}, headers=HTMX).text
    assert live_parts(shell) == []
    assert lxml_html.fromstring(shell).xpath("string(.//h2)") == text.strip()
    for _, fragment in listen(ask(text)):
        assert live_parts(fragment) == []
    page = client.get("/a/answer-1").text
    assert "<script>alert" not in page
    assert lxml_html.fromstring(page).xpath("string(//h2)") == text.strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_is_kept_as_text_where_it_fails(client: TestClient, fake: Any, text: str) -> None:
    fake.fails = RuntimeError("down")
    page = lxml_html.fromstring(client.post("/chat", data={"question": text}).text)
    assert page.xpath("string(//textarea)").strip() == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE,
        "[click](javascript:alert(1))",
        "![x](https://elsewhere.example/x.png)",
        "<https://elsewhere.example>",
        "[1]: https://elsewhere.example\n\n[a][1] [1]",
        "&lt;script&gt; &#60;script&#62;",
        "# [x](data:text/html,1)",
        "| a | b |\n|:-:|--:|\n| <b>1</b> | 2 |",
        "`<script>`",
        "    <script>indented</script>",
    ],
)
def test_a_hostile_model_can_neither_run_nor_link(answered: Callable[..., Any], text: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["done"]["answer"] = text
        parts["done"]["model"] = {"writer": "local", "name": "<b>m</b>"}

    renderer = answered("notifiable", change)
    prose = str(renderer.prose(renderer.turn.events["done"]))
    assert live_parts(prose) == []
    links = lxml_html.fragment_fromstring(prose, create_parent="div").xpath(".//a/@href")
    assert all(link.startswith("#s-") for link in links)
    token = renderer.token({"text": text, "citations": [1], "origin": "model"})
    assert live_parts(token) == []
    assert live_parts(renderer.whole()) == []


def test_only_sources_that_exist_become_links(answered: Callable[..., Any]) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["done"]["answer"] = "One [1], two [1, 2], none [99], none [0], none [1000]."

    renderer = answered("notifiable", change)
    prose = str(renderer.prose(renderer.turn.events["done"]))
    assert prose.count('href="#s-t1-1"') == 2
    assert "[99]" in prose
    assert "[0]" in prose


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "file:///etc"]
)
def test_an_official_address_that_is_no_web_address_is_no_link(
    answered: Callable[..., Any], address: str
) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["citations"]["citations"][0]["official_url"] = address

    assert address not in answered("notifiable", change).whole()


@pytest.mark.parametrize("field", ["label", "because"])
def test_hostile_words_in_facts_stay_text(answered: Callable[..., Any], field: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["facts"]["facts"][0][field] = HOSTILE[1]

    assert live_parts(answered("notifiable", change).whole()) == []


def test_a_span_beyond_the_question_quotes_nothing_wrong(answered: Callable[..., Any]) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["facts"]["facts"][0].update(source="stated", span=[9_000, 9_100])
        parts["facts"]["facts"][1].update(source="stated", span=[-5, 10])

    assert live_parts(answered("notifiable", change).whole()) == []


@pytest.mark.parametrize("question", ["", "   ", "x" * 4_001, "字" * 4_001])
def test_a_question_that_cannot_be_asked_is_told_by_the_box(client: TestClient, question: str) -> None:
    response = client.post("/chat", data={"question": question}, headers=HTMX)
    assert response.status_code == 422
    assert response.headers["hx-retarget"] == "#problem"
    assert 'class="remedy"' in response.text


def test_the_longest_question_is_taken(client: TestClient) -> None:
    assert client.post("/chat", data={"question": "字" * 4_000}, headers=HTMX).status_code == 200


def test_a_day_that_does_not_exist_is_refused(client: TestClient) -> None:
    response = client.post("/chat", data={"question": "May we?", "as_of": "2026-02-30"}, headers=HTMX)
    assert response.status_code == 422


def test_an_unknown_conversation_is_told_in_the_stream(
    ask: Callable[..., str], listen: Callable[..., Any]
) -> None:
    events = dict(listen(ask("May we?", conversation_id="never-was")))
    assert "There is no such conversation" in events["problem"] or "没有该对话" in events["problem"]


@pytest.mark.parametrize(
    "path", ["/a/%00", "/a/" + "x" * 300, "/p/", "/p/%2e%2e/x", "/chat/%00/events", "/?t=%00&c=<b>"]
)
def test_strange_addresses_do_no_harm(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (200, 404)
    assert "Traceback" not in response.text
    assert "<b>" not in response.text.split("<main", maxsplit=1)[0]


def test_a_file_in_place_of_a_question_is_refused(client: TestClient) -> None:
    response = client.post("/chat", files={"question": ("q.txt", b"May we?")}, headers=HTMX)
    assert response.status_code == 400


def test_a_form_of_a_thousand_fields_is_refused(client: TestClient) -> None:
    fields = {f"field{n}": "x" for n in range(1_000)}
    assert client.post("/chat", data=fields, headers=HTMX).status_code == 400
