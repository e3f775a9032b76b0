"""What two readers say together: shares counted where both speak, and places found again after a new cut."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark import second_reader
from benchmark.gold import Letter, letters
from benchmark.second_reader import MOST, READINGS, both_readers, told
from benchmark.second_reader import readings as readings_of
from yinuo.extract.reading import Reading
from yinuo.model import DateInterval, Document, DocumentKind

DOCUMENT = Document(
    "letter-1",
    DocumentKind.REPLY,
    "一、本局將於明年改建第二號橋。二、該路段業已完工。",
    DateInterval.day(2021, 12, 9),
)
LETTER = Letter(DOCUMENT, (), (), full=False)
UNITS = Reading(DOCUMENT).units
READ = st.lists(st.tuples(st.booleans(), st.integers(-1, MOST)), min_size=1, max_size=200)


@pytest.fixture
def readings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "readings.tsv"
    monkeypatch.setattr(second_reader, "READINGS", path)
    return path


def write(path: Path, *rows: tuple[object, ...]) -> None:
    head = "document\tstart\tend\tcommits\treports\tdeclines\tlevel\tdone_or_under_way"
    path.write_text("\n".join([head, *("\t".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")


def test_a_unit_has_what_was_told_of_its_place(readings: Path) -> None:
    first, second = UNITS
    write(
        readings,
        ("letter-1", first.start, first.end, 9, 0, 0, 1, 0),
        ("letter-1", second.start, second.end, 0, 8, 1, 0, 1),
        ("letter-2", first.start, first.end, 5, 5, 5, 3, 2),
    )

    assert told(LETTER, UNITS).tolist() == [[9, 0, 0], [0, 8, 1]]


def test_a_unit_cut_otherwise_takes_the_highest_figures_of_its_parts(readings: Path) -> None:
    first, _ = UNITS
    middle = (first.start + first.end) // 2
    write(
        readings,
        ("letter-1", first.start, middle, 2, 7, 0, 0, 1),
        ("letter-1", middle, first.end, 8, 1, 0, 1, 0),
    )

    figures = told(LETTER, UNITS)

    assert figures[0].tolist() == [8, 7, 0]
    assert figures[1].tolist() == [-1, -1, -1]


def test_the_kept_readings_are_figures_of_places_in_order() -> None:
    for rows in readings_of(READINGS).values():
        assert all(0 <= one.start < one.end and set(one.roles) <= set(range(MOST + 1)) for one in rows)
        assert all(one.end <= after.start for one, after in pairwise(rows))


def test_every_labelled_letter_was_read_whole_and_none_that_is_held_back(shared: Path) -> None:
    found = letters(shared)

    assert set(readings_of(READINGS)) == {letter.document.id for letter in found}
    assert all((told(letter, Reading(letter.document).units) >= 0).all() for letter in found[::7])


@given(READ)
def test_both_readers_lie_between_no_and_yes_and_keep_to_gold_alone_where_the_second_is_silent(
    read: list[tuple[bool, int]],
) -> None:
    gold, figures = np.array([one for one, _ in read]), np.array([two for _, two in read], dtype=np.int8)

    chances = both_readers(gold, figures)

    assert ((chances >= 0) & (chances <= 1)).all()
    assert (chances[figures < 0] == gold[figures < 0]).all()
    assert (chances[gold & (figures >= 0)] >= 0.5).all()
    assert (chances[~gold & (figures >= 0)] <= 0.5).all()


@given(READ)
def test_a_higher_figure_never_makes_a_role_less_likely(read: list[tuple[bool, int]]) -> None:
    gold, figures = np.array([one for one, _ in read]), np.array([two for _, two in read], dtype=np.int8)
    chances = both_readers(gold, figures)

    for label in (True, False):
        among = (gold == label) & (figures >= 0)
        by_figure = chances[among][np.argsort(figures[among], kind="stable")]
        assert (np.diff(by_figure) >= 0).all()


def test_units_told_alike_share_what_gold_says_of_them() -> None:
    gold = np.array([True] * 30 + [False] * 10)
    figures = np.full(40, 6, dtype=np.int8)

    chances = both_readers(gold, figures)

    assert chances[0] == pytest.approx((1 + 30 / 42) / 2)
    assert chances[-1] == pytest.approx((30 / 42) / 2)
