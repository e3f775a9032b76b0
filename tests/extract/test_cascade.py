"""The cascade: plain units are settled by the first reader; the second has its share of the rest."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.cascade import PROMISE, SHARES, chances, joined, unsettled
from yinuo.extract.weights import OUTPUTS

WIDE = len(OUTPUTS)
rows = st.lists(st.lists(st.floats(-12, 12), min_size=WIDE, max_size=WIDE), min_size=1, max_size=12)


def row(commits: float, reports: float, declines: float) -> list[float]:
    return [commits, reports, declines, *[0.0] * (WIDE - 3)]


def test_plain_promises_plain_reports_and_plain_background_are_settled() -> None:
    assert unsettled(np.array([row(6, -6, -6), row(-6, 6, -6), row(-6, -6, -6)])) == [False, False, False]


def test_a_doubt_about_one_role_is_enough() -> None:
    assert unsettled(np.array([row(0, -6, -6), row(-6, 0, -6), row(-6, -6, 0), row(6, 0, -6)])) == [True] * 4


@settings(deadline=None, max_examples=60)
@given(rows, st.data())
def test_a_unit_that_was_not_read_again_keeps_its_score(scores: list[list[float]], data: st.DataObject) -> None:
    first = np.array(scores)
    again = data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores)))
    second = np.where(np.array(again)[:, None], first + 2.0, np.nan)
    mixed = joined(first, second)
    heard = np.where(np.array(again)[:, None], 2.0 * np.array(SHARES), 0.0)
    sure = ~np.array([PROMISE[0] < 1 / (1 + np.exp(-one)) < PROMISE[1] for one in first[:, 0]])
    heard[sure, 0] = 0.0
    assert np.allclose(mixed, first + heard)


def test_what_is_read_again_for_its_report_is_not_made_a_promise() -> None:
    first, second = np.array([row(-3, 0, -6)]), np.array([row(4, 2, -6)])
    (mixed,) = joined(first, second)
    assert mixed[0] == -3
    assert 0 < mixed[1] < 2


@settings(deadline=None, max_examples=60)
@given(rows)
def test_chances_are_chances_and_rise_with_the_score(scores: list[list[float]]) -> None:
    joint = np.array(scores)
    looked = np.full(joint.shape, 0.3)
    told = chances(joint, looked)
    assert ((told > 0) & (told < 1)).all()
    assert (chances(joint + 1.0, looked) > told - 1e-12).all()
    assert np.allclose(told[:, 0], 1 / (1 + np.exp(-joint[:, 0])))
