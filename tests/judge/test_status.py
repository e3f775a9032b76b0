from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import NotLater
from yinuo.judge.coverage import Coverage, Searched
from yinuo.judge.marks import mark
from yinuo.judge.schedule import GRACE_DAYS, add_months
from yinuo.judge.status import status
from yinuo.model import (
    Commitment,
    DateInterval,
    Deadline,
    DecidedBy,
    Document,
    DocumentKind,
    Evidence,
    EvidenceLevel,
    Headline,
    Judgement,
    Level,
    Precision,
    Relation,
    Schedule,
    State,
)

MADE = date(2021, 3, 15)
DUE = date(2022, 6, 30)
PROMISE = "溪口橋改建工程預計111年6月底前完工"


def day(on: date) -> DateInterval:
    return DateInterval(on, on)


def paper(name: str, text: str, on: date) -> Document:
    return Document(id=name, kind=DocumentKind.REPLY, text=text, date=day(on))


def promise(
    *deadlines: Deadline, level: Level = Level.CONCRETE, text: str = PROMISE, on: date = MADE, name: str = "first"
) -> Commitment:
    document = paper(name, text, on)
    return Commitment(document, document.quote(0, len(text)), level, "溪口橋改建完工", deadlines)


def due(on: date = DUE, event: str | None = "完工", *, starts: bool = False) -> Deadline:
    return Deadline("111年6月底前", day(on), event, starts)


def told(
    of: Commitment,
    on: date,
    relation: Relation,
    *,
    text: str = "溪口橋之辦理情形說明",
    effective: date | None = None,
    why: tuple[str, ...] = (),
    confidence: float = 1.0,
    by: DecidedBy = DecidedBy.RULE,
) -> Evidence:
    document = paper(f"{relation}-{on}-{text}", f"{text}（{on}）", on)
    quote = document.quote(0, len(text))
    return Evidence(of, document, quote, relation, day(effective or on), confidence, by, why)


def judge(
    of: Commitment,
    as_of: date,
    *evidence: Evidence,
    searched: Sequence[date] = (),
    versions: Sequence[Commitment] = (),
) -> Judgement:
    return status(of, evidence, Coverage(tuple(Searched(on, on) for on in searched)), as_of, later_versions=versions)


DONE = (mark("done", "業於"),)
POSTPONED = (mark("change", "postponed"),)
DROPPED = (mark("change", "dropped"),)
STALLED = (mark("change", "stalled"),)


def test_a_fresh_promise_is_open_and_tracked() -> None:
    found = judge(promise(due()), date(2021, 5, 1), searched=[date(2021, 4, 20)])
    assert (found.state, found.headline) == (State.OPEN, Headline.TRACKING)
    assert found.axes.schedule is Schedule.UPCOMING
    assert found.axes.evidence_level is EvidenceLevel.NONE


def test_movement_makes_it_progress() -> None:
    of = promise(due())
    step = told(of, date(2021, 9, 1), Relation.PROGRESS)
    found = judge(of, date(2021, 10, 1), step)
    assert (found.state, found.reasons[0].evidence_ids) == (State.PROGRESSING, (step.id,))
    assert found.axes.last_evidence == date(2021, 9, 1)


def test_a_promise_told_again_is_no_movement() -> None:
    of = promise(due())
    found = judge(of, date(2021, 10, 1), told(of, date(2021, 9, 1), Relation.RESTATED))
    assert (found.state, found.axes.evidence_level) == (State.OPEN, EvidenceLevel.ANNOUNCED)


def test_a_related_passage_counts_for_nothing() -> None:
    of = promise(due())
    found = judge(of, date(2021, 10, 1), told(of, date(2021, 9, 1), Relation.RELATED))
    assert (found.state, found.axes.evidence_level) == (State.OPEN, EvidenceLevel.NONE)


