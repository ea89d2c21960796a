"""Blanket denials, read whole: "a stranger to quantum work, to AI and to supercomputers".

One denial covers everything it names and nothing else. So a sentence is cut into pieces at its
commas and joins, and a piece counts only where every word of it is known: the things denied, one
negator, verbs, and words that narrow nothing (`blanket.yaml`). A denial covers the pieces that go
on its list, before it or after it; a piece with an unknown word ends the list, and takes back what
it may narrow ("no AI or chips for sale").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.reader.clearing import stated
from assistant.reader.literals import pieces
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("blanket.yaml")
CHIPS = "chips"
TOOLS = frozenset({"eda", "equipment", "tools"})
_USES = frozenset({"military", "intelligence", "surveillance"})
_PARTS_OF_TOOLS = frozenset({"eda", "equipment"})  # who makes neither makes no chip tools
_STAGES = frozenset({"designs_ic", "fabricates_ic", "packages_ic"})
_PARTS_OF_CHIPS = frozenset({"design", "fabrication", "packaging"})
_SENTENCE = re.compile(r"[^.!。！\n?？]*(?:[.!。！\n?？]|$)")
_CUTS = r"(?:[.!?。！？\n,，;；:：()（）—–\"“”「」]|(?<=\s)-(?=\s))+"
_SPACE = r"[\s'~*]+"
_NARROWS = re.compile(r"\b(?:for|that|which|whose|with|below|above|under|over|on|at|in|to|by)\b|的|用于")
_MARK = re.compile(rf"{_CUTS}")
_HAN = re.compile(r"[\u4e00-\u9fff]")  # a Chinese verb affirms as it stands
_ENDS = re.compile(r"[;；]")  # after these nothing goes on
_BEGINS = re.compile(r"[;；:：—–，]")  # after these a list may begin
_HEADS = re.compile(r"[:：]")
_BRACKET = re.compile(r"[(（]")
_INSTEAD = re.compile(r"\s*(?:but\b|though\b|however\b|it is|it's|they are|they're|而?是|但|不过|却)")
_MAKING = frozenset({"manufacture", "manufacturing", "制造", "生产"})
_VERB_OF_PART = {"design": "drawing", "设计": "drawing", "封装": "packing"}
_INCLUDING = frozenset({"含", "包括", "包含", "including", "incl", "included"})
_CONTRAST = frozenset({"not", "不是", "并非", "非"})  # "by tables, not by AI" says nothing of AI elsewhere
_BARE_SUBJECT = frozenset({"they"})


@dataclass(frozen=True)
class _Token:
    kind: str  # concept, not, void, ask, finite, bare, join, cut, goes_on, also, filler, other
    name: str  # the concept, or the class of the verb
    text: str
    start: int
    end: int


@dataclass
class _Piece:
    tokens: list[_Token] = field(default_factory=list)
    after: str = ""  # what cut it off from the piece before: a mark, a join or nothing
    asked: bool = False  # whether it is part of a question, and affirms nothing

    def of(self, *kinds: str) -> list[_Token]:
        """Return its tokens of these kinds, in order."""
        return [token for token in self.tokens if token.kind in kinds]

    @property
    def verbs(self) -> frozenset[str]:
        """The classes of its verbs, but for the general ones."""
        return frozenset(t.name for t in self.of("finite", "bare")) - {"general"}

    @property
    def affirms(self) -> bool:
        """Whether it says something by itself: it has a finite verb, or a subject and a verb."""
        if self.asked:
            return False
        spoken = {t.text for t in self.of("filler")}
        listed = self.after and not _MARK.search(self.after)
        chinese = not listed and any(_HAN.match(t.text) for t in self.of("bare"))
        return bool(self.of("finite")) or chinese or bool(self.of("bare") and spoken & _BARE_SUBJECT)


@dataclass(frozen=True)
class Denial:
    """One thing denied, with the classes of the verbs that deny it."""

    concept: str
    verbs: frozenset[str]
    start: int
    end: int


class _Quick:
    """Tells soon whether a text holds one of many words: first by literals, then by the expression."""

    def __init__(self, pattern: str) -> None:
        self._literals = pieces(pattern) or frozenset({""})
        self._pattern = re.compile(pattern)

    def stand_in(self, text: str) -> bool:
        """Tell whether one of the words stands in `text`."""
        return any(literal in text for literal in self._literals) and self._pattern.search(text) is not None


@dataclass(frozen=True)
class _Words:
    tokens: re.Pattern[str]
    quick: tuple[_Quick, ...]  # for a thing and for a negator, both of which a denial has
    facts: dict[str, dict[frozenset[str], tuple[str, ...]]]
    bare: frozenset[str]  # groups of words that need the chips beside them
    answers: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = read_yaml(FILE)
    groups = list(_groups(raw))
    alternatives = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups)
    by_kind = {kind: [p for name, p in groups if name.startswith(kind)] for kind in ("not", "concept")}
    return _Words(
        tokens=re.compile(rf"(?P<space>{_SPACE})|(?P<cut>{_CUTS})|{alternatives}"),
        quick=tuple(_Quick("|".join(f"(?:{p})" for p in patterns)) for patterns in by_kind.values()),
        facts={name: _facts(entry) for name, entry in raw["concepts"].items()},
        bare=frozenset(raw["bare"]),
        answers=re.compile(rf"\s*(?:{_both(raw['answers'])})"),
    )


def _groups(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a name and an expression for each group of words; those that come first win."""
    yield "void", _both(raw["void"])
    for name, entry in raw["concepts"].items():
        yield f"concept_{name}", _both(entry)
    yield "ask", _both(raw["asks"])
    yield "goes_on", _both(raw["goes_on"])
    yield "not", _both(raw["negators"])
    for name, entry in raw["bare"].items():
        yield f"part_{name}", _both(entry)
    yield "also", _both(raw["also"])
    yield "join", rf"{_both(raw['joins'])}|/|&"
    yield "filler", _both(raw["fillers"])
    for name, entry in raw["verbs"].items():
        yield f"finite_{name}", rf"(?<![a-z])(?:{entry['finite']})(?![a-z'])"
        yield f"bare_{name}", rf"(?<![a-z])(?:{entry['bare']})(?![a-z'-])|{_longest_first(entry['zh'])}"
    yield "other", r"[a-z][a-z'-]*|\d+|."


