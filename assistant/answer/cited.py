"""Citations of one answer: numbered in the order in which its sentences need them."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.contract import Citation, InForce
from corpus import Corpus


class Citations:
    """Gives each provision its number and its entry."""

    def __init__(self, corpus: Corpus, lang: str) -> None:
        self._corpus = corpus
        self._lang = lang
        self._numbers: dict[str, int] = {}

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of provisions, giving new ones to those not cited before."""
        return [self._numbers.setdefault(i, len(self._numbers) + 1) for i in dict.fromkeys(ids)]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every provision cited so far, in the order of its number."""
        return tuple(self._numbers)

    def entries(self) -> list[Citation]:
        """Return the entries of all provisions cited so far."""
        return [self._entry(number, provision_id) for provision_id, number in self._numbers.items()]

    def _entry(self, number: int, provision_id: str) -> Citation:
        provision = self._corpus.provisions[provision_id]
        instrument = self._corpus.instruments[provision.instrument]
        return Citation(
            n=number,
            provision_id=provision_id,
            instrument=instrument.short.get(self._lang),
            pinpoint=provision.pinpoint.get(self._lang),
            text=provision.text.get(self._lang),
            official_url=provision.official_url or instrument.official_url,
            in_force=InForce.model_validate({"from": provision.valid.from_, "to": provision.valid.to}),
            standing=provision.standing,
            note=provision.note.get(self._lang) if provision.note else None,
        )
