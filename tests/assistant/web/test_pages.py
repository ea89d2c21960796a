"""The pages as a browser gets them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

HTMX = {"HX-Request": "true"}


def test_the_empty_page_says_what_it_is_and_is_not(client: TestClient) -> None:
    page = client.get("/", headers={"Accept-Language": "en"}).text
    assert "Which space investments survive review on both sides?" in page
    assert "What it will not tell you" in page
    assert "Not legal advice" in page


def test_the_empty_page_offers_the_example_questions_in_both_languages(
    client: TestClient, parse: Callable[[str], Any], questions: dict[str, str]
) -> None:
    buttons = parse(client.get("/").text).xpath("//button[@name='question']")
    offered = {re.sub(r"\s+", " ", button.get("value")) for button in buttons}
    assert set(questions.values()) <= offered
    assert {button.get("lang") for button in buttons} == {"en", "zh-CN"}


@pytest.mark.parametrize(
    ("query", "accept", "lang"),
    [
        ("", "en", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("?lang=zh", "en", "zh-CN"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_browsers(
    client: TestClient, parse: Callable[[str], Any], query: str, accept: str, lang: str
) -> None:
    response = client.get(f"/{query}", headers={"Accept-Language": accept})
    assert parse(response.text).get("lang") == lang


def test_the_chosen_language_is_remembered(client: TestClient, parse: Callable[[str], Any]) -> None:
    client.get("/?lang=zh", headers={"Accept-Language": "en"})
    assert parse(client.get("/", headers={"Accept-Language": "en"}).text).get("lang") == "zh-CN"


def test_without_scripts_a_question_leads_to_its_answers_page(
    client: TestClient, questions: dict[str, str]
) -> None:
    response = client.post("/chat", data={"question": questions["notifiable"]}, follow_redirects=False)
    assert response.status_code == 303
    page = client.get(response.headers["location"])
    assert page.status_code == 200
    assert "Notifiable" in page.text
    assert "14 January 2027" in page.text


def test_a_stored_answer_has_a_permanent_page(
    client: TestClient, ask: Callable[..., str], listen: Callable[..., Any], questions: dict[str, str]
) -> None:
    listen(ask(questions["ceramics"]))
    page = client.get("/a/answer-1", headers={"Accept-Language": "en"}).text
    assert "四川第40项" in page
    assert "鼓励" in page


def test_an_unknown_answer_is_a_page_that_says_so(client: TestClient) -> None:
    response = client.get("/a/nothing", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert "There is no such answer" in response.text
    assert 'id="question"' in response.text


def test_reloading_keeps_the_turns_of_the_page(
    client: TestClient, ask: Callable[..., str], listen: Callable[..., Any], questions: dict[str, str]
) -> None:
    listen(ask(questions["notifiable"]))
    listen(ask(questions["ceramics"]))
    page = client.get("/?t=answer-1.answer-2.gone.../&c=conversation-2").text
    assert page.count('<article class="turn"') == 2
    assert 'value="conversation-2"' in page
    assert 'id="welcome"' not in page


def test_a_provision_has_a_page_with_what_is_around_it(
    client: TestClient, parse: Callable[[str], Any]
) -> None:
    response = client.get("/p/us/cfr/t31/s850.217/d/2/iv", headers={"Accept-Language": "en"})
    page = parse(response.text)
    assert response.status_code == 200
    assert "850.217(d)(2)(iv)" in page.xpath("string(//h1)")
    crumbs = page.xpath("//nav[@class='crumbs']//a/@href")
    assert crumbs[0] == "/p/us/cfr/t31/s850.217"
    assert "/p/us/cfr/t31/s850.202" in page.xpath("//section[@aria-labelledby='terms']//a/@href")
    official = page.xpath("//a[@target='_blank']")
    assert official
    assert all("noopener" in link.get("rel") for link in official)


def test_a_provision_is_shown_in_the_chosen_language_with_the_other_at_hand(
    client: TestClient, parse: Callable[[str], Any]
) -> None:
    page = parse(client.get("/p/cn/catalogue/2025/sichuan/40?lang=zh").text)
    assert "特种陶瓷" in page.xpath("string(//p[@class='provision-text'])")
    assert page.xpath("//details[@class='other']/p/@lang") == ["en"]


def test_an_unknown_provision_names_the_nearest(client: TestClient) -> None:
    response = client.get("/p/us/cfr/t31/s850.217/d/2/ivx", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert "/us/cfr/t31/s850.217/d/2/iv" in response.text


def test_a_lapsed_provision_says_so(client: TestClient) -> None:
    page = client.get("/p/cn/catalogue/2022/national/289?lang=en").text
    assert "No longer in force" in page


def test_the_pages_are_not_part_of_the_api_description(client: TestClient) -> None:
    assert not [
        path
        for path in client.get("/openapi.json").json()["paths"]
        if path.startswith(("/chat", "/a/", "/p/"))
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("app.css", "text/css"),
        ("app.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
        ("vendor/htmx.js", "text/javascript"),
        ("vendor/hx-sse.js", "text/javascript"),
    ],
)
def test_assets_are_served_from_here(client: TestClient, name: str, kind: str) -> None:
    response = client.get(f"/static/{name}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["cache-control"] == "no-cache"


def test_an_asset_with_its_version_may_be_kept_for_ever(
    client: TestClient, parse: Callable[[str], Any]
) -> None:
    for address in parse(client.get("/").text).xpath("//script/@src | //link[@rel='stylesheet']/@href"):
        assert "immutable" in client.get(address).headers["cache-control"]


@pytest.mark.parametrize("name", ["../routes.py", "vendor/django-htmx.js", "x", ""])
def test_nothing_else_is_served_as_an_asset(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_no_django_is_imported_for_the_sake_of_htmx() -> None:
    assert "django" not in sys.modules
    assert "django_htmx" not in sys.modules
