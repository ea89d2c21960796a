from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.contract import (
    Admission,
    Benefit,
    BenefitOut,
    BenefitStatus,
    Overall,
    SecurityReview,
    UsStatus,
)
from eval import metrics

CONTROL = "/us/cfr/t31/s850.217/d/2/iv"
SECTION = "/us/cfr/t31/s850.217"
ITEM = "/cn/catalogue/2025/national/348"

STEP = st.text("abc0.", min_size=1, max_size=4)
IDS = st.lists(STEP, min_size=1, max_size=4).map(lambda steps: "/us/" + "/".join(steps))
RANKED = st.lists(IDS, max_size=12)
WANTED = st.lists(IDS, min_size=1, max_size=6, unique=True)


class TestCovers:
    @pytest.mark.parametrize(
        ("cited", "expected", "counts"),
        [
            (CONTROL, CONTROL, True),
            (CONTROL, SECTION, True),
            (SECTION, CONTROL, False),
            ("/us/cfr/t31/s850.2170", SECTION, False),
            ("/cn/catalogue/2025/national/34", "/cn/catalogue/2025/national/348", False),
            ("/cn/catalogue/2025/national/348", "/cn/catalogue/2025/national/34", False),
        ],
    )
    def test_a_paragraph_stands_for_its_parents_only(self, cited: str, expected: str, counts: bool) -> None:
        assert metrics.covers(cited, expected) is counts

    @given(IDS, IDS, IDS)
    def test_it_is_an_order(self, a: str, b: str, c: str) -> None:
        assert metrics.covers(a, a)
        assert not (metrics.covers(a, b) and metrics.covers(b, a)) or a == b
        assert not (metrics.covers(a, b) and metrics.covers(b, c)) or metrics.covers(a, c)

    @given(IDS, STEP)
    def test_every_child_covers_its_parent(self, parent: str, step: str) -> None:
        assert metrics.covers(f"{parent}/{step}", parent)


class TestFalseClear:
    @pytest.mark.parametrize(
        ("field", "accepted", "got", "false_clear"),
        [
            ("us.status", ["needs_facts"], "no_hit", True),
            ("us.status", ["prohibited"], "excepted", True),
            ("us.status", ["notifiable"], "not_in_force", True),
            ("us.status", ["excepted"], "no_hit", False),
            ("us.status", ["no_hit", "needs_facts"], "no_hit", False),
            ("us.status", ["prohibited"], "notifiable", False),
            ("us.status", ["not_asked"], "no_hit", False),
            ("overall", ["needs_facts", "refer"], "clear", True),
            ("overall", ["clear", "conditions"], "clear", False),
            ("overall", ["stop"], "conditions", False),
            ("overall", ["stop"], None, False),
            ("cn.admission", ["restricted", "prohibited"], "open", True),
            ("cn.admission", ["open"], "open", False),
            ("cn.security_review", ["declare"], "not_indicated", True),
            ("cn.security_review", ["declare"], "not_asked", False),
            ("cn.encouraged", ["no"], "yes", False),
            ("cn.benefits.equipment", ["refer"], "available", True),
            ("cn.benefits.equipment", ["refer"], "not_available", False),
            ("cn.benefits.equipment", ["available"], None, False),
            ("us.provisional", ["prohibited"], "no_hit", False),
        ],
    )
    def test_cases(self, field: str, accepted: list[str | None], got: str | None, false_clear: bool) -> None:
        assert metrics.false_clear(field, accepted, got) is false_clear

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("overall", Overall),
            ("us.status", UsStatus),
            ("cn.admission", Admission),
            ("cn.security_review", SecurityReview),
            *[(f"cn.benefits.{name}", BenefitStatus) for name in get_args(Benefit)],
        ],
    )
    def test_every_value_of_the_contract_has_its_place(self, field: str, values: Any) -> None:
        mild, grave = metrics.GRAVITY[field]
        assert mild.isdisjoint(grave)
        assert mild | grave == set(get_args(values)) - {"not_asked"}

    @given(st.sampled_from(get_args(UsStatus)), st.lists(st.sampled_from(get_args(UsStatus)), min_size=1))
    def test_what_agrees_is_never_a_false_clear(self, got: str, accepted: list[str]) -> None:
        field = metrics.field_score("us.status", accepted, got)
        assert not (field.agrees and field.false_clear)


