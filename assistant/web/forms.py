"""What the page's forms send, read into requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request

from assistant.contract import AskRequest
from assistant.plain_faults import invalid_request
from assistant.problems import UnknownFact
from assistant.web.chips import parse_value
from corpus.model import Corpus

MAX_GIVEN = 200  # facts set by hand in one turn; the vocabulary is smaller
MAX_FIELDS = 20  # no form of ours has more

Form = Mapping[str, str]


async def read_form(request: Request) -> Form:
    """Return the fields of a form; files are refused. Raises an HTTP 400 for a body that is no form."""
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def ask_request(form: Form) -> AskRequest:
    """Return the question of the composer's form; raises `InvalidRequest`."""
    fields: dict[str, Any] = {
        "question": text(form, "question"),
        "conversation_id": text(form, "conversation_id") or None,
        "as_of": text(form, "as_of") or None,
        "writer": "rules" if text(form, "rules") else "auto",
    }
    try:
        return AskRequest(**fields)
    except ValidationError as error:
        complaints = [{**item, "loc": ("body", *item["loc"])} for item in error.errors()]
        raise invalid_request(complaints) from None


def given_facts(form: Form) -> dict[str, Any]:
    """Return the facts the user had set before, as the form carries them; nonsense counts as none."""
    try:
        loaded = json.loads(text(form, "given") or "{}")
    except ValueError:
        return {}
    if not isinstance(loaded, dict) or len(loaded) > MAX_GIVEN:
        return {}
    return {str(name): value for name, value in loaded.items()}


def corrected(given: Mapping[str, Any], form: Form, corpus: Corpus) -> dict[str, Any]:
    """Return the given facts with the one correction the form makes.

    An empty value makes the fact unknown; `undo` takes the user's own setting back, so that the
    question's words count again; `add` holds the members of a set that a further one joins.
    Raises `FactProblem`.
    """
    name = text(form, "fact")
    spec = corpus.facts.get(name)
    if spec is None and name not in given:
        raise UnknownFact(name, corpus.facts)
    if text(form, "undo"):
        return {key: value for key, value in given.items() if key != name}
    value = ",".join(part for part in (text(form, "add"), text(form, "value")) if part)
    return {**given, name: parse_value(spec, name, value)}


def text(form: Form, name: str) -> str:
    """Return a field; a missing one is empty."""
    return form.get(name, "")
