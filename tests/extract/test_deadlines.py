"""By when a promise is to be kept."""

import json
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.dates import letter_date
from yinuo.extract.deadlines import deadlines
from yinuo.model import DateInterval

SAID = DateInterval.day(2021, 10, 6)


def dues(words: str) -> list[str]:
    return [deadline.due.isoformat() for deadline in deadlines(words, SAID)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("預計本（110）年底前完成系統建置", ["2021-12-31"]),
        ("將於111年3月完工通車", ["2022-03-31"]),
        ("預計111年上半年提出修正草案", ["2022-06-30"]),
        ("至遲不逾113年6月底完成", ["2024-06-30"]),
        ("該院秘書長112年3月將召開會議", ["2023-03-31"]),
        ("目標於2025年達成太陽光電20GW", ["2025-12-31"]),
        ("全線預計112年6月完成發包，115年底完工，116年3月通車", ["2023-06-30", "2026-12-31", "2027-03-31"]),
        ("將於6個月內提出檢討報告", ["2022-04-06"]),
        ("規劃於111-114年汰換老舊管線", ["2025-12-31"]),
        ("自111年1月1日起實施新制", ["2022-01-01"]),
        ("規劃自110年起每年增加補助經費", ["2021-12-31"]),
        ("涵蓋率由88%（109年）提高至96%（113年）", ["2024-12-31"]),
        ("於未來4年逐步調高補助額度", ["2025-10-06"]),
        ("新館於本年底試營運", ["2021-12-31"]),
        ("使用期限原訂110年12月31日，將延長至111年6月30日", ["2022-06-30"]),
        ("可依原預定進度於112年10月19日完工", ["2023-10-19"]),
        ("將於112年依109年至111年間物價成長率調整", ["2023-12-31"]),
        ("倘招標順利，可於114年底前通車", ["2025-12-31"]),
        ("預計111年（2022年）上線", ["2022-12-31"]),
        ("本計畫執行期程為本年至113年", ["2024-12-31"]),
        ("預計112年中提報期末報告", ["2023-06-30"]),
        ("將於111年後續辦理第二期工程", ["2022-12-31"]),
        ("將於111年底屆期前完成檢討", ["2022-12-31"]),
        ("110年度不足數將於111年編列預算撥補", ["2022-12-31"]),
        ("為回應民眾陳情案件，將於1個月內提出改善計畫", ["2021-11-06"]),
        ("經專家會議討論後，將於2個月內公告", ["2021-12-06"]),
        ("已完成設計，於本年完成發包", ["2021-12-31"]),
        ("預估111年完成發包", ["2022-12-31"]),
    ],
)
def test_a_time_limit_of_the_promise_is_a_deadline(words: str, expected: list[str]) -> None:
    assert dues(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "將持續強化查緝作為",
        "已於109年12月公告施行",
        "預計109年底完成",
        "將透過110年度「社區照護服務計畫」設置據點",
        "將循110年度預算辦理",
        "將推動「淨零行動方案（111年至115年）」",
        "將修正無障礙設施改善計畫（106年至114年）之內容",
        "為達成139年淨零排放目標，將積極推動再生能源",
        "將於計畫核定後3個月內辦理招標",
        "業者應於2年內完成改善",
        "以1個月內完成審查為原則",
        "本部自本年起推動巡迴服務",
        "配合111年10月舉辦之設計展，加速推動環境改善",
        "終期（126年）用水量為每日3000噸",
        "如於110年12月底前仍未改善，即廢止許可",
        "依第111條規定辦理",
        "教育部依本年4月1日會議決議於1個月內函復",
        "次年五月底前提出總結報告",
        "風場將於115年後陸續啟動",
        "自112年以後將納編年度預算辦理",
        "第4季後將視市場情形檢討",
        "接獲民眾檢舉後，將於3日內派員查處",
        "受理申請案件將於7日內回復",
        "每案將於10日內函復申請人",
        "本局將於2日內立即查處",
        "已提前達成原訂3處之目標，於本年上修至9處目標",
        "兼顧本區至111年5月底之用電需求，爰決定調度",
        "年中與年底亦會檢討參數",
        "本會預測111年上半年景氣將趨緩",
        "本方案將於本年屆期，後續再行研議",
        "舊城建城迄今近200年，將持續修復",
        "將修復已有115年歷史之車站",
        "將辦理建校120年校慶活動",
        "將提供固定120年之租期",
        "將修復逾150年之老街",
    ],
)
def test_another_date_is_no_deadline(words: str) -> None:
    assert dues(words) == []


def test_a_deadline_says_what_is_due_and_whether_it_begins() -> None:
    found = deadlines("預計１１１年６月底前公告，自112年1月1日起實施", SAID)
    assert [(deadline.words, deadline.event, deadline.starts) for deadline in found] == [
        ("１１１年６月底前", "公告", False),
        ("自112年1月1日起", "實施", True),
    ]


@pytest.mark.parametrize(
    ("words", "event"),
    [
        ("將逐步達成114年再生能源占比20%之目標", "達成"),
        ("使用期限將延長至111年6月30日", "延長"),
        ("112年1月再調高800元（托育補助3000元）", "調高"),
        ("將於111年編列預算（含補助地方）", "編列"),
    ],
)
def test_the_act_due_is_the_verb_of_the_clause(words: str, event: str) -> None:
    assert [deadline.event for deadline in deadlines(words, SAID)] == [event]


PAGE = Path(__file__).resolve().parents[2] / "docs" / "deadlines.md"


