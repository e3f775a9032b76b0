"""Logging in and out, and one's own account."""

from typing import Final

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request, Response

from yinuo.errors import UsageError
from yinuo.persist import desk_accounts, desk_attempts, desk_sessions
from yinuo.persist.desk_accounts import Account, Role
from yinuo.persist.desk_audit import audit
from yinuo.serve.review.rates import Buckets
from yinuo.serve.review.visits import (
    SESSION,
    VISIT,
    address_of,
    checked,
    cookie,
    desk_of,
    form_page,
    let_in,
    seen,
    words,
)
from yinuo.serve.web.asking import local_path
from yinuo.serve.web.language import N_
from yinuo.serve.web.room import room_of

__all__ = ["router", "welcome"]

router = APIRouter(include_in_schema=False)

_WRONG: Final = N_("名字或密碼不對。")
_WAIT: Final = N_("試得太多次了，請過 {seconds} 秒再試。")
_FAILED: Final = {
    "lost": (400, N_("這次單一登入已經過期，或不是從這個瀏覽器開始的。請再試一次。")),
    "denied": (403, N_("單一登入的伺服器沒有同意這次登入。")),
    "token": (403, N_("單一登入給的憑證無法確認，沒有登入。")),
    "account": (403, N_("這個身分在這裡沒有可用的帳號：要由管理者先設好，電子郵件也要在單一登入驗證過。")),
    "often": (429, N_("試得太多次了，請稍後再試。")),
    "unreachable": (503, N_("單一登入的伺服器現在沒有可用的回答，請稍後再試。")),
}
"""Why single sign-on led back here."""
_AT_ONCE: Final = 2  # hashes in work at a time: each takes 64 MiB


def _limits(request: Request) -> tuple[Buckets, CapacityLimiter]:
    """The buckets and the turnstile of this server."""
    state, now = request.app.state, room_of(request).settings.now
    if not hasattr(state, "logins"):
        state.logins = (Buckets(burst=30, seconds=4.0, now=now), CapacityLimiter(_AT_ONCE))
    found: tuple[Buckets, CapacityLimiter] = state.logins
    return found


@router.get("/login")
async def login(request: Request) -> Response:
    """The form."""
    target = local_path(request.query_params.get("next"), room_of(request).settings.prefix)
    if request.state.user is not None:
        return Response(status_code=303, headers={"location": target, "cache-control": "no-store"})
    status, error = _FAILED.get(request.query_params.get("failed", ""), (200, ""))
    return form_page(request, "desk/login.html", status=status, next=target, name="", error=error, seconds=0)


@router.post("/login")
async def log_in(request: Request) -> Response:
    """Check a name and a password; a new session under a new token, whatever the visitor had before."""
    form = await checked(request)
    name, address = words(form, "name")[:200], address_of(request)
    target = local_path(words(form, "next"), room_of(request).settings.prefix)
    buckets, turnstile = _limits(request)
    wait = buckets.take(address)
    account: Account | None = None
    if not wait:
        password = words(form, "password")
        wait, account = await to_thread.run_sync(_verified, request, name, password, address, limiter=turnstile)
    if account is None:
        told = {"next": target, "name": name, "error": _WAIT if wait else _WRONG, "seconds": wait}
        return form_page(request, "desk/login.html", status=429 if wait else 401, wait=wait, **told)
    return await welcome(request, account, target)


async def welcome(request: Request, account: Account, target: str) -> Response:
    """Log an account in that has proved itself: a new session under a new token, then on to a local address."""
    agent = request.headers.get("user-agent", "")
    token = await to_thread.run_sync(_begun, request, account, address_of(request), agent)
    response = Response(status_code=303, headers={"location": target, "cache-control": "no-store"})
    cookie(request, response, SESSION, token)
    cookie(request, response, VISIT, None)
    return response


def _verified(request: Request, name: str, password: str, address: str) -> tuple[int, Account | None]:
    desk = desk_of(request)
    wait = desk_attempts.begin_attempt(desk, name, address)
    if wait:
        audit(desk, "-", "login_locked", name, "", address)
        return wait, None
    account = desk_accounts.verified(desk, name, password)
    if account is None:
        audit(desk, "-", "login_failed", name, "", address)
    else:
        desk_attempts.succeeded(desk, name, address)
    return 0, account


def _begun(request: Request, account: Account, address: str, agent: str) -> str:
    held = request.state.session or None
    return desk_sessions.begin(desk_of(request), account, address=address, agent=agent, replaces=held)


@router.post("/logout")
async def logout(request: Request) -> Response:
    """End this session."""
    await checked(request)
    if request.state.session:
        await to_thread.run_sync(desk_sessions.end, desk_of(request), request.state.session)
    response = seen(request, "/")
    cookie(request, response, SESSION, None)
    return response


@router.get("/account")
async def account(request: Request) -> Response:
    """One's own account: where it is logged in, another password."""
    user = let_in(request, Role.READER)
    return _account(request, user)


def _account(request: Request, user: Account, *, status: int = 200, error: str = "") -> Response:
    held = desk_sessions.sessions_of(desk_of(request), user)
    return form_page(request, "desk/account.html", status=status, sessions=held, error=error)


@router.post("/account/sessions")
async def end_sessions(request: Request) -> Response:
    """Log out one place, or everywhere."""
    user = let_in(request, Role.READER)
    form = await checked(request)
    handle = words(form, "handle")
    if handle:
        if not await to_thread.run_sync(desk_sessions.end_one, desk_of(request), user, handle):
            raise HTTPException(404, "沒有這個登入（no such session of yours）")
        return seen(request, "/account")
    await to_thread.run_sync(desk_sessions.end_all, desk_of(request), user)
    return seen(request, "/login")


@router.post("/account/password")
async def change_password(request: Request) -> Response:
    """Another password, for who knows the present one; every session ends but a new one here."""
    user = let_in(request, Role.READER)
    form = await checked(request)
    address, (_, turnstile) = address_of(request), _limits(request)
    now, new = words(form, "password"), words(form, "new")
    wait, known = await to_thread.run_sync(_verified, request, user.name, now, address, limiter=turnstile)
    if known is None:
        return _account(request, user, status=429 if wait else 401, error=N_("現在的密碼不對。"))
    try:
        await to_thread.run_sync(_changed, request, user, new, limiter=turnstile)
    except UsageError as error:
        return _account(request, user, status=400, error=error.what)
    token = await to_thread.run_sync(_begun, request, user, address, request.headers.get("user-agent", ""))
    response = seen(request, "/account")
    cookie(request, response, SESSION, token)
    return response


def _changed(request: Request, user: Account, new: str) -> None:
    desk_accounts.set_password(desk_of(request), user.name, new, by=user.name, address=address_of(request))
