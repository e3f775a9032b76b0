"""One round of alerts: what is new for each rule, claimed, sent, marked; failures wait longer each time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from yinuo.errors import Unreachable
from yinuo.persist.outbox import Outbox, digest_of
from yinuo.publish.events import Event
from yinuo.serve.alerts.messages import Link, Message, digest, single
from yinuo.serve.alerts.rules import Rule, When

__all__ = ["Outcome", "Round", "Sender", "deliver"]

_PAUSES: Final = {When.DAILY: timedelta(hours=20), When.WEEKLY: timedelta(days=6, hours=20)}
_AT_ONCE_MOST: Final = 20  # single messages a round: a flood of one thousand comes as one digest
_TRIES: Final = 3  # of one message in one round
_LONGEST_WAIT: Final = timedelta(hours=12)


class Sender(Protocol):
    """What carries messages out."""

    def send(self, destination: str, message: Message) -> None:
        """Send one.

        Raises:
            Unreachable: it surely did not arrive.
        """


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule came to at one destination (the how-many-th of the rule's)."""

    rule: str
    place: int
    begun: bool = False  # seen for the first time: what was there before is no news
    messages: int = 0
    events: tuple[str, ...] = ()
    waiting: int = 0  # new, but not yet due
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of sending needs, the clock and the waiting among it.

    Attributes:
        outbox: what was sent before.
        sender: carries messages out; None says what would be sent (a dry run).
        link: the address of what a happening is about, if pages are on the web.
        now: the time of the round.
        pause: waits some seconds between tries.
    """

    outbox: Outbox
    sender: Sender | None
    link: Link
    now: datetime
    pause: Callable[[float], None] = field(default=time.sleep)


def deliver(rules: Sequence[Rule], events_of: Callable[[Rule], Sequence[Event]], going: Round) -> Iterator[Outcome]:
    """Send what is new, rule by rule and destination by destination; yields as it goes.

    Args:
        rules: what is followed.
        events_of: every happening of a rule up to now, oldest first.
        going: see ``Round``.
    """
    for rule in rules:
        found = events_of(rule)
        for place, destination in enumerate(rule.to, 1):
            yield _one(rule, place, destination, found, going)


def _one(rule: Rule, place: int, destination: str, found: Sequence[Event], going: Round) -> Outcome:
    outbox, to = going.outbox, digest_of(destination)
    if not outbox.is_known(rule.id, to):
        if going.sender is not None:
            outbox.begin(rule.id, to, (event.id for event in found), going.now)
        return Outcome(rule.id, place, begun=True, waiting=0)
    wanted = frozenset(outbox.unsent(rule.id, to, [event.id for event in found]))
    new = [event for event in found if event.id in wanted]
    if not new:
        return Outcome(rule.id, place)
    if not _is_due(rule, to, going):
        return Outcome(rule.id, place, waiting=len(new))
    batches = _batches(rule, new)
    if going.sender is None:
        return Outcome(rule.id, place, messages=len(batches), events=tuple(event.id for event in new))
    return _send(rule, place, destination, batches, going)


def _is_due(rule: Rule, to: str, going: Round) -> bool:
    failed = going.outbox.failures(rule.id, to)
    if failed is not None:
        times, at = failed
        if going.now < at + min(timedelta(minutes=5) * 2 ** min(times, 12), _LONGEST_WAIT):
            return False
    last = going.outbox.last_digest(rule.id, to)
    return rule.when is When.AT_ONCE or last is None or going.now >= last + _PAUSES[rule.when]


def _batches(rule: Rule, new: Sequence[Event]) -> list[list[Event]]:
    """What goes into one message each."""
    if rule.when is When.AT_ONCE and len(new) <= _AT_ONCE_MOST:
        return [[event] for event in new]
    return [list(new)]


def _send(rule: Rule, place: int, destination: str, batches: Sequence[Sequence[Event]], going: Round) -> Outcome:
    to = digest_of(destination)
    done: list[str] = []
    for count, batch in enumerate(batches):
        ids = [event.id for event in batch]
        message = (
            single(batch[0], going.link, rule.language)
            if len(batch) == 1
            else digest(rule.name, batch, going.link, rule.language)
        )
        going.outbox.claim(rule.id, to, ids, going.now)
        try:
            _try(destination, message, going)
        except Unreachable as fault:
            going.outbox.release(rule.id, to, ids, going.now, str(fault))
            return Outcome(rule.id, place, messages=count, events=tuple(done), fault=str(fault))
        going.outbox.settle(rule.id, to, ids, going.now, digest=rule.when is not When.AT_ONCE)
        done += ids
    return Outcome(rule.id, place, messages=len(batches), events=tuple(done))


def _try(destination: str, message: Message, going: Round) -> None:
    assert going.sender is not None  # a dry run never comes here
    for tries in range(1, _TRIES + 1):
        try:
            going.sender.send(destination, message)
        except Unreachable:
            if tries == _TRIES:
                raise
            going.pause(2.0**tries)
        else:
            return
