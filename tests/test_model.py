"""What the constructors refuse (DESIGN §5) and what they keep."""

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.errors import ImpossibleDate, InvariantError, NotLater, NotVerbatim
from yinuo.model import (
    Commitment,
    DateInterval,
    Deadline,
    Document,
    DocumentKind,
    Evidence,
    Level,
    Precision,
    Quote,
    Relation,
    fingerprint,
    stable_id,
)

TEXT = "本署將於111年6月底前完成青禾橋改建。目前已完成設計。"
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


def on(day: date) -> DateInterval:
    return DateInterval(day, day)


def letter(identity: str = "a", text: str = TEXT, day: date = date(2021, 12, 9)) -> Document:
    return Document(identity, DocumentKind.REPLY, text, on(day))


def promise(document: Document) -> Commitment:
    return Commitment(document, document.quote(0, 19), Level.CONCRETE, "青禾橋111年6月底前完成改建")


@given(st.text(min_size=1).filter(str.strip), st.integers(-3, 60), st.integers(-3, 60), st.text(max_size=60))
def test_a_quote_that_is_not_the_exact_slice_cannot_be_built(text: str, start: int, end: int, exact: str) -> None:
    document = letter(text=text)
    if 0 <= start < end <= len(text) and text[start:end] == exact:
        assert Quote(document, start, end, exact).exact == exact
    else:
        with pytest.raises(NotVerbatim):
            Quote(document, start, end, exact)


@given(days, days)
def test_evidence_needs_a_document_dated_after_the_promise(made: date, told: date) -> None:
    first, later = letter("a", day=made), letter("b", TEXT + "已通車。", told)
    commitment = promise(first)
    if told > made:
        evidence = Evidence(commitment, later, later.quote(19, 27), Relation.PROGRESS, on(told))
        assert evidence.stated_on.is_after(commitment.made_on)
    else:
        with pytest.raises(NotLater):
            Evidence(commitment, later, later.quote(19, 27), Relation.PROGRESS, on(told))


def test_a_promise_cannot_prove_itself_even_under_another_id_or_wrapping() -> None:
    commitment = promise(letter("a"))
    copy = letter("b", TEXT.replace("青禾橋", "青\n　禾橋"), date(2022, 1, 1))

    with pytest.raises(NotLater):
        Evidence(commitment, copy, copy.quote(0, 5), Relation.RESTATED, copy.date)


def test_a_year_is_later_only_when_all_of_it_is() -> None:
    commitment = promise(letter("a"))
    same_year = Document("r", DocumentKind.REPORT, "青禾橋已完工。", DateInterval.year(2021))
    next_year = Document("s", DocumentKind.REPORT, "青禾橋已完工。", DateInterval.year(2022))

    with pytest.raises(NotLater):
        Evidence(commitment, same_year, same_year.quote(0, 7), Relation.FULFILLED, same_year.date)
    assert Evidence(commitment, next_year, next_year.quote(0, 7), Relation.FULFILLED, next_year.date).confidence == 1.0


def test_an_event_before_the_promise_is_no_movement() -> None:
    commitment = promise(letter("a"))
    later = letter("b", "青禾橋109年已動工。", date(2022, 5, 1))

    with pytest.raises(NotLater):
        Evidence(commitment, later, later.quote(0, 11), Relation.PROGRESS, DateInterval.year(2020))


def test_a_deadline_before_its_letter_is_history() -> None:
    document = letter()
    gone = Deadline("109年底", DateInterval.year(2020))

    with pytest.raises(ImpossibleDate):
        Commitment(document, document.quote(0, 19), Level.CONCRETE, "青禾橋改建", deadlines=(gone,))


@pytest.mark.parametrize("title", ["", "字" * 21])
def test_a_title_has_one_to_twenty_characters(title: str) -> None:
    document = letter()

    with pytest.raises(InvariantError):
        Commitment(document, document.quote(0, 19), Level.CONCRETE, title)


def test_an_interval_upside_down_is_refused() -> None:
    with pytest.raises(ImpossibleDate):
        DateInterval(date(2022, 1, 2), date(2022, 1, 1))


@pytest.mark.parametrize(
    ("interval", "written"),
    [
        (DateInterval.day(2021, 12, 9), "2021-12-09"),
        (DateInterval.month(2024, 2), "2024-02"),
        (DateInterval.year(2023), "2023"),
        (DateInterval(date(2022, 1, 1), date(2022, 6, 30), Precision.HALF), "2022-01-01/2022-06-30"),
    ],
)
def test_a_date_is_written_with_the_precision_it_was_told(interval: DateInterval, written: str) -> None:
    assert str(interval) == written


@given(st.text(min_size=1).filter(str.strip))
def test_wrapping_a_text_does_not_change_its_fingerprint(text: str) -> None:
    assert fingerprint("\n".join(text)) == fingerprint(text)


def test_ids_depend_on_every_part_and_on_where_parts_end() -> None:
    assert stable_id("a", "bc") != stable_id("ab", "c")
    assert stable_id("a", 1) == stable_id("a", "1")


def test_nouns_travel_between_processes_unchanged() -> None:
    document = letter()
    commitment = promise(document)

    assert pickle.loads(pickle.dumps((document, commitment))) == (document, commitment)
