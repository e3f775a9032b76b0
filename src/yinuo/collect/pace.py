"""One host, one pace: how far apart requests start, how many run at once, when a host is let be."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Pace"]


class Pace:
    """Turns at each host, shared by all threads of a client."""

    def __init__(self, *, per_host: int, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Nobody has asked yet.

        Args:
            per_host: requests in flight to one host at most.
            clock: seconds that only grow.
            sleep: waits for so many seconds.
        """
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._seats: defaultdict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(per_host))
        self._failed: dict[str, tuple[int, float]] = {}

    @contextmanager
    def turn(self, host: str, gap: float) -> Iterator[None]:
        """Wait for a seat and for the host's next moment; the seat is given back at the end."""
        with self._lock:
            seat = self._seats[host]
        with seat:
            while (wait := self._reserve(host, gap)) > 0:
                self._sleep(wait)
            yield

    def _reserve(self, host: str, gap: float) -> float:
        """Take the host's next moment if it is now, else say how long until then."""
        with self._lock:
            now = self._clock()
            due = self._next.get(host, now)
            if due > now:
                return due - now
            self._next[host] = now + gap
            return 0.0

    def hold_back(self, host: str, seconds: float) -> None:
        """Let nobody ask this host for so long: it asked for it, or it is in trouble."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), self._clock() + seconds)

    def failed(self, host: str) -> None:
        """One more address of this host failed after all tries."""
        with self._lock:
            self._failed[host] = (self._failed.get(host, (0, 0.0))[0] + 1, self._clock())

    def answered(self, host: str) -> None:
        """The host answers: whatever failed before is forgotten."""
        with self._lock:
            self._failed.pop(host, None)

    def silent(self, host: str, *, after: int, rest: float) -> int:
        """How many addresses of this host failed in a row, where ``after`` or more did and it still rests; else 0."""
        with self._lock:
            count, when = self._failed.get(host, (0, 0.0))
            return count if count >= after and self._clock() - when < rest else 0
