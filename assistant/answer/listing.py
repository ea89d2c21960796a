"""Which items of the Catalogue a question for a list is about: all of them, by a cut that can be stated.

An item belongs when its title or its subject tags name each part of the subject; a part is also named by
its other names in the glossary. Where that leaves nothing, the parts the glossary knows are enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.answer.subject import Glossary, Subject, glossary, known, subjects, words
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
    held = (item for item in _items(corpus) if item.provision.valid.covers(as_of))
    fitting = [item for item in held if _area_fits(corpus, item.provision, text, province)]
    return _about(fitting, named) or _about(fitting, map(known, named))


@dataclass(frozen=True, slots=True)
class _Item:
    """What an item is called, made easy to search."""

    provision: Provision
    english: str  # words in the singular, between spaces
    chinese: str

    def is_about(self, subject: Subject) -> bool:
        """Tell whether each part of a subject occurs under one of its names."""
        return all(any(name in self._text(name) for name in names) for names in subject)

    def _text(self, name: str) -> str:
        return self.chinese if is_chinese(name) else self.english


def _about(items: Iterable[_Item], named: Iterable[Subject]) -> list[Provision]:
    wanted = [subject for subject in named if subject]
    return [item.provision for item in items if any(map(item.is_about, wanted))]


def _area_fits(corpus: Corpus, provision: Provision, text: str, province: str | None) -> bool:
    if words("regional").search(text):
        return provision.area != NATIONAL
    if words("nationwide").search(text):
        return provision.area == NATIONAL
    if province is None:
        return True
    place = corpus.places.get(province)
    return provision.area == (place.slug if place is not None and place.has_list else NATIONAL)


@lru_cache(maxsize=4)
def _items(corpus: Corpus) -> tuple[_Item, ...]:
    held = (p for p in corpus.provisions.values() if p.number is not None and p.catalogue)
    return tuple(_item(glossary(corpus), provision) for provision in held)


def _item(names: Glossary, provision: Provision) -> _Item:
    texts = (provision.text.en, *(tag.replace("-", " ") for tag in provision.tags))
    return _Item(provision, "|".join(map(names.title_words, texts)), provision.text.zh.lower())
