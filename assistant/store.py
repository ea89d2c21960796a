"""Receipts and conversations, kept in SQLite by default or in any database SQLAlchemy reaches.

Every method may be called from many threads at once. What has been saved when a method returns
survives a crash of the process.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.contract import AskResponse
from assistant.problems import StoreUnavailable

LOG = logging.getLogger("assistant.store")

SCHEMA_VERSION = 1
MAX_ID = 64  # characters
LOCK_SECONDS = 10  # how long to wait for another writer
OPEN_ATTEMPTS, OPEN_PAUSE = 100, 0.05  # while others open the same database; seconds between two
REMEDY = "Set CONJUNCTION_DATABASE_URL to a place that can be written, such as sqlite:///var/conjunction.db."

_METADATA = MetaData()
_VERSION = Table(
    "schema_version",
    _METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)
_RECEIPTS = Table(
    "receipts",
    _METADATA,
    Column("id", String(MAX_ID), primary_key=True),
    Column("created", String(32), nullable=False),
    Column("body", Text, nullable=False),
)
_CONVERSATIONS = Table(
    "conversations",
    _METADATA,
    Column("id", String(MAX_ID), primary_key=True),
    Column("updated", String(32), nullable=False),
    Column("body", Text, nullable=False),
)
_TURNS = Table(
    "turns",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(MAX_ID), nullable=False),
    Column("answer_id", String(MAX_ID), nullable=False),
    Column("created", String(32), nullable=False),
)
_TURNS_INDEX = Index("turns_by_conversation", _TURNS.c.conversation_id, _TURNS.c.number)


class StoreError(RuntimeError):
    """The database cannot be opened; the message says which, why, and what to do."""


@dataclass(frozen=True)
class Conversation:
    """What a follow-up question can build on."""

    id: str
    facts: dict[str, Any] = field(default_factory=dict)  # established facts by name, ready for JSON
    question: str = ""  # the last one
    lang: str = "en"  # of the last answer
    turns: tuple[str, ...] = ()  # ids of the answers given, oldest first


def to_json(data: Any) -> str:
    """Write data the one way this server writes it, so that an answer reads the same each time."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept in the store.")


class Store:
    """Small functions over one database; made by `open_store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save_answer(self, response: AskResponse | Mapping[str, Any]) -> None:
        """Keep an answer word for word under its id; saving the same id again replaces it.

        Raises `StoreUnavailable`.
        """
        data = (
            response.model_dump(mode="json", by_alias=True) if isinstance(response, AskResponse) else response
        )
        self._put(_RECEIPTS, str(data["id"]), {"body": to_json(data), "created": _now()})

    def answer(self, answer_id: str) -> dict[str, Any] | None:
        """Return the answer kept under an id as data, or `None`; raises `StoreUnavailable`."""
        text = self.answer_text(answer_id)
        return None if text is None else dict(json.loads(text))

    def answer_text(self, answer_id: str) -> str | None:
        """Return the answer kept under an id as the JSON text that was saved, or `None`."""
        return self._body(_RECEIPTS, answer_id)

    def save_conversation(
        self,
        conversation_id: str,
        facts: Mapping[str, Any],
        question: str = "",
        lang: str = "en",
        answer_id: str | None = None,
    ) -> None:
        """Keep what is established now, replacing what was; `answer_id` is added to the turns.

        Raises `StoreUnavailable`.
        """
        body = to_json({"facts": dict(facts), "question": question, "lang": lang})
        self._put(_CONVERSATIONS, conversation_id, {"body": body, "updated": _now()})
        if answer_id is not None:
            turn = {"conversation_id": conversation_id, "answer_id": answer_id, "created": _now()}
            with self._writing() as connection:
                connection.execute(insert(_TURNS).values(**turn))

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Return a conversation, or `None` if there is none of that id; raises `StoreUnavailable`."""
        text = self._body(_CONVERSATIONS, conversation_id)
        if text is None:
            return None
        turns = (
            select(_TURNS.c.answer_id)
            .where(_TURNS.c.conversation_id == conversation_id)
            .order_by(_TURNS.c.number)
        )
        with self._reading() as connection:
            answers = tuple(connection.scalars(turns))
        return Conversation(id=conversation_id, turns=answers, **json.loads(text))

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _put(self, table: Table, key: str, values: Mapping[str, Any]) -> None:
        """Update or insert a row. Writing first takes SQLite's lock at once instead of midway."""
        change = update(table).where(table.c.id == key).values(**values)
        with self._writing() as connection:
            if connection.execute(change).rowcount:
                return
            try:
                with connection.begin_nested():
                    connection.execute(insert(table).values(id=key, **values))
            except IntegrityError:  # another thread was first
                connection.execute(change)

    def _body(self, table: Table, key: str) -> str | None:
        if not key or len(key) > MAX_ID or "\0" in key:
            return None
        with self._reading() as connection:
            return connection.scalar(select(table.c.body).where(table.c.id == key))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _said_plainly(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _said_plainly(), self._engine.connect() as connection:
            yield connection


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        LOG.error("database: %s", _reason(error))
        raise StoreUnavailable from error


def open_store(url: str) -> Store:
    """Open the database, creating file, folder and tables where they are missing; raises `StoreError`."""
    parsed = _parsed(url)
    shown = parsed.render_as_string(hide_password=True)
    try:
        engine = _engine(parsed)
        version = _created(engine)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise StoreError(f"The database {shown} cannot be opened: {_reason(error)}. {REMEDY}") from error
    if version != SCHEMA_VERSION:
        engine.dispose()
        raise StoreError(
            f"The database {shown} has version {version}, and this program reads version {SCHEMA_VERSION}. "
            "Use the program that made it, or move it away and start afresh."
        )
    return Store(engine)


def _created(engine: Engine) -> int:
    """Create the tables and return the schema's version, waiting while another process does the same.

    SQLite does not wait when the journal's mode is switched or a reader turns writer: it says
    "locked" at once, so the waiting is done here.
    """
    for _ in range(OPEN_ATTEMPTS):
        try:
            with engine.begin() as connection:
                return _create(connection)
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            time.sleep(OPEN_PAUSE)
    with engine.begin() as connection:  # the last word is the database's own error
        return _create(connection)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            f"The database address is not one that is understood: {_reason(error)}. {REMEDY}"
        ) from None
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError(f"A database in memory is lost when the server stops. {REMEDY}")
    return parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Readers and one writer at a time do not wait for each other in WAL mode; commits are synced."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _create(connection: Connection) -> int:
    """Create what is missing and return the schema's version."""
    for table in _METADATA.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
    connection.execute(CreateIndex(_TURNS_INDEX, if_not_exists=True))
    found = connection.scalar(select(_VERSION.c.version))
    if found is not None:
        return int(found)
    try:
        with connection.begin_nested():
            connection.execute(insert(_VERSION).values(id=1, version=SCHEMA_VERSION))
    except IntegrityError:  # another process was first
        pass
    return int(connection.scalar(select(_VERSION.c.version)) or 0)


def _reason(error: BaseException) -> str:
    """Say why in one line, without the statement and its values."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0].rstrip(".") if str(cause).strip() else type(cause).__name__


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
