"""What an ID token proves: signed by the provider, for us, for this very login, now (OpenID Connect Core 3.1.3.7).

Only asymmetric signatures count (RS256, ES256): «none» and keys that both sides share are refused. Nothing that is
raised here repeats a word of the token.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from yinuo.errors import InputError

__all__ = ["Expected", "Identity", "TokenRefused", "UnknownKey", "identity_of"]

LEEWAY: Final = 60  # seconds by which the provider's clock and ours may differ
_KINDS: Final = {"RS256": "RSA", "ES256": "EC"}
_LONGEST: Final = 16 * 1024  # characters of a token
_KEYS: Final = 4  # tried at most, where a token does not name its key
_BITS: Final = range(2048, 8193)  # of an RSA key
_SUBJECT: Final = 255  # most characters of a subject (Core 2)
_EMAIL: Final = 254  # most characters of an address (RFC 5321)


class TokenRefused(InputError):
    """An ID token that does not prove who is there."""


class UnknownKey(TokenRefused):
    """It is signed by a key that the provider had not published when we looked."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say.

    Attributes:
        issuer: ``iss``, letter by letter.
        client: ``aud``, and ``azp`` where it is told.
        nonce: the word sent along when this login began.
        begun: when it began; a token made before is another login's.
    """

    issuer: str
    client: str
    nonce: str
    begun: datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is there, as the provider says: a subject that never changes hands, and a verified address or None."""

    issuer: str
    subject: str
    email: str | None

    @property
    def name(self) -> str:
        """Issuer and subject in one: what an account is linked to."""
        return f"{self.issuer} {self.subject}"


def identity_of(raw: str, keys: Sequence[Mapping[str, Any]], expected: Expected, now: datetime) -> Identity:
    """Check a token and say whom it proves.

    Args:
        raw: the token, a compact JWS.
        keys: of the provider's JWKS.
        expected: what it must say.
        now: the moment, UTC.

    Raises:
        UnknownKey: no key of these fits its header.
        TokenRefused: anything else that is not as it must be.
    """
    claims = _signed(raw, keys)
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("憑證是別處發的（another issuer）")
    _for_us(claims, expected.client)
    _timely(claims, expected.begun.timestamp(), now.timestamp())
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode("utf-8", "replace"), expected.nonce.encode()):
        raise TokenRefused("憑證不是這次登入的（of another login: nonce）")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT or not subject.isprintable():
        raise TokenRefused("憑證沒有說是誰（no subject）")
    return Identity(expected.issuer, subject, _email(claims))


def _email(claims: Mapping[str, Any]) -> str | None:
    """The verified address; in ASCII only, as look-alikes of other scripts fold into other people's addresses."""
    told = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(told, str):
        return None
    return told if told.isascii() and told.isprintable() and "@" in told and len(told) <= _EMAIL else None


# ── the signature ──────────────────────────────────────────────────────────────────────────


def _signed(raw: str, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What the token says, once a key of the provider's has been found to have signed it."""
    from joserfc import jws, jwt  # noqa: PLC0415 - the extra yinuo[oidc]
    from joserfc.errors import JoseError  # noqa: PLC0415

    unreadable = (JoseError, ValueError, TypeError, KeyError, RecursionError)
    if len(raw) > _LONGEST or not raw.isascii():
        raise TokenRefused("憑證讀不懂（unreadable token）")
    try:
        header = jws.extract_compact(raw.encode()).headers()
    except unreadable:
        raise TokenRefused("憑證讀不懂（unreadable token）") from None
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in _KINDS:
        raise TokenRefused("不接受這種簽章（signature algorithm not accepted）")
    fitting = [key for key in keys if _fits(key, algorithm, header.get("kid"))][:_KEYS]
    if not fitting:
        raise UnknownKey("沒有這把簽章金鑰（unknown signing key）")
    for key in fitting:
        try:
            return jwt.decode(raw, _key(key), algorithms=[algorithm]).claims
        except unreadable:
            continue
    raise TokenRefused("簽章不符（wrong signature）")


def _fits(key: Mapping[str, Any], algorithm: str, name: object) -> bool:
    return (
        key.get("kty") == _KINDS[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (name is None or key.get("kid") == name)
    )


def _key(told: Mapping[str, Any]) -> Any:
    """A public key of its public members alone; RSA keys that are too short or absurdly long are refused."""
    from joserfc.jwk import ECKey, RSAKey  # noqa: PLC0415 - the extra yinuo[oidc]

    if told["kty"] == "EC":
        if told["crv"] != "P-256":
            raise ValueError("not the curve of ES256")
        return ECKey.import_key({"kty": "EC", "crv": "P-256", "x": told["x"], "y": told["y"]})
    number, exponent = told["n"], told["e"]
    bits = int.from_bytes(urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()
    if bits not in _BITS or len(exponent) > 8:
        raise ValueError("no sound RSA key")
    return RSAKey.import_key({"kty": "RSA", "n": number, "e": exponent})


# ── for whom, and when ─────────────────────────────────────────────────────────────────────


def _for_us(claims: Mapping[str, Any], client: str) -> None:
    told, party = claims.get("aud"), claims.get("azp")
    audience = [told] if isinstance(told, str) else told
    if not isinstance(audience, list) or client not in audience:
        raise TokenRefused("憑證不是給這裡的（another audience）")
    if (len(audience) > 1 or party is not None) and party != client:
        raise TokenRefused("憑證是給別的程式的（another authorized party）")


def _timely(claims: Mapping[str, Any], begun: float, now: float) -> None:
    ends, made, starts = (_moment(claims, name) for name in ("exp", "iat", "nbf"))
    if ends is None or not now - LEEWAY < ends:
        raise TokenRefused("憑證已過期（expired）")
    if made is None or not begun - LEEWAY <= made <= now + LEEWAY:
        raise TokenRefused("憑證的時間不對（made before this login, or in the future）")
    if "nbf" in claims and (starts is None or not starts <= now + LEEWAY):
        raise TokenRefused("憑證還沒生效（not valid yet）")


def _moment(claims: Mapping[str, Any], name: str) -> float | int | None:
    told = claims.get(name)
    return told if isinstance(told, int | float) and not isinstance(told, bool) else None
