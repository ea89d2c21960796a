"""Tokens for lexical search in English, Chinese and the mixture of both.

English words are lower-cased and stemmed, and each pair of neighbours is a token too. A run of
Chinese gives its character pairs and the glossary words found in it by longest match. Numbers and
citations such as `850.217(d)(2)` stay whole; a citation also gives the section it begins with.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator

import Stemmer

from corpus.model import Term

_CJK = r"\u3400-\u9fff"
_SCAN = re.compile(
    rf"""
    (?P<citation>\d{{2,4}}\.\d{{1,4}}(?:\([0-9a-z]{{1,5}}\))+)
  | (?P<number>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+\.\d+|\d+(?![a-z\d]))
  | (?P<acronym>(?<![^\W_])(?:[a-z]\.\s?){{2,}}[a-z]?(?![^\W_]))
  | (?P<chinese>[{_CJK}]+)
  | (?P<word>[^\W_{_CJK}]+(?:['’][^\W\d_{_CJK}]+)?)
    """,
    re.VERBOSE,
)
STOP_WORDS = frozenset(
    """a an and are as at be been being but by can could did do does for from had has have how i if in into is
    it its may me might my no not of on or our shall should so some such than that the their them then there
    these they this those to under was we were what when where which while who whom why will with would you
    your""".split()  # noqa: SIM905  # a list of one word a line would hide the code
)
# Words of a question that seldom stand for what it is about, by their stems.
FRAMING_WORDS = frozenset(
    """addit best case clarif clarifi context describ detail elabor event exampl expect explain further
    guidanc inform outlin particular pleas practic provid recommend regard scenario specif
    understand""".split()  # noqa: SIM905  # as above
)
# What stands around a citation and says no more: the title of what is cited by number, and in Chinese
# what only frames a question: "item 348 of the Catalogue", "《目录》第160条是什么内容".
AROUND_CITATIONS = re.compile(
    r"\b(?:of|in|on|from) the (?:[\w-]+ ){0,2}(?:catalogue|list|rule|law)\b|《[^》]*》"
    r"|请问|请|解释|说明|介绍|一下|具体|到底|究竟|是什么|有什么|什么|哪些|内容|意思|原文|全文|规定"
    r"|[说讲写是的了吗呢]",
    re.IGNORECASE,
)
_PAIR = "_"  # joins the words of a pair; no word has it
_LONGEST_WORD = 12  # characters; glossary words beyond this are phrases


def is_pair(token: str) -> bool:
    """Tell whether a token is two neighbouring words."""
    return _PAIR in token


class Tokenizer:
    """Splits text into tokens; safe to share between threads."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        words = {word.lower() for term in terms for word in term.zh}
        # Words of two characters are bigrams already.
        self._words = frozenset(w for w in words if 3 <= len(w) <= _LONGEST_WORD)
        self._longest = max(map(len, self._words), default=0)
        self._local = threading.local()  # a stemmer keeps a cache and must not be shared

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text, in order, repeats kept."""
        tokens: list[str] = []
        previous = ""
        for kind, piece in _pieces(text):
            if kind == "chinese":
                tokens.extend(self._chinese(piece))
                previous = ""
            else:
                word = self._token(kind, piece, tokens)
                if word and previous:
                    tokens.append(previous + _PAIR + word)
                previous = word
        return tokens

    def stems(self, text: str) -> list[str]:
        """Return the stemmed English words and the numbers of a text only, for matching phrases."""
        pieces = ((kind, piece) for kind, piece in _pieces(text) if kind != "chinese")
        return [self._stem(piece) if kind == "word" else _plain(kind, piece) for kind, piece in pieces]

    def words(self, run: str) -> list[str]:
        """Return the glossary words of a run of Chinese: longest match from the left, no overlap."""
        found = []
        start = 0
        while start < len(run):
            for size in range(min(self._longest, len(run) - start), 2, -1):
                if run[start : start + size] in self._words:
                    found.append(run[start : start + size])
                    start += size - 1
                    break
            start += 1
        return found

    def _token(self, kind: str, piece: str, tokens: list[str]) -> str:
        """Add the tokens of a word, number or citation; return the one that may form a pair."""
        if piece in STOP_WORDS:
            return ""
        word = self._stem(piece) if kind == "word" else _plain(kind, piece)
        tokens.append(word)
        if kind == "citation":
            tokens.append(word[: word.index("(")])
            return ""
        return word

    def _chinese(self, run: str) -> Iterator[str]:
        if len(run) == 1:
            yield run
            return
        yield from (run[i : i + 2] for i in range(len(run) - 1))
        yield from self.words(run)

    def _stem(self, word: str) -> str:
        stemmer = getattr(self._local, "stemmer", None)
        if stemmer is None:
            stemmer = self._local.stemmer = Stemmer.Stemmer("english")
        stem: str = stemmer.stemWord(word)
        return stem


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    for match in _SCAN.finditer(unicodedata.normalize("NFKC", text).lower()):
        yield match.lastgroup or "", match.group()


def _plain(kind: str, piece: str) -> str:
    """Write a number without thousands separators and an acronym without dots: U.S. is US."""
    return re.sub(r"[.\s]", "", piece) if kind == "acronym" else piece.replace(",", "")