@pytest.mark.parametrize(
    ("effective", "schedule"), [(DUE, Schedule.MET_ON_TIME), (DUE + timedelta(days=1), Schedule.MET_LATE)]
)
def test_fulfilment_is_on_time_or_late_by_the_day_of_the_event(effective: date, schedule: Schedule) -> None:
    of = promise(due())
    found = judge(of, date(2023, 1, 1), told(of, date(2022, 12, 1), Relation.FULFILLED, effective=effective))
    assert (found.state, found.headline, found.axes.schedule) == (State.FULFILLED, Headline.FULFILLED, schedule)


def test_fulfilment_outranks_the_calendar_and_silence() -> None:
    of = promise(due())
    kept = told(of, date(2022, 5, 1), Relation.FULFILLED)
    assert judge(of, date(2030, 1, 1), kept, searched=[date(2029, 1, 1)]).state is State.FULFILLED


def test_a_later_change_reopens_what_was_fulfilled() -> None:
    of = promise(due())
    kept = told(of, date(2022, 5, 1), Relation.FULFILLED)
    stopped = told(of, date(2022, 8, 1), Relation.CHANGED, why=DROPPED)
    found = judge(of, date(2022, 9, 1), kept, stopped)
    assert found.state is State.DROPPED
    assert "reopened" in [reason.rule for reason in found.reasons]


def test_a_withdrawal_is_undone_by_later_movement() -> None:
    of = promise(due())
    stopped = told(of, date(2021, 8, 1), Relation.CHANGED, why=DROPPED)
    again = told(of, date(2021, 10, 1), Relation.PROGRESS)
    assert judge(of, date(2021, 9, 1), stopped).state is State.DROPPED
    assert judge(of, date(2021, 11, 1), stopped, again).state is State.PROGRESSING


def test_overdue_needs_the_grace_over_and_a_later_document_searched() -> None:
    of, after = promise(due()), DUE + timedelta(days=10)
    edge = DUE + timedelta(days=GRACE_DAYS)
    assert judge(of, edge, searched=[after]).state is not State.OVERDUE
    found = judge(of, edge + timedelta(days=1), searched=[after])
    assert (found.state, found.headline, found.axes.schedule) == (State.OVERDUE, Headline.DELAYED, Schedule.OVERDUE)


def test_without_a_later_document_nobody_knows() -> None:
    found = judge(promise(due()), date(2023, 1, 1), searched=[DUE])
    assert (found.state, found.headline) == (State.UNKNOWN, Headline.TRACKING)


def test_a_part_delivered_stays_said_when_the_rest_is_late() -> None:
    of = promise(due())
    part = told(of, date(2022, 5, 1), Relation.PROGRESS, why=(mark("partial", "第一期已完工"),))
    assert judge(of, date(2022, 6, 1), part).headline is Headline.TRACKING
    late = judge(of, date(2022, 12, 1), part, searched=[date(2022, 10, 1)])
    assert (late.state, late.headline) == (State.PARTIAL, Headline.DELAYED)


def test_a_postponement_moves_the_day_that_counts() -> None:
    of, new = promise(due()), date(2023, 12, 31)
    moved = told(of, date(2022, 5, 1), Relation.CHANGED, why=(*POSTPONED, mark("new_due", new.isoformat())))
    before = judge(of, date(2023, 6, 1), moved, searched=[date(2023, 5, 1)])
    assert (before.state, before.headline) == (State.POSTPONED, Headline.DELAYED)
    assert judge(of, date(2024, 3, 1), moved, searched=[date(2024, 2, 1)]).state is State.OVERDUE
    kept = told(of, date(2023, 11, 1), Relation.FULFILLED)
    found = judge(of, date(2024, 3, 1), moved, kept)
    assert found.axes.schedule is Schedule.MET_LATE
    assert "未逾展延後的期限" in found.reasons[0].words


