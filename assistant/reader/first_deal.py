"""Whether the investor is new to the target: no interest held before the deal, and no promise to invest.

That is said in every way there is, often of the two halves apart: "we own none of it, and nothing
obliges us to buy". Each half is looked for by itself, and both must be denied in one sentence or in
two that follow each other; a first deal may also be called one. That there was none before shuts
the exceptions for earlier holders and clears nothing, so plain words of the investor are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

FACT = "prior_interest"
_NO = r"\b(?:no|not|never|neither|nor|nothing|none|without|zero|nil|nobody|\w+n't)\b"
_HELD = (
    r"(?:shares?|shareholders?|shareholdings?|stakes?|equity|interests?|positions?|holdings?|investors?|invested|"
    r"investments?|invest|ownership|owned?|owners?|held|hold|bought|exposure|skin|history|money|dollars?|"
    r"cents?|cheques?|checks?|rounds?|any of it|of it|in it)"
)
_BOUND = (
    r"(?:commitments?|committed|commit|undertakings?|undertaken?|undertook|promises?|promised|obligations?|"
    r"obliged|obliges|obligated|required|need(?:ed)? to|had to|pledges?|pledged|"
    r"agreements?|agreed|contracts?|signed|bound|binds|owed?|"
    r"sign up|paper|strings|letters?|options?|dut(?:y|ies)|subscriptions?|ties)"
)
_GAP = r"[^.;:]{0,34}?"
_NOT_HELD = re.compile(
    rf"{_NO}{_GAP}\b{_HELD}\b|\b{_HELD}\b (?:none|nothing)\b|\b{_HELD}[:,] *(?:none|nil|no|0 ?%?|zero)(?!\w)"
    r"|(?:没|无|未|不(?=持|是|曾|拥)|非)[^，。；]{0,8}?(?:持股|股份|股权|权益|投资|投过|买过|持有|股东|入股|份额|往来|交集)"
)
_NOT_BOUND = re.compile(
    rf"{_NO}{_GAP}\b{_BOUND}\b|\b{_BOUND}\b (?:none|nothing)\b|\b{_BOUND}[:,] *(?:none|nil|no|0|zero)(?!\w)"
    r"|(?:没|无|未|不(?=欠|负|曾|承))[^，。；]{0,10}?(?:承诺|约定|协议|合同|义务|签|答应|欠|意向书|安排)"
)
_ONE_DENIAL = re.compile(  # "no stake or promise", 没有任何股权或承诺
    rf"{_NO}{_GAP}\b{_HELD}\b{_GAP}\b(?:or|nor|and|/)\b{_GAP}\b{_BOUND}\b"
    rf"|{_NO}{_GAP}\b{_BOUND}\b{_GAP}\b(?:or|nor|and|/)\b{_GAP}\b{_HELD}\b"
    r"|(?:没有?|无|未)[^，。；]{0,10}(?:股权?|股份|持股|权益|投资)[^，。；]{0,4}(?:或|和|及|与|、|也没)[^，。；]{0,6}(?:承诺|约定|义务|协议)"
)
_FIRST = re.compile(
    r"\b(?:debut|first[- ]time (?:investors?|holders?|buyers?|owners?|shareholders?|"
    r"backers?)|new holders?|new money|"
    r"newcomer investors?|virgin position|clean slate|first (?:interest|position|"
    r"dealing|l?p? ?ticket|stake|exposure)|"
    r"newcomers? to|complete newcomers?|first (?:involvement|encounter|"
    r"dealings?|step|entry|exposure|"
    r"investment|foray)|new name (?:for|to) us|virgin territory|(?:it's|it is|"
    r"this is|that's) (?:all )?(?:a first|new) "
    r"(?:for|to) us|come (?:to (?:this|it) )?cold|no history with|no dealings (?:between|with)|"
    r"(?:starts?|begins?) with this (?:purchase|deal|round|investment)|strangers to (?:it|"
    r"the company|each other)|"
    r"nothing to do with (?:it|them|the company) (?:before|until|so far)|(?:until now|"
    r"so far|before)[^.;]{0,24}nothing to do with "
    r"(?:it|them|the company)|first time (?:we|i|that we)(?:'ve| have)?)\b"
    r"|(?:首次|头一[回次]|第一[回次]|初次)(?:打交道|接触|合作|进入|参与|投)|新面孔|素[不无昧][^，。；]{0,6}|从[没未](?:打过|有过)交道"
)
_NEVER_HELD = re.compile(  # which says enough where nobody speaks of a commitment
    rf"\b(?:until now|up to now|so far|before (?:this|now)|today|at present|currently|as of now)\b"
    rf"[^.;:]{{0,30}}{_NO}{_GAP}\b{_HELD}\b|{_NO}{_GAP}\bever (?:been |had |become )?(?:an? |any )?{_HELD}\b"
    r"|\b(?:owns?|holds?) (?:nothing|none|no part) of it\b"
    r"|(?:投资前|交易前|此前|之前|目前|现在|至今|迄今|眼下|手里)[^。；]{0,12}(?:没有?|未|不|无|零)[^，。；]{0,10}"
    r"(?:持股|股份|股权|权益|投过|买过|持有|股东|入股|份额)|一股(?:都|也)?[没无]"
)
_COMMITMENT = re.compile(
    r"\b(?:commit\w*|undert[ao]\w+|promis\w+|pledg\w+|oblig\w+|bound|options?)\b|承诺|约定|意向|义务|期权"
)
_OURS = re.compile(
    r"\b(?:we|us|our|ours|i|my|me|fund|investor|purchaser|buyer|bank|client|family|parties)\b"
    r"|我|本(?:公司|基金|行|校|集团)|双方|基金|买方|投资[人方者]|彼此"
)
_TARGETS = re.compile(
    r"\W*(?:it|they|its|their|the (?:company|target|firm|issuer|founders?))\b|\W*(?:它|其|该|公司|标的|目标)"
)
_ELSEWHERE = re.compile(
    r"\b(?:other (?:compan(?:y|ies)|firms?|business(?:es)?|enterprises?|entit(?:y|"
    r"ies))|elsewhere|in others|lists?|"
    r"subsidiar\w+|portfolio|military|customers?|board)\b"
    r"|其他(?:公司|企业)|别的公司|对外|清单|名单|子公司|参股|军"
)
_WORTH_A_LOOK = re.compile(
    rf"{_NO}|first|debut|newcomer|new name|new (?:for|to) us|strangers|0|[没无未不非素初首头第]|新面孔"
)
_LATER = re.compile(
    r"\b(?:but|except|though|however|still bound|uncalled|binding)\b"
    r"|但|不过|除了|可(?=前年|去年|以前|是)|签过|有约束力|[未没]到期|未缴|还有|仍有"
)


def first_deal(scope: Scope) -> Iterator[Mention]:
    """Yield that there was no earlier interest, with the words that say so."""
    starts = scope.sentence_starts
    for index, start in enumerate(starts):
        first, last = scope.sentence_of(start)
        if not _WORTH_A_LOOK.search(scope.text, first, last) or _LATER.search(scope.text, first, last):
            continue
        found = _first(scope, first, last) or _neither(scope, first, last) or _held_none(scope, first, last)
        if found is None and index + 1 < len(starts):
            found = _halves(scope, first, scope.sentence_of(starts[index + 1])[1], last)
        if found is not None:
            yield Mention(FACT, False, *found, raw=True)


def _first(scope: Scope, first: int, last: int) -> tuple[int, int] | None:
    found = _FIRST.search(scope.text, first, last)
    return found.span() if found and not scope.denied_before(found.start()) else None


def _neither(scope: Scope, first: int, last: int) -> tuple[int, int] | None:
    """Return the words of a sentence that deny both halves, said of the investor and of no other company."""
    if not _of_investor(scope, first, last):
        return None
    one = _ONE_DENIAL.search(scope.text, first, last)
    return one.span() if one else _both(scope.text, (first, last), (first, last))


def _held_none(scope: Scope, first: int, last: int) -> tuple[int, int] | None:
    """Return the words of a sentence by which the investor held nothing, where no commitment is spoken of."""
    if _OURS.search(scope.text, first, last) is None or _ELSEWHERE.search(scope.text, first, last):
        return None
    found = _NEVER_HELD.search(scope.text, first, last)
    return found.span() if found and not _COMMITMENT.search(scope.text) else None


def _halves(scope: Scope, first: int, last: int, middle: int) -> tuple[int, int] | None:
    """Return the words of two sentences of which each denies one half."""
    return _both(scope.text, (first, middle), (middle, last)) if _of_investor(scope, first, last) else None


def _of_investor(scope: Scope, first: int, last: int) -> bool:
    """Tell whether words speak of the investor: it is named, or nobody is, and nothing is said of others."""
    if _ELSEWHERE.search(scope.text, first, last):
        return False
    return _OURS.search(scope.text, first, last) is not None or not _TARGETS.match(scope.text, first)


def _both(text: str, of_held: tuple[int, int], of_bound: tuple[int, int]) -> tuple[int, int] | None:
    held, bound = _NOT_HELD.search(text, *of_held), _NOT_BOUND.search(text, *of_bound)
    if held is None or bound is None:
        return None
    return min(held.start(), bound.start()), max(held.end(), bound.end())
