"""Logging in through an OpenID provider (the extra ``yinuo[oidc]``): away to it, and back with a code.

A login belongs to the browser that began it: ``state`` names it, a cookie holds it, and it is used up by the first
answer. Nobody gets an account by it: a verified address or a known subject finds one that an admin made.
"""

import hmac
import re
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from yinuo.errors import Unreachable
from yinuo.persist.desk_accounts import Account, identified
from yinuo.persist.desk_audit import audit
from yinuo.serve.review.login import welcome
from yinuo.serve.review.oidc_provider import Journey, Provider
from yinuo.serve.review.oidc_token import Identity, TokenRefused
from yinuo.serve.review.rates import Buckets
from yinuo.serve.review.visits import VISIT, address_of, cookie, desk_of, visit_of
from yinuo.serve.web.asking import local_path
from yinuo.serve.web.errors import missing
from yinuo.serve.web.rendering import url
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_PATH: Final = "/login/oidc/callback"
_LASTS: Final = timedelta(minutes=10)  # from leaving for the provider until coming back
_MOST: Final = 10_000  # journeys held; the oldest are forgotten first
_CODE: Final = 4096  # most characters of a code
_ERROR: Final = re.compile(r"[a-z_]{1,40}")


class _Journeys:
    """The logins on their way, in memory: after a restart people press the button again."""

    def __init__(self, provider: Provider, buckets: Buckets) -> None:
        self.provider, self.buckets = provider, buckets
        self._held: OrderedDict[str, Journey] = OrderedDict()

    def begin(self, visit: str, target: str, now: datetime) -> Journey:
        """Another one."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        made = self._held[state] = Journey(state, nonce, verifier, visit, target, now)
        while len(self._held) > _MOST:
            self._held.popitem(last=False)
        return made

    def end(self, state: str, visit: str, now: datetime) -> Journey | None:
        """The one of that name, if it is this browser's and not too old; it cannot be had twice."""
        found = self._held.pop(state, None)
        if found is None or now - found.begun > _LASTS or not hmac.compare_digest(found.visit, visit):
            return None
        return found


def _journeys(request: Request) -> _Journeys:
    """Those of this server.

    Raises:
        HTTPException: 404, single sign-on is not set up here.
    """
    state, settings = request.app.state, room_of(request).settings
    if settings.oidc is None or settings.base_url is None:
        raise missing("這裡沒有單一登入（no single sign-on here）")
    if not hasattr(state, "journeys"):
        provider = Provider(settings.oidc, settings.base_url.rstrip("/") + _PATH, settings.now)
        state.journeys = _Journeys(provider, Buckets(burst=30, seconds=4.0, now=settings.now))
    found: _Journeys = state.journeys
    return found


@router.get("/login/oidc")
async def leave(request: Request) -> Response:
    """Away to the provider, with a journey bound to this browser's cookie."""
    journeys, settings = _journeys(request), room_of(request).settings
    target = local_path(request.query_params.get("next"), settings.prefix)
    if request.state.user is not None:
        return _on(target)
    if journeys.buckets.take(address_of(request)):
        return _failed(request, "often", target)
    visit = visit_of(request) or secrets.token_urlsafe(24)
    journey = journeys.begin(visit, target, settings.now())
    try:
        way = await journeys.provider.way(journey)
    except Unreachable as error:
        return await _told(request, "unreachable", target, str(error))
    response = _on(way)
    cookie(request, response, VISIT, visit)
    return response


@router.get(_PATH)
async def back(request: Request) -> Response:
    """Back from the provider: the journey is used up, the code exchanged, the token checked, the account found."""
    journeys, asked = _journeys(request), request.query_params
    if journeys.buckets.take(address_of(request)):
        return _failed(request, "often", "/")
    journey = journeys.end(asked.get("state", ""), visit_of(request), room_of(request).settings.now())
    if journey is None:
        return await _told(request, "lost", "/", "state")
    try:
        account = await _proved(request, journeys.provider, journey)
    except _Failed as failed:
        return await _told(request, failed.why, journey.target, failed.detail)
    return await welcome(request, account, journey.target)


class _Failed(Exception):
    """A login that came to nothing: why, by the login page's own names, and what the audit trail should know."""

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(why)
        self.why, self.detail = why, detail


async def _proved(request: Request, provider: Provider, journey: Journey) -> Account:
    """The account of whoever came back.

    Raises:
        _Failed: nobody's, or nothing is proved.
    """
    asked = request.query_params
    if "error" in asked:
        raise _Failed("denied", asked["error"] if _ERROR.fullmatch(asked["error"]) else "error")
    code = asked.get("code", "")
    if not 0 < len(code) <= _CODE:
        raise _Failed("lost", "code")
    try:
        await provider.refuse_mixed_up(asked.get("iss"))
        identity = await provider.identity(code, journey)
    except Unreachable as error:
        raise _Failed("unreachable", str(error)) from None
    except TokenRefused as error:
        raise _Failed("token", str(error)) from None
    account = await to_thread.run_sync(_found, request, identity)
    if account is None:
        raise _Failed("account", f"{identity.name} {identity.email or '沒有已驗證的電子郵件（no verified address）'}")
    return account


def _found(request: Request, identity: Identity) -> Account | None:
    desk = desk_of(request)
    found = identified(desk, identity.name, identity.email)
    if found is not None:
        audit(desk, found.name, "oidc_identified", found.name, identity.name, address_of(request))
    return found


# ── answers ────────────────────────────────────────────────────────────────────────────────


def _on(place: str) -> Response:
    return Response(status_code=303, headers={"location": place, "cache-control": "no-store"})


def _failed(request: Request, why: str, target: str) -> Response:
    """To the login page, which says why; the code and the state stay in no address that is kept."""
    return _on(url(request, "/login", next=target, failed=why))


async def _told(request: Request, why: str, target: str, detail: str) -> Response:
    """The same, with a row in the audit trail."""
    await to_thread.run_sync(audit, desk_of(request), "-", "oidc_failed", why, detail, address_of(request))
    return _failed(request, why, target)
