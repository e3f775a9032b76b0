"""Titles: short, and understood without the letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.titles import LONGEST, title


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("交通部公路總局預計114年3月完成長安橋改建。", "114年3月完成長安橋改建"),
        ("本部將持續推動臺灣文化（含客語）保存。", "持續推動臺灣文化保存"),
        ("未來將儘速修正「停車場設置辦法」。", "修正停車場設置辦法"),
    ],
)
def test_subject_and_modality_are_left_out(words: str, wanted: str) -> None:
    assert title(words) == wanted


def test_what_this_case_is_comes_from_the_heading() -> None:
    assert "長安橋" in title("本案預計明年底完工。", ("關於長安橋改建問題",))


def test_what_this_case_is_comes_from_the_subject_where_no_heading_says_it() -> None:
    subject = "（三）行政院函送陳委員就長安橋改建問題所提質詢之書面答復，請查照案。"
    assert "長安橋" in title("本案預計明年底完工。", (), subject)


def test_a_time_alone_is_no_title() -> None:
    assert title("該橋預計於113年底前完工。", ("關於長安橋改建問題",)) == "長安橋改建於113年底前完工"


def test_no_number_is_cut_in_two() -> None:
    assert not title("政府將持續努力與地方政府及各部會合作推動達成2025年太陽光電目標。").endswith(("2", "20", "202"))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3), st.text(max_size=40))
def test_any_words_give_a_title_of_the_right_length(words: str, headings: list[str], subject: str) -> None:
    found = title(words, headings, subject)
    assert 1 <= len(found) <= LONGEST
    assert found.strip() == found
