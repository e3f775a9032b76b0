"""What was searched: by kind of source and whom it speaks for, over which days, when, and with what result."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yinuo.judge.coverage import Coverage, Searched
from yinuo.model import DocumentKind
from yinuo.persist.codec import parse
from yinuo.persist.ledger import Ledger, speaker

__all__ = ["searched_rows"]

Row = dict[str, Any]
_OWN = (DocumentKind.REPORT.value, DocumentKind.NEWS.value)  # kinds that may speak for one body alone


@dataclass(frozen=True, slots=True)
class _Day:
    """Documents of one kind, speaker and day."""

    searched: Searched
    recorded_at: str
    promises: int
    evidence: int


def searched_rows(ledger: Ledger, as_of: date) -> list[Row]:
    """One row for each stretch of days searched without a hole of a quarter, known of by ``as_of``.

    Returns:
        ``kind`` of document; ``agency`` it speaks for, None where it may speak of any; ``first`` and ``last`` day
        of the stretch; ``documents``; ``recorded_at``, when the last of them was put into the ledger;
        ``promises`` made in them; ``evidence`` found in them, of earlier promises.
    """
    groups: dict[tuple[str, str | None], list[_Day]] = defaultdict(list)
    for kind, day in _days(ledger, as_of):
        groups[kind, day.searched.body].append(day)
    return [row for (kind, _), days in sorted(groups.items(), key=_order) for row in _rows(kind, days, as_of)]


def _order(item: tuple[tuple[str, str | None], object]) -> tuple[str, str]:
    (kind, body), _ = item
    return (kind, body or "")


def _rows(kind: str, days: list[_Day], as_of: date) -> Iterator[Row]:
    plain = (day.searched for day in days)  # one speaker's own papers: who asks is of no matter here
    coverage = Coverage(tuple(Searched(item.last, item.first, None, item.papers) for item in plain))
    for stretch in coverage.stretches(as_of):
        inside = [day for day in days if stretch.first <= day.searched.first and day.searched.last <= stretch.last]
        yield {
            "kind": kind,
            "agency": days[0].searched.body,
            "first": stretch.first.isoformat(),
            "last": stretch.last.isoformat(),
            "documents": sum(day.searched.papers for day in inside),
            "recorded_at": max(day.recorded_at for day in inside),
            "promises": sum(day.promises for day in inside),
            "evidence": sum(day.evidence for day in inside),
        }


def _days(ledger: Ledger, as_of: date) -> Iterator[tuple[str, _Day]]:
    bodies = dict(_bodies(ledger))
    sql = (
        "SELECT documents.kind, first, last, documents.id, recorded_at,"
        " (SELECT count(*) FROM commitments WHERE document_id = documents.id),"
        " (SELECT count(*) FROM evidence WHERE document_id = documents.id)"
        " FROM documents JOIN entries USING (seq) WHERE copy_of IS NULL AND last <= ?"
    )
    for kind, first, last, name, recorded_at, promises, evidence in ledger.stream(sql, (as_of.isoformat(),)):
        day = Searched(date.fromisoformat(last), date.fromisoformat(first), bodies.get(name))
        yield kind, _Day(day, recorded_at, promises, evidence)


def _bodies(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The one body that a report or release speaks for, by document."""
    sql = (
        "SELECT id, payload FROM documents JOIN entries USING (seq) WHERE copy_of IS NULL AND documents.kind IN (?, ?)"
    )
    for name, payload in ledger.stream(sql, _OWN):
        body = speaker(parse(payload).get("agencies", ()))
        if body is not None:
            yield name, body
