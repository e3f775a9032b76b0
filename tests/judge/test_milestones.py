"""The days of one project, one by one."""

from datetime import date
from decimal import Decimal

from yinuo.extract.deadlines import deadlines
from yinuo.judge.coverage import Coverage, Searched
from yinuo.judge.facts import Facts
from yinuo.judge.milestones import Reached, milestones
from yinuo.judge.status import status
from yinuo.model import Commitment, DateInterval, Document, DocumentKind, Evidence, Level, Relation, State, Target

PROJECT = "溪口橋改建預計111年3月完成發包，111年9月開工，113年底完工。"
MADE = DateInterval.day(2021, 3, 1)


def promised(text: str = PROJECT) -> Commitment:
    document = Document("letter", DocumentKind.REPLY, text, MADE)
    return Commitment(document, document.quote(0, len(text)), Level.CONCRETE, "溪口橋", deadlines(text, MADE))


def told(
    of: Commitment,
    text: str,
    on: date,
    relation: Relation = Relation.PROGRESS,
    *,
    sure: float = 0.9,
    event: date | None = None,
) -> Evidence:
    document = Document(f"{on}-{text}", DocumentKind.REPLY, text, DateInterval(on, on))
    return Evidence(of, document, document.quote(0, len(text)), relation, DateInterval(event or on, event or on), sure)


def states(of: Commitment, as_of: date, *evidence: Evidence, searched: date | None = None) -> list[Reached]:
    coverage = Coverage((Searched(searched, searched),) if searched else ())
    return [item.state for item in milestones(Facts.at(of, evidence, coverage, as_of, ()))]


def test_each_day_stands_by_itself() -> None:
    of = promised()
    begun = told(of, "溪口橋改建已於111年9月開工", date(2022, 10, 1), event=date(2022, 9, 20))
    assert states(of, date(2021, 6, 1)) == [Reached.OPEN] * 3
    assert states(of, date(2022, 7, 1), searched=date(2022, 6, 1)) == [Reached.LATE, Reached.OPEN, Reached.OPEN]
    assert states(of, date(2022, 7, 1)) == [Reached.UNKNOWN, Reached.OPEN, Reached.OPEN]
    assert states(of, date(2022, 12, 1), begun) == [Reached.LATE, Reached.MET, Reached.OPEN]
    found = milestones(Facts.at(of, [begun], Coverage(), date(2022, 12, 1), ()))
    assert found[1].evidence_ids == (begun.id,)


def test_what_is_built_has_been_begun_though_nobody_says_when() -> None:
    of = promised()
    built = told(
        of, "溪口橋改建業於113年10月完工", date(2024, 11, 1), Relation.FULFILLED, sure=0.95, event=date(2023, 10, 31)
    )
    assert states(of, date(2025, 6, 1), built)[1:] == [Reached.MET, Reached.MET]


def test_a_day_that_was_moved_is_open_until_the_new_one() -> None:
    of = promised()
    moved = told(of, "溪口橋改建工程延至112年2月底前開工", date(2022, 10, 15))
    assert states(of, date(2022, 12, 1), moved)[1] is Reached.MOVED
    assert states(of, date(2023, 6, 1), moved, searched=date(2023, 5, 1))[1] is Reached.LATE


def test_a_held_price_is_past_never_late() -> None:
    of = promised("渡輪票價於110年9月底前維持不調整。")
    assert states(of, date(2022, 6, 1), searched=date(2022, 5, 1)) == [Reached.PASSED]


def test_status_tells_each_earlier_day_with_its_evidence() -> None:
    of = promised()
    begun = told(of, "溪口橋改建已於111年9月開工", date(2022, 10, 1))
    found = status(of, [begun], Coverage((Searched(date(2022, 11, 1), date(2022, 11, 1)),)), date(2022, 12, 1))
    told_so = [reason for reason in found.reasons if reason.rule == "milestone"]
    assert found.state is State.PROGRESSING
    assert [reason.evidence_ids for reason in told_so] == [(), (begun.id,)]
    assert "未見完成" in told_so[0].words
    assert "已見完成" in told_so[1].words


def test_a_share_of_the_target_is_no_end_of_the_day_it_is_due() -> None:
    text = "本部將於115年底前累計設置40處溪口社區據點。"
    document = Document("letter", DocumentKind.REPLY, text, MADE)
    due, goal = deadlines(text, MADE), Target("40處", Decimal(40), "處")
    of = Commitment(document, document.quote(0, len(text)), Level.CONCRETE, "社區據點", due, goal)
    some = told(of, "截至113年底，累計已設置19處溪口社區據點。", date(2025, 2, 5))
    assert states(of, date(2025, 6, 30), some) == [Reached.OPEN]
    assert states(of, date(2027, 6, 30), some, searched=date(2027, 6, 1)) == [Reached.LATE]
    every = told(of, "截至115年底，累計已設置41處溪口社區據點。", date(2026, 12, 20), event=date(2026, 12, 20))
    assert states(of, date(2026, 12, 25), some, every) == [Reached.MET]
