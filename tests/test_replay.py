"""History replayed in any order of arrival, through the real engine and the real ledger, gives the same answers."""

import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.engines import InProcess
from yinuo.model import DateInterval, Document, DocumentKind, Judgement
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import standings
from yinuo.pipeline import run

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
            run(batch, ledger, InProcess())
        ids = [one for (one,) in ledger.rows("SELECT id FROM commitments ORDER BY id")]
        coverage = ledger.coverage()
        return {
            (day, found.commitment.id): found.judgement
            for day in DAYS
            for found in standings(ledger, ids, coverage, day)
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


def test_a_past_day_is_answered_as_if_later_letters_had_never_come() -> None:
    for day in DAYS:
        then = answers([[letter for letter in letters() if letter.date.last <= day]])
        made = {key: judged for key, judged in in_order().items() if key[0] == day and key in then}
        assert made
        assert {key: judged for key, judged in then.items() if key[0] == day} == made


def test_the_history_told_has_movement_in_it() -> None:
    assert len({judged.state for judged in in_order().values()}) >= 3
