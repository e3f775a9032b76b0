"""When what a passage tells took place."""

from datetime import date

from yinuo.judge.happened import event
from yinuo.judge.pair import Passage
from yinuo.model import DateInterval

TOLD = date(2021, 10, 5)


def when(text: str, quote: str, context: str = "") -> DateInterval | None:
    start = text.index(quote)
    return event(Passage(text, TOLD, context), start, start + len(quote))


def test_the_same_year_is_that_of_what_stands_before() -> None:
    text = "另於同年4月24日召開岸邊安全會議，並函請各縣市辦理。"
    assert when(text, "另於同年4月24日召開岸邊安全會議", "本署於109年1月21日發布警示。") == DateInterval.day(
        2020, 4, 24
    )


def test_a_quote_without_a_day_has_that_on_which_its_sentence_opens() -> None:
    text = "另於109年4月24日召開岸邊安全會議，要求各縣市儘速查察。"
    assert when(text, "要求各縣市儘速查察") == DateInterval.day(2020, 4, 24)


def test_what_goes_on_has_no_day() -> None:
    text = "於109年4月24日召開岸邊安全會議，刻正檢討查察方式。"
    assert when(text, "刻正檢討查察方式") is None


def test_the_day_of_another_sentence_is_not_its_day() -> None:
    assert when("本署於109年1月21日發布警示。各縣市已儘速查察。", "各縣市已儘速查察") is None
