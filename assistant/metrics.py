"""What the server counts of itself, for Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
# One more line for each counter, which nobody reads.
disable_created_metrics()  # type: ignore[no-untyped-call]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counters of one application; each has its own so that two in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "conjunction_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "conjunction_request_seconds",
            "Time from a request's arrival to the end of its response.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.answers = Counter(
            "conjunction_answers",
            "Answers by writer and by what the gate found.",
            ("writer", "validation"),
            registry=self.registry,
        )
        self.slots = Counter(
            "conjunction_slots",
            "Missing facts that a model claimed to have found in a question: kept, or dropped by a check.",
            ("outcome",),
            registry=self.registry,
        )
        self.stages = Histogram(
            "conjunction_answer_stage_seconds",
            "Time that a stage of an answer took.",
            ("stage", "writer"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.hang_ups = Counter(
            "conjunction_hang_ups",
            "Clients that left before their answer was complete.",
            registry=self.registry,
        )
        self.running = Gauge(
            "conjunction_answers_running", "Questions being worked on.", registry=self.registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; `route` is the pattern of its path, never the path a client chose."""
        self.requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def answer(self, response: Mapping[str, Any]) -> None:
        """Count one complete answer, given as the data of its `done` event."""
        writer = str(response["model"]["writer"])
        self.answers.labels(writer, str(response["validation"]["status"])).inc()
        for check in response["validation"]["checks"]:
            if check["name"] == "slot":
                self.slots.labels("kept" if check["passed"] else "dropped").inc()
        for stage, milliseconds in response["timings_ms"].items():
            self.stages.labels(stage, writer).observe(milliseconds / 1000)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
