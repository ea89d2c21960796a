"""The words of blanket denials, and the words of a sentence told apart by them.

`blanket.yaml` names the things denied, the negators, the verbs and the words that narrow nothing;
whatever else stands in a sentence is unknown. A Latin letter begins an English word, or a Chinese
one such as eda工具.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.reader.literals import Quick, beginnings
from assistant.reader.text import HAN
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("blanket.yaml")
CUTS = r"(?:\((?:[a-h]|[ivx]+|\d)\)|\d+(?=\.)|[.!?+。！？\n,，;；:：()（）/&—–\"“”「」]|(?<=\s)-(?=\s))+"
_SPACE = r"[\s'~*]+"
_LOOKS_ROUND = re.compile(r"\(\?<?[!=][^)]*\)")
_WORD_EN, _WORD_ZH = r"[a-z][a-z'-]*|\d+|.", r"."
Facts = dict[frozenset[str], tuple[str, ...]]  # facts by the classes of verbs with which they are denied


@dataclass(frozen=True)
class Token:
    """A word or phrase of a sentence, or a mark, and what it is in a denial."""

    kind: str  # concept, part, not, void, ask, finite, bare, join, cut, goes_on, also, users, filler, other
    name: str  # the concept, or the class of the verb
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Alternatives:
    """Expressions of which the first that fits wins, and what must stand before and after each."""

    words: tuple[str, ...]
    before: str
    after: str

    @property
    def all(self) -> str:
        """One expression for all of them."""
        return self.of(self.words)

    def of(self, words: Iterable[str]) -> str:
        """One expression for some of them."""
        return rf"{self.before}(?:{'|'.join(words)}){self.after}"


_NONE = Alternatives((), "", "")
_FREE = Alternatives(("-free", "-less"), "(?<=[a-z])", r"\b")  # "AI-free"


class Lexicon:
    """Groups of words by name, of which only those are tried that may begin as the text does."""

    def __init__(self, groups: Sequence[tuple[str, Alternatives]], other: str) -> None:
        self._groups = groups
        self._other = other
        self._begin = {word: beginnings(word) for _, alternatives in groups for word in alternatives.words}
        self._by_letter: dict[str, re.Pattern[str]] = {}

    def match(self, text: str, first: int, last: int) -> re.Match[str]:
        """Match the word, mark or space at `first`; its group is the name of what it is."""
        return next(self._beginning_with(text[first]).finditer(text, first, last))  # `other` always fits

    def _beginning_with(self, letter: str) -> re.Pattern[str]:
        pattern = self._by_letter.get(letter)
        if pattern is None:
            pattern = self._by_letter[letter] = self._compiled(letter)
        return pattern

    def _compiled(self, letter: str) -> re.Pattern[str]:
        parts = [rf"(?P<space>{_SPACE})", rf"(?P<cut>{CUTS})"]
        for name, alternatives in self._groups:
            words = [word for word in alternatives.words if self._may_begin(word, letter)]
            if words:
                parts.append(f"(?P<{name}>{alternatives.of(words)})")
        return re.compile("|".join([*parts, f"(?P<other>{self._other})"]))

    def _may_begin(self, word: str, letter: str) -> bool:
        begin = self._begin[word]
        return begin is None or letter in begin


@dataclass(frozen=True)
class Words:
    """The words of `blanket.yaml`, compiled."""

    english: Lexicon
    chinese: Lexicon
    negators: Quick  # one of which every denial has
    facts: dict[str, Facts]
    answers: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words, read and compiled once."""
    raw = read_yaml(FILE)
    groups = list(_groups(raw))
    negators = [part for name, *both in groups if name.startswith("not") for part in both if part.words]
    return Words(
        english=Lexicon([(name, english) for name, english, _ in groups], _WORD_EN),
        chinese=Lexicon([(name, chinese) for name, _, chinese in groups], _WORD_ZH),
        negators=Quick("|".join(part.all for part in negators)),
        facts={name: _facts(entry) for name, entry in raw["concepts"].items()},
        answers=re.compile(r"\s*(?:{}|{})".format(*(part.all for part in _both(raw["answers"])))),
    )


def _groups(raw: dict[str, Any]) -> Iterator[tuple[str, Alternatives, Alternatives]]:
    """Yield the name and the expressions of both languages of each group; the first that fits wins."""
    yield ("void", *_both(raw["void"]))
    for name, entry in raw["concepts"].items():
        yield (f"concept_{name}", *_both(entry))
    for name in ("ask", "goes_on", "not"):
        yield (name, *_both(raw[name]))
    yield ("not_free", _FREE, _NONE)
    for name, entry in raw["bare"].items():
        yield (f"part_{name}", *_both(entry))
    for name in ("users", "also", "join", "filler"):
        yield (name, *_both(raw[name]))
    for name, entry in raw["verbs"].items():
        yield (f"finite_{name}", _english(entry["finite"]), _NONE)
        yield (f"bare_{name}", *_both({"en": entry["bare"], "zh": entry["zh"]}))


def _both(entry: dict[str, str]) -> tuple[Alternatives, Alternatives]:
    """Return the expressions of both languages; Latin letters are matched as whole words."""
    return _english(entry["en"]), Alternatives(_longest_first(entry["zh"]), "", r"(?!(?<=[a-z])[a-z'-])")


def _english(words: str) -> Alternatives:
    whole = r"(?![a-z'\u4e00-\u9fff]|-(?!free\b|less\b))"
    return Alternatives(_longest_first(words), "(?<![a-z])", whole)


def _longest_first(words: str) -> tuple[str, ...]:
    """Sort alternatives so that "in every form" is tried before "in", and 其余 before 其."""
    return tuple(sorted(_alternatives(words), key=lambda word: len(_LOOKS_ROUND.sub("", word)), reverse=True))


def _alternatives(words: str) -> list[str]:
    """Split an expression at the bars that stand in no brackets."""
    found, depth = [""], 0
    for letter in words:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if letter == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def _facts(entry: dict[str, Any]) -> Facts:
    by_verbs = {frozenset(key.split()) - {"general"}: key for key in entry if key not in ("en", "zh")}
    return {verbs: tuple(entry[key]) for verbs, key in by_verbs.items()}


def tokens(text: str, first: int, last: int) -> list[Token]:
    """Return the words and marks of `text[first:last]`, in order; spaces are left out."""
    compiled, mixed = words(), HAN.search(text, first, last) is not None
    found: list[Token] = []
    while first < last:
        match = _match(compiled, text, first, last, mixed=mixed)
        group = match.lastgroup or "other"
        if group != "space":
            kind, _, name = group.partition("_") if group != "goes_on" else (group, "", "")
            found.append(Token(kind, name, match.group(), *match.span()))
        first = match.end()
    return found


def _match(compiled: Words, text: str, first: int, last: int, *, mixed: bool) -> re.Match[str]:
    """Match one word: as English where a Latin letter begins it and no Chinese one goes on from it."""
    if not text[first].isascii():
        return compiled.chinese.match(text, first, last)
    english = compiled.english.match(text, first, last)
    if english.lastgroup != "other" or not mixed:
        return english
    chinese = compiled.chinese.match(text, first, last)
    return english if chinese.lastgroup == "other" else chinese
