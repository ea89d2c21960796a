from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Corpus
from index.citations import CitationFinder, Citations

TODAY = date(2026, 11, 23)
LAPSED = date(2025, 6, 1)
N25, N22 = "/cn/catalogue/2025/national", "/cn/catalogue/2022/national"
SICHUAN, HAINAN = "/cn/catalogue/2025/sichuan", "/cn/catalogue/2025/hainan"
LAW = "/cn/law/foreign-investment-law"
NEGATIVE = "/cn/negative-list/2024"
PART = "/us/cfr/t31/s850"


@pytest.fixture(scope="session")
def finder(corpus: Corpus) -> CitationFinder:
    return CitationFinder(corpus)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        # 31 CFR
        ("850.207(d)(2)", [f"{PART}.207/d/2"]),
        ("What does § 850.207(d)(2)(iv) say?", [f"{PART}.207/d/2/iv"]),
        ("31 CFR 850.501", [f"{PART}.501"]),
        ("31 C.F.R. § 850.501, and section 850.101.", [f"{PART}.501", f"{PART}.101"]),
        ("850.207(D)(2)(IV)", [f"{PART}.207/d/2/iv"]),
        ("850.207（d）（2）", [f"{PART}.207/d/2"]),
        ("850.207 note 1", [f"{PART}.207/note-1"]),
        ("850.207 (the whole of it)", [f"{PART}.207"]),
        # U.S. Code, orders, public laws
        ("50 USC 4589(4)(A)", ["/us/usc/t50/s4589/4/A"]),
        ("50 U.S.C. § 4589(4)(A)", ["/us/usc/t50/s4589/4/A"]),
        ("50 U.S. Code 4589", ["/us/usc/t50/s4589/4/A"]),
        ("EO 14105", ["/us/eo/14105"]),
        ("Executive Order 14105", ["/us/eo/14105"]),
        ("第14105号行政令", ["/us/eo/14105"]),
        ("Pub. L. 112-239 sec. 1261(c)", ["/us/pl/112-239/s1261/c"]),
        ("Public Law 112-239", ["/us/pl/112-239/s1261/c"]),
        # Catalogue
        ("第3条", [f"{N25}/3"]),
        ("第三条", [f"{N25}/3"]),
        ("全国3", [f"{N25}/3"]),
        ("Catalogue item 3", [f"{N25}/3"]),
        ("nationwide item 3", [f"{N25}/3"]),
        ("Sichuan item 4", [f"{SICHUAN}/4"]),
        ("四川第4条", [f"{SICHUAN}/4"]),
        ("四川省鼓励类目录第4条", [f"{SICHUAN}/4"]),
        ("四川 4", [f"{SICHUAN}/4"]),
        ("item 4 of the Hainan list", [f"{HAINAN}/4"]),
        ("Item 4 in the 2025 Hainan list?", [f"{HAINAN}/4"]),
        ("Shaanxi 4", ["/cn/catalogue/2025/shaanxi/4"]),
        ("Sichuan 4 and nationwide 3", [f"{SICHUAN}/4", f"{N25}/3"]),
        ("items 1, 3 and 4", [f"{N25}/1", f"{N25}/3", f"{N25}/4"]),
        ("第3条和4条", [f"{N25}/3", f"{N25}/4"]),
        ("items 3-5", [f"{N25}/3", f"{N25}/4", f"{N25}/5"]),
        ("第3至5条", [f"{N25}/3", f"{N25}/4", f"{N25}/5"]),
        ("第3条到第5条", [f"{N25}/3", f"{N25}/4", f"{N25}/5"]),
        ("No. 3 of the Catalogue", [f"{N25}/3"]),
        ("目录第三项", [f"{N25}/3"]),
        ("第3条，四川第4条", [f"{N25}/3", f"{SICHUAN}/4"]),
        ("2022年版第137条", [f"{N22}/137"]),
        ("item 137 of the 2022 edition", [f"{N22}/137"]),
        ("Under the 2022 Catalogue, was item 137 listed?", [f"{N22}/137"]),
        ("《鼓励外商投资产业目录（2022年版）》第137条", [f"{N22}/137"]),
        ("item 2", [f"{N25}/2", f"{N22}/2"]),
        ("第2条是什么", [f"{N25}/2", f"{N22}/2"]),
        # negative list
        ("负面清单第12项", [f"{NEGATIVE}/12"]),
        ("negative list item 12", [f"{NEGATIVE}/12"]),
        ("item 12 of the 2024 negative list", [f"{NEGATIVE}/12"]),
        ("负面清单（2024年版）第十二条", [f"{NEGATIVE}/12"]),
        ("What is on the negative list? I mean item 19.", [f"{NEGATIVE}/19"]),
        # articles
        ("外商投资法第28条", [f"{LAW}/28"]),
        ("《外商投资法》第二十八条第三款", [f"{LAW}/28/3"]),
        ("外商投资法第28条第2款", [f"{LAW}/28"]),
        ("中华人民共和国外商投资法第28条和第35条", [f"{LAW}/28", f"{LAW}/35"]),
        ("FIL art. 28 and article 35", [f"{LAW}/28", f"{LAW}/35"]),
        ("article 35 of the Foreign Investment Law", [f"{LAW}/35"]),
        ("外商投资法怎么说？第35条呢", [f"{LAW}/35"]),
        ("外商投资法实施条例第11条", ["/cn/reg/foreign-investment-law-implementing/11"]),
        ("实施条例第11条", ["/cn/reg/foreign-investment-law-implementing/11"]),
        ("安全审查办法第4条", ["/cn/measures/security-review/4"]),
        ("Security Review Measures art 4", ["/cn/measures/security-review/4"]),
    ],
)
def test_named(finder: CitationFinder, query: str, ids: list[str]) -> None:
    found = finder.find(query, TODAY)
    assert list(found.ids) == ids
    assert found.missing == ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("850.299", ("cfr", "no_such_number", "850.299", None, None, None, ())),
        (
            "850.207(d)(9)",
            ("cfr", "no_such_paragraph", "850.207(d)(9)", None, None, None, (f"{PART}.207/d",)),
        ),
        ("31 CFR 999.5", ("cfr", "not_held", "999.5", None, None, None, ())),
        ("15 USC 77", ("usc", "not_held", "15 U.S.C. 77", None, None, None, ())),
        ("EO 99999", ("order", "not_held", "99999", None, None, None, ())),
        ("第1700条", ("catalogue", "no_such_number", "1700", "2025", "national", 6, ())),
        (
            "item 6 of the Hainan list",
            ("catalogue", "no_such_number", "6", "2025", "hainan", 5, (f"{N25}/6",)),
        ),
        ("第137条", ("catalogue", "no_such_number", "137", "2025", "national", 6, (f"{N22}/137",))),
        ("2022年版第3条", ("catalogue", "not_held", "3", "2022", "national", 137, (f"{N25}/3",))),
        ("2020年版第3条", ("catalogue", "not_held", "3", "2020", "national", None, (f"{N25}/3",))),
        ("江苏第3条", ("catalogue", "no_list", "3", "2025", "jiangsu", None, (f"{N25}/3",))),
        ("Shanxi item 3", ("catalogue", "not_held", "3", "2025", "shanxi", None, (f"{N25}/3",))),
        ("负面清单第99项", ("negative-list", "not_held", "99", "2024", "national", 19, ())),
        ("海南自贸港负面清单第3项", ("negative-list", "not_held", "3", "2020", "national", None, ())),
    ],
)
def test_missing(finder: CitationFinder, query: str, expected: tuple[object, ...]) -> None:
    found = finder.find(query, TODAY)
    assert found.cited == ()
    (m,) = found.missing
    assert (m.kind, m.reason, m.number, m.edition, m.area, m.last, m.nearest) == expected
    assert m.text in query


