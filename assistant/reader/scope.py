"""Where a mention stands: its sentence, whether it is negated or left open, and of whom it speaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Polarity = Literal["affirmed", "negated", "open"]
Subject = Literal["investor", "target", "third"]

_SENTENCE_END = re.compile(r"[.;!?。；！？\n]+")
_SEGMENT_END = re.compile(
    r"[,，:：()（）]+|\bbut\b|\bhowever\b|\bwhile\b|\balthough\b"
    r"|\band (?=(?:it |they |also )*(?:makes|designs|develops|produces|sells|fabricates|packages|operates|"
    r"builds|uses|supplies|has|holds|is|are|does|runs|trains|writes|owns|buys|keeps|leaves)\b)"
    r"|但|而(?=是|且不)|不过|[且并](?=生产|设计|制造|开发|研发|销售|运营|提供|使用)"
)
_LIST_JOIN = re.compile(r"^\s*(?:or|nor|and)\b|\b(?:or|nor|and)\b")
_STARTS_AFRESH = re.compile(
    r"^\s*(?:a|an|the|we|it|its|our|this|that|they|their|which|who|whose|is|are|has|have|in|on|at|to|for|with)\b"
)
_EITHER_OR = re.compile(
    r"(?:能不能|是不是|要不要|会不会|可不可以?|有没有|该不该|算不算|行不行|受不受)"
)  # questions, no denials
_LAST_WORD = re.compile(r"[a-z]+\s*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
LIST_ITEM_WORDS = 5  # a longer stretch without "or", "nor" or "and" is no item of a list
_NEGATOR = re.compile(
    r"\b(?:no(?! (?:later|earlier|more than|less than|fewer|doubt|matter))|not(?! (?:only|just|merely))|"
    r"nothing|never|none|neither|nor|without|cannot|lacks?|free of|zero)\b|\bnon-?(?=[a-z])|\w+n't\b"
    r"|不(?![仅但锈同断少论管过止足得])|没有|没(?=涉|做|在|持|搞)|无(?![人线锡极机损缝论限形])|未(?!来)|并非|(?<![是])非(?![常洲线金国上公])|从不|均不"
)
_OPEN = re.compile(
    r"\b(?:whether|unsure|unclear|unknown|unless|might|possibly|perhaps|maybe|allegedly|"
    r"(?:may|could) (?:also|be|have|do|use|sell|design|make|supply)|"
    r"(?:not|n't|never|yet to) (?:be |been |yet |fully )?"
    r"(?:know|known|sure|certain|check|checked|verif\w+|confirm\w*|screen\w*|clear|look\w*)|"
    r"used to|formerly|previously)\b"
    r"|不知道?|不清楚|不确定|不明(?!显)|是否(?=在|列|有|涉|为)|尚未(?:确认|核实|查)|未(?:核实|核查|确认|查)|可能(?!性)|也许|或许|曾经|以前|除非"
)
_SUBJECTS: tuple[tuple[Subject, re.Pattern[str]], ...] = (
    (
        "third",
        re.compile(
            r"\b(?:suppliers?|competitors?|customers?|vendors?|third part(?:y|ies)|another company|rivals?|"
            r"(?:a |our |the )?neighbou?rs?)\b|供应商|竞争对手|客户|第三方"
        ),
    ),
    (
        "target",
        re.compile(
            r"\b(?:compan(?:y|ies)|targets?|startups?|start-ups?|firms?|makers?|manufacturers?|it|its|they|"
            r"their|them|whose|that|which|who|plants?|factory|subsidiary|joint venture|jv|operators?|"
            r"developers?|enterprise|producer|"
            r"business|group|entity|partner)\b|公司|企业|目标|标的|对方|该|其|它|工厂|厂|合资"
        ),
    ),
    (
        "investor",
        re.compile(
            r"\b(?:we|us|our|ours|i|my|the fund|the investor|our fund)\b"
            r"|我们|我方|我(?!国)|本基金|基金|投资方|投资人|投资者"
        ),
    ),
)


_ACQUIRES = re.compile(
    r"\b(?:buy|buys|buying|bought|acquir\w+|purchas\w+|take|takes|taking|took|invest|invests|investing|"
    r"invested|hold|holds|holding|subscrib\w+|lend|lends|lending|commit\w*|join\w*|form|forms|enter\w*)\b|投资|收购|购买|买|入股|参股|取得|认购|增资|持有"
)


@dataclass(frozen=True)
class Scope:
    """Sentence and segment boundaries of one text, worked out once."""

    text: str
    sentence_starts: tuple[int, ...]
    segments: tuple[tuple[int, int], ...]
    negated_from: tuple[int | None, ...]  # per segment: where its negation begins, if any

    def sentence_of(self, position: int) -> tuple[int, int]:
        """Return start and end of the sentence around `position`."""
        index = bisect_right(self.sentence_starts, position) - 1
        end = self.sentence_starts[index + 1] if index + 1 < len(self.sentence_starts) else len(self.text)
        return self.sentence_starts[index], end

    def polarity(self, start: int, end: int) -> Polarity:
        """Tell whether the mention at `start:end` is affirmed, negated or left open."""
        index = self._segment(start)
        first, _ = self.segments[index]
        if _OPEN.search(self.text[first:end]):
            return "open"
        negation = self.negated_from[index]
        if negation is not None and negation < end:
            return "negated"
        return "affirmed"

    def words_between(self, start: int) -> str:
        """Return the words from the one before the negator that governs `start` up to `start`.

        The word before matters: "sells no AI" denies selling, not having.
        """
        negation = self.negated_from[self._segment(start)]
        if negation is None or negation >= start:
            return ""
        before = _LAST_WORD.search(self.text[:negation])
        return self.text[before.start() if before else negation : start]

    def subject(self, start: int) -> Subject:
        """Return of whom the mention at `start` speaks: the last one named before it in its sentence."""
        first, _ = self.sentence_of(start)
        last: tuple[int, Subject] = (-1, "target")
        for subject, pattern in _SUBJECTS:
            for match in pattern.finditer(self.text, first, start):
                if match.start() > last[0]:
                    last = (match.start(), subject)
        if last[1] == "investor" and _ACQUIRES.search(self.text, last[0], start):
            return "target"  # "a fund buys 10% of a maker of …": what follows the purchase is the target
        if last[1] == "third" and self._segment(last[0]) != self._segment(start):
            return "target"  # "no military customers, and holds no stakes": the customer was only an object
        return last[1]

    def _segment(self, position: int) -> int:
        starts = [start for start, _ in self.segments]
        return max(0, bisect_right(starts, position) - 1)


def scope_of(text: str) -> Scope:
    """Split normalised, lower-cased `text` into sentences and segments and find what is negated."""
    sentences = _spans(text, _SENTENCE_END, 0, len(text))
    segments: list[tuple[int, int]] = []
    negated: list[int | None] = []
    for start, end in sentences:
        parts = _spans(text, _SEGMENT_END, start, end)
        segments += parts
        negated += _negations(text, parts)
    return Scope(
        text,
        tuple(s for s, _ in sentences) or (0,),
        tuple(segments) or ((0, len(text)),),
        tuple(negated) or (None,),
    )


def _spans(text: str, separator: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    spans, position = [], start
    for match in separator.finditer(text, start, end):
        spans.append((position, match.end()))
        position = match.end()
    if position < end:
        spans.append((position, end))
    return spans


def _negations(text: str, parts: list[tuple[int, int]]) -> list[int | None]:
    """Return where each segment's negation begins.

    A negation runs on over the following short items of a list that ends in "or", "nor" or
    "and": "no military, intelligence or surveillance use".
    """
    found: list[int | None] = []
    text = _EITHER_OR.sub(lambda match: "?" * len(match.group()), text)
    for start, end in parts:
        match = _NEGATOR.search(text, start, end)
        found.append(match.start() if match else None)
    for index in range(1, len(parts)):
        before, own = found[index - 1], found[index]
        if (
            before is not None
            and (own is None or own > parts[index][0] + 1)
            and _continues(text, parts, index)
        ):
            found[index] = before
    return found


def _continues(text: str, parts: list[tuple[int, int]], index: int) -> bool:
    """Tell whether the segment is a further item of a list.

    It is when the join comes among its first words, or among those of a later short item.
    """
    for start, end in parts[index:]:
        words = text[start:end].strip(" ,，:：").split()
        head = " ".join(words[:LIST_ITEM_WORDS])
        if _STARTS_AFRESH.search(head) or _CHINESE.search(head):
            return False
        if _LIST_JOIN.search(head):
            return True
        if len(words) > LIST_ITEM_WORDS:
            return False
    return False
