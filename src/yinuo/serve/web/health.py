"""Whether the server answers: for what watches over it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from yinuo import __version__
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz(request: Request) -> Response:
    """200 while the ledger can be read and every page answers, else 503: «building» while the catalogue is made."""
    room = room_of(request)
    status = "failing" if not room.healthy() else "ok" if room.ready else "building"
    body: dict[str, object] = {"status": status, "version": __version__}
    headers = {"cache-control": "no-store"}
    if status == "building":
        body |= {"done": room.making.done, "total": room.making.total}
        headers["retry-after"] = str(room.making.wait)
    return JSONResponse(body, 200 if status == "ok" else 503, headers)
