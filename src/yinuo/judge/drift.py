"""Drift: what moved between two tellings of one promise, as dated facts with both quotes.

A fact is told only where both texts tell it of the same thing: the day of the same act, a quantity that the other
telling no longer names, a body that each text names itself, a softer verb for the same object.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from yinuo.extract.targets import in_base
from yinuo.judge.figures import comparable, figures
from yinuo.judge.likeness import likeness
from yinuo.judge.reading import read
from yinuo.judge.terms import Term, term
from yinuo.judge.wording import firmness
from yinuo.model import AgencyRef, Commitment, DateInterval, Deadline, Quote

__all__ = ["Drift", "How", "chain", "drift"]

_SELF = re.compile("[本該](?:[部局署會院處府]|公司|中心)")
_MUCH_ALIKE = 0.4  # of two clauses: they differ in little but the verb
_ANY_ACT = "完成"  # is said of every act
_ANY_BODY = "行政院"  # names everybody's superior: 行政院 for a ministry is no other body


class How(StrEnum):
    """Which way something moved."""

    LATER = "later"  # the day of the act, away
    EARLIER = "earlier"
    PROLONGED = "prolonged"  # the end of something held or offered, away: the promise is kept longer
    SHORTENED = "shortened"
    LARGER = "larger"
    SMALLER = "smaller"
    OTHER = "other"  # another body
    SOFTER = "softer"  # 將修正 → 將研議修正
    FIRMER = "firmer"


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that moved.

    Attributes:
        what: deadline, target, agency or wording.
        how: which way.
        on: the day of the later telling: from then on it was so.
        before: the earlier telling's words for it.
        after: the later telling's.
        earlier: the quote of the earlier telling.
        later: the quote of the later one.
    """

    what: str
    how: How
    on: DateInterval
    before: str
    after: str
    earlier: Quote
    later: Quote


def drift(earlier: Commitment, later: Commitment) -> tuple[Drift, ...]:
    """What moved between two tellings of one promise, in the order deadline, target, agency, wording."""
    return tuple(
        Drift(what, how, later.made_on, before, after, earlier.quote, later.quote)
        for what, how, before, after in _moves(earlier, later)
    )


def _moves(one: Commitment, other: Commitment) -> Iterator[tuple[str, How, str, str]]:
    if (days := _day(one, other)) is not None:
        yield "deadline", *days
    if (much := _quantity(one, other)) is not None:
        yield "target", *much
    if one.agency and other.agency and _other_body(one, other):
        yield "agency", How.OTHER, _name(one.agency), _name(other.agency)
    if (words := _words(one.quote.exact, other.quote.exact)) is not None:
        yield "wording", *words


def _day(one: Commitment, other: Commitment) -> tuple[How, str, str] | None:
    """The first act whose day is another now; «完工» is compared with «完工», never with «開工»."""
    for before in one.deadlines:
        was = term(one.quote.exact, before)
        for after in other.deadlines:
            if (
                was is not Term.RECURS
                and _same_act(one, before, other, after)
                and term(other.quote.exact, after) is was
            ):
                if before.due == after.due:
                    return None
                return _direction(was, before, after), before.words, after.words
    return None


def _same_act(one: Commitment, before: Deadline, other: Commitment, after: Deadline) -> bool:
    """True of one act: 完工 and 完工, and «完成準則之訂定» and «訂定準則», where 完成 says nothing by itself."""
    if before.starts != after.starts:
        return False
    was, now = before.event, after.event
    if not was or not now or was == now:
        return True
    return (was == _ANY_ACT and now in one.quote.exact) or (now == _ANY_ACT and was in other.quote.exact)


def _direction(what: Term, before: Deadline, after: Deadline) -> How:
    away = after.due > before.due
    if what is Term.HOLDS:
        return How.PROLONGED if away else How.SHORTENED
    return How.LATER if away else How.EARLIER


def _quantity(one: Commitment, other: Commitment) -> tuple[How, str, str] | None:
    """Another quantity of one kind, where neither text names the other's: «1.2萬戶» beside «8萬戶» is two."""
    before, after = one.target, other.target
    if before is None or after is None:
        return None
    (was, unit), (now, same) = in_base(before.value, before.unit), in_base(after.value, after.unit)
    if unit != same or was == now or before.direction is not after.direction:
        return None
    if _names(other, before.unit, before.value) or _names(one, after.unit, after.value):
        return None
    return (How.LARGER if now > was else How.SMALLER), before.words, after.words


def _names(one: Commitment, unit: str, value: Decimal) -> bool:
    return any(comparable(figure, unit) == value for figure in figures(read(one.quote.exact).text))


def _other_body(one: Commitment, other: Commitment) -> bool:
    """True where each text names its own body, and they are neither one, nor one under the other, nor both named."""
    was, now = one.agency, other.agency
    if not was or not now or not was.id or not now.id or now.id in (was.id, was.successor):
        return False
    mine, theirs = _name(was), _name(now)
    if _ANY_BODY in (mine, theirs) or mine.startswith(theirs) or theirs.startswith(mine):
        return False
    named = _stands(was, one.quote.exact) and _stands(now, other.quote.exact)
    return named and not _by_name(was, other.quote.exact) and not _by_name(now, one.quote.exact)


def _name(body: AgencyRef) -> str:
    return body.name or body.words


def _by_name(body: AgencyRef, words: str) -> bool:
    return any(name in words for name in (body.words, body.name) if name and not _SELF.fullmatch(name))


def _stands(body: AgencyRef, words: str) -> bool:
    return _by_name(body, words) or bool(_SELF.search(words))


def _words(before: str, after: str) -> tuple[How, str, str] | None:
    """A verb of another rung for the same object: the clauses that carry the two promises must be much alike."""
    one, other = firmness(before, after), firmness(after, before)
    if one is None or other is None or one.rank == other.rank or likeness(one.clause, other.clause) < _MUCH_ALIKE:
        return None
    softer = other.rank > one.rank
    if (softer and other.verb in one.clause) or (not softer and one.verb in other.clause):
        return None  # the softer verb stood, or stands, there all along
    return (How.SOFTER if softer else How.FIRMER), one.verb, other.verb


def chain(tellings: Sequence[Commitment]) -> tuple[Drift, ...]:
    """What moved from each telling to the next, oldest first."""
    found = (drift(one, other) for one, other in pairwise(tellings))
    return tuple(item for moved in found for item in moved)
