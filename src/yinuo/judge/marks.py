"""What a link has written into ``Evidence.why``, read back: cues, kinds of change, new dates.

A mark is ``kind:words``, such as ``done:已完成``, ``change:postponed`` or ``new_due:2026-06-30``.
Evidence that a person entered may carry none; then the cues of its quote speak.
"""

from collections.abc import Iterable
from datetime import date

from yinuo.judge.signs import Change, change_of, kinds_in
from yinuo.model import Evidence, Relation

__all__ = ["agrees", "change_in", "kinds_of", "mark", "new_due"]


def mark(kind: str, words: str) -> str:
    """One mark for ``Evidence.why``."""
    return f"{kind}:{words}"


def _read(why: Iterable[str], kind: str) -> str | None:
    prefix = f"{kind}:"
    return next((entry.removeprefix(prefix) for entry in why if entry.startswith(prefix)), None)


def kinds_of(evidence: Evidence) -> frozenset[str]:
    """The kinds of cue the evidence rests on."""
    told = frozenset(entry.partition(":")[0] for entry in evidence.why if ":" in entry)
    return told or kinds_in(evidence.quote.exact)


def change_in(evidence: Evidence) -> Change | None:
    """What kind of change it tells; None where its relation is not «changed»."""
    if evidence.relation is not Relation.CHANGED:
        return None
    told = _read(evidence.why, "change")
    return Change(told) if told in set(Change) else change_of(kinds_of(evidence))


def agrees(evidence: Evidence) -> bool:
    """True where it names the promised thing itself and tells the promised act of it done, or withdrawn."""
    return _read(evidence.why, "agrees") is not None


def new_due(evidence: Evidence) -> date | None:
    """The new last day that a postponement names, where it names one."""
    told = _read(evidence.why, "new_due")
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None
