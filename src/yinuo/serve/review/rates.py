"""How often one address may do a thing: a token bucket each, a bounded number of them in memory."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from math import ceil

from yinuo.persist.desk_attempts import network

__all__ = ["Buckets"]


class Buckets:
    """``burst`` at once, then one every ``seconds``; addresses unseen for long are forgotten first."""

    def __init__(self, burst: int, seconds: float, now: Callable[[], datetime], most: int = 10_000) -> None:
        self._burst, self._seconds, self._now, self._most = burst, seconds, now, most
        self._held: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, address: str) -> int:
        """Take a token: 0, or the seconds until there is one."""
        key, now = network(address), self._now()
        tokens, since = self._held.pop(key, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + (now - since).total_seconds() / self._seconds)
        wait = 0 if tokens >= 1 else ceil((1 - tokens) * self._seconds)
        self._held[key] = (tokens if wait else tokens - 1, now)
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return wait
