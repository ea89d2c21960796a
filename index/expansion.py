"""Query expansion by the bilingual glossary: a term in the query brings its other names along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from corpus.model import Term
from index.chunks import is_chinese
from index.tokens import STOP_WORDS, Tokenizer, is_pair

Phrase = tuple[str, ...]
Text = TypeVar("Text", str, Phrase)


class Expander:
    """Finds glossary terms in a query, in either language."""

    def __init__(self, terms: Iterable[Term], tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._terms = tuple(terms)
        self._english: dict[Phrase, set[int]] = {}
        self._chinese: dict[str, set[int]] = {}
        for number, term in enumerate(self._terms):
            for name in (*term.en, *term.zh):
                # An abbreviation stands in both languages and is a word in both: AI is not in "maintain".
                if is_chinese(name):
                    self._chinese.setdefault(name.lower(), set()).add(number)
                else:
                    self._add_english(tuple(tokenizer.stems(name)), number)
        self._longest_phrase = max(map(len, self._english), default=0)
        self._longest_word = max(map(len, self._chinese), default=0)

    def terms(self, query: str) -> list[Term]:
        """Return the glossary entries a query names, in the order of the glossary."""
        found: set[int] = set()
        for numbers in (*self._in_english(query), *self._in_chinese(query.lower())):
            found |= numbers
        return [self._terms[number] for number in sorted(found)]

    def tokens(self, query: str, own: Iterable[str]) -> list[str]:
        """Return the tokens that the other names of the query's terms add to its own."""
        seen = set(own)
        added: dict[str, None] = {}
        for term in self.terms(query):
            if term.framing:
                continue
            for name in (*term.en, *term.zh):
                added.update(dict.fromkeys(t for t in self._of_name(name) if t not in seen))
        return list(added)

    def _of_name(self, name: str) -> list[str]:
        """Return the tokens of a name, without those that say something else on their own.

        "public" and "air" are not yet "public air transport"; the pairs of words are, and in Chinese
        the words of the glossary.
        """
        tokens = self._tokenizer(name)
        return [t for t in tokens if is_pair(t) or (len(t) > 2 and is_chinese(t))] or tokens

    def _add_english(self, stems: Phrase, number: int) -> None:
        # The stem of an abbreviation may be a word that says nothing: ONS becomes "on".
        if not STOP_WORDS.issuperset(stems):
            self._english.setdefault(stems, set()).add(number)

    def _in_english(self, query: str) -> Iterator[set[int]]:
        stems = self._tokenizer.stems(query)
        yield from _longest_matches(tuple(stems), self._english, self._longest_phrase)

    def _in_chinese(self, query: str) -> Iterator[set[int]]:
        yield from _longest_matches(query, self._chinese, self._longest_word)


def _longest_matches(text: Text, names: Mapping[Text, set[int]], longest: int) -> Iterator[set[int]]:
    """Yield the entries whose names occur, taking the longest from the left, without overlap."""
    start = 0
    while start < len(text):
        for size in range(min(longest, len(text) - start), 0, -1):
            if text[start : start + size] in names:
                yield names[text[start : start + size]]
                start += size - 1
                break
        start += 1
