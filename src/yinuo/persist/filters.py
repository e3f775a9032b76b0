"""Which commitments of the ledger are meant, as a condition in SQL with its values beside it."""

from dataclasses import dataclass, replace
from datetime import date

from yinuo.decode.folding import fold_key
from yinuo.model import Commitment
from yinuo.persist.terms import match_expression, query_words
from yinuo.words import Publication

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
    publications: tuple[Publication, ...] = (Publication.PUBLISHED,)  # one of these

    def condition(self, as_of: date) -> tuple[str, tuple[object, ...]]:
        """A condition on the table ``commitments``, made by ``as_of``, and the values of its marks."""
        parts: list[tuple[str, tuple[object, ...]]] = [("made <= ?", (as_of.isoformat(),))]
        if self.category is not None:
            parts.append(("category = ?", (self.category,)))
        if set(self.publications) != set(Publication):
            marks = ",".join("?" * len(self.publications))
            parts.append((f"publication IN ({marks})", tuple(word.value for word in self.publications)))
        if self.level is not None:
            parts.append(("level = ?", (self.level,)))
        if self.due_before is not None:
            parts.append(("due < ?", (self.due_before.isoformat(),)))
        if self.agency is not None:
            names = _names(self.agency, as_of)
            marks = ",".join("?" * len(names))
            parts.append((f"id IN (SELECT commitment_id FROM responsible WHERE name IN ({marks}))", names))  # noqa: S608
        if self.asker is not None:
            parts.append(("document_id IN (SELECT document_id FROM askers WHERE asker = ?)", (fold_key(self.asker),)))
        if self.term is not None:
            parts.append(("document_id IN (SELECT id FROM documents WHERE term = ?)", (self.term,)))
        if self.query is not None:
            words = query_words(self.query)
            found = "seq IN (SELECT rowid FROM commitments_fts WHERE commitments_fts MATCH ?)"
            parts.append((found, (match_expression(words),)) if words else ("0", ()))
        return " AND ".join(part for part, _ in parts), tuple(value for _, values in parts for value in values)

    def undecidable(self) -> "Filters":
        """Those of the filters whose answer no reviewer can change: who asked, when, in which words."""
        return replace(self, category=None, agency=None, level=None, due_before=None, publications=tuple(Publication))

    def fits(self, commitment: Commitment, publication: Publication, as_of: date) -> bool:
        """True where a commitment, as reviewers left it, passes the filters that they can change the answer of."""
        due = min((deadline.due for deadline in commitment.deadlines), default=None)
        body = commitment.agency
        called = (
            {fold_key(name) for name in (body.words, body.id, body.name, body.successor) if name} if body else set()
        )
        return (
            self.category in (None, commitment.category)
            and self.level in (None, commitment.level)
            and publication in self.publications
            and (self.due_before is None or (due is not None and due < self.due_before))
            and (self.agency is None or not called.isdisjoint(_names(self.agency, as_of)))
        )


def _names(agency: str, as_of: date) -> tuple[str, ...]:
    """What the body may be called in the ledger: as given, and as the register knows it that day."""
    from yinuo.extract.agencies import resolve  # noqa: PLC0415 the register is loaded where it is asked

    known = resolve(agency, as_of)
    return tuple(sorted({fold_key(name) for name in (agency, known.id, known.name) if name}))