class TestVerdict:
    def test_fields_the_gold_leaves_open_are_not_compared(self, case: Any, response: Any) -> None:
        gold = case(verdict={"us": {"status": ["notifiable"]}})
        got = metrics.score(gold, response(us="notifiable", overall="stop"))
        assert [field.field for field in got.fields] == ["us.status"]
        assert got.verdict_agrees

    def test_a_wrong_field_disagrees(self, case: Any, response: Any) -> None:
        gold = case(verdict={"overall": ["stop"], "us": {"status": ["prohibited"]}})
        got = metrics.score(gold, response(us="no_hit", overall="clear"))
        assert not got.verdict_agrees
        assert got.false_clears == ("overall", "us.status")

    def test_a_wrong_kind_disagrees(self, case: Any, response: Any) -> None:
        assert not metrics.score(case(kind=["declined"]), response()).verdict_agrees

    def test_the_grave_end_of_the_range(self, case: Any, response: Any) -> None:
        gold = case(verdict={"us": {"status": ["needs_facts"], "gravest": ["prohibited"]}})
        assert metrics.score(gold, response(us="needs_facts", gravest="prohibited")).verdict_agrees
        assert not metrics.score(gold, response(us="needs_facts", gravest="notifiable")).verdict_agrees

    def test_a_rightful_lookup_need_not_judge(self, case: Any, response: Any) -> None:
        verdict = {"overall": ["stop"], "cn": {"encouraged": ["yes"]}}
        looked_up = response(kind="lookup")
        assert metrics.score(case(kind=["screen", "lookup"], verdict=verdict), looked_up).verdict_agrees
        assert not metrics.score(case(kind=["screen"], verdict=verdict), looked_up).verdict_agrees

    def test_a_benefit_asked_about_is_tested_even_in_a_lookup(self, case: Any, response: Any) -> None:
        gold = case(kind=["lookup"], verdict={"cn": {"benefits": {"land": ["available"]}}})
        silent = response(kind="lookup")
        assert not metrics.score(gold, silent).verdict_agrees
        land = {"benefit": "land", "label": "Land", "status": "available", "provisional": "available"}
        silent.verdict.cn.benefits.append(BenefitOut.model_validate(land))
        assert metrics.score(gold, silent).verdict_agrees

    def test_a_lookup_that_judges_wrongly_is_wrong(self, case: Any, response: Any) -> None:
        gold = case(kind=["lookup"], verdict={"cn": {"encouraged": ["yes"]}})
        answer = response(kind="lookup", cn=("not_asked", "no", "not_asked"))
        assert not metrics.score(gold, answer).verdict_agrees


class TestCitations:
    def test_recall_counts_children_and_alternatives(self, case: Any, response: Any) -> None:
        gold = case(cites_all=[SECTION, ITEM], cites_any=["/us/a", "/us/b"])
        got = metrics.citation_score(gold, response(cites=(CONTROL, "/us/b/1")))
        assert got.recall == pytest.approx(2 / 3)
        assert got.unmet == (ITEM,)

    def test_unmet_alternatives_are_named_together(self, case: Any, response: Any) -> None:
        got = metrics.citation_score(case(cites_any=["/us/a", "/us/b"]), response())
        assert got.unmet == ("/us/a|/us/b",)

    def test_precision_takes_parents_and_extras_as_right(self, case: Any, response: Any) -> None:
        gold = case(cites_all=[CONTROL], cites_also=[ITEM])
        got = metrics.citation_score(gold, response(cites=(SECTION, CONTROL, ITEM, "/cn/law/x/1")))
        assert got.precision == pytest.approx(3 / 4)

    def test_existence_and_retrieval(self, case: Any, response: Any) -> None:
        answer = response(cites=(CONTROL, "/us/none"), retrieved=(CONTROL,))
        got = metrics.citation_score(case(), answer, known={CONTROL})
        assert (got.existing, got.retrieved) == (0.5, 0.5)
        assert metrics.citation_score(case(), answer).existing is None

    def test_markers_without_a_citation(self, case: Any, response: Any) -> None:
        answer = response(cites=(CONTROL,), answer="Notify [1], file [3] and [2].")
        assert metrics.citation_score(case(), answer).dangling == (2, 3)

    def test_nothing_expected_nothing_measured(self, case: Any, response: Any) -> None:
        got = metrics.citation_score(case(), response())
        assert (got.recall, got.precision, got.existing, got.retrieved) == (None, None, None, None)

    @given(cited=RANKED, wanted=WANTED, more=RANKED)
    def test_recall_only_grows_with_more_citations(
        self, cited: list[str], wanted: list[str], more: list[str]
    ) -> None:
        before = [one for one in wanted if metrics.covered(cited, one)]
        after = [one for one in wanted if metrics.covered(cited + more, one)]
        assert set(before) <= set(after)