def test_a_missing_article_names_its_law(finder: CitationFinder) -> None:
    (missing,) = finder.find("外商投资法第99条", TODAY).missing
    assert (missing.kind, missing.instrument, missing.number) == (
        "article",
        "cn-foreign-investment-law",
        "99",
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "We buy 30% of a Shanghai company for $850.20 in 2026.",
        "在四川投资40亿元",
        "四川30%股权",
        "四川2025年",
        "a deal signed on 15 January 2026",
        "Hainan 51 million dollars",
        "Sichuan has 3.5 projects",
        "利率3.207",
        "article 9 of something",
        "NDRC Order No. 3, our number 4",
        "我们的第一项投资",
        "公司的第二条线",
        "We have in Hainan 3 factories and in Sichuan 4 people",
        "海南3家工厂，四川4人",
        "version 12.34.56",
    ],
)
def test_no_citation(finder: CitationFinder, query: str) -> None:
    found = finder.find(query, TODAY)
    assert found == Citations()


def test_the_edition_in_force_depends_on_the_day(finder: CitationFinder) -> None:
    now, then = finder.find("item 2", TODAY), finder.find("item 2", LAPSED)
    assert now.ids == (f"{N25}/2", f"{N22}/2")
    assert then.ids == (f"{N22}/2", f"{N25}/2")
    assert [now.cited[0].edition, then.cited[0].edition] == ["2025", "2022"]
    assert not now.cited[0].edition_typed


