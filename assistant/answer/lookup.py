"""Answers to questions about the law: the provisions themselves, complete where a list is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.answer import listing
from assistant.answer.findings import Said, edition_in_force
from assistant.answer.phrases import say
from assistant.reader.premises import Wrong
from corpus import Corpus
from corpus.model import Provision
from index.citing import Missing

SHOWN = 5  # provisions quoted for a question that is not about a list
LISTED = 40  # items quoted of a list; the rest is cited


@dataclass(frozen=True)
class LookUp:
    """Turns citations and search results into sentences in one language."""

    corpus: Corpus
    lang: str
    as_of: date

    def premises(self, missing: Iterable[Missing]) -> list[Said]:
        """Name and correct what the question cites and does not exist."""
        return [Said(f"premise:{m.text}", self._premise(m), self._near(m)) for m in missing]

    def corrections(self, wrong: Iterable[Wrong], question: str) -> list[Said]:
        """Correct what the question takes for granted, each by what it said."""
        return [
            Said(f"premise:{w.premise.id}", self._correction(w, question), w.premise.provisions)
            for w in wrong
        ]

    def _correction(self, wrong: Wrong, question: str) -> str:
        said = question[slice(*wrong.said_span)].strip() or wrong.said
        return wrong.premise.correction.get(self.lang).format(said=said, right=wrong.right)

    def _premise(self, missing: Missing) -> str:
        what = self._what(missing)
        if missing.reason == "not_held":
            return say("not_held", self.lang, what=what)
        if missing.reason == "no_list":
            why = say("no_such_list", self.lang)
        elif missing.last is not None:
            why = say("no_such_item_last", self.lang, last=missing.last)
        else:
            why = say("no_such_number", self.lang)
        return say("no_such_item", self.lang, what=what, why=why)

    def _what(self, missing: Missing) -> str:
        area = self.corpus.places.get(missing.area or "")
        parts = [self._edition(missing.edition), area.name.get(self.lang) if area else "", missing.text]
        return (" " if self.lang == "en" else "").join(
            p for p in parts if (p and p not in missing.text) or p == missing.text
        )

    def _edition(self, edition: str | None) -> str:
        year = edition or ""
        return f"{year}年版" if self.lang == "zh" and year.isdigit() else year

    def _near(self, missing: Missing) -> tuple[str, ...]:
        if missing.kind == "catalogue" and missing.edition:
            roots = (
                f"/cn/catalogue/{missing.edition}/{missing.area or 'national'}",
                f"/cn/catalogue/{missing.edition}",
            )
            return tuple(r for r in roots if r in self.corpus.provisions)[:1]
        return ()

    def provisions(self, ids: Iterable[str]) -> list[Said]:
        """Say what each provision says, and that it has lapsed where it has."""
        return [self._provision(self.corpus.provisions[i]) for i in ids]

    def _provision(self, provision: Provision) -> Said:
        instrument = self.corpus.instruments[provision.instrument]
        short, pinpoint = instrument.short.get(self.lang), provision.pinpoint.get(self.lang)
        where = (
            pinpoint
            if pinpoint.startswith(short)
            else say("lookup_place", self.lang, instrument=short, pinpoint=pinpoint)
        )
        text = say("lookup_item", self.lang, where=where, text=provision.text.get(self.lang))
        ended = provision.valid.to
        if ended is not None and ended < self.as_of:
            stop = "" if text.endswith((".", "。", "?", "!")) else "。" if self.lang == "zh" else "."
            text += stop + ("" if self.lang == "zh" else " ") + self._lapsed(provision, ended)
        return Said(f"provision:{provision.id}", text, (provision.id,))

    def _lapsed(self, provision: Provision, ended: date) -> str:
        edition = provision.catalogue or self.corpus.instruments[provision.instrument].short.get(self.lang)
        return say(
            "lapsed", self.lang, pinpoint=provision.pinpoint.get(self.lang), edition=edition, date=ended
        )

    def asks_list(self, text: str) -> bool:
        """Tell whether the question wants every item there is."""
        return listing.asks(text)

    def no_list(self, province: str | None) -> list[Said]:
        """Correct the premise that a province has a list of its own, where it has none."""
        place = self.corpus.places.get(province or "")
        if place is None or place.has_list:
            return []
        text = say("no_own_list", self.lang, area=place.name.get(self.lang))
        return [Said(f"premise:{place.slug}", text, edition_in_force(self.corpus, self.as_of))]

    def items(self, text: str, province: str | None) -> list[Said]:
        """Return every Catalogue item in force on the subject the question names.

        The first sentence rests on all of them; `LISTED` of them are quoted.
        """
        found = listing.listed(self.corpus, text, province, self.as_of)
        if not found:
            return []
        head = say("lookup_list", self.lang, count=len(found), edition=found[0].catalogue)
        if len(found) > LISTED:
            head += say("lookup_list_more", self.lang, quoted=LISTED)
        lines = [Said("list", head, tuple(p.id for p in found))]
        return lines + self.provisions(p.id for p in found[:LISTED])