def lengths() -> list[tuple[str, str]]:
    """The rows of the page's second table: a promise and the days that it is due on."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = lines.index("| form | example | due |") + 2
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[first : lines.index("", first)]]
    return [(example, days) for _, example, days in rows]


@pytest.mark.parametrize(("words", "days"), lengths())
def test_the_page_tells_which_length_is_a_deadline(words: str, days: str) -> None:
    assert dues(words) == [day for day in days.split(", ") if day]


@pytest.mark.parametrize(
    "words",
    ["已自107年起投入4年200億元", "自107年起投入3年", "推動「綠能四年計畫」（110-113年）", "本年將持續督導業者"],
)
def test_a_length_that_is_over_or_in_a_name_is_none(words: str) -> None:
    assert dues(words) == []


def test_the_words_of_a_length_stand_in_the_promise_and_say_what_is_due() -> None:
    found = deadlines("預計１１１年１月開工，工期３００日曆天", SAID)
    assert [(one.words, one.event) for one in found] == [("１１１年１月", "開工"), ("３００日曆天", "完工")]


@settings(deadline=None, max_examples=60)
@given(st.integers(2022, 2040), st.integers(1, 12), st.integers(1, 3000))
def test_works_are_due_so_many_days_after_the_month_they_start_in(year: int, month: int, days: int) -> None:
    found = deadlines(f"預計{year - 1911}年{month}月開工，工期{days}日曆天", SAID)
    assert found[-1].due == DateInterval.month(year, month).last + timedelta(days=days)


@settings(deadline=None, max_examples=60)
@given(st.integers(111, 150), st.sampled_from(["民國{}年", "{}年", "西元{ce}年", "{ce}年"]), st.integers(1, 12))
def test_one_month_is_due_on_its_last_day_in_either_calendar(year: int, form: str, month: int) -> None:
    told = form.format(year, ce=year + 1911)
    (found,) = deadlines(f"預計{told}{month}月完工", SAID)
    assert (found.due, found.event) == (DateInterval.month(year + 1911, month).last, "完工")


def test_a_law_whose_first_day_is_fixed_starts_on_it() -> None:
    (found,) = deadlines("新法業經制定公布，並經核定自111年5月1日施行", SAID)
    assert (found.due, found.event, found.starts) == (date(2022, 5, 1), "施行", True)


def test_a_day_told_twice_is_given_once_unless_two_acts_are_due() -> None:
    again = deadlines("預計於本年12月送審：全案預計於本年12月完成規劃後送審", SAID)
    both = deadlines("預計111年6月底公告新制，南段111年6月底完工", SAID)
    assert [(deadline.due, deadline.event) for deadline in again] == [(date(2021, 12, 31), "完成")]
    assert [deadline.event for deadline in both] == ["公告", "完工"]


@pytest.mark.parametrize("gap", ["", " ", "\n", "\n\n", " \n ", "\u3000\n"])
def test_a_line_that_breaks_inside_a_date_changes_no_deadline(gap: str) -> None:
    words = (
        f"本署將研議於{gap}113{gap}年{gap}底前訂定「共享電動船安全管理辦法」，{gap}並於114{gap}年3{gap}月{gap}實施。"
    )

    found = deadlines(words, DateInterval.day(2023, 4, 17))

    assert [deadline.due.isoformat() for deadline in found] == ["2024-12-31", "2025-03-31"]
    assert all(deadline.words in words for deadline in found)
    assert "".join(found[0].words.split()) == "113年底前"


def test_a_letter_dated_by_its_month_refuses_only_what_is_before_it() -> None:
    said_on = DateInterval.month(2021, 10)
    assert [deadline.due for deadline in deadlines("將於110年10月5日前公告", said_on)] == [date(2021, 10, 5)]
    assert deadlines("將於110年9月30日前公告", said_on) == ()


@settings(deadline=None, max_examples=100)
@given(
    st.text(
        alphabet="預計將於自起至前底內止完成實施111年0月日本今明次同季第上下半旬個度（）「」，。~-/ 計畫為", max_size=50
    ),
    st.dates(date(2012, 1, 1), date(2030, 12, 31)),
)
def test_no_deadline_is_before_its_letter_or_changes_a_word(words: str, day: date) -> None:
    for deadline in deadlines(words, DateInterval(day, day)):
        assert deadline.due >= day
        assert deadline.words in words


@pytest.mark.parametrize(
    "unit",
    [
        "111年",
        "預計",
        "於",
        "（",
        "112年底前，",
        "為",
        "由",
        "經通報",
        "已達成，",
        "（補助",
        "受理3日內",
        "開工，工期3日",
        "111年起投入4年",
        "4年(110-113年)",
    ],
)
def test_hostile_words_are_read_at_once(unit: str) -> None:
    begun = time.process_time()
    deadlines(unit * (100_000 // len(unit)), SAID)
    assert time.process_time() - begun < 10


def test_most_gold_deadlines_are_read_exactly(shared: Path) -> None:
    letters = {}
    for line in (shared / "replies.jsonl").read_text(encoding="utf-8").splitlines():
        letter = json.loads(line)
        letters[letter["id"]] = letter_date(letter["eyNumber"])
    right, of = {True: 0, False: 0}, {True: 0, False: 0}
    for line in (shared / "gold" / "commitments.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        said_on = letters[row["document_id"]]
        assert said_on is not None
        wanted = {deadline["date"] for deadline in row["deadlines"]}
        found = {deadline.due.isoformat() for deadline in deadlines(row["text"], said_on)}
        of[bool(wanted)] += 1
        right[bool(wanted)] += found == wanted
    assert right[True] / of[True] >= 0.85
    assert right[False] / of[False] >= 0.95
