"""One request and its answer: sent with the host's own settings, read within all caps, resumed where it broke off."""

import re
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Final

import httpx

from yinuo.collect.destinations import Resolve
from yinuo.collect.faults import Fault, translated
from yinuo.collect.hosts import HostSettings, settings_for
from yinuo.collect.network import Leash, Transport
from yinuo.collect.partial import Partial, Partials, validator_of
from yinuo.collect.rules import Rules
from yinuo.collect.tls import context_for
from yinuo.collect.unpacking import Unpacking, too_large
from yinuo.errors import Damaged, InputError, TooLarge, UnknownFormat

__all__ = ["Answer", "Exchange", "Tally"]

_PROOF_CAP: Final = 64 * 1024  # bytes kept of an error page
_HEADER_CAP: Final = 4_096  # characters kept of one header
_RANGE: Final = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", re.ASCII)
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought: ``headers`` with lower-case names, ``body`` decoded; a redirect has no body."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return self.headers.get("location") if self.status in REDIRECTS else None


@dataclass(slots=True)
class Tally:
    """What a client did so far; ``in_flight`` is the most requests it had open at one moment."""

    requests: int = 0
    received: int = 0
    retries: int = 0
    resumed: int = 0
    unchanged: int = 0
    in_flight: int = 0


class Exchange:
    """Requests of one client: a small pool of connections for each host, no cookies, no proxies."""

    def __init__(
        self,
        rules: Rules,
        leash: Leash,
        partials: Partials,
        *,
        resolve: Resolve,
        allow_private: bool,
        user_agent: str,
        trust: Path | None,
    ) -> None:
        """Prepare; connections are made when they are needed."""
        self.tally = Tally()
        self._rules = rules
        self._leash = leash
        self._partials = partials
        self._resolve = resolve
        self._allow_private = allow_private
        self._user_agent = user_agent
        self._trust = trust
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], httpx.Client] = {}
        self._contexts: dict[HostSettings, ssl.SSLContext] = {}
        self._open = 0

    def ask(self, url: httpx.URL, key: str, conditions: Mapping[str, str]) -> Answer:
        """Send one GET and read its answer.

        Args:
            url: checked.
            key: the address that the archive knows the document by.
            conditions: ``If-None-Match`` and the like; left out where a beginning is resumed.

        Raises:
            Fault: with the error and whether another try may help.
            AddressRefused: the host is private.
            Stopped: the work was called off.
        """
        begun = self._partials.load(key)
        headers = dict(conditions)
        if begun is not None:
            headers = {"range": f"bytes={len(begun.body)}-", "if-range": begun.validator, "accept-encoding": "identity"}
        if referer := settings_for(url.host, self._rules.hosts).referer:
            headers["referer"] = referer
        client = self._client(url)
        held = self._leash.within(self._rules.total)
        with self._counted(), translated(key), held, client.stream("GET", url, headers=headers) as response:
            return self._read(response, key, begun)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            client.close()

    def _context(self, scheme: str, settings: HostSettings) -> ssl.SSLContext:
        """One context for all hosts with the same settings; plain http gets one that trusts nobody."""
        if scheme != "https":
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        wanted = replace(settings, ipv4=False, pace=None, referer=None)
        if wanted not in self._contexts:
            self._contexts[wanted] = context_for(settings, self._trust)
        return self._contexts[wanted]

    def _client(self, url: httpx.URL) -> httpx.Client:
        """The connections of one host and scheme."""
        key = (url.scheme, url.host)
        with self._lock:
            if key not in self._clients:
                settings = settings_for(url.host, self._rules.hosts)
                transport = Transport(
                    self._context(url.scheme, settings),
                    self._leash,
                    self._resolve,
                    ipv4=settings.ipv4,
                    allow_private=self._allow_private,
                    limit=self._rules.per_host,
                )
                self._clients[key] = httpx.Client(
                    transport=transport,
                    trust_env=False,  # no proxy may take a request past the check of its address
                    follow_redirects=False,
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                    timeout=httpx.Timeout(self._rules.read, connect=self._rules.connect),
                    headers={
                        "user-agent": self._user_agent,
                        "accept": "*/*",
                        "accept-language": "zh-TW,zh;q=0.9,en;q=0.5",
                        "accept-encoding": "gzip",
                    },
                )
            return self._clients[key]

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._open += 1
            self.tally.requests += 1
            self.tally.in_flight = max(self.tally.in_flight, self._open)
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1

    def _read(self, response: httpx.Response, key: str, begun: Partial | None) -> Answer:
        """Read what this status brings: a document whole, an error's first bytes, a redirect's nothing."""
        headers = {name: value[:_HEADER_CAP] for name, value in response.headers.items()}
        status = response.status_code
        answer = Answer(response.url, status, headers, b"")
        if status == 416 and begun is not None:
            self._partials.drop(key)
            raise Fault(Damaged("續傳的內容已變，從頭再來（changed while resuming）", where=key), again=True)
        if status == 206:
            headers = _joined(headers, key, begun, self._partials)
            begun = begun if begun is not None else Partial(b"", "", None)
            body = self._document(response, headers, key, begun.body)
            return replace(answer, status=200, headers=headers, body=body)
        if 200 <= status < 300:
            self._partials.drop(key)  # the server sends it whole: what there was belongs to another version
            return replace(answer, body=self._document(response, headers, key, b""))
        if status == 304 or status in REDIRECTS:
            return answer
        return replace(answer, body=self._proof(response))

    def _document(self, response: httpx.Response, headers: Mapping[str, str], key: str, begun: bytes) -> bytes:
        """The whole body; where it breaks off, what there is of it is kept for the next try."""
        cap, total = self._rules.size_cap, _length(headers)
        if total is not None and total > cap:
            raise too_large(cap, key)
        reading = Unpacking(headers.get("content-encoding", ""), cap=cap, where=key, begun=begun)
        try:
            for chunk in response.iter_raw():
                self._received(len(chunk))
                reading.add(chunk)
            body = reading.finish()
        except TooLarge:
            self._partials.drop(key)
            raise
        except BaseException:
            if validator := validator_of(headers):
                self._partials.save(key, Partial(bytes(reading.body), validator, total))
            raise
        self._partials.drop(key)
        return body

    def _proof(self, response: httpx.Response) -> bytes:
        """The first bytes of an error page; a coding is undone as far as they go."""
        try:
            reading = Unpacking(response.headers.get("content-encoding", ""), cap=_PROOF_CAP, where="")
        except UnknownFormat:
            return b""
        try:
            for chunk in response.iter_raw():
                self._received(len(chunk))
                reading.add(chunk)
        except (InputError, httpx.HTTPError):
            pass  # the status said what matters
        return bytes(reading.body[:_PROOF_CAP])

    def _received(self, count: int) -> None:
        with self._lock:
            self.tally.received += count


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _joined(headers: dict[str, str], key: str, begun: Partial | None, partials: Partials) -> dict[str, str]:
    """The headers of the whole document that a 206 ends, once it is sure that it is the end of this one.

    Raises:
        Fault: nobody asked for a part, or it does not fit what there is; the beginning is forgotten.
    """
    span = _RANGE.fullmatch(headers.get("content-range", ""))
    tag = headers.get("etag", "")
    fits = (
        begun is not None
        and span is not None
        and int(span[1]) == len(begun.body)
        and (begun.total is None or span[3] in ("*", str(begun.total)))
        and not (tag and begun.validator.startswith('"') and tag != begun.validator)
    )
    if not fits or span is None:
        partials.drop(key)
        raise Fault(Damaged("續傳接不上（the part does not fit what was there）", where=key), again=True)
    whole = {name: value for name, value in headers.items() if name not in ("content-range", "content-length")}
    return whole if span[3] == "*" else whole | {"content-length": span[3]}
