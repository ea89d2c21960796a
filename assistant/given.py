"""What a client gives outright: checked, and fitted to the settings, before any work is done for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.contract import Writer
from assistant.problems import UnknownConversation, UnknownFact
from assistant.rules.facts import parse_facts
from assistant.store import Store
from corpus import Corpus


def check_facts(corpus: Corpus, facts: Mapping[str, Any] | None) -> None:
    """Raise `UnknownFact` for a name, or `FactError` for a value, that the vocabulary does not have."""
    for name in facts or ():
        if name not in corpus.facts:
            raise UnknownFact(name, corpus.facts)
    parse_facts(corpus, facts or {})


def check_conversation(store: Store, conversation_id: str | None) -> None:
    """Raise `UnknownConversation` for an id that this server did not give."""
    if conversation_id is not None and store.conversation(conversation_id) is None:
        raise UnknownConversation(conversation_id)


def permitted_writer(asked: Writer, setting: Writer) -> Writer:
    """Return who may write: the setting stands for `auto`, and where it is `rules` no model ever writes."""
    return setting if asked == "auto" or setting == "rules" else asked
