"""Which chunks a search may return: by date, jurisdiction and province."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from corpus.model import Jurisdiction, Provision
from index.numbering import NATIONAL

Mask = npt.NDArray[np.bool_]

_ALWAYS = date.min.toordinal()
_FOREVER = date.max.toordinal()


class Filters:
    """Dates, jurisdictions and areas of the provisions as arrays, one entry per row of the index."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self._from = np.array([p.valid.from_.toordinal() if p.valid.from_ else _ALWAYS for p in provisions])
        self._to = np.array([p.valid.to.toordinal() if p.valid.to else _FOREVER for p in provisions])
        self._jurisdiction = np.array([p.jurisdiction for p in provisions], dtype=object)
        self._area = np.array([p.area or NATIONAL for p in provisions], dtype=object)

    def mask(
        self, as_of: date | None = None, jurisdiction: Jurisdiction | None = None, province: str | None = None
    ) -> Mask | None:
        """Return which rows pass, or `None` when nothing is filtered.

        A province keeps what applies everywhere and that province's own items.
        """
        masks: list[Mask] = []
        if as_of is not None:
            day = as_of.toordinal()
            masks.append((self._from <= day) & (day <= self._to))
        if jurisdiction is not None:
            masks.append(self._jurisdiction == jurisdiction)
        if province is not None:
            masks.append((self._area == NATIONAL) | (self._area == province))
        return np.logical_and.reduce(masks) if masks else None
