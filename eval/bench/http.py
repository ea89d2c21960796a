"""Times a running server on this machine: `python -m eval.bench.http [--url URL] [--clients N …]`.

Questions are the gold questions; the writer is `rules`. Loopback only, and bounded: 100 questions
and 200 screenings for each number of clients.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx

from eval.gold import load_gold
from eval.percentiles import median_and_95th

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
QUESTIONS, SCREENINGS = 100, 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Print p50 and p95 in milliseconds; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.http")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16])
    options = parser.parse_args(arguments)
    if urlsplit(options.url).hostname not in LOOPBACK:
        print("Only a server on this machine is timed: give a loopback address.", file=sys.stderr)
        return 2
    questions = [case.question for gold in load_gold() for case in gold.cases]
    with httpx.Client(base_url=options.url, timeout=60) as client:
        for turn, clients in enumerate(options.clients):
            # Other questions each time: one that was asked before is embedded from memory.
            asked = questions[turn * QUESTIONS : (turn + 1) * QUESTIONS] or questions[:QUESTIONS]
            _show("/ask", clients, _times(client, "/ask", [_question(q) for q in asked], clients))
            facts = [_facts(number) for number in range(SCREENINGS)]
            _show("/screen", clients, _times(client, "/screen", facts, clients))
    return 0


def _question(text: str) -> dict[str, Any]:
    return {"question": text, "writer": "rules"}


def _facts(number: int) -> dict[str, Any]:
    return {"facts": {"us_person": True, "target_in_coc": True, "deal_type": "equity", "stake": number % 100}}


def _times(client: httpx.Client, path: str, bodies: list[dict[str, Any]], clients: int) -> list[float]:
    def one(body: dict[str, Any]) -> float:
        began = time.perf_counter()
        client.post(path, json=body).raise_for_status()
        return (time.perf_counter() - began) * 1000

    one(bodies[0])  # the first answer loads what the server loads lazily
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, bodies))


def _show(path: str, clients: int, times: list[float]) -> None:
    p50, p95 = median_and_95th(times)
    print(f"{path:<8} clients {clients:>2}  n {len(times):>3}  p50 {p50:6.1f} ms  p95 {p95:6.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
