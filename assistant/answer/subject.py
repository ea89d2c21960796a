"""What a question that asks for a list is about: its subject, with every name the glossary has for it.

The subject is what is left of the question without its place and the words that ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from corpus import Corpus
from corpus.model import Term
from corpus.yamlfile import read_yaml
from index.chunks import is_chinese
from index.tokens import STOP_WORDS

FILE = Path(__file__).with_name("listing.yaml")
_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_PLURAL = re.compile(r"(?<=[a-z]{2})(?:(?<=[cs]h|.[sxz])es|(?<![su])s)$")

Names = frozenset[str]  # of one part of a subject; English ones as words between spaces
Subject = tuple[Names, ...]  # its parts


def subjects(corpus: Corpus, text: str) -> list[Subject]:
    """Return the subjects of a normalised lower-case question; one is enough ("satellites or rockets").

    Where the glossary has a name of one, one that it knows nothing of ("and their parts") is left out.
    """
    names = glossary(corpus)
    pieces = words("alternatives").split(_places(corpus).sub(" ", text))
    found = [(*names.chinese_parts(piece), *names.english_parts(piece)) for piece in pieces]
    named = [subject for subject in found if subject]
    return [subject for subject in named if known(subject)] or named


def known(subject: Subject) -> Subject:
    """Return the parts that the glossary knows."""
    return tuple(names for names in subject if len(names) > 1)


def phrase(singulars: Iterable[str]) -> str:
    """Return words so that each stands between spaces."""
    return f" {' '.join(singulars)} "


def singular(word: str) -> str:
    """Return a word in lower case and in the singular; stems would make an animal of an animation."""
    word = word.lower()
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else _PLURAL.sub("", word)


class Glossary:
    """The glossary by the names of its entries."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(terms)
        self._abbreviations = {name for term in self._terms for name in term.en if name.isupper()}
        self._entries: dict[str, set[int]] = {}
        for number, term in enumerate(self._terms):
            for name in self._written(term):
                self._entries.setdefault(name, set()).add(number)
        self._longest_phrase = max((_size(name) for name in self._entries if not is_chinese(name)), default=0)
        self._longest_word = max((len(name) for name in self._entries if is_chinese(name)), default=0)

    def title_words(self, title: str) -> str:
        """Return the English words of a title, without abbreviations that are no name here: PET is no pet."""
        return phrase(singular(word) for word in _WORD.findall(title) if self._is_word(word))

    def chinese_parts(self, text: str) -> Iterator[Names]:
        """Yield the parts of a subject in Chinese: glossary names, longest first, and what stands between."""
        for run in _RUN.findall(text):
            yield from self._parts_of_run(run)

    def english_parts(self, text: str) -> Iterator[Names]:
        """Yield the parts of a subject in English: glossary names, longest first, and other words."""
        rest = [singular(word) for word in _WORD.findall(words("framing").sub(" ", text))]
        start = 0
        while start < len(rest):
            sizes = range(min(self._longest_phrase, len(rest) - start), 0, -1)
            phrases = (phrase(rest[start : start + size]) for size in sizes)
            found = next((p for p in phrases if p in self._entries), phrase(rest[start : start + 1]))
            if found.strip() not in STOP_WORDS:
                yield self.names(found)
            start += _size(found)

    def names(self, name: str) -> Names:
        """Return a name with all others of its entries; one made of two names has those of both."""
        found = {name}
        for part in (name, *self._halves(name)):
            for number in self._entries.get(part, ()):
                found |= set(self._written(self._terms[number]))
        return frozenset(found)

    def _parts_of_run(self, run: str) -> Iterator[Names]:
        start = between = 0
        while start < len(run):
            size = self._size_at(run, start)
            if size:
                yield from _unknown(run[between:start])
                yield self.names(run[start : start + size])
                between = start + size
            start += size or 1
        yield from _unknown(run[between:])

    def _size_at(self, run: str, start: int) -> int:
        sizes = range(min(self._longest_word, len(run) - start), 1, -1)
        return next((size for size in sizes if run[start : start + size] in self._entries), 0)

    def _halves(self, name: str) -> tuple[str, ...]:
        if not is_chinese(name):
            return ()
        cuts = ((name[:cut], name[cut:]) for cut in range(2, len(name) - 1))
        return next((cut for cut in cuts if all(half in self._entries for half in cut)), ())

    def _written(self, term: Term) -> Iterator[str]:
        for name in (*term.en, *term.zh):
            written = name.lower() if is_chinese(name) else phrase(map(singular, _WORD.findall(name)))
            if written.strip() and written.strip() not in STOP_WORDS:
                yield written

    def _is_word(self, word: str) -> bool:
        return not word.isupper() or word.isdigit() or word in self._abbreviations


def words(kind: str) -> re.Pattern[str]:
    """Return the expression for one kind of words in `listing.yaml`."""
    return _expressions()[kind]


@lru_cache(maxsize=4)
def glossary(corpus: Corpus) -> Glossary:
    """Return the corpus's glossary without the terms that only frame a question."""
    return Glossary(term for term in corpus.terms if not term.framing)


def _unknown(rest: str) -> Iterator[Names]:
    yield from (frozenset({word}) for word in words("framing").sub(" ", rest).split())


def _size(name: str) -> int:
    return len(name.split())


@lru_cache(maxsize=1)
def _expressions() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(patterns)) for name, patterns in read_yaml(FILE).items()}


@lru_cache(maxsize=4)
def _places(corpus: Corpus) -> re.Pattern[str]:
    """Return an expression for the names of places, which say where and not what."""
    names = {n.lower() for p in corpus.places.values() for n in (p.name.en, p.name.zh, *p.aliases)}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    bounded = (re.escape(n) if is_chinese(n) else rf"\b{re.escape(n)}\b" for n in longest_first)
    return re.compile("|".join(bounded))
