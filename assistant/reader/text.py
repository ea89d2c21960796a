"""Text made easy to match, character by character, so that spans still point into the original."""

from __future__ import annotations

import re

from assistant.reader.traditional import simplified_table

# Full-width ASCII to half-width, and curly quotes to straight ones: one character each.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}
# These keep their full-width form: they end Chinese clauses and sentences.
_KEEP = {ord(c): c for c in "，。；：！？（）"}
_TABLE: dict[int, int | str] = {**_WIDTH, **_QUOTES, **_KEEP}

DOT = "·"  # stands for a full stop that ends no sentence
_INNER_DOTS = re.compile(
    r"\b(?:u\.s\.a\.|u\.s\.|e\.g\.|i\.e\.|inc\.|ltd\.|co\.|corp\.|no\.(?=\s?\d)|art\.|approx\.|vs\.|r&d\.|n\.[adk]\.)"
    r"|\d\.(?=\d)|§+\s?\d+\.",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    r"\bwashington,? (?:and|or|nor|versus|vs) beijing\b|\bbeijing,? (?:and|or|nor|versus|vs) washington\b"
    r"|华盛顿[和与、或]北京|北京[和与、或]华盛顿"
)
_A_LIST_OF = re.compile(r"\bwashington(?:'s)?(?= (?:[\w-]+ ){0,3}lists?\b)")
# Half-width marks beside a Chinese character, which are Chinese ones.
_HALF_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!]|[,;:?!](?=[\u4e00-\u9fff])")
_FULL_MARKS = dict(zip(",;:?!", "，；：？！", strict=True))
# Words of Taiwan and Hong Kong for the mainland's, as long as those, so that spans keep pointing right.
_MAINLAND = {
    "晶片": "芯片",
    "人工智慧": "人工智能",
    "软体": "软件",
    "积体电路": "集成电路",
    "网路": "网络",
    "雷射": "激光",
    "奈米": "纳米",
    "感测": "传感",
    "伺服器": "服务器",
}
# Cantonese characters for their written Chinese.
_CANTONESE = str.maketrans("冇唔佢嘅喺咗啲嗰嚟", "没不它的在了些那来")
_REGIONAL = re.compile("|".join(_MAINLAND))
HAN = re.compile(r"[\u4e00-\u9fff]")  # a Chinese character
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def normalise(text: str) -> str:
    """Return `text` with the same length: half-width, simplified, and inner full stops as `DOT`."""
    plain = text.translate(_TABLE).translate(simplified_table()).translate(_CANTONESE)
    plain = _HALF_MARKS.sub(lambda match: _FULL_MARKS[match.group()], plain)
    plain = _REGIONAL.sub(lambda match: _MAINLAND[match.group()], plain)
    return _INNER_DOTS.sub(lambda match: match.group().replace(".", DOT), plain)


def language(text: str) -> str:
    """Return `zh` when the text is mostly Chinese, else `en`."""
    chinese = len(HAN.findall(text))
    return "zh" if chinese >= 2 and chinese >= len(_LATIN_WORD.findall(text)) else "en"


def without_capitals(text: str) -> str:
    """Take out capitals that stand for governments: "for Washington and Beijing" names no place."""
    text = _CAPITALS.sub(lambda match: DOT * len(match.group()), text)
    return _A_LIST_OF.sub(lambda match: "american".rjust(len(match.group())), text)
