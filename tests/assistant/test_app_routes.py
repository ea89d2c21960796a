"""The routes beside /ask."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.app import create_app
from assistant.settings import Settings
from assistant.weights_manifest import place_of
from corpus import CorpusError
from index.errors import IndexMissing


def test_screen_hands_facts_to_the_rule_check(client: TestClient) -> None:
    body = {"facts": {"stake": 30}, "as_of": "2026-01-01", "lang": "zh"}
    response = client.post("/screen", json=body)
    assert response.status_code == 200
    assert response.json() == body


def test_search_ranks_and_describes(client: TestClient, fake: Any) -> None:
    query = {"q": " robots ", "k": "2", "as_of": "2026-02-01", "jurisdiction": "cn", "province": "sichuan"}
    data = client.get("/search", params=query).json()
    assert fake.index.calls[-1] == (
        "robots", 2, {"as_of": date(2026, 2, 1), "jurisdiction": "cn", "province": "sichuan"},
    )  # fmt: skip
    assert data["query"] == "robots"
    assert data["count"] == 2
    first = data["results"][0]
    assert first["rank"] == 1
    assert first["provision_id"] == "/us/cfr/t31/s850.217/d"
    assert first["text"]["en"] == "Text of /us/cfr/t31/s850.217/d"
    assert first["in_force"] == {"from": "2025-01-02", "to": None, "now": True}


def test_search_is_by_default_of_the_law_of_today(client: TestClient, fake: Any) -> None:
    client.get("/search?q=robots")
    assert fake.index.calls[-1][1:] == (10, {"as_of": date.today(), "jurisdiction": None, "province": None})


@pytest.mark.parametrize(
    "path",
    [
        "/provisions/us/cfr/t31/s850.217/d",
        "/provisions//us/cfr/t31/s850.217/d",
        "/provisions/%2Fus%2Fcfr%2Ft31%2Fs850.217%2Fd",
        "/provisions/us/cfr/t31/s850.217/d/",
    ],
)
def test_a_provision_by_any_spelling_of_its_path(client: TestClient, path: str) -> None:
    data = client.get(path).json()
    assert data["provision"]["provision_id"] == "/us/cfr/t31/s850.217/d"
    assert [parent["provision_id"] for parent in data["parents"]] == ["/us/cfr/t31/s850.217"]


def test_a_provision_on_another_day(client: TestClient) -> None:
    path = "/provisions/cn/catalogue/2022/national/348"
    assert client.get(path + "?as_of=2025-06-01").json()["provision"]["in_force"]["now"] is True
    assert client.get(path + "?as_of=2026-06-01").json()["provision"]["in_force"]["now"] is False
    assert client.get(path + "?as_of=2026-06-31").status_code == 422


def test_facts_are_listed(client: TestClient) -> None:
    data = client.get("/facts").json()
    assert data["count"] == len(data["facts"]) == 7
    assert data["facts"][0]["name"] == "develops_ai"


def test_a_memo_of_an_answer(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "May we?"}).json()
    response = client.get(f"/answers/{answer['id']}?format=md")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert response.headers["content-disposition"] == 'inline; filename="conjunction-a1.md"'
    assert response.text.startswith("# ")
    assert client.get("/answers/nobody?format=md").status_code == 404


def test_no_word_file_yet(client: TestClient) -> None:
    response = client.get("/answers/a1?format=docx")
    assert response.status_code == 501
    assert response.json()["type"] == "/problems/not-offered"
    assert "format=md" in response.json()["errors"][0]["remedy"]
    assert client.get("/answers/a1?format=pdf").status_code == 422


def test_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_names_its_parts(client: TestClient) -> None:
    client.get("/facts")  # waits until all is loaded
    response = client.get("/readyz")
    assert response.status_code == 200
    data = response.json()
    assert data["ready"] is True
    assert data["parts"]["corpus"] == {
        "state": "ready",
        "version": "test",
        "sha256": "0" * 64,
        "provisions": 7,
    }
    assert data["parts"]["index"]["state"] == "ready"
    assert data["parts"]["model"] == {"writer": "rules", "state": "off"}


def test_ready_does_not_wait_for_the_model(app_settings: Settings, app_factory: Any) -> None:
    settings = app_settings.model_copy(update={"writer": "auto"})
    progress = place_of(settings.model, settings.cache_dir).progress
    progress.parent.mkdir(parents=True)
    with TestClient(create_app(settings, app_factory)) as client:
        client.get("/facts")
        assert client.get("/readyz").json()["parts"]["model"]["state"] == "absent"
        snapshot = {
            "state": "downloading", "model": settings.model, "done_bytes": 25, "total_bytes": 100,
            "part": 1, "parts": 4, "problem": "", "remedy": "", "updated": 4_000_000_000.0,
        }  # fmt: skip
        progress.write_text(json.dumps(snapshot), encoding="utf-8")
        response = client.get("/readyz")
    assert response.status_code == 200
    model = response.json()["parts"]["model"]
    assert model["state"] == "downloading"
    assert model["percent"] == 25


@pytest.mark.parametrize("there", [True, False])
def test_a_model_of_the_users_own(app_settings: Settings, app_factory: Any, there: bool) -> None:
    own = app_settings.cache_dir.parent / "own.gguf"
    if there:
        own.write_bytes(b"GGUF")
    settings = app_settings.model_copy(update={"writer": "local", "model_path": own})
    with TestClient(create_app(settings, app_factory)) as client:
        client.get("/facts")
        model = client.get("/readyz").json()["parts"]["model"]
    assert model == {"writer": "local", "state": "ready" if there else "absent", "model": "own.gguf"}


@pytest.mark.parametrize(
    "error",
    [
        IndexMissing(Path("var/index"), "there is no index."),
        CorpusError("facts.yaml", "line 3", "is wrong.", "Mend it."),
        RuntimeError("anything"),
    ],
)
def test_what_cannot_be_loaded_is_said_with_its_remedy(app_settings: Settings, error: Exception) -> None:
    def factory(settings: Settings, store: Any) -> Any:
        raise error

    with TestClient(create_app(app_settings, factory)) as client:
        response = client.post("/ask", json={"question": "Q"})
        assert response.status_code == 503
        assert response.json()["type"] == "/problems/index-not-ready"
        assert response.json()["detail"] == str(error)
        assert response.headers["retry-after"] == "5"
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["parts"]["index"] == {"state": "failed", "problem": str(error)}
        assert client.get("/healthz").status_code == 200


def test_problems_explain_themselves(client: TestClient) -> None:
    data = client.get("/problems/question-too-long").json()
    assert data["status"] == 422
    assert data["title"] == {"en": "The question is too long", "zh": "问题过长"}
    assert client.get("/problems/nothing-such").status_code == 404


def test_metrics_count_routes_by_their_pattern(client: TestClient) -> None:
    client.get("/provisions/us/cfr/t31/s850.217")
    client.get("/search?q=secret+deal")
    client.get("/nowhere/at/all")
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    assert 'route="/provisions/{provision_id:path}",status="200"} 1.0' in response.text
    assert 'method="GET",route="unmatched",status="404"' in response.text
    assert "nowhere" not in response.text
    assert "secret" not in response.text


def test_openapi_lists_every_route_of_the_contract(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    wanted = {"/ask", "/screen", "/search", "/facts", "/healthz", "/readyz", "/metrics"}
    assert wanted <= paths.keys()
    assert any(path.startswith("/provisions/") for path in paths)
    assert any(path.startswith("/answers/") for path in paths)


def test_two_applications_share_nothing(app_settings: Settings, client: TestClient, app_factory: Any) -> None:
    client.post("/ask", json={"question": "Q"})
    url = f"sqlite:///{app_settings.cache_dir.parent}/other.db"
    with TestClient(create_app(app_settings.model_copy(update={"database_url": url}), app_factory)) as other:
        assert other.get("/answers/a1").status_code == 404
        assert "conjunction_answers_total{" not in other.get("/metrics").text
