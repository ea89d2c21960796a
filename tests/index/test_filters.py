from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Corpus
from index.filters import Filters


@pytest.fixture(scope="session")
def filters(corpus: Corpus) -> Filters:
    return Filters(list(corpus.provisions.values()))


def passed(corpus: Corpus, mask: np.ndarray | None) -> set[str]:
    assert mask is not None
    return {pid for pid, kept in zip(corpus.provisions, mask, strict=True) if kept}


def test_no_filter(filters: Filters) -> None:
    assert filters.mask() is None


@given(st.dates(date(2022, 1, 1), date(2027, 1, 1)))
def test_date(corpus: Corpus, day: date) -> None:
    mask = Filters(list(corpus.provisions.values())).mask(as_of=day)
    assert passed(corpus, mask) == {p.id for p in corpus.provisions.values() if p.valid.covers(day)}


def test_first_and_last_day_count(corpus: Corpus, filters: Filters) -> None:
    last_old, first_new = date(2026, 1, 31), date(2026, 2, 1)
    old, new = "/cn/catalogue/2022/national/2", "/cn/catalogue/2025/national/2"
    assert old in passed(corpus, filters.mask(as_of=last_old))
    assert old not in passed(corpus, filters.mask(as_of=first_new))
    assert new in passed(corpus, filters.mask(as_of=first_new))
    assert new not in passed(corpus, filters.mask(as_of=last_old))


@pytest.mark.parametrize("jurisdiction", ["us", "cn"])
def test_jurisdiction(corpus: Corpus, filters: Filters, jurisdiction: str) -> None:
    kept = passed(corpus, filters.mask(jurisdiction=jurisdiction))  # type: ignore[arg-type]
    assert kept == {pid for pid in corpus.provisions if pid.startswith(f"/{jurisdiction}/")}


def test_a_province_keeps_what_applies_everywhere(corpus: Corpus, filters: Filters) -> None:
    kept = passed(corpus, filters.mask(province="sichuan"))
    assert {p.area for p in corpus.provisions.values() if p.id in kept} == {None, "national", "sichuan"}
    assert "/us/eo/14105" in kept


def test_filters_combine(corpus: Corpus, filters: Filters) -> None:
    kept = passed(corpus, filters.mask(date(2025, 1, 1), "cn", "hainan"))
    assert not any(pid.startswith(("/us/", "/cn/catalogue/2025")) for pid in kept)
