"""Rows of a list from the columns: nothing is judged, no document of a link is read.

A row is what ``views.rows_of`` makes of the same commitment. Its standing comes from the columns; its own words come
from the ledger. Commitments that people decided about, and those the columns do not have on that day, are judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from yinuo.model import AgencyRef
from yinuo.persist.catalogue_columns import Columns
from yinuo.persist.catalogue_reading import CODES
from yinuo.persist.catalogue_view import View
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import undecided
from yinuo.persist.views import Row, commitment_row, rows_of

__all__ = ["rows"]


def rows(view: View, ledger: Ledger, ids: Iterable[str], as_of: date) -> list[Row]:
    """What ``views.rows_of`` says of these commitments on a day, in the order of ``ids``.

    Args:
        view: the columns; a promise stands as it did when they were made.
        ledger: where the words are; read in the thread that asks.
        ids: which; unknown ones are passed over.
        as_of: the day.
    """
    asked = tuple(dict.fromkeys(ids))
    columns, day = view.columns, view.day(as_of)
    held = {one: row for one in asked if (row := columns.places.get(one)) is not None and day.there[row]}
    found: dict[str, Row] = {}
    for promise, publication in undecided(ledger, tuple(held)):
        row = held[promise.id]
        document = ledger.document(promise.quote.document_id)
        said = _Said(columns, row, int(day.at[row]))
        found[promise.id] = (
            commitment_row(promise, document)
            | said.standing(promise.agency, as_of)
            | {"as_of": as_of.isoformat(), "publication": publication, "review": None}
        )
    rest = [one for one in asked if one not in found]
    found |= {row["id"]: row for row in rows_of(ledger, rest, as_of, coverage=columns.coverage)} if rest else {}
    return [found[one] for one in asked if one in found]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the columns say of one commitment on a day."""

    columns: Columns
    row: int
    span: int

    def standing(self, agency: AgencyRef | None, as_of: date) -> Row:
        """The keys of a row that change with the day."""
        columns = self.columns
        begin, end = columns.told_offsets[self.row : self.row + 2].tolist()
        count = int(np.searchsorted(columns.told[begin:end], as_of.toordinal(), side="right"))
        told_of = int(columns.told_of[begin + count - 1]) if count else 0
        until = columns.coverage.until(as_of, agency)
        searched = max(told_of, until.toordinal() if until else 0)
        return {
            "state": self._word("state"),
            "headline": self._word("headline"),
            "schedule": self._word("schedule"),
            "due": _day(int(columns.due[self.span])),
            "evidence_level": self._word("evidence_level"),
            "evidence_count": count,
            "last_evidence": _day(int(columns.last_evidence[self.span])),
            "last_searched": _day(searched if searched > columns.made[self.row] else 0),
            "decided_by": self._word("decided_by"),
        }

    def _word(self, name: str) -> str:
        return str(CODES[name][getattr(self.columns, name)[self.span]].value)


def _day(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if ordinal else None
