"""A document's text cut into pieces, so that every promise, report and quotation in it can be marked."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yinuo.decode.outline import sections

__all__ = ["PART", "Mark", "Piece", "breaks", "paragraphs", "part_of", "parts"]

PART = 12_000  # characters on one page: three bytes each, and twice as much again where a promise stands in every line


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text and what it is."""

    start: int
    end: int
    kind: str  # asked, promise, evidence, report, refusal
    page: str | None = None  # what it leads to, from the root of the tree
    label: str = ""  # what that is called

    @property
    def anchor(self) -> str:
        """The id of the place in the page."""
        return f"q{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in which the same marks hold."""

    text: str
    kinds: tuple[str, ...]  # each once, in the order of ``Mark.kind`` above
    anchors: tuple[str, ...]  # ids that begin here, each once in the document
    closing: tuple[Mark, ...]  # marks that end with this piece


_KINDS = ("asked", "promise", "evidence", "refusal", "report")


def parts(text: str) -> list[tuple[int, int]]:
    """Stretches of the text that make one page each; cut at a line's end where one is near."""
    found, start = [], 0
    while len(text) - start > PART:
        at = text.rfind("\n", start + PART // 2, start + PART)
        stop = at + 1 if at > 0 else start + PART
        found.append((start, stop))
        start = stop
    return [*found, (start, len(text))]


def part_of(text_parts: Sequence[tuple[int, int]], position: int) -> int:
    """Which part, counted from 1, holds a character."""
    return next((number for number, (_, stop) in enumerate(text_parts, 1) if position < stop), len(text_parts))


def breaks(text: str) -> tuple[int, ...]:
    """Where paragraphs begin: after a line's end and before an outline mark («一、», «(一)»), rising.

    Letters of the open data have no line ends at all; «109年» or «1.5億元» begins nothing.
    """
    found = {heading.start for heading in sections(text) if heading.start}
    return tuple(sorted(found | {at + 1 for at, sign in enumerate(text[:-1]) if sign == "\n"}))


def paragraphs(
    text: str, begin: int, end: int, marks: Sequence[Mark], starts: Sequence[int]
) -> Iterator[tuple[Piece, ...]]:
    """The stretch as paragraphs, each of pieces; put together they are ``text[begin:end]`` unchanged.

    Args:
        text: the whole document.
        begin: the first character of the stretch.
        end: the one after its last.
        marks: what is marked, in any order; they may overlap.
        starts: ``breaks(text)``.
    """
    new = set(starts[bisect_right(starts, begin) : bisect_left(starts, end)])
    held = sorted((mark for mark in marks if mark.start < end and mark.end > begin), key=lambda m: (m.start, -m.end))
    edges = {mark.start for mark in held} | {mark.end for mark in held}
    cuts = sorted({begin, end, *new, *(at for at in edges if begin < at < end)})
    seen: set[str] = set()
    pieces: list[Piece] = []
    for start, stop in pairwise(cuts):
        if start in new and pieces:
            yield tuple(pieces)
            pieces = []
        pieces.append(_piece(text, start, stop, held, seen))
    if pieces:
        yield tuple(pieces)


def _piece(text: str, start: int, stop: int, held: Sequence[Mark], seen: set[str]) -> Piece:
    over = [mark for mark in held if mark.start < stop and mark.end > start]
    kinds = {mark.kind for mark in over}
    opening = []
    for mark in over:
        if mark.anchor not in seen:
            seen.add(mark.anchor)
            opening.append(mark.anchor)
    closing = tuple(mark for mark in over if mark.end == stop and mark.page)
    return Piece(text[start:stop], tuple(kind for kind in _KINDS if kind in kinds), tuple(opening), closing)
