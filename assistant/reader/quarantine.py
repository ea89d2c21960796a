"""Sets apart what speaks to the tool instead of telling the deal, so that no fact is read from it.

Pasted turns, system text and data, orders, and claims of what an authority or a section says are
blanked before facts are read. That cannot make a result milder by itself: what is left out counts as
not said, and a fact that is not known never counts as "no".
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.reader.read import Reading, read
from assistant.reader.text import normalise
from corpus import Corpus
from corpus.lexicon import compiled, data

FILE = Path(__file__).with_name("quarantine.yaml")
_WORD = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=1)
def _spans() -> re.Pattern[str]:
    words, raw = data(FILE)
    return compiled(raw["spans"], words)


def quarantine(question: str) -> str:
    """Return the question with what speaks to the tool blanked; the same length, so that spans stay true."""
    text = normalise(question).lower()
    if len(text) != len(question):  # lower() may lengthen a few letters
        text = normalise(question)
    kept = list(question)
    for match in _spans().finditer(text):
        kept[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(kept)


def told(question: str) -> str:
    """Return the question without what speaks to the tool; where nothing else stands in it, all of it."""
    clean = quarantine(question)
    return clean if _WORD.search(clean) else question


def read_deal(corpus: Corpus, question: str, today: date) -> Reading:
    """Read what a question tells of the deal."""
    return replace(read(corpus, told(question), today), question=question)


def speaks_to_the_tool(question: str) -> bool:
    """Tell whether a question holds anything that is set apart."""
    return quarantine(question) != question
