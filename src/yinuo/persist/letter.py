"""A document as people read it: with its promises, the passages that bear on earlier ones, reports and refusals."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yinuo.judge.facts import accepted, sure_enough
from yinuo.model import Commitment, Document, Evidence, Relation
from yinuo.persist.codec import Payload, parse, statements_from
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import readings
from yinuo.words import DecidedBy, Publication

__all__ = ["Letter", "Rows", "letter"]

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


Rows = Callable[[Ledger, Iterable[str], date], Iterable[Row]]
"""The rows of ``views.rows_of`` of some commitments on a day, however they are come by: ``Catalogue.rows``."""


def letter(ledger: Ledger, document: Document, as_of: date, rows: Rows, within: tuple[int, int]) -> Letter:
    """What stands in a stretch of a document.

    Args:
        ledger: where it is.
        document: under the id that its text is kept by, not that of a copy.
        as_of: the day that states are told of; it leaves nothing of the document out.
        rows: tells where promises stand on a day.
        within: the first character and the one after the last; what begins between them is told.
    """
    begin, end = within
    day = max(as_of, document.date.last)
    return Letter(
        tuple(_promises(ledger, document.id, day, rows, begin, end)),
        tuple(_passages(ledger, document.id, begin, end)),
        tuple(_statements(ledger, document, begin, end)),
    )


def _promises(ledger: Ledger, name: str, as_of: date, rows: Rows, begin: int, end: int) -> Iterator[Row]:
    sql = (
        "SELECT id FROM commitments"
        " WHERE document_id = ? AND start >= ? AND start < ? AND publication <> ? ORDER BY start, id"
    )
    ids = [one for (one,) in ledger.rows(sql, (name, begin, end, Publication.REJECTED.value))]
    for row in rows(ledger, ids, as_of):
        yield {name: row[name] for name in ("id", "title", "start", "end", "state", "level", "publication")}


def _passages(ledger: Ledger, name: str, begin: int, end: int) -> Iterator[Row]:
    """Links by their promise and day of telling; only those of promises that people decided about are settled first."""
    sql = (
        "SELECT evidence.commitment_id, told.payload, made.payload,"
        " documents.fingerprint IN (SELECT fingerprint FROM decisions) FROM evidence"
        " JOIN commitments ON commitments.id = commitment_id"
        " JOIN documents ON documents.id = commitments.document_id"
        " JOIN entries AS told ON told.seq = evidence.seq JOIN entries AS made ON made.seq = commitments.seq"
        " WHERE evidence.document_id = ? AND evidence.start >= ? AND evidence.start < ? AND publication <> ?"
        " ORDER BY evidence.commitment_id, stated, evidence.start, evidence.id"
    )
    decided = dict[str, None]()
    found: list[Row] = []
    for one, told, made, is_decided in ledger.rows(sql, (name, begin, end, Publication.REJECTED.value)):
        if is_decided:
            decided[one] = None
        else:
            found.append(_passage(parse(told), parse(made)["title"]))
    for settled, _ in readings(ledger, decided):  # no verdict is needed to say which passages bear on it
        found += [
            _settled(item, settled.commitment)
            for item in settled.evidence
            if item.quote.document_id == name and begin <= item.quote.start < end
        ]
    yield from sorted(found, key=lambda row: str(row["commitment_id"]))


def _passage(told: Payload, title: str) -> Row:
    """A link of the machine that nobody decided about, as it was written down."""
    relation, by = Relation(told["relation"]), DecidedBy(told["decided_by"])
    return {
        "id": told["id"],
        "commitment_id": told["commitment_id"],
        "title": title,
        "relation": relation.value,
        "accepted": sure_enough(relation, by, float(told["confidence"])),
        "start": told["start"],
        "end": told["end"],
    }


def _settled(item: Evidence, promise: Commitment) -> Row:
    return {
        "id": item.id,
        "commitment_id": promise.id,
        "title": promise.title,
        "relation": item.relation.value,
        "accepted": accepted(item),
        "start": item.quote.start,
        "end": item.quote.end,
    }


def _statements(ledger: Ledger, document: Document, begin: int, end: int) -> Iterator[Row]:
    sql = "SELECT payload FROM extractions JOIN entries USING (seq) WHERE document_id = ?"
    for (words,) in ledger.rows(sql, (document.id,)):
        for said in statements_from(parse(words), document):
            if begin <= said.quote.start < end:
                roles = sorted(role.value for role in said.roles)
                yield {"start": said.quote.start, "end": said.quote.end, "roles": roles}
