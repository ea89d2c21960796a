"""Checks against the lists of the United States that cover the target and its owners, and found nothing.

Such a check is worded in every way there is; what it takes is the same: the lists, the owners, and
the word that nothing was found, in one sentence or in two of which the first names the lists. Each
part is looked for by itself, and the whole counts only where nobody hedges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.reader.clearing import settled, unhedged
from assistant.reader.doubt import OPEN, is_doubtful
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

FACT = "on_us_list"
_LISTS = re.compile(
    r"\b(?:black)?lists?\b|\bblacklisted\b|\bdatabases?\b|\bdesignat(?:ed|ions?)\b|\bsanctions?\b"
    r"|\blist(?:ings?|ed by)\b"
    r"|\b(?:sanctions|restricted[- ]party) (?:screening|checks?|searches)\b|名单|清单|黑榜|制裁|数据库"
)
_OWNERS = re.compile(
    r"(?<![a-z])(?:owners?|ownership|(?:share|stock|equity )?holders?|"
    r"(?:who|that|whoever|those|anyone who) owns? (?:it|them)|"
    r"(?:people |anyone |anybody |those )?(?:behind|above) (?:it|them)|share register|cap table|ubos?|"
    r"backers?|stockholders?|proprietors?)(?![a-z])"
    r"|股东|老板|拥有人|所有权人|股权持有|持股方|出资人|出资方|所有人|持有人|持股人|所有者|背后的人|实控人|实际控制人|最终受益人"
)
_NOTHING = re.compile(
    r"\b(?:clean|clear|negative|nothing|nil|zero|blank|unlisted|"
    r"no (?:hits?|match(?:es)?|listing|findings?|results?|flags?|red flags?|records?|entry|entries|trace|"
    r"(?:u[.·]?s[.·]?|american) (?:(?:black)?lists?|designations?|sanctions?|databases?))|"
    r"not there|empty|neither|nobody|no one|not one|not a single|not on|not named|nor|silent|absent from|"
    r"free (?:of|from)|on none|nowhere|off (?:every|all|the|any)|"
    r"pass(?:es|ed)? (?:all |the |every |our |a )*(?:u[.·]?s[.·]?|american|sanctions|"
    r"restricted|screening|list)|"
    r"cleared (?!customs)|never been (?:put |listed |placed )?on|without (?:a single|"
    r"any|one)|"
    r"unlisted by|hit-free|found neither|(?:do|does|did)(?: not|n't) (?:figure|"
    r"appear|show|feature|turn up|name|list|carry|contain|include)|"
    r"aren't|isn't|on no|not listed|contain neither|none of|outside every|not on any)\b"
    r"|(?:hits?|match(?:es)?):? (?:\w+ )?0\b"
    r"|命中[^，。；]{0,4}[无零0]|无命中|零命中|未命中|没有?(?:一个|任何)?命中|没见着|未遭|未列于|未被?列|均未列|列名[^，。；]{0,2}无|无一列名|没(?:被)?列过|没列名|不属于|(?:筛查|核查)(?:均|都|全|也)?(?:已)?(?:通过(?!率)|过了)|通过了?[^，。；]{0,10}(?:筛查|核查)|未见|查不到|查无|不含|不在|未列入|没上过|未上|没有上|"
    r"没进过|榜上无名|没有?记录|无记录|无异常|未被列|没被列|没有被列|没列|干净|清白|均无|都?没有|无一|(?:标的|公司|股东)[：:]?无"
)
_TARGET = re.compile(
    r"\b(?:it|its|itself|them|they|their|target|compan(?:y|ies)|firm|issuer|checks?|screening|everyone|"
    r"nor (?:are|is) (?:the|its|their)|"
    r"(?:owners|shareholders|holders) included|including (?:the )?(?:owners|shareholders))\b"
    r"|它|其|该|标的|目标|公司|企业|工厂|筛查|target"
)
_OTHERWISE = re.compile(
    r"\b(?:except\w*|but|however|though|while|apart from|other than|only|some|part(?:ly|ial)?|most|not all|"
    r"pending|(?:one|two|three|four|\d) of|direct (?:owners?|shareholders?|holders?)|yet to|still|until|else|"
    r"(?:nothing|no word|no answer) (?:on|about|from)|received|available|provided|"
    r"(?:not|never|nobody) (?:screened|checked|looked)|"
    r"(?:company|target|firm|itself)(?: itself)? (?:is|was) (?:listed|on (?!no|none)|not(?=[.,;]))|"
    r"(?:company|target|firm|it)(?: itself)? (?:is|was|does)(?=\W*(?:[.,;]|$))|"
    r"(?:owners?|shareholders?|holders?|parent) (?:is|are|was|were|does|do) (?!n.t|"
    r"not|neither|on no|clean|clear|negative|free|absent|unlisted|nowhere)\w+)\b"
    r"|(?:股东|老板|公司|标的)[^，。；]{0,10}(?<![没无不未])在[^，。；]{0,8}(?:名单|清单)(?:上|中|里)(?![^，。；]{0,6}[没无未不])"
    r"|未查|没查|再查|列全|待查|直接(?:股东|持股)|除|只有|部分|尚未|还没|待|有一|其中|但|却|不过|而|(?:股东|老板)[^，。；]{0,4}(?<![没无不未])(?:有|在)(?!任何|美国)"
)
_APPEARS = re.compile(r"\b(?:appears?|is) (?:in|on)(?! (?:none|no|not|any)\b)")
_NOBODY = re.compile(r"\b(?:neither|none|nobody|no one|not one|not a single|no (?:\w+ )?owners?|nor|never)\b")


def list_checks(scope: Scope) -> Iterator[Mention]:
    """Yield a "no" for each sentence, or two, that tell of such a check."""
    if _LISTS.search(scope.text) is None or _OWNERS.search(scope.text) is None:
        return
    sentences = [scope.sentence_of(start) for start in scope.sentence_starts]
    spans = [*sentences, *((a[0], b[1]) for a, b in pairwise(sentences) if _names_only(scope, *a))]
    for first, last in spans:
        parts = [pattern.search(scope.text, first, last) for pattern in (_LISTS, _OWNERS, _TARGET, _NOTHING)]
        if not all(parts) or _OTHERWISE.search(scope.text, _with_before(scope, first), last):
            continue
        if _is_listed(scope, first, last):
            continue
        begin = min(part.start() for part in parts if part)
        end = max(part.end() for part in parts if part)
        if settled(scope, FACT, begin, end) and unhedged(scope, end - 1, end):
            yield Mention(FACT, False, begin, end, raw=True)


def _is_listed(scope: Scope, first: int, last: int) -> bool:
    """Tell whether a sentence says of somebody that it is on a list, with nobody denied before it."""
    appears = _APPEARS.search(scope.text, first, last)
    return appears is not None and not _NOBODY.search(scope.text, first, appears.start())


def _names_only(scope: Scope, first: int, last: int) -> bool:
    """Tell whether a sentence names the lists and not what was found: "Checked against all U.S. lists."."""
    if OPEN.search(scope.text, first, last) or is_doubtful(scope.text[first:last], ""):
        return False
    return _LISTS.search(scope.text, first, last) is not None and not _NOTHING.search(scope.text, first, last)


def _with_before(scope: Scope, first: int) -> int:
    """Return where a sentence begins, with what stands before a semicolon: "on one; the rest is clear"."""
    before = scope.text[:first].rstrip()
    return scope.sentence_of(len(before) - 1)[0] if before.endswith((";", "；")) else first
