"""What the server holds while it runs: the ledger open for reading, and what is worked out of it once."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from fastapi import Request

from yinuo.judge.coverage import Coverage
from yinuo.persist.catalogue import Catalogue
from yinuo.persist.ledger import Ledger
from yinuo.serve.web.settings import Settings

__all__ = ["Room", "room_of"]


@dataclass
class Room:
    """One for each running application, opened and used in the thread of its event loop only."""

    settings: Settings
    ledger: Ledger
    catalogue: Catalogue

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the ledger for reading. Raises ``StoreError`` where there is none."""
        catalogue = Catalogue.open(settings.store)
        return cls(settings, Ledger.open(settings.store, readonly=True), catalogue)

    def close(self) -> None:
        """Let go of the files."""
        self.catalogue.close()
        self.ledger.close()

    @property
    def version(self) -> str:
        """Another one as soon as anything was written into the ledger, or the catalogue has followed it."""
        number, digest = self.ledger.head()
        return f"{number}-{digest[:16]}-{self.catalogue.version}"

    @property
    def behind(self) -> bool:
        """Whether the ledger has more than the catalogue."""
        number, digest = self.ledger.head()
        return not self.catalogue.version.startswith(f"{number}-{digest[:12]}")

    @property
    def today(self) -> date:
        """The day that pages show where none is asked for."""
        return self.settings.day()

    def coverage(self) -> Coverage:
        """What was searched, as the catalogue knows it: a moment behind while somebody writes, and never waited for."""
        return self.catalogue.coverage

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
