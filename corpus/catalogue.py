"""Catalogue editions: one TSV per edition, one row per item, read into provisions.

Items are never merged between editions; numbering restarts in every list, so the key is
edition, list and number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from corpus.entry import parse_entry
from corpus.errors import CorpusError
from corpus.model import Bilingual, Instrument, Place, Provision
from corpus.yamlfile import read_text, read_yaml

COLUMNS = ("id", "list", "item", "title_zh", "title_en", "everyday_en", "everyday_zh")
SEPARATOR = "|"  # between everyday phrases
NATIONAL = Bilingual(en="nationwide", zh="全国")

Row = dict[str, str]


def read_catalogues(
    folder: Path, instruments: dict[str, Instrument], places: dict[str, Place]
) -> Iterator[tuple[Provision, Path, str]]:
    """Yield every item with the file and row it stands on.

    Raises `CorpusError` for a missing column, an unknown edition, a bad row or a note on no item.
    """
    notes = read_yaml(folder / "notes.yaml") or {}
    unused = dict.fromkeys(notes)
    for path in sorted(folder.glob("*.tsv")):
        instrument = instruments.get(f"cn-catalogue-{path.stem}")
        if instrument is None:
            remedy = f"Add cn-catalogue-{path.stem} to instruments.yaml."
            raise CorpusError(path, "file", "belongs to no instrument.", remedy)
        for row_number, row in _rows(path):
            where = f"row {row_number}"
            raw = _item(row, path, where, instrument, places)
            raw["note"] = _note(row, notes, instrument)
            unused.pop(row["id"], None)
            yield parse_entry(Provision, raw, path, where), path, where
    for stray in unused:
        problem = "is a note on an item that no catalogue file has."
        raise CorpusError(folder / "notes.yaml", f"entry {stray!r}", problem, "Correct the id.")


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    text = read_text(path).removeprefix("\ufeff")  # spreadsheets begin a file with that mark
    reader = csv.DictReader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise CorpusError(path, "row 1", f"lacks the columns {', '.join(lacking)}.", "Add them.")
    for row in reader:
        if None in row or None in row.values():
            problem, remedy = "has more or fewer cells than the header.", "Separate cells with one tab each."
            raise CorpusError(path, f"row {reader.line_num}", problem, remedy)
        yield reader.line_num, row


def _area(slug: str, places: dict[str, Place], path: Path, where: str) -> Bilingual:
    if slug == "national":
        return NATIONAL
    if slug not in places:
        problem, remedy = f"{slug!r} is not in places.yaml.", "Use 'national' or a province slug."
        raise CorpusError(path, f"{where}, field 'list'", problem, remedy)
    return places[slug].name


def _number(row: Row, path: Path, where: str) -> int | None:
    """Return the item number; a lapsed edition names items whose number is not known."""
    item = row["item"]
    if item and not (item.isascii() and item.isdigit()):
        problem, remedy = f"{item!r} is not a whole number.", "Write digits, or leave the cell empty."
        raise CorpusError(path, f"{where}, field 'item'", problem, remedy)
    expected = f"/cn/catalogue/{path.stem}/{row['list']}/{item}"
    if not row["id"].startswith(expected) or (item and row["id"] != expected):
        problem = f"{row['id']!r} does not agree with the edition, list and item."
        raise CorpusError(path, f"{where}, field 'id'", problem, f"Write {expected}.")
    return int(item) if item else None


def _item(
    row: Row, path: Path, where: str, instrument: Instrument, places: dict[str, Place]
) -> dict[str, Any]:
    area = _area(row["list"], places, path, where)
    everyday = [*row["everyday_en"].split(SEPARATOR), *row["everyday_zh"].split(SEPARATOR)]
    return {
        "id": row["id"],
        "instrument": instrument.id,
        "pinpoint": _pinpoint(row["item"], area),
        "heading": {"en": row.get("section") or row["list"], "zh": row.get("section") or row["list"]},
        "text": {"en": row["title_en"], "zh": row["title_zh"] or row["everyday_zh"] or row["title_en"]},
        "standing": row.get("standing") or instrument.standing,
        "checked": instrument.checked,
        "valid": instrument.valid.model_dump(by_alias=True),
        "keywords": tuple(phrase.strip() for phrase in everyday if phrase.strip()),
        "official_url": instrument.official_url,
        "catalogue": path.stem,
        "area": row["list"],
        "number": _number(row, path, where),
        "section": row.get("section") or None,
        "tags": tuple(tag for tag in (row.get("tags") or "").split(",") if tag),
        "space": row.get("space_relevance") or "none",
    }


def _note(row: Row, notes: dict[str, Any], instrument: Instrument) -> Any:
    """Return the item's own note, or else its instrument's."""
    if row["id"] in notes:
        return notes[row["id"]]
    if row.get("note"):
        return {"en": row["note"], "zh": row["note"]}
    return instrument.note.model_dump() if instrument.note else None


def _pinpoint(number: str, area: Bilingual) -> dict[str, str]:
    """Name the item as a citation does."""
    if not number:
        return {"en": f"{area.en} list, item number not known", "zh": f"{area.zh}目录（项号不详）"}
    return {"en": f"{area.en} item {number}", "zh": f"{area.zh}第{number}项"}
