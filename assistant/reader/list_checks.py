"""Checks against the lists of the United States that cover the target and its owners, and found nothing.

Such a check is worded in every way there is; what it takes is the same: a list, the owners, and
in the same sentence the word that nothing was found. Each part is looked for by itself, and the
whole counts only where nobody hedges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reader.clearing import settled
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

FACT = "on_us_list"
_LISTS = re.compile(r"\blists?\b|\bblacklists?\b|名单|清单")
_OWNERS = re.compile(
    r"(?<![a-z])(?:owners?|shareholders?|holders?|behind (?:it|them)|share register|cap table)(?![a-z])"
    r"|股东|出资人|所有人|持有人|所有者"
)
_NOTHING = re.compile(
    r"\b(?:clean|clear|negative|nothing|nil|no (?:hits?|match(?:es)?)|not there|empty|neither|not on|nor|"
    r"aren't on|on none|not listed|contain neither|none of|outside every|not on any)\b"
    r"|无命中|零命中|没见着|未见|不在|未列入|没上过|未上|没有上|没进过|没有命中|干净|均无|都没有|无一|查无"
)
_TARGET = re.compile(
    r"\b(?:it|its|itself|them|they|their|target|compan(?:y|ies)|firm|issuer|checks?|screening|everyone|"
    r"nor (?:are|is) (?:the|its|their))\b"
    r"|它|其|该|标的|目标|公司|企业|工厂|筛查|target"
)
_OTHERWISE = re.compile(
    r"\b(?:except\w*|but|however|though|while|apart from|other than|only|some|part(?:ly|ial)?|most|not all|"
    r"pending|one of|yet to|still|until|else|appears? (?:in|on))\b"
    r"|除|只有|部分|尚未|还没|待|有一|其中|但|却|不过|而"
)


def list_checks(scope: Scope) -> Iterator[Mention]:
    """Yield a "no" for each sentence that tells of such a check."""
    for start in scope.sentence_starts:
        first, last = scope.sentence_of(start)
        parts = [pattern.search(scope.text, first, last) for pattern in (_LISTS, _OWNERS, _TARGET, _NOTHING)]
        if not all(parts) or _OTHERWISE.search(scope.text, _with_before(scope, first), last):
            continue
        begin = min(part.start() for part in parts if part)
        end = max(part.end() for part in parts if part)
        if settled(scope, FACT, begin, end):
            yield Mention(FACT, False, begin, end, raw=True)


def _with_before(scope: Scope, first: int) -> int:
    """Return where a sentence begins, with what stands before a semicolon: "on one; the rest is clear"."""
    before = scope.text[:first].rstrip()
    return scope.sentence_of(len(before) - 1)[0] if before.endswith((";", "；")) else first
