"""The day of a text that is no letter."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.decode.dating import document_date, letter_day, read_day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("中華民國118年3月14日", "2029-03-14"),
        ("民國 99 年 12 月 1 日", "2010-12-01"),
        ("２０２９年３月１４日", "2029-03-14"),
        ("2029-03-14T08:00:00+08:00", "2029-03-14"),
        ("118/03/14", "2029-03-14"),
        ("118.3.14", "2029-03-14"),
        ("20290314", "2029-03-14"),
        ("1180314", "2029-03-14"),
        ("2029年3月", "2029-03"),
        ("118年第3季", None),
        ("第1180012345號", None),
        ("118年13月40日", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_every_form_it_is_written(words: str, day: str | None) -> None:
    found = read_day(words)

    assert (None if found is None else str(found)) == day


@given(st.dates(min_value=dt.date(1912, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_every_day_of_the_republic_comes_back(day: dt.date) -> None:
    written = f"（行政院函　中華民國{day.year - 1911}年{day.month}月{day.day}日院臺專字第1180012345號）"
    found = letter_day(written)

    assert found is not None
    assert found.first == found.last == day


@pytest.mark.parametrize(
    ("text", "title", "name", "day"),
    [
        ("環境部新聞\n發布日期：118-03-14\n內文提到117年1月1日施行。", "", "", "2029-03-14"),
        ("經濟部　中華民國118年2月20日\n內文。", "118年度工作報告", "", "2029-02-20"),
        ("標題\n118年3月14日（星期三）\n內文。", "標題", "", "2029-03-14"),
        ("內文。\n中華民國一百一十八年三月", "報告", "", "2029-03"),
        ("內文。\n\n中 華 民 國 118 年 3 月 14 日", "報告", "", "2029-03-14"),
        ("內文。", "2028年外交工作回顧", "", "2028"),
        ("內文。", "118年度施政報告", "", "2029"),
        ("內文。", "步道整建報告", "reports/2029-03-14_步道.txt", "2029-03-14"),
        ("內文。", "步道整建報告", "reports/1180314步道.txt", "2029-03-14"),
        ("內文。", "111至114年中程計畫", "plan.txt", None),
        ("內文。", "2020年代的能源轉型", "plan.txt", None),
        ("本案於108年12月27日修正公布，\n將於年底完成。", "步道報告", "report_2029.txt", None),
        ("依108年12月27日函示辦理。", "步道報告", "a.txt", None),
    ],
)
def test_a_date_is_taken_only_where_it_is_the_texts_own(text: str, title: str, name: str, day: str | None) -> None:
    found = document_date(text, title, {}, name)

    assert (None if found is None else str(found)) == day


def test_metadata_outranks_the_text() -> None:
    found = document_date("發布日期：118-03-14", "118年度", {"date": "2030-01-02"}, "")
    whole_year = document_date("", "", {"date": "2030"}, "")

    assert (str(found), str(whole_year)) == ("2030-01-02", "2030")
