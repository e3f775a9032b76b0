"""An address ↔ what it asks: the same names on pages, in feeds and in the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

from fastapi import Request

from yinuo.errors import UsageError
from yinuo.persist.question import Question
from yinuo.serve.web.room import room_of

__all__ = ["ALSO", "Asked", "asked", "asked_beside", "asked_day", "asked_limit", "local_path"]

ALSO = ("after", "limit", "as_of", "lang")
"""Names in an address beside the filters."""

_LIMIT = 20
_FIRST_DAY = date(1912, 1, 1)  # the first day of 民國 1
_LAST_DAY = date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the day it is asked of, and which page of the answer."""

    question: Question
    as_of: date
    today: date  # the day shown where none is asked for
    limit: int = _LIMIT
    after: str | None = None

    def query(self, **changed: str | int | None) -> str:
        """The address's part from «?» on that asks the same, with some names changed; empty where nothing is asked.

        A name changed to None is left out; «after» is kept only where it is given, as a changed question starts anew.
        """
        pairs = [pair for pair in self.question.words() if pair[0] not in changed]
        if self.as_of != self.today and "as_of" not in changed:
            pairs.append(("as_of", self.as_of.isoformat()))
        if self.limit != _LIMIT and "limit" not in changed:
            pairs.append(("limit", str(self.limit)))
        pairs += [(name, str(value)) for name, value in changed.items() if value is not None]
        return "?" + urlencode(pairs) if pairs else ""


def asked(request: Request) -> Asked:
    """What the address of a list, a feed or an API call asks; a FastAPI dependency.

    Raises:
        UsageError: an unknown name or value; the error handlers tell it in one line with status 400.
    """
    return _asked(request, ALSO)


def asked_beside(*names: str) -> Callable[[Request], Asked]:
    """Like ``asked``, of a page whose addresses have these names of their own too; it reads them itself."""

    def found(request: Request) -> Asked:
        return _asked(request, (*ALSO, *names))

    return found


def _asked(request: Request, also: tuple[str, ...]) -> Asked:
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    room = room_of(request)
    filters = {name: values for name, values in given.items() if name not in also}
    return Asked(
        Question.of(filters),
        asked_day(request),
        room.today,
        asked_limit(request),
        _one(given, "after"),
    )


def asked_day(request: Request) -> date:
    """The day asked about: ``as_of`` of the address, else the room's.

    Raises:
        UsageError: it is no day.
    """
    words = request.query_params.getlist("as_of")
    if not any(words):
        return room_of(request).today
    try:
        day = date.fromisoformat(words[-1].strip())
    except ValueError:
        day = date.min
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise UsageError(f"不認得的日期（no such day）：as_of={words[-1][:40]}", remedy="YYYY-MM-DD")
    return day


def asked_limit(request: Request) -> int:
    """Rows a page: ``limit`` of the address, at most what the settings allow.

    Raises:
        UsageError: it is no number from 1 on.
    """
    words = request.query_params.get("limit", "").strip()
    if not words:
        return _LIMIT
    if not (words.isascii() and words.isdigit() and len(words) < 6 and int(words) > 0):
        raise UsageError(f"不認得的值（unknown value）：limit={words[:40]}", remedy="1, 2, 3 …")
    return min(int(words), room_of(request).settings.limits.rows)


def _one(given: Mapping[str, list[str]], name: str) -> str | None:
    values = [value for value in given.get(name, ()) if value]
    return values[-1] if values else None


def local_path(words: str | None, prefix: str = "") -> str:
    """Where to go on to after a form, if it is a path of this server; else the first page.

    >>> local_path("/commitments?state=open")
    '/commitments?state=open'
    >>> local_path("//evil.example/"), local_path("https://evil.example"), local_path("/\\\\evil.example")
    ('/', '/', '/')
    """
    home = prefix + "/"
    if not words or len(words) > 2000 or not words.startswith(home) or "\\" in words:
        return home
    if any(ord(character) < 33 or ord(character) == 127 for character in words):
        return home
    try:
        parts = urlsplit(words)
    except ValueError:
        return home
    return home if parts.scheme or parts.netloc or words[1:2] == "/" else words
