"""Many documents linked to one another: each pair of promise and later passage met once, in either direction.

A document is compared both ways when its turn comes: its passages with promises made before it, and its
promises with passages of later documents that had their turn earlier. Whatever the order, the same pairs are
judged, each by its two texts alone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from yinuo.judge.candidates import Features, features
from yinuo.judge.restatements import restatement
from yinuo.judge.shelves import InMemory, PromiseAt, Shelves, telling
from yinuo.model import Commitment, Document, Evidence, Extraction, Restatement, Statement
from yinuo.words import Tier

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


def judge_turn(turn: Turn, tier: Tier = Tier.CAREFUL) -> tuple[Evidence, ...]:
    """The evidence of a turn: pure, so that it can be worked out in any process."""
    from yinuo.judge.links import judge_statements, promise_of  # noqa: PLC0415  (late: who hands out turns judges none)

    found: list[Evidence] = []
    for case in turn.cases:
        promise = promise_of(case.commitment, case.subject)
        found += judge_statements(promise, case.commitment, case.document, case.statements, tier)
    return tuple(found)


class Linker:
    """Finds what is to be judged when a document's turn comes.

    Only the shelves stay in memory; a document is fetched when its words are needed, and the latest
    ``HELD`` of them are kept.

    >>> linker = Linker(ledger.extraction, ["older", "newer"], shelves)  # doctest: +SKIP
    >>> judge_turn(linker.turn("newer"))  # doctest: +SKIP
    (Evidence(…),)
    """

    def __init__(self, fetch: Callable[[str], Extraction], waiting: Collection[str], shelves: Shelves) -> None:
        """Go on from what the shelves hold.

        Args:
            fetch: gives what was read in a document, the same each time.
            waiting: ids of the documents whose turn has not come yet.
            shelves: the promises of all documents, and the passages of all that are not waiting.
        """
        self._fetch = lru_cache(maxsize=HELD)(fetch)
        self._homes: dict[str, str] = {}  # of a promise that was found, its document
        self._shelves = shelves
        self._waiting = set(waiting)

    @classmethod
    def filled(cls, documents: Iterable[str], fetch: Callable[[str], Extraction], waiting: Collection[str]) -> "Linker":
        """A linker with shelves of its own, filled with these documents, ids of all that were read."""
        shelves = InMemory()
        linker = cls(fetch, waiting, shelves)
        for document_id in documents:
            extraction = linker._fetch(document_id)
            for commitment in extraction.commitments:
                shelves.take_promise(commitment)
            if document_id not in linker._waiting:
                shelves.take_passages(extraction, telling(extraction))
        return linker

    def turn(self, document_id: str) -> Turn:
        """What this document and all others have to say to each other; afterwards its turn has come."""
        extraction = self._fetch(document_id)
        told = tuple(telling(extraction))
        cases = [
            self._case(self._commitment(at.commitment_id), extraction.document, statements)
            for at, statements in self._earlier_promises(extraction, told).items()
        ]
        for commitment in extraction.commitments:
            self._homes[commitment.id] = document_id
            for later_id, numbers in self._later_passages(commitment).items():
                later = self._fetch(later_id)
                statements = [later.statements[number] for number in numbers]
                cases.append(self._case(commitment, later.document, statements))
        self._shelves.take_passages(extraction, told)
        self._waiting.discard(document_id)
        in_time = (case for case in cases if case.document.date.is_after(case.commitment.made_on))
        return Turn(document_id, tuple(in_time))

    def restatements(self, evidence: Iterable[Evidence]) -> tuple[Restatement, ...]:
        """Evidence of a turn that is itself a promise: the same promise, told again."""
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

    def _earlier_promises(
        self, extraction: Extraction, told: Sequence[tuple[int, Features]]
    ) -> dict[PromiseAt, list[Statement]]:
        found: dict[PromiseAt, list[Statement]] = defaultdict(list)
        numbers, passages = [number for number, _ in told], [read for _, read in told]
        shelved = self._shelves.promises(passages, before=extraction.document.date.first)
        for number, near in zip(numbers, shelved, strict=True):
            for at in near:
                self._homes[at.commitment_id] = at.document_id
                found[at].append(extraction.statements[number])
        return found

    def _later_passages(self, commitment: Commitment) -> dict[str, set[int]]:
        """Which passages could bear on a promise, by document; a document still waiting has its own turn."""
        found: dict[str, set[int]] = defaultdict(set)
        for at in self._shelves.passages(features(commitment.quote.exact), after=commitment.made_on.last):
            if at.document_id not in self._waiting:
                found[at.document_id].add(at.number)
        return found
