"""Whether words that would make a result milder are stated plainly enough to count.

A wrong "no" is the one error a screening must not make. So a denial, or a claim that lifts a
duty, counts only of the target itself, now, without hedge, condition or exception, and with
nothing after it that narrows it: "no AI" counts, "no AI for sale", "no AI yet" and "we believe it
has no AI" leave the fact open. The words are in clearing.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.reader.doubt import EARLIER, OPEN, denied_after
from assistant.reader.places import filled
from assistant.reader.scope import ACQUIRES, Scope
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("clearing.yaml")
DATED = "dated"  # tail of a commitment, which is told by its year
DEAL = "deal"  # tail of what concerns the investor or the deal: others than the target may be named
USES = ("use", "civil")  # tails of whom the products serve
NOTHING = "nothing"  # tail of "does nothing else", which must be said of a company
FIELD = "field"  # tail of a whole field: "no AI"
RIGHTS = "beyond_minority_rights"
SUPPLY = "military_supply"
LISTING = "public_security"
OWNERS_COUNT = "on_us_list"  # the one fact that must speak of owners too
_PIECE = re.compile(r"[a-z][a-z'-]*|[\u4e00-\u9fff、]+|\d+")
_INVESTOR = re.compile(
    r"\b(?:we|(?<!the )(?<!in )us) (?:nor|and|or)\b|\bour (?:fund|owners)\b|我们(?:及|和|的)|本基金"
)
_NEXT_DENIAL = re.compile(r"\b(?:and|or|nor) (?:no|not|nothing|neither|without|wants none)\b")
_SPENT = re.compile(r"\b(?:lapsed|expired|drawn|called|sister|terminated|to look at)\b|失效|已缴|过期|终止")
_SINGLE = (
    "us_lists",
    "not_us_lists",
    "things",
    "listed_investor",
    "one_product",
    "product_subject",
    "by_intent",
    "apart",
    "loan",
    "adversative",
    "lasting",
    "promised",
    "local",
    "attributive",
    "general",
    "recurring",
    "qualified",
    "remark",
)
# Three parts of a recusal, of which one may well be denied and another not; what is done is told of each.
_PART_BY_PART = ("us_person_directs", "us_person_edits_documents", "us_person_negotiates")
_STEPS = ("designs_ic", "fabricates_ic", "packages_ic")
_TAKEN_BACK = ("lp_assurance", "target_coc_government")  # which a "but" takes back too
_COMMITMENTS = ("lp_assurance", "commitment_before_2025")  # which are promises
_OF_A_SENTENCE = ("lasting", "promised", "local")  # what a sentence begins with holds for its short clauses
_VERBLESS = re.compile(r"\W*(?:no|nor|or|and|without|neither)\b|[，\s]*(?:也|亦|且|并)?(?:不|没|无|未)")
_EXCEPTIONS_COUNT = ("no_other_activity", "no_other_chip_activity")  # which mean: apart from what was named
_LIST_OF_FIELDS = re.compile(
    r"\b(?:no|not|nor|or|nothing(?: in)?|neither|without|any|,) ?(?:ai|artificial intelligence|"
    r"quantum)\b(?! (?:\w+ )?(?:for|with|has|have|is|was))"
    r"|(?:[无不没、和与或]|没有|涉及?|不做|不碰)(?:ai|人工智能|量子)(?=[、和与或，。及]|$)"
)
_OF_US = re.compile(
    r"\W*(?:(?:we|i)\b(?! (?:can |also )?(?:confirm|certify|note|record|state|say))|our\b|my\b)"
    r"|\W*(?:我们|我方|本(?:公司|基金|行|校|集团))"
)
_OF_BUYER = re.compile(r"\W*the (?:buyer|purchaser|investor|acquirer|lender) (?:is|are|has|does)\b")
_SOME_OWNERS = re.compile(
    r"\b(?:one|two|three|four|\d) of (?:its|the|their)\b|\bdirect (?:owners?|"
    r"shareholders?|holders?)\b|直接股东"
)
_OTHER_SUBJECT = re.compile(  # "its rival has no AI, no chips"
    r"\W*(?:its|the|their|an?|one) (?:[\w'-]+ ){0,2}(?:rival|competitor|parent|sister|landlord|customer|"
    r"supplier|distributor|seller|subsidiary|affiliate)s?\b"
)
_APPOSITION = re.compile(r"\W*(?:an?|one) ")
_OURS = re.compile(r"our|our fund|our side|我们|我方|本基金")
_OUR_FUND = re.compile(r"\bfund$|基金|我们")
_THE_TARGET = re.compile(
    r"\b(?:target|it|they|the (?:company|firm|start-?up|issuer))\b|标的|目标|它|其|"
    r"该公司|对方|借款(?:公司|人)|被投(?:企业|公司)|合资公司"
)
_A_COMPANY = re.compile(
    r"(?<!are )(?<!am )(?<!is )(?<!as )(?<!, )\b(?:an?|the|this) (?:[\w'-]+ ){0,5}(?:maker|"
    r"company|firm|shop|business|"
    r"start-?up|manufacturer|developer|designer|"
    r"producer|builder|operator|outfit|target)\b"
    r"|(?:投|买|购|入股|参股|贷款给|借给)[^，。；]{0,6}(?:一家|某)[^，。；]{0,16}(?:公司|企业|厂)"
)
_SUPPOSED = re.compile(
    r"\b(?:if|provided|assuming|suppos(?:e|ing)|imagine|once|unless|were it)\b"
    r"|如果|假如|倘若|倘|若(?!干)|一旦|只要|就可以说|除非"
)
_CLASS_OF_SHARES = re.compile(r"(?:listed )?[ah]-shares?\b|[ah]股")  # which are bought, not the buyer's
_ASKS = re.compile(r"[?？]\s*$|吗\s*[?？]?\s*$")


@dataclass(frozen=True)
class _Words:
    clears: dict[str, tuple[Any, str]]
    tails: dict[str, re.Pattern[str]]
    chinese: re.Pattern[str]
    chinese_use: re.Pattern[str]  # of a use, its users may be named too: 无军方客户
    found: dict[str, re.Pattern[str]]
    recurs: dict[str, re.Pattern[str]]  # what a fact is also called
    anywhere: frozenset[str]  # facts of which that counts without a "but"
    narrower: dict[str, re.Pattern[str]]  # of what else a clause speaks in which the fact is named


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = read_yaml(FILE)
    joins = raw["tails"].pop("joins")
    chinese, users = raw["tails"].pop("chinese"), raw["tails"].pop("chinese_use")
    lists = ("hedges", "conditions", "others", "exceptions", "retracted")
    found = {name: re.compile("|".join(f"(?:{p})" for p in raw[name])) for name in lists}
    found |= {name: re.compile(filled(raw[name])) for name in _SINGLE}
    return _Words(
        clears={fact: (value, tail) for fact, (value, tail) in raw["clears"].items()},
        tails={name: re.compile(rf"(?:{words}|{joins})") for name, words in raw["tails"].items()},
        chinese=re.compile(rf"(?:{chinese})*"),
        chinese_use=re.compile(rf"(?:{chinese}|{users})*"),
        found=found,
        anywhere=frozenset(raw["again_anywhere"]),
        recurs={fact: re.compile(words) for fact, words in raw["recurs"].items()},
        narrower={fact: re.compile(filled(words)) for fact, words in raw["narrower"].items()},
    )


def clears(fact: str, value: object) -> bool:
    """Tell whether this value of the fact makes a result milder."""
    entry = _words().clears.get(fact)
    return entry is not None and entry[0] is value


def settled(scope: Scope, fact: str, start: int, end: int) -> bool:
    """Tell whether the mention at `start:end` states a clearing value plainly."""
    tail = _words().clears[fact][1]
    dated = tail == DATED or fact in _COMMITMENTS
    if not _plainly_said(scope, fact, start, end, dated=dated):
        return False
    if _of_something_else(scope, fact, start) or _of_a_part(scope, fact, start, end):
        return False
    if tail == DEAL:
        return fact in _PART_BY_PART or not _taken_back(scope, end)
    if fact in _TAKEN_BACK and _taken_back(scope, end):
        return False
    later = _not_now(scope, start, end, _is_verbless(scope, start))
    return (fact in _COMMITMENTS or not later) and _of_target(scope, fact, start, end)


def _plainly_said(scope: Scope, fact: str, start: int, end: int, *, dated: bool = False) -> bool:
    """Tell whether words are meant: not supposed, hedged or excepted, not descriptive, not taken up again."""
    first, _ = scope.sentence_of(start)
    if _SUPPOSED.search(scope.text, first, start) is not None and not dated:
        return False
    if not unhedged(scope, start, end, dated=dated) or _excepted(scope, start, end):
        return False
    return not (_describes(scope, start, end) or _comes_again(scope, fact, end))


def stated(scope: Scope, rest: Scope, fact: str, start: int, end: int) -> bool:
    """Tell whether a denial that was read word by word is plain: of the target, now, without a hedge.

    Unlike `settled` it does not look at the words of the denial, which are known to narrow nothing:
    `rest` is the same text without them.
    """
    if not _plainly_said(rest, fact, start, end) or _not_now(rest, start, end, _is_verbless(scope, start)):
        return False
    begin, last = scope.sentence_of(start)
    if OPEN.search(rest.text, begin, last) or EARLIER.search(rest.text, begin, last):
        return False
    if _of_us(scope, start) or _OF_BUYER.match(scope.text, begin):
        return False
    turned = _turned(scope, begin, start)
    others = _words().found["others"].finditer(rest.text, begin, start)
    of_others = any(not (turned and _OURS.fullmatch(match.group())) for match in others)
    of_use = _words().clears[fact][1] in USES
    whole = scope if of_use else rest  # "its AI has no military use"
    # "none of its customers is an army": of a use, the customers are the target's
    of_target = scope.subject(start) in ("target", "third" if of_use else "target")
    return not of_others and of_target and not _of_something_else(whole, fact, start)


def _of_us(scope: Scope, start: int) -> bool:
    """Tell whether a sentence begins with the investor and does not come to speak of what it buys."""
    first, _ = scope.sentence_of(start)
    return _OF_US.match(scope.text, first) is not None and not _turned(scope, first, start)


def _turned(scope: Scope, first: int, start: int) -> bool:
    """Tell whether a sentence comes to speak of what is bought: "our fund buys a maker that has no AI"."""
    return any(words.search(scope.text, first, start) for words in (ACQUIRES, _THE_TARGET, _A_COMPANY))


def _of_target(scope: Scope, fact: str, start: int, end: int) -> bool:
    """Tell whether the clause speaks of the target (and its owners, of lists) and ends plainly."""
    clause_start, clause_end = scope.clause_of(start)
    begin, last = scope.sentence_of(start)
    if fact == OWNERS_COUNT:
        if _SOME_OWNERS.search(scope.text, begin, last):
            return False
        return _names_us_lists(scope.text[clause_start:last]) and not _of_investor(scope.text[start:end])
    if _of_us(scope, start):
        return False
    tail = _words().clears[fact][1]
    if tail in (FIELD, *USES) and _OF_BUYER.match(scope.text, begin):
        return False
    if _is_verbless(scope, start) and _OTHER_SUBJECT.match(scope.text, begin):
        return False
    if clause_start > begin and _APPOSITION.match(scope.text, clause_start):
        clause_start, _ = scope.clause_of(clause_start - 1)  # "a competitor, a maker with no AI"
    spoken_of = _words().found["others"].search(scope.text, clause_start, start)
    return spoken_of is None and _ends_plainly(scope.text[end:clause_end], tail)


def unhedged(scope: Scope, start: int, end: int, *, dated: bool = False) -> bool:
    """Tell whether `start:end` is said without hedge or condition, and not only asked.

    What is told by its date may stand in a clause of a time.
    """
    found = _words().found
    first, last = scope.sentence_of(start)
    clause_start, clause_end = scope.clause_of(start)
    sentence, clause = scope.text[first:last], scope.text[clause_start : max(clause_end, end)]
    if found["hedges"].search(sentence) or found["retracted"].search(scope.text[last : last + 40]):
        return False
    asked = _ASKS.search(clause) is not None and not denied_after(scope.text, end)  # "Quantum? - No."
    if asked or (found["conditions"].search(clause) and not dated):
        return False
    return not (dated and _SPENT.search(sentence))


def _excepted(scope: Scope, start: int, end: int) -> bool:
    """Tell whether an exception follows in the sentence."""
    _, last = scope.sentence_of(start)
    return _words().found["exceptions"].search(scope.text[end:last]) is not None


def _describes(scope: Scope, start: int, end: int) -> bool:
    """Tell whether a denial describes another company or companies in general, or narrows itself."""
    found, (first, _) = _words().found, scope.sentence_of(start)
    after = any(found[name].match(scope.text, end) for name in ("attributive", "qualified"))
    form = denied_after(scope.text, end) or scope.text[:end].endswith((" no", "none", "无", "否"))
    remark = form and found["remark"].match(scope.text, end) is not None
    return after or remark or found["general"].search(scope.text, first, start) is not None


def _comes_again(scope: Scope, fact: str, end: int) -> bool:
    """Tell whether what is denied comes again after a "but" or "only" in the sentence, undenied."""
    words = _words()
    recurs, (_, last) = words.recurs.get(fact), scope.sentence_of(end - 1)
    if recurs is None:
        return False
    turn = words.found["recurring"].search(scope.text, end, last)
    if turn is None and fact not in words.anywhere:
        return False
    again = recurs.search(scope.text, turn.start() if turn and fact not in words.anywhere else end, last)
    return again is not None and scope.polarity(*again.span()) != "negated"


def _taken_back(scope: Scope, end: int) -> bool:
    """Tell whether a "but" follows in the sentence or begins the next."""
    adversative, last = _words().found["adversative"], scope.sentence_of(end - 1)[1]
    follows = scope.text[last : last + 12].lstrip()
    return bool(adversative.search(scope.text, end, last) or adversative.match(follows))


def _is_verbless(scope: Scope, start: int) -> bool:
    """Tell whether a clause goes on what its sentence began with: "… will have no chips, no AI"."""
    return _VERBLESS.match(scope.text, scope.clause_of(start)[0]) is not None


def _not_now(scope: Scope, start: int, end: int, goes_on: bool) -> bool:
    """Tell whether a clause speaks of a promise, a place, or of the time its sentence began with."""
    found, (first, last) = _words().found, scope.clause_of(start)
    if found["promised"].search(scope.text, first, max(last, end)):
        return True
    if found["local"].search(scope.text, first, max(last, end)):
        return True
    begin, _ = scope.sentence_of(start)
    return goes_on and any(found[name].search(scope.text, begin, first) for name in _OF_A_SENTENCE)


def _of_something_else(scope: Scope, fact: str, start: int) -> bool:
    """Tell whether a clause speaks of less than its fact: one product, a part of a field, the investor."""
    found, tail = _words().found, _words().clears[fact][1]
    begin, _ = scope.sentence_of(start)
    if tail in USES or fact == SUPPLY:
        return _of_a_product(scope, start) or found["apart"].search(scope.text, begin, start) is not None
    if fact == RIGHTS:
        return found["loan"].search(scope.text, *scope.sentence_of(start)) is not None
    if fact == LISTING:
        ours = found["listed_investor"].search(scope.text, scope.clause_of(start)[0], start) is not None
        return ours and _CLASS_OF_SHARES.match(scope.text, start) is None
    thing = found["things"].match(scope.text, begin, start)
    if (tail in (NOTHING, FIELD) or fact in _STEPS) and thing:
        return not (_OUR_FUND.search(thing.group()) and _turned(scope, begin, start))
    excepted = tail != DEAL and fact not in _EXCEPTIONS_COUNT
    return excepted and found["apart"].search(scope.text, begin, start) is not None


def _of_a_product(scope: Scope, start: int) -> bool:
    """Tell whether a denied use is one product's, be it that of the clause or of its sentence."""
    found = _words().found
    (first, last), (begin, end) = scope.list_of(start), scope.sentence_of(start)
    if begin and scope.text[:begin].rstrip().endswith((";", "；")):
        begin, _ = scope.sentence_of(begin - 1)
    if found["one_product"].search(_LIST_OF_FIELDS.sub("", scope.text[first:last])):
        return True
    in_sentence = found["product_subject"].match(scope.text, begin) or found["by_intent"].search(
        scope.text, begin, end
    )
    return in_sentence is not None


