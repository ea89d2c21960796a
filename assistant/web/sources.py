"""Citations as a numbered list, and one provision as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from assistant.web.strings import Words
from assistant.web.views import Ground, ground_view, joined
from corpus.model import Corpus, Provision

Data = Mapping[str, Any]
MAX_LISTED = 60  # children or references shown on a provision's page


@dataclass(frozen=True)
class Source:
    """One provision as cited."""

    n: int
    id: str
    href: str
    data_href: str
    name: str
    text: str
    in_force: str
    standing: str
    standing_words: str
    note: str
    official_url: str
    official_host: str
    deciding: bool  # shown in full at once; the others open on demand


@dataclass(frozen=True)
class ProvisionView:
    """One provision with everything around it."""

    source: Source
    heading: str
    instrument: str
    title: str
    issuer: str
    citation: str
    other_lang: str
    other_text: str
    checked: str
    lapsed: bool
    parents: tuple[Ground, ...]
    children: tuple[Ground, ...]
    refs: tuple[Ground, ...]
    terms: tuple[Ground, ...]
    cited_by: tuple[Ground, ...]


def sources(citations: Sequence[Data], verdict: Data, words: Words) -> tuple[Source, ...]:
    """Return the numbered provisions of an answer; `verdict` is the data of its verdict event."""
    decide = deciding(citations, verdict)
    return tuple(_cited(item, words, deciding=item["n"] in decide) for item in citations)


def deciding(citations: Sequence[Data], verdict: Data) -> frozenset[int]:
    """Return the numbers of what verdict and deadlines rest on; all of them if they rest on none."""
    sides = verdict.get("verdict") or {}
    grounds = {ground for side in ("us", "cn") for ground in (sides.get(side) or {}).get("grounds", ())}
    numbers = {item["n"] for item in citations if item["provision_id"] in grounds}
    numbers |= {
        n
        for duty in sides.get("duties") or ()
        for n in duty.get("citations") or ()
        if duty.get("certain") and duty.get("kind") == "duty"
    }
    numbers |= {n for deadline in verdict.get("deadlines") or () for n in deadline.get("citations") or ()}
    return frozenset(numbers or (item["n"] for item in citations))


def provision_view(corpus: Corpus, provision: Provision, words: Words) -> ProvisionView:
    """Return the page of one provision."""
    instrument = corpus.instruments[provision.instrument]
    other = "en" if words.lang == "zh" else "zh"
    return ProvisionView(
        source=_held(corpus, provision, words),
        heading=provision.heading.get(words.lang),
        instrument=instrument.short.get(words.lang),
        title=instrument.title.get(words.lang),
        issuer=instrument.issuer.get(words.lang),
        citation=instrument.citation,
        other_lang=other,
        other_text=provision.text.get(other),
        checked=words.date(provision.checked),
        lapsed=provision.valid.to is not None and provision.valid.to < date.today(),
        parents=_grounds(_ancestors(corpus, provision), corpus, words),
        children=_grounds(corpus.children.get(provision.id, ()), corpus, words),
        refs=_grounds(provision.refs, corpus, words),
        terms=_grounds(provision.terms, corpus, words),
        cited_by=_grounds(corpus.cited_by.get(provision.id, ()), corpus, words),
    )


def page_of(provision_id: str) -> str:
    """Return the address of a provision's page."""
    return "/p" + quote(provision_id)


def safe_url(url: str) -> str:
    """Return the address if it is a plain web address, else nothing: no other scheme becomes a link."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def in_force(period: Data, words: Words) -> str:
    """Say when a provision is in force."""
    start, end = period.get("from"), period.get("to")
    if start and end:
        return words("in_force_range", from_=words.date(start), to=words.date(end))
    if start:
        return words("in_force_from", from_=words.date(start))
    return words("in_force_until", to=words.date(end)) if end else words("in_force_unknown")


def _cited(item: Data, words: Words, *, deciding: bool) -> Source:
    official = safe_url(item.get("official_url") or "")
    return Source(
        n=item["n"],
        id=item["provision_id"],
        href=page_of(item["provision_id"]),
        data_href="/provisions" + quote(item["provision_id"]),
        name=joined(item["instrument"], item["pinpoint"]),
        text=item["text"],
        in_force=in_force(item.get("in_force") or {}, words),
        standing=item["standing"],
        standing_words=words(f"standing_{item['standing']}"),
        note=item.get("note") or "",
        official_url=official,
        official_host=(urlsplit(official).hostname or "") if official else "",
        deciding=deciding,
    )


def _held(corpus: Corpus, provision: Provision, words: Words) -> Source:
    """Return a provision as it would be cited."""
    instrument = corpus.instruments[provision.instrument]
    item = {
        "n": 0,
        "provision_id": provision.id,
        "instrument": instrument.short.get(words.lang),
        "pinpoint": provision.pinpoint.get(words.lang),
        "text": provision.text.get(words.lang),
        "in_force": {"from": provision.valid.from_, "to": provision.valid.to},
        "standing": provision.standing,
        "note": provision.note.get(words.lang) if provision.note else "",
        "official_url": provision.official_url or instrument.official_url,
    }
    return _cited(item, words, deciding=True)


def _ancestors(corpus: Corpus, provision: Provision) -> list[str]:
    found: list[str] = []
    parent = provision.parent
    while parent is not None:
        held = corpus.provisions.get(parent)
        if held is not None:
            found.append(parent)
        head = parent.rsplit("/", 1)[0]
        parent = head if head.count("/") >= 2 else None
    return found[::-1]


def _grounds(ids: Iterable[str], corpus: Corpus, words: Words) -> tuple[Ground, ...]:
    shown = list(ids)[:MAX_LISTED]
    return tuple(_with_heading(ground_view(item, corpus, words), corpus, words) for item in shown)


def _with_heading(ground: Ground, corpus: Corpus, words: Words) -> Ground:
    provision = corpus.provisions.get(ground.id)
    if provision is None:
        return ground
    gap = "：" if words.lang == "zh" else " · "
    return Ground(ground.id, f"{ground.label}{gap}{provision.heading.get(words.lang)}")
