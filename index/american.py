"""U.S. citations: they carry their own title, section and paragraphs, so their words suffice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from corpus.model import Corpus
from index.citing import Cited, Kind, Missing, Reason, Span, overlaps
from index.numbering import Numbering

_PARAGRAPH = r"\(\s*(?:\d{1,3}|[a-z]|[ivxl]{1,5}|aa|bb|cc|dd|ee)\s*\)"
_PARAGRAPHS = rf"(?:\s?{_PARAGRAPH})*"
_SIGN = r"(?:§+|\bsec(?:tions?|s?\.)?(?!\w))\s*"
_FLAGS = re.VERBOSE | re.IGNORECASE
_CFR = re.compile(
    rf"""(?:(?<![\w.])(?P<title>\d{{1,2}})\s*C\.?\s?F\.?\s?R\.?,?\s*(?:part\s*)?)?(?:{_SIGN})?
    (?<![\d.,$])(?P<part>\d{{1,4}})\.(?P<section>\d{{1,4}}[a-z]?)(?![\d%]|\.\d)(?P<paras>{_PARAGRAPHS})
    (?:\s*,?\s*note\s*(?P<note>\d{{1,2}}))?""",
    _FLAGS,
)
_USC = re.compile(
    rf"""(?<![\w.])(?P<title>\d{{1,2}})\s*U\.?\s?S\.?\s?C(?:ode\b|\.|\b)\s*(?:{_SIGN})?
    (?P<section>\d{{1,6}}[a-z]?(?:-\d{{1,3}}[a-z]?)?)(?P<paras>{_PARAGRAPHS})""",
    _FLAGS,
)
_ORDER = re.compile(
    r"""(?:\bE\.?\s?O\.?|\bexecutive\s+order)\s*(?:no\.?\s*)?(?P<en>\d{4,5})\b
    |(?P<zh>(?<!\d)\d{5})\s*号\s*(?:总统)?行政(?:命)?令 |行政(?:命)?令\s*第?\s*(?P<zh2>\d{5})""",
    _FLAGS,
)
_PUBLIC_LAW = re.compile(
    rf"""\b(?:pub(?:lic|\.)?\s*l(?:aw|\.)?|P\.?\s?L\.?)\s*(?:no\.?\s*)?(?P<law>\d{{2,3}}-\d{{1,3}})\b
    (?:\s*,?\s*{_SIGN}(?P<section>\d{{1,5}})(?P<paras>{_PARAGRAPHS}))?""",
    _FLAGS,
)

_Resolver = Callable[[re.Match[str]], Cited | Missing | None]


class AmericanCitations:
    """Finds citations of the Code of Federal Regulations, the U.S. Code, orders and public laws."""

    def __init__(self, corpus: Corpus, numbering: Numbering) -> None:
        self._corpus = corpus
        self._numbering = numbering

    def find(self, text: str) -> list[Cited | Missing]:
        """Return the citations of a text, those of a more telling form first."""
        found: list[Cited | Missing] = []
        taken: list[Span] = []
        for match, resolve in self._matches(text):
            result = None if overlaps(match.span(), taken) else resolve(match)
            if result is not None:
                found.append(result)
                taken.append(match.span())
        return found

    def _matches(self, text: str) -> Iterator[tuple[re.Match[str], _Resolver]]:
        pairs: tuple[tuple[re.Pattern[str], _Resolver], ...] = (
            (_USC, self._code),
            (_CFR, self._regulation),
            (_ORDER, self._order),
            (_PUBLIC_LAW, self._public_law),
        )
        for pattern, resolve in pairs:
            for match in pattern.finditer(text):
                yield match, resolve

    def _regulation(self, match: re.Match[str]) -> Cited | Missing | None:
        title, part = match["title"], match["part"]
        if not title and not self._numbering.looks_like_section(part, match["section"]):
            return None  # a plain decimal number
        section = f"{part}.{match['section']}"
        roots = self._numbering.sections.get(section, [])
        if title:
            roots = [root for root in roots if root.startswith(f"/us/cfr/t{title}/")]
        number = section + _tight(match["paras"])
        if not roots:
            whole = self._numbering.holds_whole_part(part)
            return _missing(match, "cfr", number, "no_such_number" if whole else "not_held")
        steps = _steps(match["paras"]) + ([f"note-{match['note']}"] if match["note"] else [])
        return self._descend(match, "cfr", [roots[0], *steps], number)

    def _code(self, match: re.Match[str]) -> Cited | Missing:
        title, section = match["title"], match["section"]
        number = f"{title} U.S.C. {section}{_tight(match['paras'])}"
        root = self._numbering.code.get((title, section.lower()), f"/us/usc/t{title}/s{section}")
        return self._descend(match, "usc", [root, *_steps(match["paras"])], number)

    def _order(self, match: re.Match[str]) -> Cited | Missing:
        number = match["en"] or match["zh"] or match["zh2"]
        return self._descend(match, "order", [f"/us/eo/{number}"], number)

    def _public_law(self, match: re.Match[str]) -> Cited | Missing:
        law, section, paragraphs = match["law"], match["section"], match["paras"] or ""
        steps = [f"s{section}", *_steps(paragraphs)] if section else []
        number = f"{law} sec. {section}{_tight(paragraphs)}" if section else law
        return self._descend(match, "public-law", [f"/us/pl/{law}", *steps], number)

    def _descend(self, match: re.Match[str], kind: Kind, steps: list[str], number: str) -> Cited | Missing:
        wanted = "/".join(steps)
        found = self._numbering.exact(wanted) or self._first_below(wanted)
        if found:
            return Cited(match.group().strip(), match.span(), kind, (found,), number)
        near = self._numbering.nearest(wanted)
        known = kind == "cfr" and near is not None and self._numbering.has_children(near)
        return _missing(match, kind, number, "no_such_paragraph" if known else "not_held", near)

    def _first_below(self, wanted: str) -> str | None:
        """Return the first part of a law or order that is cited whole but held by its parts only."""
        if not self._numbering.has_children(wanted):
            return None
        return next((pid for pid in self._corpus.provisions if pid.startswith(wanted + "/")), None)


def _missing(
    match: re.Match[str], kind: Kind, number: str, reason: Reason, near: str | None = None
) -> Missing:
    nearest = (near,) if near else ()
    return Missing(match.group().strip(), match.span(), kind, reason, number, nearest=nearest)


def _tight(paragraphs: str) -> str:
    return re.sub(r"\s", "", paragraphs)


def _steps(paragraphs: str) -> list[str]:
    return re.findall(r"\w+", paragraphs)
