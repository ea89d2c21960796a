"""Places of the world as alternatives in a regular expression."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from corpus.yamlfile import read_yaml

FILES = {which: Path(__file__).with_name(f"{which}_places.yaml") for which in ("us", "foreign")}


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Return the places of each list as alternatives, by the name that stands for them in a pattern."""
    return {
        f"{{{which}_place_{lang}}}": "|".join(re.escape(name.lower()) for name in names)
        for which, file in FILES.items()
        for lang, names in read_yaml(file).items()
    }


def filled(pattern: str) -> str:
    """Put the places of the world into an expression: `{us_place_en}`, `{foreign_place_zh}`."""
    for name, places in _places().items():
        pattern = pattern.replace(name, places)
    return pattern
