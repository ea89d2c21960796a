"""How far a download of model weights has come: for a terminal, a log and the server."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, TextIO

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

State = Literal["absent", "waiting", "downloading", "joining", "ready", "failed", "interrupted"]
AT_WORK: tuple[State, ...] = ("waiting", "downloading", "joining")
STALE_SECONDS = 60.0  # a worker reports at least every second; silence this long means it died
FILE_INTERVAL = 0.5  # seconds between two writes of the progress file
LINE_INTERVAL = 10.0  # seconds between two lines in a log


@dataclass(frozen=True)
class Snapshot:
    """Where a download stands. Byte counts are of the carriers, or of the model while joining."""

    state: State
    model: str
    done_bytes: int = 0
    total_bytes: int = 0
    part: int = 0  # the part at work, counted from 1
    parts: int = 0
    problem: str = ""
    remedy: str = ""
    updated: float = 0.0  # seconds since 1970; set when written to a file

    @property
    def percent(self) -> int:
        """Share done, 0 to 100."""
        return min(100, self.done_bytes * 100 // self.total_bytes) if self.total_bytes else 0


Report = Callable[[Snapshot], None]
_SNAPSHOT = TypeAdapter(Snapshot)


class ProgressFile:
    """Keeps `path` up to date with the latest snapshot; trouble in writing never stops a download."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: tuple[State, float] | None = None

    def __call__(self, snapshot: Snapshot) -> None:
        """Write `snapshot`, unless one of the same state was written a moment ago."""
        now = time.monotonic()
        if self._last and self._last[0] == snapshot.state and now - self._last[1] < FILE_INTERVAL:
            return
        self._last = (snapshot.state, now)
        part = self._path.with_suffix(".new")
        with suppress(OSError):
            part.write_bytes(_SNAPSHOT.dump_json(replace(snapshot, updated=time.time())))
            part.replace(self._path)


def read_progress(path: Path) -> Snapshot | None:
    """Read a progress file; `None` if there is none that can be read.

    A download that has been silent for `STALE_SECONDS` reads as `interrupted`.
    """
    try:
        snapshot = _SNAPSHOT.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    if snapshot.state in AT_WORK and time.time() - snapshot.updated > STALE_SECONDS:
        return replace(snapshot, state="interrupted")
    return snapshot


def as_json(snapshot: Snapshot) -> dict[str, str | int | float]:
    """Return the snapshot as data for JSON, with the percentage."""
    return {**asdict(snapshot), "percent": snapshot.percent}


def megabytes(count: int) -> str:
    """Word a byte count for people."""
    return f"{count / 1e6:,.0f} MB"


def sentence(snapshot: Snapshot) -> str:
    """One line of plain text about the snapshot."""
    share = f"{megabytes(snapshot.done_bytes)} of {megabytes(snapshot.total_bytes)} ({snapshot.percent}%)"
    wording: dict[State, str] = {
        "absent": "not downloaded",
        "waiting": f"another process is downloading: {share}",
        "downloading": f"part {snapshot.part} of {snapshot.parts}, {share}",
        "joining": f"joining and checking, {share}",
        "ready": "ready",
        "failed": f"failed: {snapshot.problem} {snapshot.remedy}",
        "interrupted": f"interrupted at {share}; finished parts are kept",
    }
    return f"{snapshot.model}: {wording[snapshot.state]}"


class Lines:
    """Reports as plain lines: at each change of state, and now and then in between."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last: tuple[State, float] | None = None

    def __call__(self, snapshot: Snapshot) -> None:
        """Print a line if it is time for one."""
        now = time.monotonic()
        if self._last and self._last[0] == snapshot.state and now - self._last[1] < LINE_INTERVAL:
            return
        self._last = (snapshot.state, now)
        print(sentence(snapshot), file=self._out, flush=True)


class Bar:
    """Reports as a progress bar in a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def __call__(self, snapshot: Snapshot) -> None:
        """Redraw the bar."""
        word = f"part {snapshot.part}/{snapshot.parts}" if snapshot.state == "downloading" else snapshot.state
        self._progress.update(
            self._task,
            description=f"{snapshot.model} {word}",
            completed=snapshot.done_bytes,
            total=snapshot.total_bytes or None,
        )


@contextmanager
def shown(out: TextIO | None = None) -> Iterator[Report]:
    """Give a reporter that fits `out` (default: standard output): a bar in a terminal, else lines."""
    out = out or sys.stdout
    if not out.isatty() or os.environ.get("TERM") == "dumb":
        yield Lines(out)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=out)) as progress:
        yield Bar(progress)
