"""A commitment against its calendar: the day first promised, the day that counts now."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from yinuo.decode.folding import fold
from yinuo.extract.deadlines import deadlines
from yinuo.judge.grams import grams
from yinuo.judge.marks import change_in, new_due
from yinuo.judge.signs import Change
from yinuo.judge.terms import Term, act_clause, later_day, term
from yinuo.model import Commitment, DateInterval, Deadline, DecidedBy, Evidence, Relation, Schedule

__all__ = ["DUE_SOON_DAYS", "GRACE_DAYS", "Move", "Timetable", "add_months", "day_told", "timetable"]

GRACE_DAYS = 30  # delivery reaches the letters weeks after it happens: no one is late before that
_PLAINLY = 0.6  # confidence from which a link is about this promise more often than three times in four
DUE_SOON_DAYS = 90  # a quarter: the length in which a question can still be put before the day


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 31 August + 6 is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One official telling of another day; ``due`` is None where it named none."""

    told: date
    due: date | None
    later: bool  # True where the day moved away, or no new day was named
    evidence_id: str = ""  # empty where a later version of the promise told it


@dataclass(frozen=True, slots=True)
class Timetable:
    """What was due when.

    Attributes:
        first: the last deadline the letter itself gives, if any.
        due: the last day that counts now; None with a ``first`` means moved to no named day.
        moves: official changes of the day, oldest first.
        milestones: the letter's earlier deadlines, oldest first.
    """

    first: Deadline | None
    due: date | None
    moves: tuple[Move, ...] = ()
    milestones: tuple[Deadline, ...] = ()

    @property
    def starts(self) -> bool:
        """True where the day that counts is one on which something begins."""
        return self.first is not None and self.first.starts

    @property
    def postponed(self) -> bool:
        """True where the day that counts now is later than first promised, or was taken away."""
        if self.first is None or not self.moves:
            return False
        return self.due is None or self.due > self.first.due

    def is_past(self, as_of: date) -> bool:
        """True where the day that counts, and the grace after it, are over."""
        return self.due is not None and as_of > self.due + timedelta(days=GRACE_DAYS)

    def schedule(self, as_of: date) -> Schedule:
        """The axis for a promise not (yet) met: the calendar alone, whatever was searched."""
        day = self.due or (self.first.due if self.first else None)
        if day is None:
            return Schedule.NO_DEADLINE
        if as_of > day + timedelta(days=GRACE_DAYS):
            return Schedule.OVERDUE
        return Schedule.DUE_SOON if as_of >= day - timedelta(days=DUE_SOON_DAYS) else Schedule.UPCOMING


def timetable(
    commitment: Commitment, known: Sequence[Evidence], versions: Sequence[Commitment], as_of: date
) -> Timetable:
    """The calendar of a promise as told up to ``as_of``.

    Args:
        commitment: the promise.
        known: accepted evidence told by ``as_of``.
        versions: the same promise in later documents; those made after ``as_of`` are not read.
        as_of: the day asked about.
    """
    ordered = sorted(commitment.deadlines, key=lambda deadline: (deadline.due, deadline.words))
    first = ordered[-1] if ordered else None
    day, moves = first.due if first else None, []
    for told, due, evidence_id in _tellings(first, commitment, known, versions, as_of):
        if due is not None and (due == day or (first and due < first.due)):
            continue  # the same day again, or a milestone on the way: neither moves the last day
        moves.append(Move(told, due, due is None or day is None or due > day, evidence_id))
        day = due
    milestones = tuple(deadline for deadline in ordered if first and deadline.due < first.due)
    return Timetable(first, day, tuple(moves), milestones)


def _tellings(
    first: Deadline | None,
    commitment: Commitment,
    known: Sequence[Evidence],
    versions: Sequence[Commitment],
    as_of: date,
) -> list[tuple[date, date | None, str]]:
    told: list[tuple[date, date | None, str]] = []
    for item in known:
        if change_in(item) is Change.POSTPONED:
            told.append((item.stated_on.last, new_due(item), item.id))
        elif first and item.relation in (Relation.PROGRESS, Relation.RESTATED):
            due = day_told(commitment.quote.exact, first, item)
            if due is not None:
                told.append((item.stated_on.last, due, item.id))
    keeps = first is not None and term(commitment.quote.exact, first) in (Term.HOLDS, Term.RECURS)
    for version in () if keeps else versions:  # «6月底前不調漲» after «4月底前不調漲» moves no day of delivery
        due = _same_event(first, version)
        if version.made_on.last <= as_of and due is not None:
            told.append((version.made_on.last, due, ""))
    # On one day, a telling that names a date stands last: it is the day that counts.
    return sorted(told, key=lambda item: (item[0], item[1] or date.min, item[2]))


def day_told(words: str, deadline: Deadline, item: Evidence) -> date | None:
    """A later day that a report or a telling again gives for the very act: «刻正施作，預計112年6月完工».

    The act must be the same: «預計112年6月完成驗收» says nothing of the day of «111年6月底前完工». Where the two
    clauses share no word beside the kind of act («公告招標», «公布評鑑結果»), the link itself must be surer.
    """
    day = later_day(words, (deadline,), item.quote.exact, _read(item.quote.exact, item.stated_on))
    if day is None or item.confidence >= _PLAINLY or item.decided_by is DecidedBy.HUMAN:
        return day
    shared = grams(act_clause(words, deadline)) & grams(fold(item.quote.exact, flowing=True).text)
    return day if shared else None


@lru_cache(maxsize=4096)
def _read(words: str, said_on: DateInterval) -> tuple[Deadline, ...]:
    return deadlines(words, said_on)


def _same_event(first: Deadline | None, version: Commitment) -> date | None:
    """The day a later version gives for the same event: 完工 is not moved by another letter's 開工."""
    same_kind = [item for item in version.deadlines if first is None or item.starts == first.starts]
    named = first.event if first else None
    fit = [item.due for item in same_kind if not named or not item.event or item.event == named]
    return max(fit, default=None)
