"""Where a fact came from, as it is shown: marked words, suppositions, corrections, contradictions, sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.web.render import Renderer

HTMX = {"HX-Request": "true"}
Answered = Callable[..., Renderer]
Parse = Callable[[str], Any]
Change = Callable[[dict[str, Any]], None]


def with_facts(*facts: dict[str, Any], **more: Any) -> Change:
    """Put these facts in place of the recorded ones."""

    def change(parts: dict[str, Any]) -> None:
        for name in ("facts", "done"):
            parts[name]["facts"] = [{"span": None, "label": None, "because": None, **f} for f in facts]
            parts[name].update(more)

    return change


def stated(name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "source": "stated", **more}


def chip(turn: Any, fact: str) -> Any:
    return turn.xpath(f".//details[@data-fact='{fact}']")[0]


def group_of(turn: Any, fact: str) -> str:
    name: str = chip(turn, fact).xpath("string(./ancestor::ul/preceding-sibling::p[1])")
    return name


def test_the_words_of_every_stated_fact_are_marked_in_the_question(answered: Answered, parse: Parse) -> None:
    renderer = answered("notifiable")
    heading = parse(renderer.whole()).xpath(".//h2")[0]
    assert heading.text_content() == renderer.turn.request.question
    marked = {name for said in heading.xpath(".//*[@class='said']/@data-said") for name in said.split()}
    facts = renderer.turn.events["done"]["facts"]
    assert marked == {f["name"] for f in facts if f["source"] == "stated" and f["span"]}


def test_in_a_stream_the_marks_come_with_the_facts(answered: Answered) -> None:
    renderer = answered("notifiable")
    assert 'class="said"' not in renderer.shell()
    html = renderer.facts(renderer.turn.events["facts"])
    assert 'id="q-t1" hx-swap-oob="innerHTML"' in html
    assert 'class="said"' in html


def test_hostile_words_stay_words_in_the_marks(answered: Answered, parse: Parse) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["done"]["question"] = "<i>30%</i> & more"
        with_facts(stated("stake", 30, span=[1, 6]))(parts)

    html = answered("notifiable", change).whole()
    assert "<i>30%" not in html
    assert parse(html).xpath(".//h2")[0].text_content() == "<i>30%</i> & more"


@pytest.mark.parametrize(
    ("fact", "group"),
    [
        (stated("us_person", True), "You said"),
        (stated("us_person", True, found_by="reader"), "You said"),
        (stated("us_person", True, found_by="model"), "The model read"),
        (stated("us_person", True, supposed=True), "You supposed"),
        ({"name": "us_person", "value": True, "source": "carried", "supposed": True}, "You supposed"),
        ({"name": "us_person", "value": True, "source": "carried", "found_by": "model"}, "The model read"),
        ({"name": "us_person", "value": True, "source": "carried"}, "From earlier"),
        ({"name": "us_person", "value": True, "source": "given"}, "You set"),
        ({"name": "us_person", "value": True, "source": "inferred"}, "It follows"),
    ],
)
def test_the_origin_is_told_in_words(
    answered: Answered, parse: Parse, fact: dict[str, Any], group: str
) -> None:
    assert group_of(parse(answered("notifiable", with_facts(fact)).whole()), "us_person") == group


def test_what_a_fact_was_before_is_told(answered: Answered, parse: Parse) -> None:
    change = with_facts(stated("stake", 40, before=30), stated("us_person", True, before=False))
    turn = parse(answered("notifiable", change).whole())
    assert "(was 30%)" in chip(turn, "stake").xpath("string(./summary)")
    assert "(was No)" in chip(turn, "us_person").xpath("string(./summary)")


def contradiction(fact: str, said: list[Any]) -> dict[str, Any]:
    return {"fact": fact, "label": f"label of {fact}", "question": f"{fact}?", "said": said}


@pytest.mark.parametrize(
    "case",
    [
        ("stake", [30, 40], ["30%", "40%"], ["30", "40"]),
        ("ai_activity", [True, False], ["Yes", "No"], ["true", "false"]),
        ("province", ["sichuan", "jiangsu"], ["Sichuan", "Jiangsu"], ["sichuan", "jiangsu"]),
        (
            "completion_date",
            ["2027-03-03", "2027-06-05"],
            ["3 March 2027", "5 June 2027"],
            ["2027-03-03", "2027-06-05"],
        ),
    ],
)
def test_a_contradiction_is_settled_with_one_tap(
    answered: Answered, parse: Parse, case: tuple[str, list[Any], list[str], list[str]]
) -> None:
    fact, said, labels, values = case
    change = with_facts(contradictions=[contradiction(fact, said)])
    shown = parse(answered("undecided", change).whole()).xpath(".//*[contains(@class, 'disputed')]")[0]
    assert f"You said both {labels[0]} and {labels[1]}." in shown.text_content()
    assert shown.xpath(".//button[@name='value']/text()") == labels
    assert shown.xpath(".//button[@name='value']/@value") == values
    assert shown.xpath(".//input[@name='fact']/@value") == [fact]


def test_a_contradiction_without_known_values_is_asked_for(answered: Answered, parse: Parse) -> None:
    change = with_facts(contradictions=[contradiction("completion_date", [])])
    shown = parse(answered("undecided", change).whole()).xpath(".//*[contains(@class, 'disputed')]")[0]
    assert "Which of them holds?" in shown.text_content()
    assert shown.xpath(".//input[@type='date'][@name='value']")


def test_a_question_about_a_contradiction_offers_what_was_said(answered: Answered, parse: Parse) -> None:
    def change(parts: dict[str, Any]) -> None:
        gap = {"fact": "stake", "question": "How much?", "would_change": ["us.status"], "type": "number"}
        parts["verdict"]["missing"] = [{**gap, "choices": [], "said": [30, 40]}]

    asked = parse(answered("undecided", change).whole()).xpath(".//li[@class='ask-fact']")[0]
    assert asked.xpath(".//button[@name='value']/@value") == ["30", "40"]
    assert "You said both 30% and 40%." in asked.text_content()


def test_a_set_is_changed_member_by_member(answered: Answered, parse: Parse) -> None:
    change = with_facts(stated("activity", ["aerospace_ceramics", "star_tracker_sensor"]))
    shown = chip(parse(answered("notifiable", change).whole()), "activity")
    assert shown.xpath(".//button[@name='add']/@value") == ["aerospace_ceramics,star_tracker_sensor"]
    smaller = [b for b in shown.xpath(".//button[@name='value']") if b.get("value")]
    assert [b.get("value") for b in smaller] == ["star_tracker_sensor", "aerospace_ceramics"]
    assert all(b.text_content().startswith("Without ") for b in smaller)


def test_the_last_member_of_a_set_has_no_smaller_set(answered: Answered, parse: Parse) -> None:
    change = with_facts(stated("activity", ["aerospace_ceramics"]))
    shown = chip(parse(answered("notifiable", change).whole()), "activity")
    assert [b.get("value") for b in shown.xpath(".//button[@name='value']")] == [""]


@pytest.fixture
def undecided(ask: Callable[[str], str], listen: Callable[[str], Any], questions: dict[str, str]) -> str:
    """Ask the undecided question and return the turn's id."""
    turn = ask(questions["undecided"])
    listen(turn)
    return turn


def test_a_member_is_added_to_those_there(client: TestClient, undecided: str, fake: Any) -> None:
    form = {"turn": undecided, "given": "{}", "fact": "activity", "value": "star_tracker_sensor"}
    client.post("/chat/facts", data={**form, "add": "aerospace_ceramics"}, headers=HTMX)
    assert fake.requests[-1].facts == {"activity": ["aerospace_ceramics", "star_tracker_sensor"]}
