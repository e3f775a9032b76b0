"""The desk at which a source works: it asks addresses, sees what was read before, and leaves marks.

Everything asked goes through the one client, which keeps every byte in the archive first. What a source
marks here counts only once the documents it yielded before are in the ledger: ``sync`` settles the marks
after each batch, so that a run killed anywhere reads again what it had not finished.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from yinuo.collect.archive import Archive, Snapshot
from yinuo.collect.fetch import Client
from yinuo.collect.state import Cell, Mark, State
from yinuo.errors import InputError

__all__ = ["Answer", "Desk"]

_AHEAD = 16  # addresses asked together: bounds what is in flight and in memory


@dataclass(frozen=True, slots=True)
class Answer:
    """One body with where it came from.

    Attributes:
        address: as asked.
        body: the bytes.
        sha256: their hash.
        fetched_at: when they were fetched.
    """

    address: str
    body: bytes = field(repr=False)
    sha256: str
    fetched_at: datetime


@dataclass(slots=True)
class Desk:
    """What a source is given.

    Attributes:
        source: the source's name.
        client: asks addresses and keeps what they say.
        archive: everything ever asked.
        state: what earlier runs remember.
        now: the time of this run.
        offline: only the archive answers.
        everything: ask also what is not due.
    """

    source: str
    client: Client
    archive: Archive
    state: State
    now: datetime
    offline: bool = False
    everything: bool = False
    told: list[str] = field(default_factory=list)
    _marks: list[Mark] = field(default_factory=list)
    _cells: list[Cell] = field(default_factory=list)

    # ── asking ─────────────────────────────────────────────────────────────────────────────

    def ask(self, address: str, expect: str | None = None) -> Answer:
        """Ask an address now; offline, its newest good answer in the archive.

        Args:
            address: http or https.
            expect: what the body must be («json», «xml», «any»), where the address does not tell.

        Raises:
            InputError: no answer, or none that may be used.
        """
        if self.offline:
            found = self.archive.latest(address)
            if found is None:
                raise InputError(
                    "典藏裡沒有（not in the archive）", where=address, remedy="請連線再執行一次（run once online）"
                )
            return self._answer(found)
        return self._answer(self.client.get(address, expect=expect))

    def keep(self, addresses: Iterable[str], expect: str | None = None) -> Iterator[Answer | InputError]:
        """Bodies that never change under their address: from the archive where it has them, else asked for.

        Answers come in the order given, an error in its place.
        """
        waiting: list[str] = []
        for address in dict.fromkeys(addresses):
            waiting.append(address)
            if len(waiting) == _AHEAD:
                yield from self._kept(waiting, expect)
                waiting = []
        yield from self._kept(waiting, expect)

    def _kept(self, addresses: list[str], expect: str | None) -> Iterator[Answer | InputError]:
        held = {address: self.archive.latest(address) for address in addresses}
        missing = [address for address, found in held.items() if found is None]
        asked = iter(self.client.get_many(missing, expect=expect)) if missing and not self.offline else iter(())
        new = dict(zip(missing, asked, strict=False))
        for address in addresses:
            found = held[address] or new.get(address)
            if isinstance(found, InputError):
                yield found
            elif found is None:
                yield InputError(
                    "典藏裡沒有（not in the archive）", where=address, remedy="請連線再執行一次（run once online）"
                )
            else:
                yield self._answer(found)

    def earlier(self, address: str) -> Iterator[Answer]:
        """Every answer of an address in the archive, the newest first."""
        for found in reversed(self.archive.history(address)):
            if found.good:
                yield self._answer(found)

    def _answer(self, found: Snapshot) -> Answer:
        return Answer(found.address, self.archive.body(found.sha256), found.sha256, found.fetched_at)

    # ── remembering ────────────────────────────────────────────────────────────────────────

    def has_read(self, name: str, sha256: str | None = None) -> bool:
        """Whether an earlier run read this body to its end."""
        return self.state.has_read(self.source, name, sha256)

    def pass_over(self, name: str, sha256: str) -> None:
        """Mark a body that needs no reading again, once everything yielded so far is in the ledger."""
        self._marks.append(Mark(name, sha256))

    def is_due(self, cell: str, every: timedelta) -> bool:
        """Whether a part of the source should be asked again: never asked, or longer ago than ``every``."""
        known = self.state.cells(self.source).get(cell)
        return known is None or self.everything or self.now - known.asked >= every

    def most(self, cell: str) -> int:
        """The most rows a part ever answered with."""
        known = self.state.cells(self.source).get(cell)
        return known.most if known else 0

    def asked(self, cell: str, rows: int) -> None:
        """Note that a part was asked and how many rows it answered with; 0 is «unknown»."""
        if self.offline:
            return
        known = self.state.cells(self.source).get(cell)
        answered = self.now if rows else (known.answered if known else None)
        self._cells.append(Cell(cell, rows, max(rows, known.most if known else 0), self.now, answered))

    def tell(self, line: str) -> None:
        """A line for the summary: something a person should know that is no fault."""
        self.told.append(line)

    def settle(self, read: Iterable[Mark]) -> None:
        """Write the marks left so far; called when everything yielded so far is in the ledger."""
        self.state.mark(self.source, [*read, *self._marks], self._cells)
        self._marks.clear()
        self._cells.clear()
