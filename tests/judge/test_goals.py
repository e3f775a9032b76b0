"""Another year's goal, or one region's, is not the promised one."""

from datetime import date
from decimal import Decimal

import pytest

from yinuo.extract.deadlines import deadlines
from yinuo.judge.goals import another_goal, same_goal
from yinuo.judge.reading import read
from yinuo.model import DateInterval, Direction, Target

MADE, TOLD = date(2021, 3, 1), date(2021, 9, 1)
PROMISE = "售水漏損率預計由去年之15%降至111年之13.45%"
TARGET = Target("13.45%", Decimal("13.45"), "%", Direction.AT_MOST)


def other(passage: str, promise: str = PROMISE, target: Target | None = TARGET) -> bool:
    due = deadlines(promise, DateInterval.day(2021, 3, 1))
    return another_goal(read(promise).text, target, due, read(passage).text, TOLD)


@pytest.mark.parametrize(
    "passage",
    ["預計113年底漏損率降至12%", "規劃於115年底前將漏損率降至10%", "其中臺中地區目標於111年底漏損率降至14.4%"],
)
def test_another_years_goal_or_a_regions_is_another(passage: str) -> None:
    assert other(passage)


@pytest.mark.parametrize(
    "passage",
    [
        "截至本年8月漏損率已降至14.2%，113年底將再降至12%",  # a report
        "漏損率將於113年底降至13.45%",  # the same goal, later
        "漏損率目標由111年13.45%調整為113年12%",  # a move
        "漏損率降低工作因缺料延宕，113年底始能降至12%",  # a delay
        "將持續推動漏損率降低工作",
        "預計113年底更新管線800公里",  # figures of another kind
    ],
)
def test_a_report_a_move_or_the_same_goal_is_not(passage: str) -> None:
    assert not other(passage)


def test_without_a_target_there_is_no_other_goal() -> None:
    assert not other("預計113年底漏損率降至12%", target=None)


def test_a_promise_that_names_nothing_but_its_figure_is_told_by_that_figure() -> None:
    promise, target = "完工後預計再增加3.5萬公噸", Target("3.5萬公噸", Decimal(35000), "公噸")
    assert other("完工後預計增加4.1萬公噸", promise, target)
    assert not other("完工後預計增加3.5萬公噸", promise, target)


SOLAR, GOAL = "將與各部會合作達成2025年太陽光電20GW目標", Target("20GW", Decimal(20), "GW")


def same(passage: str) -> bool:
    due = deadlines(SOLAR, DateInterval.day(2021, 3, 1))
    return same_goal(read(SOLAR).text, GOAL, due, read(passage).text, TOLD)


@pytest.mark.parametrize(
    "passage",
    ["太陽光電今年將達11.25GW，朝2025年20GW持續努力。", "太陽光電部分，2025年目標為2000萬瓩。"],
)
def test_the_promised_quantity_for_the_promised_year_is_the_same_goal(passage: str) -> None:
    assert same(passage)


@pytest.mark.parametrize(
    "passage",
    [
        "太陽光電將於2030年達20GW。",  # another year
        "太陽光電將於2025年達18GW。",  # another quantity
        "鄰國離岸風場2025年達20GW。",  # another matter
        "太陽光電2025年前將持續推動。外國現有20GW。",  # not in one sentence
    ],
)
def test_another_year_quantity_or_matter_is_not(passage: str) -> None:
    assert not same(passage)
