"""Which decisions hold, and what they claim, in whatever order they came."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import InvariantError
from yinuo.judge.anchors import Anchor
from yinuo.judge.decisions import Action, Correction, Decision, in_force, settle, undone
from yinuo.model import Category, DateInterval, Level, Relation

START = datetime(2026, 1, 1, tzinfo=UTC)
PROMISE = Anchor("A", "f" * 64, 0, 6, "本局將辦理。")
PASSAGE = Anchor("B", "e" * 64, 0, 6, "本局已辦理。")
DAY = DateInterval(date(2023, 5, 1), date(2023, 5, 1))


def decide(action: Action, day: int = 0, by: str = "甲", **more: object) -> Decision:
    return Decision(action, PROMISE, by, START + timedelta(days=day), **more)  # type: ignore[arg-type]  # kwargs


def undo(target: Decision, day: int, by: str = "甲") -> Decision:
    return decide(Action.UNDO, day, by, undoes=target.id)


def test_an_undone_decision_holds_no_more_and_an_undone_undo_brings_it_back() -> None:
    first = decide(Action.REJECT)
    second = undo(first, 1)
    third = undo(second, 2)

    assert in_force([first]) == (first,)
    assert in_force([second, first]) == ()
    assert in_force([third, first, second]) == (first,)
    assert undone([first, second, third]) == {second.id}


def test_later_decisions_are_not_known_on_an_earlier_day() -> None:
    first, second = decide(Action.REJECT), decide(Action.ACCEPT, 5)

    assert in_force([second, first], until=date(2026, 1, 3)) == (first,)
    assert in_force([first, undo(first, 9)], until=date(2026, 1, 3)) == (first,)


def test_the_latest_claim_on_each_field_holds_and_the_others_stay() -> None:
    title = decide(Action.CORRECT, 0, correction=Correction(title="甲案", level=Level.CONCRETE))
    level = decide(Action.CORRECT, 1, correction=Correction(level=Level.ONGOING))
    found = settle([level, title])

    assert found.latest["title"][0] == "甲案"
    assert found.latest["level"][0] is Level.ONGOING
    assert not found.contested  # one person may change their mind


def test_two_people_who_differ_are_both_kept_and_the_later_one_holds() -> None:
    found = settle([decide(Action.ACCEPT, 3, "乙"), decide(Action.REJECT, 1, "甲")])

    assert found.stands is True
    assert found.contested == ("stands",)
    assert [one.by for one in found.decisions] == ["甲", "乙"]


def test_two_people_who_read_another_relation_differ() -> None:
    link = {"passage": PASSAGE, "effective": DAY}
    one = decide(Action.ACCEPT, 0, "甲", relation=Relation.PROGRESS, **link)
    other = decide(Action.RELABEL, 1, "乙", relation=Relation.FULFILLED, **link)

    assert settle([one, other]).contested == ("relation",)
    assert settle([one, replace(other, relation=Relation.PROGRESS)]).contested == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": Action.UNDO},  # of what?
        {"action": Action.ACCEPT, "undoes": "x"},
        {"action": Action.RELABEL, "relation": Relation.PROGRESS, "effective": DAY},  # a promise has no relation
        {"action": Action.ACCEPT, "passage": PASSAGE},  # as what?
        {"action": Action.CORRECT},  # nothing
        {"action": Action.ACCEPT, "by": " "},
        {"action": Action.ACCEPT, "by": "甲\x1b[31m"},
        {"action": Action.ACCEPT, "why": "一\n二"},
        {"action": Action.ACCEPT, "at": datetime(2026, 1, 1)},
    ],
)
def test_a_decision_that_says_nothing_clear_is_refused(wrong: dict[str, object]) -> None:
    told: dict[str, object] = {"promise": PROMISE, "by": "甲", "at": START}
    with pytest.raises(InvariantError):
        Decision(**(told | wrong))  # type: ignore[arg-type]  # kwargs


def test_what_is_both_set_and_cleared_is_refused() -> None:
    with pytest.raises(InvariantError):
        Correction(category=Category.HEALTH, cleared=frozenset({"category"}))


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 6), st.booleans()), max_size=8), st.randoms())
@settings(deadline=None, max_examples=100)
def test_the_order_of_arrival_changes_nothing(told: list[tuple[str, int, bool]], shuffle: object) -> None:
    decisions: list[Decision] = []
    for by, day, rejects in told:
        decisions.append(decide(Action.REJECT if rejects else Action.ACCEPT, day, by))
        if day % 3 == 0:
            decisions.append(undo(decisions[len(decisions) // 2], day, by))
    shuffled = list(decisions)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random

    assert in_force(shuffled) == in_force(decisions)
    assert settle(in_force(shuffled)) == settle(in_force(decisions))
