"""What the templates show of a verdict: words, tones and shapes, worked out from the contract's dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.web.strings import Words, as_date, number
from corpus.model import Corpus

Data = Mapping[str, Any]

US_ORDER = (
    "not_in_force",
    "no_hit",
    "excepted",
    "notifiable",
    "prohibited",
)  # mildest first, as in the contract
MAX_QUESTIONS = 3
MAX_FLAGS = 4  # shown at once; further notes are folded

_OVERALL = {"stop": "stop", "conditions": "warn", "clear": "ok", "needs_facts": "open", "refer": "refer"}
_US = {
    "prohibited": "stop", "notifiable": "warn", "excepted": "ok", "no_hit": "ok",
    "needs_facts": "open", "not_in_force": "ok", "not_asked": "none",
}  # fmt: skip
_ADMISSION = {
    "prohibited": "stop",
    "restricted": "warn",
    "open": "ok",
    "needs_facts": "open",
    "not_asked": "none",
}
_ENCOURAGED = {"yes": "good", "no": "none", "needs_facts": "open", "not_asked": "none"}
_BENEFIT = {"available": "good", "not_available": "none", "refer": "refer", "needs_facts": "open"}
_REVIEW = {"declare": "warn", "consult": "refer", "not_indicated": "ok", "not_asked": "none"}


@dataclass(frozen=True)
class Status:
    """A status as it is shown: always a word, beside colour and icon."""

    word: str
    tone: str  # stop, warn, ok, good, open, refer, none: names colour and icon in the templates


@dataclass(frozen=True)
class Axis:
    """One line of a side's card."""

    label: str
    status: Status
    provisional: str = ""


@dataclass(frozen=True)
class Step:
    """One place on the scale from the mildest to the gravest status."""

    word: str
    code: str
    x: int
    still_open: bool
    marked: bool


@dataclass(frozen=True)
class Scale:
    """The statuses still open, drawn on a line; x in the units of the drawing (0 to 500)."""

    steps: tuple[Step, ...]
    low: int
    high: int
    mark: int | None
    description: str


@dataclass(frozen=True)
class Ground:
    """A provision that a status rests on."""

    id: str
    label: str


@dataclass(frozen=True)
class Side:
    """The card of one country."""

    code: str
    name: str
    rule: str
    status: Status
    looks: str = ""
    scale: Scale | None = None
    turns: tuple[str, ...] = ()  # what would turn the provisional status into another
    axes: tuple[Axis, ...] = ()
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True)
class FlagView:
    """A neighbouring rule that speaks to the deal."""

    tone: str
    level: str
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Said:
    """A sentence of the rule check, with its sources and, for a deadline, its day."""

    text: str
    citations: tuple[int, ...]
    date: str = ""
    written: str = ""


