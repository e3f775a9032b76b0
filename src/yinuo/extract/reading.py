"""A document laid out for the rules: its shadow, its units and what stands above each of them."""

from dataclasses import dataclass
from functools import cached_property

from yinuo.decode.folding import Folded, fold
from yinuo.decode.outline import Heading, marks, paths, sections
from yinuo.decode.sentences import units
from yinuo.extract.governing import Governing
from yinuo.model import Document

__all__ = ["Reading", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One statement unit: where it stands in the original, and its words in the shadow.

    ``words`` is without the outline mark; ``offset`` is where ``words`` starts in the shadow.
    """

    start: int
    end: int
    words: str
    offset: int
    level: int  # of its outline mark, 0 where it has none
    headings: tuple[str, ...]
    lead: str  # the nearest unit before it that ends with a colon: «具體作法如下：»
    lead_at: int  # number of that unit, -1 where there is none
    above: tuple[int, ...]  # numbers of the items that hold it, nearest first, at most two
    governed: tuple[int, ...] = ()  # numbers of the units that govern it, nearest first, at most four


@dataclass(frozen=True)
class Reading:
    """A document, read once for all the rules of ``extract``."""

    document: Document

    @cached_property
    def shadow(self) -> Folded:
        """The folded text."""
        return fold(self.document.text)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The outline."""
        return sections(self.document.text, self.shadow)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every unit, in order, covering the text."""
        spans = units(self.document.text, self.shadow)
        path_of = paths(self.headings, [start for start, _ in spans])
        ends = {start: (end, level) for start, end, level in marks(self.shadow.text)}
        found: list[Unit] = []
        lead, lead_at = "", -1
        open_items: list[tuple[int, int]] = []
        governing = Governing()
        for (start, end), headings in zip(spans, path_of, strict=True):
            begin, stop = self.shadow.shadow(start, end)
            offset = _bare(self.shadow.text, begin, stop, ends)
            words = self.shadow.text[offset:stop].rstrip()
            level = ends[begin][1] if begin in ends else 0
            while level and open_items and open_items[-1][0] >= level:
                open_items.pop()
            above = tuple(at for _, at in reversed(open_items[-2:]))
            if level:
                open_items.append((level, len(found)))
            governed = governing.above(level, words)
            found.append(Unit(start, end, words, offset, level, headings, lead, lead_at, above, governed))
            if words.endswith("："):
                lead, lead_at = words, len(found) - 1
        return tuple(found)


def _bare(shadow: str, begin: int, stop: int, ends: dict[int, tuple[int, int]]) -> int:
    """Where a unit's words start, after its outline marks: «一、(一)本部將…» → «本部將…»."""
    while begin < stop and (begin in ends or shadow[begin] in " \n-•●◆■*※"):
        begin = ends[begin][0] if begin in ends else begin + 1
    return begin