class TestRetrieval:
    def test_recall_at_is_of_what_could_be_there(self) -> None:
        wanted = [f"/us/{n}" for n in range(8)]
        assert metrics.recall_at(wanted, wanted, 5) == 1.0
        assert metrics.recall_at([*wanted[:2], "/us/x", "/us/y", "/us/z"], wanted, 5) == pytest.approx(2 / 5)

    def test_one_of_the_alternatives_is_enough(self, case: Any) -> None:
        got = metrics.retrieval_score(case(cites_any=["/us/a", "/us/b"]), ["/us/x", "/us/b/1"])
        assert got.recall == {1: 0.0, 5: 1.0, 10: 1.0}
        assert got.reciprocal_rank == 0.5

    def test_a_parent_is_not_its_paragraph(self) -> None:
        assert metrics.recall_at([SECTION], [CONTROL], 5) == 0.0
        assert metrics.reciprocal_rank([SECTION, CONTROL], [CONTROL]) == 0.5

    def test_ranks_decide_the_order(self, response: Any) -> None:
        answer = response(retrieved=("/us/a", "/us/b"))
        shuffled = answer.model_copy(update={"retrieved": answer.retrieved[::-1]})
        assert metrics.ranked_ids(shuffled) == ["/us/a", "/us/b"]

    def test_nothing_wanted_nothing_measured(self, case: Any) -> None:
        assert metrics.retrieval_score(case(), [CONTROL]) == metrics.RetrievalScore(None, None)

    @given(RANKED, WANTED, st.integers(1, 12))
    def test_recall_is_a_share(self, ranked: list[str], wanted: list[str], k: int) -> None:
        assert 0 <= metrics.recall_at(ranked, wanted, k) <= 1

    @given(RANKED, WANTED)
    def test_all_first_is_all_found(self, ranked: list[str], wanted: list[str]) -> None:
        assert metrics.recall_at(wanted + ranked, wanted, len(wanted)) == 1
        assert metrics.reciprocal_rank(wanted + ranked, wanted) == 1

    @given(RANKED, WANTED)
    def test_zero_rank_means_none_found(self, ranked: list[str], wanted: list[str]) -> None:
        nothing = metrics.reciprocal_rank(ranked, wanted) == 0
        assert nothing == (metrics.recall_at(ranked, wanted, 12) == 0)


class TestWords:
    def test_one_of_each_group_must_be_said(self, case: Any) -> None:
        gold = case(must_mention=[["30 days", "thirty days"], ["Treasury"]])
        got = metrics.word_score(gold, "File within THIRTY DAYS.")
        assert got.unsaid == (("Treasury",),)

    def test_what_must_not_be_said(self, case: Any) -> None:
        gold = case(must_not_say=["rockets are encouraged", "^yes"])
        assert metrics.word_score(gold, "Yes: Rockets are encouraged.").forbidden == gold.must_not_say
        assert metrics.word_score(gold, "No, and yes: rockets are not encouraged.").forbidden == ()

    def test_missing_facts_by_alternatives(self, case: Any) -> None:
        gold = case(expected_missing=["on_us_list", "stake|deal_type"])
        assert metrics.missing_facts(gold, ["deal_type"]) == ("on_us_list",)


class TestPassed:
    def test_a_right_answer_passes(self, case: Any, response: Any) -> None:
        gold = case(
            verdict={"overall": ["conditions"], "us": {"status": ["notifiable"]}},
            cites_all=[CONTROL],
            must_mention=[["notif"]],
            expected_missing=["province"],
            missing_at_least=1,
        )
        answer = response(
            us="notifiable",
            overall="conditions",
            cites=(CONTROL,),
            answer="Notifiable [1].",
            missing=("province",),
        )
        assert metrics.score(gold, answer, {CONTROL}).passed

    @pytest.mark.parametrize(
        "flaw",
        [
            {"lang": "zh"},
            {"kind": ["lookup"]},
            {"verdict": {"us": {"status": ["prohibited"]}}},
            {"cites_all": [ITEM]},
            {"must_mention": [["unsaid"]]},
            {"must_not_say": ["depends"]},
            {"expected_missing": ["province"]},
            {"missing_at_least": 1},
        ],
    )
    def test_any_flaw_fails(self, case: Any, response: Any, flaw: dict[str, Any]) -> None:
        assert metrics.score(case(), response(us="notifiable"), set()).passed
        assert not metrics.score(case(**flaw), response(us="notifiable"), set()).passed

    def test_an_invented_citation_fails(self, case: Any, response: Any) -> None:
        assert not metrics.score(case(), response(cites=("/us/none",)), {CONTROL}).passed


def test_mean_leaves_out_what_is_not_there() -> None:
    assert metrics.mean([1.0, None, 0.0]) == 0.5
    assert metrics.mean([None]) is None
