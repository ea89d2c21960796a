"""What the target's holdings bring and cost, and what the Chinese side holds (31 CFR 850.209, 850.221).

"57% of its revenue comes from a Zhuhai subsidiary": a figure counts only where its measure is named
beside it and a company that the target holds is spoken of; what a customer brings is no holding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reader.clearing import unhedged
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope
from assistant.reader.shares import Figure, figures, is_bound
from assistant.reader.thresholds import highest
from corpus import Corpus

CHINESE_SHARE = "target_coc_share"
_MEASURES = {
    "holding_capex_share": r"\bcapex\b|\bcapital (?:expenditures?|spending|outlays?)\b|资本性?(?:支出|开支)",
    "holding_opex_share": r"\bopex\b|\boperating (?:expenses?|costs?|expenditures?)\b"
    r"|(?:营业|经营|运营)(?:费用|支出|成本|开支)",
    "holding_income_share": r"\bnet (?:income|profits?|earnings)\b|净利润?",
    "holding_revenue_share": r"\b(?:revenues?|sales|turnover)\b|营业收入|营收|收入",
}
_MEASURE = re.compile("|".join(f"(?P<{fact}>{words})" for fact, words in _MEASURES.items()))
_OF = re.compile(r" of (?:its |the |their |group |total |consolidated |yearly |annual )*")
_HELD = re.compile(
    r"\b(?:affiliate|subsidiary|associate|holds?|owns?|stake|controls)\b|持有|参股|子公司|联营|控股"
)
_FROM = re.compile(
    r"\b(?:from|through|via|stood for|accounts? for|accounted for|attributable|contribut\w+)\b"
    r"|来自|经由|归属|贡献|占"
)
_CUSTOMERS = re.compile(
    r"\b(?:customers?|clients?|exports?|navy|army|government|orders?)\b|客户|出口|订单|政府"
)
_NEAR = 20  # characters before a figure in which a Chinese measure stands
_CHINESE_SIDE = re.compile(
    r"\bchinese (?:side|partner|party|shareholders?|holders?|investors?)\b[^,;.%\d]{0,20}$"
    r"|(?:中方|中国股东|中资)(?:合计|共|一共)?(?:持股|持有|占股?|保留)?(?:比例)?(?:为)?$"
)
_NO_CHINESE = re.compile(
    r"\bno chinese (?:person|citizen|company|investor|shareholder|holder)s?\b(?: or \w+)? "
    r"(?:owns?|holds?|has) (?:a single|any|one) (?:share|stake|interest)"
)


def holdings(scope: Scope, corpus: Corpus) -> Iterator[Mention]:
    """Yield the shares of revenue, income and spending that come from companies the target holds."""
    yield from _of_the_chinese_side(scope, highest(corpus, CHINESE_SHARE))
    if _HELD.search(scope.text) is None:
        return
    for figure in figures(scope.text, whole=False):
        first, last = scope.sentence_of(figure.start)
        sentence = scope.text[first:last]
        fact = _measured(scope, figure)
        if not fact or not _FROM.search(sentence) or _CUSTOMERS.search(sentence):
            continue
        if _stated(scope, figure, highest(corpus, fact)):
            yield Mention(fact, figure.value, figure.start, figure.end)


def _measured(scope: Scope, figure: Figure) -> str | None:
    """Return what the figure is a share of: "57% of group revenue", 净利润占61%."""
    of = _OF.match(scope.text, figure.end)
    after = _MEASURE.match(scope.text, of.end()) if of else None
    if after is not None:
        return after.lastgroup
    first, _ = scope.clause_of(figure.start)
    before = list(_MEASURE.finditer(scope.text, max(first, figure.start - _NEAR), figure.start))
    chinese = [match for match in before if not match.group().isascii()]
    return chinese[-1].lastgroup if chinese else None


def _stated(scope: Scope, figure: Figure, grave: float) -> bool:
    """Tell whether a figure is stated for certain; one that may clear, because it is not `grave`, plainly."""
    if is_bound(scope.text, figure.start, figure.end):
        return False
    plain = figure.value > grave or unhedged(scope, figure.start, figure.end)
    return plain and scope.polarity(figure.start, figure.end) == "affirmed"


def _of_the_chinese_side(scope: Scope, grave: float) -> Iterator[Mention]:
    for figure in figures(scope.text, whole=False):
        first, _ = scope.clause_of(figure.start)
        if _CHINESE_SIDE.search(scope.text[first : figure.start]) and _stated(scope, figure, grave):
            yield Mention(CHINESE_SHARE, figure.value, figure.start, figure.end)
    for match in _NO_CHINESE.finditer(scope.text):
        if unhedged(scope, *match.span()):
            yield Mention(CHINESE_SHARE, 0.0, match.start(), match.end())
