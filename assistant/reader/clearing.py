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

from assistant.reader.doubt import denied_after
from assistant.reader.places import filled
from assistant.reader.scope import Scope
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("clearing.yaml")
DATED = "dated"  # tail of a commitment, which is told by its year
DEAL = "deal"  # tail of what concerns the investor or the deal: others than the target may be named
USES = ("use", "civil")  # tails of whom the products serve
NOTHING = "nothing"  # tail of "does nothing else", which must be said of a company
WHOLE_FIELD = "chips_activity"  # of which a business that is excepted may be a part
LISTING = "public_security"
OWNERS_COUNT = "on_us_list"  # the one fact that must speak of owners too
_PIECE = re.compile(r"[a-z][a-z'-]*|[\u4e00-\u9fff、]+|\d+")
_INVESTOR = re.compile(r"\b(?:we|us) (?:nor|and|or)\b|\bour (?:fund|owners)\b|我们(?:及|和|的)|本基金")
_NEXT_DENIAL = re.compile(r"\b(?:and|or|nor) (?:no|not|nothing|neither|without|wants none)\b")
_SPENT = re.compile(r"\b(?:lapsed|expired|drawn|called|sister|terminated|to look at)\b|失效|已缴|过期|终止")
_SINGLE = ("us_lists", "not_us_lists", "things", "listed_investor", "one_product", "apart")
_LIST_OF_FIELDS = re.compile(
    r"\b(?:no|not|nor|or|nothing(?: in)?|neither|without|any|,) ?(?:ai|artificial intelligence|"
    r"quantum)\b(?! (?:\w+ )?(?:for|with|has|have|is|was))"
    r"|(?:[无不没、和与或]|没有|涉及?|不做|不碰)(?:ai|人工智能|量子)(?=[、和与或，。及]|$)"
)
_ASKS = re.compile(r"[?？]\s*$|吗\s*[?？]?\s*$")


@dataclass(frozen=True)
class _Words:
    clears: dict[str, tuple[Any, str]]
    tails: dict[str, re.Pattern[str]]
    chinese: re.Pattern[str]
    chinese_use: re.Pattern[str]  # of a use, its users may be named too: 无军方客户
    found: dict[str, re.Pattern[str]]


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
    )


def clears(fact: str, value: object) -> bool:
    """Tell whether this value of the fact makes a result milder."""
    entry = _words().clears.get(fact)
    return entry is not None and entry[0] is value


def settled(scope: Scope, fact: str, start: int, end: int) -> bool:
    """Tell whether the mention at `start:end` states a clearing value plainly."""
    if not _unhedged(scope, fact, start, end) or _of_something_else(scope, fact, start):
        return False
    words, tail = _words(), _words().clears[fact][1]
    clause_start, clause_end = scope.clause_of(start)
    if tail == DEAL:
        return True
    if fact == OWNERS_COUNT:
        _, last = scope.sentence_of(start)
        return _names_us_lists(scope.text[clause_start:last]) and not _of_investor(scope.text[start:end])
    spoken_of = words.found["others"].search(scope.text, clause_start, start)
    return spoken_of is None and _ends_plainly(scope.text[end:clause_end], tail)


def _unhedged(scope: Scope, fact: str, start: int, end: int) -> bool:
    """Tell whether `start:end` is said without hedge, condition or exception, and not only asked."""
    found, dated = _words().found, _words().clears[fact][1] == DATED
    first, last = scope.sentence_of(start)
    clause_start, clause_end = scope.clause_of(start)
    sentence, clause = scope.text[first:last], scope.text[clause_start : max(clause_end, end)]
    if found["hedges"].search(sentence) or found["retracted"].search(scope.text[last : last + 40]):
        return False
    asked = _ASKS.search(clause) is not None and not denied_after(scope.text, end)  # "Quantum? - No."
    if asked or (found["conditions"].search(clause) and not dated):
        return False
    if dated and _SPENT.search(sentence):
        return False
    return found["exceptions"].search(scope.text[end:last]) is None


def _of_something_else(scope: Scope, fact: str, start: int) -> bool:
    """Tell whether a clause speaks of less than its fact: one product, a part of a field, the investor."""
    found, tail = _words().found, _words().clears[fact][1]
    first, last = scope.clause_of(start)
    before = scope.text[first:start]
    if tail in USES:
        return found["one_product"].search(_LIST_OF_FIELDS.sub("", scope.text[first:last])) is not None
    told_by = {LISTING: "listed_investor", WHOLE_FIELD: "apart"}.get(fact)
    told_by = "things" if tail == NOTHING else told_by
    return told_by is not None and found[told_by].search(before) is not None


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
