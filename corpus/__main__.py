"""`python -m corpus check`: load and check the corpus, and say what is in it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import CorpusError
from corpus.load import HERE, load
from corpus.model import Corpus

USAGE = "Usage: python -m corpus check [FOLDER]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when the corpus is in order, 1 when not, 2 for a wrong command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] != ["check"] or len(given) > 2:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        corpus = load(Path(given[1]) if len(given) == 2 else HERE)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(summary(corpus)))
    return 0


def summary(corpus: Corpus) -> list[str]:
    """Return one line per kind of entry, with how many there are."""
    standing = Counter(provision.standing for provision in corpus.provisions.values())
    editions = Counter(p.catalogue for p in corpus.provisions.values() if p.catalogue is not None)
    counts = {
        "instruments": len(corpus.instruments),
        "provisions": len(corpus.provisions),
        **{f"  {name}": standing[name] for name in ("verified", "secondary", "unverified")},
        **{f"  Catalogue {edition}": count for edition, count in sorted(editions.items())},
        "facts": len(corpus.facts),
        "activities": len(corpus.activities),
        "places": len(corpus.places),
        "terms": len(corpus.terms),
        "rules": sum(len(table.rules) for table in corpus.tables.values()),
        "flags": len(corpus.flags),
        "inferences": len(corpus.inferences),
    }
    heading = f"corpus {corpus.version} ({corpus.sha256[:12]}) is in order"
    return [heading, *(f"{name:<18}{count:>6}" for name, count in counts.items())]


if __name__ == "__main__":
    raise SystemExit(main())
