"""The one polite HTTP client: what it brings home is in the archive."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from yinuo.collect.archive import Archive, Snapshot
from yinuo.collect.rules import Rules
from yinuo.errors import InputError

__all__ = ["Client", "Rules"]


class Client:
    """Fetches addresses into an archive, politely; one for a run, usable by several threads."""

    def __init__(
        self,
        archive: Archive,
        *,
        rules: Rules | None = None,
        allow_private: bool = False,
        offline: bool = False,
        user_agent: str | None = None,
        trust: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """Prepare; nothing is sent yet."""
        raise NotImplementedError

    def get(self, address: str, *, fresh: bool = False, expect: str | None = None) -> Snapshot:
        """The document at an address, now in the archive.

        Args:
            address: http or https.
            fresh: ask for the whole body even where the archive has it.
            expect: json, html, xml, csv, pdf, doc, zip, text; what the body must be. Told from the address where
                it is not given (``fileType=json``, ``.pdf``); «any» asks for no check.

        Raises:
            Gone: 404 or 410; the archive keeps what was there before.
            Throttled: too many requests, also after waiting.
            Unreachable: no usable answer after all tries.
            AddressRefused: a private address, another scheme, redirects in a circle.
            UnknownFormat: not what was asked for (an error page with status 200).
            TooLarge: over the size cap, packed or unpacked.
            EmptyInput: an empty body.
        """
        raise NotImplementedError

    def get_many(
        self, addresses: Iterable[str], *, jobs: int = 4, fresh: bool = False, expect: str | None = None
    ) -> Iterator[Snapshot | InputError]:
        """Each address's snapshot, or the error in its place, in the order given."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of all connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