def test_a_typed_edition_keeps_the_others_aside(finder: CitationFinder) -> None:
    (cited,) = finder.find("2022年版第2条", TODAY).cited
    assert cited.ids == (f"{N22}/2",)
    assert cited.others == (f"{N25}/2",)
    assert cited.edition_typed


def test_spans_point_into_the_query(finder: CitationFinder) -> None:
    query = "Compare 850.207（d）（2） with 四川第4条 and item 99, please"
    found = finder.find(query, TODAY)
    spans = [c.span for c in found.cited] + [m.span for m in found.missing]
    assert [query[a:b] for a, b in spans] == ["850.207（d）（2）", "第4条", "item 99"]


def test_real_and_false_citations_side_by_side(finder: CitationFinder) -> None:
    found = finder.find("item 9 of the Hainan list, or item 3 nationwide", TODAY)
    assert found.ids == (f"{N25}/3",)
    assert [m.area for m in found.missing] == ["hainan"]


TALK = st.sampled_from(
    """item items Sichuan 四川 第 条 项 348 3 12 (d) (2) 850.207 850.999 31 CFR § 50 USC EO 2022年版 2025
    edition of the list negative 负面清单 目录 外商投资法 art. 和 and , 。 （ ） 二十八 % note 1 Pub. L.
    112-239 全国 national
    """.split()  # noqa: SIM905
)


@given(st.lists(TALK, max_size=14), st.sampled_from(["", " "]))
def test_whatever_is_found_exists_and_lies_in_the_query(corpus: Corpus, pieces: list[str], glue: str) -> None:
    finder = CitationFinder(corpus)
    query = glue.join(pieces)
    found = finder.find(query, TODAY)
    assert set(found.ids) <= corpus.provisions.keys()
    for start, end in [c.span for c in found.cited] + [m.span for m in found.missing]:
        assert 0 <= start < end <= len(query)
    for missing in found.missing:
        assert set(missing.nearest) <= corpus.provisions.keys()


@given(st.sampled_from(["national", "sichuan", "hainan"]), st.integers(1, 30), st.booleans())
def test_an_item_is_found_exactly_when_it_is_held(
    corpus: Corpus, area: str, number: int, chinese: bool
) -> None:
    names = {"national": ("nationwide", "全国"), "sichuan": ("Sichuan", "四川"), "hainan": ("Hainan", "海南")}
    query = f"{names[area][1]}第{number}条" if chinese else f"{names[area][0]} item {number}"
    found = CitationFinder(corpus).find(query, TODAY)
    pid = f"/cn/catalogue/2025/{area}/{number}"
    assert (pid in found.ids) == (pid in corpus.provisions)
    assert bool(found.missing) == (pid not in corpus.provisions)


@given(st.text(max_size=300))
def test_any_text_is_accepted(corpus: Corpus, text: str) -> None:
    CitationFinder(corpus).find(text, TODAY)


def test_long_input_is_quick_to_scan(finder: CitationFinder) -> None:
    for piece in ("第", "1 and ", "(d)(2)", "list ", "四川", "850.", "二", "item 1, ", "50 USC ", "U.S."):
        finder.find(piece * (4000 // len(piece)), TODAY)
