from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import InputError
from yinuo.judge.delivery import delivers
from yinuo.judge.evidence import Assessment, Passage, Promise, assess, only_meant
from yinuo.judge.rows import judge_row, promise_in
from yinuo.model import DateInterval, Deadline, Relation, Target

BRIDGE = Promise(
    "溪口大橋改建工程由本局辦理，預計111年6月底前完工通車。",
    date(2021, 3, 15),
    title="溪口大橋改建111年6月完工",
    deadlines=(Deadline("111年6月底前", DateInterval.day(2022, 6, 30), "完工"),),
)


def read(text: str, on: date = date(2022, 7, 20), promise: Promise = BRIDGE) -> Assessment:
    return assess(promise, Passage(text, on))


def test_the_promised_act_told_as_done_fulfils() -> None:
    found = read("溪口大橋改建工程業於111年6月12日完工通車，車流已趨順暢。")
    assert (found.relation, found.effective) == (Relation.FULFILLED, DateInterval.day(2022, 6, 12))
    assert "業於111年6月12日完工通車" in found.quote


@pytest.mark.parametrize(
    "text",
    [
        "溪口大橋改建工程截至111年5月底實際進度為71.3%。",
        "溪口大橋改建工程已於110年10月18日動土，刻正進行基樁作業。",
    ],
)
def test_a_step_on_the_way_is_progress(text: str) -> None:
    assert read(text).relation is Relation.PROGRESS


def test_a_later_day_is_a_change_with_its_new_day() -> None:
    found = read("溪口大橋改建工程因用地取得延宕，完工期限由111年6月底展延至112年12月底。", date(2022, 5, 1))
    assert found.relation is Relation.CHANGED
    assert {"change:postponed", "new_due:2023-12-31"} <= set(found.why)


def test_the_same_promise_for_a_later_day_is_a_change() -> None:
    found = read("溪口大橋改建工程由本局辦理，預計112年9月底前完工通車。", date(2022, 5, 1))
    assert found.relation is Relation.CHANGED


def test_a_word_for_word_copy_is_restated() -> None:
    assert read(BRIDGE.text, date(2021, 9, 1)).relation is Relation.RESTATED


def test_another_thing_of_the_same_kind_never_bears() -> None:
    found = read("清流大橋改建工程業於111年2月25日完工通車。")
    assert not found.relation.bears
    assert not read("魚市場改建工程業於111年5月完工，與前開溪口大橋改建工程係屬二案。").relation.bears


def test_an_event_before_the_promise_is_no_movement() -> None:
    found = read("溪口大橋改建工程前於109年8月完成可行性評估，並於110年2月核定綜合規劃。")
    assert not found.relation.bears


def test_chronology_forbids_evidence_that_is_not_later() -> None:
    for on in (date(2021, 3, 15), date(2020, 1, 1)):
        found = read("溪口大橋改建工程業於109年12月12日完工通車。", on)
        assert not found.relation.bears
        assert found.score <= 0.1


def test_a_quote_of_a_hard_wrapped_report_keeps_its_line_ends() -> None:
    text = "溪口大橋改建工程業於 111 年 6 月 12 日完\n\n工通車，車流順暢。"
    found = read(text)
    assert found.relation is Relation.FULFILLED
    assert "完\n\n工通車" in found.quote
    assert text[found.start : found.end] == found.quote


def test_a_figure_planned_is_no_figure_reached() -> None:
    target = Target("1,000家", 1000, "家")  # type: ignore[arg-type]  # an int is a Decimal's value
    promise = "本局將辦理小店節水補助，預計113年底前累計補助1,000家"
    assert delivers(promise, "小店節水補助截至113年12月底累計補助1,032家", target)
    assert not delivers(promise, "小店節水補助截至113年6月底累計補助640家", target)
    assert not delivers(promise, "小店節水補助預計累計補助1,200家", target)
    assert not delivers(promise, "小店節水補助累計至119年補助1,200家", target, date(2024, 1, 15))


def test_what_runs_to_a_later_year_reports_nothing() -> None:
    promise = Promise("預計114年底前累計設置公有屋頂光電20MW", date(2021, 12, 9), "公有屋頂光電20MW")
    planned = read("公有屋頂光電累計至119年設置30MW", date(2022, 5, 3), promise)
    told = read("公有屋頂光電累計至111年4月設置7MW", date(2022, 5, 3), promise)
    assert planned.relation not in (Relation.PROGRESS, Relation.FULFILLED) or planned.confidence < told.confidence
    assert told.relation is Relation.PROGRESS


def test_another_act_on_the_same_thing_is_not_the_promised_one() -> None:
    promise = "溪口大橋預計110年10月開工，113年6月底前完工通車"
    assert not delivers(promise, "溪口大橋已於110年10月18日開工", None)
    assert not delivers(promise, "溪口大橋可行性評估已完成", None)
    assert delivers(promise, "溪口大橋業於113年6月20日完工通車", None)
    assert not delivers("將另行召開第3次會議", "業於11月23日召開第2次會議", None)
    asked = "請環保局加速釋出用地並規劃設置處理設施，並加速推動南區事業廢棄物處理中心擴增或設置收容設施"
    assert not delivers(asked, asked.replace("，並", "，"), None)  # 業 of 事業 tells nothing done
    assert delivers("將規劃設置收容設施", "環保局業於113年6月設置收容設施", None)


TEXT = st.text(
    alphabet=st.sampled_from("溪口大橋改建工程預計完工通車業於111年6月底。，；「」（）\n 臺０，0%萬億公里將已"),
    min_size=1,
    max_size=80,
)


