"""Who is asking, and in which language: worked out once for each request, before any page."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from yinuo.serve.web.language import SPEECHES, Speech, chosen
from yinuo.serve.web.settings import Settings

__all__ = ["Identify", "Visitor", "speech_of"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Identify = Callable[[Request], None]
"""Sets ``request.state.user`` and ``request.state.csrf`` from the session's cookie; must be quick."""

_YEAR = 365 * 24 * 3600


class Visitor:
    """Sets ``state.language`` («zh», «en»), ``state.user`` and ``state.csrf``; remembers a language asked for."""

    def __init__(self, app: App, settings: Settings, identify: Identify | None = None) -> None:
        self.app = app
        self.settings = settings
        self.identify = identify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        asked = request.query_params.get("lang")
        held = request.cookies.get("lang")
        language = chosen(asked, held, request.headers.get("accept-language", ""))
        request.state.language, request.state.user, request.state.csrf = language, None, ""
        if self.identify is not None:
            self.identify(request)

        async def remembering(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept-Language, Cookie")
                if asked == language and held != language:
                    headers.append("set-cookie", self._cookie(language))
            await send(message)

        await self.app(scope, receive, remembering)

    def _cookie(self, language: str) -> str:
        secure = "; Secure" if self.settings.secure else ""
        place = self.settings.prefix or "/"
        return f"lang={language}; Path={place}; Max-Age={_YEAR}; SameSite=Lax; HttpOnly{secure}"


def speech_of(request: Request) -> Speech:
    """The language of the answer; zh-TW where nothing was worked out."""
    return SPEECHES[getattr(request.state, "language", "zh")]
