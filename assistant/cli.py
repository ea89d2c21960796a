"""The command line: `conjunction serve` and `conjunction ask "…"`."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import get_args

import uvicorn
from pydantic import ValidationError
from rich.console import Console

from assistant.app import create_app
from assistant.background import fetch_weights
from assistant.contract import AskRequest, Writer
from assistant.engine import Factory, build_pipeline
from assistant.given import permitted_writer
from assistant.languages import of_environment
from assistant.plain_faults import invalid_request
from assistant.problem_json import as_problem
from assistant.problems import Unexpected
from assistant.settings import Settings, SettingsError, load_settings, unknown_variables
from assistant.store import Store, StoreError, open_store
from assistant.terminal import show_json, show_problem, show_stream

LOG = logging.getLogger("assistant")
INTERRUPTED = 130  # what shells expect of a program that was interrupted


def main(argv: Sequence[str] | None = None, factory: Factory = build_pipeline) -> int:
    """Run the command line; returns the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        settings = load_settings()
        _set_up_logging(settings)
        if arguments.command == "serve":
            return serve(settings, factory)
        return ask(arguments, settings, factory)
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="conjunction", description="Screens an investment under both countries' rules."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve the web chat and the API (HOST, PORT)")
    ask_parser = commands.add_parser("ask", help="answer one question here")
    ask_parser.add_argument("question")
    ask_parser.add_argument("--as-of", help="the law as it stood on that day, YYYY-MM-DD; default today")
    ask_parser.add_argument(
        "--lang", choices=("auto", "en", "zh"), default="auto", help="language of the answer"
    )
    ask_parser.add_argument("--writer", choices=get_args(Writer), help="who words the answer")
    ask_parser.add_argument("--json", action="store_true", help="print the whole answer as one JSON object")
    return parser


def _set_up_logging(settings: Settings) -> None:
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )


def serve(settings: Settings, factory: Factory = build_pipeline) -> int:
    """Serve until stopped; weights that are missing arrive meanwhile."""
    for sentence in unknown_variables():
        LOG.warning(sentence)
    open_store(settings.database_url).close()  # said here, in one line, and not from within the server
    fetching = fetch_weights(settings)
    config = uvicorn.Config(
        create_app(settings, factory),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,  # `assistant.access` writes the one line there is
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = _Server(config)
    try:
        server.run()
    except KeyboardInterrupt:
        LOG.info("stopped")
    finally:
        if fetching is not None:
            fetching.stop()
    return 0 if server.started else 1


class _Server(uvicorn.Server):
    """Says where it can be reached once it can be."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Conjunction serves on http://{shown}:{port} (Ctrl+C stops it)", flush=True)


def ask(arguments: argparse.Namespace, settings: Settings, factory: Factory = build_pipeline) -> int:
    """Answer one question in the terminal."""
    console = Console(highlight=False)
    logging.getLogger().setLevel(
        max(logging.WARNING, logging.getLogger().level)
    )  # the answer is what was asked for
    try:
        request = _request(arguments, settings)
        with closing(open_store(settings.database_url)) as store:
            _answer(request, arguments.json, console, settings, store, factory)
    except (StoreError, KeyboardInterrupt):
        raise
    except Exception as error:
        problem = as_problem(error)
        show_problem(problem, Console(stderr=True, highlight=False), of_environment())
        return 2 if isinstance(problem, Unexpected) else 1
    return 0


def _answer(  # noqa: PLR0913, PLR0917
    request: AskRequest, as_json: bool, console: Console, settings: Settings, store: Store, factory: Factory
) -> None:
    assistant = factory(settings, store)
    with _interruptible() as interrupted:
        events = assistant.stream(request, interrupted)
        if as_json:
            show_json(events, sys.stdout)
        else:
            show_stream(events, console)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl+C end the answer early with its receipt kept, and the second end the program."""
    flag = threading.Event()

    def on_interrupt(signum: int, frame: object) -> None:
        if flag.is_set():
            raise KeyboardInterrupt
        flag.set()

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield flag.is_set
    finally:
        signal.signal(signal.SIGINT, previous)


def _request(arguments: argparse.Namespace, settings: Settings) -> AskRequest:
    """Build the request; raises a `Problem` that says what is wrong with it."""
    fields = {
        "question": arguments.question,
        "as_of": arguments.as_of,
        "lang": arguments.lang,
        "writer": permitted_writer(arguments.writer or "auto", settings.writer),
    }
    try:
        return AskRequest.model_validate(fields)
    except ValidationError as error:
        complaints = [{**item, "loc": ("body", *item["loc"])} for item in error.errors()]
        raise invalid_request(complaints) from None
