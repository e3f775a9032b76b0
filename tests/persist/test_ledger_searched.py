"""What was searched, as rows: by source and speaker, by stretch of days, with what came of it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.persist.ledger import Ledger
from yinuo.persist.searched import searched_rows

Write = Callable[[Ledger, Iterable[Document]], None]


def test_letters_and_a_bodys_own_report_stand_apart_and_holes_part_them(
    store: Path, clock: Callable[[], datetime], letters: tuple[Document, ...], write: Write
) -> None:
    year = DateInterval.year(2022)
    report = Document("report", DocumentKind.REPORT, "長照據點已增設完成。", year, agencies=("衛生福利部",))
    with Ledger.open(store, clock=clock) as ledger:
        write(ledger, (*letters, report))
        rows = searched_rows(ledger, date(2024, 12, 31))
        early = searched_rows(ledger, date(2022, 12, 30))
    assert [(row["kind"], row["agency"], row["first"], row["documents"]) for row in rows] == [
        ("reply", None, "2021-03-10", 1),
        ("reply", None, "2022-03-10", 1),
        ("reply", None, "2023-03-10", 1),
        ("reply", None, "2024-03-10", 1),
        ("report", "衛生福利部", "2022-01-01", 1),
    ]
    assert [row["promises"] for row in rows[:2]] == [1, 1]
    assert sum(row["evidence"] for row in rows) > 0
    assert {row["recorded_at"][:10] for row in rows} == {"2026-01-31"}
    assert [row["first"] for row in early] == ["2021-03-10", "2022-03-10"]


def test_a_copy_adds_nothing_to_what_was_searched(store: Path, letters: tuple[Document, ...], write: Write) -> None:
    with Ledger.open(store) as ledger:
        write(ledger, letters[:1])
        before = searched_rows(ledger, date(2024, 12, 31))
        copy = Document("copy", DocumentKind.REPLY, letters[0].text, letters[0].date)
        with ledger.unit(copy.id, method="toy-1") as unit:
            unit.document(copy)
        assert searched_rows(ledger, date(2024, 12, 31)) == before
        assert [item.papers for item in ledger.coverage().searched] == [1]
