"""Who is asking: the session named by a cookie, and the word that binds a form to it.

A form carries an HMAC of its visitor's cookie under the desk's own secret: the session's, or before anybody has
logged in that of a cookie made for the form. A form of another session, or of another site, does not fit.
"""

import hmac
import logging
import re
import secrets
from hashlib import sha256
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from starlette.datastructures import FormData

from yinuo.errors import StoreError
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account, Role
from yinuo.persist.desk_sessions import ABSOLUTE, resume
from yinuo.serve.web.rendering import here, page, url
from yinuo.serve.web.room import room_of
from yinuo.serve.web.settings import Settings

__all__ = ["address_of", "checked", "cookie", "desk_of", "form_page", "identify", "let_in", "seen", "visit_of", "words"]

SESSION, VISIT = "session", "visit"
_LOG = logging.getLogger("yinuo.serve")
_TOKEN: Final = re.compile(r"[\w-]{20,64}", re.ASCII)


def desk_of(request: Request) -> Desk:
    """The desk of this server, opened when it is first needed."""
    return room_of(request).desk


def address_of(request: Request) -> str:
    """The network address of the visitor; behind a trusted proxy that which the proxy names."""
    return request.client.host if request.client else ""


# ── cookies ────────────────────────────────────────────────────────────────────────────────


def _name(settings: Settings, what: str) -> str:
    """A name that browsers refuse to take from elsewhere: ``__Host-`` of https, where no path is shared."""
    if not settings.secure:
        return f"yinuo-{what}"
    return f"{'__Secure-' if settings.prefix else '__Host-'}yinuo-{what}"


def cookie(request: Request, response: Response, what: str, value: str | None) -> None:
    """Set a cookie of ours, or with None take it away: HttpOnly, SameSite=Lax, Secure under https."""
    settings = room_of(request).settings
    response.set_cookie(
        _name(settings, what),
        value or "",
        max_age=0 if value is None else int(ABSOLUTE.total_seconds()),
        path=settings.prefix or "/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def _held(request: Request, what: str) -> str:
    value = request.cookies.get(_name(room_of(request).settings, what), "")
    return value if _TOKEN.fullmatch(value) else ""


def visit_of(request: Request) -> str:
    """The token of this visit, from before anybody has logged in; empty where the visitor has none."""
    return _held(request, VISIT)


def identify(request: Request) -> None:
    """Set ``request.state.user``, ``csrf`` and ``session`` (the token) from the session's cookie."""
    request.state.session = ""
    token = _held(request, SESSION)
    if not token or not room_of(request).settings.desk.exists():
        return
    try:
        desk = desk_of(request)
        session = resume(desk, token)
        told = _bound(desk, SESSION, token)
    except StoreError as error:  # the desk fails: readers go on reading, nobody is logged in
        _LOG.error("%s", error)
        return
    if session is not None:
        request.state.user, request.state.session, request.state.csrf = session.account, token, told


def _bound(desk: Desk, what: str, token: str) -> str:
    return hmac.new(desk.secret(), f"{what}:{token}".encode(), sha256).hexdigest()


# ── forms ──────────────────────────────────────────────────────────────────────────────────


def form_page(request: Request, template: str, *, status: int = 200, wait: int = 0, **values: Any) -> Response:
    """A page with a form, bound to the session or to this visit; never kept by anybody."""
    told, token = request.state.csrf, ""
    if not told:
        token = _held(request, VISIT) or secrets.token_urlsafe(24)
        told = _bound(desk_of(request), VISIT, token)
    headers = {"retry-after": str(wait)} if wait else None
    response = page(request, template, status=status, lasting=False, headers=headers, csrf=told, **values)
    if token:
        cookie(request, response, VISIT, token)
    return response


async def checked(request: Request) -> FormData:
    """The fields of a form that came from a page of ours, in this visitor's own session.

    Raises:
        HTTPException: 400 no form; 403 from another site, or bound to another session or none.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(400, "這不是表單（not a form of ours）")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "表單來自別的網站（the form comes from another site）")
    form = await request.form()
    expected = request.state.csrf
    if not expected and (token := _held(request, VISIT)):
        expected = _bound(desk_of(request), VISIT, token)
    given = words(form, "csrf")
    if not expected or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise HTTPException(
            403, "表單已過期，請回上一頁重新整理再送（the form is out of date: reload it and send again）"
        )
    return form


def words(form: FormData, name: str) -> str:
    """One field of a form as text; empty where it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


# ── who may ────────────────────────────────────────────────────────────────────────────────


def let_in(request: Request, needed: Role = Role.REVIEWER) -> Account:
    """The account that asks, if its role is enough.

    Raises:
        HTTPException: 303 to the login where nobody is logged in; 403 where the role is not enough.
    """
    user: Account | None = request.state.user
    if user is None:
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(401, "請先登入（log in first）")
        raise HTTPException(303, "", {"location": url(request, "/login", next=here(request))})
    if not user.role.may(needed):
        raise HTTPException(403, f"這要{needed.value}的帳號（needs the role {needed.value}）")
    return user


def seen(request: Request, path: str) -> Response:
    """After a form: go on to a page of ours (303)."""
    return Response(status_code=303, headers={"location": url(request, path), "cache-control": "no-store"})
