"""What people decided about readings of the machine: kept for ever, in force until undone or overtaken.

A decision is about a promise, or about a link (a promise and a passage of a later text). It claims
something: that the thing stands, which relation it has, what a field should say. Of each claim the
latest in force holds, whatever order the decisions arrived in; where two people claim differently,
both stay on record and the claim is *contested*. Nothing here reads a clock or a ledger.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from yinuo.errors import InvariantError
from yinuo.judge.anchors import Anchor
from yinuo.model import AgencyRef, Category, DateInterval, Deadline, Level, Relation, Target, stable_id

__all__ = ["Action", "Claims", "Correction", "Decision", "in_force", "moment", "settle", "undone"]

NAME, WORDS = 80, 2000  # most characters of a reviewer's name, and of a reason
STANDS: Final = "stands"


class Action(StrEnum):
    """What a reviewer does."""

    ACCEPT = "accept"  # it is so, as it was shown
    REJECT = "reject"  # it is no promise; the passage does not bear on it
    RELABEL = "relabel"  # the passage bears on it otherwise
    CORRECT = "correct"  # it is so, but for these fields
    UNDO = "undo"  # an earlier decision holds no more


@dataclass(frozen=True, slots=True)
class Correction:
    """The fields that a reviewer sets; what is None stays as read, what is ``cleared`` is told as absent."""

    span: Anchor | None = None
    level: Level | None = None
    title: str | None = None
    deadlines: tuple[Deadline, ...] | None = None  # (): there is none
    target: Target | None = None
    agency: AgencyRef | None = None
    category: Category | None = None
    cleared: frozenset[str] = frozenset()  # of target, agency, category

    def __post_init__(self) -> None:
        if not self.cleared <= {"target", "agency", "category"} or any(self._set(name) for name in self.cleared):
            raise InvariantError(
                "更正自相矛盾（a correction that both sets and clears）", remedy="、".join(self.cleared)
            )

    def _set(self, name: str) -> bool:
        return getattr(self, name) is not None

    @property
    def fields(self) -> Mapping[str, object]:
        """What is set, by name; None for what is cleared."""
        names = ("span", "level", "title", "deadlines", "target", "agency", "category")
        told: dict[str, object] = {name: getattr(self, name) for name in names if self._set(name)}
        return told | dict.fromkeys(sorted(self.cleared))

    def words(self) -> tuple[str, ...]:
        """The fields as plain words, spelled the same for ever: part of a decision's id."""
        return tuple(f"{name}={_spelled(value)}" for name, value in sorted(self.fields.items()))


def _spelled(value: object) -> str:
    match value:
        case Anchor():
            return value.key
        case Target():
            return "|".join((value.words, str(value.value), value.unit, value.direction.value))
        case AgencyRef():
            return "|".join((value.words, value.id or "", value.name or "", value.successor or ""))
        case tuple():
            return ";".join(map(_spelled, value))
        case Deadline():
            told = value.interval
            days = (told.first.isoformat(), told.last.isoformat(), told.precision.value)
            return "|".join((value.words, *days, value.event or "", "starts" if value.starts else ""))
        case _:
            return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's word on one thing, at one moment, having seen what ``shown`` digests."""

    action: Action
    promise: Anchor
    by: str
    at: datetime  # UTC
    why: str = ""
    passage: Anchor | None = None  # of a link: the quote in the later text
    shown: str = ""  # SHA-256 of both quotes, the reading and the method that gave it
    method: str = ""  # the version of the engine that gave it
    commitment_id: str = ""  # the ids under which they were shown
    evidence_id: str = ""
    relation: Relation | None = None  # of a link that is held to stand
    marks: tuple[str, ...] = ()  # its cues (``Evidence.why``)
    effective: DateInterval | None = None  # when its event took place
    correction: Correction = field(default_factory=Correction)
    undoes: str | None = None  # the decision that holds no more
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo != UTC:
            raise InvariantError("決定的時間須為 UTC（a decision's time is in UTC）")
        _plain(self.by, "審閱者姓名（the reviewer's name）", NAME, needed=True)
        _plain(self.why, "理由（the reason）", WORDS, needed=False)
        if (fault := self._fault()) is not None:
            raise InvariantError(f"決定不完整或自相矛盾（an incomplete decision）：{self.action.value}：{fault}")
        passage = self.passage.key if self.passage else ""
        said = (self.relation.value if self.relation else "", *self.marks, str(self.effective or ""))
        parts = (self.action.value, self.promise.key, passage, self.by, moment(self.at), self.why, self.undoes or "")
        object.__setattr__(self, "id", stable_id("decision", *parts, *said, *self.correction.words()))

    def _fault(self) -> str | None:
        link, told = self.passage is not None, self.relation is not None and self.effective is not None
        if (self.action is Action.UNDO) != (self.undoes is not None):
            return "undoes"
        if self.action is Action.RELABEL and not link:
            return "relation"
        if link and self.action in (Action.ACCEPT, Action.RELABEL, Action.CORRECT) and not told:
            return "relation, effective"
        if (self.action is Action.CORRECT and not link) != bool(self.correction.fields):
            return "correction"
        return None

    @property
    def claims(self) -> Mapping[str, object]:
        """What it holds to be so, by field."""
        if self.action is Action.UNDO:
            return {}
        if self.action is Action.REJECT:
            return {STANDS: False}
        told: dict[str, object] = {STANDS: True, **self.correction.fields}
        if self.passage is not None:
            told["relation"] = (self.relation, self.marks)
            told["effective"] = self.effective
        return told


