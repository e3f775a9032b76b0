"""What the encoder is shown of a unit: its words, and a little of what stands around it.

A unit is understood from its surroundings: a bare «賡續推動節水。» promises after «未來將：» and reports
after «目前已：». So its heading, the lead that it stands under, what was said before and what comes next
follow its own words, each cut short.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yinuo.extract.pieces import Pieces
from yinuo.extract.reading import Unit

__all__ = ["View", "views"]

HEAD, TAIL = 76, 36  # pieces kept of the two ends of a longer unit
START, END = 0, 2


@dataclass(frozen=True, slots=True)
class View:
    """A unit as the encoder sees it; its own pieces stand from 1 to ``own``, their end mark with them."""

    unit: int  # its number in the document
    pieces: tuple[int, ...]
    own: int


def views(units: Sequence[Unit], wanted: Sequence[bool], pieces: Pieces) -> Iterator[View]:
    """A view of each wanted unit, in order."""
    for at, unit in enumerate(units):
        if wanted[at]:
            own = [START, *_clipped(pieces.cut(unit.words)), END]
            yield View(at, (*own, *_around(units, at, pieces)), len(own))


def _around(units: Sequence[Unit], at: int, pieces: Pieces) -> Iterator[int]:
    """Heading, lead, before and after, each with its end mark."""
    unit = units[at]
    before = units[at - 1].words if at else ""
    after = units[at + 1].words if at + 1 < len(units) else ""
    heading = unit.headings[-1] if unit.headings else ""
    for words, kept in (
        (heading[-18:], slice(-12, None)),
        (unit.lead[-22:], slice(-14, None)),
        (before[-50:], slice(-36, None)),
        (after[:22], slice(14)),
    ):
        yield from pieces.cut(words)[kept]
        yield END


def _clipped(pieces: list[int]) -> list[int]:
    return pieces if len(pieces) <= HEAD + TAIL else [*pieces[:HEAD], *pieces[-TAIL:]]