def _of_a_part(scope: Scope, fact: str, start: int, end: int) -> bool:
    """Tell whether the clause speaks of something narrower than the fact: "no quantum computer parts".

    The words are searched in the clause, or in the list that it goes on, with the mention in angle brackets.
    """
    narrower = _words().narrower.get(fact)
    if narrower is None:
        return False
    first, last = scope.list_of(start)
    text = scope.text
    marked = f"{text[min(first, start) : start]}<{text[start:end]}>{text[end : max(last, end)]}"
    return narrower.search(marked) is not None


def _names_us_lists(text: str) -> bool:
    found = _words().found
    return found["us_lists"].search(text) is not None and found["not_us_lists"].search(text) is None


def _of_investor(text: str) -> bool:
    return _INVESTOR.search(text) is not None


def _ends_plainly(rest: str, tail: str) -> bool:
    """Tell whether only words that do not narrow the denial follow it within its clause."""
    if tail in ("any", DATED):
        return True
    allowed = _words().tails[tail]
    chinese = _words().chinese_use if tail in ("use", "civil") else _words().chinese
    return all(
        chinese.fullmatch(piece) if re.match(r"[\u4e00-\u9fff、]", piece) else allowed.fullmatch(piece)
        for piece in _PIECE.findall(_NEXT_DENIAL.split(rest)[0])
    )
