"""Which commitments of the ledger are meant, as a condition in SQL with its values beside it."""

from dataclasses import dataclass
from datetime import date

from yinuo.decode.folding import fold_key
from yinuo.persist.terms import match_expression, query_words

__all__ = ["Filters"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a commitment must be; None is anything. All must hold."""

    category: str | None = None
    agency: str | None = None  # id or name, of that day or of the body that holds the task now
    level: str | None = None  # C1, C2, C3
    asker: str | None = None
    term: int | None = None
    due_before: date | None = None  # some deadline is before this day
    query: str | None = None  # words, as in search

    def condition(self, as_of: date) -> tuple[str, tuple[object, ...]]:
        """A condition on the table ``commitments``, made by ``as_of``, and the values of its marks."""
        parts: list[tuple[str, object]] = [("made <= ?", as_of.isoformat())]
        if self.category is not None:
            parts.append(("category = ?", self.category))
        if self.level is not None:
            parts.append(("level = ?", self.level))
        if self.due_before is not None:
            parts.append(("due < ?", self.due_before.isoformat()))
        if self.agency is not None:
            parts.append(("id IN (SELECT commitment_id FROM responsible WHERE name = ?)", fold_key(self.agency)))
        if self.asker is not None:
            parts.append(("document_id IN (SELECT document_id FROM askers WHERE asker = ?)", fold_key(self.asker)))
        if self.term is not None:
            parts.append(("document_id IN (SELECT id FROM documents WHERE term = ?)", self.term))
        if self.query is not None:
            words = query_words(self.query)
            found = "seq IN (SELECT rowid FROM commitments_fts WHERE commitments_fts MATCH ?)"
            parts.append((found, match_expression(words)) if words else ("?", 0))
        return " AND ".join(condition for condition, _ in parts), tuple(value for _, value in parts)