def test_a_later_version_with_a_later_day_postpones() -> None:
    of = promise(due())
    again = promise(
        due(date(2023, 3, 31)), text="溪口橋改建工程預計112年3月底前完工", on=date(2022, 4, 1), name="again"
    )
    assert judge(of, date(2022, 9, 1), searched=[date(2022, 8, 1)], versions=[again]).state is State.POSTPONED
    assert judge(of, date(2022, 3, 1), versions=[again]).state is State.OPEN


def test_a_version_for_another_event_or_an_earlier_milestone_moves_nothing() -> None:
    of = promise(due())
    start = promise(due(date(2023, 3, 31), "開工", starts=True), text="預計112年3月開工", on=date(2022, 4, 1), name="b")
    sooner = promise(due(date(2022, 5, 31), None), text="預計111年5月底前發包", on=date(2022, 4, 1), name="c")
    found = judge(of, date(2022, 9, 1), searched=[date(2022, 8, 15)], versions=[start, sooner])
    assert found.state is State.OVERDUE


def test_a_block_without_a_new_day_stalls_until_something_moves() -> None:
    of = promise(due())
    block = told(of, date(2021, 8, 1), Relation.CHANGED, why=STALLED)
    assert judge(of, date(2021, 9, 1), block).state is State.STALLED
    step = told(of, date(2021, 10, 1), Relation.PROGRESS)
    assert judge(of, date(2021, 11, 1), block, step).state is State.PROGRESSING


def test_six_months_of_searched_silence_is_no_news() -> None:
    of = promise(level=Level.DELIVERABLE)
    step = told(of, date(2021, 9, 1), Relation.PROGRESS)
    edge = add_months(date(2021, 9, 1), 6)
    assert judge(of, date(2023, 1, 1), step, searched=[edge - timedelta(days=1)]).state is State.PROGRESSING
    found = judge(of, date(2023, 1, 1), step, searched=[edge])
    assert (found.state, found.headline) == (State.NO_NEWS, Headline.NO_UPDATE)


def test_the_clock_of_silence_is_the_documents_not_the_day_asked() -> None:
    found = judge(promise(level=Level.DELIVERABLE), date(2040, 1, 1))
    assert found.state is State.OPEN


def test_a_bare_declaration_is_unverifiable_only_in_searched_silence() -> None:
    of = promise(level=Level.ONGOING, text="本部將持續精進相關服務")
    assert judge(of, date(2021, 5, 1), searched=[date(2021, 4, 1)]).state is State.OPEN
    found = judge(of, date(2022, 5, 1), searched=[date(2022, 4, 1)])
    assert (found.state, found.headline) == (State.UNVERIFIABLE, Headline.NO_UPDATE)
    assert judge(of, date(2022, 5, 1), told(of, date(2022, 4, 1), Relation.PROGRESS)).state is State.PROGRESSING


def test_the_last_deadline_counts_and_earlier_ones_are_told() -> None:
    of = promise(due(date(2021, 12, 31), "開工", starts=True), due())
    found = judge(of, date(2022, 3, 1), searched=[date(2022, 2, 1)])
    assert found.state is not State.OVERDUE
    assert "milestone" in [reason.rule for reason in found.reasons]


def test_what_had_to_begin_and_began_is_not_late() -> None:
    of = promise(due(event="開工", starts=True))
    begun = told(of, date(2022, 9, 1), Relation.PROGRESS, why=(mark("started", "已開工"),), effective=date(2022, 6, 20))
    found = judge(of, date(2022, 10, 1), begun)
    assert (found.state, found.axes.schedule) == (State.PROGRESSING, Schedule.MET_ON_TIME)
    planning = told(of, date(2022, 9, 1), Relation.PROGRESS, why=(mark("under_way", "刻正招標"),))
    found = judge(of, date(2022, 10, 1), planning)
    assert found.state is State.PROGRESSING
    assert "day_passed" in [reason.rule for reason in found.reasons]


