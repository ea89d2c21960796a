"""Requests and responses of the public routes: the fields clients may rely on.

Fields may be added; none may be renamed or dropped.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_QUESTION = 4_000  # characters

Lang = Literal["en", "zh"]
Writer = Literal["auto", "ollama", "local", "rules"]
UsStatus = Literal[
    "prohibited", "notifiable", "excepted", "no_hit", "needs_facts", "not_in_force", "not_asked"
]
Admission = Literal["prohibited", "restricted", "open", "needs_facts", "not_asked"]
Encouraged = Literal["yes", "no", "needs_facts", "not_asked"]
SecurityReview = Literal["declare", "consult", "not_indicated", "not_asked"]
Benefit = Literal["equipment", "land", "income_tax", "reinvestment"]
BenefitStatus = Literal["available", "refer", "not_available", "needs_facts"]
Overall = Literal["stop", "conditions", "clear", "needs_facts", "refer"]
Day = date  # a field may itself be called `date`
Kind = Literal["screen", "lookup", "declined"]


class AskRequest(BaseModel):
    """Body of `POST /ask`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    conversation_id: str | None = Field(default=None, max_length=64)
    as_of: date | None = None
    facts: dict[str, Any] | None = None
    lang: Literal["auto", "en", "zh"] = "auto"
    stream: bool = False
    writer: Writer = "auto"


class ScreenRequest(BaseModel):
    """Body of `POST /screen`: facts in, verdict out."""

    model_config = ConfigDict(extra="forbid")

    facts: dict[str, Any]
    as_of: date | None = None
    lang: Lang = "en"
    benefits: list[Benefit] = []  # to be tested besides those whose own facts are given


class UsVerdict(BaseModel):
    """Result under 31 CFR Part 850 alone."""

    status: UsStatus
    provisional: UsStatus
    range: tuple[UsStatus, UsStatus]  # mildest, gravest still open
    grounds: list[str] = []


class CnProvisional(BaseModel):
    """The Chinese axes if every unknown fact had its ordinary value."""

    admission: Admission
    encouraged: Encouraged


class BenefitOut(BaseModel):
    """One benefit tied to "encouraged", by its own test; there only if it was asked about."""

    benefit: Benefit
    label: str
    status: BenefitStatus
    provisional: BenefitStatus
    grounds: list[str] = []


class CnVerdict(BaseModel):
    """Result on the Chinese side: two separate axes and the security review."""

    admission: Admission
    encouraged: Encouraged
    security_review: SecurityReview
    provisional: CnProvisional
    grounds: list[str] = []
    benefits: list[BenefitOut] = []  # those asked about


class FlagOut(BaseModel):
    """A neighbouring regime or a coming change that speaks to the deal."""

    id: str
    level: Literal["info", "warn", "stop"]
    text: str
    citations: list[int] = []


class StepOut(BaseModel):
    """One thing to do under a duty, or one thing looked at when it is judged."""

    text: str
    provisions: list[str]


class DutyOut(BaseModel):
    """What somebody must do or is advised to do, and by when."""

    id: str
    kind: Literal["duty", "later", "advice"]
    title: str
    text: str
    certain: bool  # on the facts known; false: only as things ordinarily are, or while it may stand
    due: str | None = None  # the last day in words, or from when it counts
    date: Day | None = None  # the last day; none where its start is not known
    overdue: bool = False
    steps: list[StepOut] = []
    citations: list[int] = []


class DoubtOut(BaseModel):
    """A provision the verdict rests on that a person must check first, and why."""

    provision_id: str
    reason: Literal["unverified", "recheck"]
    since: date | None = None  # the first day that nobody has confirmed
    text: str


class Verdict(BaseModel):
    """Both sides, the flags and the duties; `overall` is the gravest of the sides and flags."""

    overall: Overall | None
    us: UsVerdict
    cn: CnVerdict
    flags: list[FlagOut] = []
    duties: list[DutyOut] = []
    doubts: list[DoubtOut] = []


class InForce(BaseModel):
    """Validity of a provision."""

    model_config = ConfigDict(populate_by_name=True)

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None


class Citation(BaseModel):
    """A provision as cited in the answer by its number `n`."""

    n: int
    provision_id: str
    instrument: str
    pinpoint: str
    text: str
    official_url: str | None
    in_force: InForce
    standing: Literal["verified", "secondary", "unverified"]
    note: str | None = None


class Sentence(BaseModel):
    """One sentence of the answer with the citations that carry it."""

    text: str
    citations: list[int]
    origin: Literal["model", "rules"]


class FactOut(BaseModel):
    """A fact the verdict rests on and where it came from."""

    name: str
    value: Any
    source: Literal["stated", "given", "carried", "inferred"]
    span: tuple[int, int] | None = None  # of the question, in characters (Unicode code points)
    label: str | None = None
    because: str | None = None
    supposed: bool = False  # only supposed by the asker: "what if …"
    before: Any = None  # the value of an earlier turn that this one corrects
    found_by: Literal["reader", "model"] | None = None  # of a stated fact; a model stays named


class Missing(BaseModel):
    """A fact that is not known and could change the verdict."""

    fact: str
    question: str
    would_change: list[str]
    type: str = "bool"
    choices: list[str] = []
    effect: str | None = None  # what it would change, in words
    said: list[Any] = []  # values that were said and contradict each other, the earlier one first


class Contradiction(BaseModel):
    """A fact of which contradictory things were said: left open until somebody settles it."""

    fact: str
    label: str
    question: str
    said: list[Any] = []  # the values, the earlier one first; none where only the words contradict


class Check(BaseModel):
    """One check of the gate."""

    name: str
    passed: bool
    detail: str


class Validation(BaseModel):
    """What the gate found."""

    status: Literal["confirmed", "corrected", "rules_only", "abstained"]
    model_verdict: dict[str, Any] = {}
    checks: list[Check] = []


class Retrieved(BaseModel):
    """A provision among the search results."""

    provision_id: str
    rank: int
    score: float


class ModelOut(BaseModel):
    """Who wrote the answer."""

    writer: Literal["ollama", "local", "rules"]
    name: str


class CorpusOut(BaseModel):
    """Which corpus the answer rests on."""

    version: str
    sha256: str


class AskResponse(BaseModel):
    """Body of the answer to `POST /ask`, and the receipt kept of it."""

    id: str
    question: str
    lang: Lang
    as_of: date
    conversation_id: str
    kind: Kind
    verdict: Verdict
    answer: str
    sentences: list[Sentence]
    citations: list[Citation]
    facts: list[FactOut]
    missing: list[Missing]
    contradictions: list[Contradiction] = []
    validation: Validation
    retrieved: list[Retrieved]
    model: ModelOut
    timings_ms: dict[str, float]
    corpus: CorpusOut
    index: CorpusOut | None = None
    turns: list[str] = []  # what would turn the provisional status into another, in words
    deadlines: list[dict[str, Any]] = []  # text, date, citations
    prompt_version: str | None = None
    trace: list[dict[str, Any]] = []
