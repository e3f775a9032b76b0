"""What a new document is held against: the promises made before it, and the passages that came after a promise.

Of all promises that a passage could bear on, the best ``PER_PASSAGE`` are judged; of all later passages that could bear
on a promise that arrives late, the best ``PER_PROMISE``: by score, and of equal scores the earlier, so that the first
telling of a promise is never lost. In 403 real letters no passage has more than 11 and no promise more than 20;
where a thousand letters share a template, the work for a new one is that of 32, and not of a thousand.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from yinuo.judge.candidates import Features, Index, features
from yinuo.model import Commitment, Extraction

__all__ = ["PER_PASSAGE", "PER_PROMISE", "InMemory", "PassageAt", "PromiseAt", "Shelves", "telling", "tie"]

PER_PASSAGE = 64  # promises that a passage is compared with
PER_PROMISE = 64  # later passages that a promise is compared with when it arrives after them


class PromiseAt(NamedTuple):
    """Where a promise is found."""

    document_id: str
    commitment_id: str


class PassageAt(NamedTuple):
    """Where a passage is found: the statement of that number, counted from 0, of the document's extraction."""

    document_id: str
    number: int


class Shelves(Protocol):
    """The two indexes, wherever they lie."""

    def promises(self, passages: Sequence[Features], before: date) -> list[list[PromiseAt]]:
        """For each passage of a letter the promises made before that day that it could bear on, the best ones."""

    def passages(self, promise: Features, after: date) -> Iterable[PassageAt]:
        """The passages after that day that could bear on a promise, the best ``PER_PROMISE``."""

    def take_passages(self, extraction: Extraction, told: Iterable[tuple[int, Features]]) -> None:
        """Add the passages (``telling``) of a document whose turn has come."""


class InMemory:
    """Shelves that are filled anew by each program."""

    def __init__(self, commitments: Iterable[Commitment] = ()) -> None:
        """Begin with these promises."""
        self._promises, self._passages = Index(), Index()
        self._homes: dict[str, str] = {}
        for commitment in commitments:
            self.take_promise(commitment)

    def take_promise(self, commitment: Commitment) -> None:
        """Add a promise."""
        self._homes[commitment.id] = commitment.quote.document_id
        self._promises.add(commitment.id, commitment.quote.exact, commitment.made_on.last.toordinal())

    def take_passages(self, extraction: Extraction, told: Iterable[tuple[int, Features]]) -> None:
        """Add the passages (``telling``) of a document whose turn has come."""
        day = extraction.document.date.first.toordinal()
        for number, read in told:
            self._passages.add(f"{extraction.document.id} {number}", read, day)

    def promises(self, passages: Sequence[Features], before: date) -> list[list[PromiseAt]]:
        """For each passage of a letter the promises made before that day that it could bear on, the best ones."""
        found = self._promises.search_all(passages, limit=PER_PASSAGE, days=(0, before.toordinal() - 1))
        return [[PromiseAt(self._homes[one], one) for one, _ in hits] for hits in found]

    def passages(self, promise: Features, after: date) -> Iterator[PassageAt]:
        """The passages after that day that could bear on a promise, the best ``PER_PROMISE``."""
        days = (after.toordinal() + 1, date.max.toordinal())
        for one, _ in self._passages.search(promise, limit=PER_PROMISE, days=days):
            document_id, _, number = one.rpartition(" ")
            yield PassageAt(document_id, int(number))


def telling(extraction: Extraction) -> Iterator[tuple[int, Features]]:
    """The statements that can bear on a promise, by number: those that do something, not background."""
    for number, statement in enumerate(extraction.statements):
        if statement.roles:
            yield number, features(statement.quote.exact)


def tie(*identity: object) -> int:
    """A number from an identity, to order equals by: the same on any machine, in any order of arrival."""
    return zlib.crc32(" ".join(map(str, identity)).encode())
