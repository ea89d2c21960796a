"""Which of the dates in a text is the day on which the deal is completed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from assistant.reader.dates import FoundDate
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

_COMPLETION = re.compile(
    r"(?<![a-z])(?:clos(?:e|es|ed|ing)|complet[a-z]+|settle[a-z]*|transfer date"
    r"|bought|acquired|purchased|wired|got(?= (?:my|our|the|\d))|came in with"
    r"|did (?:this|the deal)"
    r"|took(?= (?:an? |the |up |over )*(?:\d|stake|share|interest)))(?![a-z])"
    r"|\b(?:pass(?:es)? to|put in|pay(?:s|ment)?)\b"
    r"|\b(?:(?:it|they|employer|company) grants?|(?:is|are|was|were|be) granted)\b|授予"
    r"|(?:在|与|跟|和|同)[^，。；\d]{1,16}(?:成立|设立|新设|建立)了(?!基金|本)"
    r"|拿到手|到手|做完|打款|付款|钱到|股到|交股|登记股份|交割|完成|成交|交易日|过户|转移|缴付|取得|出资|收购|购入|买入|入股|受让|到账|转(?:为|成)[^，。；]{0,4}股|转股"
)
_NOT_COMPLETION = re.compile(
    r"\b(?:catalogue|rules?|edition|sign(?:ed|ing)?|commitment|(?<!shares )(?<!shares were )issued|"
    r"published)\b"
    r"|目录|版|签署|签订|签约|签了|签(?=[，。；]|$)|认购的|承诺|发布|公布|修订"
)
_THE_TARGET = re.compile(
    r"\b(?:target|it|they|the (?:company|firm|start-?up))\b|目标|标的|它|(?<![本我])公司|(?<![本我])企业"
)
_FOUNDED = re.compile(
    r"\b(?:founded|established|formed|incorporated|organi[sz]ed|born|registered since|in business)\b"
    r"|成立(?!了)|创立|创办|注册于|出生|设立(?!了)"
)
_PAID_FOR = re.compile(r"(?:(?<=wired)|(?<=paid)) and issued\b")  # what is paid for is had
# A rule takes effect, and so may a transfer.
_TAKES_EFFECT = re.compile(r"\b(?:effect(?:ive)?|in force)\b|生效|施行")
_LEGAL = re.compile(
    r"\b(?:rules?|catalogue|list|part \d+|law|act|regulations?|edition|provisions?|cfr)\b"
    r"|目录|清单|规则|办法|[^方合]法(?!国)|条例|版|规定|新规|850"
)
# Another's closing, an earlier round, or a date that was missed: none of them is this deal's.
_ANOTHER_CLOSING = re.compile(
    r"\b(?:was planned|planned(?! (?:for|on)\b)|originally|should have|slipped|postponed|tranches?|"
    r"our (?:first |second |last )?fund|previous round|last round|sellers?|its own|their own)\b"
    r"|原定|推迟|延期|上一轮|首期|第一期|卖方|原计划"
)
# Whoever buys where a sentence begins with it: "A Delaware fund bought 30% of …".
_BUYER = re.compile(
    r"\W*(?:an?|one|our) (?:(?!target)[\w·'-]+ ){0,4}"
    r"(?:fund|corporation|partnership|university|citizen|investor)\b"
)
_CONTINGENT = re.compile(
    r"\b(?:notes?|bonds?|safes?|warrants?)\b[^,;.]{0,12}\b(?:bought|purchased|subscribed)\b|认购[^，。；]{0,6}可转债"
)
# What says of a day gone by that it is this deal's, whoever is named before it.
_THIS_DEAL = re.compile(
    r"\b(?:closing|completion|all done|(?:the|this|our) (?:share )?(?:deal|transaction|purchase|investment|"
    r"acquisition|sale))\b"
    r"|\b(?:clos|complet|settl)ed (?:on|in|at|last)\b|交割|成交|过户|本次|这笔|此次|该(?:交易|笔)"
)
# What says that more is to be bought: then what was bought before is not the deal that is asked about.
_MORE_TO_COME = re.compile(
    r"\b(?:further|another|additional(?:ly)?|again|add|top(?:ping)? up|follow-on|second|will|plans?|wants?|"
    r"intends?|propos\w+|consider\w*|shall|going to|would like|about to|(?:next|new|coming) round|"
    r"round (?:two|three|[2-9])|series [b-z]|separate|"
    r"(?:we|and|who) (?:buy|take|acquire|subscribe|invest)|now (?:we|buy|buying|are|it|on|for|"
    r"offer\w*|invest\w*|tak\w+))\b"
    r"|再(?!没|未|无|也)|追加|增持|又|现在(?!心|担心|不放心|问|睡)|要增资|[b-z]轮|新股|下一?轮|现拟|拟|打算|准备|后续|新一轮|加码|跟投|计划|想"
)
NEAR = 6  # characters between two dates that are one
_REACH = 80  # characters before a date in which its closing is named
_REACH_AFTER = 40  # and after it
_OF_A_DEAL = re.compile(
    r"\b(?:buy|buys|buying|acquir\w+|purchas\w+|subscrib\w+|invest(?:s|ing)?|tak(?:e|es|ing)|get|gets|enters?|"
    r"converts?|drawn|drawdown|settl\w+|distributed|transfer\w*|come over|hand me|pay me|granted|join|pay us|"
    r"shares?|stake|units|notes?|safe|date|holding|options)\b|\d\s?(?:%|percent|per cent)"
    r"|结算|放款|到账|生效|登记|变更|付款|缴资|缴付|注资|拿地|起租|成立|设立|新建|认购|受让|收购|购买|买入?|入股|增资|"
    r"成为股东|变成股东|convert|取得|投资|参股|出资|转股|签字|持股|交付|授予"
)
_ANOTHER_EVENT = re.compile(
    r"\b(?:due|deadline|expir\w+|launch\w*|visit\w*|meet\w*|call|conference|trip|wedding|hearing|until|valid|"
    r"reply|answer|report|file|filing|review|board)\b"
    r"|截止|到期|发射|会议|开会|出差|结婚|之前|以前|前(?:要|须|必须)|答复|申报|审查|有效"
)
_ASIDE = re.compile(r"[（(][^）)]*[）)]")  # "on 3 July we (a Virginia fund) closed"
_COMMA = re.compile(r"[,，;；]")


def completion_dates(scope: Scope, named: Iterable[FoundDate], today: date) -> list[Mention]:
    """Return those of a text's dates worded as the day of closing; where a day is named, no periods.

    Where none is, a day to come is taken whose sentence speaks of the deal: it can only put the deal
    under the rule.
    """
    named = list(named)
    # Words before an earlier date speak of that, but not of "next month, on 15 December".
    since = [0, *(a.end if b.start - a.end > NEAR else 0 for a, b in pairwise(named))]
    possible = [
        (date, around)
        for date, start in zip(named, since, strict=False)
        if _may_be_closing(scope, date, around := _around(scope, date, start), today)
    ]
    found = [date for date, around in possible if any(map(_COMPLETION.search, around))]
    to_come = [date for date, _ in possible if date.day >= today]
    found = found or [date for date in to_come if _speaks_of_a_deal(scope, date)] or _only(scope, to_come)
    if any(date.exact for date in found):
        found = [date for date in found if date.exact]
    return [
        Mention("completion_date", f.day, f.start, f.end, note=None if f.exact else "approximate")
        for f in found
    ]


def _around(scope: Scope, found: FoundDate, since: int) -> tuple[str, str]:
    """Return the words before and after a date in which its closing may be named."""
    start, end = scope.sentence_of(found.start)
    before = scope.text[max(start, since, found.start - _REACH) : found.start]
    return before, _ASIDE.sub("", scope.text[found.end : end])[:_REACH_AFTER]


def _may_be_closing(scope: Scope, found: FoundDate, around: tuple[str, str], today: date) -> bool:
    start, end = scope.sentence_of(found.start)
    before, after = around
    clause = _PAID_FOR.sub("", _COMMA.split(before)[-1])
    beside = clause[-14:] + " " + _COMMA.split(after)[0][:10]
    if _NOT_COMPLETION.search(beside):
        return False
    if _TAKES_EFFECT.search(beside) and (found.day < today or _LEGAL.search(scope.text, start, end)):
        return False
    if _ANOTHER_CLOSING.search(scope.text, start, end):
        return False
    return found.day >= today or _is_past_closing(scope, found, clause[-30:] + " " + after[:12], around)


def _is_past_closing(scope: Scope, found: FoundDate, beside: str, around: tuple[str, str]) -> bool:
    """Tell whether a day gone by may be the closing: no founding day, no note's, and plainly this deal's."""
    if _FOUNDED.search(beside) or _CONTINGENT.search(scope.text[slice(*scope.sentence_of(found.start))]):
        return False  # "a fund founded in May 2015 buys 30%"; "the note bought then converts"
    # "they closed their A round last year" is an earlier deal of somebody else's
    return _is_ours(scope, found, " ".join(around))


def _speaks_of_a_deal(scope: Scope, found: FoundDate) -> bool:
    return _OF_A_DEAL.search(scope.text, *scope.sentence_of(found.start)) is not None


def _only(scope: Scope, to_come: list[FoundDate]) -> list[FoundDate]:
    """Return the one day to come of a text that tells of a deal, unless something else happens on it."""
    if len(to_come) != 1 or not to_come[0].exact or _OF_A_DEAL.search(scope.text) is None:
        return []
    sentence = scope.text[slice(*scope.sentence_of(to_come[0].start))]
    return [] if _LEGAL.search(sentence) or _ANOTHER_EVENT.search(sentence) else to_come


def _is_ours(scope: Scope, found: FoundDate, around: str) -> bool:
    """Tell whether a day gone by is plainly that of the deal asked about: it may put it before the rule."""
    if scope.says(_MORE_TO_COME, 0, len(scope.text)):
        return False
    first, last = scope.sentence_of(found.start)
    clause = max([first, *(comma.end() for comma in _COMMA.finditer(scope.text, first, found.start))])
    if _THE_TARGET.search(scope.text, clause, found.start):  # "the target opened a line in 2023, we take 10%"
        comma = _COMMA.search(scope.text, found.end, last)
        first, last = clause, comma.start() if comma else last
    verbs = [verb.start() for verb in _COMPLETION.finditer(scope.text, first, last)]
    if any(scope.subject(verb) == "investor" for verb in verbs) or _BUYER.match(scope.text, first):
        return True
    return not found.relative and _THIS_DEAL.search(around) is not None
