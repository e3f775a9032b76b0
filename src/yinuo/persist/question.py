"""What is asked of the list of commitments: filters and an order, as pages, feeds and the API name them.

Several values of one filter are «or», different filters are «and». A question says nothing of a day, a page or a
language: the same question can be asked of any day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from yinuo.errors import UsageError
from yinuo.persist.terms import query_words
from yinuo.words import Category, EvidenceLevel, Headline, Level, Publication, Schedule, State

__all__ = ["FILTERS", "Question", "Sort"]

_MOST = 50  # values of one filter: a hand-made address cannot ask for a million
_LONGEST = 200  # characters of one value
_COUNTS = range(1, 1000)  # terms and sessions


class Sort(StrEnum):
    """In which order the list stands; what is equal stands newest letter first."""

    NEWEST = "newest"  # the letter's day, latest first
    OLDEST = "oldest"
    DUE = "due"  # the day that counts now, earliest first; without one at the end
    CHANGED = "changed"  # the day on which the present state began, latest first
    CONFIDENCE = "confidence"  # surest first


@dataclass(frozen=True, slots=True)
class Question:
    """Which commitments are meant, and in which order; an empty filter lets everything through.

    Attributes:
        id: these promises and no others; unknown ids are passed over.
        q: words that must stand in the promise, its title or its body's name, as in a search.
        state: of the day asked about; so are ``headline``, ``schedule``, ``evidence_level`` and the due days.
        headline: the four words people know.
        schedule: against the deadline.
        category: fields of policy.
        agency: ids or names of bodies; a body stands for those whose task it holds now too.
        asker: names of legislators, in any spelling that folds to the same.
        level: how checkable.
        term: terms of the Yuan (屆).
        session: sessions of a term (會期).
        made_from: the letter's last possible day is not before it.
        made_until: … and not after it.
        due_from: the day that counts now is not before it.
        due_until: … and not after it.
        evidence_level: the strongest thing shown.
        figures: True only with a quantity promised, False only without.
        publication: candidates for review are left out unless asked for.
        sort: the order.

    Raises:
        UsageError: a value outside the closed lists, an upside-down span of days, too many or too long values.
    """

    id: tuple[str, ...] = ()
    q: str = ""
    state: tuple[State, ...] = ()
    headline: tuple[Headline, ...] = ()
    schedule: tuple[Schedule, ...] = ()
    category: tuple[Category, ...] = ()
    agency: tuple[str, ...] = ()
    asker: tuple[str, ...] = ()
    level: tuple[Level, ...] = ()
    term: tuple[int, ...] = ()
    session: tuple[int, ...] = ()
    made_from: date | None = None
    made_until: date | None = None
    due_from: date | None = None
    due_until: date | None = None
    evidence_level: tuple[EvidenceLevel, ...] = ()
    figures: bool | None = None
    publication: tuple[Publication, ...] = field(default=(Publication.PUBLISHED,))
    sort: Sort = Sort.NEWEST

    def __post_init__(self) -> None:
        for name, values in self._several():
            if len(values) > _MOST:
                raise UsageError(f"值太多（too many values）：{name}", remedy=f"至多 {_MOST} 個（at most {_MOST}）")
            unique = tuple(dict.fromkeys(_checked(name, value) for value in values))
            object.__setattr__(self, name, unique)
        object.__setattr__(self, "sort", _checked("sort", self.sort))
        if len(self.q) > _LONGEST:
            raise UsageError(
                "查詢太長（query too long）：q", remedy=f"至多 {_LONGEST} 字（at most {_LONGEST} characters）"
            )
        for first, last in (("made_from", "made_until"), ("due_from", "due_until")):
            low, high = getattr(self, first), getattr(self, last)
            if low and high and high < low:
                raise UsageError(f"迄日早於起日（ends before it starts）：{first} {low} > {last} {high}")

    def _several(self) -> Iterable[tuple[str, tuple[Any, ...]]]:
        return (
            (one.name, getattr(self, one.name)) for one in fields(self) if isinstance(getattr(self, one.name), tuple)
        )

    @classmethod
    def of(cls, asked: Mapping[str, Sequence[str]]) -> Self:
        """The question that names and values, as in an address, ask: ``{"state": ["open"], "term": ["11"]}``.

        Empty values say nothing: a form sends them for what was left open.

        Raises:
            UsageError: a name that is no filter, a value that is none of its words, two values where one belongs.
        """
        told: dict[str, Any] = {}
        for name, given in asked.items():
            if name not in _READ:
                raise UsageError(f"不認得的條件（unknown filter）：{name[:40]}", remedy="、".join(FILTERS))
            values = [value.strip() for value in given if value.strip()]
            if not values:
                continue
            if name in _SINGLE and len(set(values)) > 1:
                raise UsageError(f"只能有一個值（one value only）：{name}", remedy="、".join(values[:3]))
            read = [_read(name, value) for value in values]
            told[name] = read[0] if name in _SINGLE else tuple(read)
        return cls(**told)

    def words(self) -> tuple[tuple[str, str], ...]:
        """Names and values that ask the same question again, in a fixed order; what is as usual is left out."""
        found: list[tuple[str, str]] = []
        for one in fields(self):
            value = getattr(self, one.name)
            if value == one.default:
                continue
            values = value if isinstance(value, tuple) else (value,)
            found += [(one.name, _word(item)) for item in values]
        return tuple(found)

    def having(self, **changed: Any) -> Self:
        """The same question with other values of some filters."""
        return replace(self, **changed)

    @property
    def is_open(self) -> bool:
        """True where no filter is set (the order is none)."""
        return self.having(sort=Sort.NEWEST) == type(self)()

    @property
    def searched(self) -> tuple[str, ...]:
        """The folded words of ``q``; with ``q`` given and no word in it, nothing can be found."""
        return query_words(self.q)


# ── one value ──────────────────────────────────────────────────────────────────────────────

_WORDS: Final[Mapping[str, type[StrEnum]]] = {
    "state": State,
    "headline": Headline,
    "schedule": Schedule,
    "category": Category,
    "level": Level,
    "evidence_level": EvidenceLevel,
    "publication": Publication,
    "sort": Sort,
}
_SINGLE = frozenset({"q", "made_from", "made_until", "due_from", "due_until", "figures", "sort"})
_YES_OR_NO = {"1": True, "0": False}


def _wrong(name: str, value: str, remedy: str) -> UsageError:
    return UsageError(f"不認得的值（unknown value）：{name}={value[:40]}", remedy=remedy)


def _checked(name: str, value: Any) -> Any:
    """A value as the filter holds it; refused where it is none of its words."""
    if name in _WORDS:
        kind = _WORDS[name]
        if value not in set(kind):
            raise _wrong(name, str(value), "、".join(kind))
        return kind(value)
    if name in ("term", "session") and value not in _COUNTS:
        raise _wrong(name, str(value), "1 … 999")
    if isinstance(value, str) and not 0 < len(value) <= _LONGEST:
        raise _wrong(name, value, f"1 至 {_LONGEST} 字（1 to {_LONGEST} characters）")
    return value


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _wrong(name, value, "YYYY-MM-DD") from None


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 3):
        raise _wrong(name, value, "1 … 999")
    return int(value)


def _yes(name: str, value: str) -> bool:
    if value not in _YES_OR_NO:
        raise _wrong(name, value, "1、0")
    return _YES_OR_NO[value]


def _plain(_: str, value: str) -> str:
    return value


_READ: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "id": _plain,
    "q": _plain,
    **dict.fromkeys(_WORDS, _checked),
    "agency": _plain,
    "asker": _plain,
    "term": _count,
    "session": _count,
    **dict.fromkeys(("made_from", "made_until", "due_from", "due_until"), _day),
    "figures": _yes,
}
FILTERS: Final = tuple(_READ)
"""The names that ``Question.of`` reads."""


def _read(name: str, value: str) -> Any:
    return _READ[name](name, value)


def _word(value: Any) -> str:
    """A value as an address has it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)
