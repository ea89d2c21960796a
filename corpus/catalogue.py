"""Catalogue editions: one TSV per edition, one row per item, read into provisions.

Items are never merged between editions; numbering restarts in every list, so the key is
edition, list and number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.entry import parse_entry
from corpus.errors import CorpusError
from corpus.model import Bilingual, Instrument, Place, Provision
from corpus.yamlfile import read_yaml

COLUMNS = ("id", "list", "item", "title_zh", "title_en", "everyday_en", "everyday_zh")
SEPARATOR = "|"  # between everyday phrases
NATIONAL = Bilingual(en="nationwide", zh="全国")


def read_catalogues(
    folder: Path, instruments: dict[str, Instrument], places: dict[str, Place]
) -> Iterator[tuple[Provision, Path, str]]:
    """Yield every item with the file and row it stands on.

    Raises `CorpusError` for a missing column, an unknown edition or a bad row.
    """
    notes = read_yaml(folder / "notes.yaml") or {}
    for path in sorted(folder.glob("*.tsv")):
        instrument = instruments.get(f"cn-catalogue-{path.stem}")
        if instrument is None:
            remedy = f"Add cn-catalogue-{path.stem} to instruments.yaml."
            raise CorpusError(path, "file", "belongs to no instrument.", remedy)
        for row_number, row in _rows(path):
            area = _area(row["list"], places, path, row_number)
            raw = _item(row, path.stem, instrument, area, notes)
            yield parse_entry(Provision, raw, path, f"row {row_number}"), path, f"row {row_number}"


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if lacking:
            raise CorpusError(path, "row 1", f"lacks the columns {', '.join(lacking)}.", "Add them.")
        for row in reader:
            if None in row or None in row.values():
                problem = "has more or fewer cells than the header."
                raise CorpusError(path, f"row {reader.line_num}", problem, "Separate cells with one tab each.")
            yield reader.line_num, row


def _area(slug: str, places: dict[str, Place], path: Path, row_number: int) -> Bilingual:
    if slug == "national":
        return NATIONAL
    if slug not in places:
        where = f"row {row_number}, field 'list'"
        raise CorpusError(path, where, f"{slug!r} is not in places.yaml.", "Use 'national' or a province slug.")
    return places[slug].name


def _item(
    row: dict[str, str], edition: str, instrument: Instrument, area: Bilingual, notes: dict[str, Any]
) -> dict[str, Any]:
    everyday = [*row["everyday_en"].split(SEPARATOR), *row["everyday_zh"].split(SEPARATOR)]
    note = notes.get(row["id"]) or _row_note(row) or instrument.note
    return {
        "id": row["id"],
        "instrument": instrument.id,
        "pinpoint": _pinpoint(row["item"], area),
        "heading": {"en": row.get("section") or row["list"], "zh": row.get("section") or row["list"]},
        "text": {"en": row["title_en"], "zh": row["title_zh"] or row["everyday_zh"] or row["title_en"]},
        "standing": row.get("standing") or instrument.standing,
        "checked": instrument.checked,
        "valid": instrument.valid.model_dump(by_alias=True),
        "note": note.model_dump() if hasattr(note, "model_dump") else note,
        "keywords": tuple(phrase.strip() for phrase in everyday if phrase.strip()),
        "official_url": instrument.official_url,
        "catalogue": edition,
        "area": row["list"],
        "number": int(row["item"]) if row["item"] else None,
        "section": row.get("section") or None,
        "tags": tuple(tag for tag in (row.get("tags") or "").split(",") if tag),
        "space": row.get("space_relevance") or "none",
    }


def _row_note(row: dict[str, str]) -> dict[str, str] | None:
    note = row.get("note")
    return {"en": note, "zh": note} if note else None


def _pinpoint(number: str, area: Bilingual) -> dict[str, str]:
    """Name the item as a citation does."""
    if not number:
        return {"en": f"{area.en} list, item number not known", "zh": f"{area.zh}目录（项号不详）"}
    return {"en": f"{area.en} item {number}", "zh": f"{area.zh}第{number}项"}
