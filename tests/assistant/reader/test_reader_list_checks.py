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
        "美国的清单，它自己和股东都不在上面。",
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
