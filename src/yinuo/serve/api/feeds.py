"""Feeds and calendars for any filter: the forms of ``publish`` over the promises that an address asks for."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Final

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from yinuo.persist.ledger import Ledger
from yinuo.publish.calendar import calendar_bytes
from yinuo.publish.edition import Edition
from yinuo.publish.events import Event, Group
from yinuo.publish.feeds import atom_bytes, json_feed_bytes
from yinuo.serve.api.parameters import Filtered
from yinuo.serve.api.reading import PROBLEMS, ReadingRoute
from yinuo.serve.news import lately
from yinuo.serve.web.asking import Asked
from yinuo.serve.web.rendering import here
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(prefix="/feeds", tags=["feeds"], route_class=ReadingRoute, responses=PROBLEMS)

_ENTRIES: Final = 100
_DUE: Final = 1000  # events of a calendar
_BACK, _AHEAD = timedelta(days=366), timedelta(days=3660)
Shape = Callable[[Edition, Group, list[Event], str | None], bytes]


def _described(kind: str, shape: str = "string") -> dict[int | str, dict[str, object]]:
    return {200: {"content": {kind: {"schema": {"type": shape}}}, "description": "訂閱 · A feed"}}


@router.get("/atom.xml", response_class=Response, responses=_described("application/atom+xml"), summary="Atom")
async def atom(request: Request, asked: Filtered) -> Response:
    """What happened in the last four months to the promises asked for: made, told of, state changed."""
    return await _feed(request, asked, atom_bytes, "application/atom+xml; charset=utf-8")


@router.get(
    "/feed.json", response_class=Response, responses=_described("application/feed+json", "object"), summary="JSON Feed"
)
async def feed(request: Request, asked: Filtered) -> Response:
    """The same as JSON Feed 1.1."""
    return await _feed(request, asked, json_feed_bytes, "application/feed+json; charset=utf-8")


@router.get("/calendar.ics", response_class=Response, responses=_described("text/calendar"), summary="iCalendar")
async def calendar(request: Request, asked: Filtered) -> Response:
    """Deadlines of the promises asked for, from a year ago on."""
    room = room_of(request)
    first, last = asked.as_of - _BACK, asked.as_of + _AHEAD
    catalogue = room.catalogue
    ids = [one.id for one in catalogue.due_between(asked.question, first, last, asked.as_of, _DUE)]

    def made() -> bytes:
        with Ledger.open(room.settings.store, readonly=True) as ledger:
            rows = catalogue.rows(ledger, ids, asked.as_of)
            pages = {row["id"]: f"commitments/{row['id']}" for row in rows}
            edition = Edition(asked.as_of, tuple(rows), (), (), (), (), (), str, room.settings.base_url, pages)
            return calendar_bytes(edition, _group(asked), rows)

    body = await to_thread.run_sync(made)
    return Response(body, media_type="text/calendar; charset=utf-8")


async def _feed(request: Request, asked: Asked, shape: Shape, kind: str) -> Response:
    room = room_of(request)
    catalogue, base = room.catalogue, room.settings.base_url
    own = base + here(request).removeprefix(room.settings.prefix).removeprefix("/") if base else None

    def made() -> bytes:
        with Ledger.open(room.settings.store, readonly=True) as ledger:
            edition, news = lately(ledger, catalogue, asked.question, asked.as_of, base, most=_ENTRIES)
            return shape(edition, _group(asked), news[:_ENTRIES], own)

    return Response(await to_thread.run_sync(made), media_type=kind)


def _group(asked: Asked) -> Group:
    """What the feed is called: by what it asks; its id stays the same wherever the server stands."""
    words = asked.question.words()
    told = "、".join(value for _, value in words) or "全部承諾"
    name = sha256(repr(words).encode()).hexdigest()[:16]
    return Group(f"question-{name}", told, "commitments asked for", (), lambda _: True, lambda _: True)
