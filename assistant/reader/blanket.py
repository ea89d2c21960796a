"""Blanket denials, read whole: "a stranger to quantum work, to AI and to supercomputers".

One denial covers everything it names and nothing else. So a sentence is cut into pieces at its
commas and joins, and a piece counts only where every word of it is known: the things denied, one
negator, verbs, and words that narrow nothing (`blanket.yaml`). A denial covers the pieces that go
on its list, before it or after it; a piece with an unknown word ends the list, and takes back what
it may narrow ("no AI or chips for sale").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.reader.blanket_pieces import (
    BRACKET,
    CHIPS,
    MARK,
    PARTS_OF_CHIPS,
    TOOLS,
    USES,
    Piece,
    answers,
    includes,
    pieces,
    unknown,
)
from assistant.reader.blanket_words import Facts, Token, tokens, words
from assistant.reader.clearing import stated
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

_FIELDS = frozenset({CHIPS, "quantum", "ai", "supercomputer"})
_PARTS_OF_TOOLS = frozenset({"eda", "equipment"})  # who makes neither makes no chip tools
_STAGES = frozenset({"designs_ic", "fabricates_ic", "packages_ic"})
_SENTENCE = re.compile(r"[^.!。！\n?？]*(?:[.!。！\n?？]|$)")
_NARROWS = re.compile(r"\b(?:for|that|which|whose|with|below|above|under|over|on|at|in|to|by)\b|的|用于")
_ENDS = re.compile(r"[;；]")  # after these nothing goes on
_BEGINS = re.compile(r"[;；:：—–，-]")  # after these a list may begin
# After a clause a list may begin: "It makes radios, and AI, quantum and chips are absent".
_NEW_CLAUSE = re.compile(r",\s*and\b")
_HEADS = re.compile(r"[:：]")
_ACROSS = re.compile(  # what a sentence says of that before it
    r"\b(?:none|neither|nothing|not one) of (?:these|those|them|that|this|all)\b|\bso (?:is|are|does|do)\b"
    r"|\bthe same (?:goes|holds|is true|applies)\b|\bditto\b|以上|上述|这[些几]"
)
_AGAIN = frozenset({"none", "nor"})
_THESE = frozenset({"these", "those", "them", "all these", "all those", "这", "上述", "以上"})
_INSTEAD = re.compile(
    r"\s*(?:but\b|though\b|however\b|it is|it's|they are|they're|not (?:before|until|yet|now)\b|"
    r"use\b|only\b|[仅只]|而?是|但|不过|却)"
)


@dataclass(frozen=True)
class Denial:
    """One thing denied, with the classes of the verbs that deny it."""

    concept: str
    verbs: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True)
class Blanket:
    """What the blanket denials of a text deny, and the words that single mentions must not settle."""

    found: tuple[Mention, ...]
    denied: tuple[tuple[int, int], ...]  # things denied, or in a list beside a negator: none is affirmed
    open: tuple[tuple[int, int], ...]  # things of which the whole denial denies something else, or nothing

    def settles(self, mention: Mention) -> bool:
        """Tell whether a mention by itself says the contrary of the whole denial, or more than it does."""
        if not isinstance(mention.value, bool) or (mention.raw and mention.value):
            return False
        spans = self.denied if mention.value else self.open
        return any(start < mention.end <= end for start, end in spans)


def blanket(scope: Scope) -> Blanket:
    """Return a "no" for everything that a blanket denial denies."""
    readings = _readings(scope.text)
    denials = [denial for reading in readings for denial in _without_mere_sales(reading.denials)]
    rest = replace(scope, text=_without(scope.text, (span for r in readings for span in r.understood)))
    told = {denial: tuple(_mentions(denial)) for denial in denials}
    found = [m for group in told.values() for m in group if stated(scope, rest, m.fact, m.start, m.end)]
    unclear = [span for reading in readings for span in reading.unclear]
    taken_back = [span for reading in readings for span in reading.taken_back]
    nothing = [
        (denial.start, denial.end)
        for denial, group in told.items()
        if denial.concept in _FIELDS and not group
    ]
    return Blanket(
        found=(*found, *_follow(denials, found)),
        denied=(*((denial.start, denial.end) for denial in denials), *unclear, *taken_back),
        open=(*taken_back, *nothing),
    )


def _without_mere_sales(denials: list[Denial]) -> Iterator[Denial]:
    """Leave out that no chip tools are sold, unless the sentence denies work on chips of its own too."""
    own = any(d.concept in {CHIPS, *PARTS_OF_CHIPS} for d in denials)
    yield from (d for d in denials if own or d.concept not in TOOLS or "serving" not in d.verbs)


def _readings(text: str) -> list[_Reading]:
    """Read each sentence that may deny something; all where one may go on from another."""
    across = _ACROSS.search(text) is not None
    found = [_Reading(text)]
    for first, last in _sentences(text):
        if across or words().negators.stand_in(text[first:last]):
            found.append(_Reading(text, found[-1] if across else None))
            found[-1].read(first, last)
    return found


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield each sentence that may deny something; a question only together with its answer."""
    answer = words().answers
    spans = [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]
    for (first, last), (_, after) in pairwise([*spans, (len(text), len(text))]):
        if text[first:last].rstrip().endswith(("?", "？")):
            if answer.match(text, last):
                yield first, after
        else:
            yield first, last


