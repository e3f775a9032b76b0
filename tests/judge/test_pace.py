"""Pace: needed, kept, and where it lands; nothing of two points."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.measures import Measure, Start
from yinuo.judge.pace import LEAST, pace
from yinuo.model import Direction, Target

DUE = date(2025, 12, 31)
GOAL = Target("20GW", Decimal(20), "GW")


def point(on: date, value: float | str) -> Measure:
    return Measure(on, Decimal(str(value)), f"{value}GW", "e", met=False)


YEARLY = [point(date(year, 1, 1), 2 * (year - 2018)) for year in (2019, 2020, 2021, 2022)]  # 2, 4, 6, 8


def test_a_steady_course_lands_where_its_line_meets_the_target() -> None:
    found = pace(YEARLY, GOAL, DUE)
    assert found is not None
    assert found.kept is not None
    assert abs(found.kept - 2) < Decimal("0.01")
    assert found.needed is not None
    assert abs(found.needed - 3) < Decimal("0.01")
    assert found.likely is not None
    assert abs((found.likely - date(2028, 1, 1)).days) <= 3
    assert found.landing is not None
    assert found.landing.first <= found.likely <= found.landing.last
    assert not found.open_ended


def test_two_points_keep_no_pace() -> None:
    found = pace(YEARLY[:2], GOAL, DUE)
    assert found is not None
    assert (found.kept, found.landing, found.points) == (None, None, 2)
    assert found.needed is not None
    assert pace([], GOAL, DUE) is None


def test_a_start_alone_says_what_is_needed() -> None:
    found = pace([], GOAL, DUE, Start(date(2021, 12, 31), Decimal(8), "8GW"))
    assert found is not None
    assert (found.kept, found.landing, found.points) == (None, None, 1)
    assert found.needed is not None
    assert abs(found.needed - 3) < Decimal("0.01")


def test_the_start_that_a_promise_tells_is_a_point() -> None:
    found = pace(YEARLY[1:3], GOAL, DUE, Start(date(2019, 1, 1), Decimal(2), "2GW"))
    assert found is not None
    assert found.kept is not None
    assert found.points == LEAST


def test_one_figure_out_of_step_moves_the_landing_little() -> None:
    calm, odd = pace(YEARLY, GOAL, DUE), pace([*YEARLY, point(date(2021, 7, 1), 15)], GOAL, DUE)
    assert calm is not None
    assert odd is not None
    assert calm.likely is not None
    assert odd.likely is not None
    assert abs((calm.likely - odd.likely).days) < 400


def test_a_quantity_to_be_lowered_lands_below() -> None:
    most = Target("12%", Decimal(12), "%", Direction.AT_MOST)
    found = pace([point(date(year, 1, 1), 20 - (year - 2019)) for year in (2019, 2020, 2021)], most, DUE)
    assert found is not None
    assert found.kept is not None
    assert found.kept < 0
    assert found.likely is not None
    assert found.likely.year in (2026, 2027)


def test_what_stands_still_or_turns_back_never_lands() -> None:
    still = pace([point(date(year, 1, 1), 5) for year in (2019, 2020, 2021)], GOAL, DUE)
    back = pace([point(date(year, 1, 1), 2025 - year) for year in (2019, 2020, 2021)], GOAL, DUE)
    for found in (still, back):
        assert found is not None
        assert (found.landing, found.likely) == (None, None)


def test_a_scattered_course_lands_in_a_wide_span_and_says_where_it_has_no_end() -> None:
    values = (1, 6, 5, 5, 7)
    found = pace([point(date(2019 + at, 1, 1), value) for at, value in enumerate(values)], GOAL, DUE)
    assert found is not None
    assert found.landing is not None
    assert (found.landing.last - found.landing.first).days > 365 or found.open_ended


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.decimals(-10, 40, places=2)), max_size=9),
    st.sampled_from(Direction),
    st.integers(0, 99),
)
def test_the_order_of_arrival_changes_nothing_and_a_landing_is_never_in_the_past(
    told: list[tuple[int, Decimal]], direction: Direction, seed: int
) -> None:
    points = [point(date(2019, 1, 1) + timedelta(days=days), str(value)) for days, value in told]
    goal = Target("20GW", Decimal(20), "GW", direction)
    found = pace(points, goal, DUE)
    assert pace(Random(seed).sample(points, len(points)), goal, DUE) == found
    if found is not None and found.landing is not None:
        assert found.likely is not None
        assert max(item.on for item in points) <= found.landing.first <= found.likely <= found.landing.last
        assert found.points >= LEAST
