"""Connections that go only where they may, and end when they must.

A name is looked up here, its addresses are checked, and the connection goes to the one that was checked.
Every read ends at the request's deadline, however slowly the server drips, and within a moment of a stop.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpcore
import httpx

from yinuo.collect.destinations import Resolve, refuse_private

__all__ = ["NO_HOST", "Leash", "Stopped", "Transport"]

_SLICE: Final = 0.25  # seconds between two looks at the stop sign
NO_HOST: Final = "no such host"  # how an error begins that asking again will not mend


class Stopped(Exception):
    """The work was called off; nothing is wrong."""


class Leash:
    """What holds the requests of each thread: a deadline, and a sign to stop."""

    def __init__(self) -> None:
        """No thread is held yet."""
        self._held = threading.local()

    @contextmanager
    def stopping_at(self, sign: threading.Event) -> Iterator[None]:
        """Let this thread's requests end when the sign is set."""
        self._held.sign = sign
        try:
            yield
        finally:
            self._held.sign = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let this thread's request end after so many seconds."""
        self._held.until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._held.until = None

    def left(self) -> float:
        """Seconds left to this thread's request.

        Raises:
            Stopped: the sign is set.
        """
        sign: threading.Event | None = getattr(self._held, "sign", None)
        if sign is not None and sign.is_set():
            raise Stopped
        until: float | None = getattr(self._held, "until", None)
        return float("inf") if until is None else until - time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep, unless the sign is set.

        Raises:
            Stopped: it is.
        """
        sign: threading.Event | None = getattr(self._held, "sign", None)
        if sign is None:
            time.sleep(seconds)
        elif sign.wait(seconds):
            raise Stopped


class _Stream(httpcore.NetworkStream):
    """A connection whose reads end at the deadline or the stop."""

    def __init__(self, inner: httpcore.NetworkStream, leash: Leash) -> None:
        self._inner = inner
        self._leash = leash

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        silent_until = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while True:
            left = min(self._leash.left(), silent_until - time.monotonic())
            if left <= 0:
                raise httpcore.ReadTimeout("too slow")
            try:
                return self._inner.read(max_bytes, timeout=min(left, _SLICE))
            except httpcore.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._leash)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Looks a name up, checks what it found, and connects to just that."""

    def __init__(self, leash: Leash, resolve: Resolve, *, ipv4: bool, allow_private: bool) -> None:
        self._leash = leash
        self._resolve = resolve
        self._ipv4 = ipv4
        self._allow_private = allow_private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception | None = None
        for numeric in self._addresses(host, port):
            self._leash.left()
            try:
                return _Stream(
                    self._inner.connect_tcp(numeric, port, timeout, local_address, socket_options), self._leash
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                last = fault
        raise last or httpcore.ConnectError("no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        """At most three addresses, IPv4 before IPv6 (which stalls at some of these hosts)."""
        try:
            found = list(self._resolve(host, port))
        except OSError as fault:
            raise httpcore.ConnectError(NO_HOST if _is_final(fault) else f"look-up failed: {fault}") from fault
        if not self._allow_private:
            found = refuse_private(host, found)
        found.sort(key=lambda numeric: ":" in numeric)
        if self._ipv4:
            found = [numeric for numeric in found if ":" not in numeric] or found
        return found[:3]


class Transport(httpx.HTTPTransport):
    """httpx's own transport over such connections, for one host and its TLS context."""

    def __init__(
        self, context: ssl.SSLContext, leash: Leash, resolve: Resolve, *, ipv4: bool, allow_private: bool, limit: int
    ) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool.close()
        # httpx has no argument for the backend; the pool is the one thing it hands requests to.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=limit,
            max_keepalive_connections=limit,
            keepalive_expiry=15.0,
            network_backend=_Backend(leash, resolve, ipv4=ipv4, allow_private=allow_private),
        )


def _is_final(fault: OSError) -> bool:
    """Whether a look-up says that there is no such name, or no network; not that it could not be asked just now."""
    return isinstance(fault, socket.gaierror) and fault.errno == socket.EAI_NONAME
