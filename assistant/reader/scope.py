"""Where a mention stands: its sentence, whether it is negated or left open, and of whom it speaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assistant.reader.doubt import EARLIER, OPEN, denied_after, is_doubtful, is_guessed, left_open_after

Polarity = Literal["affirmed", "negated", "open"]
Subject = Literal["investor", "target", "third"]

_SENTENCE_END = re.compile(r"[.;!?。；！？\n]+")
_SEGMENT_END = re.compile(
    r"[,，:：()（）]+|\bbut\b|\bhowever\b|\bwhile\b|\balthough\b|\bbecause\b|\b(?:due|owing|thanks) to\b"
    r"|\band (?=(?:it |they |also )*(?:makes|designs|develops|produces|sells|fabricates|packages|operates|"
    r"builds|uses|supplies|has|holds|is|are|does|runs|trains|writes|owns|buys|keeps|leaves)\b)"
    r"|但|因为|由于|而(?=是|且不)|不过|[且并](?=生产|设计|制造|开发|研发|销售|运营|提供|使用)"
)
# "A fund with no American owners takes 8%": what a noun lacks is not what it does.
_LACKS = re.compile(
    r"\b(?:with no|without(?: any)?) (?:[\w-]+ ){1,4}?(?=(?:takes?|buys?|acquires?|"
    r"purchases|invests|subscribes|lends|"
    r"leads|(?:is|are) (?:buying|acquiring|taking)|wants to|plans to|intends to|will)\b)"
)
_LIST_JOIN = re.compile(r"^\s*(?:or|nor|and)\b|\b(?:or|nor|and)\b")
_STARTS_AFRESH = re.compile(
    r"^\s*(?:a|an|the|we|it|its|our|this|that|they|their|which|who|whose|is|are|has|have|in|on|at|to|for|"
    r"with)\b"
)
# "It is learned, not programmed, and steers the robot": a verb with an object of its own.
_NEW_VERB = re.compile(
    r"and (?:\w+ly )?\w+[^s\W]s (?:the|a|an|its|their|all|every)\b"
    r"|and (?:i |we )?(?:(?:wants?|wish(?:es)?|plans?|intends?|hopes?|would like) to|will|would)\b"
)
_EITHER_OR = re.compile(
    r"(?:能不能|是不是|要不要|会不会|可不可以?|有没有|该不该|算不算|行不行|受不受)"
)  # questions, no denials
_LAST_WORD = re.compile(r"[a-z]+\s*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OF_NOUNS = re.compile(r"(?:no|nothing|none|without|zero|free|lacks?)\b")
_TURNS_TO_VERB = re.compile(
    r"\W*(?:also |it |they )*(?:makes|designs|develops|produces|sells|fabricates|packages|operates|builds|"
    r"supplies|"
    r"has|holds|does|runs|trains|writes|owns|buys|serves|ships|exports|works|offers|provides|delivers|"
    r"launches|"
    r"manufactures|licen[cs]es|\w+ing (?:to|for|with))\b"
)
_HELD_BY_TARGET = re.compile(
    r"\b(?:it|which|that|target|company|holding|group|firm|they)\b(?: also)? (?:holds?|owns?|has)\b"
    r"[^.;,]{0,20}(?:\d+(?:·\d+)?\s?(?:%|percent)|stakes?|interests?|shares?)(?: interest| stake)? "
    r"(?:of|in) (?:an?|another|one)\b"
    r"|(?:它|其|该公司|标的|目标公司?)(?:还|另|又|并)?(?:持有|参股|控股(?!股东|权))了?[^。；，]{0,10}(?:%|一家|某|两家|家)"
)
_NEXT_DENIED = re.compile(r"\b(?:and|or|nor) no\b")
_JOINT = re.compile(r"、|\b(?:and|or)\b")
_RIGHT_BEFORE = re.compile(
    r"(?:\b(?:not|never|no longer|hardly|cannot)|n't)(?: (?:a|an|the|our|its|been|yet|be|really|to|all|"
    r"entirely|wholly|only|just|"
    r"clearly|necessarily))* $|(?:不|非|未|没有|并没有|不再|不算|不能说)(?:是|算)?(?:完全|全部|全|都|仅|只|"
    r"一家|一个|我们的?|的|单|光)*$"
)
_NO_CLAUSE = re.compile(r"[(（:：]")  # what stands in brackets or after a colon is no clause of its own
LIST_ITEM_WORDS = 5  # a longer stretch without "or", "nor" or "and" is no item of a list
_NEGATOR = re.compile(
    r"\b(?:no(?!·)(?![- ](?:code|fly|load)|"
    r" (?:later|earlier|more than|less than|fewer|doubt|matter|secret|question|wonder|one but))|"
    r"not(?! (?:only|just|merely|later than|earlier than|more than|less than))|"
    r"nothing(?! (?:but|short of|less than|other than))|never(?! (?:did|done|"
    r"made|had|tried) before)|none(?! other)|neither|nor|nobody|"
    r"without(?! (?:a |any )?(?:humans?|operators?|pilots?|crew|drivers?|supervision|intervention)\b)|cannot|"
    r"lacks?|free of|strangers? to|absent from|"
    r"out of (?=(?:the )?(?:micro-?chip|chip|semiconductor|quantum|ai\b|artificial|super))|"
    r"(?<!from )zero(?![- ](?:emission|carbon|gravity|g\b|day|trust|point|waste|shot|defect)))\b|"
    r"\w+n't\b"
    r"|(?<!得)不(?![仅但锈同断少论管过止足得只光单鏽对规透溶]|间断|間斷|动产|動產|饱和)"
    r"|没有|(?<![淹埋沉吞湮出])没(?!收|落|准|错|完|法|辙|劲|谱|底|有)"
    r"|无(?!人(?!工)|[线锡极机损缝论限形非不毒碱尘创菌害氧铅源水刷氟烟障偿]|晶圆)|未(?!来)|并非|从不|均不"
    r"|(?:(?<!是)|(?<=是))非(?=军|国防|情报|监控|敏感)"
)
# These deny only the word they are part of: "non-military", "非上市".
_PREFIX = re.compile(r"(?:\bnon[- ]?|(?<!是)非)$")
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
            r"business|group|entity|partner)\b|(?<![本我])公司|企业|目标|标的|对方|该|其|它|工厂|厂|合资"
        ),
    ),
    (
        "investor",
        re.compile(
            r"\b(?:we|us|our|ours|i|my|(?:the|this|that) fund|the investor|our fund)\b"
            r"|我们|我方|我(?!国)|本(?:公司|基金|行|校|集团)|基金|投资方|投资人|投资者"
        ),
    ),
)


ACQUIRES = re.compile(
    r"\b(?:buy|buys|buying|bought|acquir\w+|purchas\w+|take|takes|taking|took|invest|invests|investing|"
    r"invested|hold|holds|holding|subscrib\w+|lend|lends|lending|commit\w*|join\w*|form|forms|enter\w*)\b|"
    r"投资|收购|购买|买|入股|参股|取得|认购|增资|持有"
)


@dataclass(frozen=True)
class Scope:
    """Sentence and segment boundaries of one text, worked out once."""

    text: str
    sentence_starts: tuple[int, ...]
    segments: tuple[tuple[int, int], ...]
    negated_from: tuple[int | None, ...]  # per segment: where its negation begins, if any
    lists_from: tuple[int, ...]  # per segment: where the list begins that it goes on, else its own start

    def sentence_of(self, position: int) -> tuple[int, int]:
        """Return start and end of the sentence around `position`."""
        index = bisect_right(self.sentence_starts, position) - 1
        end = self.sentence_starts[index + 1] if index + 1 < len(self.sentence_starts) else len(self.text)
        return self.sentence_starts[index], end

    def clause_of(self, position: int) -> tuple[int, int]:
        """Return start and end of the segment around `position`."""
        return self.segments[self._segment(position)]

    def list_of(self, position: int) -> tuple[int, int]:
        """Return start and end of the list of segments to which that around `position` belongs."""
        index = last = self._segment(position)
        while last + 1 < len(self.segments) and self.lists_from[last + 1] == self.lists_from[index]:
            last += 1
        return self.lists_from[index], self.segments[last][1]

    def polarity(self, start: int, end: int, *, name: bool = False, of_past: bool = False) -> Polarity:
        """Tell whether the mention at `start:end` is affirmed, negated or left open.

        Of a `name`, the negators within it are part of it: "non-ferrous metals". What is `of_past`
        by its nature, such as an earlier stake, is not left open by words of earlier times.
        """
        index = self._governing(start, end)
        first, last = self.lists_from[index], self.segments[index][1]
        reach = self.text[min(first, start) : end]
        if OPEN.search(reach) or (not of_past and EARLIER.search(reach)) or left_open_after(self.text, end):
            return "open"
        negation = self.negated_from[index]
        if _PREFIX.search(self.text, max(first, start - 4), start):
            return "negated"
        if negation is None or negation >= (start if name else end):
            return "negated" if denied_after(self.text, end) else "affirmed"
        after = self.text[end : self.sentence_of(start)[1]]
        return "open" if is_doubtful(self.text[first:last], after) else "negated"

    def guessed(self, start: int, *, of_past: bool = False) -> bool:
        """Tell whether the clause of a mention is hearsay, a guess or only asked."""
        return is_guessed(self.text[slice(*self.segments[self._segment(start)])], of_past=of_past)

    def denied_before(self, start: int) -> bool:
        """Tell whether a negator stands right before `start`: "not a private company"."""
        first, _ = self.segments[self._segment(start)]
        return _RIGHT_BEFORE.search(self.text, first, start) is not None

    def _governing(self, start: int, end: int) -> int:
        """Return the segment whose polarity holds for a mention.

        Of one that runs into another clause it is the last: "makes no chips and makes AI".
        """
        first, last = self._segment(start), self._segment(max(start, end - 1))
        return first if first == last or _NO_CLAUSE.search(self.text, start, end) else last

    def words_between(self, start: int) -> str:
        """Return the words from the one before the negator that governs `start` up to `start`.

        The word before matters: "sells no AI" denies selling, not having.
        """
        negation = self.negated_from[self._segment(start)]
        if negation is None or negation >= start:
            return ""
        first = self._segment(start)
        for joint in _JOINT.finditer(self.text, max(negation, self.segments[first][0]), start):
            again = _NEGATOR.search(self.text, joint.end(), start)
            negation = again.start() if again else negation  # "未上市、无对外投资": the later one governs
        before = _LAST_WORD.search(self.text[:negation])
        return self.text[before.start() if before else negation : start]

    def subject(self, start: int) -> Subject:
        """Return of whom the mention at `start` speaks: the last one named before it in its sentence."""
        first, _ = self.sentence_of(start)
        if _HELD_BY_TARGET.search(self.text, self.segments[self._segment(start)][0], start):
            return "third"  # "it holds 30% of a developer of …": what follows is the holding's
        last: tuple[int, Subject] = (-1, "target")
        for subject, pattern in _SUBJECTS:
            for match in pattern.finditer(self.text, first, start):
                if match.start() > last[0]:
                    last = (match.start(), subject)
        if last[1] == "investor" and ACQUIRES.search(self.text, last[0], start):
            return "target"  # "a fund buys 10% of a maker of …": what follows the purchase is the target
        if last[1] == "third" and self._is_object(last[0], start):
            return "target"  # "no military customers, and holds no stakes": the customer was only an object
        return last[1]

    def _is_object(self, third: int, start: int) -> bool:
        """Tell whether a third party was named in another clause, or as a denied item of the same list."""
        if self._segment(third) != self._segment(start):
            return True
        return self.is_denied(third) and _NEXT_DENIED.search(self.text, third, start + 3) is not None

    def is_denied(self, position: int) -> bool:
        """Tell whether a negator of the same clause, or of the list it goes on, stands before `position`."""
        negation = self.negated_from[self._segment(position)]
        return negation is not None and negation <= position

    def says(self, words: re.Pattern[str], start: int, end: int) -> bool:
        """Tell whether words stand in `start:end` that no negator before them denies."""
        return any(not self.is_denied(match.start()) for match in words.finditer(self.text, start, end))

    def _segment(self, position: int) -> int:
        return max(0, bisect_right(self._segment_starts, position) - 1)

    @cached_property
    def _segment_starts(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self.segments)


def scope_of(text: str) -> Scope:
    """Split normalised, lower-cased `text` into sentences and segments and find what is negated."""
    sentences = _spans(text, _SENTENCE_END, 0, len(text))
    segments: list[tuple[int, int]] = []
    negated: list[int | None] = []
    lists: list[int] = []
    for start, end in sentences:
        parts = [
            span for part in _spans(text, _SEGMENT_END, start, end) for span in _spans(text, _LACKS, *part)
        ]
        segments += parts
        found, begun = _negations(text, parts)
        negated += found
        lists += begun
    return Scope(
        text,
        tuple(s for s, _ in sentences) or (0,),
        tuple(segments) or ((0, len(text)),),
        tuple(negated) or (None,),
        tuple(lists) or (0,),
    )


def _spans(text: str, separator: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    spans, position = [], start
    for match in separator.finditer(text, start, end):
        spans.append((position, match.end()))
        position = match.end()
    if position < end:
        spans.append((position, end))
    return spans


def _negations(text: str, parts: list[tuple[int, int]]) -> tuple[list[int | None], list[int]]:
    """Return where each segment's negation begins, and where the list begins that it goes on.

    A negation runs on over the following short items of a list that ends in "or", "nor" or
    "and": "no military, intelligence or surveillance use".
    """
    found: list[int | None] = []
    begun: list[int] = []
    text = _EITHER_OR.sub(lambda match: "?" * len(match.group()), text)
    for index, (start, end) in enumerate(parts):
        match = _NEGATOR.search(text, start, end)
        own = match.start() if match else None
        goes_on = index > 0 and (own is None or own > start + 1) and _continues(text, parts, index)
        before = found[-1] if goes_on else None
        if before is not None and _TURNS_TO_VERB.match(text, start, end) and _OF_NOUNS.match(text, before):
            goes_on, before = False, None  # "no stakes, sells to the military and police"
        found.append(own if before is None else before)
        begun.append(begun[-1] if goes_on else start)
    return found, begun


def _continues(text: str, parts: list[tuple[int, int]], index: int) -> bool:
    """Tell whether the segment is a further item of a list.

    It is when the join comes among its first words, or among those of a later short item.
    """
    for start, end in parts[index:]:
        words = text[start:end].strip(" ,，:：").split()
        head = " ".join(words[:LIST_ITEM_WORDS])
        if _STARTS_AFRESH.search(head) or _NEW_VERB.match(head) or _CHINESE.search(head):
            return False
        if _LIST_JOIN.search(head):
            return True
        if len(words) > LIST_ITEM_WORDS:
            return False
    return False
