"""`GET /answers/{id}/graph.svg`, and where the page and the memo lead to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from lxml import html as lxml_html
from starlette.testclient import TestClient

from assistant.app import create_app
from assistant.memo import memo
from assistant.routes.graph import POLICY, facts_of
from assistant.settings import Settings
from corpus import Corpus, load

RECORDED = Path(__file__).parent / "web" / "data" / "notifiable.json"


@pytest.fixture(scope="session")
def law() -> Corpus:
    return load()


@pytest.fixture
def kept(law: Corpus) -> dict[str, Any]:
    """A recorded answer, as if given with the corpus of today."""
    answer: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))[-1]["data"]
    answer["corpus"] = {"version": law.version, "sha256": law.sha256}
    return answer


@pytest.fixture
def store(client_of_law: TestClient) -> Any:
    return client_of_law.app.state.services.store  # type: ignore[attr-defined]


@pytest.fixture
def client_of_law(app_settings: Settings, law: Corpus) -> Iterator[TestClient]:
    assistant = SimpleNamespace(corpus=law, index=SimpleNamespace(search=lambda *args, **filters: []))
    with TestClient(create_app(app_settings, lambda settings, store: assistant)) as running:  # type: ignore[arg-type,return-value]
        yield running


def words_of(svg: str) -> str:
    root = ElementTree.fromstring(svg)  # noqa: S314  (our own)
    return " ".join(root.itertext())


def test_a_status_is_drawn_from_the_facts_of_the_answer(
    client_of_law: TestClient, store: Any, kept: dict[str, Any]
) -> None:
    store.save_answer(kept)
    response = client_of_law.get(f"/answers/{kept['id']}/graph.svg?table=us.status")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/svg+xml")
    said = words_of(response.text)
    assert "Notifiable" in said
    assert "The answer rests on corpus" not in said
    assert client_of_law.get(f"/answers/{kept['id']}/graph.svg").text == response.text, "the default table"


@pytest.mark.parametrize("table", ["us.status", "cn.admission", "cn.encouraged", "cn.security_review"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_table_in_both_languages(
    client_of_law: TestClient, store: Any, kept: dict[str, Any], table: str, lang: str
) -> None:
    side, name = table.split(".")
    kept["verdict"][side][name] = "needs_facts"
    store.save_answer(kept)
    response = client_of_law.get(f"/answers/{kept['id']}/graph.svg?table={table}&lang={lang}")
    assert response.status_code == 200
    assert ("法律时点" if lang == "zh" else "Law as of") in words_of(response.text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_benefit_is_drawn_if_it_was_asked_about(
    client_of_law: TestClient, store: Any, kept: dict[str, Any], lang: str
) -> None:
    address = f"/answers/{kept['id']}/graph.svg?table=cn.benefits.income_tax&lang={lang}"
    kept["facts"].append({"name": "province", "value": "anhui", "source": "given"})
    store.save_answer(kept)
    assert client_of_law.get(address).status_code == 404, "nobody asked"
    kept["verdict"]["cn"]["benefits"] = [{"benefit": "income_tax", "status": "not_available"}]
    store.save_answer(kept)
    response = client_of_law.get(address)
    assert response.status_code == 200
    assert ("不可享受" if lang == "zh" else "Not available") in words_of(response.text)


def test_a_single_rule_flag_or_duty_is_drawn(
    client_of_law: TestClient, store: Any, kept: dict[str, Any]
) -> None:
    store.save_answer(kept)
    for name in ("pcoc", "section-1260h", "tax_outside_region", "notify", "keep_records"):
        assert client_of_law.get(f"/answers/{kept['id']}/graph.svg?rule={name}").status_code == 200


def test_its_own_styles_are_all_it_may_use(
    client_of_law: TestClient, store: Any, kept: dict[str, Any]
) -> None:
    store.save_answer(kept)
    headers = client_of_law.get(f"/answers/{kept['id']}/graph.svg").headers
    assert headers["content-security-policy"] == POLICY
    assert POLICY.startswith("default-src 'none'; style-src 'sha256-")
    assert headers["x-content-type-options"] == "nosniff"


def test_newer_rules_are_said(client_of_law: TestClient, store: Any, kept: dict[str, Any]) -> None:
    kept["corpus"] = {"version": "1999", "sha256": "0" * 64}
    store.save_answer(kept)
    said = words_of(client_of_law.get(f"/answers/{kept['id']}/graph.svg").text)
    assert "The answer rests on corpus 1999" in said


def test_only_facts_of_the_asker_are_used_and_only_those_that_still_can_be(law: Corpus) -> None:
    facts = [
        {"name": "us_person", "value": True, "source": "stated"},
        {"name": "completion_date", "value": "2026-12-15", "source": "given"},
        {"name": "deal_type", "value": "equity", "source": "carried"},
        {"name": "gains_control", "value": True, "source": "inferred"},
        {"name": "no_longer_a_fact", "value": True, "source": "stated"},
        {"name": "investor_kind", "value": "no_longer_a_kind", "source": "stated"},
        {"name": "target_in_coc", "value": None, "source": "given"},
    ]
    assert set(facts_of(law, {"facts": facts})) == {"us_person", "completion_date", "deal_type"}


def test_what_was_not_asked_is_not_drawn(client_of_law: TestClient, store: Any, kept: dict[str, Any]) -> None:
    kept["verdict"]["cn"]["admission"] = "not_asked"
    store.save_answer(kept)
    response = client_of_law.get(f"/answers/{kept['id']}/graph.svg?table=cn.admission")
    assert response.status_code == 404
    assert response.json()["type"].endswith("nothing-to-draw")
    kept["kind"] = "lookup"
    store.save_answer(kept)
    assert client_of_law.get(f"/answers/{kept['id']}/graph.svg").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?table=us.weather", (422, "table")),
        ("?rule=pcocc", (404, "Did you mean 'pcoc'?")),
        ("?rule=notifi", (404, "Did you mean 'notify'?")),
        ("?rule=%3Cscript%3E", (404, "names the rules")),
        (f"?rule={'x' * 81}", (422, "rule")),
        ("?lang=fr", (422, "lang")),
        ("?tabel=us.status", (422, "tabel")),
    ],
)
def test_a_wrong_request_is_told(
    client_of_law: TestClient, store: Any, kept: dict[str, Any], query: str, expected: tuple[int, str]
) -> None:
    store.save_answer(kept)
    response = client_of_law.get(f"/answers/{kept['id']}/graph.svg{query}")
    status, said = expected
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/problem+json")
    assert said in response.text


def test_an_answer_that_is_not_kept(client_of_law: TestClient) -> None:
    response = client_of_law.get("/answers/nothing/graph.svg")
    assert response.status_code == 404
    assert response.json()["type"].endswith("unknown-answer")


def test_the_page_shows_each_drawing_only_when_it_is_opened(
    client_of_law: TestClient, store: Any, kept: dict[str, Any]
) -> None:
    kept["verdict"]["cn"]["encouraged"] = "not_asked"
    store.save_answer(kept)
    page = lxml_html.fromstring(client_of_law.get(f"/a/{kept['id']}").text)
    pictures = page.xpath("//details[@class='receipt']//details[@class='graph']/div[@data-drawing]")
    addresses = [picture.get("data-drawing") for picture in pictures]
    assert page.xpath("//img") == [], "app.js puts the picture in"
    assert f"/answers/{kept['id']}/graph.svg?table=us.status" in addresses
    assert not any("cn.encouraged" in address for address in addresses)
    for picture in pictures:
        assert len(picture.get("data-alt")) > 40
        assert client_of_law.get(picture.get("data-drawing")).status_code == 200
        assert picture.xpath("../a/@href") == [picture.get("data-drawing")], "a way there without scripts"


def test_the_memo_links_to_the_drawings(kept: dict[str, Any]) -> None:
    for lang in ("en", "zh"):
        kept["lang"] = lang
        text = memo(kept)
        assert f"](/answers/{kept['id']}/graph.svg?table=us.status)" in text
    kept["kind"] = "lookup"
    assert "graph.svg" not in memo(kept)
