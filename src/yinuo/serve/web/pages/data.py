"""How to take the data away: downloads, the API, feeds, terms."""

from fastapi import APIRouter, Request, Response

from yinuo.serve.web.rendering import page
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/data")
async def data(request: Request) -> Response:
    """The page."""
    room = room_of(request)
    number, digest = room.ledger.head()
    return page(request, "data_and_api.html", counts=room.ledger.counts(), head=number, digest=digest)
