"""How sources do: what `yinuo sources` shows, from what earlier runs remember.

A source is *silent* where nothing new came for longer than its rhythm: a server that answers the same
hundred letters every day answers, and is silent all the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from yinuo.collect.registry import Registered
from yinuo.collect.state import Cell, Health, State

__all__ = ["Condition", "conditions"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One source's health.

    Attributes:
        source: the source.
        health: how its runs went; None where it was never asked.
        word: «never», «broken», «silent» or «well».
        quiet: whole days since something new came; None where nothing ever did.
        cells: its parts; those with 0 rows are unknown.
    """

    source: Registered
    health: Health | None
    word: str
    quiet: int | None
    cells: tuple[Cell, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The parts whose last answer was empty."""
        return tuple(cell.cell for cell in self.cells if cell.rows == 0)


def conditions(sources: Iterable[Registered], state: State, now: datetime) -> Iterator[Condition]:
    """The condition of each source.

    Args:
        sources: the registry.
        state: what runs remember.
        now: the moment it is told for.
    """
    for one in sources:
        health = state.health(one.name)
        quiet = (now - health.found).days if health and health.found else None
        cells = tuple(state.cells(one.name).values())
        yield Condition(one, health, _word(one, health, quiet), quiet, cells)


def _word(one: Registered, health: Health | None, quiet: int | None) -> str:
    if health is None:
        return "never"
    if health.fault:
        return "broken"
    if one.rhythm is not None and (quiet is None or quiet > one.rhythm):
        return "silent"
    return "well"
