"""The strict policy: nothing inline, nothing from elsewhere, in any page or fragment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html as lxml_html
from starlette.testclient import TestClient

from assistant.web import assets, render
from assistant.web.routes import POLICY

HTMX = {"HX-Request": "true"}
TEMPLATES = sorted(render.TEMPLATES.glob("*.j2"))
LOADING = {
    "src",
    "href",
    "action",
    "hx-get",
    "hx-post",
    "sse-connect",
    "srcset",
    "data",
    "poster",
    "formaction",
}


@pytest.fixture
def documents(
    client: TestClient,
    ask: Callable[..., str],
    listen: Callable[..., Any],
    questions: dict[str, str],
    fake: Any,
) -> list[tuple[str, str]]:
    """All pages and fragments of one visit."""
    found = []
    for lang in ("en", "zh"):
        found.append((f"home {lang}", client.get(f"/?lang={lang}").text))
    for name, question in questions.items():
        turn = ask(question)
        found += [(f"{name} {event}", text) for event, text in listen(turn) if event != "end"]
        form = {"turn": turn, "given": "{}", "fact": "us_person", "value": "true"}
        found.append((f"{name} corrected", client.post("/chat/facts", data=form, headers=HTMX).text))
    found.append(("shell", client.post("/chat", data={"question": "May we?"}, headers=HTMX).text))
    found.append(("answer", client.get("/a/answer-1").text))
    found.append(("provision", client.get("/p/us/cfr/t31/s850.217").text))
    found.append(("problem", client.get("/a/nothing").text))
    return found


def elements(text: str) -> Iterator[Any]:
    root = lxml_html.document_fromstring(f"<html><body>{text}</body></html>" if "<html" not in text else text)
    return (element for element in root.iter() if isinstance(element.tag, str))


def test_nothing_runs_or_styles_inline(documents: list[tuple[str, str]]) -> None:
    for name, text in documents:
        for element in elements(text):
            assert not [
                a for a in element.attrib if a.startswith(("on", "hx-on", "hx-vals")) or a == "style"
            ], name
            assert element.tag != "style", name
            if element.tag == "script":
                assert element.get("src"), name
                assert not (element.text or "").strip(), name


def test_nothing_is_loaded_from_elsewhere(documents: list[tuple[str, str]]) -> None:
    for name, text in documents:
        for element in elements(text):
            for attribute in LOADING & set(element.attrib):
                outside = urlsplit(element.get(attribute)).netloc
                if outside:
                    assert element.tag == "a", (name, element.get(attribute))
                    assert {"noopener", "noreferrer"} <= set(element.get("rel", "").split()), name
                    assert element.get("target") == "_blank", name


def test_pages_carry_the_policy(client: TestClient) -> None:
    for path in ("/", "/a/nothing", "/p/us/cfr/t31/s850.217"):
        assert client.get(path).headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "default-src 'none'" in POLICY


def test_htmx_is_told_to_keep_to_the_policy(client: TestClient) -> None:
    page = lxml_html.fromstring(client.get("/").text)
    settings = page.xpath("string(//meta[@name='htmx-config']/@content)")
    for wanted in ('"allowEval":false', '"includeIndicatorStyles":false', '"selfRequestsOnly":true'):
        assert wanted in settings


def test_our_own_files_name_no_other_host() -> None:
    for path in [*assets.HERE.iterdir(), *TEMPLATES]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}/", text), path.name
        assert "@import" not in text
        assert "url(" not in text


def test_our_script_evaluates_nothing_and_writes_no_markup() -> None:
    script = (assets.HERE / "app.js").read_text(encoding="utf-8")
    for risky in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "eval(",
        "Function(",
        "document.write",
        ".style",
    ):
        assert risky not in script


def test_templates_never_switch_escaping_off() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text


def test_our_script_stays_small() -> None:
    assert (assets.HERE / "app.js").stat().st_size < 12_000


def test_htmx_comes_from_its_package_and_not_from_the_repository() -> None:
    here = Path(render.__file__).parent
    assert not [path for path in here.rglob("*") if "htmx" in path.name]
    found = assets.asset("vendor/htmx.js")
    assert found is not None
    assert b"htmx" in found[0]
