"""立法院開放資料 ID2: the Executive Yuan's replies as JSON, a question to the server for each session.

The set is known to answer with an empty list where it has replies, to answer with a page of HTML, and to
lag behind by years (FACTS §0, §1.4). So: an empty answer is «unknown», told, and the last good answer of
that session stays in force; an answer with fewer rows than before is told, and both are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from yinuo.collect.desk import Answer, Desk
from yinuo.collect.envelopes import Rows, json_rows, value
from yinuo.collect.sources import Capture
from yinuo.errors import Damaged, EmptyInput, InputError

__all__ = ["BASE", "FIRST_TERM", "RepliesSource", "current_session", "sessions_until"]

BASE: Final = "https://data.ly.gov.tw/odw/ID2Action.action"
FIRST_TERM: Final = 8  # the set begins with the first session of the 8th term
_SESSIONS: Final = 8  # of a term
_CURRENT: Final = timedelta(0)
_UNKNOWN: Final = timedelta(days=7)  # a session that is over and has never answered
_SETTLED: Final = timedelta(days=30)  # one that is over and has answered


def current_session(year: int, month: int) -> tuple[int, int]:
    """Term and session of a month: odd sessions sit February to August, even ones September to January.

    >>> current_session(2024, 3), current_session(2026, 1)
    ((11, 1), (11, 4))
    """
    years = year - 2008 - (month == 1)  # January still belongs to the autumn's session
    return 7 + years // 4, years % 4 * 2 + (1 if 2 <= month <= 8 else 2)


def sessions_until(year: int, month: int, terms: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Every term and session from the first of the set to the one that a month falls in, or of some terms."""
    last = current_session(year, month)
    every = [(term, session) for term in range(FIRST_TERM, last[0] + 1) for session in range(1, _SESSIONS + 1)]
    return [one for one in every if one <= last and (not terms or one[0] in terms)]


class RepliesSource:
    """Replies of every term and session, one capture a session: its JSON as the server sent it."""

    def __init__(
        self, desk: Desk, *, base: str = BASE, terms: Sequence[int] = (), sessions: Sequence[int] = ()
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            desk: where addresses are asked.
            base: the address without its question.
            terms: only these; all since the 8th by default.
            sessions: only these of each term.
        """
        self._desk = desk
        self._base = base
        until = sessions_until(desk.now.year, desk.now.month, terms)
        self._cells = [one for one in until if not sessions or one[1] in sessions]

    def plan(self) -> Iterator[str]:
        """The addresses that are due, without asking any."""
        for term, session in self._cells:
            if self._due(term, session):
                yield self._address(term, session)

    def captures(self) -> Iterator[Capture | InputError]:
        """Each session's answer where it is due; of others, what the archive holds and was not read."""
        for term, session in self._cells:
            address = self._address(term, session)
            if self._due(term, session):
                yield from self._asked(term, session, address)
            else:
                yield from self._last_good(term, session)

    def _address(self, term: int, session: int) -> str:
        # both numbers have two digits: «8» and «1» find nothing, «08» and «01» find 3,319 rows (FACTS §1.2)
        question = {"term": f"{term:02d}", "sessionPeriod": f"{session:02d}", "sessionTimes": "", "meetingTimes": ""}
        return f"{self._base}?{urlencode(question | {'eyNumber': '', 'lyNumber': '', 'fileType': 'json'})}"

    def _due(self, term: int, session: int) -> bool:
        cell = f"{term:02d}-{session:02d}"
        if (term, session) == self._cells[-1]:
            return self._desk.is_due(cell, _CURRENT)
        return self._desk.is_due(cell, _SETTLED if self._desk.most(cell) else _UNKNOWN)

    def _asked(self, term: int, session: int, address: str) -> Iterator[Capture | InputError]:
        cell, place = f"{term:02d}-{session:02d}", f"第{term}屆第{session}會期 {address}"
        most = self._desk.most(cell)
        try:
            answer = self._desk.ask(address, "json")
            found = _checked(answer, term, session)
        except EmptyInput as fault:
            self._desk.asked(cell, 0)
            kept = f"；沿用先前的 {most:,} 筆（the last {most:,} rows stay）" if most else ""
            yield EmptyInput(fault.what + kept, where=place, remedy=fault.remedy)
            yield from self._last_good(term, session)
            return
        except InputError as fault:
            yield type(fault)(fault.what, where=place, remedy=fault.remedy)
            yield from self._last_good(term, session)
            return
        if found.joined > 1:
            self._desk.tell(
                f"{place}：一個回應裡接著 {found.joined} 份 JSON（{found.joined} JSON objects in one body）"
            )
        if len(found.rows) < most:
            less = f"比先前少：{len(found.rows):,} < {most:,} 筆（fewer rows than before）"
            yield InputError(less, where=place, remedy="先前讀到的保留（what was read before stays）")
            yield from self._last_good(term, session)
        self._desk.asked(cell, len(found.rows))
        yield Capture(address, answer.body)

    def _last_good(self, term: int, session: int) -> Iterator[Capture]:
        """The newest sound answer that the archive holds, unless it was read."""
        address = self._address(term, session)
        for answer in self._desk.earlier(address):
            if self._desk.has_read(address, answer.sha256):
                return
            try:
                _checked(answer, term, session)
            except InputError:
                continue
            yield Capture(address, answer.body)
            return


def _checked(answer: Answer, term: int, session: int) -> Rows:
    """The rows of an answer, if they are replies and of the session that was asked for."""
    found = json_rows(answer.body, answer.address, "datalist", "jsonlist")
    if not any(value(row, "eyNumber", "行政院函公文編號", "content", "內容") for row in found.rows):
        raise Damaged("欄位不是質詢答復的（the rows are no replies）", where=answer.address)
    if not any(_is_of(row, term, session) for row in found.rows):
        raise Damaged("答的是別的會期（the rows are another session's）", where=answer.address)
    return found


def _is_of(row: Mapping[str, Any], term: int, session: int) -> bool:
    """True where a row is of the session, or does not say."""
    told = value(row, "term", "屆別"), value(row, "sessionPeriod", "會期")
    return not all(word.isdigit() for word in told) or (int(told[0]), int(told[1])) == (term, session)
