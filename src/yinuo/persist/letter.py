"""A document as people read it: with its promises, the passages that bear on earlier ones, reports and refusals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yinuo.judge.coverage import Coverage
from yinuo.judge.status import accepted
from yinuo.model import Document
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import readings, standings
from yinuo.words import Publication

__all__ = ["Letter", "letter"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in a stretch of a document, by a day.

    Attributes:
        promises: ``id, title, start, end, state, level, publication``, in their order; those rejected are left out.
        passages: passages that bear on earlier promises: ``id`` of the link, ``commitment_id, title, relation,
            accepted, start, end``; links and promises that people rejected are left out.
        statements: ``start, end, roles`` of everything that was read as a statement.
    """

    promises: tuple[Row, ...]
    passages: tuple[Row, ...]
    statements: tuple[Row, ...]


def letter(ledger: Ledger, document: Document, as_of: date, coverage: Coverage, within: tuple[int, int]) -> Letter:
    """What stands in a stretch of a document.

    Args:
        ledger: where it is.
        document: under the id that its text is kept by, not that of a copy.
        as_of: the day that states are told of; it leaves nothing of the document out.
        coverage: what was searched.
        within: the first character and the one after the last; what begins between them is told.
    """
    begin, end = within
    day = max(as_of, document.date.last)
    return Letter(
        tuple(_promises(ledger, document.id, day, coverage, begin, end)),
        tuple(_passages(ledger, document.id, begin, end)),
        tuple(_statements(ledger, document.id, begin, end)),
    )


def _promises(ledger: Ledger, name: str, as_of: date, coverage: Coverage, begin: int, end: int) -> Iterator[Row]:
    sql = (
        "SELECT id, publication FROM commitments"
        " WHERE document_id = ? AND start >= ? AND start < ? AND publication <> ? ORDER BY start, id"
    )
    words = dict(ledger.rows(sql, (name, begin, end, Publication.REJECTED.value)))
    for found in standings(ledger, words, coverage, as_of):
        one = found.commitment
        yield {
            "id": one.id,
            "title": one.title,
            "start": one.quote.start,
            "end": one.quote.end,
            "state": found.judgement.state.value,
            "level": one.level.value,
            "publication": words[one.id],
        }


def _passages(ledger: Ledger, name: str, begin: int, end: int) -> Iterator[Row]:
    sql = (
        "SELECT DISTINCT evidence.commitment_id FROM evidence JOIN commitments ON commitments.id = commitment_id"
        " WHERE evidence.document_id = ? AND evidence.start >= ? AND evidence.start < ? AND publication <> ? ORDER BY 1"
    )
    about = [one for (one,) in ledger.rows(sql, (name, begin, end, Publication.REJECTED.value))]
    for found, _ in readings(ledger, about):  # no verdict is needed to say which passages bear on it
        for item in found.evidence:
            if item.quote.document_id == name and begin <= item.quote.start < end:
                yield {
                    "id": item.id,
                    "commitment_id": found.commitment.id,
                    "title": found.commitment.title,
                    "relation": item.relation.value,
                    "accepted": accepted(item),
                    "start": item.quote.start,
                    "end": item.quote.end,
                }


def _statements(ledger: Ledger, name: str, begin: int, end: int) -> Iterator[Row]:
    if not ledger.has_extraction(name):
        return
    for said in ledger.extraction(name).statements:
        if begin <= said.quote.start < end:
            yield {"start": said.quote.start, "end": said.quote.end, "roles": sorted(role.value for role in said.roles)}
