"""The change of a law bears on promises to change that law, in those articles."""

import time

import pytest

from yinuo.judge.law_changes import another_law

CHANGE = "河濱步道管理條例業於112年6月28日經總統令修正公布第4、5、10至12、20-1條條文；並自公布日施行。"


@pytest.mark.parametrize(
    "promise",
    [
        "本部將持續推動河濱步道興建工程。",
        "本部將於112年底前提出「橋梁養護條例」修正草案。",
        "本部將修正河濱步道管理條例第9條。",
        "本部將修正河濱步道管理條例第20條之2。",
        "本部將修正河濱步道管理條例施行細則。",
    ],
)
def test_another_law_another_article_or_no_law_is_another_thing(promise: str) -> None:
    assert another_law(promise, CHANGE)


@pytest.mark.parametrize(
    "promise",
    [
        "本部將修正河濱步道管理條例。",
        "本部將研議修法提高罰鍰額度。",
        "本部將提出本條例第4條修正草案。",
        "本部將提出「河濱步道管理條例」部分條文修正草案。",
        "本部將修正該條例第 11 條及第 13 條。",
        "本部將修正該條例第20條之1。",
    ],
)
def test_a_promise_to_change_that_law_is_not(promise: str) -> None:
    assert not another_law(promise, CHANGE)


def test_a_report_of_works_or_of_a_bill_is_none_of_its_business() -> None:
    assert not another_law("本部將興建步道。", "河濱步道業於112年6月28日完工啟用。")
    assert not another_law("本部將興建步道。", "為落實河濱步道管理條例，業於112年6月28日修正收費。")


def test_a_long_list_of_articles_is_read_in_no_time() -> None:
    began = time.perf_counter()
    another_law("第" + "1、" * 50_000, CHANGE + "第" + "9、" * 50_000)
    assert time.perf_counter() - began < 2
