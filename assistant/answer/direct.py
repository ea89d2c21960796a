"""Look-ups that need no search: who issued what and since when, what a term means, how long a list is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.answer.findings import Said
from assistant.answer.phrases import say
from assistant.reader.kinds import says
from assistant.reader.topics import named_instruments, named_terms
from corpus import Corpus
from corpus.model import Instrument

MAX_INSTRUMENTS = 3
MAX_TERMS = 2


@dataclass(frozen=True)
class Direct:
    """Answers from the corpus's own tables of instruments, terms and lists."""

    corpus: Corpus
    lang: str
    as_of: date

    def instruments(self, text: str) -> list[Said]:
        """Say of every instrument named who issued it and since when it applies, where that is asked."""
        if not says("instrument_facts", text):
            return []
        named = [self.corpus.instruments[i] for i in named_instruments(self.corpus, text)]
        return [said for one in named[:MAX_INSTRUMENTS] for said in self._instrument(one)]

    def _instrument(self, instrument: Instrument) -> Iterator[Said]:
        root = self._root(instrument)
        since, until = instrument.valid.from_, instrument.valid.to
        if root is None or since is None:
            return
        lapsed = until is not None and until < self.as_of
        text = say(
            "instrument_lapsed" if lapsed else "instrument_current",
            self.lang,
            title=instrument.title.get(self.lang).strip("《》"),
            citation=instrument.citation,
            issuer=instrument.issuer.get(self.lang),
            since=since.isoformat(),
            until=until.isoformat() if until else "",
        )
        yield Said(f"instrument:{instrument.id}", text, (root,))

    def _editions(self, area: str) -> Iterator[str]:
        """Yield the provision that stands for an area's list, of the edition in force."""
        for provision in self.corpus.provisions.values():
            of_the_area = provision.id.startswith("/cn/catalogue/") and provision.id.endswith(f"/{area}")
            if of_the_area and provision.valid.covers(self.as_of):
                yield provision.id

    def _root(self, instrument: Instrument) -> str | None:
        """Return the provision that stands for the instrument as a whole."""
        own = [
            p.id
            for p in self.corpus.provisions.values()
            if p.instrument == instrument.id and p.number is None
        ]
        return min(own, key=lambda i: (i.count("/"), own.index(i)), default=None)

    def terms(self, text: str) -> list[str]:
        """Return the provisions of the defined terms named, where their meaning or line is asked."""
        return named_terms(self.corpus, text)[:MAX_TERMS] if says("terms_asked", text) else []

    def counted(self, text: str, province: str | None) -> list[str]:
        """Return the provision that says how long the list is whose length is asked for."""
        if not says("count_asked", text):
            return []
        place = self.corpus.places.get(province or "")
        if place is not None and place.has_list:
            named = list(self._editions(place.slug))
        else:
            roots = (self._root(self.corpus.instruments[i]) for i in named_instruments(self.corpus, text))
            named = [root for root in roots if root is not None]
        return [i for i in named if i in self.corpus.provisions][:MAX_INSTRUMENTS]
