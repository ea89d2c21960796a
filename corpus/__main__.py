"""`python -m corpus`: check the corpus, write its rules for people, tell two days' law apart."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus.diff import DayError, difference, parse_days, report
from corpus.errors import CorpusError
from corpus.load import HERE, load
from corpus.model import Corpus
from corpus.pages import COMMAND, FOLDER, stale, write

USAGE = """\
python -m corpus check [FOLDER]
       python -m corpus rules [--check] [--out FOLDER]
       python -m corpus diff DAY DAY [--all]"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when all is in order, 1 when not, 2 for a wrong command."""
    try:
        given = _parser().parse_args(arguments)
        corpus = load(given.folder)
        lines, status = _COMMANDS[given.command](corpus, given)
    except SystemExit as error:  # argparse has said what is wrong, or shown its help
        return error.code if isinstance(error.code, int) else 2
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    except DayError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(lines), file=sys.stderr if status else sys.stdout)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus", usage=USAGE, description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, prog="python -m corpus")
    check = commands.add_parser("check", help="load and check the corpus, and say what is in it")
    check.add_argument("folder", nargs="?", type=Path, default=HERE, help="of the corpus files")
    rules = commands.add_parser("rules", help="write a readable page per rule table")
    rules.add_argument("--check", action="store_true", help="change nothing; exit 1 when a page is stale")
    rules.add_argument("--out", type=Path, default=FOLDER, help="folder of the pages (default: %(default)s)")
    days = commands.add_parser(
        "diff", help="say which rules, flags, provisions and items differ between two days"
    )
    days.add_argument("first", metavar="DAY", help="the earlier day, YYYY-MM-DD")
    days.add_argument("second", metavar="DAY", help="the later day, YYYY-MM-DD")
    days.add_argument("--all", action="store_true", help="list every id")
    for command in (rules, days):
        command.add_argument("--corpus", dest="folder", type=Path, default=HERE, help="of the corpus files")
    return parser


def _check(corpus: Corpus, given: argparse.Namespace) -> tuple[list[str], int]:
    return summary(corpus), 0


def _rules(corpus: Corpus, given: argparse.Namespace) -> tuple[list[str], int]:
    if not given.check:
        changed = write(corpus, given.out)
        return [f"{given.out}: {len(changed)} pages written" + "".join(f"\n  {name}" for name in changed)], 0
    names = stale(corpus, given.out)
    if not names:
        return [f"{given.out}: the rule pages are up to date"], 0
    command = COMMAND if given.out == FOLDER else f"{COMMAND} --out {given.out}"
    return [f"{given.out}: stale: {', '.join(names)}. Remedy: run '{command}' and keep the result."], 1


def _diff(corpus: Corpus, given: argparse.Namespace) -> tuple[list[str], int]:
    found = difference(corpus, *parse_days(given.first, given.second))
    return report(corpus, found, everything=given.all), 0


_COMMANDS = {"check": _check, "rules": _rules, "diff": _diff}


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
        "sums": len(corpus.sums),
    }
    heading = f"corpus {corpus.version} ({corpus.sha256[:12]}) is in order"
    return [heading, *(f"{name:<18}{count:>6}" for name, count in counts.items())]


if __name__ == "__main__":
    raise SystemExit(main())