def _both(entry: dict[str, str]) -> str:
    """Join the words of both languages; Latin letters are matched as whole words."""
    chinese = rf"(?:{_longest_first(entry['zh'])})(?!(?<=[a-z])[a-z'-])"
    return rf"(?<![a-z])(?:{entry['en']})(?![a-z'\u4e00-\u9fff-])|{chinese}"  # eda工具 is Chinese


def _longest_first(words: str) -> str:
    """Sort Chinese words so that 其余 is tried before 其; expressions stay in their order."""
    return words if "(" in words else "|".join(sorted(words.split("|"), key=len, reverse=True))


def _facts(entry: dict[str, Any]) -> dict[frozenset[str], tuple[str, ...]]:
    by_verbs = {frozenset(key.split()) - {"general"}: key for key in entry if key not in ("en", "zh")}
    return {verbs: tuple(entry[key]) for verbs, key in by_verbs.items()}


def blanket(scope: Scope) -> tuple[list[Mention], list[tuple[int, int]]]:
    """Return a "no" for everything denied in a blanket denial, and the spans of what no mention affirms.

    These are of what is denied, and of what stands in a list beside a negator and in no clause of its own.
    """
    readings = [_Reading(scope.text, first, last) for first, last in _sentences(scope.text)]
    denials = [denial for reading in readings for denial in reading.denials]
    rest = replace(scope, text=_without(scope.text, (span for r in readings for span in r.understood)))
    found = [
        m for denial in denials for m in _mentions(denial) if stated(scope, rest, m.fact, m.start, m.end)
    ]
    spans = [(denial.start, denial.end) for denial in denials]
    spans += [span for reading in readings for span in reading.unclear]
    return [*found, *_follow(denials, found)], spans


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield each sentence that may deny something; a question only together with its answer."""
    answers = _words().answers
    spans = [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]
    for (first, last), (_, after) in pairwise([*spans, (len(text), len(text))]):
        if text[first:last].rstrip().endswith(("?", "？")):
            if answers.match(text, last):
                yield first, after
        else:
            yield first, last


def _mentions(denial: Denial) -> Iterator[Mention]:
    for fact in _facts_denied(_words().facts[denial.concept], denial.verbs):
        yield Mention(fact, False, denial.start, denial.end, raw=True)


def _facts_denied(facts: dict[frozenset[str], tuple[str, ...]], verbs: frozenset[str]) -> tuple[str, ...]:
    """Return what verbs of these classes deny together, or each by itself: "neither draws nor makes"."""
    if verbs in facts:
        return facts[verbs]
    alone = [facts.get(frozenset({verb}), ()) for verb in sorted(verbs)]
    return tuple(fact for group in alone for fact in group) if all(alone) else ()


def _follow(denials: Iterable[Denial], found: list[Mention]) -> Iterator[Mention]:
    """Yield what follows: no chip tools without software and equipment; no chips without stages and tools."""
    denied = {d.concept: d for d in denials if any((m.start, m.end) == (d.start, d.end) for m in found)}
    if denied.keys() >= _PARTS_OF_TOOLS:
        last = denied["equipment"]
        yield Mention("chip_tools", False, last.start, last.end, raw=True)
    facts = {m.fact: m for m in found}
    tools = denied.keys() >= _PARTS_OF_TOOLS or "chip_tools" in facts
    if tools and facts.keys() >= _STAGES:
        last_stage = facts["packages_ic"]
        yield Mention("chips_activity", False, last_stage.start, last_stage.end, raw=True)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text of the same length with these spans blanked out."""
    for start, end in spans:
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def _tokens(text: str, first: int, last: int) -> list[_Token]:
    words = _words()
    tokens: list[_Token] = []
    for match in words.tokens.finditer(text, first, last):
        group = match.lastgroup or "other"
        if group != "space":
            kind, _, name = group.partition("_") if group != "goes_on" else (group, "", "")
            tokens.append(_Token(kind, name, match.group(), *match.span()))
    return tokens


