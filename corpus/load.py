"""Read every corpus file into one checked `Corpus`."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from corpus.catalogue import read_catalogues
from corpus.check import check
from corpus.entry import parse_entry
from corpus.errors import CorpusError
from corpus.everyday import with_everyday_words
from corpus.model import (
    Activity,
    Corpus,
    FactSpec,
    Flag,
    Inference,
    Instrument,
    Place,
    Provision,
    Sum,
    Table,
    Term,
    Topic,
)
from corpus.premise import load_premises
from corpus.yamlfile import Located, line_of, read_yaml

HERE = Path(__file__).parent
DATA_SUFFIXES = {".yaml", ".tsv"}
FILE_FIELDS = ("instrument", "defaults", "provisions")  # of a file of provisions
BILINGUAL_SHORTHAND = ("pinpoint",)  # a plain string there serves both languages

M = TypeVar("M", bound=BaseModel)


def load(folder: Path = HERE) -> Corpus:
    """Return the corpus in `folder`, checked.

    Raises `CorpusError` naming file, line or row, field and remedy. The same folder is read
    once per process.
    """
    return _load(folder.resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> Corpus:
    sources: dict[str, str] = {}
    instruments = _keyed(folder / "instruments.yaml", Instrument, "id", sources)
    places = _keyed(folder / "places.yaml", Place, "slug", sources)
    provisions = with_everyday_words(_provisions(folder, instruments, places, sources), folder)
    rules = folder / "rules"
    premises, agencies = load_premises(folder / "premises.yaml", sources)
    corpus = Corpus(
        version=_version(folder / "corpus.yaml"),
        sha256=corpus_hash(folder),
        instruments=instruments,
        provisions=provisions,
        facts=_keyed(folder / "facts.yaml", FactSpec, "name", sources),
        terms=tuple(_entries(folder / "terms.yaml", Term, sources)),
        places=places,
        activities=_keyed(folder / "activities.yaml", Activity, "code", sources),
        topics=tuple(_entries(folder / "topics.yaml", Topic, sources)),
        premises=premises,
        agencies=agencies,
        tables=_tables(sorted(rules.glob("table-*.yaml")), sources),
        flags=tuple(_keyed(rules / "flags.yaml", Flag, "id", sources).values()),
        inferences=tuple(_entries(rules / "inferences.yaml", Inference, sources)),
        sums=tuple(_entries(rules / "sums.yaml", Sum, sources)),
        children=_grouped((p.parent, p.id) for p in provisions.values() if p.parent in provisions),
        cited_by=_grouped((ref, p.id) for p in provisions.values() for ref in p.refs),
    )
    check(corpus, sources)
    return corpus


def _version(path: Path) -> str:
    raw = read_yaml(path)
    if not isinstance(raw, dict) or set(raw) != {"version"}:
        raise CorpusError(path, "field 'version'", "is not the one field of the file.", "Write 'version: …'.")
    return str(raw["version"])


def corpus_hash(folder: Path) -> str:
    """Return the SHA-256 (hex) over the names and bytes of all data files below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in DATA_SUFFIXES and p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _entries(path: Path, model: type[M], sources: dict[str, str]) -> Iterable[M]:
    raw = read_yaml(path)
    if not isinstance(raw, list):
        raise CorpusError(path, "file", "is not a list of entries.", "Start each entry with '- '.")
    for position, entry in enumerate(raw, 1):
        parsed = parse_entry(model, entry, path, line_of(entry))
        sources[_source_key(parsed, position)] = f"{path}: {line_of(entry)}"
        yield parsed


def _source_key(entry: BaseModel, position: int) -> str:
    for name in ("id", "name", "slug", "code"):
        if name in type(entry).model_fields:
            return f"{type(entry).__name__}:{getattr(entry, name)}"
    return f"{type(entry).__name__}:{position}"


