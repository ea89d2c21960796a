"""`python -m eval.proofs`: prove the properties of every rule table, for all facts and all days.

Prints one line per table and property, and a counterexample for each that fails. Ends with 0 if
all are proved, 1 if one is refuted or undecided, 2 if it could not start.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from corpus.errors import CorpusError
from corpus.load import load
from eval.proofs.prove import Proof, prove

FAILED, CANNOT_START = 1, 2
LINE = "{:<24} {:<10} {:<10} {:>8}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    description = "Prove that the rule tables are total, free of conflict, monotone and sound."
    argparse.ArgumentParser(prog="python -m eval.proofs", description=description).parse_args(argv)
    try:
        corpus = load()
    except CorpusError as error:
        print(f"eval.proofs: {error}", file=sys.stderr)
        return CANNOT_START
    print(LINE.format("table", "property", "verdict", "seconds"))
    failed = False
    for table in corpus.tables.values():
        for proof in prove(corpus, table):
            failed |= proof.verdict != "proved"
            _print(proof)
    return FAILED if failed else 0


def _print(proof: Proof) -> None:
    seconds = f"{proof.seconds:.2f}"
    print(LINE.format(proof.table, proof.property, proof.verdict, seconds), flush=True)
    if proof.counterexample:
        print(f"    {proof.counterexample}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
