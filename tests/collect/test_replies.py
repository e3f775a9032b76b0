"""The Yuan's open data set of replies, answered by a server that misbehaves as it does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmark.wire import DAY, Page, Wire, collecting, letter, replies
from yinuo.collect.desk import Desk
from yinuo.collect.replies import RepliesSource, current_session, sessions_until
from yinuo.collect.sources import Capture, Source
from yinuo.errors import Damaged, EmptyInput, InputError, UnknownFormat
from yinuo.model import Document
from yinuo.pipeline import read

PATH = "/odw/ID2Action.action"
ELEVEN_ONE = {"term": "11", "sessionPeriod": "01"}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        yield server


def source(desk: Desk, wire: Wire, **chosen: tuple[int, ...]) -> RepliesSource:
    return RepliesSource(desk, base=wire.base + PATH, **(chosen or {"terms": (11,)}))


def collected(found: Source) -> tuple[list[Capture], list[InputError]]:
    """What a source gave; captures and faults apart."""
    every = list(found.captures())
    return [one for one in every if isinstance(one, Capture)], [one for one in every if isinstance(one, InputError)]


def test_term_and_session_are_asked_with_two_digits(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, {"term": "08", "sessionPeriod": "01"}, replies([letter(1, term=8)]))
    with collecting(tmp_path) as over:
        captures, faults = collected(source(over.desk("replies"), wire, terms=(8,), sessions=(1,)))

    assert (len(captures), faults) == (1, [])
    assert "term=08&sessionPeriod=01&" in wire.asked[0]
    assert "fileType=json" in wire.asked[0]


def test_every_session_until_today_is_asked(wire: Wire, tmp_path: Path) -> None:
    with collecting(tmp_path) as over:
        planned = list(source(over.desk("replies"), wire, sessions=()).plan())

    assert len(planned) == 3 * 8 + 1  # terms 8, 9 and 10, and the first session of the 11th
    assert wire.asked == []


def test_an_empty_list_is_unknown_and_the_last_good_answer_stays(wire: Wire, tmp_path: Path) -> None:
    good, empty = replies([letter(1), letter(2)]), Page(b'{"dataList":[]}')
    wire.put(PATH, ELEVEN_ONE, good, empty)
    with collecting(tmp_path) as over:
        desk = over.desk("replies")
        assert [one.data for one in collected(source(desk, wire))[0]] == [good]
        desk.settle(())
    with collecting(tmp_path, DAY + timedelta(days=1)) as over:
        captures, faults = collected(source(over.desk("replies"), wire))

    assert [one.data for one in captures] == [good]  # nobody marked it as read
    assert isinstance(faults[0], EmptyInput)
    assert "沿用先前的 2 筆" in str(faults[0])
    assert "第11屆第1會期" in str(faults[0])


def test_a_page_of_html_with_status_200_is_a_fault(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, Page(b"<html><body><h1>Error 500</h1></body></html>", type="text/html"))
    with collecting(tmp_path) as over:
        captures, faults = collected(source(over.desk("replies"), wire))

    assert captures == []
    assert isinstance(faults[0], UnknownFormat)
    assert "第11屆第1會期" in str(faults[0])


def test_two_objects_in_one_body_are_both_read_and_told(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1)]) + replies([letter(2)]))
    with collecting(tmp_path) as over:
        desk = over.desk("replies")
        captures, faults = collected(source(desk, wire))
        documents = [one for one in read(captures) if isinstance(one, Document)]

    assert (len(documents), faults) == (2, [])
    assert "2 JSON objects" in desk.told[0]


def test_a_byte_order_mark_is_no_fault(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, b"\xef\xbb\xbf" + replies([letter(1)]))
    with collecting(tmp_path) as over:
        captures, faults = collected(source(over.desk("replies"), wire))
        documents = list(read(captures))

    assert faults == []
    assert isinstance(documents[0], Document)
    assert (documents[0].term, documents[0].session, documents[0].sitting) == (11, 1, 1)
    assert documents[0].url is None  # «null» is no address


def test_an_answer_cut_short_is_a_fault(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1), letter(2)])[:-40])
    with collecting(tmp_path) as over:
        captures, faults = collected(source(over.desk("replies"), wire))

    assert captures == []
    assert isinstance(faults[0], Damaged)


def test_rows_of_another_session_are_refused(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1, term=10, session=5)]))
    with collecting(tmp_path) as over:
        captures, faults = collected(source(over.desk("replies"), wire))

    assert captures == []
    assert "答的是別的會期" in str(faults[0])


def test_fewer_rows_than_before_are_told_and_both_answers_read(wire: Wire, tmp_path: Path) -> None:
    more, less = replies([letter(1), letter(2)]), replies([letter(2)])
    wire.put(PATH, ELEVEN_ONE, more, less)
    with collecting(tmp_path) as over:
        desk = over.desk("replies")
        collected(source(desk, wire))
        desk.settle(())
    with collecting(tmp_path, DAY + timedelta(days=1)) as over:
        captures, faults = collected(source(over.desk("replies"), wire))

    assert less in [one.data for one in captures]
    assert "比先前少：1 < 2" in str(faults[0])


def test_a_session_that_is_over_is_asked_again_only_after_a_month(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, {"term": "10", "sessionPeriod": "05"}, replies([letter(1, term=10, session=5)]))
    asked = []
    for days in (0, 10, 31):
        with collecting(tmp_path, DAY + timedelta(days=days)) as over:
            desk = over.desk("replies")
            before = len(wire.asked)
            collected(source(desk, wire, terms=(10, 11), sessions=(1, 5)))
            desk.settle(())
            asked.append(sum("sessionPeriod=05" in one and "term=10" in one for one in wire.asked[before:]))

    assert asked == [1, 0, 1]


def test_offline_gives_what_the_archive_holds(wire: Wire, tmp_path: Path) -> None:
    wire.put(PATH, ELEVEN_ONE, replies([letter(1)]))
    with collecting(tmp_path) as over:
        collected(source(over.desk("replies"), wire))
    before = len(wire.asked)
    with collecting(tmp_path, offline=True) as over:
        captures, _ = collected(source(over.desk("replies"), wire))

    assert json.loads(captures[0].data)["dataList"][0]["term"] == "11"
    assert len(wire.asked) == before


@pytest.mark.parametrize(
    ("year", "month", "expected"),
    [(2012, 2, (8, 1)), (2012, 9, (8, 2)), (2013, 1, (8, 2)), (2024, 1, (10, 8)), (2026, 1, (11, 4))],
)
def test_months_fall_in_the_session_that_sits_in_them(year: int, month: int, expected: tuple[int, int]) -> None:
    assert current_session(year, month) == expected


def test_sessions_end_with_the_present_one() -> None:
    assert sessions_until(2024, 10, (11,)) == [(11, 1), (11, 2)]
    assert datetime(2024, 10, 1, tzinfo=UTC) > DAY