def _pieces(tokens: list[_Token]) -> Iterator[_Piece]:
    """Yield the pieces between the cuts and joins, each with what its words mean in it."""
    chips = any(t.kind == "concept" and t.name in {CHIPS, *TOOLS, *_PARTS_OF_CHIPS} for t in tokens)
    for piece in _cut(tokens):
        yield _Piece([_meant(token, piece, chips) for token in piece.tokens], piece.after)


def _meant(token: _Token, piece: _Piece, chips: bool) -> _Token:
    """Tell what a word like "design" means: a part of the chip industry where chips are named, or a verb."""
    if token.kind != "part":
        return token
    verb = token.name == "fabrication" and token.text in _MAKING
    as_verb = _VERB_OF_PART.get(token.text, "making" if verb else "")
    again = verb and any(t.name in ("making", "developing") for t in piece.tokens)  # 不开发不生产
    if chips and not piece.of("concept") and not again:
        return replace(token, kind="concept")
    return replace(token, kind="bare", name=as_verb) if as_verb else replace(token, kind="other")


def _cut(tokens: Iterable[_Token]) -> Iterator[_Piece]:
    piece = _Piece()
    for token in tokens:
        if token.kind in ("cut", "join") or _begins_anew(piece, token):
            if piece.tokens:
                yield piece
            piece = _Piece(after=(piece.after if not piece.tokens else "") + token.text)
        if token.kind not in ("cut", "join"):
            piece.tokens.append(token)
    if piece.tokens:
        yield piece


def _begins_anew(piece: _Piece, token: _Token) -> bool:
    """Tell whether a negator begins another denial: "nor", or the same one again, as in 零芯片零量子."""
    earlier = piece.of("not")
    again = bool(earlier) and token.kind == "not" and token.text == earlier[0].text
    return bool(piece.tokens) and (token.text == "nor" or (again and bool(piece.of("concept"))))


