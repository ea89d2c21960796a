"""A screening as the contract's verdict: statuses, range, grounds, flags and the overall word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from assistant.contract import (
    BenefitOut,
    CnProvisional,
    CnVerdict,
    FlagOut,
    Overall,
    UsVerdict,
    Verdict,
)
from assistant.rules.screen import NEEDS_FACTS, Screening, TableResult

NOT_ASKED: Literal["not_asked"] = "not_asked"
US, ADMISSION, ENCOURAGED, REVIEW = "us.status", "cn.admission", "cn.encouraged", "cn.security_review"

BENEFITS = "cn.benefits."  # begins the names of the tables of benefits

# From the mildest to the gravest; "overall is the gravest of the two sides and the flags".
GRAVITY: tuple[Overall, ...] = ("clear", "conditions", "needs_facts", "refer", "stop")
_OVERALL_OF: dict[str, dict[str, Overall]] = {
    US: {"notifiable": "conditions", "prohibited": "stop", NEEDS_FACTS: "needs_facts"},
    ADMISSION: {"restricted": "conditions", "prohibited": "stop", NEEDS_FACTS: "needs_facts"},
    REVIEW: {"declare": "conditions", NEEDS_FACTS: "conditions"},  # open means: consult before closing
}


def nothing_asked() -> Verdict:
    """Return the verdict of an answer that screens nothing."""
    return Verdict(
        overall=None,
        us=UsVerdict(status=NOT_ASKED, provisional=NOT_ASKED, range=(NOT_ASKED, NOT_ASKED)),
        cn=CnVerdict(
            admission=NOT_ASKED,
            encouraged=NOT_ASKED,
            security_review=NOT_ASKED,
            provisional=CnProvisional(admission=NOT_ASKED, encouraged=NOT_ASKED),
        ),
    )


def verdict_of(screening: Screening, flags: Iterable[FlagOut] = (), lang: str = "en") -> Verdict:
    """Put the tables' results into the contract's shape."""
    verdict = nothing_asked()
    cn = _cn(screening, verdict.cn).model_copy(update={"benefits": benefits_of(screening, lang)})
    return Verdict(overall=overall(screening), us=_us(screening, verdict.us), cn=cn, flags=list(flags))


def benefits_of(screening: Screening, lang: str) -> list[BenefitOut]:
    """Return the benefits that were tested; they do not bear on `overall`, as none admits or bars a deal."""
    return [
        BenefitOut.model_validate(
            {
                "benefit": decides.removeprefix(BENEFITS),
                "label": result.table.title.get(lang),
                "status": result.status,
                "provisional": result.provisional,
                "grounds": grounds_of(result),
            }
        )
        for decides, result in screening.tables.items()
        if decides.startswith(BENEFITS)
    ]


def _us(screening: Screening, none: UsVerdict) -> UsVerdict:
    result = screening.tables.get(US)
    if result is None:
        return none
    mildest, gravest = result.possible[0], result.possible[-1]
    return UsVerdict.model_validate(
        {
            "status": result.status,
            "provisional": result.provisional,
            "range": (mildest, gravest),
            "grounds": grounds_of(result),
        }
    )


def _cn(screening: Screening, none: CnVerdict) -> CnVerdict:
    admission, encouraged = screening.tables.get(ADMISSION), screening.tables.get(ENCOURAGED)
    review = screening.tables.get(REVIEW)
    if admission is None or encouraged is None or review is None:
        return none
    grounds = [*grounds_of(admission), *listed_items(screening)]
    if review.status == "declare":
        grounds += grounds_of(review)
    return CnVerdict.model_validate(
        {
            "admission": admission.status,
            "encouraged": encouraged.status,
            "security_review": review.status if review.definite else "consult",
            "provisional": {"admission": admission.provisional, "encouraged": encouraged.provisional},
            "grounds": list(dict.fromkeys(grounds)),
        }
    )


def listed_items(screening: Screening) -> list[str]:
    """Return the Catalogue items that make the activity encouraged; none unless it is."""
    if screening.tables[ENCOURAGED].status != "yes":
        return []
    return [i for derived in screening.derived for i in derived.provisions if "/catalogue/" in i]


def grounds_of(result: TableResult) -> list[str]:
    """Return the provisions behind a definite or provisional status."""
    ids = [p for rule in result.grounds for p in rule.provisions]
    if not ids and result.decided_by is not None:
        ids = list(result.decided_by.provisions)
    return list(dict.fromkeys(ids))


def overall(screening: Screening) -> Overall:
    """Return the gravest of the two sides and the flags.

    A flag that could still stop the deal leaves it undecided; one that could still send it to a
    person keeps it from being clear.
    """
    found: list[Overall] = ["clear"]
    found += [_OVERALL_OF.get(name, {}).get(r.status, "clear") for name, r in screening.tables.items()]
    found += ["stop" for flag in screening.flags if flag.level == "stop"]
    found += ["refer" for flag in screening.flags if flag.refer and flag.level != "stop"]
    found += ["needs_facts" for flag in screening.open_flags if flag.level == "stop"]
    gravest = max(found, key=GRAVITY.index)
    return "needs_facts" if gravest == "clear" and screening.open_flags else gravest
