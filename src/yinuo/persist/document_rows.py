"""Documents of the ledger as plain rows: a page of them, one with all that was read in it.

Keys are added, never renamed. The order is newest first; a page goes on after the id of the last row before it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from yinuo.decode.folding import fold_key
from yinuo.errors import StoreError, UsageError
from yinuo.model import Document, DocumentKind
from yinuo.persist.ledger import Ledger
from yinuo.persist.terms import match_expression, query_words

__all__ = ["DocumentQuestion", "document_row", "document_rows", "read_in"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """Which documents are meant; None is anything, all must hold.

    Attributes:
        q: words of the title or the text.
        kind: of official text.
        term: of the Yuan (屆).
        asker: a legislator who asked, in any spelling that folds to the same.
        first: not before this day.
        last: not after it.
        copies: whether letters whose text another already has are there too.
    """

    q: str = ""
    kind: DocumentKind | None = None
    term: int | None = None
    asker: str | None = None
    first: date | None = None
    last: date | None = None
    copies: bool = True

    def condition(self) -> tuple[str, tuple[object, ...]]:
        """A condition on the table ``documents`` and the values of its marks."""
        parts: list[tuple[str, tuple[object, ...]]] = [("1", ())]
        if self.kind is not None:
            parts.append(("kind = ?", (self.kind.value,)))
        if self.term is not None:
            parts.append(("term = ?", (self.term,)))
        if self.asker is not None:
            sql = "id IN (SELECT document_id FROM askers WHERE asker = ?)"
            parts.append((sql, (fold_key(self.asker),)))
        if self.first is not None:
            parts.append(("last >= ?", (self.first.isoformat(),)))
        if self.last is not None:
            parts.append(("last <= ?", (self.last.isoformat(),)))
        if not self.copies:
            parts.append(("copy_of IS NULL", ()))
        if self.q:
            words = query_words(self.q)
            found = "seq IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?)"
            parts.append((found, (match_expression(words),)) if words else ("0", ()))
        return " AND ".join(part for part, _ in parts), tuple(value for _, values in parts for value in values)


def document_rows(
    ledger: Ledger, asked: DocumentQuestion, *, limit: int, after: str | None = None
) -> tuple[int, list[Row], str | None]:
    """A page of documents.

    Args:
        ledger: where they are.
        asked: which.
        limit: rows at most.
        after: the id of the last row of the page before.

    Returns:
        How many there are in all, the rows, and what to give as ``after`` for the next page (None at the end).

    Raises:
        UsageError: ``after`` is no document.
    """
    condition, values = asked.condition()
    total = int(ledger.rows(f"SELECT count(*) FROM documents WHERE {condition}", values)[0][0])  # noqa: S608 constants
    if after is not None:
        place = ledger.rows("SELECT first, last, id FROM documents WHERE id = ?", (after,))
        if not place:
            raise UsageError(f"沒有這份文件（no such document）：{after[:60]}", remedy="after=")
        condition, values = f"{condition} AND (first, last, id) < (?, ?, ?)", (*values, *place[0])
    order = "ORDER BY first DESC, last DESC, id DESC LIMIT ?"
    sql = f"SELECT id, copy_of FROM documents WHERE {condition} {order}"  # noqa: S608 constants; words are parameters
    found = ledger.rows(sql, (*values, limit + 1))
    rows = [document_row(ledger.document(name), copy_of) for name, copy_of in found[:limit]]
    return total, rows, rows[-1]["id"] if len(found) > limit else None


def document_row(document: Document, copy_of: str | None) -> Row:
    """A document without its text."""
    return {
        "id": document.id,
        "kind": document.kind.value,
        "first": document.date.first.isoformat(),
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
        "copy_of": copy_of,
    }


def read_in(ledger: Ledger, identity: str) -> Row:
    """A whole document: its row, ``text``, and what was read in it.

    Returns:
        Beside the keys of ``document_row``: ``text``; ``statements`` (``start``, ``end``, ``roles``, ``level``,
        ``aspect``), those of the text it is a copy of where it is one; ids of ``commitments`` made in it and of
        ``evidence`` found in it, in their order.

    Raises:
        StoreError: there is none of this id.
    """
    held = ledger.rows("SELECT copy_of FROM documents WHERE id = ?", (identity,))
    if not held:
        raise StoreError(f"帳本裡沒有這份文件（no such document）：{identity[:60]}", where=str(ledger.path))
    document, copy_of = ledger.document(identity), held[0][0]
    owner = copy_of or identity
    made = "SELECT id FROM commitments WHERE document_id = ? ORDER BY start, id"
    told = "SELECT id FROM evidence WHERE document_id = ? ORDER BY start, id"
    return document_row(document, copy_of) | {
        "text": document.text,
        "statements": _statements(ledger, owner),
        "commitments": [name for (name,) in ledger.rows(made, (owner,))],
        "evidence": [name for (name,) in ledger.rows(told, (owner,))],
    }


def _statements(ledger: Ledger, name: str) -> list[Row]:
    if not ledger.has_extraction(name):
        return []
    return [
        {
            "start": one.quote.start,
            "end": one.quote.end,
            "roles": sorted(role.value for role in one.roles),
            "level": one.level and one.level.value,
            "aspect": one.aspect and one.aspect.value,
        }
        for one in ledger.extraction(name).statements
    ]
