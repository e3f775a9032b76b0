"""The few files that pages need: served by name from a closed list, kept by browsers until they change."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request, Response

__all__ = ["ASSETS", "asset", "content", "router"]

router = APIRouter(include_in_schema=False)

_SITE, _WEB, _DESK = "yinuo.publish.site", "yinuo.serve.web", "yinuo.serve.review"
ASSETS: dict[str, tuple[str, str, str]] = {
    "site.css": (_SITE, "assets", "text/css; charset=utf-8"),
    "icon.svg": (_SITE, "assets", "image/svg+xml"),
    "lists.css": (_WEB, "static", "text/css; charset=utf-8"),
    "web.css": (_WEB, "static", "text/css; charset=utf-8"),
    "web.js": (_WEB, "static", "text/javascript; charset=utf-8"),
    "desk.css": (_DESK, "static", "text/css; charset=utf-8"),
    "desk.js": (_DESK, "static", "text/javascript; charset=utf-8"),
}
"""Name → the package that has it, its folder there, and its type."""


@cache
def content(name: str) -> bytes:
    """The bytes of an asset. Raises ``KeyError`` for a name that is not in the list."""
    package, folder, _ = ASSETS[name]
    return (files(package) / folder / name).read_bytes()


@cache
def asset(name: str) -> str:
    """The path of an asset with a mark that changes with it, so that it can be kept for ever."""
    return f"/static/{name}?v={sha256(content(name)).hexdigest()[:12]}"


@router.get("/static/{name}")
async def static(name: str, request: Request) -> Response:
    """One of the files."""
    if name not in ASSETS:
        raise HTTPException(404)
    lasting = "public, max-age=31536000, immutable" if "v" in request.query_params else "public, max-age=300"
    return Response(content(name), media_type=ASSETS[name][2], headers={"cache-control": lasting})


@router.get("/favicon.ico")
async def favicon() -> Response:
    """What browsers ask for by themselves."""
    return Response(content("icon.svg"), media_type=ASSETS["icon.svg"][2], headers={"cache-control": "max-age=86400"})
