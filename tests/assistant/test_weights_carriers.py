"""What has been downloaded so far is counted while pip moves its files about."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from assistant.weights_carriers import _size_of_wheels


def test_wheels_count_wherever_they_lie(tmp_path: Path) -> None:
    (tmp_path / "out" / "deep").mkdir(parents=True)
    (tmp_path / "out" / "deep" / "a.whl").write_bytes(b"123")
    (tmp_path / "b.whl").write_bytes(b"4567")
    (tmp_path / "notes.txt").write_bytes(b"89")
    assert _size_of_wheels(tmp_path) == 7


def test_a_folder_that_is_gone_counts_nothing(tmp_path: Path) -> None:
    assert _size_of_wheels(tmp_path / "gone") == 0


def test_a_folder_that_goes_while_we_look_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "going").mkdir()
    (tmp_path / "a.whl").write_bytes(b"123")
    scan = os.scandir

    def vanishing(path: Any) -> Any:
        if str(path).endswith("going"):
            raise FileNotFoundError(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", vanishing)
    assert _size_of_wheels(tmp_path) == 3
