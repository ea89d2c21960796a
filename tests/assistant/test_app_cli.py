"""The command line: asking in a terminal, serving, and fetching weights beside it."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant import background, cli
from assistant.contract import AskResponse
from assistant.events import Event, done_event, token_event
from assistant.problems import Busy
from assistant.settings import Settings
from assistant.store import open_store
from assistant.terminal import show_problem, show_stream
from assistant.weights_progress import Snapshot


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("CONJUNCTION_") or name in ("HOST", "PORT", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def ask(factory: Any, *arguments: str) -> int:
    return cli.main(["ask", *arguments], factory)


def test_ask_prints_verdict_missing_answer_and_sources(
    app_factory: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(app_factory, "May we?") == 0
    out = capsys.readouterr().out
    places = [
        out.index(piece)
        for piece in (
            "With conditions",
            "Notifiable",
            "Where?",
            "File a notice [1]",
            "§ 850.217(d)(2)(iv)",
            "a1",
        )
    ]
    assert places == sorted(places)
    assert out.count("File a notice") == 1
    assert "Not legal advice" in out


def test_ask_in_chinese(app_factory: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(app_factory, "可以吗？", "--lang", "zh") == 0
    assert "须申报" in capsys.readouterr().out


def test_ask_as_json(app_factory: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(app_factory, "May we?", "--json", "--as-of", "2026-02-01") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["question"] == "May we?"
    assert answer["as_of"] == "2026-02-01"


def test_ask_keeps_the_receipt(app_factory: Any) -> None:
    ask(app_factory, "May we?")
    store = open_store("sqlite:///var/conjunction.db")
    assert store.answer("a1") is not None
    store.close()


def test_the_writer_is_the_one_named_or_the_one_set(
    app_factory: Any, fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONJUNCTION_WRITER", "local")
    ask(app_factory, "Q")
    ask(app_factory, "Q", "--writer", "rules")
    monkeypatch.setenv("CONJUNCTION_WRITER", "rules")
    ask(app_factory, "Q", "--writer", "local")
    assert [request.writer for request in fake.requests] == ["local", "rules", "rules"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["  "], "There is no question"),
        (["x" * 4_001], "4,001"),
        (["Q", "--as-of", "2026-02-30"], "YYYY-MM-DD"),
    ],
)
def test_a_wrong_question_is_explained(
    app_factory: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert ask(app_factory, *arguments) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_defect_is_numbered_and_exits_with_two(
    fake: Any, app_factory: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("secret")

    fake.before_first = fail
    assert ask(app_factory, "Q") == 2
    assert "number" in capsys.readouterr().err


def test_one_interrupt_ends_the_answer_with_its_receipt(
    fake: Any, app_factory: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.before_token = lambda: signal.raise_signal(signal.SIGINT)
    fake.tokens = ["only"]
    before = signal.getsignal(signal.SIGINT)
    assert ask(app_factory, "Q") == 0
    assert fake.was_cancelled
    assert "a1" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is before


def test_two_interrupts_end_the_program(fake: Any, app_factory: Any) -> None:
    def twice() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    fake.before_token = twice
    assert ask(app_factory, "Q") == cli.INTERRUPTED


@pytest.mark.parametrize("command", [["serve"], ["ask", "Q"]])
def test_a_wrong_setting_is_said_in_one_line(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "http")
    assert cli.main(command) == 1
    error = capsys.readouterr().err
    assert error.startswith("PORT: ")
    assert "Traceback" not in error


@pytest.mark.parametrize("command", [["serve"], ["ask", "Q"]])
def test_a_database_that_cannot_be_opened_is_said(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONJUNCTION_DATABASE_URL", "nonsense")
    assert cli.main(command) == 1
    assert "CONJUNCTION_DATABASE_URL" in capsys.readouterr().err


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([])
    with pytest.raises(SystemExit):
        cli.main(["ask", "Q", "--writer", "gpt"])
    assert "usage" in capsys.readouterr().err


def console() -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=200, highlight=False), out


def test_text_that_looks_like_markup_is_only_text(response: AskResponse) -> None:
    to, out = console()
    odd = "[bold]x[/bold] [/nothing] :smile:"
    answer = response.model_copy(update={"answer": odd})
    show_stream([token_event(odd), done_event(answer)], to)
    assert odd in out.getvalue()
    assert out.getvalue().count("[bold]x") == 1


def test_what_comes_after_the_last_token_is_added(response: AskResponse) -> None:
    to, out = console()
    show_stream(
        [token_event("One.\n\n"), done_event(response.model_copy(update={"answer": "One.\n\nTwo."}))], to
    )
    assert out.getvalue().count("One.") == 1
    assert "Two." in out.getvalue()


def test_a_draft_that_was_replaced_is_followed_by_the_answer(response: AskResponse) -> None:
    to, out = console()
    show_stream([token_event("Wrong."), done_event(response.model_copy(update={"answer": "Right."}))], to)
    assert "Right." in out.getvalue()


def test_a_provisional_verdict_and_many_questions(response: AskResponse) -> None:
    to, out = console()
    verdict = response.verdict.model_dump(mode="json")
    verdict["overall"], verdict["us"]["status"] = "needs_facts", "needs_facts"
    gap = response.missing[0].model_dump(mode="json")
    show_stream([Event("verdict", {"kind": "screen", "verdict": verdict, "missing": [gap] * 5})], to)
    assert "looks Notifiable, provisionally" in out.getvalue()
    assert out.getvalue().count("Where?") == 3
    assert "2 further questions" in out.getvalue()


def test_a_lookup_has_no_verdict_to_colour(response: AskResponse) -> None:
    to, out = console()
    verdict = {**response.verdict.model_dump(mode="json"), "overall": None}
    show_stream([Event("verdict", {"kind": "lookup", "verdict": verdict, "missing": []})], to)
    assert "What the provisions say" in out.getvalue()


def test_a_problem_in_a_terminal() -> None:
    to, out = console()
    show_problem(Busy(), to, "zh")
    assert "同时提问过多" in out.getvalue()


@pytest.mark.parametrize(
    ("changes", "state", "wanted"),
    [
        ({"writer": "auto"}, "absent", True),
        ({"writer": "local"}, "interrupted", True),
        ({"writer": "local"}, "ready", False),
        ({"writer": "rules"}, "absent", False),
        ({"writer": "ollama"}, "absent", False),
        ({"writer": "auto", "fetch": False}, "absent", False),
        ({"writer": "auto", "model_path": Path("own.gguf")}, "absent", False),
    ],
)
def test_when_weights_are_fetched(
    app_settings: Settings, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], state: Any, wanted: bool
) -> None:
    monkeypatch.setattr(background, "status", lambda model, cache: Snapshot(state, model))
    begun: list[tuple[str, Path]] = []

    def fetching(model: str, cache: Path) -> str:
        begun.append((model, cache))
        return "at work"

    monkeypatch.setattr("assistant.weights.Fetching", fetching)
    settings = app_settings.model_copy(update=changes)
    fetched: Any = background.fetch_weights(settings)
    assert background.wants_weights(settings) is wanted
    assert fetched == ("at work" if wanted else None)
    assert begun == ([(settings.model, settings.cache_dir)] if wanted else [])


SERVER = """
import sys
from types import SimpleNamespace
from assistant import cli
assistant = SimpleNamespace(index=SimpleNamespace(search=lambda *a: []))
sys.exit(cli.main(["serve"], lambda settings, store: assistant))
"""


def served(tmp_path: Path, **env: str) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVER],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root), "CONJUNCTION_WRITER": "rules", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_serve_says_where_and_stops_when_told(tmp_path: Path) -> None:
    with served(tmp_path, PORT="0", CONJUNCTION_WRTIER="x") as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert line.startswith("Conjunction serves on http://127.0.0.1:")
        port = int(line.split(":")[2].split()[0])
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            head = connection.recv(4096)
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    assert head.startswith(b"HTTP/1.1 200")
    assert b"server: uvicorn" not in head.lower()
    assert server.returncode == 0
    assert "GET /healthz 200" in errors
    assert "Did you mean CONJUNCTION_WRITER?" in errors
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_said_and_fails(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        served(tmp_path, PORT=str(taken.getsockname()[1])) as server,
    ):
        _, errors = server.communicate(timeout=30)
    assert server.returncode != 0
    assert "address already in use" in errors
    assert "Traceback" not in errors
