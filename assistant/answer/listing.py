"""Which items of the Catalogue a question for a list is about: all of them, by a cut that can be stated.

An item belongs when its title or its subject tags name each part of the subject; a part is also named by
its other names in the glossary. Where that leaves nothing, the parts the glossary knows are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.answer.subject import Glossary, Names, Subject, glossary, known, subjects, words
from corpus import Corpus
from corpus.model import Provision
from index.chunks import is_chinese

NATIONAL = "national"


def asks(text: str) -> bool:
    """Tell whether a normalised lower-case question wants every item there is."""
    return words("asks").search(text) is not None


def listed(corpus: Corpus, text: str, province: str | None, as_of: date) -> list[Provision]:
    """Return every item in force that belongs to the subject of a normalised lower-case question.

    A province with a list of its own narrows it to that list, one without to the nationwide list.
    """
    named = subjects(corpus, text)
    in_area = _in_area(corpus, text, province)
    fitting = [i for i in _items(corpus) if in_area(i.provision) and i.provision.valid.covers(as_of)]
    return _about(fitting, named) or _about(fitting, map(known, named))


@dataclass(frozen=True, slots=True)
class _Item:
    """What an item is called, made easy to search."""

    provision: Provision
    english: str  # words in the singular, between spaces
    chinese: str


@dataclass(frozen=True, slots=True)
class _Part:
    """The names of one part of a subject, by the text that may have them."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]

    @classmethod
    def of(cls, names: Names) -> _Part:
        """Sort the names by language."""
        chinese = tuple(filter(is_chinese, names))
        return cls(tuple(names.difference(chinese)), chinese)

    def is_named(self, item: _Item) -> bool:
        """Tell whether one of the names occurs in what an item is called."""
        return any(n in item.chinese for n in self.chinese) or any(n in item.english for n in self.english)


def _about(items: Iterable[_Item], named: Iterable[Subject]) -> list[Provision]:
    wanted = [list(map(_Part.of, subject)) for subject in named if subject]
    return [i.provision for i in items if any(all(part.is_named(i) for part in parts) for parts in wanted)]


def _in_area(corpus: Corpus, text: str, province: str | None) -> Callable[[Provision], bool]:
    """Return which items stand in the lists a question means."""
    if words("regional").search(text):
        return lambda item: item.area != NATIONAL
    place = corpus.places.get(province or "")
    if words("nationwide").search(text) or (province is not None and not (place and place.has_list)):
        return lambda item: item.area == NATIONAL
    return lambda item: province is None or item.area == province


@lru_cache(maxsize=4)
def _items(corpus: Corpus) -> tuple[_Item, ...]:
    held = (p for p in corpus.provisions.values() if p.number is not None and p.catalogue)
    return tuple(_item(glossary(corpus), provision) for provision in held)


def _item(names: Glossary, provision: Provision) -> _Item:
    texts = (provision.text.en, *(tag.replace("-", " ") for tag in provision.tags))
    return _Item(provision, "|".join(map(names.title_words, texts)), provision.text.zh.lower())
