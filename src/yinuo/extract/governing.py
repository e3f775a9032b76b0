"""Which earlier unit governs each: the line that opens a list governs its items, an item its sentences.

What «具體作法如下：» promises is told by the sentence before it; a chain of governing units reaches it.
"""

__all__ = ["Governing"]

CHAIN = 4  # units that govern one, at most


class Governing:
    """The units of one document, told in order, and the chain that governs each.

    Reads the line «具體作法如下：» above «一、盤點需求。» and «二、增設據點。» alike, and above that line,
    which says nothing itself, the sentence before it; refuses the sister item «一、» for «二、».
    """

    def __init__(self) -> None:
        self._chains: list[tuple[int, ...]] = []
        self._open: list[tuple[int, int]] = []  # (level, number) of the items that hold the next unit
        self._opens = False  # whether the unit before is an item or ends with a colon

    def above(self, level: int, words: str) -> tuple[int, ...]:
        """Numbers of the units that govern the next unit, nearest first, at most four.

        Args:
            level: level of its outline mark, 0 where it has none.
            words: its words in the shadow.
        """
        before = len(self._chains) - 1
        colon = words.endswith("：")
        if level:
            chain = self._of_item(level)
        elif before < 0:
            chain = ()
        else:
            chain = self._under(before) if self._opens or colon else self._chains[before]
        self._chains.append(chain)
        self._opens = bool(level) or colon
        return chain

    def _of_item(self, level: int) -> tuple[int, ...]:
        """Above an item: what is above its elder sister; else what opened the list, the unit before."""
        here = len(self._chains)
        sister, deeper = -1, False
        while self._open and self._open[-1][0] >= level:
            closed, number = self._open.pop()
            if closed == level:
                sister = number
            else:
                deeper = True
        holder = self._open[-1][1] if deeper and self._open else here - 1
        self._open.append((level, here))
        return self._chains[sister] if sister >= 0 else self._under(holder)

    def _under(self, number: int) -> tuple[int, ...]:
        return (number, *self._chains[number])[:CHAIN] if number >= 0 else ()
