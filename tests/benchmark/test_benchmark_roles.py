"""The scorers of roles and of confidence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmark.reliability import at_thresholds, bins, brier, calibration_error
from benchmark.roles import Unit, average_precision, count, curve

TOLD = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def unit(gold: set[str], roles: set[str], kind: set[str] | None = None) -> Unit:
    return Unit(frozenset(gold), frozenset(roles), frozenset(kind or set()), (0.0,) * 8)


def test_roles_are_counted_each_for_itself() -> None:
    tally = count([unit({"reports", "commits"}, {"commits"}), unit(set(), {"declines"}), unit({"declines"}, set())])

    assert (tally["commits hit"], tally["reports hit"], tally["declines hit"]) == (1, 0, 0)
    assert (tally["reports gold"], tally["declines ours"], tally["declines gold"]) == (1, 1, 1)


def test_levels_and_aspects_are_asked_only_where_the_role_is_agreed() -> None:
    tally = count(
        [
            unit({"commits", "C1", "C3"}, {"commits"}, {"C3"}),
            unit({"commits", "C2"}, {"commits"}, {"C3"}),
            unit({"reports", "done"}, {"commits"}, {"C3"}),
            unit({"reports", "under_way"}, {"reports"}, {"under_way"}),
        ]
    )

    assert (tally["level right"], tally["commits hit"]) == (1, 2)
    assert (tally["aspect right"], tally["reports hit"]) == (1, 1)


def test_average_precision_of_a_perfect_order_is_one_and_of_equal_scores_the_base_rate() -> None:
    true = np.array([True, False, True, False])

    assert average_precision(np.array([0.9, 0.2, 0.8, 0.1]), true) == 1.0
    assert average_precision(np.array([0.1, 0.2, 0.1, 0.9]), true) == pytest.approx(0.5)
    assert average_precision(np.full(4, 0.5), true) == 0.5
    assert average_precision(np.full(4, 0.5), np.zeros(4, dtype=bool)) == 0.0


def test_the_curve_gains_precision_where_scores_are_right() -> None:
    points = curve(np.array([0.2, 0.6, 0.9]), np.array([False, False, True]))
    by_threshold = {point["threshold"]: point for point in points}

    assert by_threshold[0.1]["precision"] == pytest.approx(1 / 3)
    assert by_threshold[0.8]["F1"] == 1.0
    assert [point["recall"] for point in points] == sorted((point["recall"] for point in points), reverse=True)


@settings(deadline=None, max_examples=100)
@given(TOLD, st.booleans())
def test_bins_hold_every_commitment_once_and_keep_the_mean(
    pairs: list[tuple[float, bool]],
    equal_width: bool,
) -> None:
    told, right = (np.array(column, dtype=np.float64) for column in zip(*pairs, strict=True))
    found = bins(told, right, equal_width=equal_width)

    assert sum(one.size for one in found) == len(pairs)
    assert sum(one.size * one.told for one in found) == pytest.approx(told.sum())
    assert sum(one.size * one.right for one in found) == pytest.approx(right.sum())
    assert 0 <= calibration_error(found) <= 1


def test_confidence_that_means_what_it_says_has_no_calibration_error() -> None:
    told = np.repeat([0.25, 0.75], 40)
    right = np.concatenate([np.tile([1.0, 0, 0, 0], 10), np.tile([1.0, 1, 1, 0], 10)])

    assert calibration_error(bins(told, right, equal_width=True)) == 0.0
    assert calibration_error(bins(told, right, equal_width=False)) == 0.0
    assert calibration_error(bins(np.ones(80), right, equal_width=True)) == 0.5
    assert brier(told, right) == pytest.approx(0.1875)


def test_a_threshold_tells_both_sides() -> None:
    rows = {
        row["threshold"]: row for row in at_thresholds(np.array([0.5, 0.5, 0.95, 0.95]), np.array([0, 1, 1, 1.0]), 4)
    }

    assert rows[0.9]["share below"] == 0.5
    assert (rows[0.9]["precision below"], rows[0.9]["precision above"]) == (0.5, 1.0)
    assert rows[0.9]["recall above"] == 0.5
    assert rows[0.4]["F1 above"] == pytest.approx(6 / 8)
