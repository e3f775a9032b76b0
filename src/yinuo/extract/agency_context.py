"""What of the text before a sentence governs it: its own section, and the order in which to ask it."""

import re
from collections.abc import Iterator

from yinuo.decode.outline import marks

__all__ = ["backwards", "own_section"]

_SECTION = 2  # the level of 一、: a subject does not go on from one question to the next
_SENTENCE_END = re.compile(r"[。；\n]")


def own_section(before: str) -> str:
    """What stands before the sentence in its own top-level item: the next one is another body's answer."""
    starts = [start for start, _, level in marks(before) if level <= _SECTION]
    return before[starts[-1] :] if starts else before


def backwards(context: str) -> Iterator[tuple[int, int]]:
    """Sentences before the place in question, the ones that govern it first, then the nearest.

    «…環保署規劃措施如下：1.…(1)請經濟部…2.…(1)»: at the end 環保署 governs, not 經濟部.
    """
    outline = [(0, 0), *((start, level) for start, _, level in marks(context) if start)]
    bounds = [start for start, _ in outline[1:]] + [len(context)]
    governing: list[tuple[int, int]] = []
    nearest: list[tuple[int, int]] = []
    lowest = 99
    for (start, level), end in zip(reversed(outline), reversed(bounds), strict=True):
        cuts = [start, *(match.end() for match in _SENTENCE_END.finditer(context, start, end - 1)), end]
        sentences = list(zip(reversed(cuts[:-1]), reversed(cuts[1:]), strict=True))
        if level < lowest:
            governing += sentences if lowest == 99 else sentences[:1]
            lowest = level
        nearest += sentences
    yield from governing
    yield from nearest
