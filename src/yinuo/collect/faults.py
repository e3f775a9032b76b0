"""What went wrong with a request, in one line, and whether asking again may help."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from yinuo.collect.network import NO_HOST
from yinuo.errors import Damaged, Gone, InputError, Throttled, TooLarge, Unreachable

__all__ = ["Fault", "status_fault", "translated", "wait_asked"]

_AGAIN: Final = "請稍後再試（try again later）"
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_VERIFY: Final = (
    "憑證驗證不會關閉；請檢查時鐘或 SSL_CERT_FILE（verification stays on: check the clock or SSL_CERT_FILE）"
)


class Fault(Exception):
    """An error of one try: ``again`` where another try may help, after ``wait`` seconds if the server said so."""

    def __init__(self, error: InputError, *, again: bool, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again
        self.wait = wait


def status_fault(status: int, headers: Mapping[str, str], where: str, now: datetime) -> Fault:
    """The fault that an error status stands for.

    Args:
        status: neither success nor redirect.
        headers: lower-case names.
        where: the address.
        now: for a ``Retry-After`` that is a date.
    """
    wait = wait_asked(headers.get("retry-after", ""), now)
    if status in (404, 410):
        return Fault(
            Gone(f"已不在（{status}, gone）", where=where, remedy="先前的內容仍在典藏（what was there is archived）"),
            again=False,
        )
    if status == 429:
        asked = f"，要求等 {wait:.0f} 秒（asks to wait {wait:.0f} s）" if wait is not None else ""
        return Fault(
            Throttled(f"要求太頻繁（429 Too Many Requests）{asked}", where=where, remedy=_AGAIN), again=True, wait=wait
        )
    if status in _PASSING:
        return Fault(
            Unreachable(f"伺服器暫時出錯（server error {status}）", where=where, remedy=_AGAIN), again=True, wait=wait
        )
    return Fault(
        Unreachable(
            f"伺服器拒絕（refused with status {status}）", where=where, remedy="請檢查位址（check the address）"
        ),
        again=False,
    )


def wait_asked(text: str, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` asks for: a number or an HTTP date; None where it says nothing readable.

    Reads «120» and «Wed, 21 Oct 2026 07:28:00 GMT»; makes nothing of «soon».
    """
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Give httpx's and our own reading errors as a ``Fault``."""
    try:
        yield
    except TooLarge as error:
        raise Fault(error, again=False) from error
    except InputError as error:
        raise Fault(error.at(where), again=isinstance(error, Damaged)) from error
    except httpx.HTTPError as error:
        raise _fault(error, where) from error


def _fault(error: httpx.HTTPError, where: str) -> Fault:
    said = " ".join(str(error).split())[:160]
    if isinstance(error, httpx.TimeoutException):
        return Fault(Unreachable("逾時（timed out: too slow）", where=where, remedy=_AGAIN), again=True)
    if isinstance(error, httpx.ConnectError):
        return _connect_fault(said, where)
    if "incomplete" in said or "without sending complete" in said:
        return Fault(Damaged(f"傳輸中斷（cut short: {said}）", where=where, remedy=_AGAIN), again=True)
    if "Receive buffer too long" in said:
        return Fault(TooLarge("回應標頭過大（oversized response headers）", where=where), again=False)
    if isinstance(error, httpx.TransportError):
        return Fault(Unreachable(f"連線中斷（connection failed: {said}）", where=where, remedy=_AGAIN), again=True)
    return Fault(Unreachable(f"回應無法解讀（not understood: {said}）", where=where, remedy=_AGAIN), again=False)


def _connect_fault(said: str, where: str) -> Fault:
    if "UNSAFE_LEGACY_RENEGOTIATION" in said:
        return Fault(
            Unreachable(
                "TLS 太舊，這台主機未列在例外表（unsafe legacy renegotiation; this host is not in the table）",
                where=where,
                remedy="確認主機可信後加進 collect/hosts.py（add it there once you trust it）",
            ),
            again=False,
        )
    if "CERTIFICATE_VERIFY_FAILED" in said or "SSL" in said or "TLS" in said:
        return Fault(Unreachable(f"TLS 不成立（TLS failed: {said}）", where=where, remedy=_VERIFY), again=False)
    if said.startswith(NO_HOST):
        what = f"查不到這台主機（{said}）"
        return Fault(
            Unreachable(what, where=where, remedy="請檢查網路與位址（check network and address）"), again=False
        )
    return Fault(Unreachable(f"連不上（cannot connect: {said}）", where=where, remedy=_AGAIN), again=True)
