"""The whole course of a promise: its standing as a step function of the day.

A verdict is a pure function of the day (DESIGN §4), and it can change on few days only: when something is told
(evidence, a later version), when the day that counts comes near, is over and its grace too, and when documents
become known that tell of a day later than that day, or later than six months after the last news. Between two
tellings everything else stands still, so that asking on these days tells the standing of every day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yinuo.judge.coverage import Coverage
from yinuo.judge.facts import SILENT_MONTHS, Facts, accepted
from yinuo.judge.review import Reviewed
from yinuo.judge.schedule import DUE_SOON_DAYS, GRACE_DAYS, add_months
from yinuo.judge.status import decided
from yinuo.model import Commitment
from yinuo.words import DecidedBy, EvidenceLevel, Headline, Schedule, State

__all__ = ["Course", "Span", "course"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """How a promise stands from a day on, until the next span begins."""

    since: date
    state: State
    headline: Headline
    schedule: Schedule
    evidence_level: EvidenceLevel
    decided_by: DecidedBy
    due: date | None
    last_evidence: date | None


@dataclass(frozen=True, slots=True)
class Course:
    """The spans of one promise from the day it was made, and what the coverage was asked on the way.

    Attributes:
        spans: in order of time; two that follow each other differ.
        asked: ``(day, known)``: documents that tell of a later day than ``day`` are known of from ``known`` on (None:
            none are). While a grown coverage answers the same, the course stays as it is.
    """

    spans: tuple[Span, ...]
    asked: tuple[tuple[date, date | None], ...]


def course(reviewed: Reviewed, coverage: Coverage, later_versions: Sequence[Commitment] = ()) -> Course:
    """Every standing a promise ever had, as ``judge_reviewed`` judges it day by day.

    Args:
        reviewed: the promise with all its evidence, whenever it was told.
        coverage: what was searched, on all days.
        later_versions: the same promise in later documents.
    """
    versions = [
        one for one in later_versions if not reviewed.refuses(one.quote.document_id, one.quote.start, one.quote.end)
    ]
    promise = reviewed.commitment
    made = promise.made_on.last
    told = {item.stated_on.last for item in reviewed.evidence if item.relation.bears and accepted(item)}
    stops = sorted({made, *(day for day in (*told, *(one.made_on.last for one in versions)) if day > made)})
    spans: list[Span] = []
    asked: dict[date, date | None] = {}
    for stop, following in zip(stops, [*stops[1:], date.max], strict=True):
        facts = Facts.at(promise, reviewed.evidence, coverage, stop, versions)
        questions = {day: coverage.known_beyond(day, promise.agency) for day in _beyond(facts)}
        asked |= {day: known for day, known in questions.items() if known is None or known > stop}
        turns = {day for day in (*_calendar(facts), *questions.values()) if day and stop < day < following}
        for on in sorted(turns | {stop}):
            now = facts if on == stop else Facts.at(promise, reviewed.evidence, coverage, on, versions)
            _add(spans, _span(now))
    return Course(tuple(spans), tuple(sorted(asked.items())))


def _calendar(facts: Facts) -> Iterator[date]:
    """Days on which the calendar alone can turn a verdict: the deadline comes near; it and its grace are over."""
    first, due = facts.table.first, facts.table.due
    day = due or (first.due if first else None)
    if day is not None:
        yield from _moved(day, (-DUE_SOON_DAYS, GRACE_DAYS + 1))


def _moved(day: date, steps: Iterable[int]) -> Iterator[date]:
    for step in steps:
        if 1 <= day.toordinal() + step <= date.max.toordinal():
            yield day + timedelta(days=step)


def _beyond(facts: Facts) -> Iterator[date]:
    """Days about which it matters from when on documents that tell of a later day are known."""
    made = facts.commitment.made_on.last
    if facts.table.due is not None:
        yield max(facts.table.due, made)
    yield max(add_months(facts.last_news, SILENT_MONTHS) - _DAY, made)


def _span(facts: Facts) -> Span:
    verdict, headline, axes = decided(facts)
    beside = (axes.schedule, axes.evidence_level, axes.decided_by, axes.due, axes.last_evidence)
    return Span(facts.as_of, verdict.state, headline, *beside)


def _add(spans: list[Span], span: Span) -> None:
    if not spans or _standing(spans[-1]) != _standing(span):
        spans.append(span)


def _standing(span: Span) -> tuple[object, ...]:
    beside = (span.schedule, span.evidence_level, span.decided_by, span.due, span.last_evidence)
    return (span.state, span.headline, *beside)