def test_an_unsure_link_counts_only_where_a_person_made_it() -> None:
    of = promise(due())
    unsure = told(of, date(2021, 9, 1), Relation.PROGRESS, confidence=0.2)
    assert judge(of, date(2021, 10, 1), unsure).state is State.OPEN
    human = told(of, date(2021, 9, 1), Relation.PROGRESS, confidence=0.2, by=DecidedBy.HUMAN)
    found = judge(of, date(2021, 10, 1), unsure, human)
    assert (found.state, found.axes.decided_by) == (State.PROGRESSING, DecidedBy.HUMAN)


def test_a_fulfilment_told_too_unsurely_closes_nothing_and_keeps_silence_from_counting() -> None:
    of = promise(due())
    unsure = told(of, date(2022, 9, 1), Relation.FULFILLED, confidence=0.7)
    found = judge(of, date(2022, 12, 1), unsure, searched=[date(2022, 11, 1)])
    assert (found.state, found.reasons[0].evidence_ids) == (State.PROGRESSING, (unsure.id,))
    assert "須由人確認" in found.reasons[0].words
    sure = told(of, date(2022, 9, 1), Relation.FULFILLED, confidence=0.7, by=DecidedBy.HUMAN)
    assert judge(of, date(2022, 12, 1), sure).state is State.FULFILLED


def test_a_withdrawal_told_too_unsurely_only_stalls() -> None:
    of = promise(due())
    unsure = told(of, date(2021, 8, 1), Relation.CHANGED, why=DROPPED, confidence=0.7)
    assert judge(of, date(2021, 9, 1), unsure).state is State.STALLED
    assert judge(of, date(2021, 9, 1), told(of, date(2021, 8, 1), Relation.CHANGED, why=DROPPED)).state is State.DROPPED


def test_a_step_is_not_late_once_a_report_speaks_of_what_comes_after_it() -> None:
    of = promise(due(event="公告招標"), text="溪口橋綜合規劃預計111年6月底前公告招標")
    still = told(of, date(2022, 9, 1), Relation.PROGRESS, text="刻正辦理招標作業", why=(mark("under_way", "刻正辦理"),))
    after = told(of, date(2022, 9, 1), Relation.PROGRESS, text="刻正辦理綜合規劃", why=(mark("under_way", "刻正辦理"),))
    assert judge(of, date(2022, 10, 1), still).state is State.OVERDUE
    assert judge(of, date(2022, 10, 1), after).state is State.PROGRESSING
    built = promise(due())
    going = told(built, date(2022, 9, 1), Relation.PROGRESS, why=(mark("under_way", "刻正施工"),))
    assert judge(built, date(2022, 10, 1), going).state is State.OVERDUE


def test_an_activity_of_a_year_is_not_late_once_a_report_tells_of_it() -> None:
    year = DateInterval(date(2021, 1, 1), date(2021, 12, 31), Precision.YEAR)
    text = "本局預計110年推動廢棄漁網回收試辦"
    of = promise(Deadline("110年", year, "推動"), text=text)
    going = told(of, date(2022, 9, 1), Relation.PROGRESS, text="本局與地方政府推動廢棄漁網回收")
    assert judge(of, date(2022, 10, 1), going).state is State.PROGRESSING
    assert judge(of, date(2022, 10, 1), going).reasons[0].evidence_ids == (going.id,)
    assert judge(of, date(2022, 10, 1), searched=[date(2022, 9, 1)]).state is State.OVERDUE
    done = promise(Deadline("110年", year, "完成"), text="本局預計110年完成廢棄漁網回收試辦")
    still = told(done, date(2022, 9, 1), Relation.PROGRESS, text="本局與地方政府推動廢棄漁網回收")
    assert judge(done, date(2022, 10, 1), still).state is State.OVERDUE


