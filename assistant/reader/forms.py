"""Which form of deal is meant where several are named.

Some forms are excepted, or nearly: shares of a registered fund, a derivative, what an employer grants.
People speak of them beside the deal too: "we buy 20%; the founders keep their options". So such a
form counts only where it is told in one breath with what is bought, and a grant only where it is not
one to the target's own people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

FORM = "deal_type"
# When several forms of deal are named, the more special one is meant: "a convertible note for 20%".
ORDER = (
    "employment_award", "loan_default", "registered_fund", "derivative", "lp_interest", "conversion",
    "contingent_equity", "joint_venture", "greenfield", "loan", "equity",
)  # fmt: skip
_ASIDE = frozenset({"employment_award", "registered_fund", "derivative"})
_A_PURCHASE = re.compile(
    r"\b(?:buy|buys|buying|bought|acquir\w+|purchas\w+|tak(?:e|es|ing)|took|subscrib\w+|invest\w*)\b|"
    r"收购|购买|买|入股|增资|取得|认购|受让|投资"
)
_A_SHARE = re.compile(r"\d\s?(?:%|percent|per cent)|百分之|[一二三四五六七八九两]成")
_SELLER = re.compile(
    r"\b(?:from|sold by|sellers?(?: is|:)?)\b[^.;]{0,30}$|(?:卖方|卖家|出让方|从)[^，。；]{0,12}$"
)
_ANOTHERS = re.compile(
    r"\b(?:founders?|management|executives?|whose|(?:its|their|the (?:target|company|firm)'s|key|own) "
    r"(?:\w+ ){0,2}(?:staff|employees?|engineers?|team|people))\b"
    r"|创始人|创办人|高管|管理层|(?:该|其|标的|目标|公司|厂|核心)(?:的)?(?:员工|团队|人员|骨干)"
)
_GRANTEE = re.compile(r"\b(?:me|my|i|mine)\b|我(?!们|方|司|国)|本人")


def chosen(group: list[Mention]) -> Mention:
    """Return the mention of the most special form."""
    return min(group, key=lambda m: ORDER.index(str(m.value)) if m.value in ORDER else len(ORDER))


def meant(scope: Scope, worded: Iterable[Mention]) -> list[Mention]:
    """Leave out forms of deal that are only spoken of beside the one that is meant."""
    found = list(worded)
    bought = [m for m in found if m.fact == FORM and m.value == "equity" and _buys_a_share(scope, m)]
    return [m for m in found if m.fact != FORM or not _beside(scope, m, bought)]


def _buys_a_share(scope: Scope, mention: Mention) -> bool:
    words = scope.text[mention.start : scope.clause_of(mention.end - 1)[1]]
    return _A_PURCHASE.search(words) is not None and _A_SHARE.search(words) is not None


def _beside(scope: Scope, mention: Mention, bought: list[Mention]) -> bool:
    """Tell whether a form is another's: the seller's, the founders', or told apart from a purchase."""
    if mention.value not in _ASIDE:
        return False
    first, last = scope.sentence_of(mention.start)
    if mention.value == "employment_award" and _is_anothers(scope.text[first:last]):
        return True
    if _SELLER.search(scope.text, first, mention.start):
        return True
    clause = scope.clause_of(mention.start)
    return any(scope.clause_of(purchase.start) != clause for purchase in bought)


def _is_anothers(sentence: str) -> bool:
    """Tell whether a grant is that of the target's own people, and not of the one who asks."""
    return _ANOTHERS.search(sentence) is not None and _GRANTEE.search(sentence) is None
