"""Lines of business and places named in a text, through the corpus's own phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial

from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope
from assistant.reader.text import normalise
from corpus import Corpus
from corpus.model import Instrument, Topic

_NEARBY = re.compile(
    r"\b(?:near|next to|close to|beside|adjacent to|not far from)\b[^.,;]*$|(?:靠近|临近|毗邻|"
    r"紧邻)[^，。；]*$"
)
_WORD = re.compile(r"[a-z0-9]")
# "Would Beijing care", "its Zhuhai subsidiary", "a Suzhou supplier", "through a Hong Kong vehicle".
_PLACE_BEFORE = re.compile(
    r"\b(?:would|does|will) $|\b(?:its|whose) (?:own )?$|"
    r"\b(?:it|which) owns(?: all)?(?: of)? (?:a |an |the )?$|"
    r"\b\d+% of an? $|(?:持有|参股|控股)[^，。；]{0,2}$"
)
_PLACE_AFTER = re.compile(
    r" (?:mind|care|say|ask|object|think|view|want|requires?|supplier|vendor|foundry partner|affiliate|"
    r"subsidiary|distributor|spv|holding|holdco|vehicle|resident|shareholders?|funds?|"
    r"limited company|directors?)s?\b"
    r"|(?:的)?(?:spv|控股平台|壳|居民|股东|基金|供应商|子公司|某?研究所)"
)
_START = re.compile(r"(?<![a-z0-9])[a-z0-9]|[^a-z0-9\s]")


@dataclass
class _Node:
    """A step into a tree of phrases, character by character."""

    after: dict[str, _Node] = field(default_factory=dict)
    phrase: str | None = None  # that ends here

    def add(self, phrase: str) -> None:
        """Add a phrase below this node."""
        node = self
        for char in phrase:
            node = node.after.setdefault(char, _Node())
        node.phrase = phrase


@dataclass(frozen=True)
class _Lexicon:
    """Phrases of one kind, and what each stands for; the longest phrase at a place wins."""

    tree: _Node
    meanings: dict[str, tuple[str, ...]]
    whole_words: bool

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and phrase of every match, left to right; of two that overlap, the longer."""
        found = [match for match in map(partial(self._at, text), self._starts(text)) if match]
        kept: list[tuple[int, int, str]] = []
        for start, end, phrase in sorted(found, key=lambda match: (match[0] - match[1], match[0])):
            if all(end <= s or e <= start for s, e, _ in kept):
                kept.append((start, end, phrase))
        yield from sorted(kept)

    def _starts(self, text: str) -> Iterator[int]:
        """Yield where a phrase may begin: not within a Latin word."""
        for match in _START.finditer(text):
            if match.group() in self.tree.after:
                yield match.start()

    def _at(self, text: str, start: int) -> tuple[int, int, str] | None:
        node, longest = self.tree, None
        for position in range(start, len(text)):
            step = node.after.get(text[position])
            if step is None:
                break
            node = step
            if node.phrase is not None and self._ends(text, position + 1):
                longest = start, position + 1, node.phrase
        return longest

    def _ends(self, text: str, end: int) -> bool:
        inside = end < len(text) and _WORD.match(text[end]) and _WORD.match(text[end - 1])
        return not (self.whole_words and inside)


def activities(corpus: Corpus, scope: Scope) -> Iterator[Mention]:
    """Yield the activities named, not negated, and not those of a supplier or customer; one mention each."""
    lexicon = _activity_lexicon(corpus)
    for start, end, phrase in lexicon.find(scope.text):
        if _NEARBY.search(scope.text[max(0, start - 24) : start]):
            continue  # "near a launch centre" says where, not what
        if scope.polarity(start, end, name=True) == "affirmed" and scope.subject(start) != "third":
            for code in lexicon.meanings[phrase]:
                yield Mention("activity", code, start, end)


def places(corpus: Corpus, scope: Scope) -> Iterator[Mention]:
    """Yield the provinces named, directly or by a city, zone or launch centre: the target's own, if named."""
    lexicon = _place_lexicon(corpus)
    named = list(lexicon.find(scope.text))
    own = [match for match in named if not _of_another_place(scope, match[0], match[1])]
    for start, end, phrase in own or named:
        for slug in lexicon.meanings[phrase]:
            yield Mention("province", slug, start, end)


