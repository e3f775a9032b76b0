"""What a collection lacks: sessions with few letters or none, and titles known to exist that are not in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final

from yinuo.collect.replies import current_session, sessions_until
from yinuo.decode.letters import asker_names
from yinuo.errors import InputError
from yinuo.model import DocumentKind
from yinuo.persist.ledger import Ledger

__all__ = ["Expected", "SessionCount", "expected_titles", "missing", "session_counts"]

_NUMBER = re.compile(r"^[（(]?[一二三四五六七八九十百零〇]{1,7}[）)、]")
_SAME: Final = 0.92  # likeness from which two titles by one asker are one: the minutes have typing errors
_WIDTH = str.maketrans("（）：，台", "():,臺")


@dataclass(frozen=True, slots=True)
class SessionCount:
    """How many replies of a session's months the ledger holds, by the letters' own days."""

    term: int
    session: int
    letters: int


@dataclass(frozen=True, slots=True)
class Expected:
    """One reply that is known to exist, from the minutes: its title, and where it was tabled."""

    term: int
    session: int
    title: str


def session_counts(ledger: Ledger, today: date) -> list[SessionCount]:
    """Every session from the 8th term on, with the letters of its months; zeros are the gaps."""
    sql = "SELECT first, count(*) FROM documents WHERE copy_of IS NULL AND kind = ? GROUP BY first"
    counts: dict[tuple[int, int], int] = {}
    for first, letters in ledger.rows(sql, (DocumentKind.REPLY.value,)):
        day = date.fromisoformat(first)
        one = current_session(day.year, day.month)
        counts[one] = counts.get(one, 0) + letters
    return [SessionCount(*one, counts.get(one, 0)) for one in sessions_until(today.year, today.month)]


def expected_titles(rows: Iterable[Mapping[str, Any]], where: str) -> list[Expected]:
    """Titles from rows with ``subject`` (or ``title``), ``term`` and ``session``.

    Raises:
        InputError: a row without them.
    """
    found = []
    for number, row in enumerate(rows, 1):
        title = row.get("subject") or row.get("title")
        if not isinstance(title, str):
            raise InputError("沒有標題（a row without a subject）", where=f"{where}#{number}")
        try:
            found.append(Expected(int(row["term"]), int(row["session"]), title))
        except (KeyError, TypeError, ValueError) as fault:
            raise InputError("沒有屆或會期（a row without term or session）", where=f"{where}#{number}") from fault
    return found


def missing(expected: Sequence[Expected], titles: Iterable[str]) -> list[Expected]:
    """Those of the expected titles that are not among some, widths, variants and item numbers aside.

    «一、行政院函送王委員大明就步道問題所提質詢之書面答復，請查照案。» is «（三）行政院函送王委員大明就步道
    問題所提質詢之書面答復，請查照案。»; the same asker's letter about a bridge is another.
    """
    held: set[str] = set()
    by_asker: dict[str, list[str]] = {}
    for title in titles:
        folded = _folded(title)
        held.add(folded)
        for asker in _askers(title):
            by_asker.setdefault(asker, []).append(folded)
    return [one for one in expected if not _is_held(one.title, held, by_asker)]


def _is_held(title: str, held: set[str], by_asker: Mapping[str, list[str]]) -> bool:
    folded = _folded(title)
    return folded in held or any(_alike(folded, other) for one in _askers(title) for other in by_asker.get(one, ()))


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one[:600], other[:600], autojunk=False)
    return matcher.real_quick_ratio() >= _SAME and matcher.quick_ratio() >= _SAME and matcher.ratio() >= _SAME


def _folded(title: str) -> str:
    return _NUMBER.sub("", "".join(title.split()).translate(_WIDTH)).rstrip("。")


def _askers(title: str) -> Iterator[str]:
    for name in asker_names(_NUMBER.sub("", title.strip())):
        yield "".join(name.split())
