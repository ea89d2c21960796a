"""Which of the two languages a client would rather read."""

from __future__ import annotations

import os
from collections.abc import Mapping

from assistant.contract import Lang

MAX_HEADER = 256  # characters of the header that are looked at


def preferred(header: str) -> Lang:
    """Return the language an `Accept-Language` header prefers; English when it names neither."""
    weights: dict[Lang, float] = {"en": 0.0, "zh": 0.0}
    for choice in header[:MAX_HEADER].split(","):
        tag, _, parameters = choice.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary == "zh":
            weights["zh"] = max(weights["zh"], _weight(parameters))
        elif primary in ("en", "*"):
            weights["en"] = max(weights["en"], _weight(parameters))
    return "zh" if weights["zh"] > weights["en"] else _first_named(header, weights)


def of_environment(env: Mapping[str, str] | None = None) -> Lang:
    """Return the language of a terminal, by the variables that POSIX names, in its order."""
    env = os.environ if env is None else env
    locale = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def _first_named(header: str, weights: dict[Lang, float]) -> Lang:
    """Settle a tie: browsers list what they prefer first."""
    if weights["zh"] == weights["en"] > 0 and header.strip().lower().startswith("zh"):
        return "zh"
    return "en"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