class _Reading:
    """What a sentence denies, found while its pieces are taken one by one."""

    def __init__(self, text: str, first: int, last: int) -> None:
        self.text = text
        self.denials: list[Denial] = []
        self.understood: list[tuple[int, int]] = []  # spans that say nothing but what is denied
        self.unclear: list[tuple[int, int]] = []  # things in lists of which it is not clear what is said
        self._run = 0  # how many of the last denials belong to the list that still goes on
        self._tail = 0  # how many of these came after the piece with the negator
        self._front: frozenset[str] | None = None  # verbs of the denial that goes on over what follows
        self._last: frozenset[str] | None = None  # verbs of the last denial of the sentence
        self._waiting: list[_Token] = []  # things named before anything is said of them
        self._product = False  # whether a technology is told of, of which what follows may be said
        self._doubled = False  # whether a negator that is not understood reaches on: 不能说跟芯片无关
        self._asking = False  # whether the last piece only asked
        self._half = False  # whether the last denial named nothing yet: "neither uses"
        self._fresh = True  # whether what is named begins a list, and goes on none of which words are unknown
        if all(words.stand_in(text[first:last]) for words in _words().quick):
            asked = max(text.rfind("?", first, last), text.rfind("？", first, last))
            for piece in _pieces(_tokens(text, first, last)):
                self.take(replace(piece, asked=piece.tokens[0].start < asked))

    def take(self, piece: _Piece) -> None:
        """Take the next piece of the sentence."""
        self._begin(piece)
        if _unknown(piece):
            if not _includes(piece):
                self._stop(piece)
        elif self._doubled and not _MARK.search(piece.after):
            self._stop(piece)
            self._doubled = True
        elif piece.of("ask", "not")[:1] == piece.of("ask")[:1] != []:
            self._asks(piece)
        else:
            self._understands(piece)

    def _begin(self, piece: _Piece) -> None:
        """See what the mark before a piece ends and what it begins."""
        if _ENDS.search(piece.after):
            self._run, self._tail, self._front, self._last, self._waiting = 0, 0, None, None, []
        self._fresh = self._fresh or _BEGINS.search(piece.after) is not None
        if self._asking and not _answers(piece):
            self._waiting = []
        self._asking = False

    def _understands(self, piece: _Piece) -> None:
        """Take a piece of which every word is known."""
        self._doubled = False
        if piece.of("not") or not piece.affirms:
            self.understood.append((piece.tokens[0].start, piece.tokens[-1].end + piece.asked))
        if piece.of("not"):
            self._denies(piece)
        elif piece.of("concept"):
            self._names(piece)
        elif piece.of("goes_on") and self._last is not None:
            self._front = self._last
        elif piece.affirms:
            self._stop(piece)

    def _stop(self, piece: _Piece) -> None:
        """End the list, and take back what a piece narrows or what it says instead."""
        self._product = self._product or any(t.name not in _USES for t in piece.of("concept"))
        words = self.text[piece.tokens[0].start : piece.tokens[-1].end]
        remark = _BRACKET.search(piece.after) or (_INSTEAD.match(words) and self._front is None)
        apart = _MARK.search(piece.after) is not None
        joined = piece.after and not piece.of("finite", "not") and (not apart or self._front is not None)
        if remark and self._run and self._front is None:
            self._take_back(
                len(self.denials)
            )  # "packaging: no, foundry: no (a lab line)": it may remark on all
        elif self._run and (remark or (joined and (piece.of("concept") or _NARROWS.search(words)))):
            self._take_back(self._run)
        elif self._tail and piece.of("finite") and not apart:
            self._take_back(self._tail)  # "no AI, quantum sensors and star trackers are its products"
        self._run, self._tail, self._front, self._last = 0, 0, None, None
        self._waiting, self._fresh = [], False
        self._doubled = bool(piece.of("void", "not"))

    def _take_back(self, count: int) -> None:
        """Leave out the last denials, which are none."""
        self.unclear += [(denial.start, denial.end) for denial in self.denials[-count:]]
        del self.denials[-count:]

    def _denies(self, piece: _Piece) -> None:
        negator = piece.of("not")[0]
        verbs = piece.verbs | self._inherited(piece)
        after = [t for t in piece.of("concept") if t.start > negator.start]
        before = [t for t in piece.of("concept") if t.start < negator.start]
        if not (before and _HEADS.search(piece.after)):  # not "Chip tools: software no"
            before = [*self._waiting, *before]
        self._run, self._tail, self._waiting = 0, 0, []
        self._fresh, self._half = True, not (before or after)
        if after:
            self._deny(after, verbs)
            self._front = verbs
        elif before:
            self._deny(_without_lone_chips(before), piece.verbs)
            self._front = None
        else:
            self._front = piece.verbs

    def _asks(self, piece: _Piece) -> None:
        """Take what a form asks for; only the answer right after it says anything of it."""
        self._stop(piece)
        if not piece.of("not"):
            self._waiting, self._asking = piece.of("concept"), True
            self.understood.append((piece.tokens[0].start, piece.tokens[-1].end + 1))

    def _inherited(self, piece: _Piece) -> frozenset[str]:
        """Return the verbs that a denial goes on with: "neither uses nor develops AI", "nor circuits"."""
        goes_on = self._half or not piece.of("finite", "bare")
        return self._front if self._front and goes_on else frozenset()

    def _names(self, piece: _Piece) -> None:
        if piece.of("goes_on") and self._last is not None:
            self._front = self._last
        if piece.affirms:
            self._stop(piece)
        elif self._front is not None:
            self._deny(piece.of("concept"), self._front | piece.verbs)
            self._tail += len(piece.of("concept"))
        elif piece.of("also") and self._last is not None:
            self._deny(piece.of("concept"), self._last | piece.verbs)
        else:
            self.unclear += [(t.start, t.end) for t in piece.of("concept")]
            self._waiting += piece.of("concept") if self._fresh else []

    def _deny(self, things: list[_Token], verbs: frozenset[str]) -> None:
        # "own AI, sold to farms, not to the army" speaks of one product
        told = [t for t in things if not (self._product and t.name in _USES)]
        self.denials += [Denial(t.name, verbs, t.start, t.end) for t in told]
        self._run += len(told)
        self._last = verbs


