"""Members of the Yuan: who asked, of which party, for which constituency, on which committees, when.

Facts, not documents: they yield no capture. Members change within a term (by-elections, list members
replaced), so a name is looked up with a day, by 到職日 and 離職日期 and not by the term alone. Where the API does
not answer, the Yuan's own table of members (ID16, CSV) is read instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from yinuo.collect.desk import Desk
from yinuo.collect.envelopes import value
from yinuo.collect.lyapi import BASE, list_address, listed
from yinuo.collect.lycsv import BASE as TABLE
from yinuo.collect.lycsv import MEMBERS, table_address, table_rows
from yinuo.collect.replies import FIRST_TERM, current_session
from yinuo.collect.sources import Capture
from yinuo.decode.dating import read_day
from yinuo.errors import InputError

__all__ = ["LegislatorsSource", "Member", "member", "seated"]

_PATH: Final = "legislators"
_LIMIT: Final = 200
_SEATS: Final = 113


@dataclass(frozen=True, slots=True)
class Member:
    """A member of one term.

    Attributes:
        name: without blanks inside («余　天» is 余天).
        term: 屆.
        party: 黨籍. group: 黨團. area: 選區名稱.
        committees: as told, one a session.
        since: 到職日. until: 離職日期; None where open.
    """

    name: str
    term: int
    party: str = ""
    group: str = ""
    area: str = ""
    committees: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def sat_on(self, day: date) -> bool:
        """Whether the member sat on a day, as far as the data tells."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class LegislatorsSource:
    """Members of each term; asked so that the archive holds them."""

    def __init__(self, desk: Desk, *, base: str = BASE, terms: Sequence[int] = (), table: str = TABLE) -> None:
        """Prepare; nothing is asked yet.

        Args:
            desk: where addresses are asked.
            base: the API's address.
            terms: only these; all since the 8th by default.
            table: address of the Yuan's bulk files (ID16), for where the API does not answer.
        """
        self._desk = desk
        self._base = base
        self._table = table_address(table, MEMBERS)
        last = current_session(desk.now.year, desk.now.month)[0]
        self._terms = tuple(terms) or tuple(range(FIRST_TERM, last + 1))

    def plan(self) -> Iterator[str]:
        """The first page of each term's list."""
        for term in self._terms:
            yield list_address(self._base, _PATH, [("屆", str(term))], 1, _LIMIT)

    def captures(self) -> Iterator[Capture | InputError]:
        """No captures: only what went wrong, and lines for the summary about who is new."""
        for term in self._terms:
            found, faults = self._asked(term)
            if not found and (found := self._from_table(self._desk, term)):
                for fault in faults:
                    self._desk.tell(f"改讀 ID16 的 CSV（the table of members was read instead）：{fault}")
                faults = []
            yield from faults
            cell = f"{term:02d}"
            if not found:
                continue
            if len(found) < _SEATS * 9 // 10:
                few = f"第{term}屆只有 {len(found)} 位委員（only {len(found)} members）"
                yield InputError(few, where=f"{self._base}/{_PATH}", remedy="請稍後再試（try again later）")
            elif len(found) != (most := self._desk.most(cell)):
                self._desk.tell(
                    f"第{term}屆委員 {len(found)} 位，先前 {most} 位（{len(found)} members, {most} before）"
                )
            self._desk.asked(cell, len(found))

    def members(self) -> Iterator[Member]:
        """Every member that the archive holds; nothing is asked."""
        still = Desk(
            "legislators", self._desk.client, self._desk.archive, self._desk.state, self._desk.now, offline=True
        )
        for term in self._terms:
            rows = listed(still, self._base, _PATH, [("屆", str(term))], _PATH, limit=_LIMIT)
            found = [one for row in rows if not isinstance(row, InputError) and (one := member(row)) is not None]
            yield from found or self._from_table(still, term)

    def _asked(self, term: int) -> tuple[list[Member], list[InputError]]:
        """The members of a term by the API, and what went wrong."""
        found: list[Member] = []
        faults: list[InputError] = []
        for row in listed(self._desk, self._base, _PATH, [("屆", str(term))], _PATH, limit=_LIMIT):
            if isinstance(row, InputError):
                faults.append(row)
            elif (one := member(row)) is not None:
                found.append(one)
        return found, faults

    def _from_table(self, desk: Desk, term: int) -> list[Member]:
        """The members of a term by the table of ID16; none where it cannot be had."""
        try:
            rows = [member(row) for row in table_rows(desk, self._table)]
        except InputError:
            return []
        return [one for one in rows if one is not None and one.term == term]


def member(row: Mapping[str, Any]) -> Member | None:
    """A member from a row of LYAPI, of ID9 or of ID16; None where it names nobody or no term."""
    name = "".join(value(row, "委員姓名", "name").split()) if not _latin(row) else value(row, "委員姓名", "name")
    term = value(row, "屆", "term")
    if not name or not term.isdigit():
        return None
    told = value(row, "委員會", "committee")
    return Member(
        name,
        int(term),
        value(row, "黨籍", "party"),
        value(row, "黨團", "partyGroup"),
        value(row, "選區名稱", "areaName"),
        tuple(part.strip() for part in told.split(";") if part.strip()),
        _day(value(row, "到職日", "onboardDate")),
        _day(value(row, "離職日期", "leaveDate")),
    )


def _latin(row: Mapping[str, Any]) -> bool:
    """Whether the name has an indigenous part, whose blanks count: «伍麗華Saidhai Tahovecahe»."""
    return any(letter.isascii() and letter.isalpha() for letter in value(row, "委員姓名", "name"))


def _day(words: str) -> date | None:
    found = read_day(words, months=False)
    return found.first if found else None


def seated(members: Iterable[Member], name: str, day: date) -> Member | None:
    """The member of a name who sat on a day; of several terms the latest that had begun.

    >>> seated([Member("王大明", 10, "甲黨"), Member("王大明", 11, "乙黨")], "王大明", date(2024, 3, 1)).party
    '乙黨'
    """
    flat = "".join(name.split()).lower()
    reached = current_session(day.year, day.month)[0]
    known = [one for one in members if "".join(one.name.split()).lower() == flat and one.term <= reached]
    sat = [one for one in known if one.sat_on(day)]
    return max(sat, key=lambda one: one.term, default=None)
