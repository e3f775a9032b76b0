"""Whether the server answers: for what watches over it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from yinuo import __version__
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz(request: Request) -> Response:
    """200 while the ledger can be read, else 503."""
    sound = room_of(request).healthy()
    body = {"status": "ok" if sound else "failing", "version": __version__}
    return JSONResponse(body, 200 if sound else 503, {"cache-control": "no-store"})
