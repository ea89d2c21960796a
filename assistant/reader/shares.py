"""Shares of ownership, and whose they are: the stake, all foreigners', the Chinese side's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.reader.numerals import NUMBER, chinese_number, number
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

_PERCENT = re.compile(
    rf"{NUMBER}\s?(?:%|percent\b|per cent\b|pct\b)|百分之([\d一二三四五六七八九十百]+)"
    r"|(?<![\d第])([一二三四五六七八九])成(?![立为本品员果功交长都])(半)?"
)
_WORDED = (
    (re.compile(r"\bone[- ]third\b|\ba third of\b|三分之一"), 100 / 3),
    (re.compile(r"\btwo[- ]thirds\b|三分之二"), 200 / 3),
    (re.compile(r"\b(?:buy|take|hold|acquire|for|of) a fifth\b|五分之一"), 20.0),
    (re.compile(r"\b(?:buy|take|hold|acquire|up) a tenth\b|十分之一"), 10.0),
    (re.compile(r"\b(?:buy|take|hold|acquire|for) a twentieth\b|二十分之一"), 5.0),
    (re.compile(r"\ba quarter of\b|\bone[- ]quarter\b|四分之一"), 25.0),
    (re.compile(r"\bthree[- ]quarters\b|四分之三"), 75.0),
    (re.compile(r"\bhalf (?:ours|each)\b|\bhalf of (?:the|its|their|this|that)\b"
    r"(?! (?:revenue|income|sales|time|"
    r"staff|people|output))|\b50[/:-]50\b|五五开|一半(?:的?股)"), 50.0),
)  # fmt: skip
_WHOLE = re.compile(
    r"\bwholly (?:foreign[- ])?owned\b(?! (?:subsidiary of|by))|\bwfoe\b"
    r"|\b(?:buy|acquire|purchase|take)\w*(?: over)? (?:all of (?:it|the (?:company|"
    r"shares))|all (?:the |its )?shares|the whole|"
    r"the entire|outright)\b|\bthe whole of (?:a|an|the|it|its|their|this)\b"
    r"|(?:外商|外资|美资)独资|独资(?:企业|公司|建|设|办)|own(?:s|ed)? (?:it )?(?:outright|all of it)\b"
    r"|全资(?:收购|买|设|建|控股)|(?:全部|所有)(?:的)?(?:股权|股份)(?!.{0,4}(?:均|都)?(?:未|不|没))"
)
# A new enterprise that is all the investor's.
_ALL_FOREIGN = re.compile(
    r"\bwholly foreign[- ]owned\b|\bwfoe\b|(?<!个人)(?<!国有)(?<!中方)独资(?!还是|或)"
    r"|\bwholly owned (?:by us|\w+ ?(?:factory|plant|enterprise|operation|company|facility|factory|site))\b"
    r"|\bwholly owned (?:factory|plant|enterprise|operation|company|facility|site)\b"
)
# Two sides with a half each.
_HALVES = re.compile(
    r"\b(?:50[/:-]50|fifty[- ]fifty|half (?:ours|each)|half and half)\b"
    r"|五五|对半|各(?:出|占|持)?一半|一边一半|各半"
)
_JOINT = re.compile(
    r"\bjoint(?:ly)?\b|\bjvs?\b|\bpartners?hip\b|合资|合办|联合成立|一起(?:成立|设立|办)|共同(?:设立|出资|成立)"
)
_FOREIGN = re.compile(
    r"\bforeign (?:share|ownership|equity|stake|side|party|parties|partners?|holders?|holdings?|"
    r"investors?|shareholders?)\b|\b(?:american|u[.·]?s[.·]?) side\b"
    r"|外资(?:比例|合计|持股)?|外方|美方|合资[^，。；]{0,6}(?:占|持)|我方[^，。；]{0,4}(?:持股|占)"
)
_CHINESE = re.compile(
    r"\b(?:chinese|local|state) (?:partner|side|party|parties|shareholders?|founders?|"
    r"persons?|investors?|founder)\b|中方|国企|国资|内资|中国(?:股东|人|籍)"
)
# A figure that is no share of a company: of tax, of what comes in, of what is made.
_NO_SHARE_BEFORE = re.compile(
    r"\b(?:tax|rate|revenue|turnover|income|profit|credit|sales|duty|vat|floor|"
    r"price|discount|capex|opex|interest of|yield|coupon|growth|"
    r"margin|purity|efficiency|expens\w+|spending|cit)\b[^,;]{0,20}$"
    r"|(?:税|收入|营收|利润|抵免|利率|率|价|费用|开支|支出|年息|利息|增长|毛利|折|分成|分享|纯度|效率|良率|业务)[^，；]{0,8}$"
)
_NO_SHARE_AFTER = re.compile(
    r"\W*(?:(?:of|on|in|its|their|the|all|annual|net|total|corporate|enterprise|"
    r"yearly|reduced|preferential|group) )*"
    r"(?:tax|rate|revenue|turnover|income|profit|credit|sales|duty|vat|floor|"
    r"price|discount|capex|opex|expens\w+|interest\b(?! in)|coupon|"
    r"annual|per (?:year|annum)|capital expenditure|operating|yield|off\b|"
    r"(?:lender|participant)s? vote|u[.·]s[.·] (?:space )?stocks|"
    r"of (?:our|the|its|group|net|all|total|his|their) (?:\w+ )?(?:votes?|sales|revenue|income|spending|"
    r"costs|expenditure|operating)|of (?:the |"
    r"its )?(?:orders|customers|staff|output|work|shipments|business|loan|purchase))"
    r"|的?(?:企业|优惠|年|净|总)?(?:所得)?(?:税|收入|营收|利润|抵免|利率|率|价|的?(?:客户|订单|产能|产量|营业|费用|资本))"
    r"|(?:卖|销|投)(?:给|往|中国|向)"
)
# A bound is no figure: "below 1%", 不超过25%.
_BOUND_BEFORE = re.compile(
    r"\b(?:up to|at most|less than|under|below|over|more than|at least|above|"
    r"maximum|max|minimum|exceed\w*|cap(?:ped)? (?:of|at)|whether)\s*(?:the )?$"
    r"|(?:不到|不足|不超过|不超|至多|最多|至少|超过|高于|低于|大于|小于|上限|是否|多于)[^\d]{0,3}$"
)
_BOUND_AFTER = re.compile(
    r"\s?(?:or (?:more|less)|and (?:above|over)|以下|以上|及以上|红线|门槛|的上限|规则|rule\b|"
    r"threshold|test\b)"
)
# Who else holds it: an owner of the target, or the target itself in another company.
_HELD_BY_OTHERS = re.compile(
    r"(?:股东|二股东|母公司|创始人|创办人|实控人|实际控制人|被[^，；]{0,16}(?:收购|持有|买)|国家队|地方国资|团队持|管理层|员工持股|其余|另外)[^，；]{0,22}$"
    r"|\b(?:shareholders?|holders?|parent|founders?|founder-ceo|another (?:fund|"
    r"investor)|other investors?|state|government|employees?|management|seller|"
    r"remaining)\b[^,;]{0,40}$"
    r"|\b(?:already|since (?:19|20)\d\d)\b[^.;]{0,40}\b(?:owns?|holds?|owned|held)\b[^,;]{0,10}$"
    r"|\b(?:portfolio|cap table|owners?)\b[^.;]{0,50}$|(?:已经?|现|早已)持(?:有|股)?[^，；]{0,6}$"
    r"|\b(?:is|was|are) (?:already )?(?:\d+\S* )?(?:owned|held)\b[^,;]{0,30}$"
)
# An owner who sells to the investor: "the founders would sell us 18%".
_SOLD_TO_INVESTOR = re.compile(
    r"\b(?:sell(?:s|ing)?|sold|transfer\w*|offer\w*|issue[sd]?)(?: to)? (?:us|me|"
    r"our (?:fund|company|client|firm)|the (?:fund|investor))\b[^,;]{0,16}$"
    r"|(?:卖|售|转让|转|让)给?(?:我们|我方|我司|本公司|本基金)[^，；]{0,6}$"
)
_OF_SHARES = re.compile(
    r"\s?(?:of (?:the |its )?)?(?:preferred|ordinary|shares|equity|common|stock)\b"
    r"|的?(?:股权|股份|普通股|优先股)"
)
_WANTS = re.compile(
    r"\b(?:wants?|takes?|to (?:take|buy|acquire|get)|would (?:like|take)|buys?|become|becoming|be) "
    r"(?:an? )?$|(?:拟|将|想|要)(?:参|持)股$"
)
_OWNED_BY = re.compile(
    r"\W*(?:(?:is |are |was |being )?(?:owned|held|controlled) by\b(?! (?:us|"
    r"our|the fund|the investor))|\W*owners?\b|shareholder\b|-owned\b(?! by us))"
    r"|\s?的?(?:股东|大股东|控股股东)"
)
_HOLDS = re.compile(r"\b(?:holds?|owns?|has|holding|owning|retain\w*|keeps?)\b|持有|持股|控股|握有|参股|占")
_ACQUIRES = re.compile(
    r"\b(?:buy|buys|buying|bought|acquir\w+|purchas\w+|tak(?:e|es|ing)|took|get(?:s|"
    r"ting)?|invest\w*|subscrib\w+|for|stake|shares?|equity|pick(?:ing)? up)\b"
    r"|投|(?:拟|将|计划|打算|准备|想|要)[^，]{0,4}[参持]股|收购|购|买|入股|取得|认购|增资|拿|换|接|受让|领投|让出|占股|合计占|投完占|出资"
)


_BUYING_FOR = re.compile(r"\b(?:for|buys?|take|acquire) $|(?:买|购|认购|换)[^，]{0,3}$")
_BUYING = re.compile(
    r"\b(?:buy|buys|buying|bought|acquir\w+|purchas\w+|tak(?:e|es|ing)|took|invest\w*)\b|投|收购|购|买|入股|取得|认购"
)


_NO_HOLDER = re.compile(
    r"[，,：: ]*(?:新公司|合计|共|约|将)?(?:占股?|持股|持有)(?:比例|了|约|为)?(?:大约|约)?"
)


@dataclass(frozen=True)
class Figure:
    """A share in percent, with the words it stands in."""

    value: float
    start: int
    end: int


def shares(scope: Scope) -> Iterator[Mention]:
    """Yield the shares of ownership in a text, the likeliest stake first."""
    roles = [(role, figure, rank) for figure in figures(scope.text) for role, rank in _roles(scope, figure)]
    for fact, figure, _ in sorted(roles, key=lambda entry: entry[2]):
        value = (
            100.0 - figure.value if fact == "foreign_share" and _is_chinese(scope, figure) else figure.value
        )
        yield Mention(fact, value, figure.start, figure.end)
    if not any(role == "foreign_share" for role, *_ in roles):
        yield from _foreign_share(scope, [figure for role, figure, _ in roles if role == "stake"])


def _foreign_share(scope: Scope, bought: list[Figure]) -> Iterator[Mention]:
    """Yield what all foreigners hold, where the words leave only one reading.

    All of it: in an enterprise wholly foreign-owned, or bought whole. A half: where two sides have one each.
    What the Chinese side does not keep: where both parts are stated. The one share in a joint venture.
    """
    for pattern, value in ((_ALL_FOREIGN, 100.0), (_HALVES, 50.0)):
        for match in pattern.finditer(scope.text):
            if scope.polarity(*match.span()) == "affirmed":
                yield Mention("foreign_share", value, match.start(), match.end())
                return
    ours = _complement(scope) or (bought[0] if _is_only_share(scope, bought) else None)
    if ours is not None:
        yield Mention("foreign_share", ours.value, ours.start, ours.end)


def _complement(scope: Scope) -> Figure | None:
    """Return the share that is left to the investor beside that of the Chinese side, if both are stated."""
    stated = list(figures(scope.text, whole=False))
    for figure in stated:
        if _is_chinese(scope, figure):
            rest = [other for other in stated if abs(other.value + figure.value - 100.0) < 1e-9]
            others = [other for other in rest if other is not figure and not _is_chinese(scope, other)]
            if others and len(stated) == 2:
                return others[0]
    return None


def _is_only_share(scope: Scope, bought: list[Figure]) -> bool:
    values = {figure.value for figure in bought}
    if len(values) != 1:
        return False
    stated = {figure.value for figure in figures(scope.text)}
    return values == {100.0} or (stated == values and _JOINT.search(scope.text) is not None)


@lru_cache(maxsize=8)  # a text is asked for its figures several times
def figures(text: str, *, whole: bool = True) -> tuple[Figure, ...]:
    """Return every share worded in a text, in percent; with `whole` also "wholly owned" and the like."""
    return tuple(_figures(text, whole=whole))


def _figures(text: str, *, whole: bool) -> Iterator[Figure]:
    for match in _PERCENT.finditer(text):
        value = _value(match)
        if value <= 100:
            yield Figure(value, match.start(), match.end())
    for pattern, value in (*_WORDED, (_WHOLE, 100.0)) if whole else _WORDED:
        for match in pattern.finditer(text):
            yield Figure(value, match.start(), match.end())


def _value(match: re.Match[str]) -> float:
    digits, percent, tenths, half = match.groups()
    if digits:
        return number(digits)
    return float(chinese_number(percent)) if percent else chinese_number(tenths) * 10 + (5.0 if half else 0.0)


def _roles(scope: Scope, figure: Figure) -> Iterator[tuple[str, int]]:
    """Yield what a figure may be, with a rank: the lower, the likelier."""
    first, last = scope.clause_of(figure.start)
    before, after = scope.text[first : figure.start], scope.text[figure.end : max(last, figure.end) + 20]
    if _is_no_share(scope, figure, before, after):
        return
    near = before[-30:]
    if _CHINESE.search(near):
        yield "foreign_share", 0
        return
    if _FOREIGN.search(near + scope.text[figure.start : figure.end] + after[:12]):
        yield "foreign_share", 0
        return
    acquires = _ACQUIRES.search(before + scope.text[figure.end : last]) is not None
    acquires = acquires or _SOLD_TO_INVESTOR.search(before) is not None
    acquires = acquires or _goes_on(scope, figure, before)
    holds = _HOLDS.search(near) is not None
    if holds and not acquires and scope.subject(figure.start) != "investor":
        return  # "it holds 44% of a packaging house"
    yield "stake", 0 if acquires else 1


def _goes_on(scope: Scope, figure: Figure, before: str) -> bool:
    """Tell whether a share without a holder of its own is that of a purchase before it: 想投…，占一成."""
    if _NO_HOLDER.fullmatch(before) is None:
        return False
    earlier = scope.text[scope.sentence_of(figure.start)[0] : scope.clause_of(figure.start)[0]]
    return not earlier.strip("：:，, ") or len(earlier) < 4 or _BUYING.search(earlier) is not None


def is_bound(text: str, start: int, end: int) -> bool:
    """Tell whether a figure is a bound: "at most 30%"."""
    before, after = text[max(0, start - 24) : start], text[end : end + 20]
    return bool(_BOUND_BEFORE.search(before) or _BOUND_AFTER.match(after))


def _is_no_share(scope: Scope, figure: Figure, before: str, after: str) -> bool:
    if is_bound(scope.text, figure.start, figure.end):
        return True
    if _OF_SHARES.match(after) and _BUYING_FOR.search(before[-12:]):
        return False  # "RMB 84m for 14% of the preferred"
    return _is_other_figure(before, after) or _is_held(scope, figure, before, after)


def _is_other_figure(before: str, after: str) -> bool:
    """Tell whether a figure is one of tax, income, price or the like."""
    worded = before[-30:]
    told = _NO_SHARE_BEFORE.search(worded) is not None and _BUYING.search(worded[-18:]) is None
    return told or _NO_SHARE_AFTER.match(after) is not None


def _is_held(scope: Scope, figure: Figure, before: str, after: str) -> bool:
    """Tell whether a share is held by somebody else than the investor."""
    if _SOLD_TO_INVESTOR.search(before):
        return False
    if _WANTS.search(before):
        return scope.polarity(figure.start, figure.end) == "open"
    near = before[-24:] if _ACQUIRES.search(before[-24:]) else before
    if _OWNED_BY.match(after) or _HELD_BY_OTHERS.search(near):
        return True
    return scope.polarity(figure.start, figure.end) == "open"


def _is_chinese(scope: Scope, figure: Figure) -> bool:
    first, _ = scope.clause_of(figure.start)
    return _CHINESE.search(scope.text[first : figure.start][-30:]) is not None
