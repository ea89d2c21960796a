"""What kind of question it is, and which side it asks about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("kinds.yaml")

Kind = Literal["screen", "lookup", "declined"]
Decline = Literal["evasion", "out_of_scope"]

# Facts that make a text a deal, not a question about the law.
DEAL_FACTS = frozenset(
    {"stake", "deal_type", "completion_date", "us_person", "foreign_share", "investor_kind"}
)


@lru_cache(maxsize=1)
def _expressions() -> dict[str, re.Pattern[str]]:
    raw = read_yaml(FILE)
    return {name: re.compile("|".join(f"(?:{p})" for p in patterns)) for name, patterns in raw.items()}


def says(name: str, text: str) -> bool:
    """Tell whether the normalised lower-case text has words of that kind."""
    return _expressions()[name].search(text) is not None


def decline(text: str, *, ours: bool) -> Decline | None:
    """Return why the question is not answered, or `None`; `ours` says that facts or citations were read."""
    if says("evasion", text) and not says("lawful_avoidance", text):
        return "evasion"
    if says("out_of_scope", text) or not (ours or says("subject", text)):
        return "out_of_scope"
    return None


def kind(text: str, facts: Iterable[str], *, cites: bool, follows_up: bool) -> Kind:
    """Tell a deal to be screened from a question about the law."""
    names = set(facts)
    deal_facts = names & DEAL_FACTS
    own_deal = "us_person" in names and says("deal", text)
    asks_law = says("lookup", text) and not (deal_facts - {"us_person", "investor_kind"})
    if asks_law and not follows_up and not own_deal:
        return "lookup"
    if deal_facts or follows_up or says("deal", text) or (names and not cites):
        return "screen"
    return "lookup"


def sides(text: str, facts: Iterable[str]) -> frozenset[Literal["us", "cn"]]:
    """Return the sides the question asks about or says something of; both when it does not say."""
    if says("only_us", text):
        return frozenset({"us"})
    if says("only_cn", text):
        return frozenset({"cn"})
    names = set(facts)
    us = says("us_side", text) or bool(names - CHINESE_SIDE_FACTS)
    cn = says("cn_side", text) or bool(names & CHINESE_SIDE_FACTS)
    deal = bool(names & {"stake", "deal_type", "completion_date"}) and not says("cn_question", text)
    if (us and cn) or deal or not (us or cn):
        return frozenset({"us", "cn"})
    return frozenset({"us"}) if us else frozenset({"cn"})


CHINESE_SIDE_FACTS = frozenset(
    {
        "activity",
        "province",
        "foreign_share",
        "enterprise_form",
        "military_supply",
        "near_military_site",
        "gains_control",
        "important_field",
        "target_in_coc",
        "deal_type",
        "stake",
        "not_yet_completed",
        "prior_interest",
        "public_security",
        "beyond_minority_rights",
        "compliance_tension",
        "military_use",
        "sensitive_end_use",
    }
)
