"""κ by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.kappa import kappa

LABELS = st.sampled_from(["progress", "fulfilled", "rejected"])


def test_a_table_worked_out_by_hand() -> None:
    told = kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15)

    assert told.count == 50
    assert told.observed == pytest.approx(0.7)
    assert told.expected == pytest.approx(0.5)
    assert told.value == pytest.approx(0.4)


def test_nothing_and_one_word_only_have_no_kappa() -> None:
    assert kappa([]).value is None
    assert kappa([("a", "a")] * 9).value is None


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30))
def test_kappa_is_the_same_from_either_side_and_one_only_where_all_agree(pairs: list[tuple[str, str]]) -> None:
    one, other = kappa(pairs), kappa([(second, first) for first, second in pairs])

    assert one == other
    if one.value is not None and one.low is not None and one.high is not None:
        assert -1 <= one.low <= one.value <= one.high <= 1 + 1e-9
        assert (one.observed == 1) == (one.value == pytest.approx(1))
