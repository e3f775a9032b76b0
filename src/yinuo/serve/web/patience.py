"""How long a connection may take: to say what it wants, and to take what it asked for.

Uvicorn ends idle connections between two requests only. One that says nothing, sends a header a byte at a time, or
does not read its answer would be held for ever; some hundreds of these, and nobody else gets in.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

__all__ = ["HEAD_SECONDS", "READ_SECONDS", "Patient", "patient"]

HEAD_SECONDS: Final = 10.0  # from the connection, or the first byte after an answer, to the end of the headers
READ_SECONDS: Final = 30.0  # for some tens of kilobytes of an answer that waits to be taken


class Patient(H11Protocol):
    """Uvicorn's protocol with two clocks; a connection that lets one run out is closed without a word."""

    head_seconds = HEAD_SECONDS
    read_seconds = READ_SECONDS
    _head: asyncio.TimerHandle | None = None
    _read: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """A visitor came: the headers are waited for."""
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Bytes came. The first of a further request start the clock; no later ones put it back."""
        heard: RequestResponseCycle | None = self.cycle
        if self._head is None and (heard is None or heard.response_complete):
            self._expect_head()
        super().data_received(data)
        if self.cycle is not heard:
            self._stop_head()

    def on_response_complete(self) -> None:
        """An answer went out; the next request may lie here already."""
        super().on_response_complete()
        if not self.cycle.response_complete:
            self._stop_head()
        if self.transport.is_closing():
            self._expect_end()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more was asked."""
        super().timeout_keep_alive_handler()
        self._expect_end()

    def pause_writing(self) -> None:
        """The visitor takes less than comes: not for long."""
        super().pause_writing()
        self._expect_end()

    def resume_writing(self) -> None:
        """He took enough; a transport that closes waits for the rest."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._stop_read()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._stop_head()
        self._stop_read()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._stop_head()
        self._head = self.loop.call_later(self.head_seconds, self._give_up)

    def _expect_end(self) -> None:
        """What is written must be taken in time: a transport that is closed waits for that, too."""
        self._stop_read()
        self._read = self.loop.call_later(self.read_seconds, self._give_up)

    def _give_up(self) -> None:
        self.transport.abort()

    def _stop_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _stop_read(self) -> None:
        if self._read is not None:
            self._read.cancel()
            self._read = None


def patient(head_seconds: float, read_seconds: float) -> type[Patient]:
    """The protocol with other clocks."""
    return type("_Patient", (Patient,), {"head_seconds": head_seconds, "read_seconds": read_seconds})
