"""Every state of a verdict as the reader sees it: a word, an icon and a tone, never colour alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from assistant.contract import Admission, BenefitStatus, Encouraged, Overall, SecurityReview, UsStatus
from assistant.web.strings import words

Answered = Callable[..., Any]
Parse = Callable[[str], Any]


def test_the_notifiable_example(answered: Answered, parse: Parse) -> None:
    turn = parse(answered("notifiable").whole())
    us, cn = turn.xpath(".//section[contains(@class, 'side')]")
    assert us.xpath("string(.//p[@class='status'])").strip() == "Notifiable"
    assert us.xpath(".//p[@class='grounds']/a/@href") == ["/p/us/cfr/t31/s850.217/d/2/iv"]
    assert cn.xpath("string(.//p[@class='status'])").strip() == "Open"
    assert turn.xpath(".//section[@class='deadlines']//time/@datetime") == ["2027-01-14"]


def test_the_undecided_example(answered: Answered, parse: Parse) -> None:
    turn = parse(answered("undecided").whole())
    us = turn.xpath(".//section[contains(@class, 'side')]")[0]
    assert "Needs facts" in us.xpath("string(.//p[@class='status'])")
    assert us.xpath("string(.//p[@class='looks'])") == "On what you told me this looks notifiable."
    turns = " ".join(us.xpath(".//ul[@class='turns']/li/text()"))
    assert "prohibited if" in turns
    assert "excepted if" in turns
    assert len(turn.xpath(".//li[@class='ask-fact']")) == 3


def test_the_chinese_example_speaks_chinese_throughout(answered: Answered, parse: Parse) -> None:
    turn = parse(answered("ceramics").whole())
    assert turn.get("lang") == "zh-CN"
    us, cn = turn.xpath(".//section[contains(@class, 'side')]")
    assert us.xpath("string(.//p[@class='status'])").strip() == "事实不足"
    assert cn.xpath("string(.//p[@class='status'])").strip() == "鼓励"
    grounds = "".join(cn.xpath(".//p[@class='grounds']/a/text()"))
    assert "四川第40项" in grounds
    assert "全国第142项" in grounds
    assert not turn.xpath(".//*[text()='Facts it rests on' or text()='Answer']")


def test_the_scale_shows_range_and_marker_and_says_them(answered: Answered, parse: Parse) -> None:
    scale = parse(answered("undecided").whole()).xpath(".//figure[@class='scale']")[0]
    drawing = scale.xpath("./svg")[0]
    assert drawing.get("role") == "img"
    assert "Before the rule to Prohibited" in drawing.get("aria-label").replace("from ", "")
    assert "provisionally Notifiable" in drawing.get("aria-label")
    assert len(drawing.xpath(".//circle[contains(@class, 'open')]")) == 5
    assert scale.xpath("string(.//span[contains(@class, 'marked')])").startswith("Notifiable")


def test_a_definite_status_has_no_scale(answered: Answered, parse: Parse) -> None:
    assert not parse(answered("notifiable").whole()).xpath(".//figure")


@pytest.mark.parametrize("status", get_args(UsStatus))
def test_each_us_status(answered: Answered, parse: Parse, status: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["verdict"]["us"].update(status=status, provisional=status, range=[status, status])

    side = parse(answered("notifiable", change).whole()).xpath(".//section[contains(@class, 'side')]")[0]
    assert side.xpath("string(.//p[@class='status'])").strip() == words("en")(f"us_{status}")
    assert side.xpath(".//p[@class='status']/svg[@class='icon']")
    assert "tone-" in side.get("class")


@pytest.mark.parametrize("overall", [*get_args(Overall), None])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_overall_word(answered: Answered, parse: Parse, overall: str | None, lang: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["verdict"]["overall"] = overall
        parts["verdict"]["kind"] = "screen" if overall else "lookup"
        for data in parts.values():
            data["lang"] = lang

    heading = parse(answered("notifiable", change).whole()).xpath(".//h3[@class='overall-word']")[0]
    wanted = words(lang)(f"overall_{overall}" if overall else "overall_lookup")
    assert heading.xpath("string()").strip().endswith(wanted)
    assert heading.xpath("./svg")


@pytest.mark.parametrize(
    ("axis", "value"),
    [("admission", value) for value in get_args(Admission)]
    + [("encouraged", value) for value in get_args(Encouraged)]
    + [("security_review", value) for value in get_args(SecurityReview)],
)
def test_each_value_of_the_chinese_axes(answered: Answered, parse: Parse, axis: str, value: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["verdict"]["cn"][axis] = value

    turn = parse(answered("notifiable", change).whole())
    shown = [row.xpath("normalize-space(dd/span)") for row in turn.xpath(".//div[contains(@class, 'axis')]")]
    assert any(text.startswith(words("en")(f"{axis}_{value}")) for text in shown)


def test_encouraged_and_restricted_at_once_puts_the_limit_first(answered: Answered, parse: Parse) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["verdict"]["cn"].update(admission="restricted", encouraged="yes")

    side = parse(answered("notifiable", change).whole()).xpath(".//section[contains(@class, 'side')]")[1]
    assert side.xpath("string(.//p[@class='status'])").strip() == "Restricted"


def test_a_chinese_axis_that_is_open_shows_how_it_looks(answered: Answered) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["verdict"]["cn"].update(
            encouraged="needs_facts", provisional={"admission": "open", "encouraged": "yes"}
        )

    assert "looks yes, listed, provisionally" in answered("notifiable", change).whole()


@pytest.mark.parametrize("value", get_args(BenefitStatus))
def test_each_value_of_a_benefit(answered: Answered, parse: Parse, value: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["verdict"]["cn"]["benefits"] = [
            {"benefit": "land", "label": "Benefit: land", "status": value, "provisional": "available"}
        ]

    rows = parse(answered("notifiable", change).whole()).xpath(".//div[contains(@class, 'axis')]")
    (shown,) = [row.xpath("normalize-space(dd/span)") for row in rows if row.xpath("dt='Benefit: land'")]
    assert shown.startswith(words("en")(f"benefit_{value}"))
    assert ("looks available" in shown) == (value == "needs_facts")


def test_no_benefit_is_shown_that_was_not_asked_about(answered: Answered, parse: Parse) -> None:
    rows = parse(answered("notifiable").whole()).xpath(".//div[contains(@class, 'axis')]")
    assert len(rows) == 3


def test_flags_show_their_level_in_words_and_fold_what_is_minor(answered: Answered, parse: Parse) -> None:
    def change(parts: dict[str, Any]) -> None:
        levels = ["info", "info", "stop", "info", "warn", "info", "info"]
        parts["verdict"]["verdict"]["flags"] = [
            {"id": f"f{n}", "level": level, "text": f"Flag {n}.", "citations": [1]}
            for n, level in enumerate(levels)
        ]

    section = parse(answered("notifiable", change).whole()).xpath(".//section[@class='flags']")[0]
    shown = section.xpath("./ul/li//b/text()")
    assert shown[:2] == ["Stop", "Caution"]
    assert len(shown) <= 4
    assert len(section.xpath("./details//li")) == 7 - len(shown)


def test_questions_are_tapped_chosen_or_typed_by_their_kind(answered: Answered, parse: Parse) -> None:
    def ask(fact: str, kind: str, choices: list[str]) -> dict[str, Any]:
        return {
            "fact": fact,
            "question": f"{fact}?",
            "would_change": ["us.status"],
            "type": kind,
            "choices": choices,
        }

    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["missing"] = [
            ask("investor_kind", "choice", ["fund", "company"]),
            ask("stake", "number", []),
            ask("province", "choice", []),
            ask("us_person", "bool", []),
        ]

    asked = parse(answered("undecided", change).whole()).xpath(".//li[@class='ask-fact']")
    assert asked[0].xpath(".//button[@name='value']/text()") == ["fund", "company"]
    assert asked[1].xpath(".//input[@inputmode='decimal']")
    assert asked[1].xpath("string(.//span[@class='unit'])") == "%"
    assert "Sichuan" in asked[2].xpath(".//select/option/text()")
    assert len(asked) == 3
    assert all(
        "Would change: United States" in item.xpath("string(.//p[@class='changes'])") for item in asked
    )


def test_what_an_answer_would_change_is_said_in_words_where_known(answered: Answered) -> None:
    html = answered("undecided").whole()
    assert '<p class="changes">No would make it outside Part 850</p>' in html


def test_a_chip_quotes_the_words_it_was_read_from(answered: Answered, parse: Parse) -> None:
    turn = parse(answered("notifiable").whole())
    quotes = turn.xpath(".//details[contains(@class, 'source-stated')]//q")
    question = turn.xpath("string(.//h2)")
    assert quotes
    assert all(quote.text_content().strip("…") in question for quote in quotes)
    assert all(quote.xpath("string(mark)") in question for quote in quotes)


def test_chips_are_flipped_changed_or_removed_by_their_kind(answered: Answered, parse: Parse) -> None:
    turn = parse(answered("notifiable").whole())

    def chip(fact: str) -> Any:
        return turn.xpath(f".//details[.//input[@name='fact'][@value='{fact}']]")[0]

    assert "false" in chip("us_person").xpath(".//button[@name='value']/@value")
    assert chip("stake").xpath(".//input[@inputmode='decimal']/@value") == ["30"]
    assert chip("completion_date").xpath(".//input[@type='date']/@value") == ["2026-12-15"]
    assert "" in chip("stake").xpath(".//button[@name='value']/@value")
    assert "10²⁰" in chip("ai_training_ops").xpath("string(./summary)")


def test_inferred_facts_say_why_and_derived_ones_cannot_be_set(answered: Answered, parse: Parse) -> None:
    turn = parse(answered("ceramics").whole())
    inferred = turn.xpath(".//details[contains(@class, 'source-inferred')]")
    assert inferred
    listed = [chip for chip in inferred if "列入全国鼓励目录" in chip.xpath("string(./summary)")]
    assert not listed[0].xpath(".//form")


def test_sources_carry_pinpoint_text_dates_standing_and_links(answered: Answered, parse: Parse) -> None:
    source = parse(answered("notifiable").whole()).xpath(".//li[@id='s-t1-1']")[0]
    assert "31 CFR Part 850 § 850.217(d)(2)(iv)" in source.xpath("string(.//summary)")
    assert "In force from 2 January 2025" in source.xpath("string()")
    assert "Read in the official text" in source.xpath("string(.//summary)")
    assert source.xpath(".//a/@href")[1:] == [
        "/p/us/cfr/t31/s850.217/d/2/iv",
        "/provisions/us/cfr/t31/s850.217/d/2/iv",
    ]


def test_deciding_sources_are_open_and_the_rest_folded(answered: Answered, parse: Parse) -> None:
    folds = parse(answered("notifiable").whole()).xpath(".//li[@class='source']/details")
    opened = [fold.get("open") is not None for fold in folds]
    assert opened[0]
    assert not all(opened)


@pytest.mark.parametrize("standing", ["verified", "secondary", "unverified"])
def test_each_standing_is_said_in_words(answered: Answered, standing: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["citations"]["citations"][0].update(standing=standing, note="What is not confirmed.")

    html = answered("notifiable", change).whole()
    assert f"standing-{standing}" in html
    assert words("en")(f"standing_{standing}") in html
    assert "What is not confirmed." in html


def test_the_rule_checks_own_words_say_that_no_model_took_part(answered: Answered) -> None:
    assert "no model took part" in answered("notifiable").whole()


@pytest.mark.parametrize("status", ["confirmed", "corrected", "abstained"])
def test_a_models_answer_says_how_it_was_checked(answered: Answered, status: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["done"]["model"] = {"writer": "local", "name": "small-model"}
        parts["done"]["validation"].update(
            status=status, checks=[{"name": "figures", "passed": False, "detail": "x"}]
        )

    html = answered("notifiable", change).whole()
    assert "Written by small-model" in html
    assert words("en")(f"status_{status}") in html
    assert "<b>failed</b> figures" in html


def test_the_foot_links_to_the_receipt_and_the_memo(answered: Answered, parse: Parse) -> None:
    foot = parse(answered("notifiable").whole()).xpath(".//footer[@class='turn-foot']")[0]
    answer = foot.get("data-answer")
    assert foot.xpath("./div[@class='actions']/a/@href") == [f"/a/{answer}", f"/answers/{answer}?format=md"]


def test_a_lookup_shows_only_the_side_it_settles(answered: Answered, parse: Parse) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["kind"] = "lookup"
        verdict = parts["verdict"]["verdict"]
        verdict["overall"] = None
        verdict["us"].update(status="not_asked", provisional="not_asked", range=["not_asked"] * 2, grounds=[])
        verdict["cn"].update(admission="not_asked", encouraged="yes", security_review="not_asked")

    turn = parse(answered("notifiable", change).whole())
    assert turn.xpath(".//section[contains(@class, 'side ')]/h4/text()")[0].strip() == "China"


def test_a_side_nobody_asked_about_is_one_word(answered: Answered, parse: Parse) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["verdict"]["cn"].update(
            admission="not_asked", encouraged="not_asked", security_review="not_asked"
        )

    side = parse(answered("notifiable", change).whole()).xpath(".//section[contains(@class, 'side')]")[1]
    assert side.xpath("string(.//p[@class='status'])").strip() == "Not asked"
    assert not side.xpath(".//dl")


def test_a_declined_question_shows_no_cards(answered: Answered, parse: Parse) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"].update(kind="declined", missing=[])
        parts["verdict"]["verdict"]["overall"] = None

    turn = parse(answered("notifiable", change).whole())
    assert "Not answered" in turn.xpath("string(.//h3[@class='overall-word'])")
    assert not turn.xpath(".//div[contains(@class, 'sides')]")


def test_no_state_ever_says_approved_legal_or_safe(answered: Answered) -> None:
    for overall in get_args(Overall):

        def change(parts: dict[str, Any], overall: str = overall) -> None:
            parts["verdict"]["verdict"]["overall"] = overall

        panel = answered("notifiable", change)
        html = panel.verdict(panel.turn.events["verdict"], streaming=False).lower()
        assert not any(word in html for word in ("approved", "is legal", "safe", "获批", "合法"))


def test_before_the_corpus_is_loaded_a_turn_still_renders(answered: Answered) -> None:
    renderer = answered("undecided")
    renderer.corpus = None
    html = renderer.whole()
    assert "/us/cfr/t31/s850.217/d/2/iv" in html


def test_the_reasons_stand_in_until_the_prose_is_there(answered: Answered) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["verdict"]["explanation"] = [{"text": "Because of the AI.", "citations": [1]}]

    renderer = answered("notifiable", change)
    data = renderer.turn.events["verdict"]
    assert 'id="why-t1" hx-swap-oob="innerHTML"' in renderer.verdict(data)
    assert "Because of the AI." in renderer.verdict(data)
    assert "Because of the AI." not in renderer.whole()


DUTY = {
    "id": "notify", "kind": "duty", "title": "Notify", "text": "Tell Treasury of it.", "certain": True,
    "due": "File no later than 14 January 2027.", "date": "2027-01-14", "overdue": False,
    "steps": [{"text": "File on its system.", "provisions": ["/us/cfr/t31/s850.404/a"]}], "citations": [1],
}  # fmt: skip


def with_duties(answered: Answered, *duties: dict[str, Any]) -> str:
    """Render the recorded notifiable answer as if it had these duties."""

    def change(parts: dict[str, Any]) -> None:
        for name in ("verdict", "done"):
            if name in parts:
                parts[name]["verdict"]["duties"] = list(duties)

    html: str = answered("notifiable", change).whole()
    return html


def test_duties_stand_with_their_day_their_steps_and_their_provisions(
    answered: Answered, parse: Parse
) -> None:
    (section,) = parse(with_duties(answered, DUTY)).xpath(".//section[@class='deadlines']")
    assert section.xpath("string(h4)") == "What to do"
    assert section.xpath(".//time/@datetime") == ["2027-01-14"]
    assert "Tell Treasury of it. File no later than 14 January 2027." in section.text_content()
    assert section.xpath(".//details//a/@href") == ["/p/us/cfr/t31/s850.404/a"]
    assert section.xpath(".//b") == [], "what stands needs no mark"


def test_a_duty_that_is_late_assumed_or_advice_says_so(answered: Answered, parse: Parse) -> None:
    late = {**DUTY, "overdue": True, "steps": []}
    assumed = {**DUTY, "certain": False, "date": None, "due": None, "steps": []}
    advice = {**assumed, "kind": "advice", "certain": True}
    (section,) = parse(with_duties(answered, late, assumed, advice)).xpath(".//section[@class='deadlines']")
    assert section.xpath(".//li/span/b/text()") == [
        "Overdue",
        "If things are as they ordinarily are",
        "Advice",
    ]
    assert section.xpath(".//li/@class") == ["late"]


def test_an_answer_kept_before_there_were_duties_still_shows_its_days(
    answered: Answered, parse: Parse
) -> None:
    (section,) = parse(answered("notifiable").whole()).xpath(".//section[@class='deadlines']")
    assert section.xpath("string(h4)") == "Dates to keep"
