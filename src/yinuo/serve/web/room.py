"""What the server holds while it runs: the ledger open for reading, and what is worked out of it once."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, Self, TypeVar

from anyio import to_thread
from fastapi import Request

from yinuo.judge.coverage import Coverage
from yinuo.persist.catalogue import Catalogue
from yinuo.persist.desk import Desk
from yinuo.persist.ledger import Ledger
from yinuo.serve.web.making import Making
from yinuo.serve.web.settings import Settings

__all__ = ["Room", "room_of"]

_T = TypeVar("_T")
_MOST_HELD = 16


@dataclass
class Room:
    """One for each running application, opened and used in the thread of its event loop only.

    Attributes:
        settings: what the server is told.
        ledger: open for reading.
        making: how far the catalogue is, while it is not there yet.
    """

    settings: Settings
    ledger: Ledger
    making: Making = field(default_factory=Making, init=False)
    _catalogue: Catalogue | None = field(default=None, init=False)
    _held: dict[str, tuple[str, Any]] = field(default_factory=dict, init=False)
    _desk: Desk | None = field(default=None, init=False)
    _opening: Lock = field(default_factory=Lock, init=False, repr=False)  # of the desk: any thread may be the first

    @classmethod
    def open(cls, settings: Settings, catalogue: Catalogue | None = None) -> Self:
        """Open the ledger for reading; ``furnish`` brings a catalogue that is not given. ``StoreError``: no ledger."""
        room = cls(settings, Ledger.open(settings.store, readonly=True))
        room._catalogue = catalogue
        return room

    def furnish(self, catalogue: Catalogue) -> None:
        """The catalogue is made: from now on every page answers."""
        self._catalogue = catalogue

    def close(self) -> None:
        """Let go of the files."""
        if self._desk is not None:
            self._desk.close()
        if self._catalogue is not None:
            self._catalogue.close()
        self.ledger.close()

    @property
    def ready(self) -> bool:
        """Whether there is a catalogue."""
        return self._catalogue is not None

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; while it is being made, a 503 that says how far it is."""
        if self._catalogue is None:
            raise self.making.refusal()
        return self._catalogue

    @property
    def version(self) -> str:
        """Another one as soon as anything was written into the ledger, or the catalogue has followed it."""
        number, digest = self.ledger.head()
        return f"{number}-{digest[:16]}-{self._catalogue.version if self._catalogue else 'making'}"

    @property
    def behind(self) -> bool:
        """Whether the ledger has more than the catalogue."""
        number, digest = self.ledger.head()
        return not self.catalogue.version.startswith(f"{number}-{digest[:12]}")

    @property
    def today(self) -> date:
        """The day that pages show where none is asked for."""
        return self.settings.day()

    @property
    def desk(self) -> Desk:
        """Accounts, sessions, proposals: opened, and made, when it is first needed; fit for any thread."""
        with self._opening:
            if self._desk is None:
                self._desk = Desk.open(self.settings.desk, clock=self.settings.now)
            return self._desk

    def coverage(self) -> Coverage:
        """What was searched, as the catalogue knows it: a moment behind while somebody writes, and never waited for."""
        return self.catalogue.coverage

    async def worked_out(self, name: str, make: Callable[[Ledger], _T]) -> _T:
        """What takes long to work out, in a thread with a ledger of its own; once for each version of the ledger.

        Args:
            name: of what is worked out, with everything it depends on beside the ledger.
            make: works it out.
        """
        version = self.version
        held = self._held.get(name)
        if held is None or held[0] != version:

            def apart() -> _T:
                with Ledger.open(self.settings.store, readonly=True) as ledger:
                    return make(ledger)

            held = (version, await to_thread.run_sync(apart))
            if len(self._held) >= _MOST_HELD:
                self._held.pop(next(iter(self._held)))
            self._held[name] = held
        found: _T = held[1]
        return found

    def healthy(self) -> bool:
        """Whether the ledger answers."""
        try:
            self.ledger.connection.execute("SELECT 1 FROM entries LIMIT 1").fetchone()
        except sqlite3.Error:
            return False
        return True


def room_of(request: Request) -> Room:
    """The room that answers this request."""
    found: Any = request.app.state.room
    if not isinstance(found, Room):
        raise TypeError("the application has not been started")
    return found
