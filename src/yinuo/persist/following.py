"""What following a promise shows beside its evidence: figures with their pace, its days one by one, its tellings."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from yinuo.decode.folding import fold
from yinuo.judge.coverage import Coverage
from yinuo.judge.drift import Drift
from yinuo.judge.facts import Facts
from yinuo.judge.keys import keys
from yinuo.judge.measures import Measure, Start, measures, share, start
from yinuo.judge.milestones import milestones
from yinuo.judge.pace import pace
from yinuo.judge.schedule import timetable
from yinuo.judge.versions import Thread
from yinuo.model import Commitment
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import Standing, thread_of

__all__ = ["following", "shared_names"]

Row = dict[str, Any]
_HAN = re.compile("[\u4e00-\u9fff]")
_NO_NAME = frozenset("對針於及與和或之的為在將由等依以向至從自並已")  # no name begins with them
_LEADING = re.compile("^.*(?:推動|辦理|執行|實施|訂定|修正|推出|落實|配合|研擬|規劃|持續|積極|全面)")
_LONGEST_LEAD = 10  # characters added to a name


def following(
    ledger: Ledger, found: Standing, coverage: Coverage, as_of: date, *, decided_until: date | None = None
) -> Row:
    """Three keys of ``yinuo show``.

    Args:
        ledger: where its other tellings are.
        found: the promise and the evidence told by the day, as people decided.
        coverage: what was searched.
        as_of: the day.
        decided_until: leave out what people decided after this day; None knows all.

    Returns:
        ``measures``: None without a target; else ``points`` (day, value, words, where they stand, share of the
        target, whether it is met), where it ``started``, and the ``pace`` (needed and kept in ``unit`` a year,
        landing days); ``milestones``: every deadline with its state, the day that counts and what shows it;
        ``thread``: None for a promise told once; else its ``baseline``, later ``versions`` with what moved from
        the telling before, pasted ``copies``, and what moved ``since_first``.
    """
    thread = thread_of(ledger, found.commitment.id, as_of, decided_until=decided_until)
    own = found.commitment
    tellings = thread.versions if thread else ()
    later = [one for one in tellings if one.id != own.id and one.made_on.last > own.made_on.last]
    facts = Facts.at(own, found.evidence, coverage, as_of, later)
    return {
        "measures": _measures(ledger, found, timetable(own, facts.known, later, as_of).due),
        "milestones": [
            {
                "text": item.deadline.words,
                "event": item.deadline.event,
                "date": item.deadline.due.isoformat(),
                "due": item.due.isoformat(),
                "state": item.state.value,
                "evidence_ids": list(item.evidence_ids),
            }
            for item in milestones(facts)
        ],
        "thread": thread and _thread(thread),
    }


def shared_names(promise: str, passage: str) -> list[str]:
    """The names and figures that both texts give (``judge.keys``), longest first; what most plainly links them.

    Names are told whole («學習精進方案», of which the key is the last five characters), as far as both texts agree.
    """
    one, other = (fold(text, flowing=True).text for text in (promise, passage))
    mine, theirs = keys(one), keys(other)
    both = {name for kind, names in mine.items() if kind != "year" for name in names & theirs.get(kind, frozenset())}
    found = {_whole(name, one, other) for name in both if name[0] not in _NO_NAME}
    whole = [name for name in found if len(name) > 2 and not any(name in longer for longer in found - {name})]
    return sorted(whole, key=lambda name: (-len(name), name))


def _whole(name: str, one: str, other: str) -> str:
    """A name as it is written, with what stands before it in both texts, to where its words begin."""
    at, there = one.lower().find(name), other.lower().find(name)
    if at < 0 or there < 0:
        return name
    if not _HAN.match(name):
        return one[at : at + len(name)]  # «CPTPP», as the promise writes it
    more = 0
    while (
        more < min(_LONGEST_LEAD, at, there)
        and one[at - more - 1] == other[there - more - 1]
        and _HAN.match(one[at - more - 1])
        and one[at - more - 1] not in _NO_NAME
    ):
        more += 1
    return _LEADING.sub("", one[at - more : at]) + name


def _measures(ledger: Ledger, found: Standing, due: date | None) -> Row | None:
    target, own = found.commitment.target, found.commitment.quote
    if target is None:
        return None
    begun = start(found.commitment, ledger.document(own.document_id).text)
    texts = {one: ledger.document(one).text for one in {item.quote.document_id for item in found.evidence}}
    points = measures(found.commitment, found.evidence, texts)
    going = pace(points, target, due, begun)
    papers = {item.id: item.quote.document_id for item in found.evidence}
    return {
        "unit": target.unit,
        "target": _number(target.value),
        "started": begun and _started(begun, own.document_id),
        "points": [
            _point(point, papers[point.evidence_id]) | {"share": _number(share(point, target, begun))}
            for point in points
        ],
        "pace": going
        and {
            "needed": _number(going.needed),
            "kept": _number(going.kept),
            "landing_first": going.landing and going.landing.first.isoformat(),
            "landing_last": going.landing and (None if going.open_ended else going.landing.last.isoformat()),
            "landing_likely": going.likely and going.likely.isoformat(),
            "points": going.points,
        },
    }


def _started(begun: Start, document_id: str) -> Row:
    return {
        "date": begun.on.isoformat(),
        "value": _number(begun.value),
        "text": begun.words,
        "document_id": document_id,
        "start": begun.start,
        "end": begun.start + len(begun.words),
    }


def _point(point: Measure, document_id: str) -> Row:
    return {
        "date": point.on.isoformat(),
        "value": _number(point.value),
        "text": point.words,
        "document_id": document_id,
        "start": point.start,
        "end": point.start + len(point.words),
        "evidence_id": point.evidence_id,
        "met": point.met,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _thread(thread: Thread) -> Row:
    moved: dict[str, list[Row]] = {one.id: [] for one in thread.versions}
    spans = {(one.quote.document_id, one.quote.start): one.id for one in thread.versions}
    for item in thread.drifts:
        moved[spans[item.later.document_id, item.later.start]].append(_drift(item))
    return {
        "baseline": _telling(thread.baseline),
        "versions": [_telling(one) | {"moved": moved[one.id]} for one in thread.versions],
        "copies": [_telling(one) for one in thread.copies],
        "since_first": [_drift(item) for item in thread.since_first],
    }


def _telling(one: Commitment) -> Row:
    return {
        "id": one.id,
        "document_id": one.quote.document_id,
        "start": one.quote.start,
        "end": one.quote.end,
        "date": one.made_on.last.isoformat(),
        "text": one.quote.exact,
    }


def _drift(item: Drift) -> Row:
    return {"what": item.what, "how": item.how.value, "before": item.before, "after": item.after}
