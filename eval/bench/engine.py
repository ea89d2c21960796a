"""How long one run of the rule check takes: `python -m eval.bench.engine [RUNS]`.

Prints milliseconds per call (median and 95th percentile) for facts from none to nearly all. The
first call of a day compiles the program and is not counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.rules.facts import FactValue, parse_facts
from assistant.rules.screen import screen
from corpus import Corpus, load
from eval.percentiles import median_and_95th

RUNS = 300
FEW: dict[str, Any] = {"us_person": True, "activity": ["satellite_parts"], "province": "sichuan"}
MANY: dict[str, Any] = {
    **FEW,
    "investor_kind": "fund",
    "target_in_coc": True,
    "deal_type": "equity",
    "stake": 30,
    "completion_date": date.today().isoformat(),
    "public_security": False,
    "prior_interest": False,
    "holds_coc_interests": False,
    "chips_activity": False,
    "quantum_activity": False,
    "supercomputer": False,
    "ai_activity": True,
    "ai_develops": True,
    "ai_robot_control": True,
    "sensitive_end_use": False,
    "on_us_list": False,
}
FACT_SETS: dict[str, dict[str, Any]] = {"no facts": {}, "few facts": FEW, "many facts": MANY}


def milliseconds(corpus: Corpus, facts: Mapping[str, FactValue], runs: int) -> list[float]:
    """Return how long each of `runs` screenings took."""
    day = date.today()
    screen(corpus, facts, day)
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        screen(corpus, facts, day)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main(runs: int = RUNS) -> None:
    """Print one line per set of facts."""
    corpus = load()
    print(f"{'':<12}{'p50 ms':>9}{'p95 ms':>9}")
    for name, raw in FACT_SETS.items():
        p50, p95 = median_and_95th(milliseconds(corpus, parse_facts(corpus, raw), runs))
        print(f"{name:<12}{p50:>9.2f}{p95:>9.2f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
