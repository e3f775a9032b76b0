"""What every answer carries and no request may exceed: plain ASGI around the application."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException

from yinuo.serve.web.settings import Settings

__all__ = ["POLICY", "Guard", "SubPath", "for_programs", "own_path"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def own_path(scope: Scope) -> str:
    """The path asked for, from «/» on, without the prefix that the server is reached under."""
    path, prefix = str(scope["path"]), str(scope.get("root_path", ""))
    return path.removeprefix(prefix) or "/" if path == prefix or path.startswith(prefix + "/") else path


class SubPath:
    """Serve under a path, whether the proxy in front takes it off or leaves it on; answer HEAD as GET."""

    def __init__(self, app: App, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the application the full path and its prefix, as ASGI has it."""
        if scope["type"] == "http" and self.prefix:
            path: str = scope["path"]
            if path != self.prefix and not path.startswith(self.prefix + "/"):
                path = self.prefix + path
            scope = dict(scope) | {"root_path": self.prefix, "path": path}
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = dict(scope) | {"method": "GET"}  # the server itself leaves the body out
        await self.app(scope, receive, send)


class _TooLarge(HTTPException):
    def __init__(self) -> None:
        super().__init__(413, "送來的內容太長（what was sent is too long）")


class _TooSlow(HTTPException):
    def __init__(self) -> None:
        super().__init__(408, "送得太慢（sent too slowly）")


class Guard:
    """Security headers on every answer; an end to bodies that are too long or never come."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.limits = settings.limits
        self.always = _ALWAYS | ({"strict-transport-security": "max-age=31536000"} if settings.secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, measured."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.always.items():
                    headers.setdefault(name, value)
            await send(message)

        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > self.limits.address_bytes:
            await _refused(scope, guarded, 414, "網址太長（address too long）")
            return
        await self.app(scope, self._measured(scope, receive), guarded)

    def _measured(self, scope: Scope, receive: Receive) -> Receive:
        """Give the body on while it keeps within bounds; what refuses it becomes a page where it is read."""
        told = [value for name, value in scope["headers"] if name == b"content-length"]
        until = asyncio.get_running_loop().time() + self.limits.body_seconds
        most, seen, done = self.limits.body_bytes, 0, False
        announced = any(not value.isdigit() or len(value) > 12 or int(value) > most for value in told)

        async def measured() -> Message:
            nonlocal seen, done
            if done:
                return await receive()  # waiting for the visitor to leave, however long
            if announced:
                raise _TooLarge
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise _TooSlow from None
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                done = not message.get("more_body", False)
                if seen > most:
                    raise _TooLarge
            return message

        return measured


def for_programs(path: str) -> bool:
    """Whether an address is the API's or a feed's: its errors are problem details, no pages."""
    return path in ("/api", "/feeds") or path.startswith(("/api/", "/feeds/"))


async def _refused(scope: Scope, send: Send, status: int, words: str) -> None:
    kind, body = "text/plain; charset=utf-8", words + "\n"
    if for_programs(own_path(scope)):
        kind = "application/problem+json"
        told = {"type": "about:blank", "title": words, "status": status, "detail": words}
        body = json.dumps(told, ensure_ascii=False)
    data = body.encode()
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(data)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
