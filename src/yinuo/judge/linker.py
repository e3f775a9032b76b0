"""Many documents linked to one another: each pair of promise and later passage met once, in either direction.

A document is compared both ways when its turn comes: its passages with promises made before it, and its
promises with passages of later documents that had their turn earlier. Whatever the order, the same pairs are
judged, each by its two texts alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from yinuo.judge.candidates import Features, Index, features
from yinuo.judge.links import judge_statements, promise_of
from yinuo.judge.restatements import restatement
from yinuo.model import Commitment, Document, Evidence, Extraction, Restatement, Statement

__all__ = ["Case", "Linker", "Turn", "judge_turn"]


@dataclass(frozen=True, slots=True)
class Case:
    """A promise and the passages of one later document that might bear on it."""

    commitment: Commitment
    subject: str  # of the promise's letter
    document: Document
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """All that is to be judged when a document's turn comes."""

    document_id: str
    cases: tuple[Case, ...]


def judge_turn(turn: Turn) -> tuple[Evidence, ...]:
    """The evidence of a turn: pure, so that it can be worked out in any process."""
    found: list[Evidence] = []
    for case in turn.cases:
        promise = promise_of(case.commitment, case.subject)
        found += judge_statements(promise, case.commitment, case.document, case.statements)
    return tuple(found)


class Linker:
    """Holds promises and passages in two growing indexes, and finds what is to be judged.

    >>> linker = Linker([older, newer], waiting=["older", "newer"])  # doctest: +SKIP
    >>> judge_turn(linker.turn("newer"))  # doctest: +SKIP
    (Evidence(…),)
    """

    def __init__(self, extractions: Iterable[Extraction], waiting: Collection[str]) -> None:
        """Take in every document; ``waiting`` are the ids of those whose turn has not come yet."""
        self._extractions: dict[str, Extraction] = {}
        self._commitments: dict[str, Commitment] = {}
        self._promises = Index()
        self._passages = Index()
        self._statements: dict[str, tuple[str, Statement]] = {}
        self._newest = date.min  # day of the newest passage: what is promised after it need not look
        waits = frozenset(waiting)
        for extraction in extractions:
            self._extractions[extraction.document.id] = extraction
            for commitment in extraction.commitments:
                self._commitments[commitment.id] = commitment
                self._promises.add(commitment.id, commitment.quote.exact)
            if extraction.document.id not in waits:
                self._add_passages(extraction.document, _telling(extraction))

    def turn(self, document_id: str) -> Turn:
        """What this document and all others have to say to each other; afterwards its turn has come."""
        extraction = self._extractions[document_id]
        telling = tuple(_telling(extraction))
        cases = [
            self._case(self._commitments[commitment_id], extraction.document, statements)
            for commitment_id, statements in self._earlier_promises(telling).items()
        ]
        for commitment in extraction.commitments:
            for later_id, statements in self._later_passages(commitment).items():
                cases.append(self._case(commitment, self._extractions[later_id].document, statements))
        self._add_passages(extraction.document, telling)
        in_time = (case for case in cases if case.document.date.is_after(case.commitment.made_on))
        return Turn(document_id, tuple(in_time))

    def restatements(self, evidence: Iterable[Evidence]) -> tuple[Restatement, ...]:
        """Evidence that is itself a promise: the same promise, told again."""
        found: dict[tuple[str, str], Restatement] = {}
        for item in evidence:
            earlier = self._commitments[item.commitment_id]
            for later in self._extractions[item.quote.document_id].commitments:
                if later.quote.start < item.quote.end and item.quote.start < later.quote.end:
                    again = restatement(earlier, later)
                    if again is not None:
                        found[again.earlier_id, again.later_id] = again
        return tuple(found.values())

    def _case(self, commitment: Commitment, document: Document, statements: Iterable[Statement]) -> Case:
        subject = self._extractions[commitment.quote.document_id].document.title
        in_order = sorted(statements, key=lambda statement: statement.quote.start)
        return Case(commitment, subject, document, tuple(in_order))

    def _add_passages(self, document: Document, telling: Iterable[tuple[Statement, Features]]) -> None:
        self._newest = max(self._newest, document.date.first)
        for statement, read in telling:
            key = f"{document.id} {statement.quote.start}"
            self._statements[key] = (document.id, statement)
            self._passages.add(key, read)

    def _earlier_promises(self, telling: Iterable[tuple[Statement, Features]]) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = defaultdict(list)
        for statement, read in telling:
            for commitment_id, _ in self._promises.search(read):
                found[commitment_id].append(statement)
        return found

    def _later_passages(self, commitment: Commitment) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = defaultdict(list)
        if self._newest <= commitment.made_on.last:
            return found
        for key, _ in self._passages.search(commitment.quote.exact):
            document_id, statement = self._statements[key]
            found[document_id].append(statement)
        return found


def _telling(extraction: Extraction) -> Iterable[tuple[Statement, Features]]:
    """The statements that can bear on a promise: those that do something, not background."""
    for statement in extraction.statements:
        if statement.roles:
            yield statement, features(statement.quote.exact)
