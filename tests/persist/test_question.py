"""A question is read from names and words, refuses what it does not know, and says itself again."""

from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import UsageError
from yinuo.persist.question import FILTERS, Question, Sort
from yinuo.words import Category, EvidenceLevel, Headline, Level, Publication, Schedule, State

days = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))
names = st.lists(st.text("王小明林委員ABC ", min_size=1, max_size=6).map(str.strip).filter(bool), max_size=3).map(tuple)


def some(kind: type[StrEnum]) -> st.SearchStrategy[tuple[StrEnum, ...]]:
    return st.lists(st.sampled_from(list(kind)), max_size=3).map(tuple)


questions = st.builds(
    lambda low, high, **told: Question(
        made_from=low, made_until=high if low is None or high is None or low <= high else low, **told
    ),
    low=days,
    high=days,
    q=st.sampled_from(["", "長照 據點", "完工"]),
    state=some(State),
    headline=some(Headline),
    schedule=some(Schedule),
    category=some(Category),
    agency=names,
    asker=names,
    level=some(Level),
    term=st.lists(st.integers(1, 999), max_size=3).map(tuple),
    session=st.lists(st.integers(1, 8), max_size=3).map(tuple),
    evidence_level=some(EvidenceLevel),
    figures=st.sampled_from([None, True, False]),
    publication=st.lists(st.sampled_from(list(Publication)), min_size=1, max_size=3).map(tuple),
    sort=st.sampled_from(list(Sort)),
)


@settings(deadline=None, max_examples=100)
@given(questions)
def test_the_words_of_a_question_ask_the_same_question(question: Question) -> None:
    asked: dict[str, list[str]] = {}
    for name, value in question.words():
        asked.setdefault(name, []).append(value)
    assert Question.of(asked) == question
    assert set(asked) <= set(FILTERS)


def test_an_empty_form_asks_for_everything() -> None:
    assert Question.of({name: ["", " "] for name in FILTERS}) == Question()
    assert Question().is_open
    assert Question(sort=Sort.DUE).is_open
    assert not Question(term=(11,)).is_open


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "kept"),
        ("headline", "open"),
        ("category", "太空"),
        ("level", "C4"),
        ("term", "0"),
        ("term", "-1"),
        ("term", "１１"),
        ("session", "1000"),
        ("made_from", "110年"),
        ("due_until", "2021-02-30"),
        ("figures", "yes"),
        ("sort", "best"),
        ("publication", "all"),
        ("agency", "部" * 201),
        ("q", "長" * 201),
        ("color", "red"),
    ],
)
def test_a_value_that_is_none_of_its_words_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name):
        Question.of({name: [value]})


def test_two_values_where_one_belongs_are_refused() -> None:
    with pytest.raises(UsageError, match="made_from"):
        Question.of({"made_from": ["2021-01-01", "2022-01-01"]})
    with pytest.raises(UsageError, match="made_until"):
        Question.of({"made_from": ["2022-01-01"], "made_until": ["2021-01-01"]})


def test_a_value_said_twice_counts_once() -> None:
    assert Question.of({"state": ["open", "open"]}).state == (State.OPEN,)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(UsageError, match="asker"):
        Question(asker=tuple(f"委員{number}" for number in range(51)))
