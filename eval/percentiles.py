"""Percentiles of measured times, found in one way wherever they are reported."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np


def percentile(values: Collection[float], percent: float) -> float:
    """Return the value that `percent` of a hundred do not exceed, interpolated between neighbours.

    The p-th percentile of n ordered values stands at place 1 + (n - 1)p/100; between two places it lies
    on the line between their values (Hyndman & Fan 1996, type 7; NumPy's and R's default).
    Raises `ValueError` for no values and for a percent outside 0..100.
    """
    if not values:
        raise ValueError("There are no values to take a percentile of.")
    return float(np.percentile(list(values), percent, method="linear"))


def median_and_95th(values: Collection[float]) -> tuple[float, float]:
    """Return the two percentiles that tables of times show: p50 and p95."""
    return percentile(values, 50), percentile(values, 95)
