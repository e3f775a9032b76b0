"""Numbers in every script the letters mix."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.numerals import find_numbers, read_number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,234.5", "1234.5"),
        ("１,２３４.５", "1234.5"),
        ("3萬3110", "33110"),
        ("62萬5922", "625922"),
        ("7.5億", "750000000"),
        ("1兆2,000億", "1200000000000"),
        ("1億1千萬", "110000000"),
        ("1萬億", "1000000000000"),
        ("一百二十", "120"),
        ("一百零五", "105"),
        ("一百二", "120"),
        ("三萬零五", "30005"),
        ("兩萬五", "25000"),
        ("十二", "12"),
        ("廿三", "23"),
        ("兩", "2"),
        ("一二○", "120"),
        ("一一〇", "110"),
        ("壹佰貳拾", "120"),
        ("百分之二十", "20"),
        ("20%", "20"),
        ("２０％", "20"),
        ("四成", "40"),
        ("四成五", "45"),
        ("3.5成", "35"),
        ("16.80萬", "168000"),
    ],
)
def test_a_number_is_read_exactly(words: str, value: str) -> None:
    assert read_number(words) == Decimal(value)


@pytest.mark.parametrize(
    "words", ["", "半數", "數十", "千萬", "三分之一", "3至5", "1,23", "5億3萬億", "元", "12 34", "9" * 41]
)
def test_what_names_no_number_is_refused(words: str) -> None:
    assert read_number(words) is None


def test_numbers_are_found_where_they_stand() -> None:
    text = "投入４７億元，辦理４ 件，普及率達三成五，完成百分之八十"
    found = [(text[number.start : number.end], str(number.value), number.unit) for number in find_numbers(text)]
    assert found == [
        ("４７億", "4700000000", ""),
        ("４", "4", ""),
        ("三成五", "35", "%"),
        ("百分之八十", "80", "%"),
    ]


def test_a_tenth_is_not_read_into_another_word() -> None:
    assert [number.unit for number in find_numbers("由3成員組成，達3成")] == ["", "%"]


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 10**13))
def test_arabic_and_mixed_writing_agree(number: int) -> None:
    trillions, rest = divmod(number, 10**12)
    hundred_millions, rest = divmod(rest, 10**8)
    myriads, ones = divmod(rest, 10**4)
    parts = ((trillions, "兆"), (hundred_millions, "億"), (myriads, "萬"), (ones, ""))
    mixed = "".join(f"{value}{unit}" for value, unit in parts if value)
    assert read_number(f"{number:,}") == number
    assert read_number(mixed) == number


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 9999))
def test_chinese_numerals_agree_with_their_value(number: int) -> None:
    words = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += "零" * (bool(words) and number // (place * 10) % 10 == 0) + "零一二三四五六七八九"[digit] + unit
    assert read_number(words) == number


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="0123456789,.%十百千萬億兆一二兩三〇零廿成五百分之元 ", max_size=40))
def test_any_run_of_numerals_is_read_or_refused(text: str) -> None:
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end <= len(text)
        assert number.value >= 0
        end = number.end


@pytest.mark.parametrize("unit", ["1", "1,", "1.", "萬", "一", "1萬", "百分之", "成", "1,234"])
def test_long_runs_of_numerals_take_linear_time(unit: str) -> None:
    begun = time.process_time()
    for _ in find_numbers(unit * (50_000 // len(unit))):
        pass
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("text", ["數十處", "上千人", "幾百件"])
def test_words_that_only_sound_like_a_number_have_none(text: str) -> None:
    assert list(find_numbers(text)) == []
