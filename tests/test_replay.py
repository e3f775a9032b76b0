"""History replayed in any order of arrival, through the real engine and the real ledger, gives the same answers."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count, groupby
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.engines import InProcess
from yinuo.judge.decisions import Correction, Decision
from yinuo.model import DateInterval, Document, DocumentKind, Judgement, Relation
from yinuo.persist.ledger import Ledger
from yinuo.persist.reviewing import accept, correct, reject, relabel, subject, undo
from yinuo.persist.standing import standings
from yinuo.pipeline import run
from yinuo.words import Tier

TOLD = (
    (
        "2021-03-05",
        "一、白鹿溪口大橋改建工程，本局預計111年9月底前完工通車。二、本局將於111年底前累計布建公有屋頂光電20MW。",
    ),
    ("2021-06-10", "白鹿溪口大橋改建工程已於110年5月20日開工，目前進度12.5%，本局將持續督導施工品質。"),
    ("2021-11-02", "公有屋頂光電截至110年10月底累計布建6.5MW，本局將賡續推動公有屋頂光電。"),
    ("2022-04-15", "白鹿溪口大橋改建工程因缺工缺料，完工期限由111年9月底展延至112年12月底。"),
    ("2022-10-20", "公有屋頂光電截至111年9月底累計布建13.2MW，預計112年6月底前累計布建20MW。"),
    ("2023-09-08", "白鹿溪口大橋改建工程預計112年12月底前完工通車，現正辦理橋面鋪設。"),
    ("2024-02-27", "白鹿溪口大橋改建工程業於112年12月28日完工通車。"),
    ("2024-12-03", "公有屋頂光電截至113年10月底累計布建21.4MW，已達成原定目標。"),
)
DAYS = [date(2021, 4, 1), date(2022, 5, 1), date(2022, 12, 31), date(2023, 12, 1), date(2024, 3, 1), date(2025, 1, 1)]


def letters() -> list[Document]:
    found = []
    for at, (told, words) in enumerate(TOLD):
        on = date.fromisoformat(told)
        text = f"就地方建設所提質詢，經交據白鹿市政府查復如下：{words}"
        found.append(Document(f"letter-{at}", DocumentKind.REPLY, text, DateInterval(on, on), agencies=("白鹿市政府",)))
    return found


def answers(batches: Sequence[Sequence[Document]]) -> dict[tuple[date, str], Judgement]:
    """Every judgement of every day, after the letters arrived in these batches, a run each."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(str(Path(folder) / "history.db"), create=True) as ledger:
        for batch in batches:
            run(batch, ledger, InProcess(), tier=Tier.FAST)
        return judged(ledger)


def judged(ledger: Ledger) -> dict[tuple[date, str], Judgement]:
    ids = [one for (one,) in ledger.rows("SELECT id FROM commitments ORDER BY id")]
    coverage = ledger.coverage()
    return {
        (day, found.commitment.id): found.judgement for day in DAYS for found in standings(ledger, ids, coverage, day)
    }


@cache
def in_order() -> dict[tuple[date, str], Judgement]:
    return answers([letters()])


@settings(deadline=None, max_examples=8)
@given(order=st.permutations(range(len(TOLD))), cut=st.integers(0, len(TOLD)))
def test_letters_that_arrive_in_any_order_and_in_two_runs_give_the_same_answer_for_any_day(
    order: Sequence[int], cut: int
) -> None:
    arrived = [letters()[at] for at in order]
    assert answers([arrived[:cut], arrived[cut:]]) == in_order()


BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)


def decisions() -> list[Decision]:
    """What two people decided, with everything read: a promise accepted and retitled, links rejected and relabelled."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(str(Path(folder) / "desk.db"), create=True, clock=clock()) as ledger,
    ):
        run(letters(), ledger, InProcess(), tier=Tier.FAST)
        first = next(ledger.commitments())
        accept(ledger, subject(ledger, first.id), "甲")
        correct(ledger, subject(ledger, first.id), "乙", "改", Correction(title="白鹿溪口大橋"))
        links = sorted(ledger.evidence(), key=lambda item: (item.stated_on.last, item.id))
        made = reject(ledger, subject(ledger, links[0].id), "甲", "不是同一件")
        relabel(ledger, subject(ledger, links[-1].id), "乙", "確認", Relation.PROGRESS)
        undo(ledger, made.id, "乙")
        reject(ledger, subject(ledger, links[0].id), "乙", "再看仍不是")
        return list(ledger.decisions())


def clock() -> Callable[[], datetime]:
    """A clock that moves an hour each time it is read."""
    hours = count()
    return lambda: BEGINNING + timedelta(hours=next(hours))


@cache
def made_by_people() -> tuple[Decision, ...]:
    return tuple(decisions())


@cache
def decided_in_order() -> dict[tuple[date, str], Judgement]:
    return arrivals([*letters(), *made_by_people()])


def arrivals(events: Sequence[Document | Decision]) -> dict[tuple[date, str], Judgement]:
    """Every judgement of every day, after letters and decisions arrived one by one in this order."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(str(Path(folder) / "history.db"), create=True) as ledger:
        for decided, group in groupby(events, key=lambda one: isinstance(one, Decision)):
            if decided:
                for one in group:
                    take(ledger, one)
            else:
                run([one for one in group if isinstance(one, Document)], ledger, InProcess(), tier=Tier.FAST)
        return judged(ledger)


def take(ledger: Ledger, one: Document | Decision) -> None:
    assert isinstance(one, Decision)
    with ledger.unit(one.id, method=one.method, actor=one.by, reason=one.why) as unit:
        unit.decision(one)


@settings(deadline=None, max_examples=8)
@given(data=st.data())
def test_letters_and_decisions_that_arrive_in_any_order_give_the_same_answer_for_any_day(data: st.DataObject) -> None:
    events: list[Document | Decision] = [*letters(), *made_by_people()]
    assert arrivals(data.draw(st.permutations(events))) == decided_in_order()


def test_what_people_decided_changes_the_answers() -> None:
    plain = in_order()
    changed = {key for key, found in decided_in_order().items() if found.reasons != plain[key].reasons}
    assert changed


def test_a_past_day_is_answered_as_if_later_letters_had_never_come() -> None:
    for day in DAYS:
        then = answers([[letter for letter in letters() if letter.date.last <= day]])
        made = {key: judged for key, judged in in_order().items() if key[0] == day and key in then}
        assert made
        assert {key: judged for key, judged in then.items() if key[0] == day} == made


def test_the_history_told_has_movement_in_it() -> None:
    assert len({judged.state for judged in in_order().values()}) >= 3