def test_a_report_that_names_a_later_day_for_the_act_moves_it() -> None:
    of = promise(due())
    going = told(of, date(2022, 9, 1), Relation.PROGRESS, text="溪口橋刻正施作橋面，預計112年3月底前完工")
    found = judge(of, date(2022, 10, 1), going)
    assert (found.state, found.axes.due) == (State.POSTPONED, date(2023, 3, 31))
    other = told(of, date(2022, 9, 1), Relation.PROGRESS, text="溪口橋刻正施作，預計112年3月底前完成植栽")
    assert judge(of, date(2022, 10, 1), other).state is State.OVERDUE


def test_a_promise_told_again_starts_the_clock_of_silence_anew() -> None:
    of = promise(level=Level.DELIVERABLE)
    again = told(of, date(2021, 8, 1), Relation.RESTATED, text=f"{PROMISE}。")
    days = [add_months(MADE, 7)]
    assert judge(of, date(2022, 1, 1), searched=days).state is State.NO_NEWS
    assert judge(of, date(2022, 1, 1), again, searched=days).state is State.OPEN


def test_a_delivery_that_names_the_promised_thing_closes_the_case_though_less_than_sure() -> None:
    of = promise(due())
    named = told(of, date(2022, 6, 20), Relation.FULFILLED, confidence=0.8, why=(mark("agrees", "溪口橋改建計畫"),))
    unnamed = told(of, date(2022, 6, 20), Relation.FULFILLED, confidence=0.8)
    assert judge(of, date(2022, 10, 1), named).state is State.FULFILLED
    assert judge(of, date(2022, 10, 1), unnamed).state is State.PROGRESSING


def test_silence_says_how_many_documents_were_read() -> None:
    found = judge(promise(due()), date(2023, 1, 1), searched=[date(2022, 5, 1), date(2022, 8, 1), date(2022, 9, 1)])
    assert "其後 2 份" in found.reasons[0].words


def test_what_a_later_telling_says_otherwise_is_told_beside_the_state() -> None:
    of = promise(due())
    again = promise(
        due(date(2023, 3, 31)), text="溪口橋改建工程預計111年6月底前完工", on=date(2022, 4, 1), name="again"
    )
    found = judge(of, date(2022, 9, 1), searched=[date(2022, 8, 1)], versions=[again])
    assert [reason.rule for reason in found.reasons].count("drift") == 1


def test_two_different_texts_confirm_and_one_text_twice_does_not() -> None:
    of = promise(due())
    one = told(of, date(2022, 5, 1), Relation.FULFILLED, text="溪口橋業於五月完工")
    copy = told(of, date(2022, 5, 2), Relation.FULFILLED, text="溪口橋業於五月完工")
    other = told(of, date(2022, 5, 3), Relation.FULFILLED, text="溪口橋已完工通車")
    assert judge(of, date(2022, 6, 1), one, copy).axes.evidence_level is EvidenceLevel.DELIVERED
    assert judge(of, date(2022, 6, 1), one, copy, other).axes.evidence_level is EvidenceLevel.CONFIRMED


def test_a_report_of_a_year_counts_only_when_the_year_is_over() -> None:
    of = promise(level=Level.DELIVERABLE)
    report = Document("report", DocumentKind.REPORT, "溪口橋已完工", DateInterval.year(2022))
    kept = Evidence(of, report, report.quote(0, 6), Relation.FULFILLED, report.date)
    assert judge(of, date(2022, 12, 30), kept).state is not State.FULFILLED
    assert judge(of, date(2022, 12, 31), kept).state is State.FULFILLED


def test_evidence_that_chronology_forbids_cannot_be_built() -> None:
    of = promise(due())
    with pytest.raises(NotLater):
        told(of, MADE, Relation.PROGRESS)
    with pytest.raises(NotLater):
        told(of, date(2021, 9, 1), Relation.PROGRESS, effective=date(2021, 3, 14))


def test_a_day_without_a_thirty_first_ends_its_month() -> None:
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert add_months(date(2023, 12, 1), 1) == date(2024, 1, 1)


# ── properties ─────────────────────────────────────────────────────────────────────────────

