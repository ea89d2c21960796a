"""A small corpus and an embedder that needs no model, for the tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from corpus.model import Bilingual, Corpus, Instrument, Period, Place, Provision, Term
from index.embedders import Vectors
from index.token_models import Tokens, unit

CHECKED = date(2026, 11, 23)
NEW_EDITION = Period(**{"from": date(2026, 2, 1)})
OLD_EDITION = Period(**{"from": date(2023, 1, 1), "to": date(2026, 1, 31)})


class WordEmbedder:
    """A bag of hashed words and characters: equal words mean near vectors."""

    def __init__(self, name: str = "words", version: str = "1", dimension: int = 64) -> None:
        self.name = name
        self.version = version
        self.dimension = dimension
        self.embedded: list[str] = []
        self.asked: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return self._vectors(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in (*text.lower().split(), *text):
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension] += 1
        vectors: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return vectors


class WordTokens:
    """A token per word, its vector made of its letters: like spellings are near."""

    def __init__(self, name: str = "minilm", version: str = "1") -> None:
        self.name = name
        self.version = version
        self.encoded: list[str] = []
        self.asked: list[str] = []

    def question(self, text: str) -> Tokens:
        self.asked.append(text)
        return self._tokens(text.split())

    def passages(self, texts: Sequence[str]) -> list[Tokens]:
        self.encoded.extend(texts)
        return [self._tokens(["^", *text.split(), "$"]) for text in texts]

    def _tokens(self, words: Sequence[str]) -> Tokens:
        rows = np.zeros((len(words), 27), dtype=np.float32)
        for row, word in zip(rows, words, strict=True):
            row[26] = 0.5  # what all share
            for letter in word.lower():
                row[(ord(letter) - ord("a")) % 26] += 1
        ids = [int(hashlib.sha256(w.lower().encode()).hexdigest(), 16) % 5000 for w in words]
        return Tokens(np.array(ids, dtype=np.int32), unit(rows))


def instrument(iid: str, kind: str, en: str, zh: str, valid: Period | None = None) -> Instrument:
    words = Bilingual(en=en, zh=zh)
    return Instrument(
        id=iid,
        jurisdiction="us" if iid.startswith("us") else "cn",
        kind=kind,  # type: ignore[arg-type]
        title=words,
        short=words,
        citation=en,
        issuer=Bilingual(en="Issuer", zh="机关"),
        valid=valid or Period(),
        standing="verified",
        checked=CHECKED,
    )


def provision(pid: str, iid: str, en: str, zh: str, **more: Any) -> Provision:
    pinpoint = more.pop("pinpoint", pid.rsplit("/", 1)[-1])
    return Provision(
        id=pid,
        instrument=iid,
        pinpoint=Bilingual(en=pinpoint, zh=pinpoint),
        heading=more.pop("heading", Bilingual(en=en, zh=zh)),
        text=Bilingual(en=en, zh=zh),
        standing="verified",
        checked=CHECKED,
        valid=more.pop("valid", Period()),
        **more,
    )


def item(edition: str, area: str, number: int, en: str, zh: str, *keywords: str) -> Provision:
    return provision(
        f"/cn/catalogue/{edition}/{area}/{number}",
        f"cn-catalogue-{edition}",
        en,
        zh,
        valid=NEW_EDITION if edition == "2025" else OLD_EDITION,
        catalogue=edition,
        area=area,
        number=number,
        section="Manufacturing",
        keywords=keywords,
    )


def make_corpus(provisions: Sequence[Provision], terms: Sequence[Term] = (), version: str = "1") -> Corpus:
    held = {p.id: p for p in provisions}
    body = "".join(p.model_dump_json() for p in provisions) + "".join(t.model_dump_json() for t in terms)
    return Corpus(
        version=version,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        instruments={i.id: i for i in _instruments()},
        provisions=held,
        facts={},
        terms=tuple(terms),
        places=_places(),
        activities={},
        tables={},
        flags=(),
        inferences=(),
        children=_grouped((p.parent, p.id) for p in provisions if p.parent in held),
        cited_by=_grouped((ref, p.id) for p in provisions for ref in p.refs),
    )


def with_provisions(corpus: Corpus, *changed: Provision, without: Sequence[str] = ()) -> Corpus:
    held = {**corpus.provisions, **{p.id: p for p in changed}}
    new = make_corpus([p for pid, p in held.items() if pid not in without], corpus.terms)
    return replace(new, version=corpus.version)


def _grouped(pairs: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        found[key] = (*found.get(key, ()), value)
    return found


def _instruments() -> list[Instrument]:
    return [
        instrument("us-31-cfr-850", "regulation", "31 CFR Part 850", "31 CFR 第850部分"),
        instrument("us-coins-act", "statute", "COINS Act", "COINS法"),
        instrument("us-eo-14105", "order", "EO 14105", "第14105号行政令"),
        instrument("us-pl-112-239", "statute", "Pub. L. 112-239", "公法112-239"),
        instrument(
            "cn-catalogue-2025",
            "catalogue",
            "Encouraged Catalogue (2025)",
            "鼓励目录（2025年版）",
            NEW_EDITION,
        ),
        instrument(
            "cn-catalogue-2022",
            "catalogue",
            "Encouraged Catalogue (2022)",
            "鼓励目录（2022年版）",
            OLD_EDITION,
        ),
        instrument("cn-negative-list-2024", "list", "Negative List (2024)", "负面清单（2024年版）"),
        instrument(
            "cn-negative-list-hainan-2020", "list", "Hainan Negative List (2020)", "海南负面清单（2020年版）"
        ),
        instrument("cn-foreign-investment-law", "statute", "Foreign Investment Law", "外商投资法"),
        instrument("cn-fil-implementing", "regulation", "FIL Implementing Regulations", "外商投资法实施条例"),
        instrument("cn-security-review", "regulation", "Security Review Measures", "外商投资安全审查办法"),
    ]


def _places() -> dict[str, Place]:
    names = {
        "sichuan": ("Sichuan", "四川", True),
        "hainan": ("Hainan", "海南", True),
        "shanxi": ("Shanxi", "山西", True),
        "shaanxi": ("Shaanxi", "陕西", True),
        "inner-mongolia": ("Inner Mongolia", "内蒙古", True),
        "jiangsu": ("Jiangsu", "江苏", False),
    }
    return {
        slug: Place(slug=slug, name=Bilingual(en=en, zh=zh), aliases=(), has_list=held)
        for slug, (en, zh, held) in names.items()
    }


def _american() -> list[Provision]:
    part = "us-31-cfr-850"
    sections = [
        provision(f"/us/cfr/t31/s850.{n}", part, f"Rule number {n}", f"规则第{n}号", pinpoint=f"§ 850.{n}")
        for n in (101, 102, 103, 201, 202, 203, 204, 205, 206, 207, 501)
    ]
    s = "/us/cfr/t31/s850.207"
    return [
        *sections,
        provision(f"{s}/d", part, "Artificial intelligence uses", "人工智能用途"),
        provision(f"{s}/d/2", part, "Intended end use of a system", "系统的预定用途"),
        provision(
            f"{s}/d/2/iv",
            part,
            "Control of robotic systems by software that learns",
            "由会学习的软件控制机器人系统",
            refs=("/us/cfr/t31/s850.501",),
            terms=("/us/cfr/t31/s850.202",),
        ),
        provision(f"{s}/note-1", part, "A remark on training", "关于训练的说明"),
        provision("/us/usc/t50/s4589/4/A", "us-coins-act", "Meaning of entity", "实体的含义"),
        provision("/us/eo/14105", "us-eo-14105", "Order on outbound investment", "对外投资行政令"),
        provision("/us/pl/112-239/s1261/c", "us-pl-112-239", "No satellites to go there", "卫星不得出口"),
    ]


def _lists() -> list[Provision]:
    national = [
        item("2025", "national", 1, "Tree oil crops", "木本油料", "walnut farm", "核桃种植"),
        item(
            "2025",
            "national",
            2,
            "Civil satellites: design and making",
            "民用卫星设计与制造",
            "cubesat",
            "小卫星",
        ),
        item("2025", "national", 3, "Special ceramics", "特种陶瓷", "technical ceramics plant", "陶瓷厂"),
        item("2025", "national", 4, "Gas turbines", "燃气轮机", "power station turbine", "发电机组"),
        item("2025", "national", 5, "Deep-sea drilling equipment", "深海钻探设备", "oil rig", "钻井平台"),
        item("2025", "national", 6, "Vaccines for animals", "动物疫苗", "livestock jab", "兽用疫苗"),
    ]
    sichuan = [item("2025", "sichuan", n, f"Sichuan trade {n}", f"四川行业{n}") for n in range(1, 6)]
    hainan = [item("2025", "hainan", n, f"Hainan trade {n}", f"海南行业{n}") for n in range(1, 6)]
    shaanxi = [item("2025", "shaanxi", n, f"Shaanxi trade {n}", f"陕西行业{n}") for n in range(1, 6)]
    old = [
        item("2022", "national", 2, "Superconducting wire", "超导线材"),
        item("2022", "national", 137, "Light alloys for aircraft", "航空轻合金"),
    ]
    return [*national, *sichuan, *hainan, *shaanxi, *old]


def _chinese() -> list[Provision]:
    law, rules = "/cn/law/foreign-investment-law", "/cn/reg/foreign-investment-law-implementing"
    return [
        provision("/cn/negative-list/2024/12", "cn-negative-list-2024", "Telecoms limits", "电信限制"),
        provision("/cn/negative-list/2024/19", "cn-negative-list-2024", "Mapping is closed", "测绘禁止"),
        provision(
            "/cn/negative-list/hainan-2020", "cn-negative-list-hainan-2020", "Hainan's own list", "海南清单"
        ),
        provision(f"{law}/28", "cn-foreign-investment-law", "Entry of foreign capital", "外资准入"),
        provision(
            f"{law}/28/3", "cn-foreign-investment-law", "Equal treatment beyond the list", "清单以外一视同仁"
        ),
        provision(f"{law}/35", "cn-foreign-investment-law", "Review for national security", "国家安全审查"),
        provision(f"{rules}/11", "cn-fil-implementing", "Who draws up the catalogue", "目录的制定"),
        provision(
            "/cn/measures/security-review/4", "cn-security-review", "What must be declared", "申报范围"
        ),
    ]


TERMS = (
    Term(en=("satellite", "spacecraft in orbit"), zh=("卫星", "人造卫星")),
    Term(en=("negative list",), zh=("负面清单",)),
    Term(en=("launch vehicle", "rocket"), zh=("运载火箭",)),
)


def small_corpus() -> Corpus:
    return make_corpus([*_american(), *_lists(), *_chinese()], TERMS)
