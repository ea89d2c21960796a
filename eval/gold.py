"""Gold cases: a question and what a right answer must decide, cite and say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from assistant.contract import (
    MAX_QUESTION,
    Admission,
    Benefit,
    BenefitStatus,
    Encouraged,
    Kind,
    Lang,
    Overall,
    SecurityReview,
    UsStatus,
)
from corpus.errors import CorpusError
from corpus.model import ProvisionId, Slug, Strict, Text
from corpus.yamlfile import line_of, read_yaml
from eval.errors import EvalError, GoldError

GOLD_FOLDER = Path(__file__).parent / "gold"
M = TypeVar("M", bound=BaseModel)
ALTERNATIVES = "|"  # between fact names of which one is enough


@cache
def regex(pattern: str) -> re.Pattern[str]:
    """Compile a gold pattern: case does not matter, `^` is the start of the answer."""
    return re.compile(pattern, re.IGNORECASE)


def _compiles(pattern: str) -> str:
    try:
        regex(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression ({error})") from None
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_compiles)]
FactNames = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\|[a-z][a-z0-9_]*)*$")]


class ExpectedUs(Strict):
    """Acceptable values on the U.S. side; an empty field is not decided by the question."""

    status: tuple[UsStatus, ...] = ()
    provisional: tuple[UsStatus, ...] = ()
    gravest: tuple[UsStatus, ...] = ()  # second end of `us.range`


class ExpectedCn(Strict):
    """Acceptable values on the Chinese side; an empty field is not decided by the question."""

    admission: tuple[Admission, ...] = ()
    encouraged: tuple[Encouraged, ...] = ()
    security_review: tuple[SecurityReview, ...] = ()
    benefits: dict[Benefit, tuple[BenefitStatus, ...]] = Field(
        default={}
    )  # to be tested, with what may come out


class ExpectedVerdict(Strict):
    """Acceptable values of the verdict, as far as the question's own words decide them."""

    overall: tuple[Overall | None, ...] = ()
    us: ExpectedUs = ExpectedUs()
    cn: ExpectedCn = ExpectedCn()


class GoldCase(Strict):
    """One question with its expected result."""

    id: Slug
    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    lang: Lang  # of the question, and so of the answer
    as_of: date
    facts: dict[str, Any] | None = None  # given outright with the question
    kind: tuple[Kind, ...] = Field(min_length=1)
    states_all_facts: bool | None = None  # no open fact touches the verdict fields given; None: not said
    tags: tuple[Slug, ...] = ()
    verdict: ExpectedVerdict = ExpectedVerdict()
    cites_all: tuple[ProvisionId, ...] = ()  # each must be cited, itself or a paragraph below it
    cites_any: tuple[ProvisionId, ...] = ()  # at least one must be cited
    cites_also: tuple[ProvisionId, ...] = ()  # belong to the answer too, but are not asked for
    must_mention: tuple[Annotated[tuple[Pattern, ...], Field(min_length=1)], ...] = ()  # one of each group
    must_not_say: tuple[Pattern, ...] = ()
    expected_missing: tuple[FactNames, ...] = ()  # "a|b": one of them is enough
    missing_at_least: int = Field(default=0, ge=0)  # questions that must be put back to the asker
    note: Text  # why, with the fact-sheet reference


class _Defaults(Strict):
    as_of: date | None = None
    must_not_say: tuple[Pattern, ...] = ()  # in every case, beside its own


class _Head(Strict):
    defaults: _Defaults = _Defaults()
    cases: tuple[Any, ...] = Field(min_length=1)


class GoldSet(Strict):
    """The cases of one gold file."""

    name: str  # the file's, without its ending
    cases: tuple[GoldCase, ...]


def gold_files(folder: Path = GOLD_FOLDER) -> list[Path]:
    """Return the gold files kept in `folder`, by name."""
    return sorted(folder.glob("*.yaml"))


def load_gold(paths: Sequence[Path] | None = None) -> tuple[GoldSet, ...]:
    """Return the gold sets in `paths`, by default all that are kept here.

    Raises `GoldError` naming file, case, field and remedy; an id may stand only once over all files.
    """
    chosen = gold_files() if paths is None else list(paths)
    if not chosen:
        raise EvalError(f"{GOLD_FOLDER}: holds no gold file. Restore one, or name files with --gold.")
    seen: dict[str, Path] = {}
    return tuple(_load_file(path, seen) for path in chosen)


def _load_file(path: Path, seen: dict[str, Path]) -> GoldSet:
    try:
        raw = read_yaml(path)
    except CorpusError as error:
        raise GoldError(path, error.where, "file", error.problem, error.remedy) from None
    head = _parse(_Head, raw, path, "file")
    cases = tuple(_case(item, head.defaults, path) for item in head.cases)
    for case in cases:
        if case.id in seen:
            raise GoldError(path, case.id, "id", f"stands already in {seen[case.id]}.", "Choose another id.")
        seen[case.id] = path
    return GoldSet(name=path.stem, cases=cases)


def _case(raw: object, defaults: _Defaults, path: Path) -> GoldCase:
    where = _name(raw)
    if not isinstance(raw, dict):
        raise GoldError(path, where, "case", "is not a mapping.", "Begin it with '- id: …'.")
    merged = dict(raw)
    if defaults.as_of is not None:
        merged.setdefault("as_of", defaults.as_of)
    case = _parse(GoldCase, merged, path, where)
    return case.model_copy(update={"must_not_say": (*defaults.must_not_say, *case.must_not_say)})


def _name(raw: object) -> str:
    if isinstance(raw, dict) and raw.get("id"):
        return f"case {raw['id']} ({line_of(raw)})"
    return f"case at {line_of(raw)}"


def _parse(model: type[M], raw: object, path: Path, where: str) -> M:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"]) or "case"
        remedy = _remedy(model, first["type"], field, first["input"])
        raise GoldError(path, where, field, f"{first['msg']}.", remedy) from None


def _remedy(model: type[BaseModel], kind: str, field: str, value: object) -> str:
    if kind == "extra_forbidden":
        return f"Remove it, or use one of: {', '.join(model.model_fields)}."
    if kind == "missing":
        return f"Add '{field}'."
    if isinstance(value, bool):
        return "Quote it: YAML reads a bare yes or no as true or false."
    return f"Correct the value of '{field}'."


def unknown_references(
    sets: Sequence[GoldSet], provisions: Collection[str], facts: Collection[str]
) -> list[GoldError]:
    """Return an error for every provision id or fact name the corpus does not have."""
    return [
        GoldError(gold.name, case.id, field, f"{name!r} is not in the corpus.", "Correct or remove it.")
        for gold in sets
        for case in gold.cases
        for field, name, known in _references(case, provisions, facts)
        if name not in known
    ]


Source = Literal["cites_all", "cites_any", "cites_also", "expected_missing", "facts"]


def _references(
    case: GoldCase, provisions: Collection[str], facts: Collection[str]
) -> Iterator[tuple[Source, str, Collection[str]]]:
    cited: tuple[tuple[Source, tuple[str, ...]], ...] = (
        ("cites_all", case.cites_all),
        ("cites_any", case.cites_any),
        ("cites_also", case.cites_also),
    )
    for field, ids in cited:
        yield from ((field, name, provisions) for name in ids)
    for group in case.expected_missing:
        yield from (("expected_missing", name, facts) for name in group.split(ALTERNATIVES))
    yield from (("facts", name, facts) for name in case.facts or ())
