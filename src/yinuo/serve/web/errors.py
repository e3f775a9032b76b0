"""What went wrong, as a page or, for programs, as problem details (RFC 9457); zh-TW first, English in parentheses."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from yinuo.errors import StoreError, StoreReadOnly, UsageError, YinuoError
from yinuo.serve.web.headers import for_programs, own_path
from yinuo.serve.web.language import N_
from yinuo.serve.web.rendering import page

__all__ = ["TITLES", "install", "missing", "problem"]

_LOG = logging.getLogger("yinuo.serve")

TITLES: dict[int, str] = {
    400: N_("這個網址問得不對"),
    401: N_("請先登入"),
    403: N_("您不能這麼做"),
    404: N_("找不到這一頁"),
    405: N_("這裡不能這樣送"),
    408: N_("送得太慢"),
    409: N_("已經有別的更動"),
    413: N_("送來的內容太長"),
    422: N_("送來的內容不對"),
    429: N_("請稍後再試"),
    500: N_("伺服器出錯了"),
    503: N_("現在無法回答"),
}
_ENGLISH = {
    400: "bad request",
    401: "log in first",
    403: "not allowed",
    404: "not found",
    405: "method not allowed",
    408: "too slow",
    409: "changed meanwhile",
    413: "too large",
    422: "cannot be read",
    429: "too many requests",
    500: "server error",
    503: "not available now",
}


def missing(what: str) -> HTTPException:
    """To raise where nothing is at an address; ``what`` is one bilingual line."""
    return HTTPException(404, what)


def problem(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The answer to something that went wrong: problem details for programs, else a page."""
    if for_programs(own_path(request.scope)):
        body = {
            "type": "about:blank",
            "title": f"{TITLES.get(status, TITLES[500])}（{_ENGLISH.get(status, 'error')}）",
            "status": status,
            "detail": detail,
            "instance": request.url.path,
        }
        more = {"cache-control": "no-store", "access-control-allow-origin": "*"} | (headers or {})
        return JSONResponse(body, status, more, media_type="application/problem+json")
    title = TITLES.get(status, TITLES[400] if status < 500 else TITLES[500])
    return page(
        request, "error.html", status=status, lasting=False, headers=headers, number=status, title=title, detail=detail
    )


def install(app: FastAPI) -> None:
    """Tell ``app`` how to answer each kind of error."""

    async def on_http(request: Request, error: Exception) -> Response:
        status, detail = getattr(error, "status_code", 500), str(getattr(error, "detail", ""))
        if detail == HTTPStatus(status).phrase:
            detail = ""
        return problem(request, status, detail, dict(getattr(error, "headers", None) or {}))

    async def on_ours(request: Request, error: Exception) -> Response:
        status = status_of(error)
        if status >= 500:
            _LOG.error("%s %s: %s", request.method, request.url.path, error)
        return problem(request, status, _told(error) if status < 500 or isinstance(error, StoreReadOnly) else "")

    async def on_unreadable(request: Request, error: Exception) -> Response:
        told = error.errors() if isinstance(error, RequestValidationError) else []
        return problem(request, 400, "；".join(_validation(one) for one in told[:3]))

    async def on_anything(request: Request, error: Exception) -> Response:
        del error  # the server's log has it with its traceback; a reader has no use for it
        return problem(request, 500, "")

    app.add_exception_handler(AnyHTTPException, on_http)
    app.add_exception_handler(YinuoError, on_ours)
    app.add_exception_handler(RequestValidationError, on_unreadable)
    app.add_exception_handler(Exception, on_anything)


def status_of(error: Exception) -> int:
    """The HTTP status of one of our errors: 400 a wrong question, 404 nothing there, 503 the store fails."""
    if isinstance(error, UsageError):
        return 400
    if isinstance(error, StoreReadOnly):
        return 503
    if isinstance(error, StoreError) and error.__cause__ is None:
        return 404
    return 500


def _told(error: Exception) -> str:
    """An error's line without the place on this machine where it happened."""
    if not isinstance(error, YinuoError):
        return str(error)
    bare = YinuoError(error.what, remedy=error.remedy if isinstance(error, UsageError) else None)
    return str(bare)


def _validation(one: Any) -> str:
    place = ".".join(str(part) for part in one.get("loc", ())[1:])
    return f"{place}：不認得的值（{one.get('msg', 'cannot be read')}）"
