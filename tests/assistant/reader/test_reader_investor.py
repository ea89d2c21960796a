"""Who invests: nationality, kind, and who stands behind a foreign vehicle."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    "text",
    [
        "We are a Boston venture fund and take 10% of a Hefei company.",
        "Ohio seed company takes 30% of a Yinchuan firm.",
        "I'm from Maine and want 2%.",
        "Utah angel, convertible note, Nanning company.",
        "Pension plan for teachers in Iowa here.",
        "我们是波士顿的VC，拿20%入股西安一家公司。",
        "我们（弗吉尼亚的产业基金）买了芜湖公司17%的股权。",
        "本行（夏洛特，全国性银行）拟向乌鲁木齐一家企业贷款。",
        "我们硅谷基金领投。",
        "客戶是一家美國公司，擬收購深圳企業三成股權。",
    ],
)
def test_an_american_investor(facts: Facts, text: str) -> None:
    assert facts(text)["us_person"] is True


def test_american_rules_are_no_control_behind_a_foreign_vehicle(facts: Facts) -> None:
    assert "investor_is_cfe" not in facts("我们是德国公司，母公司在慕尼黑，美国规则管得到吗？")
    assert "investor_is_cfe" not in facts(
        "We are a Paris company; our parent is French. Do U.S. rules apply?"
    )


def test_whoever_acts_is_the_investor_whatever_it_is_called(facts: Facts) -> None:
    assert facts("A Californian holding company intends to acquire 80% of it.")["us_person"] is True
    assert "us_person" not in facts("Its Californian holding company makes antennas.")


@pytest.mark.parametrize(
    "text",
    [
        "We are a Munich company with no American shareholder and take 20% of a Hefei firm.",
        "Our client is an Osaka trading house and buys 2%.",
        "我司是日企，收购南京一家公司30%股权。",
        "我们，法国一家再保险公司，无美国股东，拟参股7.5%。",
        "外方是法国公司，合资占49%。",
        "A Munich fund, German-owned, with no U.S. parent and no U.S. resident in it, buys 20% of a firm.",
        "A Munich fund acquires 20% of a firm. It has no American shareholders.",
        "德国公司（无美国股东、无美国籍管理人员）收购合肥一家公司20%股权。",
    ],
)
def test_an_investor_of_another_country(facts: Facts, text: str) -> None:
    assert facts(text)["us_person"] is False


@pytest.mark.parametrize(
    "text",
    [
        "We are a Munich company; one of our directors is an American citizen.",
        "We are a Paris company. Our adviser sits in Texas.",
        "We sign up as a limited partner in a Cayman fund.",
        "我司是日企，但大股东在加州。",
        "我们投的是一只卢森堡基金。",
        "德国公司收购合肥一家公司20%股权。",
        "德国公司（无美国股东）收购合肥一家公司，但由一名美国公民决策。",
        "Everyone who decides at the investor is Swiss.",
        "The investor is perhaps Swiss.",
        "A Munich fund buys 20% of a Hefei firm.",
        "A Munich fund buys 20% of a Hefei firm; no U.S. technology moves.",
        "A Munich fund with no U.S. parent buys 20%; one director is American.",
    ],
)
def test_a_foreign_name_alone_does_not_clear(facts: Facts, text: str) -> None:
    assert facts(text).get("us_person") is not False


@pytest.mark.parametrize(
    "text",
    [
        "Our Cayman fund's GP is a Massachusetts LLC.",
        "Our client is a Canadian company, and its parent is in Dallas.",
        "我们是一只英国注册的基金，GP是特拉华公司。",
        "拟投资人是加拿大公司，母公司在达拉斯。",
    ],
)
def test_american_control_behind_a_foreign_vehicle(facts: Facts, text: str) -> None:
    read = facts(text)
    assert read["investor_is_cfe"] is True
    assert read.get("us_person") is not False


@pytest.mark.parametrize(
    "text",
    [
        "Is the target on a U.S. list?",
        "What do the American rules say?",
        "It buys parts from an American supplier of Texas Instruments chips.",
        "Please answer separately for Washington and Beijing.",
        "What do Beijing and Washington say?",
        "请分别告诉我们华盛顿和北京的结论。",
        "美国规则怎么说？",
        "它的芯片来自美国供应商。",
    ],
)
def test_american_rules_lists_and_suppliers_are_no_investor(facts: Facts, text: str) -> None:
    assert "us_person" not in facts(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We are a Delaware venture fund.", "fund"),
        ("We are a Tulsa pump manufacturer.", "company"),
        ("I am a U.S. citizen and invest my own savings.", "individual"),
        ("Investor: Purdue University, holding directly.", "university"),
        ("我们是一家纽约的家族办公室，打算买8%。", "fund"),
        ("我司是明尼苏达一家低温设备公司。", "company"),
        ("我是美国公民。", "individual"),
        ("投资人：加州某大学。", "university"),
    ],
)
def test_the_kind_of_investor(facts: Facts, text: str, kind: str) -> None:
    assert facts(text)["investor_kind"] == kind
