"""The encoder that compares a promise with a passage word by word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.pair_encoder import NAMES, met, passage_pieces, promise_pieces

PROMISE = "將檢討調整貨幣政策，以維持物價穩定"


def test_a_text_meets_itself_in_full() -> None:
    assert met("", PROMISE, PROMISE) == pytest.approx([1.0] * len(NAMES), abs=0.02)


def test_the_same_matter_in_other_words_is_nearer_than_another_matter() -> None:
    near = met("", PROMISE, "央行理事會決議升息半碼，有助抑制通膨")
    far = met("", PROMISE, "松嶺步道整建工程業已完工開放")

    assert near[0] > far[0]
    assert near[-1] > far[-1]


def test_a_title_stands_before_its_promise() -> None:
    assert promise_pieces("橋梁改建", "將完工") == promise_pieces("", "橋梁改建：將完工")
    assert promise_pieces("", "將完工") == passage_pieces("將完工")


def test_a_very_long_text_is_cut() -> None:
    assert len(passage_pieces("漁港碼頭整建工程" * 500)) <= 202


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_compared_the_measures_are_shares_and_the_same_each_time(title: str, one: str, other: str) -> None:
    found = met(title, one, other)

    assert len(found) == len(NAMES)
    assert all(-1.01 <= share <= 1.01 for share in found)
    assert found == met(title, one, other)
