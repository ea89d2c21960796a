"""What kind of question it is, and which side it asks about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from assistant.reader.declining import PASSING
from corpus.lexicon import expressions

FILE = Path(__file__).with_name("kinds.yaml")

Kind = Literal["screen", "lookup", "declined"]

# Facts that make a text a deal, not a question about the law.
DEAL_FACTS = frozenset(
    {"stake", "deal_type", "completion_date", "us_person", "foreign_share", "investor_kind"}
)
SHARES = frozenset({"stake", "lp_commitment_usd"})  # named of no law, only of a deal
TERMS = frozenset({"deal_type", "completion_date", "us_person", "investor_kind", "foreign_share"})
MANY_FACTS = 3  # facts of a target, with one term of a deal, make a deal


def says(name: str, text: str) -> bool:
    """Tell whether the normalised lower-case text has words of that kind."""
    return expressions(FILE)[name].search(text) is not None


def kind(text: str, facts: Iterable[str], *, cites: bool, follows_up: bool) -> Kind:
    """Tell a deal to be screened from a question about the law."""
    names = set(facts)
    if follows_up or _tells_a_deal(text, names):
        return "screen"
    if says("law_request", text):
        return "lookup"
    if says("lookup", text) and not (names & DEAL_FACTS - {"us_person", "investor_kind"}):
        return "lookup"
    if names & DEAL_FACTS or says("deal", text) or (names and not cites):
        return "screen"
    return "lookup"


def _tells_a_deal(text: str, names: set[str]) -> bool:
    """Tell whether a deal is described, so that whatever is asked is asked about it."""
    if says("no_deal", text):
        return False
    terms = names & TERMS - ({"deal_type"} if "stake" in names else set())  # a stake brings its form along
    acting = says("party", text) and says("acts", text)
    if len(terms) + acting >= 2 or (names & SHARES and (terms or says("party", text))):
        return True
    return len(terms) + acting == 1 and len(names - PASSING) >= MANY_FACTS


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