@settings(deadline=None, max_examples=100)
@given(promise=TEXT, passage=TEXT, gap=st.integers(-400, 400))
def test_any_answer_is_sound(promise: str, passage: str, gap: int) -> None:
    made = date(2021, 6, 15)
    told = date.fromordinal(made.toordinal() + gap)
    found = assess(Promise(promise, made), Passage(passage, told))
    assert 0 <= found.score <= 1
    assert 0 <= found.confidence <= 1
    assert passage[found.start : found.end] == found.quote
    assert bool(found.quote) == found.relation.bears
    assert gap > 0 or not found.relation.bears
    assert found == assess(Promise(promise, made), Passage(passage, told))


def test_a_row_gives_exactly_the_four_keys() -> None:
    row = {
        "commitment": {
            "text": BRIDGE.text,
            "date": "2021-03-15",
            "deadlines": [{"text": "x", "date": "bad"}],
            "target": 3,
        },
        "evidence": {"text": "溪口大橋改建工程業於111年6月12日完工通車。", "date": "2022-07-20", "context": None},
    }
    found = judge_row(row)
    assert list(found) == ["relation", "score", "confidence", "quote"]
    assert found["relation"] == "fulfilled"


@pytest.mark.parametrize(
    "row",
    [
        [],
        {},
        {"commitment": {"text": "x", "date": "2021-03-15"}},
        {"commitment": {"text": " ", "date": "2021-03-15"}, "evidence": {"text": "x", "date": "2022-01-01"}},
        {"commitment": {"text": "x", "date": "110/3/15"}, "evidence": {"text": "x", "date": "2022-01-01"}},
        {"commitment": {"text": "x", "date": "2021-03-15"}, "evidence": {"text": "x", "date": None}},
        {"commitment": {"text": "x", "date": "2021-02-30"}, "evidence": {"text": "x", "date": "2022-01-01"}},
    ],
)
def test_a_malformed_row_is_refused(row: object) -> None:
    with pytest.raises(InputError):
        judge_row(row)


def test_days_and_target_that_a_row_is_silent_of_are_read_from_the_promise() -> None:
    part = {"text": "溪口大橋改建工程預計112年6月底前完工，並增設停車位120席。", "date": "2021-03-15"}
    silent = promise_in(part)
    assert [item.due for item in silent.deadlines] == [date(2023, 6, 30)]
    assert silent.target is not None
    assert silent.target.value == 120
    told = promise_in({**part, "deadlines": [], "target": None})
    assert (told.deadlines, told.target) == ((), None)


def test_a_named_plan_that_is_no_longer_pursued_is_dropped() -> None:
    promise = Promise("本局規劃推動「岸邊觀光接駁船計畫」，預定111年底前完成招商。", date(2021, 11, 22))
    words = "關於岸邊觀光接駁船計畫問題：前兩次公開招商均無廠商投標，「岸邊觀光接駁船計畫」不再推動。"
    found = assess(promise, Passage(words, date(2023, 4, 17)))
    assert (found.relation, "change:dropped" in found.why) == (Relation.CHANGED, True)
    assert found.confidence >= 0.6


@pytest.mark.parametrize(
    ("promise", "passage", "relation"),
    [
        (
            "溪口大橋改建工程預計112年底前完工。",
            "溪口大橋改建工程已完成橋墩基礎，後續將續辦橋面。",
            Relation.PROGRESS,
        ),
        (
            "後續將循法制作業程序修正溪口港管理辦法。",
            "溪口港管理辦法後續將循法制作業程序修正。",
            Relation.RESTATED,
        ),
    ],
)
def test_what_is_quoted_and_only_will_be_has_not_moved(promise: str, passage: str, relation: Relation) -> None:
    found = assess(Promise(promise, date(2021, 3, 15)), Passage(passage, date(2022, 3, 1)))
    assert found.relation is relation


@pytest.mark.parametrize(
    ("quote", "meant"),
    [
        ("後續將循法制作業程序辦理", True),
        ("以優化查報品質", True),
        ("俾利後續推動", True),
        ("以委託方式辦理查報，已完成3處", False),
        ("刻正辦理查報，後續將公告", False),
        ("查報人員計30名", False),
    ],
)
def test_a_quote_of_what_will_be_or_what_for_tells_nothing_that_is(quote: str, meant: bool) -> None:
    assert only_meant(quote) is meant


def test_the_clause_that_tells_the_very_act_done_is_quoted() -> None:
    promise = Promise("政府將依ABCDE加入程序與成員國接觸，取得共識後，遞交正式之加入申請書。", date(2021, 1, 15))
    told = "我國已於110年9月22日向ABCDE存放國遞交書面申請函，目前有4個申請案，迄無ABCDE成員國對我國申請案表達反對。"
    found = assess(promise, Passage(told, date(2022, 5, 9)))
    assert found.relation is Relation.FULFILLED
    assert found.quote == "我國已於110年9月22日向ABCDE存放國遞交書面申請函"
    assert found.effective == DateInterval.day(2021, 9, 22)


@pytest.mark.parametrize(
    ("promise", "passage", "kept"),
    [
        ("濱海步道改善預計112年底前完成。", "業已完成濱海步道改善", True),
        ("濱海步道改善預計112年底前完成。", "濱海步道改善業已完成", True),
        ("濱海步道改善預計112年底前完成。", "業已完成停車場排水溝清淤，濱海步道持續辦理", False),
        ("將配合「甲種人才僱用法」修正「乙種移居管理法」。", "「乙種移居管理法」業於112年5月1日修正公布", True),
        ("將配合「甲種人才僱用法」修正「乙種移居管理法」。", "「甲種人才僱用法」業於112年5月1日修正公布", False),
    ],
)
def test_an_act_done_to_another_object_delivers_nothing(promise: str, passage: str, kept: bool) -> None:
    assert delivers(promise, passage, None) is kept