def _keyed(path: Path, model: type[M], key: str, sources: dict[str, str]) -> dict[str, M]:
    found: dict[str, M] = {}
    for entry in _entries(path, model, sources):
        name = str(getattr(entry, key))
        if name in found:
            where = sources[_source_key(entry, 0)].rsplit(": ", 1)[1]
            problem = f"{name!r} stands twice."
            raise CorpusError(path, f"{where}, field '{key}'", problem, "Rename or merge one.")
        found[name] = entry
    return found


def _provisions(
    folder: Path, instruments: dict[str, Instrument], places: dict[str, Place], sources: dict[str, str]
) -> dict[str, Provision]:
    found: dict[str, Provision] = {}

    def add(provision: Provision, path: Path, where: str) -> None:
        if provision.id in found:
            earlier = sources[f"Provision:{provision.id}"]
            problem = f"{provision.id} stands already at {earlier}."
            raise CorpusError(path, f"{where}, field 'id'", problem, "Keep one of the two.")
        found[provision.id] = provision
        sources[f"Provision:{provision.id}"] = f"{path}: {where}"

    for path in sorted((folder / "provisions").rglob("*.yaml")):
        _provision_file(path, instruments, add)
    for provision, path, where in read_catalogues(folder / "catalogue", instruments, places):
        add(provision, path, where)
    return found


def _provision_file(
    path: Path, instruments: dict[str, Instrument], add: Callable[[Provision, Path, str], None]
) -> None:
    raw = read_yaml(path)
    if not isinstance(raw, dict) or not isinstance(raw.get("provisions"), list):
        raise CorpusError(path, "file", "has no list 'provisions'.", "Add 'provisions:' with its entries.")
    for name in sorted(set(raw) - set(FILE_FIELDS)):
        remedy = f"Remove it, or use one of: {', '.join(FILE_FIELDS)}."
        raise CorpusError(path, f"file, field '{name}'", "is not known.", remedy)
    if not isinstance(raw.get("defaults", {}), dict):
        raise CorpusError(
            path, "file, field 'defaults'", "is not a mapping.", "Write 'standing: …' and the like."
        )
    for entry in raw["provisions"]:
        where = line_of(entry)
        if not isinstance(entry, Located):
            raise CorpusError(
                path, "provisions", f"{entry!r} is not a mapping.", "Write 'id: …' and the rest."
            )
        add(parse_entry(Provision, _filled(entry, raw, instruments), path, where), path, where)


def _filled(entry: Located, file: dict[str, Any], instruments: dict[str, Instrument]) -> dict[str, Any]:
    """Add the file's defaults, and the instrument's address, to one provision entry."""
    filled: dict[str, Any] = {"instrument": file.get("instrument"), **file.get("defaults", {}), **entry}
    for name in BILINGUAL_SHORTHAND:
        if isinstance(filled.get(name), str):
            filled[name] = {"en": filled[name], "zh": filled[name]}
    instrument = instruments.get(str(filled["instrument"]))
    if instrument is not None and "official_url" not in filled:
        filled["official_url"] = instrument.official_url
    return filled


def _tables(paths: Iterable[Path], sources: dict[str, str]) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for path in paths:
        raw = read_yaml(path)
        table = parse_entry(Table, raw, path, "file")
        for field in ("table", "decides"):
            if getattr(table, field) in (getattr(other, field) for other in found.values()):
                problem = f"{getattr(table, field)!r} is taken by another table."
                raise CorpusError(path, f"file, field '{field}'", problem, "Rename or merge one.")
        for entry, rule in zip(raw["rules"], table.rules, strict=True):
            where = line_of(entry)
            if f"Rule:{rule.id}" in sources:
                problem = f"{rule.id!r} stands already at {sources[f'Rule:{rule.id}']}."
                raise CorpusError(path, f"{where}, field 'id'", problem, "Rename the rule.")
            sources[f"Rule:{rule.id}"] = f"{path}: {where}"
        sources[f"Table:{table.table}"] = f"{path}: line 1"
        found[table.table] = table
    return found


def _grouped(pairs: Iterable[tuple[str | None, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        if key is not None:
            groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
