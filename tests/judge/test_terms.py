import time
from datetime import date

import pytest

from yinuo.extract.deadlines import deadlines
from yinuo.judge.evidence import Passage, Promise, assess
from yinuo.judge.signs import kinds_in
from yinuo.judge.terms import Term, goes_on, postpones, term
from yinuo.model import DateInterval, Deadline, Precision, Relation

SAID = DateInterval.day(2021, 3, 15)
YEAR = DateInterval(date(2021, 1, 1), date(2021, 12, 31), Precision.YEAR)
END = DateInterval.day(2021, 9, 30)


@pytest.mark.parametrize(
    ("text", "deadline", "what"),
    [
        ("溪口大橋預計本年9月底前完工。", Deadline("本年9月底前", END, "完工"), Term.DUE),
        ("本年9月底前完成學費減免作業。", Deadline("本年9月底前", END, "完成"), Term.DUE),
        ("預計本年9月底增加每日2.4萬噸水源。", Deadline("本年9月底", END, "增加"), Term.DUE),
        ("渡輪票價於本年9月底前，將維持不調整。", Deadline("本年9月底前", END), Term.HOLDS),
        ("申請案受理至本年9月底。", Deadline("本年9月底", END), Term.HOLDS),
        ("本年將持續辦理市場稽查。", Deadline("本年", YEAR, "辦理"), Term.RECURS),
        ("年中與年底均會檢討收費標準。", Deadline("年底", END), Term.RECURS),
        ("預估本年失業率將增至3%。", Deadline("本年", YEAR), Term.EXPECTED),
        ("本年景氣可望回升。", Deadline("本年", YEAR), Term.EXPECTED),
        ("預估本年9月底前完成改建。", Deadline("本年9月底前", END, "完成"), Term.DUE),
        ("最快於本年9月底公告實施。", Deadline("本年9月底", END, "公告實施"), Term.EXPECTED),
        ("本年9月底召開說明會，惟時程未定。", Deadline("本年9月底", END, "召開"), Term.EXPECTED),
        ("預計本年9月底前投入營運，惟確定日期以測試結果為準。", Deadline("本年9月底前", END, "營運"), Term.EXPECTED),
        ("總經費4億元，以4年（107-110年）分期辦理。", Deadline("4年", YEAR, "辦理"), Term.RECURS),
        ("若各界均同意草案，預定於本年9月底公告。", Deadline("本年9月底", END, "公告"), Term.CONDITIONAL),
        ("若干路段將於本年9月底完工。", Deadline("本年9月底", END, "完工"), Term.DUE),
        ("本年預計編列2億元辦理補助。", Deadline("本年", YEAR, "編列"), Term.RECURS),
        ("總經費4億元，以本年分期辦理。", Deadline("本年", YEAR, "辦理"), Term.RECURS),
        ("規劃本年運用廣播宣導防災。", Deadline("本年", YEAR, "宣導"), Term.RECURS),
        ("規劃本年補助30校。", Deadline("本年", YEAR, "補助"), Term.DUE),
        ("自本年9月30日起實施新制。", Deadline("自本年9月30日起", END, "實施", starts=True), Term.BEGINS),
    ],
)
def test_the_clause_of_a_day_says_what_the_day_is(text: str, deadline: Deadline, what: Term) -> None:
    assert term(text, deadline) is what


@pytest.mark.parametrize(
    ("words", "event", "kept_by_doing"),
    [("110年", "推動", True), ("110年", "完成", False), ("110年底前", "推動", False), ("110年間", "補助", True)],
)
def test_an_activity_of_a_year_is_kept_by_doing_it(words: str, event: str, kept_by_doing: bool) -> None:
    assert goes_on(Deadline(words, YEAR, event)) is kept_by_doing


@pytest.mark.parametrize(
    ("promise", "telling", "moves"),
    [
        ("預計110年9月底前完工。", "預計111年9月底前竣工", True),
        ("預計110年9月底前完工。", "預計111年9月底前完成第二期設計", False),
        ("預計110年9月底前完成期末報告。", "預計111年6月底完成期末報告工作", True),
        ("預計110年9月底前完成期末報告。", "預計111年6月底完成驗收", False),
        ("渡輪票價於110年9月底前不調整。", "渡輪票價於110年12月底前不調整", False),
        ("110年底前使用率提升至30%。", "112年底前使用率提升至50%", False),
        ("自110年9月1日起實施新制。", "新制自111年1月1日起實施", True),
    ],
)
def test_a_later_day_postpones_only_the_same_act(promise: str, telling: str, moves: bool) -> None:
    told = DateInterval.day(2021, 8, 1)
    assert postpones(promise, deadlines(promise, SAID), telling, deadlines(telling, told)) is moves


def test_a_hold_prolonged_keeps_the_promise() -> None:
    words = "渡輪票價於110年9月底前，將維持不調整。"
    promise = Promise(words, SAID.last, deadlines=(Deadline("110年9月底前", END),))
    found = assess(promise, Passage("渡輪票價於110年12月底前，將維持不調整。", date(2021, 8, 1)))
    assert found.relation is Relation.RESTATED


@pytest.mark.parametrize(
    "text",
    [
        "授權訂定許可之申請、變更、撤銷及廢止程序",
        "為避免延宕，將加派人力",
        "如未改善將廢止其許可",
    ],
)
def test_a_delay_or_withdrawal_named_but_not_told_is_no_sign(text: str) -> None:
    assert not kinds_in(text) & {"postponed", "dropped"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("本計畫已予取消", "dropped"), ("爰廢止該計畫", "dropped"), ("完工期程由113年展延至115年", "postponed")],
)
def test_a_delay_or_withdrawal_told_is_a_sign(text: str, kind: str) -> None:
    assert kind in kinds_in(text)


@pytest.mark.parametrize("run", ["持續" * 20000, "每年" * 20000, "（" * 50000, "1" * 50000, "辦理至" * 20000])
def test_a_hostile_promise_is_read_in_linear_time(run: str) -> None:
    began = time.perf_counter()
    term(run + "本年9月底", Deadline("本年9月底", END))
    assert time.perf_counter() - began < 5.0
