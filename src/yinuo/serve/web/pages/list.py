"""The list of commitments: every filter is an address, every choice tells how many it leads to."""

from fastapi import APIRouter, Depends, Request, Response

from yinuo.persist.catalogue import Page
from yinuo.persist.views import Row
from yinuo.serve.web.asking import Asked, asked
from yinuo.serve.web.choices import SORTS, address, chips, panels, settled
from yinuo.serve.web.rendering import page, unchanged, url
from yinuo.serve.web.room import Room, room_of

__all__ = ["listed", "router", "turns"]

router = APIRouter(include_in_schema=False)

_OWN_FIELDS = ("q", "made_from", "made_until", "due_from", "due_until", "sort")  # of the form; the rest is hidden in it


@router.get("/commitments")
async def commitments(request: Request, given: Asked = Depends(asked)) -> Response:  # noqa: B008 FastAPI's own way
    """The page."""
    if (same := unchanged(request)) is not None:
        return same
    room, now = room_of(request), settled(request, given)
    found = room.catalogue.page(now.question, now.as_of, now.limit, now.after)
    before, after = turns(request, "/commitments", now, found)
    return page(
        request,
        "list.html",
        as_of=now.as_of,
        asked=now,
        question=now.question,
        rows=listed(room, found.ids, now),
        total=found.total,
        panels=panels(request, now),
        chips=chips(request, now),
        sorts=SORTS,
        hidden=[pair for pair in now.question.words() if pair[0] not in _OWN_FIELDS],
        clear=address(request, "/commitments", now, type(now.question)()),
        query=now.query(),
        before=before,
        after=after,
    )


def listed(room: Room, ids: tuple[str, ...], now: Asked) -> list[Row]:
    """The rows of a page."""
    return room.catalogue.rows(room.ledger, ids, now.as_of)


def turns(request: Request, path: str, now: Asked, found: Page) -> tuple[str | None, str | None]:
    """Addresses of the pages before and after, for the macro ``turn``."""
    before, after = found.previous, found.next
    return (
        None if before is None else url(request, path) + now.query(after=before or None),
        None if after is None else url(request, path) + now.query(after=after),
    )
