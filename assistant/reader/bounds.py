"""Figures that say no more than how much at least: "over 10^22 operations", "28 nm or finer".

Of some facts more is nearer to a bar, of others less. A figure that leaves open how near the true
one comes counts only where it is itself beyond every threshold of the law; a sum that is paid
again, or beside another, counts likewise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope
from assistant.reader.thresholds import is_beyond
from corpus import Corpus

COMMITMENT = "lp_commitment_usd"
# When several figures are named for one of these, the one nearer to a bar counts.
GRAVER: dict[str, Callable[[Iterable[float]], float]] = {
    "ai_training_ops": max, "nand_layers": max, "supercomputer_pflops_64": max,
    "supercomputer_pflops_32": max, COMMITMENT: max, "foreign_share": max, "ic_node_nm": min,
    "dram_half_pitch_nm": min, "ic_operating_kelvin": min, "supercomputer_cubic_feet": min,
}  # fmt: skip
_MORE_BEFORE = re.compile(
    r"(?:\b(?:over|above|(?<!no )(?<!not )more than|at least|exceed(?:s|ed|ing)?|beyond|upwards of|"
    r"north of|no fewer than|from|not less than|minimum(?: of)?|past|>=?|≥)|(?<!不)超过?|(?<!不)多于|"
    r"不少于|不低于|至少|高于|逾|起码|大于)[\s:：]*(?:about |around |some |the |约)?(?:usd|us\$|\$)?\s?$"
)
_MORE_AFTER = re.compile(
    r"[^,.;，。；]{0,24}?(?:\bor (?:more|higher|above|larger)\b|\band (?:up|above|more|counting)\b|\+)"
    r"|\s?(?:次运算|次|层|美元|flops)?(?:以上|起步|起|开外|有余|多(?![数个家]))"
)
_LESS_BEFORE = re.compile(
    r"(?:\b(?:under|below|(?<!no )(?<!not )less than|finer than|smaller than|at most|down to|up to|"
    r"beneath|sub-?|<=?|≤)|(?<!不)低于|小于|不超过|不高于|至多|不大于|优于|细于)[\s:：]*(?:about |the |约)?$"
)
_LESS_AFTER = re.compile(
    r"[^,.;，。；]{0,24}?\b(?:or|and) (?:finer|smaller|less|below|lower|better|colder)\b"
    r"|\s?(?:nm|纳米|k|立方英尺)?(?:以下|以内|及以下|或更)"
)
_FIGURE = re.compile(r"\d[\d.,·]*")
# That more is paid than the sum named.
_AGAIN = re.compile(
    r"\b(?:an?|each|every|per|the first) (?:year|quarter|annum|month|tranche|draw)\b|\b(?:annual(?:ly)?|"
    r"yearly|quarterly|initial(?:ly)?|another|additional|further|plus|instal+ments?|tranches?|on top|first)\b"
    r"|每[年季月期笔]|[首头第]一?[期笔年]|年均|分[^，。；]{1,3}[年期笔]|另[外加]?|追加|再[投出承]|加上|初始"
)


def is_plain(scope: Scope, corpus: Corpus, mention: Mention) -> bool:
    """Tell whether a figure says how much, and not merely how much at least.

    Beyond every threshold of the law the one is as good as the other.
    """
    graver, value = GRAVER.get(mention.fact), mention.value
    if graver is None or not isinstance(value, float):
        return True
    if is_beyond(corpus, mention.fact, value, more=graver is max):
        return True
    if graver is min:
        return not _bounded(scope, mention, _LESS_BEFORE, _LESS_AFTER)
    again = mention.fact == COMMITMENT and scope.says(_AGAIN, *scope.sentence_of(mention.start))
    return not again and not _bounded(scope, mention, _MORE_BEFORE, _MORE_AFTER)


def _bounded(scope: Scope, mention: Mention, before: re.Pattern[str], after: re.Pattern[str]) -> bool:
    first, _ = scope.sentence_of(mention.start)
    figures = _FIGURE.finditer(scope.text, mention.start, mention.end)  # "NAND with at least 96 layers"
    for start in (mention.start, *(figure.start() for figure in figures)):
        led = before.search(scope.text, max(first, start - 32), start)
        if led is not None and not scope.is_denied(led.start()):  # "does not exceed 10^22"
            return True
    return after.match(scope.text, mention.end) is not None
