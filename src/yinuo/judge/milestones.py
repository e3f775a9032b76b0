"""The days of one project, one by one: each met, late, open, moved or past, with what shows it.

«預計112年3月發包，112年6月開工，114年底完工» has three. What is told as done is held against the day of that
very act; 完工 told as done shows that 開工 is over too, though not when. Silence makes a day late only
where something was due on it and later documents were searched (``terms``, ``coverage``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yinuo.decode.folding import fold
from yinuo.judge.delivery import acts_in, done_acts
from yinuo.judge.facts import Facts, sure
from yinuo.judge.grams import grams
from yinuo.judge.measures import measures
from yinuo.judge.schedule import GRACE_DAYS, day_told
from yinuo.judge.terms import Term, act_clause, later_day, term
from yinuo.model import Deadline, Evidence, Relation

__all__ = ["Milestone", "Reached", "milestones"]

_FOLLOWS = {"完工": frozenset({"開工"})}  # what must be over when an act is done
_TELLS = (Relation.PROGRESS, Relation.FULFILLED)


class Reached(StrEnum):
    """How one day of a project stands."""

    MET = "met"  # told as done, in time as far as the text says
    MET_LATE = "met_late"  # told as done, on a day wholly after it
    LATE = "late"  # over, searched, not told as done
    OPEN = "open"  # still to come, or its grace
    MOVED = "moved"  # an official text gave a later day that is still to come
    UNKNOWN = "unknown"  # over, and no later document was searched
    PASSED = "passed"  # over, but nothing was due on it: a start, a hold, a routine, a forecast


@dataclass(frozen=True, slots=True)
class Milestone:
    """One deadline of a promise on a day.

    Attributes:
        deadline: as the letter first gave it.
        state: how it stands.
        due: the day that counts now; later than the deadline's own where it was moved.
        evidence_ids: what shows it met, or moved.
    """

    deadline: Deadline
    state: Reached
    due: date
    evidence_ids: tuple[str, ...] = ()


def milestones(facts: Facts) -> tuple[Milestone, ...]:
    """Every deadline of the promise, earliest first; none where it gives none."""
    ordered = sorted(facts.commitment.deadlines, key=lambda item: (item.due, item.words))
    return tuple(_milestone(facts, one, [item for item in ordered if item is not one]) for one in ordered)


def _milestone(facts: Facts, deadline: Deadline, others: Sequence[Deadline]) -> Milestone:
    met = _met(facts, deadline, others)
    due, movers = _moved(facts, deadline)
    if met:
        late = min(item.effective.first for item in met) > deadline.due
        implied = not _tells_itself(facts, deadline, met)  # a later act shows that it is over, not when
        state = Reached.MET_LATE if late and not implied else Reached.MET
        return Milestone(deadline, state, due, tuple(item.id for item in met))
    return Milestone(deadline, _unmet(facts, deadline, due), due, tuple(item.id for item in movers))


def _unmet(facts: Facts, deadline: Deadline, due: date) -> Reached:
    if facts.as_of <= due + timedelta(days=GRACE_DAYS):
        return Reached.MOVED if due > deadline.due else Reached.OPEN
    if term(facts.commitment.quote.exact, deadline) is not Term.DUE:
        return Reached.PASSED
    return Reached.LATE if facts.searched and facts.searched > due else Reached.UNKNOWN


def _moved(facts: Facts, deadline: Deadline) -> tuple[date, list[Evidence]]:
    """The latest day that texts give for the very act, and the evidence that gives it."""
    if facts.table.first is deadline:
        ids = {move.evidence_id for move in facts.table.moves}
        return facts.table.due or deadline.due, [item for item in facts.known if item.id in ids]
    words = facts.commitment.quote.exact
    told = [(day, item) for item in facts.known if (day := day_told(words, deadline, item)) is not None]
    again = (later_day(words, (deadline,), one.quote.exact, one.deadlines) for one in facts.versions)
    days = [day for day, _ in told] + [day for day in again if day is not None]
    return max(days, default=deadline.due), [item for _, item in told]


def _met(facts: Facts, deadline: Deadline, others: Sequence[Deadline]) -> list[Evidence]:
    if facts.table.first is deadline and facts.fulfilled:
        return list(facts.fulfilled)
    if facts.table.first is deadline and facts.begun:
        return list(facts.begun)
    found, short = [], _short(facts, deadline, others)
    for item in facts.known:
        if item.id in short:
            continue
        if item.relation not in _TELLS or (item.relation is Relation.FULFILLED and not sure(item)):
            continue
        passage = fold(item.quote.exact, flowing=True).text
        acts = _acts(facts, deadline) & _over(done_acts(passage))
        if acts and not any(_nearer(facts, passage, other, deadline) for other in others if acts & _acts(facts, other)):
            found.append(item)
    return found


def _short(facts: Facts, deadline: Deadline, others: Sequence[Deadline]) -> frozenset[str]:
    """Evidence whose figure is less than the target, which is what the last of its days promises.

    «已設置19處» is no end of «115年底前累計設置40處», though it tells of the act; an earlier day has no target.
    """
    if any(other.due >= deadline.due for other in others):
        return frozenset()
    points = measures(facts.commitment, facts.known)
    reached = {point.evidence_id for point in points if point.met}
    return frozenset(point.evidence_id for point in points) - reached


def _acts(facts: Facts, deadline: Deadline) -> frozenset[str]:
    named = acts_in(act_clause(facts.commitment.quote.exact, deadline))
    return (named or acts_in(deadline.event or "")) - {"完成"} or named


def _over(done: frozenset[str]) -> frozenset[str]:
    return done.union(*(_FOLLOWS.get(act, frozenset()) for act in done))


def _nearer(facts: Facts, passage: str, one: Deadline, other: Deadline) -> bool:
    """True where a passage says at least as much of what stands by one day as of what stands by the other."""
    words, told = facts.commitment.quote.exact, grams(passage)
    mine, theirs = grams(act_clause(words, one)), grams(act_clause(words, other))
    return len((mine - theirs) & told) >= len((theirs - mine) & told)


def _tells_itself(facts: Facts, deadline: Deadline, met: Sequence[Evidence]) -> bool:
    acts = _acts(facts, deadline)
    told = (done_acts(fold(item.quote.exact, flowing=True).text) for item in met)
    return facts.table.first is deadline or any(acts & done for done in told)
