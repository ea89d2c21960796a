"""Citations as a numbered list, and one provision as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    parents: tuple[Ground, ...]
    children: tuple[Ground, ...]
    refs: tuple[Ground, ...]
    terms: tuple[Ground, ...]
    cited_by: tuple[Ground, ...]


def sources(citations: Sequence[Data], words: Words) -> tuple[Source, ...]:
    """Return the numbered provisions of an answer."""
    return tuple(
        _source(
            n=item["n"],
            provision_id=item["provision_id"],
            name=joined(item["instrument"], item["pinpoint"]),
            text=item["text"],
            period=item.get("in_force") or {},
            standing=item["standing"],
            note=item.get("note") or "",
            url=item.get("official_url") or "",
            words=words,
        )
        for item in citations
    )


def provision_view(corpus: Corpus, provision: Provision, words: Words) -> ProvisionView:
    """Return the page of one provision."""
    instrument = corpus.instruments[provision.instrument]
    other = "en" if words.lang == "zh" else "zh"
    return ProvisionView(
        source=_source(
            n=0,
            provision_id=provision.id,
            name=joined(instrument.short.get(words.lang), provision.pinpoint.get(words.lang)),
            text=provision.text.get(words.lang),
            period={"from": provision.valid.from_, "to": provision.valid.to},
            standing=provision.standing,
            note=provision.note.get(words.lang) if provision.note else "",
            url=provision.official_url or instrument.official_url or "",
            words=words,
        ),
        heading=provision.heading.get(words.lang),
        instrument=instrument.short.get(words.lang),
        title=instrument.title.get(words.lang),
        issuer=instrument.issuer.get(words.lang),
        citation=instrument.citation,
        other_lang=other,
        other_text=provision.text.get(other),
        checked=words.date(provision.checked),
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


def _source(
    *, n: int, provision_id: str, name: str, text: str, period: Data, standing: str, note: str, url: str, words: Words
) -> Source:
    official = safe_url(url)
    return Source(
        n=n,
        id=provision_id,
        href=page_of(provision_id),
        data_href="/provisions" + quote(provision_id),
        name=name,
        text=text,
        in_force=in_force(period, words),
        standing=standing,
        standing_words=words(f"standing_{standing}"),
        note=note,
        official_url=official,
        official_host=urlsplit(official).hostname or "" if official else "",
    )


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
    return tuple(_with_heading(ground_view(item, corpus, words), corpus, words) for item in list(ids)[:MAX_LISTED])


def _with_heading(ground: Ground, corpus: Corpus, words: Words) -> Ground:
    provision = corpus.provisions.get(ground.id)
    if provision is None:
        return ground
    gap = "：" if words.lang == "zh" else " · "
    return Ground(ground.id, f"{ground.label}{gap}{provision.heading.get(words.lang)}")
