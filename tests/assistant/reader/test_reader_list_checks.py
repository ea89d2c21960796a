"""Checks against the lists of the United States, in whatever words."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    "text",
    [
        "Name checks against all U.S. lists, owners included: nothing.",
        "Neither the company nor its owners feature on US lists.",
        "Screening of the company and everyone on its share register against American lists was clean.",
        "We had someone go through the American sanction and entity lists for it and its owners: not there.",
        "They ran the target and its owners through every American list and came up empty.",
        "Screening of issuer and owners, against all Washington's lists: negative.",
        "The restricted lists of the U.S. contain neither them nor their owners.",
        "Not on US lists, nor are the owners.",
        "All owners and the target were screened against every U.S. list, with zero matches.",
        "No American list names the company or a shareholder.",
        "The company and the people behind it do not figure on any list of the U.S. government.",
        "Checked the lot: SDN, Entity List, 1260H, CMIC, MEU. Company and owners clean.",
        "The U.S. lists are silent on both the company and its owners.",
        "公司以及全部股东在美国各类制裁清单里都查不到。",
        "OFAC、BIS、国防部的清单：公司及股东均未命中。",
        "它和它的老板们从没上过美国的黑名单。",
        "美国的清单，它自己和股东都不在上面。",
        "美方清单已查，工厂、厂长一家（全部股东）均不在列。",
        "经检索，标的及其两名股东不在美国任何限制名单之内。",
        "名单筛查已覆盖标的及其全部股东，美国各清单均无命中。",
        "它跟它的股东都没进过美国的名单。",
    ],
)
def test_a_check_of_target_and_owners_that_found_nothing(facts: Facts, text: str) -> None:
    assert facts(text)["on_us_list"] is False


@pytest.mark.parametrize(
    "text",
    [
        "It is on no US list, but its owner is.",
        "The company is on no US list.",
        "The company is on the Entity List; its owners are on no U.S. list.",
        "Its owners are clean on all U.S. lists, the company is not.",
        "We screened the company against all U.S. lists. Nothing on the owners has been received.",
        "The owners, on no US list, hold 40%, and the company itself is listed under 1260H.",
        "It is on no U.S. list, and its owners were never checked.",
        "美国清单查过，公司没有，股东有。",
        "公司不在美国清单上，股东在。",
        "Neither it nor its owners are on the U.S. 1260H list.",
        "Something came up when it and its owners were checked against the US lists.",
        "Neither the company nor its owners are on US lists, except one shareholder.",
        "We have not checked the company and its owners against US lists yet.",
        "The founder says that neither the company nor its owners are on any US list.",
        "Only some of its owners were checked against US lists: nothing.",
        "公司不在美国清单上，但股东在。",
        "据说公司和股东都不在美国清单上。",
        "公司及部分股东不在美国清单上。",
        "公司和股东是否在美国清单上，尚未核查。",
        "Is the company or one of its owners on a US list?",
        "It appears in 1260H and nowhere else; the other US lists are clear for it and its holders.",
    ],
)
def test_a_check_that_is_partial_hedged_or_not_made_settles_nothing(facts: Facts, text: str) -> None:
    assert facts(text).get("on_us_list") is not False