def _of_another_place(scope: Scope, start: int, end: int) -> bool:
    """Tell whether a place is a government's, a vehicle's, an affiliate's or a supplier's."""
    first, last = scope.sentence_of(start)
    before, after = scope.text[max(first, start - 30) : start], scope.text[end : min(last, end + 30)]
    return _PLACE_BEFORE.search(before) is not None or _PLACE_AFTER.match(after) is not None


def subjects(corpus: Corpus, text: str, province: str | None) -> list[Topic]:
    """Return the topics of the subject index that the text names."""
    lexicon = _topic_lexicon(corpus)
    named = {code for _, _, phrase in lexicon.find(text) for code in lexicon.meanings[phrase]}
    return [t for t in corpus.topics if t.id in named and (not t.areas or province in t.areas)]


def named_terms(corpus: Corpus, text: str) -> list[str]:
    """Return the provisions of the glossary terms a text names, the longest wording first, each once."""
    lexicon = _term_lexicon(corpus)
    found = sorted(lexicon.find(text), key=lambda match: (match[0] - match[1], match[0]))
    return list(dict.fromkeys(i for _, _, phrase in found for i in lexicon.meanings[phrase]))


def named_instruments(corpus: Corpus, text: str) -> list[str]:
    """Return the ids of the instruments a text names, in its order, each once."""
    lexicon = _instrument_lexicon(corpus)
    return list(dict.fromkeys(i for _, _, phrase in lexicon.find(text) for i in lexicon.meanings[phrase]))


@lru_cache(maxsize=4)
def _term_lexicon(corpus: Corpus) -> _Lexicon:
    phrases: dict[str, list[str]] = {}
    for term in corpus.terms:
        for name in (*term.en, *term.zh):
            plain = normalise(name).lower()
            if term.provision and len(plain) > 2:  # two letters or characters mean too many things
                phrases.setdefault(plain, []).append(term.provision)
    return _lexicon(phrases, whole_words=True)


@lru_cache(maxsize=4)
def _instrument_lexicon(corpus: Corpus) -> _Lexicon:
    phrases: dict[str, list[str]] = {}
    for instrument in corpus.instruments.values():
        for name in (*instrument.aliases, *_titles(instrument)):
            phrases.setdefault(normalise(name).lower(), []).append(instrument.id)
    return _lexicon(phrases, whole_words=True)


def _titles(instrument: Instrument) -> Iterator[str]:
    for words in (instrument.short, instrument.title):
        yield from (words.en.strip("《》"), words.zh.strip("《》"))


@lru_cache(maxsize=4)
def _activity_lexicon(corpus: Corpus) -> _Lexicon:
    phrases: dict[str, list[str]] = {}
    for activity in corpus.activities.values():
        for phrase in (*activity.phrases_en, *activity.phrases_zh):
            phrases.setdefault(normalise(phrase).lower(), []).append(activity.code)
    return _lexicon(phrases, whole_words=False)


@lru_cache(maxsize=4)
def _topic_lexicon(corpus: Corpus) -> _Lexicon:
    phrases: dict[str, list[str]] = {}
    for topic in corpus.topics:
        for phrase in (*topic.phrases_en, *topic.phrases_zh):
            phrases.setdefault(normalise(phrase).lower(), []).append(topic.id)
    return _lexicon(phrases, whole_words=True)


@lru_cache(maxsize=4)
def _place_lexicon(corpus: Corpus) -> _Lexicon:
    phrases: dict[str, list[str]] = {}
    for place in corpus.places.values():
        for name in (place.name.en, place.name.zh, *place.aliases):
            phrases.setdefault(normalise(name).lower(), []).append(place.slug)
    return _lexicon(phrases, whole_words=True)


def _lexicon(phrases: dict[str, list[str]], *, whole_words: bool) -> _Lexicon:
    tree = _Node()
    for phrase in phrases:
        tree.add(phrase)
    return _Lexicon(
        tree, {phrase: tuple(dict.fromkeys(codes)) for phrase, codes in phrases.items()}, whole_words
    )
