"""An OpenID provider over HTTP: what it says of itself, its keys, and a code exchanged for an ID token.

Its address is the administrator's word and may be a private one; what it answers is still held to a size, a time
and a shape. Redirects are not followed, and what it sends is repeated nowhere.
"""

import asyncio
import json
import ssl
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import certifi
import httpx

from yinuo.errors import Unreachable, UsageError
from yinuo.serve.review.oidc_token import Expected, Identity, TokenRefused, UnknownKey, identity_of
from yinuo.serve.web.settings import SingleSignOn, sound_issuer

__all__ = ["Journey", "Provider", "refuse_without_extra"]

SECONDS: Final = 10.0  # for one whole answer
_BYTES: Final = 256 * 1024  # most of one answer
_KEPT: Final = timedelta(hours=1)  # how long a provider's word about itself holds
_OFTEN: Final = timedelta(seconds=10)  # keys are not fetched again sooner, however many tokens name unknown ones


def refuse_without_extra() -> None:
    """Say so before anything starts where the extra is not installed.

    Raises:
        UsageError: it is not.
    """
    if find_spec("joserfc") is None:
        raise UsageError("單一登入需要 joserfc（single sign-on needs joserfc）", remedy="pip install 'yinuo[oidc]'")


@dataclass(frozen=True, slots=True)
class Journey:
    """One login on its way: made when a visitor leaves for the provider, used up when one comes back.

    Attributes:
        state: names it in the address.
        nonce: must come back inside the token.
        verifier: the secret half of PKCE (RFC 7636).
        visit: the token of the visit's cookie; only that browser may come back.
        target: the local address to go on to.
        begun: when.
    """

    state: str
    nonce: str
    verifier: str
    visit: str
    target: str
    begun: datetime


@dataclass(frozen=True, slots=True)
class _Itself:
    """What the provider says of itself (OpenID Connect Discovery 1.0)."""

    authorization: str
    token: str
    keys: str
    basic: bool
    names_itself: bool


class Provider:
    """One configured provider.

    Args:
        told: issuer, client and secret.
        redirect: where it sends visitors back to.
        now: tells the moment, UTC.
    """

    def __init__(self, told: SingleSignOn, redirect: str, now: Callable[[], datetime]) -> None:
        self.told = told
        self._redirect = redirect
        self._now = now
        self._itself: tuple[datetime, _Itself] | None = None
        self._keys: tuple[datetime, list[Mapping[str, Any]]] | None = None

    async def way(self, journey: Journey) -> str:
        """Where to send the visitor: the authorization request, with PKCE (S256).

        Raises:
            Unreachable: the provider has no usable word of itself.
        """
        itself = await self._known()
        challenge = urlsafe_b64encode(sha256(journey.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.told.client,
            "redirect_uri": self._redirect,
            "scope": "openid email",
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return itself.authorization + ("&" if "?" in itself.authorization else "?") + urlencode(asked)

    async def refuse_mixed_up(self, issuer: str | None) -> None:
        """Refuse an answer that names another issuer, or none where ours says that it always does (RFC 9207).

        Raises:
            TokenRefused: it is another's.
        """
        itself = await self._known()
        if issuer != self.told.issuer and (issuer is not None or itself.names_itself):
            raise TokenRefused("回覆來自別的伺服器（the answer is another issuer's）")

    async def identity(self, code: str, journey: Journey) -> Identity:
        """Exchange the code and check what comes for it.

        Raises:
            Unreachable: no usable answer.
            TokenRefused: the token proves nothing.
        """
        raw = await self._exchanged(code, journey.verifier)
        expected = Expected(self.told.issuer, self.told.client, journey.nonce, journey.begun)
        try:
            return identity_of(raw, await self._published(), expected, self._now())
        except UnknownKey:  # the provider may have new keys since we looked
            return identity_of(raw, await self._published(anew=True), expected, self._now())

    async def _exchanged(self, code: str, verifier: str) -> str:
        itself = await self._known()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }
        headers = {}
        if itself.basic:
            pair = f"{quote(self.told.client, safe='')}:{quote(self.told.secret, safe='')}"
            headers["authorization"] = "Basic " + b64encode(pair.encode()).decode()
        else:
            form |= {"client_id": self.told.client, "client_secret": self.told.secret}
        raw = (await _answer(itself.token, form, headers)).get("id_token")
        if not isinstance(raw, str):
            raise TokenRefused("沒有給憑證（no ID token）")
        return raw

    async def _known(self) -> _Itself:
        now = self._now()
        if self._itself is None or now - self._itself[0] > _KEPT:
            place = self.told.issuer.rstrip("/") + "/.well-known/openid-configuration"
            self._itself = (now, _itself(await _answer(place), self.told.issuer))
        return self._itself[1]

    async def _published(self, *, anew: bool = False) -> list[Mapping[str, Any]]:
        now = self._now()
        if self._keys is None or now - self._keys[0] > (_OFTEN if anew else _KEPT):
            found = (await _answer((await self._known()).keys)).get("keys")
            if not isinstance(found, list):
                raise Unreachable("單一登入的金鑰讀不懂（unreadable key set）")
            self._keys = (now, [key for key in found if isinstance(key, dict)])
        return self._keys[1]


def _itself(told: Mapping[str, Any], issuer: str) -> _Itself:
    if told.get("issuer") != issuer:
        raise Unreachable("單一登入自稱是別的發行者（the provider names another issuer）")
    authorization, token, keys = (
        _place(told.get(name), secure=issuer.startswith("https:"))
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    )
    ways = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = not isinstance(ways, list) or "client_secret_post" not in ways or "client_secret_basic" in ways
    named = told.get("authorization_response_iss_parameter_supported") is True
    return _Itself(authorization, token, keys, basic, named)


def _place(words: object, *, secure: bool) -> str:
    if not isinstance(words, str) or not sound_issuer(words, query=True) or (secure and words.startswith("http:")):
        raise Unreachable("單一登入給的位址不對（unfit endpoints）")
    return words


# ── over the network ───────────────────────────────────────────────────────────────────────


@cache
def _trusted() -> ssl.SSLContext:
    """The bundled authorities and the machine's own, among which an organisation's may be."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


async def _answer(
    place: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """One JSON object of the provider's: by GET, or by POST where there is a form.

    Raises:
        Unreachable: no answer within its time, an error, too long, or no JSON object.
    """
    host = urlsplit(place).hostname
    asked = {"accept": "application/json", "accept-encoding": "identity"} | dict(headers or {})
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(verify=_trusted(), trust_env=False, timeout=SECONDS) as client,
            client.stream("GET" if form is None else "POST", place, data=form, headers=asked) as answer,
        ):
            if answer.status_code != 200:
                raise Unreachable(f"單一登入回答 HTTP {answer.status_code}（the provider's answer）", where=host)
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > _BYTES:
                    raise Unreachable("單一登入的回答太長（the answer is too long）", where=host)
    except TimeoutError:
        raise Unreachable("單一登入沒有及時回答（no answer in time）", where=host) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Unreachable(f"連不上單一登入（cannot reach it）：{type(error).__name__}", where=host) from None
    return _json_object(bytes(body), host)


def _json_object(body: bytes, host: str | None) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Unreachable("單一登入的回答讀不懂（unreadable answer）", where=host)
    return told
