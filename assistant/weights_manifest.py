"""Which models can be had, and where they lie in the cache.

Each model has a folder `models/<key>/` in the cache: the file itself, a stamp that says it was
verified, `progress.json` while a download is at work (see `weights_progress`), a lock, and
`parts/` until the parts have been joined.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.weights_carriers import Part, WeightsError, sha256_of
from assistant.weights_progress import Snapshot, read_progress

MANIFEST = Path(__file__).with_name("weights.yaml")


class Model(BaseModel):
    """A model that can be had, and its parts in the order in which they join."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9.\-]*$")
    title: str
    licence: str
    origin: str
    file: str = Field(pattern=r"^[a-z0-9][a-z0-9._\-]*\.gguf$")
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def carrier_bytes(self) -> int:
        """Size of all wheels together."""
        return sum(part.bytes for part in self.parts)


class Manifest(BaseModel):
    """Every model that can be had by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: str
    models: tuple[Model, ...] = Field(min_length=1)

    def get(self, key: str) -> Model:
        """Return the model called `key`; raises `WeightsError` naming the ones there are."""
        for model in self.models:
            if model.key == key:
                return model
        names = ", ".join(model.key for model in self.models)
        raise WeightsError(
            f"There is no model called {key!r}.",
            f"Choose one of {names}, or set CONJUNCTION_MODEL_PATH to a GGUF file of your own.",
            lasting=True,
        )


@cache
def manifest() -> Manifest:
    """Read the manifest that comes with the program."""
    return Manifest.model_validate(yaml.safe_load(MANIFEST.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Place:
    """Where a model lies in the cache. Makes no folder by itself."""

    model: Model
    cache_dir: Path

    @property
    def folder(self) -> Path:
        """Everything of this model is in here."""
        return self.cache_dir / "models" / self.model.key

    @property
    def file(self) -> Path:
        """The model itself, under this name only once it is whole and verified."""
        return self.folder / self.model.file

    @property
    def parts(self) -> Path:
        """Finished parts, until they are joined."""
        return self.folder / "parts"

    @property
    def progress(self) -> Path:
        """What a download at work says of itself."""
        return self.folder / "progress.json"

    def part_file(self, number: int) -> Path:
        """Return the wheel of a part, counted from 1."""
        return self.parts / f"{number:03d}.whl"

    @property
    def _stamp(self) -> Path:
        return self.folder / "verified.json"

    def _identity(self) -> dict[str, str | int]:
        # Hashing a gigabyte at each start takes seconds; size and time tell that nobody has
        # touched the file since it was hashed.
        status = self.file.stat()
        return {"sha256": self.model.sha256, "bytes": status.st_size, "mtime_ns": status.st_mtime_ns}

    def is_ready(self) -> bool:
        """Tell whether the file is there and unchanged since it was verified. Takes no time, never raises."""
        try:
            return bool(json.loads(self._stamp.read_bytes()) == self._identity())
        except (OSError, ValueError):
            return False

    def verify(self) -> bool:
        """Hash the whole file and keep the result for `is_ready`; raises `OSError`."""
        right_size = self.file.is_file() and self.file.stat().st_size == self.model.bytes
        if right_size and sha256_of(self.file) == self.model.sha256:
            self.stamp()
            return True
        self._stamp.unlink(missing_ok=True)
        return False

    def stamp(self) -> None:
        """Note that the file, as it is now, has been verified."""
        self._stamp.write_text(json.dumps(self._identity()), encoding="utf-8")


def place_of(key: str, cache_dir: Path) -> Place:
    """Return where the model `key` lies; raises `WeightsError` if no model is called so."""
    return Place(manifest().get(key), cache_dir)


def ready_file(key: str, cache_dir: Path) -> Path | None:
    """Return the verified file of a model, or `None`; never raises."""
    with suppress(WeightsError):
        place = place_of(key, cache_dir)
        return place.file if place.is_ready() else None
    return None


def status(key: str, cache_dir: Path) -> Snapshot:
    """Say how things stand with a model: ready, absent, or what its download last said. Never raises."""
    try:
        place = place_of(key, cache_dir)
    except WeightsError as error:
        return Snapshot("failed", key, problem=error.problem, remedy=error.remedy)
    if place.is_ready():
        size = place.model.bytes
        return Snapshot("ready", key, done_bytes=size, total_bytes=size)
    snapshot = read_progress(place.progress)
    if snapshot is None or snapshot.state == "ready":  # ready it was, but the file is gone or changed
        return Snapshot("absent", key, total_bytes=place.model.carrier_bytes, parts=len(place.model.parts))
    return snapshot
