"""The gate: lets a model's sentence through only if the rule check and the provisions support it.

A sentence passes when all of these hold; the first that fails names the reason:

tags        it names a finding and only provisions offered for that finding
language    it is in the language of the answer
length      it is a sentence, not a fragment and not an essay
figures     every number, date and section in it is in the finding, a cited provision or a known fact
verdict     it says the same statuses as its finding, no more and no fewer, and denies exactly when it does
words       it uses no word that promises safety
support     most of its content words are in the finding or the cited provisions
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.contract import Check
from assistant.reader.numerals import chinese_number
from assistant.reader.text import language
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("gate.yaml")
MIN_SUPPORT = 0.7  # share of content words found in what the sentence rests on
MAX_CHARACTERS = 600

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\([a-z0-9]+\))*")
_WORD = re.compile(r"[a-z]{4,}")
_QUOTES = {ord("’"): "'", ord("‘"): "'"}
_UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_DIGITS = {word: str(n) for n, word in enumerate(_UNITS.split(), 2)}
_DIGITS |= {word: str(10 * n) for n, word in enumerate(_TENS.split(), 2)}
_DIGITS |= {"hundred": "100", "thousand": "1000", "million": "1000000", "billion": "1000000000"}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_DIGITS)})\b")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十两]+(?=个?(?:日|天|月|年|周|倍|成)|%)")


@dataclass(frozen=True)
class Basis:
    """What a sentence may rest on."""

    finding: str  # the rule check's own sentence
    provisions: dict[str, str]  # tag -> text of the provision, with its pinpoint
    facts: str = ""  # the known facts in words

    def text(self, tags: Iterable[str]) -> str:
        """Return everything a sentence with these tags may draw on, lower case."""
        return " ".join(
            [self.finding, self.facts, *(self.provisions[t] for t in tags if t in self.provisions)]
        ).lower()


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(f"(?:{p})" for p in patterns)) for name, patterns in read_yaml(FILE).items()
    }


def check_sentence(text: str, tags: tuple[str, ...], basis: Basis, lang: str) -> list[Check]:
    """Return the checks of one sentence; it passes when all of them did."""
    ground = basis.text(tags)
    lowered = text.translate(_QUOTES).lower()
    return [
        _check(
            "tags",
            bool(tags or not basis.provisions) and all(t in basis.provisions for t in tags),
            f"tags {', '.join(tags) or 'none'}",
        ),
        _check("language", language(text) == lang, f"expected {lang}"),
        _check("length", 8 <= len(text) <= MAX_CHARACTERS, f"{len(text)} characters"),
        _figures(lowered, ground),
        _verdict(lowered, basis.finding.translate(_QUOTES).lower()),
        _promise(lowered),
        _support(lowered, ground, lang),
    ]


def passed(checks: Iterable[Check]) -> bool:
    """Tell whether every check passed."""
    return all(check.passed for check in checks)


def _check(name: str, ok: bool, detail: str) -> Check:
    return Check(name=name, passed=ok, detail=detail)


def figures(text: str) -> set[str]:
    """Return numbers and section numbers, without thousands separators."""
    return {match.group().replace(",", "") for match in _FIGURE.finditer(text)}


def _figures(text: str, ground: str) -> Check:
    plain = ground.replace(",", "")
    unknown = {figure for figure in figures(text) - figures(ground) if not _stands_in(figure, plain)}
    unknown |= {
        word
        for word, digits in _numerals(text)
        if not _has_word(word, ground) and not _stands_in(digits, plain)
    }
    return _check(
        "figures", not unknown, f"not in its basis: {', '.join(sorted(unknown))}" if unknown else "all found"
    )


def _stands_in(figure: str, ground: str) -> bool:
    """Tell whether a figure stands in the text by itself, not as digits of another.

    "850" stands in "850.217", but "3" does not in "30" nor in "3.5".
    """
    tail = r"(?!\d)" if len(figure) >= 3 else r"(?!\d|\.\d)"
    return re.search(rf"(?<![\d.]){re.escape(figure)}{tail}", ground) is not None


def _has_word(word: str, ground: str) -> bool:
    return re.search(rf"(?<![a-z]){word}(?![a-z])", ground) is not None


def _numerals(text: str) -> Iterator[tuple[str, str]]:
    """Yield numbers written in words, with their digits."""
    for match in _NUMBER_WORD.finditer(text):
        yield match.group(), _DIGITS[match.group()]
    for match in _CHINESE_NUMBER.finditer(text):
        yield match.group(), str(chinese_number(match.group()))


def _verdict(text: str, finding: str) -> Check:
    """Check that a status word, or its denial, stands in the finding too."""
    for name, pattern in _words().items():
        said, meant = pattern.search(text) is not None, pattern.search(finding) is not None
        if name.startswith("status_") and said != meant:
            differs = "says" if said else "leaves out"
            return _check("verdict", False, f"{differs} '{name[7:]}', unlike its finding")
        if name.startswith("status_") and not _turns(text, pattern) <= _turns(finding, pattern):
            return _check("verdict", False, f"turns '{name[7:]}' round")
    denied = _words()["denial"]
    if (denied.search(text) is None) != (denied.search(finding) is None):
        return _check("verdict", False, "denies what its finding does not, or the reverse")
    return _check("verdict", True, "agrees with its finding")


def _turns(text: str, status: re.Pattern[str]) -> set[bool]:
    """Tell of each mention of a status whether it is denied: "not prohibited", "须申报", "无需申报"."""
    return {_words()["turn"].search(text[: match.start()]) is not None for match in status.finditer(text)}


def _promise(text: str) -> Check:
    found = _words()["promise"].search(text)
    return _check("words", found is None, f"'{found.group()}'" if found else "none that promises safety")


def _support(text: str, ground: str, lang: str) -> Check:
    parts = _bigrams(text) if lang == "zh" else {word[:6] for word in _WORD.findall(text)}
    if not parts:
        return _check("support", False, "no content words")
    found = sum(part in ground for part in parts) / len(parts)
    return _check("support", found >= MIN_SUPPORT, f"{found:.0%} of its words are in its basis")


def _bigrams(text: str) -> set[str]:
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", text)
    return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
