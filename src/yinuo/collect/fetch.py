"""The one polite HTTP client: it asks gently, waits when told to, and what it brings home is in the archive.

Every address is checked before anybody goes there, also each step of a redirect; a document that has not
changed is not sent again; an answer that is only an excuse (an error page with status 200, an empty body)
never passes for the document, and never hides the last good one.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import SystemRandom
from threading import Event
from types import TracebackType
from typing import Final, Self

import httpx

from yinuo import __version__
from yinuo.collect.answers import excuse, kind_expected
from yinuo.collect.archive import Archive, Snapshot
from yinuo.collect.destinations import Resolve, key_of, look_up, read_address
from yinuo.collect.exchange import Answer, Exchange, Tally
from yinuo.collect.faults import Fault, status_fault
from yinuo.collect.hosts import settings_for
from yinuo.collect.network import Leash
from yinuo.collect.pace import Pace
from yinuo.collect.partial import Partials
from yinuo.collect.rules import Rules
from yinuo.errors import AddressRefused, Damaged, EmptyInput, InputError, Throttled, UnknownFormat, Unreachable

__all__ = ["USER_AGENT", "Client", "Rules", "Tally"]

USER_AGENT: Final = f"Mozilla/5.0 (compatible; yinuo/{__version__}; public commitments, followed)"
_JITTER: Final = SystemRandom().random
_TRANSIENT: Final = (Damaged, EmptyInput, Throttled, UnknownFormat)


class Client:
    """Fetches addresses into an archive; one for a run, usable by several threads."""

    def __init__(
        self,
        archive: Archive,
        *,
        rules: Rules | None = None,
        allow_private: bool = False,
        offline: bool = False,
        user_agent: str = USER_AGENT,
        trust: Path | None = None,
        resolve: Resolve = look_up,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
        jitter: Callable[[], float] = _JITTER,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            archive: where everything goes.
            rules: pace, patience, caps.
            allow_private: go to private addresses too.
            offline: send nothing; answer from the archive alone.
            user_agent: who we say we are; add an address where you can be reached.
            trust: a file of certificates (PEM) to trust besides the usual ones.
            resolve: looks a host up.
            now: the time of a look, with a time zone.
            clock: seconds that only grow, for the pace.
            sleep: waits; a sleep that a stop can end where it is not given.
            jitter: a number from 0 to 1, so that clients do not come back in step.
        """
        self.archive = archive
        self.rules = rules or Rules()
        self._offline = offline
        self._now = now
        self._jitter = jitter
        self._leash = Leash()
        self._pace = Pace(per_host=self.rules.per_host, clock=clock, sleep=sleep or self._leash.sleep)
        self._exchange = Exchange(
            self.rules,
            self._leash,
            Partials(archive.partial, at_least=self.rules.resume_from),
            resolve=resolve,
            allow_private=allow_private,
            user_agent=user_agent,
            trust=trust,
        )

    @property
    def tally(self) -> Tally:
        """What was done so far."""
        return self._exchange.tally

    def get(self, address: str, *, fresh: bool = False, expect: str | None = None) -> Snapshot:
        """The document at an address, now in the archive; its body is ``archive.body(snapshot.sha256)``.

        Args:
            address: http or https; a fragment is left out.
            fresh: ask for the whole body even where the archive has it.
            expect: json, html, xml, csv, pdf, doc, docx, zip, text: what the body must be. Told from the
                address where it is not given (``fileType=json``, ``….pdf``); «any» asks for no check of it.

        Returns:
            the look: status 200 with a body that is ``new`` or not, or 304 where nothing changed.

        Raises:
            Gone: 404 or 410. The archive keeps what was there before.
            Throttled: too many requests, also after waiting; or it asks us to wait longer than the rules allow.
            Unreachable: no usable answer after all tries, or the host was silent too often in this run.
            Damaged: the body broke off at every try.
            AddressRefused: a private address, another scheme, redirects in a circle.
            UnknownFormat: not what was asked for, such as an error page with status 200.
            TooLarge: over the size cap, packed or unpacked.
            EmptyInput: an empty body.
            StoreError: the archive cannot be written.
        """
        key = key_of(address)
        url = read_address(key)
        earlier = self.archive.latest(key)
        if earlier is not None and not self.archive.holds(earlier.sha256):
            earlier = None  # its body is lost: what the server calls unchanged would be nothing
        if self._offline or (earlier is not None and not fresh and self._recent(earlier)):
            return _kept(earlier, key)
        self._refuse_silent(url.host, key)
        kind = kind_expected(url) if expect is None else expect
        conditions = _conditions(earlier) if earlier is not None and not fresh else {}
        try:
            look = self._tried(partial(self._once, url, key, kind, earlier, conditions), url.host)
        except (Unreachable, Damaged):
            self._pace.failed(url.host)
            raise
        self._pace.answered(url.host)
        return look

    def get_many(
        self, addresses: Iterable[str], *, jobs: int = 4, fresh: bool = False, expect: str | None = None
    ) -> Iterator[Snapshot | InputError]:
        """Each address's snapshot, or the error in its place, in the order given.

        At most ``2 × jobs`` addresses are taken ahead of what was handed out; bodies stay in the archive. A
        consumer that stops early, or Ctrl-C, calls off what is still in flight.
        """
        sign = Event()

        def work(address: str) -> Snapshot | InputError:
            with self._leash.stopping_at(sign):
                try:
                    return self.get(address, fresh=fresh, expect=expect)
                except InputError as error:
                    return error.at(key_of(address))

        coming = iter(addresses)
        pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="yinuo-fetch")
        waiting: deque[Future[Snapshot | InputError]] = deque()
        try:
            for address in coming:
                waiting.append(pool.submit(work, address))
                if len(waiting) >= 2 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            sign.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        """Let go of all connections; the archive stays open."""
        self._exchange.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _recent(self, earlier: Snapshot) -> bool:
        return self._now() - earlier.fetched_at < self.rules.reuse

    def _refuse_silent(self, host: str, key: str) -> None:
        count = self._pace.silent(host, after=self.rules.silent_after, rest=self.rules.silent_rest)
        if count:
            raise Unreachable(
                f"這台主機已連續 {count} 個位址無回應，暫不再試（{count} addresses of this host failed in a row）",
                where=key,
                remedy="請稍後再執行一次（run it again later）",
            )

    def _tried(self, once: Callable[[], Snapshot], host: str) -> Snapshot:
        """Try until it works, another try cannot help, or all tries are used up."""
        for number in range(1, self.rules.tries + 1):
            try:
                return once()
            except Fault as fault:
                asked = fault.wait or 0.0
                if not fault.again or number == self.rules.tries or asked > self.rules.wait_cap:
                    raise fault.error from fault
                pause = min(self.rules.backoff * 2 ** (number - 1), self.rules.backoff_cap)
                self._pace.hold_back(host, max(asked, pause * (0.5 + self._jitter() / 2)))
                self._exchange.tally.retries += 1
        raise AssertionError("unreachable")

    def _once(
        self, url: httpx.URL, key: str, kind: str, earlier: Snapshot | None, conditions: Mapping[str, str]
    ) -> Snapshot:
        """One try: the redirects, the answer, its place in the archive."""
        answer = self._followed(url, key, conditions)
        at = self._now()
        if answer.status == 304 and earlier is not None and conditions:
            self._exchange.tally.unchanged += 1
            return self.archive.seen(earlier, at, answer.headers)
        headers = dict(answer.headers)
        if answer.url != url:
            headers["content-location"] = str(answer.url)
        if not 200 <= answer.status < 300:
            fault = status_fault(answer.status, answer.headers, key, at)
            if answer.status in (404, 410):
                self.archive.put(key, at, answer.status, headers, answer.body, fault="gone")
            raise fault
        if (wrong := excuse(answer.body, kind, key)) is not None:
            raise self._excused(wrong, key, at, answer, headers)
        return self.archive.put(key, at, 200, headers, answer.body)

    def _excused(self, wrong: InputError, key: str, at: datetime, answer: Answer, headers: Mapping[str, str]) -> Fault:
        """Keep the excuse as proof, and ask again: most of them pass."""
        name = {Throttled: "throttled", EmptyInput: "empty", UnknownFormat: "error-page"}.get(type(wrong), "cut-short")
        self.archive.put(key, at, answer.status, headers, answer.body, fault=name)
        return Fault(wrong, again=isinstance(wrong, _TRANSIENT))

    def _followed(self, url: httpx.URL, key: str, conditions: Mapping[str, str]) -> Answer:
        """Ask, and go where redirects lead, each step checked like the first."""
        visited = {str(url)}
        for _ in range(self.rules.redirects + 1):
            gap = settings_for(url.host, self.rules.hosts).pace
            with self._pace.turn(url.host, max(self.rules.pace, gap or 0.0)):
                answer = self._exchange.ask(url, key, conditions)
            if answer.location is None:
                return answer
            url = _next(url, answer.location, key)
            if str(url) in visited:
                raise _circle("轉址繞圈（redirects in a circle）", key)
            visited.add(str(url))
        raise _circle(f"轉址超過 {self.rules.redirects} 次（too many redirects）", key)


def _next(url: httpx.URL, location: str, key: str) -> httpx.URL:
    """Where a redirect leads, checked; never from https down to http."""
    try:
        target: httpx.URL = read_address(key_of(str(url.join(location))))
    except (httpx.InvalidURL, ValueError) as fault:
        raise AddressRefused(f"轉址無法解讀（a redirect to no address: {fault}）", where=key) from fault
    if url.scheme == "https" and target.scheme == "http":
        raise AddressRefused(f"轉址從 https 退回 http（a redirect from https down to http）：{target}", where=key)
    return target


def _circle(what: str, key: str) -> AddressRefused:
    return AddressRefused(what, where=key, remedy="請檢查位址（check the address）")


def _conditions(earlier: Snapshot) -> dict[str, str]:
    """Ask for the body only if it is another one than ``earlier``."""
    told = {"if-none-match": earlier.headers.get("etag"), "if-modified-since": earlier.headers.get("last-modified")}
    return {name: value for name, value in told.items() if value}


def _kept(earlier: Snapshot | None, key: str) -> Snapshot:
    if earlier is None:
        raise Unreachable(
            "離線，典藏裡也沒有（offline, and not in the archive）", where=key, remedy="請連網再試（try again online）"
        )
    return earlier