@dataclass(frozen=True)
class DutyStep:
    """One thing to do under a duty, with the provisions behind it."""

    text: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class DutyView:
    """What must be done, or is advised, and by when."""

    kind: str  # duty, later, advice
    text: str
    due: str
    date: str
    written: str
    mark: str  # what limits it: only assumed, advice, overdue
    late: bool
    steps: tuple[DutyStep, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """A value that one tap can give a fact."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """A missing fact, asked for."""

    fact: str
    text: str
    kind: str  # bool, number, date, choice, set
    choices: tuple[Choice, ...]
    unit: str
    effect: str
    changes: str
    said: tuple[Choice, ...] = ()  # values that were said and contradict each other


@dataclass(frozen=True)
class VerdictView:
    """Everything the verdict panel shows."""

    overall: Status
    headline: str
    sides: tuple[Side, ...]
    flags: tuple[FlagView, ...]
    folded_flags: tuple[FlagView, ...]
    duties: tuple[DutyView, ...]
    deadlines: tuple[Said, ...]  # of an answer kept from before there were duties
    why: tuple[Said, ...]
    questions: tuple[Question, ...]
    undecided: bool
    further: int
    announce: str


def verdict_view(data: Data, corpus: Corpus | None, words: Words) -> VerdictView:
    """Return the panel for the data of a `verdict` event or of a whole response."""
    verdict, kind = data["verdict"], data.get("kind", "screen")
    overall = _overall(verdict.get("overall"), kind, words)
    sides = _sides(data, corpus, words)
    flags = [_flag(flag, words) for flag in verdict.get("flags", ())]
    shown = _shown_flags(flags)
    missing = list(data.get("missing") or ())
    return VerdictView(
        overall=overall,
        headline=data.get("headline") or _summary(verdict.get("overall"), kind, words),
        sides=sides,
        flags=tuple(shown),
        folded_flags=tuple(flag for flag in flags if flag not in shown),
        duties=tuple(_duty(duty, corpus, words) for duty in verdict.get("duties") or ()),
        deadlines=()
        if verdict.get("duties")
        else tuple(_said(item, words) for item in data.get("deadlines") or ()),
        why=_why(data, words),
        questions=tuple(_question(item, corpus, words) for item in missing[:MAX_QUESTIONS]),
        undecided=verdict.get("overall") == "needs_facts",
        further=max(0, len(missing) - MAX_QUESTIONS),
        announce=_announce(overall, sides, words),
    )


def value_label(spec_name: str, value: Any, corpus: Corpus | None, words: Words) -> str:
    """Return a fact's value as words."""
    if value is None:
        return words("removed_fact")
    if isinstance(value, bool):
        return words("yes" if value else "no")
    if isinstance(value, list | tuple | set | frozenset):
        return ("、" if words.lang == "zh" else ", ").join(
            value_label(spec_name, v, corpus, words) for v in value
        )
    return _scalar_label(spec_name, value, corpus, words)


def choice_label(spec_name: str, code: str, corpus: Corpus | None, words: Words) -> str:
    """Return the words for one of a fact's values; the code itself where the vocabulary has none."""
    spec = corpus.facts.get(spec_name) if corpus else None
    if corpus is None or spec is None:
        return code.replace("_", " ")
    if code in spec.labels:
        return spec.labels[code].get(words.lang)
    if code in corpus.places:
        return corpus.places[code].name.get(words.lang)
    if code in corpus.activities:
        return corpus.activities[code].label.get(words.lang)
    return code.replace("_", " ")


def allowed_codes(spec_name: str, corpus: Corpus | None) -> tuple[str, ...]:
    """Return the values a fact may have; none for a fact that takes no choice."""
    spec = corpus.facts.get(spec_name) if corpus else None
    if corpus is None or spec is None:
        return ()
    codes = {"places": tuple(corpus.places), "activities": tuple(corpus.activities)}
    return codes[spec.choices_from] if spec.choices_from else spec.choices


def as_field(value: Any) -> str:
    """Return a fact's value as a form field; nothing for one that is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(str(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


def said_choices(name: str, said: Sequence[Any], corpus: Corpus | None, words: Words) -> tuple[Choice, ...]:
    """Return values that were said as choices for one tap."""
    return tuple(Choice(as_field(value), value_label(name, value, corpus, words)) for value in said)


def ground_view(provision_id: str, corpus: Corpus | None, words: Words) -> Ground:
    """Return a provision's pinpoint, or its identifier where the corpus does not hold it."""
    provision = corpus.provisions.get(provision_id) if corpus else None
    if corpus is None or provision is None:
        return Ground(provision_id, provision_id)
    short = corpus.instruments[provision.instrument].short.get(words.lang)
    return Ground(provision_id, joined(short, provision.pinpoint.get(words.lang)))


def joined(instrument: str, pinpoint: str) -> str:
    """Name a provision by instrument and pinpoint, without saying the instrument twice."""
    if pinpoint.startswith(instrument):
        return pinpoint
    gap = "" if _is_han(instrument[-1:]) and _is_han(pinpoint[:1]) else " "
    return f"{instrument}{gap}{pinpoint}"


def unit_label(unit: str | None) -> str:
    """Return the sign for a unit, or its name."""
    return {"percent": "%", None: ""}.get(unit, unit or "")


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char in "（）《》"


def _scalar_label(spec_name: str, value: Any, corpus: Corpus | None, words: Words) -> str:
    if isinstance(value, int | float):
        spec = corpus.facts.get(spec_name) if corpus else None
        unit = unit_label(spec.unit if spec else None)
        return number(value) + (unit if unit == "%" else "")
    if as_date(value):
        return words.date(value)
    return choice_label(spec_name, str(value), corpus, words)


def _overall(value: str | None, kind: str, words: Words) -> Status:
    if value is None:
        return Status(words("overall_declined" if kind == "declined" else "overall_lookup"), "none")
    return Status(words(f"overall_{value}"), _OVERALL[value])


def _summary(value: str | None, kind: str, words: Words) -> str:
    if value is None:
        return words("summary_declined" if kind == "declined" else "summary_lookup")
    return words(f"summary_{value}")


def _sides(data: Data, corpus: Corpus | None, words: Words) -> tuple[Side, ...]:
    """Return the cards; a question about the law shows only the side it settles something of."""
    verdict, kind = data["verdict"], data.get("kind", "screen")
    if kind == "declined":
        return ()
    us, cn = _us(verdict["us"], data, corpus, words), _cn(verdict["cn"], corpus, words)
    if kind != "lookup":
        return (us, cn)
    return tuple(side for side in (us, cn) if side.status.tone != "none" or side.axes)


def _us(us: Data, data: Data, corpus: Corpus | None, words: Words) -> Side:
    status = us["status"]
    undecided = status == "needs_facts"
    low, high = us["range"]
    looks = ""
    if undecided and us["provisional"] in US_ORDER:
        looks = words("looks", word=_inline(words(f"us_{us['provisional']}"), words))
    drawn = undecided and low in US_ORDER and high in US_ORDER
    return Side(
        code="us",
        name=words("side_us"),
        rule=words("side_us_rule"),
        status=Status(words(f"us_{status}"), _US[status]),
        looks=looks,
        scale=_scale(low, high, us["provisional"], words) if drawn else None,
        turns=tuple(_capital(turn) for turn in data.get("turns") or ()) if undecided else (),
        grounds=tuple(ground_view(ground, corpus, words) for ground in us.get("grounds", ())),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _scale(low: str, high: str, provisional: str, words: Words) -> Scale:
    first, last = US_ORDER.index(low), US_ORDER.index(high)
    steps = tuple(
        Step(words(f"us_{code}"), code, 50 + 100 * place, first <= place <= last, code == provisional)
        for place, code in enumerate(US_ORDER)
    )
    return Scale(
        steps=steps,
        low=steps[first].x,
        high=steps[last].x,
        mark=next((step.x for step in steps if step.marked), None),
        description=words(
            "range_text", low=words(f"us_{low}"), high=words(f"us_{high}"), word=words(f"us_{provisional}")
        ),
    )


def _cn(cn: Data, corpus: Corpus | None, words: Words) -> Side:
    provisional = cn.get("provisional") or {}
    admission, encouraged, review = cn["admission"], cn["encouraged"], cn["security_review"]
    axes = (
        Axis(
            words("admission"), Status(words(f"admission_{admission}"), _ADMISSION[admission]),
            _looks("admission", admission, provisional.get("admission"), words),
        ),
        Axis(
            words("encouraged"), Status(words(f"encouraged_{encouraged}"), _ENCOURAGED[encouraged]),
            _looks("encouraged", encouraged, provisional.get("encouraged"), words),
        ),
        Axis(words("security_review"), Status(words(f"security_review_{review}"), _REVIEW[review])),
    )  # fmt: skip
    asked = axes if {admission, encouraged, review} != {"not_asked"} else ()
    return Side(
        code="cn",
        name=words("side_cn"),
        rule=words("side_cn_rule"),
        status=_cn_head(admission, encouraged, words),
        axes=(*asked, *(_benefit(benefit, words) for benefit in cn.get("benefits") or ())),
        grounds=tuple(ground_view(ground, corpus, words) for ground in cn.get("grounds", ())),
    )


def _benefit(benefit: Data, words: Words) -> Axis:
    status = benefit["status"]
    return Axis(
        benefit["label"],
        Status(words(f"benefit_{status}"), _BENEFIT[status]),
        _looks("benefit", status, benefit.get("provisional"), words),
    )


def _cn_head(admission: str, encouraged: str, words: Words) -> Status:
    """Return the card's one word: a bar or a limit first, then encouragement, then admission."""
    if encouraged == "yes" and admission in ("open", "not_asked", "needs_facts"):
        tone = "open" if admission == "needs_facts" else "good"
        return Status(words("encouraged_head"), tone)
    return Status(words(f"admission_{admission}"), _ADMISSION[admission])


def _looks(axis: str, status: str, provisional: str | None, words: Words) -> str:
    if status != "needs_facts" or provisional in (None, "needs_facts", "not_asked"):
        return ""
    return words("provisionally", word=_inline(words(f"{axis}_{provisional}"), words))


def _inline(word: str, words: Words) -> str:
    """Return a status word as it stands inside a sentence."""
    return word[:1].lower() + word[1:] if words.lang == "en" else word


def _flag(flag: Data, words: Words) -> FlagView:
    level = flag["level"]
    tone = {"stop": "stop", "warn": "warn"}.get(level, "none")
    return FlagView(tone, words(f"level_{level}"), flag["text"], tuple(flag.get("citations") or ()))


def _shown_flags(flags: Sequence[FlagView]) -> list[FlagView]:
    """Return the flags to show: stops and cautions always, notes only while there is room."""
    urgent = [flag for flag in flags if flag.tone != "none"]
    notes = [flag for flag in flags if flag.tone == "none"]
    room = max(0, MAX_FLAGS - len(urgent))
    return urgent + (notes if len(notes) <= room else notes[: max(0, room - 1)])


def _duty(duty: Data, corpus: Corpus | None, words: Words) -> DutyView:
    day = duty.get("date") or ""
    return DutyView(
        kind=duty["kind"],
        text=duty["text"],
        due=duty.get("due") or "",
        date=str(day),
        written=words.date(day) if day else "",
        mark=_mark(duty, words),
        late=bool(duty.get("overdue")),
        steps=tuple(
            DutyStep(step["text"], tuple(ground_view(i, corpus, words) for i in step["provisions"]))
            for step in duty.get("steps") or ()
        ),
        citations=tuple(duty.get("citations") or ()),
    )


def _mark(duty: Data, words: Words) -> str:
    """Return the word before a duty: that its day has passed, that it is advice, or only assumed."""
    if duty.get("overdue"):
        return words("duty_overdue")
    if duty["kind"] == "advice":
        return words("duty_advice")
    return "" if duty.get("certain") else words("duty_assumed")


def _said(item: Data, words: Words) -> Said:
    day = item.get("date") or ""
    return Said(item["text"], tuple(item.get("citations") or ()), str(day), words.date(day) if day else "")


def _why(data: Data, words: Words) -> tuple[Said, ...]:
    """Return the rule check's sentences, leaving out what the panel shows in another place."""
    shown = {data.get("headline"), *(flag["text"] for flag in data["verdict"].get("flags", ()))}
    shown |= {item["text"] for item in data.get("deadlines") or ()}
    duties = tuple(duty["text"] for duty in data["verdict"].get("duties") or ())
    return tuple(
        _said(item, words)
        for item in data.get("explanation") or ()
        if item["text"] not in shown and not any(text in item["text"] for text in duties)
    )


def _question(item: Data, corpus: Corpus | None, words: Words) -> Question:
    spec = corpus.facts.get(item["fact"]) if corpus else None
    kind = item.get("type") or (spec.type if spec else "bool")
    codes = item.get("choices") or allowed_codes(item["fact"], corpus)
    fields = [f"change_{name.replace('.', '_')}" for name in item.get("would_change") or ()]
    changes = (" · " if words.lang == "en" else "、").join(words(key) for key in fields if key in words)
    return Question(
        fact=item["fact"],
        text=item["question"],
        kind=kind,
        choices=tuple(Choice(code, choice_label(item["fact"], code, corpus, words)) for code in codes),
        unit=unit_label(spec.unit if spec else None),
        effect=_capital(item.get("effect") or ""),
        changes=changes,
        said=said_choices(item["fact"], item.get("said") or (), corpus, words),
    )


def _announce(overall: Status, sides: tuple[Side, ...], words: Words) -> str:
    said = [f"{side.name}{words('colon')}{side.status.word}" for side in sides]
    stop = "。" if words.lang == "zh" else ". "
    return stop.join([f"{words('verdict')}{words('colon')}{overall.word}", *said]).strip() + stop.strip()
