"""Names that stand for many words in an expression: places of the world, classes of verbs and things."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from corpus.yamlfile import read_yaml

FILES = {which: Path(__file__).with_name(f"{which}_places.yaml") for which in ("us", "foreign")}
CLASSES = Path(__file__).with_name("classes.yaml")


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    """Return places, as alternatives, and classes of words by the name that stands for them in a pattern."""
    places = {
        f"{{{which}_place_{lang}}}": "|".join(re.escape(name.lower()) for name in names)
        for which, file in FILES.items()
        for lang, names in read_yaml(file).items()
    }
    return places | {f"{{{name}}}": words for name, words in read_yaml(CLASSES).items()}


def filled(pattern: str) -> str:
    """Put places and classes into an expression: `{us_place_en}`, `{chips_zh}`."""
    for name, words in _named().items():
        pattern = pattern.replace(name, words)
    return pattern
