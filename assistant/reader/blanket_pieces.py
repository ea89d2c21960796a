"""The pieces of a sentence between its commas and joins, each of which may deny something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from assistant.reader.blanket_words import CUTS, Token
from assistant.reader.text import HAN

CHIPS = "chips"
QUANTUM = "quantum"
TOOLS = frozenset({"eda", "equipment", "tools"})
USES = frozenset({"military", "intelligence", "surveillance", "sensitive"})
PARTS_OF_CHIPS = frozenset({"design", "fabrication", "packaging"})
MARK = re.compile(CUTS)
_ASKS = re.compile(r"[:：?？]")  # after these a form has its answer
BRACKET = re.compile(r"[(（]")
_MAKING = frozenset({"manufacture", "manufacturing", "制造", "生产"})
_VERB_OF_PART = {"design": "drawing", "设计": "drawing", "封装": "packing"}
_INCLUDING = frozenset({"含", "包括", "包含", "including", "incl", "included"})
_CONTRAST = frozenset({"not", "不是", "并非", "非"})  # "by tables, not by AI" says nothing of AI elsewhere
# "a maker of valves that has no AI": of a company named last, what follows is told by itself
_COMPANY = re.compile(
    r"company|firm|business|target|maker|manufacturer|producer|supplier|designer|developer|builder|shop|house|"
    r"outfit|start-?up|enterprise|works|plant|foundry|group|operator|venture|issuer"
)
_BUYERS = re.compile(r"\b(?:we|i|our|my|fund|investor|buyer|client|bank|university|endowment)\b")
_BUYS = re.compile(
    r"\b(?:buy(?:s|ing)?|bought|acquir\w+|invest(?:s|ing|ed)?|lend(?:s|ing)?|tak(?:e|es|ing)|purchas\w+|subscrib\w+|"
    r"looking at|considering|eyeing|stake in|put(?:s|ting)?)\b"
)
_RELATIVE = frozenset({"that", "which", "who", "with", "without", "having"})
_BARE_SUBJECT = frozenset({"they"})


@dataclass
class Piece:
    """Words of a sentence that belong together."""

    tokens: list[Token] = field(default_factory=list)
    after: str = ""  # what cut it off from the piece before: a mark, a join or nothing
    asked: bool = False  # whether it is part of a question, and affirms nothing

    def of(self, *kinds: str) -> list[Token]:
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
        listed = self.after and not MARK.search(self.after)
        # a Chinese verb affirms as it stands
        chinese = not listed and any(HAN.match(t.text) for t in self.of("bare"))
        return bool(self.of("finite")) or chinese or bool(self.of("bare") and spoken & _BARE_SUBJECT)


def pieces(tokens: list[Token]) -> Iterator[Piece]:
    """Yield the pieces between the cuts and joins, each with what its words mean in it."""
    named = {t.name for t in tokens if t.kind == "concept"}
    chips = not named.isdisjoint({CHIPS, *TOOLS, *PARTS_OF_CHIPS})
    quantum = any(name.startswith(QUANTUM) for name in named)
    for piece in _cut(tokens):
        yield Piece([_meant(token, piece, chips, quantum) for token in piece.tokens], piece.after)


def _meant(token: Token, piece: Piece, chips: bool, quantum: bool) -> Token:
    """Tell what a word like "design" means: a part of the chip industry where chips are named, or a verb."""
    if token.kind != "part":
        return token
    if token.name.startswith(QUANTUM):
        told = quantum and not piece.of("concept")
        return replace(token, kind="concept" if told else "other")
    verb = token.name == "fabrication" and token.text in _MAKING
    as_verb = _VERB_OF_PART.get(token.text, "making" if verb else "")
    again = verb and any(t.name in ("making", "developing") for t in piece.tokens)  # 不开发不生产
    if chips and not piece.of("concept") and not again:
        return replace(token, kind="concept")
    return replace(token, kind="bare", name=as_verb) if as_verb else replace(token, kind="other")


def _cut(tokens: Iterable[Token]) -> Iterator[Piece]:
    piece = Piece()
    for token in tokens:
        if token.kind in ("cut", "join") or _begins_anew(piece, token) or _tells_of_company(piece, token):
            if piece.tokens:
                yield piece
            piece = Piece(after=(piece.after if not piece.tokens else "") + token.text)
        if token.kind not in ("cut", "join"):
            piece.tokens.append(token)
    if piece.tokens:
        yield piece


def _tells_of_company(piece: Piece, token: Token) -> bool:
    """Tell whether a word begins a clause on the company that is bought: "we buy 5% of a maker with no AI".

    It is named right before, and the investor buys it, or the sentence begins with it.
    """
    if not piece.tokens or token.text not in _RELATIVE or not _COMPANY.fullmatch(piece.tokens[-1].text):
        return False
    words = " ".join(t.text for t in piece.tokens)
    bought = _BUYERS.search(words) is not None and _BUYS.search(words) is not None
    return bought or not (piece.after or piece.of("finite", "bare", "ask", "not"))


def _begins_anew(piece: Piece, token: Token) -> bool:
    """Tell whether a negator begins another denial: "nor", or the same one again, as in 零芯片零量子."""
    earlier = piece.of("not")
    again = bool(earlier) and token.kind == "not" and _repeats(token.text, earlier[0].text)
    return bool(piece.tokens) and (token.text == "nor" or (again and bool(piece.of("concept"))))


def _repeats(negator: str, earlier: str) -> bool:
    """Tell whether a negator only repeats the one before it: 既无AI亦无量子."""
    return negator == earlier or negator[0] in "亦也更又"


def answers(piece: Piece) -> bool:
    """Tell whether a piece is the "no" to a question of a form."""
    asked = _ASKS.search(piece.after) is not None
    return asked and bool(piece.of("not")) and not piece.of("concept")


def includes(piece: Piece) -> bool:
    """Tell whether a piece in brackets only says what is included: "AI (including internal use): none"."""
    first = piece.tokens[0].text
    return BRACKET.search(piece.after) is not None and first in _INCLUDING and not piece.of("not", "void")


def unknown(piece: Piece) -> bool:
    """Tell whether a piece cannot be taken whole: a word is unknown, or two things stand side by side."""
    negators = piece.of("not")
    if piece.of("users") and any(t.name not in USES for t in piece.of("concept")):
        return True
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


def _opens(piece: Piece, negator: Token) -> bool:
    """Tell whether a sentence begins with "Not in": it contrasts with nothing before it."""
    at = piece.tokens.index(negator)
    return not piece.after and at == 0 and piece.tokens[1:] != [] and piece.tokens[1].text == "in"


def _of_one_product(before: list[Token], things: list[Token]) -> bool:
    """Tell whether one thing is denied of another that is named before: "its AI has no military use"."""
    return bool(before) and len(things) > 1 and before[0].name != CHIPS


def _verb_by_verb(piece: Piece) -> bool:
    """Tell whether several negators deny a verb each, and no denial another: 不开发不生产."""
    told = [t.kind for t in piece.of("not", "finite", "bare", "concept")]
    first = told.index("not")
    verbs = [kind for kind in told[first:] if kind != "concept"]
    pairs = list(zip(verbs[::2], verbs[1::2], strict=False))
    return len(verbs) % 2 == 0 and all(pair == ("not", "bare") for pair in pairs)
