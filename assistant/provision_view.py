"""How a provision is shown: itself, what is around it, what refers to it, and since when it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from assistant.problems import UnknownProvision, nearest
from corpus import Corpus
from corpus.model import Provision


def canonical_id(path: str) -> str:
    """Return the identifier meant by a path: with one leading slash and none at the end."""
    return "/" + path.strip("/")


def summary(corpus: Corpus, provision_id: str, day: date) -> dict[str, Any]:
    """Return a provision in a line: what it is, where it stands, whether it is in force on `day`."""
    provision = corpus.provisions[provision_id]
    instrument = corpus.instruments[provision.instrument]
    return {
        "provision_id": provision.id,
        "instrument": instrument.short.model_dump(),
        "pinpoint": provision.pinpoint.model_dump(),
        "heading": provision.heading.model_dump(),
        "standing": provision.standing,
        "in_force": {**_days(provision), "now": provision.valid.covers(day)},
        "official_url": provision.official_url,
    }


def view(corpus: Corpus, provision_id: str, day: date) -> dict[str, Any]:
    """Return a provision with its parents, children, references both ways and history.

    Raises `UnknownProvision`, naming the nearest one that exists.
    """
    provision = corpus.provisions.get(provision_id)
    if provision is None:
        raise UnknownProvision(provision_id, _near(corpus, provision_id))

    def listed(ids: Iterable[str]) -> list[dict[str, Any]]:
        return [summary(corpus, pid, day) for pid in dict.fromkeys(ids) if pid in corpus.provisions]

    return {
        "as_of": day.isoformat(),
        "provision": _whole(corpus, provision, day),
        "parents": listed(_parents(corpus, provision)),
        "children": listed(corpus.children.get(provision.id, ())),
        "references": listed(provision.refs),
        "referenced_by": listed(corpus.cited_by.get(provision.id, ())),
        "terms": listed(provision.terms),
        "history": _history(provision),
    }


def _whole(corpus: Corpus, provision: Provision, day: date) -> dict[str, Any]:
    instrument = corpus.instruments[provision.instrument]
    return {
        **summary(corpus, provision.id, day),
        "text": provision.text.model_dump(),
        "note": provision.note.model_dump() if provision.note else None,
        "checked": provision.checked.isoformat(),
        "keywords": list(provision.keywords),
        "catalogue": _catalogue(provision),
        "instrument_details": instrument.model_dump(mode="json", by_alias=True),
    }


def _catalogue(provision: Provision) -> dict[str, Any] | None:
    if provision.catalogue is None:
        return None
    names = ("catalogue", "area", "number", "section", "tags", "space")
    return provision.model_dump(mode="json", include=set(names))


def _parents(corpus: Corpus, provision: Provision) -> list[str]:
    """List what the provision stands in, outermost first. Steps that have no entry are passed over."""
    found: list[str] = []
    step = provision.parent
    while step is not None:
        if step in corpus.provisions:
            found.append(step)
        head = step.rsplit("/", 1)[0]
        step = head if head.count("/") >= 2 else None
    return found[::-1]


def _history(provision: Provision) -> list[dict[str, Any]]:
    """List the versions held of this very identifier, oldest first.

    The item of the same number in another edition of a list is another item and never its history.
    """
    version = {**_days(provision), "standing": provision.standing, "checked": provision.checked.isoformat()}
    return [version]


def _days(provision: Provision) -> dict[str, str | None]:
    valid = provision.valid
    return {
        "from": valid.from_.isoformat() if valid.from_ else None,
        "to": valid.to.isoformat() if valid.to else None,
    }


def _near(corpus: Corpus, provision_id: str) -> str | None:
    """Find what a wrong identifier may have meant: a provision around it, else one spelt like it."""
    step = provision_id[:300]
    while step.count("/") >= 3:
        step = step.rsplit("/", 1)[0]
        if step in corpus.provisions:
            return step
    return nearest(provision_id, corpus.provisions)
