"""Steps of chip making that the target leaves to others: the wafers, the packages.

"Fabless, and packaging is contracted out", 流片和封测全部委外: whoever leaves a step to others does not do it
(31 CFR 850.208, which asks what the covered foreign person itself fabricates or packages). The step and
the word that others do it must stand in one clause, and its sentence must tell of nothing done in-house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reader.clearing import settled
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope

_STEPS = {
    "fabricates_ic": re.compile(
        r"\b(?:wafers?(?! (?:plant|fab|line|house|maker))|fabrication|dies|silicon|"
        r"manufacturing|manufacture|production|tape-?outs?|"
        r"chips are (?:made|manufactured|produced)|(?:it|them|these|those|which) (?:is |"
        r"are )?(?:made|manufactured|fabricated|produced)|"
        r"fab)\b|晶圆|流片|制造|生产|代工(?!厂)|tape-?out"
    ),
    "packages_ic": re.compile(
        r"\b(?:packaging|package it|package them|packages|packaged|assembly|assembled|back-?end)\b|封装|封测"
    ),
}
_OTHERS = re.compile(
    r"\b(?:outsourc\w+|left to|leaves? (?:the |its |their )?(?:wafers?|fabrication|"
    r"manufactur\w+|making|packaging|assembly|production)|someone else|somebody else|"
    r"others (?:make|"
    r"do|package|handle|run|fabricate)|"
    r"not (?:done )?in[- ]house|contracted out|contracts? out|farmed out|subcontract\w*|"
    r"done by others|by others|to others|"
    r"(?:by|to|from|with|at) (?:an? |the )?(?:third part(?:y|ies)|outside \w+|"
    r"external \w+|foundr(?:y|ies)|osats?|"
    r"specialists?|partners?|tsmc|smic|umc|ase|jcet)|(?:a|an|the|outside|external) (?:foundry|osat)|"
    r"(?:tsmc|smic|umc|ase|jcet|taiwan\w*)|bought[- ]in|external(?:ly)?)\b"
    r"|外包|委外|外发|外协|(?:由|找|交给|交由|送|送到|在)(?:外面|外部|别人|他人|别家|第三方|代工厂)|给外面|(?<![给为替帮])别人(?:造|做|代|来|的)|别人家|(?:：|:)外部|外部(?:完成|做)|(?<![a-z])osat(?![a-z])|代工厂|台积电|中芯国际"
)
_IN_HOUSE = re.compile(
    r"\b(?:own (?:fab|foundry|line|plant|wafers?|packag\w+)|in-house|itself|partly|"
    r"some|most|mostly|half|part of|"
    r"except\w*|but|also (?:makes|packages)|(?:runs?|owns?|operates?|leases?|"
    r"rents?)|(?:it|they) (?:does|do) (?:the|its|their)|"
    r"(?:for|of) (?:its|their) (?:rivals?|competitors?)|to (?:the|its|their) customers?|"
    r"as an? (?:foundry|osat)|(?:is|are|it's|they're|become|runs|operates|owns) (?:an? |"
    r"the )?(?:\w+ ){0,3}(?:foundry|osat)|(?:foundry|osat) (?:that|which|for)|"
    r"for (?:others|customers|third parties)|"
    r"services?|others' )\b"
    r"|自有|自建|在它的|在其|自己(?:的)?(?:产线|晶圆|封装|工厂)|部分|一半|除|但|也做|承接|为(?:客户|他人)|代客"
)
_OF_CHIPS = re.compile(
    r"\b(?:fabless|foundry|osat|packaging|design\w*|draws?|tape-?outs?|tapes? out|"
    r"asics?|chips?|ics?|dies?|silicon|wafers?)\b"
    r"|设计|芯片|流片|晶圆|fabless|tape-?out|asic|(?<![a-z])ic(?![a-z])|封装|封测"
)


def outsourcing(scope: Scope) -> Iterator[Mention]:
    """Yield a "no" for each step that a clause leaves to others."""
    for first, last in scope.segments:
        others = _OTHERS.search(scope.text, first, last)
        sentence = scope.text[slice(*scope.sentence_of(first))]
        if others is None or scope.denied_before(others.start()):
            continue
        if _IN_HOUSE.search(sentence) or not _OF_CHIPS.search(sentence):
            continue
        for fact, words in _STEPS.items():
            step = words.search(scope.text, first, last)
            if step is not None and settled(scope, fact, *_span(step, others)):
                yield Mention(fact, False, *_span(step, others), raw=True)


def _span(step: re.Match[str], others: re.Match[str]) -> tuple[int, int]:
    return min(step.start(), others.start()), max(step.end(), others.end())