def _plain(words: str, what: str, most: int, *, needed: bool) -> None:
    """Refuse what no person wrote: too long, or with characters that are no text."""
    if (needed and not words.strip()) or len(words) > most or not words.isprintable():
        raise InvariantError(f"{what}須為 {'1' if needed else '0'} 至 {most} 字、不含換行與控制字元：{words[:40]!r}")


def moment(at: datetime) -> str:
    """A moment as decisions write it: UTC with microseconds, so that text sorts as time does."""
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"


# ── which hold ─────────────────────────────────────────────────────────────────────────────


def in_force(decisions: Iterable[Decision], until: date | None = None) -> tuple[Decision, ...]:
    """The decisions that hold, oldest first: neither undone, nor undos themselves; an undo can be undone.

    Args:
        decisions: in any order; the same one twice counts once.
        until: pretend to know only those made by this day (UTC).
    """
    known = [one for one in decisions if until is None or one.at.date() <= until]
    void = undone(known)
    held = {one.id: one for one in known if one.action is not Action.UNDO and one.id not in void}
    return tuple(sorted(held.values(), key=_age))


def undone(decisions: Iterable[Decision]) -> frozenset[str]:
    """The ids of decisions that an undo in force makes void; the order of the decisions changes nothing."""
    known = {one.id: one for one in decisions}
    void: set[str] = set()
    # an undo names a decision by its id: the newest word on each chain is settled first
    for one in sorted((one for one in known.values() if one.undoes), key=lambda one: (_depth(one, known), one.id)):
        if one.id not in void and one.undoes:
            void.add(one.undoes)
    return frozenset(void)


def _depth(one: Decision, known: Mapping[str, Decision]) -> int:
    """Minus the length of the chain of undos below it: an undo of an undo comes before what it undoes."""
    depth, at = 0, one
    while at.undoes in known and depth <= len(known):
        depth, at = depth + 1, known[at.undoes or ""]
    return -depth


def _age(one: Decision) -> tuple[datetime, str]:
    return one.at, one.id


@dataclass(frozen=True, slots=True)
class Claims:
    """What is held of one thing: the latest claim on each field, and who made it."""

    decisions: tuple[Decision, ...] = ()  # in force, oldest first
    latest: Mapping[str, tuple[object, Decision]] = field(default_factory=dict)
    contested: tuple[str, ...] = ()  # fields on which two people claim differently

    def __bool__(self) -> bool:
        return bool(self.decisions)

    @property
    def stands(self) -> bool | None:
        """Whether people hold it to be so; None where nobody said."""
        found = self.latest.get(STANDS)
        return None if found is None else bool(found[0])

    @property
    def deciding(self) -> Decision:
        """The decision that says whether it stands."""
        return self.latest[STANDS][1]


def settle(decisions: Sequence[Decision]) -> Claims:
    """Settle what decisions in force about one thing hold; the latest claim on a field counts."""
    ordered = tuple(sorted(decisions, key=_age))
    latest: dict[str, tuple[object, Decision]] = {}
    by_person: dict[str, dict[str, object]] = {}
    for one in ordered:
        for name, value in one.claims.items():
            latest[name] = (value, one)
            by_person.setdefault(name, {})[one.by] = one.relation if name == "relation" else value
    contested = (name for name, told in by_person.items() if len(set(map(_spelled, told.values()))) > 1)
    return Claims(ordered, latest, tuple(sorted(contested)))
