"""Dates of official Chinese as intervals."""

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.date_counts import add_months
from yinuo.decode.dates import find_dates, letter_date, roc_year
from yinuo.decode.feasts import eve
from yinuo.model import DateInterval, Precision

SAID = date(2021, 10, 6)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "deadlines.md"


def table() -> list[tuple[str, str]]:
    """The rows of the page's table: an example and the days it means."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = lines.index("|---|---|---|") + 1
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[first : lines.index("", first)]]
    return [(example, days) for _, example, days in rows]


@pytest.mark.parametrize(("example", "days"), table())
def test_the_page_tells_what_a_form_means(example: str, days: str) -> None:
    found = [f"{mention.interval.first}/{mention.interval.last}" for mention in find_dates(example, SAID)]
    assert found == [part for part in days.split(", ") if part]


def test_the_page_has_a_row_for_every_form() -> None:
    assert len(table()) >= 50


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("110年12月31日前完成", "due"),
        ("111年底前公布", "due"),
        ("3個月內提出", "due"),
        ("至114年底", "due"),
        ("自111年1月1日起實施", "start"),
        ("從112年實施", "start"),
        ("108年6月公告", "past"),
        ("111年度預算案", "label"),
        ("於111年度不足數", "label"),
        ("於111年度接種計畫研訂時", "label"),
        ("「綠能建設計畫（111年至114年）」", "label"),
        ("前瞻建設計畫（111年至114年）", "label"),
        ("《2024年國防授權法》", "label"),
        ("預計111年通車", "plain"),
        ("於111年度完成", "plain"),
    ],
)
def test_the_words_around_a_date_say_what_it_is_for(text: str, kind: str) -> None:
    assert [mention.kind for mention in find_dates(text, SAID)] == [kind]


def test_110_is_never_2022() -> None:
    (mention,) = find_dates("110年", date(2022, 5, 1))
    assert mention.interval == DateInterval.year(2021)
    assert roc_year(110) == roc_year(2021) == 2021


def test_a_date_is_quoted_as_it_stands() -> None:
    text = "預計於本（１１１） 年\n６ 月底前完成"
    (mention,) = find_dates(text, date(2022, 1, 5))
    assert mention.words == text[mention.start : mention.end] == "本（１１１） 年\n６ 月底"
    assert mention.interval == DateInterval(date(2022, 6, 21), date(2022, 6, 30), Precision.TEN_DAYS)


def test_the_year_of_a_sentence_does_not_reach_into_the_next() -> None:
    text = "已於109年3月公告。預計12月施行"
    assert [mention.interval.first.year for mention in find_dates(text, SAID)] == [2020, 2021]


def test_an_outline_number_is_no_part_of_a_year() -> None:
    assert [str(mention.interval) for mention in find_dates("2.112年主要工作", SAID)] == ["2023"]


def test_a_month_beside_something_past_is_past() -> None:
    text = "第1期已於109年5月23日完工，第2期亦於5月7日開工"
    said = date(2022, 4, 21)
    assert [mention.kind for mention in find_dates(text, said)] == ["past", "past"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("（行政院函　中華民國110年12月9日院臺施字第1100098347號）", "2021-12-09"),
        ("行政院函 中華民國111年4月14日院臺專字第1110085217號)", "2022-04-14"),
        ("發文日期：中華民國１１２年３月２１日", "2023-03-21"),
        ("發布日期：2024-03-05", "2024-03-05"),
        ("112/09/15", "2023-09-15"),
        ("中華民國一百一十二年三月", "2023-03"),
        ("2023年外交工作回顧", "2023"),
        ("110年度施政計畫", None),
        ("院臺專字第1110085217號", None),
        ("", None),
    ],
)
def test_a_document_tells_its_own_date(text: str, day: str | None) -> None:
    found = letter_date(text)
    assert (str(found) if found else None) == day


def test_the_eve_of_a_feast_is_looked_up() -> None:
    assert eve("春節", after=date(2022, 2, 1)) == DateInterval.day(2023, 1, 21)
    assert eve("春節", after=SAID, year=2027) == DateInterval.day(2027, 2, 5)
    assert eve("元旦", after=SAID) == DateInterval.day(2021, 12, 31)
    assert eve("春節", after=date(2040, 1, 1)) is None


def test_months_are_counted_to_the_same_day_or_the_last() -> None:
    assert add_months(date(2021, 8, 31), 6) == date(2022, 2, 28)
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert add_months(date(2021, 12, 15), -1) == date(2021, 11, 15)


@settings(deadline=None, max_examples=100)
@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)), said=st.dates(date(2010, 1, 1), date(2030, 12, 31)))
def test_a_written_day_is_read_back(day: date, said: date) -> None:
    written = f"{day.year - 1911}年{day.month}月{day.day}日"
    for text in (f"民國{written}", f"西元{day.year}年{day.month:02}月{day.day:02}日", day.isoformat()):
        (mention,) = find_dates(f"於{text}公告", said)
        assert (mention.interval.first, mention.interval.last) == (day, day)
        assert (mention.kind == "past") == (day < said)


@settings(deadline=None, max_examples=100)
@given(
    st.text(
        alphabet="0123456789年月日底前至~-本今去明次同第季上下半旬中個內民國度學春節（）/.，。 一二十百", max_size=40
    ),
    st.dates(date(2012, 1, 1), date(2030, 12, 31)),
)
def test_any_text_gives_dates_in_order_and_within_reach(text: str, said: date) -> None:
    end = 0
    for mention in find_dates(text, said):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.words == text[mention.start : mention.end]
        assert 1911 <= mention.interval.first.year <= mention.interval.last.year <= 2250
        end = mention.end
    letter_date(text)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 24), st.dates(date(2012, 1, 1), date(2030, 12, 31)))
def test_a_span_begins_on_the_day_it_was_said(months: int, said: date) -> None:
    (mention,) = find_dates(f"{months}個月內", said)
    assert mention.interval.first == said
    assert timedelta(days=27 * months) < mention.interval.last - said < timedelta(days=32 * months)


@pytest.mark.parametrize("unit", ["1", "年", "111年", "1月", "次年", "111-", "一", "本(", "3個", "上", "1/1"])
def test_long_runs_of_date_words_take_linear_time(unit: str) -> None:
    begun = time.process_time()
    find_dates(unit * (20_000 // len(unit)), SAID)
    assert time.process_time() - begun < 10
