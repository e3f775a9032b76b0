"""Many documents linked to one another: each pair of promise and later passage met once, in either direction.

A document is compared both ways when its turn comes: its passages with promises made before it, and its
promises with passages of later documents that had their turn earlier. Whatever the order, the same pairs are
judged, each by its two texts alone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from yinuo.judge.candidates import Features, Index, features
from yinuo.judge.links import judge_statements, promise_of
from yinuo.judge.restatements import restatement
from yinuo.model import Commitment, Document, Evidence, Extraction, Restatement, Statement

__all__ = ["HELD", "Case", "Linker", "Turn", "judge_turn"]

HELD = 1024  # documents kept at hand: about 30 MB of letters


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

    Only the indexes stay in memory; a document is fetched when its words are needed, and the latest
    ``HELD`` of them are kept.

    >>> linker = Linker(["older", "newer"], ledger.extraction, waiting=["older", "newer"])  # doctest: +SKIP
    >>> judge_turn(linker.turn("newer"))  # doctest: +SKIP
    (Evidence(…),)
    """

    def __init__(self, documents: Iterable[str], fetch: Callable[[str], Extraction], waiting: Collection[str]) -> None:
        """Take in every document.

        Args:
            documents: ids of all documents that were read.
            fetch: gives what was read in a document, the same each time.
            waiting: ids of those whose turn has not come yet.
        """
        self._fetch = lru_cache(maxsize=HELD)(fetch)
        self._homes: dict[str, str] = {}  # of a commitment, its document
        self._promises = Index()
        self._passages = Index()  # by «document place»
        self._newest = date.min  # day of the newest passage: what is promised after it need not look
        waits = frozenset(waiting)
        earliest = min((self._fetch(one).document.date.last for one in waits), default=date.max)
        for document_id in documents:
            extraction = self._fetch(document_id)
            for commitment in extraction.commitments:
                self._homes[commitment.id] = document_id
                self._promises.add(commitment.id, commitment.quote.exact)
            # What is no later than any document still waiting cannot bear on a promise made there.
            if document_id not in waits and extraction.document.date.first > earliest:
                self._add_passages(extraction.document, _telling(extraction))

    def turn(self, document_id: str) -> Turn:
        """What this document and all others have to say to each other; afterwards its turn has come."""
        extraction = self._fetch(document_id)
        telling = tuple(_telling(extraction))
        cases = [
            self._case(self._commitment(commitment_id), extraction.document, statements)
            for commitment_id, statements in self._earlier_promises(telling).items()
        ]
        for commitment in extraction.commitments:
            for later_id, places in self._later_passages(commitment).items():
                later = self._fetch(later_id)
                statements = [item for item in later.statements if item.quote.start in places]
                cases.append(self._case(commitment, later.document, statements))
        self._add_passages(extraction.document, telling)
        in_time = (case for case in cases if case.document.date.is_after(case.commitment.made_on))
        return Turn(document_id, tuple(in_time))

    def restatements(self, evidence: Iterable[Evidence]) -> tuple[Restatement, ...]:
        """Evidence that is itself a promise: the same promise, told again."""
        found: dict[tuple[str, str], Restatement] = {}
        for item in evidence:
            earlier = self._commitment(item.commitment_id)
            for later in self._fetch(item.quote.document_id).commitments:
                if later.quote.start < item.quote.end and item.quote.start < later.quote.end:
                    again = restatement(earlier, later)
                    if again is not None:
                        found[again.earlier_id, again.later_id] = again
        return tuple(found.values())

    def _commitment(self, commitment_id: str) -> Commitment:
        home = self._fetch(self._homes[commitment_id])
        return next(commitment for commitment in home.commitments if commitment.id == commitment_id)

    def _case(self, commitment: Commitment, document: Document, statements: Iterable[Statement]) -> Case:
        subject = self._fetch(commitment.quote.document_id).document.title
        in_order = sorted(statements, key=lambda statement: statement.quote.start)
        return Case(commitment, subject, document, tuple(in_order))

    def _add_passages(self, document: Document, telling: Iterable[tuple[Statement, Features]]) -> None:
        self._newest = max(self._newest, document.date.first)
        for statement, read in telling:
            self._passages.add(f"{document.id} {statement.quote.start}", read)

    def _earlier_promises(self, telling: Iterable[tuple[Statement, Features]]) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = defaultdict(list)
        for statement, read in telling:
            for commitment_id, _ in self._promises.search(read):
                found[commitment_id].append(statement)
        return found

    def _later_passages(self, commitment: Commitment) -> dict[str, set[int]]:
        """Where passages that could bear on a promise stand, by document."""
        found: dict[str, set[int]] = defaultdict(set)
        if self._newest <= commitment.made_on.last:
            return found
        for key, _ in self._passages.search(commitment.quote.exact):
            document_id, _, place = key.rpartition(" ")
            found[document_id].add(int(place))
        return found


def _telling(extraction: Extraction) -> Iterable[tuple[Statement, Features]]:
    """The statements that can bear on a promise: those that do something, not background."""
    for statement in extraction.statements:
        if statement.roles:
            yield statement, features(statement.quote.exact)
