"""The history of a state is what asking day by day gives."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.model import Axes, DecidedBy, EvidenceLevel, Headline, Judgement, Reason, Schedule, State
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import standings
from yinuo.publication import edition_of
from yinuo.publish.changes import state_changes

FIRST = date(2022, 1, 1)
AXES = Axes(Schedule.NO_DEADLINE, EvidenceLevel.NONE, None, None, DecidedBy.RULE)


def judge(days: list[tuple[int, State]]) -> Callable[[date], Judgement]:
    """A state from each of these days on, counted from the first."""

    def judged(on: date) -> Judgement:
        state = next(state for day, state in reversed(days) if FIRST + timedelta(days=day) <= on)
        return Judgement("c", on, state, Headline.TRACKING, AXES, (Reason("r", "w"),))

    return judged


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.integers(1, 900), unique=True, max_size=4).map(sorted),
    st.lists(st.sampled_from(State), min_size=5, max_size=5),
    st.integers(0, 1000),
)
def test_changes_that_something_told_of_are_found_to_the_day(days: list[int], states: list[State], asked: int) -> None:
    judged = judge(list(zip([0, *days], states, strict=False)))
    told = frozenset(FIRST + timedelta(days=day) for day in days)
    as_of = FIRST + timedelta(days=asked)
    found = state_changes(judged, FIRST, told, frozenset(), as_of)
    every = ((judged(FIRST + timedelta(days=at)).state, at) for at in range(asked + 1))
    runs = [(state, next(group)[1]) for state, group in groupby(every, key=lambda pair: pair[0])]
    assert [(change.after, (change.on - FIRST).days) for change in found] == runs
    assert [change.before for change in found] == [None, *(state for state, _ in runs[:-1])]


def test_a_change_that_nothing_told_of_is_found_by_halving() -> None:
    judged = judge([(0, State.OPEN), (211, State.NO_NEWS), (500, State.UNVERIFIABLE)])
    found = state_changes(judged, FIRST, frozenset(), frozenset(), FIRST + timedelta(days=900))
    assert [(change.on - FIRST).days for change in found] == [0, 211, 500]


def test_a_promise_made_later_has_no_history() -> None:
    assert state_changes(judge([(0, State.OPEN)]), FIRST, frozenset(), frozenset(), FIRST - timedelta(days=1)) == ()


def test_the_histories_of_a_ledger_are_those_of_asking_every_day(open_ledger: Ledger) -> None:
    last = date(2024, 12, 31)
    edition = edition_of(open_ledger, last)
    coverage = open_ledger.coverage()
    states: dict[str, list[str]] = {}
    for at in range((last - date(2022, 3, 10)).days + 1):
        day = date(2022, 3, 10) + timedelta(days=at)
        for found in standings(open_ledger, [row["id"] for row in edition.commitments], coverage, day):
            states.setdefault(found.commitment.id, []).append(f"{day} {found.judgement.state}")
    for name, told in states.items():
        runs = [next(group) for _, group in groupby(told, key=lambda words: words.split()[1])]
        changes = [f"{row['date']} {row['after']}" for row in edition.changes if row["commitment_id"] == name]
        assert changes == runs