COMMITMENT = promise(due())
DAYS = st.dates(MADE + timedelta(days=1), date(2025, 12, 31))
RELATIONS = st.sampled_from(list(Relation))
WHYS = st.sampled_from([(), DONE, POSTPONED, DROPPED, STALLED, (mark("partial", "第一期已完工"),)])
SURELY = st.sampled_from([0.3, 0.42, 0.5, 0.89, 0.9, 1.0])
LINKS = st.lists(
    st.builds(
        lambda on, relation, why, sure: told(COMMITMENT, on, relation, why=why, confidence=sure),
        DAYS,
        RELATIONS,
        WHYS,
        SURELY,
    ),
    max_size=6,
)
VERSIONS = st.lists(
    st.builds(
        lambda on, until: promise(
            due(until), text="溪口橋改建工程預計111年6月底前完工", on=on, name=f"again-{on}-{until}"
        ),
        st.dates(MADE + timedelta(days=1), date(2023, 12, 31)),
        st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    ),
    max_size=3,
)
SEARCHED = st.lists(DAYS, max_size=6)


@settings(deadline=None, max_examples=100)
@given(links=LINKS, versions=VERSIONS, searched=SEARCHED, as_of=DAYS, order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    links: list[Evidence], versions: list[Commitment], searched: list[date], as_of: date, order: Random
) -> None:
    mixed, days, again = list(links), list(searched), list(versions)
    for arrived in (mixed, days, again):
        order.shuffle(arrived)
    first = judge(COMMITMENT, as_of, *links, searched=searched, versions=versions)
    assert first == judge(COMMITMENT, as_of, *mixed, searched=days, versions=again)
    assert judge(COMMITMENT, as_of, *links, searched=searched) == judge(
        COMMITMENT, as_of, *links, *links[::-1], searched=searched
    )


@settings(deadline=None, max_examples=100)
@given(links=LINKS, searched=SEARCHED, as_of=DAYS)
def test_a_past_day_never_sees_later_rows(links: list[Evidence], searched: list[date], as_of: date) -> None:
    then = [item for item in links if item.stated_on.last <= as_of]
    days = [on for on in searched if on <= as_of]
    assert judge(COMMITMENT, as_of, *links, searched=searched) == judge(COMMITMENT, as_of, *then, searched=days)


@settings(deadline=None, max_examples=100)
@given(links=LINKS, searched=SEARCHED, more=SEARCHED, as_of=DAYS)
def test_more_searching_never_makes_less_known(
    links: list[Evidence], searched: list[date], more: list[date], as_of: date
) -> None:
    less = judge(COMMITMENT, as_of, *links, searched=searched)
    full = judge(COMMITMENT, as_of, *links, searched=[*searched, *more])
    allowed = {
        State.UNKNOWN: {State.UNKNOWN, State.OVERDUE, State.PARTIAL},
        State.OPEN: {State.OPEN, State.NO_NEWS},
        State.PROGRESSING: {State.PROGRESSING, State.NO_NEWS},
        State.PARTIAL: {State.PARTIAL, State.NO_NEWS},
        State.STALLED: {State.STALLED, State.OVERDUE},  # blocked before its day, and nothing told after it
        State.POSTPONED: {State.POSTPONED, State.OVERDUE},
    }
    assert full.state in allowed.get(less.state, {less.state})


@settings(deadline=None, max_examples=100)
@given(links=LINKS, searched=SEARCHED, as_of=DAYS)
def test_every_answer_gives_its_reason_and_known_evidence_only(
    links: list[Evidence], searched: list[date], as_of: date
) -> None:
    found = judge(COMMITMENT, as_of, *links, searched=searched)
    known = {item.id for item in links if item.stated_on.last <= as_of}
    assert found.reasons[0].rule == found.state.value
    assert found.reasons[0].words
    assert {one for reason in found.reasons for one in reason.evidence_ids} <= known
