"""Chunks: one per citable provision, with what is embedded and what is searched by words.

A provision is already the unit a reader cites, so it is never split or merged. What it lacks on its
own is its place: a paragraph says little without the headings above it, so these go before its text.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Bilingual, Corpus, Provision

CHUNKER_VERSION = "2"  # raise it whenever a change here alters any chunk

_NATIONWIDE = Bilingual(en="Nationwide", zh="全国")
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Fields:
    """The words of one chunk by kind, so that each kind can have its own weight."""

    path: tuple[str, ...]  # instrument, pinpoint, headings above
    heading: tuple[str, ...]
    text: tuple[str, ...]
    keywords: tuple[str, ...]  # everyday words, of the provision and of what leads to it


@dataclass(frozen=True, slots=True)
class Chunk:
    """What the index keeps of one provision."""

    provision_id: str
    text: str  # embedded
    fields: Fields  # searched by words
    english: str = ""  # compared word by word in context

    @property
    def digest(self) -> str:
        """SHA-256 of the embedded text: equal digests mean equal vectors under one embedder."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def chunks(corpus: Corpus) -> list[Chunk]:
    """Return one chunk per provision, in the order of the corpus."""
    leading = _leading_phrases(corpus)
    return [_chunk(corpus, provision, leading[provision.id]) for provision in corpus.provisions.values()]


def series(provision: Provision) -> str:
    """Return what a provision is read in sequence with: its instrument, or its list in a catalogue."""
    return f"{provision.instrument}/{provision.area}" if provision.area else provision.instrument


def embedded_text(path: Sequence[str], heading: str, text: str, keywords: Sequence[str] = ()) -> str:
    """Return what is embedded of a chunk in one language: its place, its words, its everyday words."""
    body = text if text.startswith(heading) else f"{heading}: {text}"
    return " > ".join(path) + "\n" + body + (f" ({'; '.join(keywords)})" if keywords else "")


def ancestors(corpus: Corpus, provision: Provision) -> list[Provision]:
    """Return the provisions above one that the corpus holds, outermost first."""
    found = []
    parent = provision.parent
    while parent is not None:
        above = corpus.provisions.get(parent)
        if above is None:
            break
        found.append(above)
        parent = above.parent
    return found[::-1]


def is_chinese(text: str) -> bool:
    """Tell whether a text has any Chinese character."""
    return _CJK.search(text) is not None


def _chunk(corpus: Corpus, provision: Provision, leading: Sequence[str]) -> Chunk:
    short = corpus.instruments[provision.instrument].short
    above = _above(corpus, provision)
    section = (provision.section,) if provision.section else ()
    english, chinese = (_embedded(provision, short, above, lang) for lang in ("en", "zh"))
    return Chunk(
        provision_id=provision.id,
        text=f"{english}\n{chinese}",
        english=english,
        fields=Fields(
            path=(*_both(short), *_both(provision.pinpoint), *section, *_paths(above)),
            heading=_both(provision.heading),
            text=_both(provision.text),
            keywords=(*provision.keywords, *leading),
        ),
    )


def _leading_phrases(corpus: Corpus) -> Mapping[str, list[str]]:
    """Return the everyday phrases of subjects and lines of business by the provision they lead to.

    They are searched by words only: a list of a hundred phrases would blur the meaning of one paragraph.
    """
    phrases: dict[str, list[str]] = defaultdict(list)
    for topic in corpus.topics:
        for pid in topic.provisions:
            phrases[pid] += (*topic.phrases_en, *topic.phrases_zh)
    for activity in corpus.activities.values():
        for pid in (*activity.items, *activity.maybe_items):
            phrases[pid] += (*activity.phrases_en, *activity.phrases_zh)
    return phrases


def _above(corpus: Corpus, provision: Provision) -> list[Bilingual]:
    """Headings above a provision; for an item of a list the area's name, which tells its list from others."""
    if provision.area:
        place = corpus.places.get(provision.area)
        return [place.name if place else _NATIONWIDE]
    return [item.heading for item in ancestors(corpus, provision)]


def _embedded(provision: Provision, short: Bilingual, above: list[Bilingual], lang: str) -> str:
    path = [short.get(lang), *(heading.get(lang) for heading in above)]
    # An item's official title seldom has the word a user types.
    everyday = [word for word in provision.keywords if is_chinese(word) == (lang == "zh")]
    return embedded_text(path, provision.heading.get(lang), provision.text.get(lang), everyday)


def _both(words: Bilingual) -> tuple[str, ...]:
    return (words.en,) if words.en == words.zh else (words.en, words.zh)


def _paths(above: list[Bilingual]) -> Iterator[str]:
    for heading in above:
        yield from _both(heading)
