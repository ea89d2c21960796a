"""Training of the reader's clause classifier from the labelled clauses.

One-against-rest logistic regression (scikit-learn, liblinear, L2) over the features of
`assistant.reader.features`. Each label's threshold comes from predictions on clauses left out of
training (cross-validation): the lowest at which the share of right ones reaches the precision
wanted, which is higher for a value that would make a result milder.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from assistant.reader.classifier import OPEN, Classifier
from assistant.reader.clearing import clears
from assistant.reader.features import whole
from assistant.reader.scope import scope_of
from assistant.reader.text import normalise
from corpus import Corpus
from eval.reading.clauses import Label, LabelledClause

MIN_CLAUSES = 6  # a label with fewer is not learned
MIN_SEEN = 2  # a feature in fewer clauses is left out
SMALL = 0.02  # a weight below it is left out
PRECISION, CLEARING_PRECISION = 0.95, 0.985
FLOOR, CLEARING_FLOOR = 0.5, 0.6  # no threshold lies below
FOLDS = 5
JOINED = 2.0  # made-up neighbours per clause: two clauses of one language, joined
REGULARISATION = 8.0  # scikit-learn's C
SEED = 20261127

Examples = Sequence[tuple[frozenset[str], frozenset[Label]]]
Progress = Callable[[str], None]
Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """Columns of the design matrix and of the labels."""

    features: dict[str, int]
    labels: tuple[Label, ...]

    def design(self, examples: Examples) -> csr_matrix:
        """Return the features of the examples, shape (examples, features), zeros and ones."""
        rows = [sorted(self.features[f] for f in features if f in self.features) for features, _ in examples]
        indptr = np.cumsum([0, *map(len, rows)])
        indices = np.fromiter(chain.from_iterable(rows), dtype=np.int32)
        data = np.ones(len(indices), dtype=np.float32)
        return csr_matrix((data, indices, indptr), shape=(len(rows), len(self.features)))

    def targets(self, examples: Examples) -> npt.NDArray[np.bool_]:
        """Return which labels each example has, shape (examples, labels)."""
        return np.array([[label in labels for label in self.labels] for _, labels in examples], dtype=bool)


def train(corpus: Corpus, clauses: Sequence[LabelledClause], progress: Progress = print) -> Classifier:
    """Return a classifier trained on `clauses`, with thresholds found by cross-validation."""
    examples = [(_features(clause.text), closed(corpus, clause.labels)) for clause in clauses]
    languages = [clause.lang for clause in clauses]
    space = _space(examples)
    progress(f"{len(clauses)} clauses, {len(space.features)} features, {len(space.labels)} labels")
    left_out = np.zeros((len(examples), len(space.labels)))
    for number, (kept, held) in enumerate(KFold(FOLDS, shuffle=True, random_state=SEED).split(examples), 1):
        progress(f"fold {number} of {FOLDS}")
        chosen = [examples[i] for i in kept]
        weights, bias = _fit(space, _joined(chosen, [languages[i] for i in kept]))
        left_out[held] = _predict(space, [examples[i] for i in held], weights, bias)
    thresholds = _thresholds(space, space.targets(examples), left_out)
    progress("all clauses")
    weights, bias = _fit(space, _joined(examples, languages))
    return _classifier(space, weights, bias, thresholds)


def closed(corpus: Corpus, labels: frozenset[Label]) -> frozenset[Label]:
    """Add the wholes of what is true and the parts of what is false; a stated label stays."""
    known = dict(labels)
    while added := {
        name: value
        for spec in corpus.facts.values()
        for whole in spec.within
        for name, value, holds in ((whole, "true", known.get(spec.name) == "true"),)
        if holds and name not in known
    }:
        known |= added
    return frozenset(known.items())


def _features(text: str) -> frozenset[str]:
    return whole(scope_of(normalise(text).lower())).features


def _space(examples: Examples) -> Space:
    seen = Counter(feature for features, _ in examples for feature in features)
    counts = Counter(label for _, labels in examples for label in labels)
    features = sorted(feature for feature, count in seen.items() if count >= MIN_SEEN)
    labels = sorted(label for label, count in counts.items() if count >= MIN_CLAUSES)
    return Space({feature: i for i, feature in enumerate(features)}, tuple(labels))


def _joined(examples: Examples, languages: Sequence[str]) -> Examples:
    """Add pairs of clauses of one language, since a message has several; facts they disagree on are left out."""
    generator = np.random.default_rng(SEED)
    by_language = {lang: [i for i, other in enumerate(languages) if other == lang] for lang in set(languages)}
    made = []
    for _ in range(int(len(examples) * JOINED)):
        one = int(generator.integers(len(examples)))
        two = int(generator.choice(by_language[languages[one]]))
        features = examples[one][0] | examples[two][0]
        labels = examples[one][1] | examples[two][1]
        values = Counter(fact for fact, _ in labels)
        if all(count == 1 for count in values.values()):
            made.append((features, labels))
    return [*examples, *made]


def _fit(space: Space, examples: Examples) -> tuple[Probabilities, Probabilities]:
    design, targets = space.design(examples), space.targets(examples)
    weights = np.zeros((len(space.features), len(space.labels)))
    bias = np.full(len(space.labels), -20.0)
    for column in range(len(space.labels)):
        if not targets[:, column].any():
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = LogisticRegression(C=REGULARISATION, solver="liblinear", max_iter=200)
            model.fit(design, targets[:, column])
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return weights, bias


def _predict(space: Space, examples: Examples, weights: Probabilities, bias: Probabilities) -> Probabilities:
    return np.asarray(1.0 / (1.0 + np.exp(-(space.design(examples) @ weights + bias))))


def _thresholds(space: Space, targets: npt.NDArray[np.bool_], left_out: Probabilities) -> Probabilities:
    return np.array(
        [_threshold(label, targets[:, i], left_out[:, i]) for i, label in enumerate(space.labels)]
    )


def _threshold(label: Label, targets: npt.NDArray[np.bool_], probabilities: Probabilities) -> float:
    """Return the lowest probability from which the share of right labels is as wanted; 1.01 if none."""
    fact, value = label
    milder = value != OPEN and clears(fact, {"true": True, "false": False}.get(value, value))
    wanted, floor = (CLEARING_PRECISION, CLEARING_FLOOR) if milder else (PRECISION, FLOOR)
    order = np.argsort(-probabilities)
    precision = np.cumsum(targets[order]) / np.arange(1, len(order) + 1)
    reached = np.flatnonzero(precision >= wanted)
    if not len(reached):
        return 1.01
    return float(max(floor, probabilities[order[reached[-1]]]))


def _classifier(
    space: Space, weights: Probabilities, bias: Probabilities, thresholds: Probabilities
) -> Classifier:
    small = np.where(np.abs(weights) < SMALL, 0.0, weights)
    used = np.flatnonzero(np.abs(small).sum(axis=1))
    names = list(space.features)
    return Classifier(
        rows={names[old]: new for new, old in enumerate(used)},
        labels=space.labels,
        weights=small[used].astype(np.float32),
        bias=bias.astype(np.float32),
        thresholds=thresholds.astype(np.float32),
    )
