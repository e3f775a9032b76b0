"""How the API answers reads: anybody's page may ask (CORS), and what has not changed is not sent again."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from yinuo import __version__
from yinuo.serve.api.models import Problem
from yinuo.serve.web.room import Room, room_of

__all__ = ["CORS", "PROBLEMS", "ReadingRoute"]

CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Last-Modified, Link",
}
_PROBLEM = {"model": Problem, "content": {"application/problem+json": {}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _PROBLEM | {"description": "問得不對 · The question cannot be read"},
    404: _PROBLEM | {"description": "找不到 · Nothing is there"},
    429: _PROBLEM | {"description": "請稍後再試 · Too many requests"},
    "4XX": _PROBLEM | {"description": "其他錯誤 · Anything else that is wrong with a request"},
    503: _PROBLEM | {"description": "現在無法回答 · Not available now"},
}
"""What an answer may be instead; every part of the API has these."""


class ReadingRoute(APIRoute):
    """A route that only reads: ETag, Last-Modified and CORS around what the handler gives."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, answering «304 Not Modified» before any work where the asker holds the answer."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            headers = CORS | _stamps(request)
            if _is_held(request, headers):
                return Response(status_code=304, headers=headers)
            response = await handler(request)
            response.headers.update(headers)
            return response

        return answer


def _stamps(request: Request) -> dict[str, str]:
    """What the answer depends on, as validators: the ledger, the day shown, the program and the address."""
    room = room_of(request)
    parts = (room.version, room.today, __version__, str(request.url.path), str(request.url.query))
    tag = sha256(repr(parts).encode()).hexdigest()[:24]
    who = "private" if getattr(request.state, "user", None) is not None else "public"
    return {
        "etag": f'W/"{tag}"',
        "last-modified": format_datetime(_changed(room), usegmt=True),
        "cache-control": f"{who}, no-cache",
    }


def _changed(room: Room) -> datetime:
    """When the answer may last have become another: something was written, or the day shown began in Taiwan."""
    rows = room.ledger.rows("SELECT recorded_at FROM entries ORDER BY seq DESC LIMIT 1", ())
    written = datetime.fromisoformat(rows[0][0]) if rows else datetime.min
    written = written.replace(tzinfo=UTC) if written.tzinfo is None else written.astimezone(UTC)
    day = datetime.combine(room.today, time.min, UTC)
    return max(written, min(day, room.settings.now())).replace(microsecond=0)


def _is_held(request: Request, headers: dict[str, str]) -> bool:
    """RFC 9110 §13.2.2: the entity tag decides where there is one, else the day."""
    tags = [one.strip() for one in request.headers.get("if-none-match", "").split(",") if one.strip()]
    if tags:
        return headers["etag"] in tags or "*" in tags
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(headers["last-modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
