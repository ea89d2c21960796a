"""A linear classifier of clauses: which facts a clause settles, where the patterns saw nothing.

One logistic regression per label over the features of `features.py`; a label is a fact with a value
(`military_use=false`) or a fact that is spoken of and left open (`military_use=open`). Trained by
`python -m eval.reading train` on the labelled clauses of `eval/reading/clauses/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.reader.features import Window

FILE = Path(__file__).with_name("classifier.npz")
OPEN = "open"
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Guess:
    """A label the classifier gives a window, with its probability."""

    fact: str
    value: str  # as in the label: "true", "false", a choice, or "open"
    probability: float
    window: Window


@dataclass(frozen=True)
class Classifier:
    """Weights: `weights` has one row per feature and one column per label, float32."""

    rows: dict[str, int]
    labels: tuple[tuple[str, str], ...]  # fact and value
    weights: Floats  # (features, labels)
    bias: Floats  # (labels,)
    thresholds: Floats  # (labels,) the probability from which a label counts

    def probabilities(self, windows: Sequence[Window]) -> Floats:
        """Return the probability of every label in every window, shape (windows, labels)."""
        scores = np.stack([self._score(window) for window in windows]) if windows else self._none()
        return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float32)

    def guesses(self, windows: Sequence[Window]) -> list[Guess]:
        """Return the labels that reach their threshold, window by window."""
        probabilities = self.probabilities(windows)
        found = np.argwhere(probabilities >= self.thresholds)
        return [
            Guess(*self.labels[label], float(probabilities[row, label]), windows[row]) for row, label in found
        ]

    def _score(self, window: Window) -> Floats:
        rows = [self.rows[f] for f in window.features if f in self.rows]
        return np.asarray(self.bias + self.weights[rows].sum(axis=0), dtype=np.float32)

    def _none(self) -> Floats:
        return np.zeros((0, len(self.labels)), dtype=np.float32)


def save(classifier: Classifier, path: Path = FILE) -> None:
    """Write the classifier; weights are kept sparse and in half precision."""
    rows, columns = np.nonzero(classifier.weights)
    np.savez_compressed(
        path,
        features=np.frombuffer("\n".join(classifier.rows).encode(), dtype=np.uint8),
        labels=np.frombuffer("\n".join("=".join(label) for label in classifier.labels).encode(), dtype=np.uint8),
        rows=rows.astype(np.uint32),
        columns=columns.astype(np.uint16),
        values=classifier.weights[rows, columns].astype(np.float16),
        bias=classifier.bias,
        thresholds=classifier.thresholds,
    )


@lru_cache(maxsize=1)
def classifier(path: Path = FILE) -> Classifier:
    """Return the classifier kept in `path`."""
    with np.load(path, allow_pickle=False) as kept:
        features = kept["features"].tobytes().decode().split("\n")
        labels = kept["labels"].tobytes().decode().split("\n")
        weights = np.zeros((len(features), len(labels)), dtype=np.float32)
        weights[kept["rows"], kept["columns"]] = kept["values"]
        return Classifier(
            rows={feature: row for row, feature in enumerate(features)},
            labels=tuple((fact, value) for fact, _, value in (label.partition("=") for label in labels)),
            weights=weights,
            bias=kept["bias"],
            thresholds=kept["thresholds"],
        )
