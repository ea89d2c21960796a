"""Look-up of citations typed in a question, in English and Chinese.

A citation that is well formed but names nothing is as important as one that does: the caller must
tell the reader that the item does not exist, or is not held, before anything else. So each citation
comes back either with the provisions it names or with what is missing and why.
"""

from __future__ import annotations

from datetime import date

from corpus.model import Corpus
from index.american import AmericanCitations
from index.citing import Citations, Cited, Missing, Reason, overlaps
from index.mentions import Context, Contexts, Near, around, edition_in_view, only
from index.numbering import NATIONAL, ListKey, ListKind, NumberedList, Numbering
from index.numbers import Number, NumberScanner

__all__ = ["CitationFinder", "Citations", "Cited", "Missing"]

# Full-width forms that stand for ASCII, one character for one, so that spans stay true.
_KEPT = frozenset("，。：；？！")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT} | {0x3000: 0x20}


class CitationFinder:
    """Finds the citations of a query in a corpus; safe to share between threads."""

    def __init__(self, corpus: Corpus) -> None:
        self._numbering = Numbering(corpus)
        self._american = AmericanCitations(corpus, self._numbering)
        self._contexts = Contexts(corpus, self._numbering)
        self._scanner = NumberScanner(self._contexts.area_pattern, self._contexts.area)

    def find(self, query: str, as_of: date | None = None) -> Citations:
        """Return what the citations of a query name on a day (default: today) and which name nothing."""
        text = query.translate(_NARROW)
        day = as_of or date.today()
        found = self._american.find(text)
        taken = [result.span for result in found]
        contexts = [c for c in self._contexts.find(text) if not overlaps((c.start, c.end), taken)]
        for number in self._scanner.find(text):
            if not overlaps(number.span, taken):
                result = self._resolve(text, number, contexts, day)
                found.extend([result] if result else [])
        found.sort(key=lambda result: result.span)
        return Citations(
            tuple(result for result in found if isinstance(result, Cited)),
            tuple(result for result in found if isinstance(result, Missing)),
        )

    def _resolve(
        self, text: str, number: Number, contexts: list[Context], day: date
    ) -> Cited | Missing | None:
        near = around(text, contexts, *number.span)
        if number.area:
            near["area"] = number.area
        law = near.get("law")
        if law is None and number.is_article and not near:
            law = _law_in_view(contexts, number)
        if law is not None and number.area is None:
            return self._article(number, law)
        if not number.is_item or (number.is_weak and not near and not _names_list(contexts)):
            return None
        typed = near.get("edition") or edition_in_view(text, contexts)
        kind, variant = _list_meant(near, contexts)
        edition = typed or self._numbering.edition_in_force(kind, variant, day)
        if edition is None:
            return None  # no such list in this corpus
        area = near.get("area", NATIONAL) if kind == "catalogue" else NATIONAL
        return self._item(number, ListKey(kind, variant, edition, area), typed is not None, day)

    def _item(self, number: Number, key: ListKey, typed: bool, day: date) -> Cited | Missing:
        held = self._numbering.lists.get(key)
        pid = held.items.get(number.value) if held else None
        others = self._other_editions(number, key)
        if pid is None:
            return self._missing_item(number, key, held, others, day)
        return Cited(
            text=number.text,
            span=number.span,
            kind=key.kind,
            ids=(pid,) if typed else (pid, *others),
            number=str(number.value),
            edition=key.edition,
            area=key.area,
            edition_typed=typed,
            others=others if typed else (),
        )

    def _other_editions(self, number: Number, key: ListKey) -> tuple[str, ...]:
        """Return the provisions with the same number in the same list of other editions, newest first."""
        found = []
        for edition in self._numbering.editions(key.kind, key.variant):
            other = self._numbering.lists.get(key._replace(edition=edition))
            if edition != key.edition and other and number.value in other.items:
                found.append(other.items[number.value])
        return tuple(found)

    def _missing_item(
        self, number: Number, key: ListKey, held: NumberedList | None, others: tuple[str, ...], day: date
    ) -> Missing:
        national = self._numbering.lists.get(key._replace(area=NATIONAL))
        same = national.items.get(number.value) if national and key.area != NATIONAL else None
        return Missing(
            text=number.text,
            span=number.span,
            kind=key.kind,
            reason=self._why(key, held, day),
            number=str(number.value),
            edition=key.edition,
            area=key.area,
            last=held.last if held else None,
            nearest=((same,) if same else ()) + others,
        )

    def _why(self, key: ListKey, held: NumberedList | None, day: date) -> Reason:
        if held is not None:
            return "no_such_number" if held.whole else "not_held"
        place = self._numbering.places.get(key.area)
        current = key.edition == self._numbering.edition_in_force(key.kind, key.variant, day)
        return "no_list" if current and place is not None and not place.has_list else "not_held"

    def _article(self, number: Number, law: str) -> Cited | Missing:
        """Resolve an article; a paragraph of it that is not held by itself gives the article."""
        root = self._numbering.articles[law]
        article = f"{root}/{number.value}"
        whole = "/".join([article, *map(str, number.paragraphs)])
        pid = self._numbering.exact(whole) or self._numbering.exact(article)
        label = str(number.value) + "".join(f"({n})" for n in number.paragraphs)
        if pid is None:
            return Missing(number.text, number.span, "article", "not_held", label, instrument=law)
        return Cited(number.text, number.span, "article", (pid,), label)


def _law_in_view(contexts: list[Context], number: Number) -> str | None:
    """Return the law an article without a name belongs to: the last named before it, or the only one.

    第N条 may as well be an item of the Catalogue, so where a list is named it is left to the list.
    """
    if number.is_item and _names_list(contexts):
        return None
    before = [c.value for c in contexts if c.kind == "law" and c.start < number.span[0]]
    return before[-1] if before else only(contexts, "law")


def _names_list(contexts: list[Context]) -> bool:
    return any(context.kind == "list" for context in contexts)


def _list_meant(near: Near, contexts: list[Context]) -> tuple[ListKind, str]:
    """Return kind and variant of the list: the one beside the number, the only one named, the Catalogue."""
    variant = near.get("list")
    if variant is None:
        variant = None if "area" in near else only(contexts, "list")
    variant = variant or "catalogue"
    return ("catalogue" if variant == "catalogue" else "negative-list"), variant
