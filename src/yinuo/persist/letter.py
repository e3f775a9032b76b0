"""Documents as people read them: a list of them, and one with everything that stands in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yinuo.judge.coverage import Coverage
from yinuo.judge.status import accepted
from yinuo.model import Document, DocumentKind
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import standings
from yinuo.words import Publication

__all__ = ["Letter", "document_count", "document_row", "document_rows", "letter"]

Row = dict[str, Any]
Place = tuple[str, str, str]
"""Where a document stands in the list: its first and last possible day, its id."""


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


# ── the list ───────────────────────────────────────────────────────────────────────────────


def document_rows(
    ledger: Ledger, as_of: date, *, kinds: Iterable[DocumentKind] = (), limit: int = 50, after: Place | None = None
) -> list[Row]:
    """Documents dated by a day, each text once, newest first.

    Args:
        ledger: where they are.
        as_of: the day.
        kinds: of these kinds; none means all.
        limit: at most so many.
        after: the ``place`` of the last row of the page before.

    Returns:
        Rows of ``document_row`` with ``promises``, how many go out of it, and ``place``.
    """
    condition, values = _of(kinds, as_of)
    if after is not None:
        condition += " AND (first, last, id) < (?, ?, ?)"
        values += after
    sql = (
        "SELECT id, first, last,"  # noqa: S608 the condition is made of constants and marks
        " (SELECT count(*) FROM commitments WHERE document_id = documents.id AND publication = ?)"
        f" FROM documents WHERE {condition} ORDER BY first DESC, last DESC, id DESC LIMIT ?"
    )
    found = ledger.rows(sql, (Publication.PUBLISHED.value, *values, limit))
    return [
        document_row(ledger.document(one)) | {"promises": promises, "place": (first, last, one)}
        for one, first, last, promises in found
    ]


def document_count(ledger: Ledger, as_of: date) -> dict[str, int]:
    """How many texts of each kind are dated by a day."""
    sql = "SELECT kind, count(*) FROM documents WHERE copy_of IS NULL AND last <= ? GROUP BY kind ORDER BY kind"
    return {str(kind): int(count) for kind, count in ledger.rows(sql, (as_of.isoformat(),))}


def _of(kinds: Iterable[DocumentKind], as_of: date) -> tuple[str, tuple[str, ...]]:
    chosen = tuple(kind.value for kind in kinds)
    marks = ",".join("?" * len(chosen))
    return "copy_of IS NULL AND last <= ?" + (f" AND kind IN ({marks})" if chosen else ""), (as_of.isoformat(), *chosen)


def document_row(document: Document) -> Row:
    """What is known of a document, beside its text."""
    return {
        "id": document.id,
        "kind": document.kind.value,
        "date": document.date.last.isoformat(),
        "date_precision": document.date.precision.value,
        "title": document.title,
        "number": document.number,
        "question_number": document.question_number,
        "term": document.term,
        "session": document.session,
        "sitting": document.sitting,
        "askers": list(document.askers),
        "agencies": list(document.agencies),
        "url": document.url,
        "fingerprint": document.fingerprint,
        "characters": len(document.text),
    }


# ── one document ───────────────────────────────────────────────────────────────────────────


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
        tuple(_passages(ledger, document.id, day, coverage, begin, end)),
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


def _passages(ledger: Ledger, name: str, as_of: date, coverage: Coverage, begin: int, end: int) -> Iterator[Row]:
    sql = (
        "SELECT DISTINCT evidence.commitment_id FROM evidence JOIN commitments ON commitments.id = commitment_id"
        " WHERE evidence.document_id = ? AND evidence.start >= ? AND evidence.start < ? AND publication <> ? ORDER BY 1"
    )
    about = [one for (one,) in ledger.rows(sql, (name, begin, end, Publication.REJECTED.value))]
    for found in standings(ledger, about, coverage, as_of):
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
