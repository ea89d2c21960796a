"""What a keyboard, a screen reader and weak eyes need, read off the markup and the colours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from lxml import html as lxml_html
from starlette.testclient import TestClient

from assistant.web import assets

AA = 4.5


@pytest.fixture(params=["home", "answer en", "answer zh", "provision", "problem"])
def page(
    request: pytest.FixtureRequest,
    client: TestClient,
    ask: Callable[..., str],
    listen: Callable[..., Any],
    questions: dict[str, str],
) -> Any:
    listen(ask(questions["undecided"]))
    listen(ask(questions["ceramics"]))
    path = {
        "home": "/",
        "answer en": "/?t=answer-1.answer-2&lang=en",
        "answer zh": "/a/answer-2?lang=zh",
        "provision": "/p/us/cfr/t31/s850.217",
        "problem": "/a/nothing",
    }[request.param]
    return lxml_html.fromstring(client.get(path).text)


def test_every_page_names_its_language_and_title(page: Any) -> None:
    assert page.get("lang") in ("en", "zh-CN")
    assert page.xpath("string(//title)").strip()
    assert page.xpath("//meta[@name='viewport']")


def test_landmarks_and_skip_link(page: Any) -> None:
    assert len(page.xpath("//main[@id='main']")) == 1
    assert page.xpath("//header")
    assert page.xpath("//a[@class='skip']/@href") == ["#main"]
    assert page.xpath("//*[@role='status'][@aria-live='polite'][@id='live']")


def test_ids_are_unique_and_references_resolve(page: Any) -> None:
    ids = page.xpath("//@id")
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        for value in page.xpath(f"//@{attribute}"):
            assert set(value.split()) <= set(ids), (attribute, value)
    for target in page.xpath("//a[starts-with(@href, '#')]/@href"):
        assert target[1:] in ids


def test_headings_do_not_skip_a_level(page: Any) -> None:
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_field_has_a_label(page: Any) -> None:
    labelled = set(page.xpath("//label/@for"))
    for field in page.xpath("//input[not(@type='hidden')] | //textarea | //select"):
        assert field.get("id") in labelled or field.getparent().tag == "label", lxml_html.tostring(field)


def test_every_button_and_link_has_a_name(page: Any) -> None:
    for control in page.xpath("//button | //a | //summary"):
        assert control.get("aria-label") or control.xpath("normalize-space()"), lxml_html.tostring(control)


def test_every_button_says_what_kind_it_is(page: Any) -> None:
    assert {button.get("type") for button in page.xpath("//button")} <= {"submit", "button"}


def test_every_drawing_is_named_or_hidden(page: Any) -> None:
    for drawing in page.xpath("//svg"):
        named = drawing.get("role") == "img" and drawing.get("aria-label")
        assert named or drawing.get("aria-hidden") == "true"


def test_nothing_takes_the_keyboard_out_of_order(page: Any) -> None:
    assert set(page.xpath("//@tabindex")) <= {"-1"}
    assert not page.xpath("//@accesskey | //@autofocus")


def test_groups_of_answers_are_named_by_their_question(page: Any) -> None:
    for group in page.xpath("//*[@role='group']"):
        assert page.xpath(f"string(//*[@id='{group.get('aria-labelledby')}'])").strip()


def test_the_question_in_another_language_is_marked_as_such(client: TestClient) -> None:
    home = lxml_html.fromstring(client.get("/?lang=en").text)
    chinese = [button for button in home.xpath("//button[@name='question']") if "四川" in button.get("value")]
    assert chinese[0].get("lang") == "zh-CN"


# ---- colours and motion, read off the style sheet


def style() -> str:
    return (assets.HERE / "app.css").read_text(encoding="utf-8")


def palettes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", style(), re.S)
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[0]))
    dark = light | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[1]))
    return {"light": light, "dark": dark}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TONES = ("stop", "warn", "ok", "good", "open", "refer", "none")
PAIRS = (
    [(text, ground) for text in ("ink", "muted", "link") for ground in ("paper", "sheet", "sunk")]
    + [(tone, "sheet") for tone in TONES]
    + [(tone, f"{tone}-wash") for tone in TONES]
    + [("ink", f"{tone}-wash") for tone in TONES]
    + [("brand-ink", "brand"), ("brand", "sheet"), ("link", "open-wash"), ("muted", "open-wash")]
    + [
        ("good", "open-wash"),
        ("warn", "open-wash"),
        ("stop", "open-wash"),
        ("good", "paper"),
        ("warn", "paper"),
    ]
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = palettes()[scheme]
    assert contrast(colours[text], colours[ground]) >= AA


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_controls_and_focus_stand_out(scheme: str) -> None:
    colours = palettes()[scheme]
    for edge in ("line-strong", "focus"):
        assert contrast(colours[edge], colours["sheet"]) >= 3
        assert contrast(colours[edge], colours["paper"]) >= 3


@pytest.mark.parametrize(
    "query",
    ["prefers-color-scheme: dark", "prefers-reduced-motion: reduce", "print", "prefers-contrast: more"],
)
def test_the_style_heeds_what_the_reader_prefers(query: str) -> None:
    assert query in style()


def test_controls_are_large_enough_to_tap() -> None:
    for control in ("tap", "send"):
        block = re.search(rf"\n\.{control} \{{(.*?)\}}", style(), re.S)
        assert block is not None
        assert "min-height: 2.75rem" in block.group(1)  # 44 pixels
