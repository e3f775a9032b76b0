"""Labels of automatic list numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.decode.formats.numbering import Counters, Level, count, han_count


@pytest.mark.parametrize(
    ("style", "number", "label"),
    [
        ("taiwaneseCountingThousand", 1, "一"),
        ("taiwaneseCountingThousand", 10, "十"),
        ("taiwaneseCountingThousand", 21, "二十一"),
        ("taiwaneseCountingThousand", 110, "一百一十"),
        ("taiwaneseCountingThousand", 1005, "一千零五"),
        ("ideographLegalTraditional", 12, "壹拾貳"),
        ("ideographTraditional", 11, "甲"),
        ("ideographZodiac", 3, "寅"),
        ("ideographDigital", 105, "一〇五"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalZero", 7, "07"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerLetter", 27, "aa"),
        ("無此樣式", 5, "5"),
    ],
)
def test_a_style_counts_as_word_does(style: str, number: int, label: str) -> None:
    assert count(style, number) == label


@given(st.integers(1, 9_999))
def test_no_two_numbers_share_a_han_label(number: int) -> None:
    digits = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
    units = {"十": 10, "百": 100, "千": 1000}
    total, digit = 0, 1
    for sign in han_count(number):
        if sign in units:
            total, digit = total + digit * units[sign], 0
        else:
            digit = digits[sign]

    assert total + (digit if han_count(number)[-1] in digits else 0) == number


def test_a_level_that_never_restarts_counts_on() -> None:
    levels = {0: Level("decimal", "%1."), 1: Level("decimal", "(%2)", restart=0)}
    counters = Counters({"a": levels}, {"1": ("a", {})})

    labels = [counters.label("1", depth) for depth in (0, 1, 0, 1)]

    assert labels == ["1. ", "(1)", "2. ", "(2)"]


def test_bullets_and_legal_numbers() -> None:
    levels = {
        0: Level("taiwaneseCounting", "第%1條"),
        1: Level("decimal", "%1.%2", legal=True),
        2: Level("bullet", "\uf0b7"),
    }
    counters = Counters({"a": levels}, {"1": ("a", {})})

    assert [counters.label("1", depth) for depth in (0, 1, 2)] == ["第一條 ", "1.1 ", "• "]
    assert counters.label("9", 0) == counters.label("1", 8) == counters.label(None, 0) == ""
