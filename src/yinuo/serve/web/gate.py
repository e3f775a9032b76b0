"""A reading room that is not public lets in only those who have logged in."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from yinuo.serve.web.headers import own_path
from yinuo.serve.web.settings import Settings

__all__ = ["Gate"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_OPEN = ("/login", "/healthz", "/favicon.ico")
_OPEN_UNDER = ("/static/", "/login/")


class Gate:
    """With ``public=False``: pages lead to the login, the API says 401."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or not."""
        if scope["type"] != "http" or self.settings.public or Request(scope).state.user is not None:
            await self.app(scope, receive, send)
            return
        path = own_path(scope)
        if path in _OPEN or path.startswith(_OPEN_UNDER):
            await self.app(scope, receive, send)
            return
        await self._refusal(scope, path)(scope, receive, send)

    def _refusal(self, scope: Scope, path: str) -> Response:
        if path.startswith("/api/") or scope["method"] not in ("GET", "HEAD"):
            body = '{"type":"about:blank","title":"請先登入（log in first）","status":401}'
            return Response(body, 401, {"cache-control": "no-store"}, "application/problem+json")
        prefix = self.settings.prefix
        asked = quote(prefix + path, safe="/") + (
            "%3F" + quote(scope["query_string"], safe="") if scope["query_string"] else ""
        )
        return RedirectResponse(f"{prefix}/login?next={asked}", 303, {"cache-control": "no-store"})
