"""The shapes of corpus data: instruments, provisions, facts, terms, activities and rule tables.

Every model refuses unknown keys, so a misspelt field is an error and never a silent default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

if TYPE_CHECKING:
    from corpus.premise import Premise

Standing = Literal["verified", "secondary", "unverified"]
Jurisdiction = Literal["us", "cn"]
ProvisionId = Annotated[str, StringConstraints(pattern=r"^/(us|cn)(/[A-Za-z0-9.\-]+)+$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """Base of all corpus models: frozen, and no key it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """The same words for an English and for a Chinese reader."""

    en: Text
    zh: Text

    def get(self, lang: str) -> str:
        """Return the wording for `lang` (`"zh"`, anything else is English)."""
        return self.zh if lang == "zh" else self.en


class Period(Strict):
    """Days on which something is in force, both ends inclusive; `None` is open."""

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise ValueError(f"'from' ({self.from_}) is after 'to' ({self.to})")
        return self

    def covers(self, day: date) -> bool:
        """Tell whether `day` lies in the period."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Instrument(Strict):
    """A law, regulation, order, list or notice, as published by its issuer."""

    id: Slug
    jurisdiction: Jurisdiction
    kind: Literal["statute", "regulation", "order", "list", "catalogue", "notice", "guidance", "memorandum"]
    title: Bilingual
    short: Bilingual  # as named in a citation: "31 CFR Part 850", "外商投资法"
    citation: Text
    issuer: Bilingual
    official_url: Text | None = None
    valid: Period
    standing: Standing
    checked: date
    note: Bilingual | None = None  # what is doubtful or not held; required unless verified
    recheck: date | None = None  # from this day on nobody has confirmed what is held
    holds: Literal["whole", "part"] = "whole"  # of a list: whether every entry is in the corpus
    aliases: tuple[Text, ...] = ()  # what people call it


class Provision(Strict):
    """One citable paragraph, article or list item, restated in our own words."""

    id: ProvisionId
    instrument: Slug
    pinpoint: Bilingual
    heading: Bilingual
    text: Bilingual
    standing: Standing
    checked: date
    valid: Period
    note: Bilingual | None = None
    recheck: date | None = None  # from this day on nobody has confirmed what is held
    refs: tuple[ProvisionId, ...] = ()  # provisions it refers to
    terms: tuple[ProvisionId, ...] = ()  # definitions of the defined terms it uses
    keywords: tuple[str, ...] = ()  # everyday words a searcher may use; never evidence
    official_url: Text | None = None
    # Catalogue items only:
    catalogue: Slug | None = None  # edition
    area: Slug | None = None  # "national" or a province slug
    number: int | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    space: Literal["core", "adjacent", "none"] = "none"

    @property
    def jurisdiction(self) -> Jurisdiction:
        """Whose law it is, read off the identifier."""
        return "us" if self.id.startswith("/us/") else "cn"

    @property
    def parent(self) -> str | None:
        """Identifier with the last step removed, or `None` at the root of the instrument."""
        head = self.id.rsplit("/", 1)[0]
        return head if head.count("/") >= 2 else None


class Place(Strict):
    """A province-level area of China and the names people use for places in it."""

    slug: Slug
    name: Bilingual
    aliases: tuple[str, ...] = ()  # cities, zones, spellings
    has_list: bool  # whether the 2025 Catalogue carries a regional list for it
    west: bool = False  # one of the twelve western jurisdictions


class Term(Strict):
    """An entry of the bilingual glossary, for search and for reading."""

    en: tuple[Text, ...]
    zh: tuple[Text, ...]
    provision: ProvisionId | None = None
    framing: bool = False  # stands around questions of every kind, so search does not add its other names
    note: str | None = None


Scalar = bool | int | float | date | str


class FactSpec(Strict):
    """One fact the rule tables may ask for."""

    name: Name
    type: Literal["bool", "number", "date", "choice", "set"]
    side: Literal["us", "cn", "both"]
    unit: str | None = None
    choices: tuple[Name, ...] = ()
    choices_from: Literal["places", "activities"] | None = None
    labels: dict[str, Bilingual] = {}  # one per choice
    label: Bilingual  # a few words: a chip in the web page
    meaning: Bilingual
    question: Bilingual  # asks the user for it
    ordinary: Scalar | tuple[str, ...] | None  # value assumed for the provisional verdict
    within: tuple[Name, ...] = ()  # bool facts that must all be true for this one to be true
    asks: Name | None = None  # a derived fact is never asked for; this fact is asked for in its place
    surprise: float = Field(0.1, gt=0, lt=1)  # editorial odds of a value other than the ordinary one
    provisions: tuple[ProvisionId, ...] = ()


Decides = Literal[
    "us.status",
    "cn.admission",
    "cn.encouraged",
    "cn.security_review",
    "cn.benefits.equipment",
    "cn.benefits.land",
    "cn.benefits.income_tax",
    "cn.benefits.reinvestment",
]


class Topic(Strict):
    """A subject in everyday words and the provisions a lawyer would open for it."""

    id: Slug
    phrases_en: tuple[Text, ...]
    phrases_zh: tuple[Text, ...]
    areas: tuple[Slug, ...] = ()  # provinces it is about; none: everywhere
    provisions: tuple[ProvisionId, ...]
    asks: tuple[Decides, ...] = ()  # tables run on request that the words ask for


class Activity(Strict):
    """A line of business in everyday words, tied to Catalogue items, list measures and facts."""

    code: Name
    label: Bilingual
    phrases_en: tuple[Text, ...]  # lower case; matched on word boundaries
    phrases_zh: tuple[Text, ...]
    items: tuple[ProvisionId, ...] = ()  # Catalogue items it falls within
    maybe_items: tuple[ProvisionId, ...] = ()  # items that may cover it, depending on details
    raises: tuple[Name, ...] = ()  # facts worth asking because of it
    group: Name | None = None


Expression = str | dict[str, Any]


class Example(Strict):
    """A worked example of a rule: facts and what the rule must say of them."""

    why: Text
    facts: dict[str, Any]
    result: Literal["true", "false", "unknown"]
    as_of: date | None = None


class Rule(Strict):
    """A named proposition over facts and other rules."""

    id: Name
    title: Bilingual
    when: Expression
    provisions: tuple[ProvisionId, ...] = ()
    valid: Period = Period()
    finding: Bilingual | None = None  # the sentence said when it is true
    warning: Bilingual | None = None  # said beside the finding: an undefined or judgement term
    examples: tuple[Example, ...] = ()


class Outcome(Strict):
    """One row of a decision list: the first whose `when` holds decides."""

    value: Name
    when: Expression | None = None  # None: otherwise; only in the last row
    grounds: tuple[Name, ...] = ()  # rules whose provisions are the grounds, where true
    provisions: tuple[ProvisionId, ...] = ()
    finding: Bilingual
    open: Bilingual | None = None  # worded when provisional


class Due(Strict):
    """The last day of a duty, counted from a date fact in calendar days or years."""

    start: Name  # a date fact
    days: int | None = Field(default=None, ge=0)
    years: int | None = Field(default=None, ge=1)
    finding: Bilingual  # with {date}
    open: Bilingual  # said while the start is not known

    @model_validator(mode="after")
    def _days_or_years(self) -> Self:
        if (self.days is None) == (self.years is None):
            raise ValueError("give either 'days' or 'years'")
        return self


class Step(Strict):
    """One thing to do under a duty, or one thing looked at when it is judged."""

    text: Bilingual
    provisions: tuple[ProvisionId, ...]


class DutyExample(Example):
    """A worked example of a duty: also the last day, where the facts give one."""

    due: date | None = None


class Duty(Strict):
    """What somebody must do, or is advised to do, under one status of a table, and until when."""

    id: Name
    kind: Literal["duty", "later", "advice"] = "duty"  # to do now, to do or keep afterwards, to heed
    title: Bilingual
    status: tuple[Name, ...] = ()  # the table's outcomes under which it stands; none: whatever the outcome
    when: Expression | None = None
    while_open: bool = False  # said also as long as it may still stand
    text: Bilingual
    due: Due | None = None
    steps: tuple[Step, ...] = ()
    provisions: tuple[ProvisionId, ...]
    examples: tuple[DutyExample, ...] = ()


class Table(Strict):
    """A rule table: named rules, then a decision list for one status."""

    table: Slug
    title: Bilingual
    decides: Decides
    severity: tuple[Name, ...]  # values from the mildest to the gravest
    on_request: bool = False  # run only when asked for; no flag and no inference may speak of its rules
    scope: Bilingual | None = None  # what the result speaks of and what not: said before it, whatever it is
    scope_provisions: tuple[ProvisionId, ...] = ()
    rules: tuple[Rule, ...]
    outcomes: tuple[Outcome, ...]
    duties: tuple[Duty, ...] = ()


class Flag(Strict):
    """A warning from a neighbouring regime or a coming change."""

    id: Slug
    side: Literal["us", "cn"]
    level: Literal["info", "warn", "stop"]
    refer: bool = False  # a person must decide
    when: Expression
    text: Bilingual
    provisions: tuple[ProvisionId, ...] = ()
    valid: Period = Period()
    examples: tuple[Example, ...] = ()


class Inference(Strict):
    """A fact that follows from others, with the reason: never a guess."""

    fact: Name
    value: Scalar
    when: Expression
    because: Bilingual
    provisions: tuple[ProvisionId, ...] = ()


class Sum(Strict):
    """A share that is the sum of others; of a chain, each is a share of the one before it."""

    fact: Name
    of: tuple[tuple[Name, ...], ...] = Field(min_length=1)  # terms, each a share or a chain of shares
    because: Bilingual
    provisions: tuple[ProvisionId, ...] = ()


@dataclass(frozen=True, eq=False)  # equal only to itself, so that caches may be kept by corpus
class Corpus:
    """All corpus data, checked and cross-referenced."""

    version: str
    sha256: str
    instruments: dict[str, Instrument]
    provisions: dict[str, Provision]
    facts: dict[str, FactSpec]
    terms: tuple[Term, ...]
    places: dict[str, Place]
    activities: dict[str, Activity]
    tables: dict[str, Table]
    flags: tuple[Flag, ...]
    inferences: tuple[Inference, ...]
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cited_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()  # the subject index
    sums: tuple[Sum, ...] = ()
    premises: tuple[Premise, ...] = ()  # what people wrongly take for granted
    agencies: dict[str, str] = field(default_factory=dict)  # who issues what: an expression for each name

    def instrument_of(self, provision_id: str) -> Instrument:
        """Return the instrument a provision belongs to."""
        return self.instruments[self.provisions[provision_id].instrument]