def _answers(piece: _Piece) -> bool:
    """Tell whether a piece is the "no" to a question of a form."""
    asked = re.search(r"[:：?？]", piece.after) is not None
    return asked and bool(piece.of("not")) and not piece.of("concept")


def _includes(piece: _Piece) -> bool:
    """Tell whether a piece in brackets only says what is included: "AI (including internal use): none"."""
    first = piece.tokens[0].text
    return _BRACKET.search(piece.after) is not None and first in _INCLUDING and not piece.of("not", "void")


def _unknown(piece: _Piece) -> bool:
    """Tell whether a piece cannot be taken whole: a word is unknown, or two things stand side by side."""
    negators = piece.of("not")
    if piece.of("other", "void") or (len(negators) > 1 and not _verb_by_verb(piece)):
        return True
    things = piece.of("concept")
    if not negators:
        return len(things) > 1
    before = [t for t in things if t.start < negators[0].start]
    lone = negators[0].text in _CONTRAST and len(things) > len(before) and not piece.of("finite", "bare")
    if lone and not _opens(piece, negators[0]):
        return True
    return len(before) > 1 or len(things) - len(before) > 1 or _of_one_product(before, things)


def _opens(piece: _Piece, negator: _Token) -> bool:
    """Tell whether a sentence begins with "Not in": it contrasts with nothing before it."""
    at = piece.tokens.index(negator)
    return not piece.after and at == 0 and piece.tokens[1:] != [] and piece.tokens[1].text == "in"


def _of_one_product(before: list[_Token], things: list[_Token]) -> bool:
    """Tell whether one thing is denied of another that is named before: "its AI has no military use"."""
    return bool(before) and len(things) > 1 and before[0].name != CHIPS


def _verb_by_verb(piece: _Piece) -> bool:
    """Tell whether several negators deny a verb each, and no denial another: 不开发不生产."""
    told = [t.kind for t in piece.of("not", "finite", "bare", "concept")]
    first = told.index("not")
    verbs = [kind for kind in told[first:] if kind != "concept"]
    pairs = list(zip(verbs[::2], verbs[1::2], strict=False))
    return len(verbs) % 2 == 0 and all(pair == ("not", "bare") for pair in pairs)


def _without_lone_chips(things: list[_Token]) -> list[_Token]:
    """Leave out the chips where only some of what is done with them is named: 芯片，设计、制造都不做."""
    names = {t.name for t in things}
    partly = names & _PARTS_OF_CHIPS and not names & TOOLS
    return [t for t in things if t.name != CHIPS] if partly else things