def _mentions(denial: Denial) -> Iterator[Mention]:
    for fact in _facts_denied(words().facts[denial.concept], denial.verbs):
        yield Mention(fact, False, denial.start, denial.end, raw=True)


def _facts_denied(facts: Facts, verbs: frozenset[str]) -> tuple[str, ...]:
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


class _Reading:
    """What a sentence denies, found while its pieces are taken one by one."""

    def __init__(self, text: str, before: _Reading | None = None) -> None:
        self.text = text
        self._across = before is not None  # whether it may go on from the sentence before
        self.denials: list[Denial] = []
        self.understood: list[tuple[int, int]] = []  # spans that say nothing but what is denied
        self.unclear: list[tuple[int, int]] = []  # things in lists of which it is not clear what is said
        self.taken_back: list[tuple[int, int]] = []  # things that seemed denied
        self._run = 0  # how many of the last denials belong to the list that still goes on
        self._tail = 0  # how many of these came after the piece with the negator
        self._front: frozenset[str] | None = None  # verbs of the denial that goes on over what follows
        self._last: frozenset[str] | None = None  # verbs of the last denial of the sentence
        self._waiting: list[Token] = []  # things named before anything is said of them
        self._said = defaultdict[int, frozenset[str]](frozenset)  # verbs said of what waits, by its place
        self._listed: list[Token] = []  # what the sentence before lists, and nothing else
        self._named: list[Token] = []  # what the last denial named
        self._product = False  # whether a technology is told of, of which what follows may be said
        self._doubled = False  # whether a negator that is not understood reaches on: 不能说跟芯片无关
        self._asking = False  # whether the last piece only asked
        self._half = False  # whether the last denial named nothing yet: "neither uses"
        self._clause = False  # whether the piece before was a clause with a verb, of which words are unknown
        self._fresh = True  # whether what is named begins a list, and goes on none of which words are unknown
        if before is not None:  # "So are qubits.", "None of these is theirs."
            self._last = before._last
            self._listed = [] if before.denials else before._waiting

    def read(self, first: int, last: int) -> None:
        """Take the pieces of the sentence at `first:last`."""
        said = tokens(self.text, first, last)
        if not self._across and not any(token.kind in ("concept", "part") for token in said):
            return
        asked = max(self.text.rfind("?", first, last), self.text.rfind("？", first, last))
        for piece in pieces(said):
            self.take(replace(piece, asked=piece.tokens[0].start < asked))

    def take(self, piece: Piece) -> None:
        """Take the next piece of the sentence."""
        self._begin(piece)
        self._clause = False
        if unknown(piece):
            if not includes(piece):
                self._stop(piece)
                self._clause = bool(piece.of("finite"))
        elif self._doubled and not MARK.search(piece.after):
            self._stop(piece)
            self._doubled = True
        elif piece.of("ask", "not")[:1] == piece.of("ask")[:1] != []:
            self._asks(piece)
        else:
            self._understands(piece)

    def _begin(self, piece: Piece) -> None:
        """See what the mark before a piece ends and what it begins."""
        if _ENDS.search(piece.after):
            self._run, self._tail, self._front, self._last, self._waiting = 0, 0, None, None, []
        self._fresh = self._fresh or _BEGINS.search(piece.after) is not None
        self._fresh = self._fresh or (self._clause and _NEW_CLAUSE.match(piece.after) is not None)
        if self._asking and not answers(piece):
            self._waiting = []
        self._asking = False

    def _understands(self, piece: Piece) -> None:
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
        elif self._half and self._front is not None:
            self._front |= piece.verbs  # "never designed, made or packaged a chip"

    def _stop(self, piece: Piece) -> None:
        """End the list, and take back what a piece narrows or what it says instead."""
        told = [*self._waiting, *piece.of("concept")]
        self._product = self._product or any(t.name not in USES for t in told)
        words = self.text[piece.tokens[0].start : piece.tokens[-1].end]
        remark = BRACKET.search(piece.after) or (_INSTEAD.match(words) and self._front is None)
        apart = MARK.search(piece.after) is not None
        joined = piece.after and not piece.of("finite", "not") and (not apart or self._front is not None)
        if remark and self._run and self._front is None:
            # "packaging: no, foundry: no (a lab line)": it may remark on all
            self._take_back(len(self.denials))
        elif self._run and (remark or (joined and (piece.of("concept") or _NARROWS.search(words)))):
            self._take_back(self._run)
        elif self._tail and piece.of("finite") and not apart:
            self._take_back(self._tail)  # "no AI, quantum sensors and star trackers are its products"
        self._run, self._tail, self._front, self._last = 0, 0, None, None
        self._waiting, self._fresh = [], False
        self._doubled = bool(piece.of("void", "not"))

    def _take_back(self, count: int) -> None:
        """Leave out the last denials, which are none."""
        self.taken_back += [(denial.start, denial.end) for denial in self.denials[-count:]]
        del self.denials[-count:]

    def _denies(self, piece: Piece) -> None:
        negator = piece.of("not")[0]
        verbs = piece.verbs | self._inherited(piece)
        half = self._front if self._half else None
        after = [t for t in piece.of("concept") if t.start > negator.start]
        before = [t for t in piece.of("concept") if t.start < negator.start]
        if not (before and _HEADS.search(piece.after)):  # not "Chip tools: software no"
            before = [*self._waiting, *before]
        self._run, self._tail, self._waiting = 0, 0, []
        self._fresh, self._half = True, not (before or after)
        if after and half and all(t.name in PARTS_OF_CHIPS for t in after):
            # "neither designs nor makes nor packages chips"
            self._deny([replace(after[0], name=CHIPS)], half)
            self._deny(after, piece.verbs)
            self._front = piece.verbs
        elif after:
            self._named = after
            self._deny(after, verbs)
            self._front = verbs
        elif before:
            self._named = before
            self._deny(_without_lone_chips(before), piece.verbs)
            self._front = None
        elif piece.verbs and negator.text in _AGAIN and self._named:
            self._deny(self._named, piece.verbs)  # "no chip is designed, none is made"
        elif self._listed and any(t.text in _THESE for t in piece.of("filler")):
            self._deny(_without_lone_chips(self._listed), piece.verbs)
        else:
            self._front = verbs  # "develops none, sells none, installs no supercomputers"

    def _asks(self, piece: Piece) -> None:
        """Take what a form asks for; only the answer right after it says anything of it."""
        self._stop(piece)
        if not piece.of("not"):
            self._wait(piece)
            self._asking = True
            self.understood.append((piece.tokens[0].start, piece.tokens[-1].end + 1))

    def _inherited(self, piece: Piece) -> frozenset[str]:
        """Return the verbs that a denial goes on with: "neither uses nor develops AI", "nor circuits"."""
        goes_on = self._half or not piece.of("finite", "bare")
        return self._front if self._front and goes_on else frozenset()

    def _names(self, piece: Piece) -> None:
        if piece.of("goes_on") and self._last is not None:
            self._front = self._last
        inverted = self._half and piece.tokens[0].kind == "finite"  # "Neither, for that matter, is quantum"
        if piece.affirms and not inverted:
            self._stop(piece)
        elif self._front is not None:
            of_parts = all(t.name in PARTS_OF_CHIPS for t in piece.of("concept"))
            front = self._front - {"purpose"} if of_parts else self._front  # "no ICs are designed or made"
            self._deny(piece.of("concept"), front | piece.verbs)
            self._tail += len(piece.of("concept"))
        elif piece.of("also") and self._last is not None:
            self._deny(piece.of("concept"), self._last | piece.verbs)
        else:
            self.unclear += [(t.start, t.end) for t in piece.of("concept")]
            if self._fresh:
                self._wait(piece)

    def _wait(self, piece: Piece) -> None:
        """Keep what is named, of which what follows may say something."""
        self._waiting += piece.of("concept")
        self._said |= {t.start: piece.verbs for t in piece.of("concept")}

    def _deny(self, things: list[Token], verbs: frozenset[str]) -> None:
        # "own AI, sold to farms, not to the army" speaks of one product
        told = [t for t in things if not (self._product and t.name in USES)]
        self.denials += [Denial(t.name, verbs | self._said[t.start], t.start, t.end) for t in told]
        self._run += len(told)
        self._last = verbs


def _without_lone_chips(things: list[Token]) -> list[Token]:
    """Leave out the chips where only some of what is done with them is named: 芯片，设计、制造都不做."""
    names = {t.name for t in things}
    partly = names & PARTS_OF_CHIPS and not names & TOOLS
    return [t for t in things if t.name != CHIPS] if partly else things
