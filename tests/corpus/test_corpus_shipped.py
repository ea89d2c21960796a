"""The shipped corpus: it loads, it is complete where it says so, and it says what is doubtful."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from corpus import Corpus
from corpus.__main__ import main, summary
from corpus.model import Provision

ROOT = Path(__file__).parents[2]
FOLDERS = ("corpus", "index", "assistant", "eval")  # whose Python holds no law

REGIONAL = {
    "shanxi": 41, "inner-mongolia": 44, "liaoning": 40, "jilin": 44, "heilongjiang": 59, "anhui": 46,
    "jiangxi": 40, "henan": 46, "hubei": 49, "hunan": 46, "guangxi": 51, "hainan": 102, "chongqing": 50,
    "sichuan": 82, "guizhou": 41, "yunnan": 53, "tibet": 25, "shaanxi": 44, "gansu": 33, "qinghai": 29,
    "ningxia": 39, "xinjiang": 56,
}  # fmt: skip


def edition(corpus: Corpus, name: str) -> list[Provision]:
    return [provision for provision in corpus.provisions.values() if provision.catalogue == name]


def test_numbers_of_items(corpus: Corpus) -> None:
    counts = Counter(item.area for item in edition(corpus, "2025"))
    assert counts == {"national": 619, **REGIONAL}
    assert sum(REGIONAL.values()) == 1060
    assert counts.total() == 1679


@pytest.mark.parametrize("area", ["national", *REGIONAL])
def test_numbering_is_contiguous(area: str, corpus: Corpus) -> None:
    numbers = [item.number for item in edition(corpus, "2025") if item.area == area]
    assert numbers == list(range(1, len(numbers) + 1))


def test_regional_lists_are_those_of_the_places(corpus: Corpus) -> None:
    assert {slug for slug, place in corpus.places.items() if place.has_list} == set(REGIONAL)


def test_editions_are_never_merged(corpus: Corpus) -> None:
    for name in ("2022", "2025"):
        for item in edition(corpus, name):
            assert item.id.startswith(f"/cn/catalogue/{name}/{item.area}/")
            assert item.instrument == f"cn-catalogue-{name}"
            assert item.valid == corpus.instruments[item.instrument].valid
    old, new = (corpus.instruments[f"cn-catalogue-{name}"].valid for name in ("2022", "2025"))
    assert old.to is not None
    assert new.from_ is not None
    assert (new.from_ - old.to).days == 1, "one edition in force on every day"


def test_every_doubtful_provision_says_why(corpus: Corpus) -> None:
    silent = [
        provision.id
        for provision in corpus.provisions.values()
        if provision.standing != "verified"
        and provision.note is None
        and corpus.instruments[provision.instrument].note is None
    ]
    assert silent == []


def test_every_doubtful_instrument_says_why(corpus: Corpus) -> None:
    assert [i.id for i in corpus.instruments.values() if i.standing != "verified" and i.note is None] == []


def test_every_paragraph_has_its_parents(corpus: Corpus) -> None:
    """A section, an article and an item begin a branch; what is below one hangs on it."""
    orphans = [
        provision.id
        for provision in corpus.provisions.values()
        if provision.id.startswith("/us/cfr/t31/s850.")
        and provision.id.count("/") > 4
        and provision.parent not in corpus.provisions
    ]
    assert orphans == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_wording_is_in_its_language(lang: str, corpus: Corpus) -> None:
    """Chinese has Chinese characters; English has none outside names given in brackets or quotes."""
    for provision in corpus.provisions.values():
        if provision.catalogue == "2022":  # the Chinese title of some items of that edition is not known
            continue
        text = provision.text.get(lang)
        assert bool(re.search(r"[\u4e00-\u9fff]", text)) or lang == "en", provision.id
        assert re.search(r"[A-Za-z]", text) or lang == "zh", provision.id


def test_every_fact_of_a_rule_exists_and_can_be_asked(corpus: Corpus) -> None:
    for fact in corpus.facts.values():
        assert fact.question.en.endswith(("?", ".", ")")), fact.name
        assert fact.question.zh.endswith(("？", "。", "）")), fact.name
        if fact.asks is not None:
            assert corpus.facts[fact.asks].asks is None, f"{fact.name} leads to a fact that is itself derived"


# ---------------------------------------------------------------- against the official text

SECTION = re.compile(r"^850\.\d{3}$")
DESIGNATION = re.compile(r"\((?P<mark>[a-z]+|\d+|[A-Z]+)\)")
LEVELS = ("lower", "number", "roman", "upper")


@pytest.fixture(scope="session")
def part_850(mirror: Path) -> ElementTree.Element:
    files = sorted((mirror / "us/ecfr").rglob("part-850.xml"))
    if not files:
        pytest.skip("the folder of official texts has no Part 850")
    return ElementTree.parse(files[-1]).getroot()  # noqa: S314  (a file of our own choosing)


def sections(part: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {s.get("N", ""): s for s in part.iter("DIV8") if SECTION.match(s.get("N", ""))}


def test_all_sections_of_part_850(part_850: ElementTree.Element, corpus: Corpus) -> None:
    official = {f"/us/cfr/t31/s{number}" for number in sections(part_850)}
    held = {i for i in corpus.provisions if re.fullmatch(r"/us/cfr/t31/s850\.\d{3}", i)}
    assert len(official) == 59
    assert held == official


ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def level_of(mark: str, path: list[str]) -> int:
    """Tell how deep a mark stands: letters, numbers, roman numerals, capitals, in that order."""
    if mark.isdigit():
        return 1
    if mark.isupper():
        return 3
    successor = ROMAN.index(path[2]) + 1 if len(path) > 2 else 0
    if mark in ROMAN and len(path) >= 2 and ROMAN.index(mark) == successor:
        return 2
    return 0


def paragraphs(section: ElementTree.Element) -> list[str]:
    """Return the paths of the paragraphs a section numbers, such as `d/2/iv`."""
    path: list[str] = []
    found: list[str] = []
    for p in section.iter("P"):
        text = "".join(p.itertext()).strip()
        while match := re.match(r"\(([a-z]+|\d+|[A-Z])\)\s*", text):
            mark = match[1]
            level = level_of(mark, path)
            if level > len(path):  # an enumeration inside a sentence, not a paragraph
                break
            path = [*path[:level], mark]
            found.append("/".join(path))
            text = text[match.end() :]
            heading = re.match(r"[A-Z][^.()]{0,80}\.\s+(?=\(1\))|(?=\()", text)  # "(a) Heading. (1) …"
            text = text[heading.end() :] if heading else ""
    return found


def test_every_numbered_paragraph_of_part_850(part_850: ElementTree.Element, corpus: Corpus) -> None:
    lacking = [
        f"/us/cfr/t31/s{number}/{path}"
        for number, section in sections(part_850).items()
        for path in paragraphs(section)
        if f"/us/cfr/t31/s{number}/{path}" not in corpus.provisions
    ]
    assert lacking == []


def test_no_paragraph_of_part_850_is_made_up(part_850: ElementTree.Element, corpus: Corpus) -> None:
    official = {
        f"/us/cfr/t31/s{number}/{path}"
        for number, section in sections(part_850).items()
        for path in paragraphs(section)
    }
    held = {
        i
        for i in corpus.provisions
        if i.startswith("/us/cfr/t31/s850.") and i.count("/") > 4 and not re.search(r"/note(-[\w-]+)?$", i)
    }
    assert held - official == set()


# ---------------------------------------------------------------- our own words

WORDS = 12  # the longest run of words, or of Chinese characters, that may be shared with an official text
CHARACTERS = 20

# What carries over word for word: names and defined terms strung together. Identifier: why.
NAMES: dict[str, str] = {}


def english_runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+(?:['’.-][a-z0-9]+)*", text.lower())
    return [tuple(words[i : i + WORDS + 1]) for i in range(len(words) - WORDS)]


def chinese_runs(text: str) -> list[str]:
    found = []
    for stretch in re.findall(r"[\u4e00-\u9fff]+", re.sub(r"[\s，、；：（）《》“”0-9A-Za-z]", "", text)):
        found += [stretch[i : i + CHARACTERS + 1] for i in range(len(stretch) - CHARACTERS)]
    return found


def xml_text(path: Path) -> str:
    return " ".join(ElementTree.parse(path).getroot().itertext())  # noqa: S314  (a file of our own choosing)


def borrowed(texts: dict[str, str], official: set[Any], runs: Any) -> dict[str, Any]:
    shared = {}
    for name, text in texts.items():
        found = [run for run in runs(text) if run in official]
        if found and name not in NAMES:
            shared[name] = found[0]
    return shared


def test_english_restatements_are_ours(mirror: Path, corpus: Corpus) -> None:
    files = sorted(mirror.glob("us/**/*.xml")) + sorted(mirror.glob("us/**/*.md"))
    if not files:
        pytest.skip("the folder of official texts has no U.S. text")
    official: set[Any] = set()
    for path in files:
        official.update(english_runs(xml_text(path) if path.suffix == ".xml" else path.read_text("utf-8")))
    texts = {p.id: p.text.en for p in corpus.provisions.values() if p.id.startswith("/us/")}
    assert borrowed(texts, official, english_runs) == {}


def test_chinese_restatements_are_ours(mirror: Path, corpus: Corpus) -> None:
    """Catalogue items are entries of a list: their names carry over, so they are not compared."""
    files = sorted(mirror.glob("cn/laws/*.md"))
    if not files:
        pytest.skip("the folder of official texts has no Chinese law")
    official: set[Any] = set()
    for path in files:
        official.update(chinese_runs(path.read_text("utf-8")))
    texts = {p.id: p.text.zh for p in corpus.provisions.values() if p.catalogue is None}
    assert borrowed(texts, official, chinese_runs) == {}


def test_borrowed_words_would_be_found(mirror: Path, part_850: ElementTree.Element) -> None:
    words = " ".join("".join(next(part_850.iter("P")).itertext()).split()[3 : 4 + WORDS])
    official = set(english_runs(xml_text(sorted((mirror / "us/ecfr").rglob("part-850.xml"))[-1])))
    assert borrowed({"x": words}, official, english_runs)
    assert not borrowed({"x": words.rsplit(" ", 1)[0]}, official, english_runs)


def test_the_allowed_names_are_still_needed(corpus: Corpus) -> None:
    assert set(NAMES) <= set(corpus.provisions)
    assert all(NAMES.values())


# ---------------------------------------------------------------- no law in code


def code_files() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


LAW_IN_TEXT = re.compile(r"850\.\d|§\s?\d|第\d+条|\b20\d\d-\d\d-\d\d\b")
FIGURES = {1e23, 1e24, 1e25, 41600, 2_000_000, 4.5}


def docstrings(tree: ast.AST) -> set[int]:
    """Return the positions of docstrings, which may name identifiers as examples."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def law_in(source: str) -> list[str]:
    tree = ast.parse(source)
    excused = docstrings(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in excused:
            figure = isinstance(node.value, float | int) and not isinstance(node.value, bool)
            if figure and node.value in FIGURES:
                found.append(f"line {node.lineno}: {node.value!r}")
            if isinstance(node.value, str) and LAW_IN_TEXT.search(node.value):
                found.append(f"line {node.lineno}: {node.value!r}")
        if isinstance(node, ast.Call) and ast.unparse(node).startswith(("date(20", "datetime.date(20")):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", code_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_law_in_code(path: Path) -> None:
    assert law_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    ["x = '850.224(k)'", "x = '§ 1'", "date(2025, 1, 2)", "f(ops > 1e23)", "x = 41600", "day = '2025-01-02'"],
)
def test_law_in_code_would_be_found(code: str) -> None:
    assert law_in(code)


def test_docstrings_may_name_an_example() -> None:
    assert law_in('"""Such as `/us/cfr/t31/s850.217`."""') == []


# ---------------------------------------------------------------- python -m corpus check


def test_check_says_what_there_is(capsys: pytest.CaptureFixture[str], corpus: Corpus) -> None:
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines() == summary(corpus)
    assert corpus.version in out
    assert re.search(r"Catalogue 2025 +1679$", out, re.MULTILINE)
    assert re.search(rf"^provisions +{len(corpus.provisions)}$", out, re.MULTILINE)


def test_check_says_what_is_wrong(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    (small / "facts.yaml").unlink()
    assert main(["check", str(small)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert (
        captured.err
        == f"{small / 'facts.yaml'}: file: is missing. Remedy: Restore it from version control.\n"
    )


@pytest.mark.parametrize("arguments", [[], ["chek"], ["check", "a", "b"]])
def test_check_says_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "python -m corpus check" in capsys.readouterr().err
