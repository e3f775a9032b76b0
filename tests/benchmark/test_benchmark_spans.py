"""The scorer of spans: what counts as a hit, and what is asked of one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmark.figures import Figure, as_json, by_fold, interval, resampled_f1, table
from benchmark.gold import Letter
from benchmark.spans import FIGURES, attributes, count, match, overlap
from yinuo.model import DateInterval, Document, DocumentKind

ON = date(2021, 12, 9)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=8)


def span(start: int, end: int, **told: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "level": "C2",
        "deadlines": [],
        "target": None,
        "agency": None,
        "category": None,
        "confidence": 0.9,
    }
    return {"start": start, "end": end, "text": "改" * (end - start), **plain, **told}


def letter(*gold: dict[str, Any]) -> Letter:
    document = Document("a", DocumentKind.REPLY, "本局將於明年改建。" * 20, DateInterval.day(2021, 12, 9))
    return Letter(document, (), gold, full=True)


def test_half_of_the_shorter_is_needed() -> None:
    assert overlap(span(0, 10), span(5, 15)) == pytest.approx(5 / 15)
    assert overlap(span(0, 10), span(6, 16)) == 0.0


def test_a_small_piece_of_a_long_span_is_no_hit_although_it_lies_inside() -> None:
    assert overlap(span(10, 20), span(0, 100)) == 0.0
    assert overlap(span(10, 40), span(0, 100)) == pytest.approx(0.3)


def test_two_of_ours_in_one_span_of_the_readers_are_one_hit_the_better_one() -> None:
    assert match([span(0, 9), span(9, 20)], [span(0, 20)]) == [(1, 0)]


def test_spans_that_touch_share_nothing() -> None:
    assert match([span(0, 10)], [span(10, 20)]) == []


@settings(deadline=None, max_examples=100)
@given(SPANS, SPANS)
def test_matching_is_one_to_one_and_does_not_depend_on_which_side_is_whose(
    ours: list[tuple[int, int]], gold: list[tuple[int, int]]
) -> None:
    one, other = ([span(start, start + length) for start, length in side] for side in (ours, gold))
    pairs = match(one, other)

    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs) <= min(len(one), len(other))
    assert all(overlap(one[a], other[b]) > 0 for a, b in pairs)
    assert [overlap(one[a], other[b]) for a, b in pairs] == [overlap(other[b], one[a]) for b, a in match(other, one)]


@settings(deadline=None, max_examples=50)
@given(SPANS)
def test_the_readers_own_spans_score_all_of_them(spans: list[tuple[int, int]]) -> None:
    gold = [span(start, start + length) for start, length in spans]
    tally = count(letter(*gold), gold)

    assert tally["span hit"] == tally["span ours"] == tally["span gold"] == len(gold)
    assert tally["level right"] == tally["C2 hit"] == len(gold)


def test_a_deadline_is_right_by_its_days_whatever_its_words() -> None:
    due = [{"text": "明年底", "date": "2022-12-31", "event": "完工"}]
    ours = [{"text": "111年底前", "date": "2022-12-31", "event": None}]

    assert attributes(span(0, 9, deadlines=ours), span(0, 9, deadlines=due), ON)["deadlines"]
    assert not attributes(span(0, 9), span(0, 9, deadlines=due), ON)["deadlines"]
    assert attributes(span(0, 9), span(0, 9), ON)["no deadline"]
    assert not attributes(span(0, 9, deadlines=ours), span(0, 9), ON)["no deadline"]


def test_a_target_is_right_by_its_value_and_stricter_with_its_unit() -> None:
    have = span(0, 9, target={"text": "20座", "value": 20, "unit": "座"})
    other_unit = span(0, 9, target={"text": "20處", "value": 20.0, "unit": "處"})
    found = attributes(other_unit, have, ON)

    assert (found["target"], found["target and unit"]) == (True, False)
    assert attributes(span(0, 9), have, ON)["target"] is False
    assert attributes(have, span(0, 9), ON)["no target"] is False


def test_another_name_of_one_body_is_the_same_body_and_not_the_same_name() -> None:
    found = attributes(span(0, 9, agency="臺灣電力公司"), span(0, 9, agency="台灣電力公司"), ON)

    assert not found["agency"]
    assert found["agency's body"]
    assert not attributes(span(0, 9), span(0, 9, agency="經濟部"), ON)["agency's body"]


def test_levels_read_wrongly_are_told_apart() -> None:
    tally = count(letter(span(0, 9, level="C1"), span(20, 29)), [span(0, 9, level="C3"), span(20, 29)])

    assert tally["read C1 as C3"] == tally["read C2 as C2"] == 1
    assert (tally["level right"], tally["level of"]) == (1, 2)


def test_folds_are_summed_and_every_figure_is_shown_beside_what_others_reach() -> None:
    good, missed = letter(span(0, 9)), letter(span(0, 9), span(20, 29))
    folds = by_fold([(1, count(missed, [])), (0, count(good, [span(0, 9)])), (1, count(good, [span(0, 9)]))])
    shown, plain = table(FIGURES, folds), as_json(FIGURES, folds)

    assert plain["span F1"]["folds"] == [1.0, 0.5]
    assert plain["span F1"]["all"] == pytest.approx(2 * 2 / (2 + 4))
    assert (plain["span F1"]["peer"], plain["span F1"]["readers"]) == ("0.22", "0.935")
    assert all(figure.name in shown for figure in FIGURES)


def test_an_interval_holds_the_figure_and_shrinks_to_it_where_all_texts_are_alike() -> None:
    mixed = [{"hit": 3, "ours": 4, "gold": 4}, {"hit": 0, "ours": 2, "gold": 3}, {"hit": 5, "ours": 6, "gold": 5}]
    low, high = interval(resampled_f1(mixed, "hit", "ours", "gold"))

    assert 0 <= low < 16 / 24 < high <= 1
    assert interval(resampled_f1(mixed[:1] * 4, "hit", "ours", "gold")) == (0.75, 0.75)


def test_a_figure_of_nothing_is_nought_not_an_error() -> None:
    assert [figure.value(count(letter(), [])) for figure in FIGURES] == [0.0] * len(FIGURES)
    assert isinstance(FIGURES[0], Figure)
