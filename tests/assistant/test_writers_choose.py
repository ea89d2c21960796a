"""Which writer is taken when one is named, and when none is."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.writers import Writers, WriterSettings


@dataclass(frozen=True)
class Options:
    """Settings writers read."""

    cache_dir: Path = Path("unused")
    model: str = "smollm2-135m"
    model_path: Path | None = None
    ollama_host: str | None = "127.0.0.1:1"  # nothing listens there
    ollama_model: str | None = None
    threads: int | None = None
    context: int = 2048


@pytest.fixture
def writers(tmp_path: Path) -> Writers:
    return Writers(Options(cache_dir=tmp_path))


def _make_available(monkeypatch: pytest.MonkeyPatch, writers: Writers, *names: str) -> None:
    for writer in (writers.local, writers.ollama):
        monkeypatch.setattr(writer, "available", lambda there=writer.name in names: there)


@pytest.mark.parametrize(
    ("asked", "there", "taken"),
    [
        ("auto", ("ollama", "local"), "ollama"),
        ("auto", ("local",), "local"),
        ("auto", (), None),
        ("ollama", ("ollama", "local"), "ollama"),
        ("ollama", ("local",), None),
        ("local", ("ollama", "local"), "local"),
        ("local", ("ollama",), None),
        ("rules", ("ollama", "local"), None),
    ],
)
def test_choice(
    writers: Writers, monkeypatch: pytest.MonkeyPatch, asked: str, there: tuple[str, ...], taken: str | None
) -> None:
    _make_available(monkeypatch, writers, *there)
    writer = writers.choose(asked)  # type: ignore[arg-type]
    assert (writer.name if writer else None) == taken


def test_why_none_was_taken(writers: Writers) -> None:
    assert writers.choose("auto") is None
    problems = writers.problems("auto")
    assert "ollama serve" in problems["ollama"]
    assert "make model" in problems["local"]
    assert writers.problems("rules") == {}


def test_the_programs_settings_have_what_writers_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings: WriterSettings = Settings()
    Writers(settings).close()
