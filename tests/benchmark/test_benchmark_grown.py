"""A grown ledger holds together, and has whatever the pages that are measured show."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmark.grown_ledger import copied, members, rows, session_of, tables, write
from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.persist.catalogue import Catalogue
from yinuo.persist.ledger import Ledger
from yinuo.persist.verify import verify
from yinuo.pipeline import read_promises
from yinuo.words import Tier

TEXT = "有關委員所提偏鄉交通質詢，答復如下：本部將於一百十三年六月底前完成公車路線增設。另將持續推動車輛汰換。"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2012, 2, 1), (8, 1)),
        (date(2012, 9, 1), (8, 2)),
        (date(2013, 1, 31), (8, 2)),
        (date(2015, 12, 1), (8, 8)),
        (date(2016, 2, 1), (9, 1)),
        (date(2012, 1, 15), (7, 8)),
    ],
)
def test_a_day_lies_in_one_session(day: date, told: tuple[int, int]) -> None:
    assert session_of(day) == told


def test_letters_have_askers_and_sessions_and_the_ledger_holds(tmp_path: Path) -> None:
    letter = Document("L1", DocumentKind.REPLY, TEXT, DateInterval.day(2023, 5, 4), "偏鄉交通")
    read = read_promises(letter, Tier.FAST)
    assert read.commitments
    found = [copied(read, table, copy, 40 * copy) for copy, table in enumerate(tables(TEXT, 8))]
    store = tmp_path / "grown.db"
    with Ledger.open(store) as ledger:
        write(ledger, rows(found, 2))
        assert verify(ledger).ok
    catalogue = Catalogue.open(store, keeping=False)
    on = letter.date.last + timedelta(days=400)
    sessions = {one.value for one in catalogue.groups("session", on)}
    assert sessions == {str(session_of(one.document.date.last)[1]) for one in found}
    askers = {one.value for one in catalogue.groups("asker", on)}
    assert askers == {name for one in found for name in members(one.document.id)}
    assert members("L1-3") == members("L1-3")
    catalogue.close()
