"""How the client behaves: pace, patience and caps, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from yinuo.collect.hosts import HOSTS, HostSettings

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the client allows itself and the servers. Seconds and bytes.

    ``pace`` is the least time between the starts of two requests to one host (a host's own setting may be
    longer), ``per_host`` how many may be in flight to it. ``wait_cap`` is the longest wait that a
    ``Retry-After`` may ask for before the client gives up instead. ``total`` bounds one request from the
    first byte sent to the last one read, however slowly it drips. ``reuse`` answers from the archive,
    without any request, where the last good look is younger. A download that breaks off is kept to be resumed
    from ``resume_from`` bytes on. After ``silent_after`` addresses in a row failed at all tries, a host is let be
    for ``silent_rest`` seconds.
    """

    pace: float = 1.0
    per_host: int = 2
    tries: int = 4
    backoff: float = 1.0
    backoff_cap: float = 60.0
    wait_cap: float = 300.0
    connect: float = 10.0
    read: float = 30.0
    total: float = 300.0
    size_cap: int = 64 * 1024 * 1024
    redirects: int = 5
    resume_from: int = 64 * 1024
    silent_after: int = 5
    silent_rest: float = 600.0
    reuse: timedelta = timedelta(0)
    hosts: Mapping[str, HostSettings] = field(default_factory=lambda: HOSTS)
