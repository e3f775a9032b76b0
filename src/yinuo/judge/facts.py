"""What was known of one promise on one day: the ground the rules of ``status`` stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from yinuo.judge.coverage import Coverage
from yinuo.judge.marks import agrees, change_in, kinds_of
from yinuo.judge.schedule import Timetable, add_months, timetable
from yinuo.judge.signs import Change
from yinuo.judge.terms import Term, term
from yinuo.model import Commitment, DecidedBy, Evidence, Relation

__all__ = ["ACCEPT", "ACCEPT_AGAIN", "SILENT_MONTHS", "SURE", "Facts", "accepted", "standing", "sure", "sure_enough"]

# What is linked below them (``links``) is a candidate: kept, shown with its confidence, and counted for no state until
# a person accepts it. A confidence is the share of such links of a real run that bear (``shares``).
ACCEPT = 0.5  # least confidence at which told movement counts: to pass over a delivery makes a false «overdue»
ACCEPT_AGAIN = 0.6  # … and a promise told again, which changes no verdict and need not be doubtful
# «Fulfilled» and «dropped» close a case, so they need more: a calibrated confidence of 0.9, a passage that names the
# promised thing itself and tells the promised act done or withdrawn (docs/status.md has the counts), or a person.
SURE = 0.9
SILENT_MONTHS = 6  # DESIGN §4: nothing new for six months of searched documents


def accepted(evidence: Evidence) -> bool:
    """True where a link counts for a status: a person made it, or it is sure enough for what it says."""
    return sure_enough(evidence.relation, evidence.decided_by, evidence.confidence)


def sure_enough(relation: Relation, by: DecidedBy, confidence: float) -> bool:
    """``accepted`` of a link of which no more than this is known."""
    return by is DecidedBy.HUMAN or confidence >= (ACCEPT if relation.moves else ACCEPT_AGAIN)


def sure(evidence: Evidence) -> bool:
    """True where a link may close a case, as fulfilled or dropped.

    A person made it, it is surer than ``SURE``, or it agrees with the promise by name, law or figure (``closing``).
    """
    return evidence.decided_by is DecidedBy.HUMAN or evidence.confidence >= SURE or agrees(evidence)


@dataclass(frozen=True)
class Facts:
    """What was known of one promise on one day."""

    commitment: Commitment
    coverage: Coverage
    as_of: date
    known: tuple[Evidence, ...]  # accepted, bearing, told by as_of; in order of telling
    searched: date | None  # the latest day that searched documents tell of, later than the promise
    table: Timetable
    versions: tuple[Commitment, ...] = ()  # the same promise in later documents, told by as_of

    @classmethod
    def at(
        cls,
        commitment: Commitment,
        evidence: Sequence[Evidence],
        coverage: Coverage,
        as_of: date,
        versions: Sequence[Commitment],
    ) -> "Facts":
        """Gather them; a document that gave evidence was itself searched."""
        known = _known(commitment, evidence, as_of)
        days = [item.stated_on.first for item in known]
        if (until := coverage.until(as_of, commitment.agency)) is not None:
            days.append(until)
        searched = max((day for day in days if day > commitment.made_on.last), default=None)
        table = timetable(commitment, known, versions, as_of)
        told = tuple(version for version in versions if version.made_on.last <= as_of)
        return cls(commitment, coverage, as_of, known, searched, table, told)

    def of(self, *relations: Relation) -> tuple[Evidence, ...]:
        """The known evidence of these relations."""
        return tuple(item for item in self.known if item.relation in relations)

    def changes(self, *kinds: Change) -> tuple[Evidence, ...]:
        """The known evidence of a change of these kinds."""
        return tuple(item for item in self.known if change_in(item) in kinds)

    @cached_property
    def fulfilled(self) -> tuple[Evidence, ...]:
        """Sure fulfilments that no later telling of a delay, block or withdrawal has reopened."""
        return tuple(item for item in self.claimed if sure(item))

    @cached_property
    def claimed(self) -> tuple[Evidence, ...]:
        """Every fulfilment told, sure or not, that no later telling has reopened."""
        contrary = self.changes(Change.POSTPONED, Change.STALLED, Change.DROPPED)
        return standing(self.of(Relation.FULFILLED), contrary)

    @cached_property
    def moved(self) -> tuple[Evidence, ...]:
        """Movement of any kind."""
        return self.of(Relation.PROGRESS, Relation.FULFILLED, Relation.CHANGED)

    @cached_property
    def partial(self) -> tuple[Evidence, ...]:
        """Progress that delivered a part."""
        return tuple(item for item in self.of(Relation.PROGRESS) if "partial" in kinds_of(item))

    @cached_property
    def last_news(self) -> date:
        """When something was last told of it, were it the promise again: the clock is the documents', never ours."""
        return max([self.commitment.made_on.last, *(item.stated_on.last for item in self.known)])

    def papers(self, after: date) -> int:
        """How many documents later than ``after``, known of by the day asked about, may speak of this promise."""
        return self.coverage.papers(after, self.as_of, self.commitment.agency)

    @property
    def is_stale(self) -> bool:
        """True where six months of searched documents since then said nothing."""
        return self.searched is not None and self.searched >= add_months(self.last_news, SILENT_MONTHS)

    @cached_property
    def begun(self) -> tuple[Evidence, ...]:
        """Progress that shows begun what was to begin on its day."""
        if not self.table.starts or self.table.first is None:
            return ()
        start = self.table.first.interval.first
        return tuple(
            item
            for item in self.of(Relation.PROGRESS)
            if "started" in kinds_of(item) or (item.effective.first >= start and kinds_of(item) & {"done", "partial"})
        )

    @property
    def is_past_due(self) -> bool:
        """True where the day that counts is over and what was due on it is not told."""
        return self.table.is_past(self.as_of) and not self.begun

    @cached_property
    def term(self) -> Term | None:
        """What the last day of the letter is to the promise; None where it gives none."""
        first = self.table.first
        return term(self.commitment.quote.exact, first) if first else None

    @property
    def is_late(self) -> bool:
        """True where something was due and its day is over: of a start, a hold or a routine silence proves nothing."""
        return self.is_past_due and self.term in (None, Term.DUE)

    @property
    def searched_after_due(self) -> date | None:
        """The latest day searched after the day that counts."""
        due = self.table.due
        return self.searched if due and self.searched and self.searched > due else None


def _known(commitment: Commitment, evidence: Sequence[Evidence], as_of: date) -> tuple[Evidence, ...]:
    best: dict[str, Evidence] = {}
    for item in sorted(evidence, key=_authority):
        mine = item.commitment_id == commitment.id and item.relation.bears
        if mine and accepted(item) and item.stated_on.last <= as_of:
            best[item.id] = item  # of two decisions on one passage, the person's or the surer one stands
    return tuple(sorted(best.values(), key=_telling))


def _authority(item: Evidence) -> tuple[bool, float, str, tuple[str, ...]]:
    return (item.decided_by is DecidedBy.HUMAN, item.confidence, item.relation.value, item.why)


def _telling(item: Evidence) -> tuple[date, date, date, str]:
    return (item.stated_on.last, item.stated_on.first, item.effective.last, item.id)


def standing(claims: Sequence[Evidence], contrary: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The claims that nothing told wholly later contradicts."""
    return tuple(
        claim for claim in claims if not any(other.stated_on.first > claim.stated_on.last for other in contrary)
    )
