"""A promised law that has passed; a step towards it, or another law, is no delivery."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.enactment import enacted

PASSED = "貴院並已於本年4月15日三讀通過「船舶檢丈法」及「漁港養護法」修正案"


@pytest.mark.parametrize(
    "promise",
    [
        "完成「船舶檢丈法」、「漁港養護法」等二法之部分條文修正，展現決心。",
        "將於年底前完成修正「船舶檢丈法」。",
        "本部將修正「漁港養護法」。",
    ],
)
def test_every_law_named_is_told_passed(promise: str) -> None:
    assert enacted(promise, PASSED)


@pytest.mark.parametrize(
    "promise",
    [
        "將研議修正「船舶檢丈法」。",
        "將提出「船舶檢丈法」修正草案。",
        "將於明年完成修正「船舶檢丈法」、「海堤法」。",
        "將依「船舶檢丈法」辦理。",
        "本部將興建漁港。",
    ],
)
def test_a_promise_of_a_step_or_of_another_law_is_not_shown_kept(promise: str) -> None:
    assert enacted(promise, PASSED) is None


@pytest.mark.parametrize(
    "told",
    [
        "俟「船舶檢丈法」三讀通過後，將配合訂定子法",
        "「船舶檢丈法」修正草案業於110年5月1日函請貴院審議",
        "預計於112年三讀通過「船舶檢丈法」",
        "「漁港養護法」業於110年5月1日修正公布",
        "依「船舶檢丈法」辦理。「漁港養護法」業於110年5月1日修正公布",
    ],
)
def test_what_is_hoped_for_or_another_law_is_no_passage(told: str) -> None:
    assert enacted("本部將修正「船舶檢丈法」。", told) is None


def test_other_articles_of_the_same_law_are_another_matter() -> None:
    told = "「船舶檢丈法」業於110年5月1日修正公布第3條、第5條條文"
    assert enacted("將修正「船舶檢丈法」第9條。", told) is None
    assert enacted("將修正「船舶檢丈法」第5條。", told) == "船舶檢丈法"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read(promise: str, passage: str) -> None:
    assert enacted(promise, passage) is None or "」" in promise
