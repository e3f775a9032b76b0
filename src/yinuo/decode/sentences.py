"""Statement units: about a sentence each, contiguous, covering the whole text.

A unit ends at 。 ！ ？, at the end of a paragraph, at ： where an outline mark follows, and at ；
in a sentence too long to be one statement. A stop inside a bracket or a quotation that closes
soon does not end the unit around it. Everything runs on the folded shadow, so the hard-wrapped
lines of a report are one sentence; offsets are of the original.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from yinuo.decode.folding import Folded, fold
from yinuo.decode.outline import marks

__all__ = ["units"]

LONG = 80  # characters: a longer sentence is cut at its semicolons too
NESTED = 400  # a bracket or quotation longer than this is taken for one that was never closed

_PAIRS = {"」": "「", "』": "『", ")": "(", "）": "（", "］": "［", "】": "【"}
_OPENING = frozenset(_PAIRS.values())
_BRACKET = re.compile("[" + re.escape("".join(_OPENING) + "".join(_PAIRS)) + "]")
_STOP = re.compile(r"[。！？!?](?:[！？!?」』]*)|\n+")
_SEMICOLON = re.compile("[；;]")
_GOES_ON = re.compile("[，、；）)之的等及與或者]|辦理|規定|問題|一節|乙節|所")


def units(text: str, folded: Folded | None = None) -> tuple[tuple[int, int], ...]:
    """Cut ``text`` into contiguous (start, end) units; ``()`` for an empty text.

    Leading and trailing white space belongs to the unit before it. Linear in the length.

    Example:
        >>> text = "查復如下：一、本部將修法。二、預計明年實施。"
        >>> [text[a:b] for a, b in units(text)]
        ['查復如下：', '一、本部將修法。', '二、預計明年實施。']
    """
    if not text:
        return ()
    shadow = fold(text) if folded is None else folded
    starts = shadow.origins_of(_cuts(shadow.text))
    bounds = [0, *(start for start in starts if 0 < start < len(text)), len(text)]
    return tuple((start, end) for start, end in pairwise(bounds) if start < end)


def _cuts(shadow: str) -> list[int]:
    """Rising positions of the shadow where a unit starts, without 0."""
    nested = _nested(shadow)
    stops = {_past_blanks(shadow, stop) for stop in _stops(shadow, nested)}
    stops.update(start for start, _ in _heads(shadow, nested))
    sentences = [0, *sorted(stop for stop in stops if 0 < stop < len(shadow)), len(shadow)]
    cuts: list[int] = []
    for start, end in pairwise(sentences):
        cuts.append(start)
        if len(shadow[start:end].rstrip()) > LONG:
            cuts.extend(_semicolons(shadow, start, end, nested))
    return [cut for cut in cuts if 0 < cut < len(shadow)]


def _stops(shadow: str, nested: bytearray) -> Iterator[int]:
    """Ends of sentences: «…辦理。」» ends after the quotation unless the sentence goes on."""
    for stop in _STOP.finditer(shadow):
        if stop.group()[0] == "\n" or not nested[stop.start()] or _closes(shadow, stop.end(), nested):
            yield stop.end()


def _closes(shadow: str, end: int, nested: bytearray) -> bool:
    """Whether a stop right before a closing quotation mark ends the unit."""
    closed = not nested[end - 1] and shadow[end - 1] in "」』"
    return closed and not _GOES_ON.match(shadow, end)


def _heads(shadow: str, nested: bytearray) -> Iterator[tuple[int, int]]:
    """Outline marks that start a unit: the first of a run, outside quotations."""
    last = -1
    for start, end, _ in marks(shadow):
        if start > last and not (start and nested[start - 1]):
            yield start, end
        last = end


def _semicolons(shadow: str, start: int, end: int, nested: bytearray) -> Iterator[int]:
    for mark in _SEMICOLON.finditer(shadow, start, end):
        if not nested[mark.start()]:
            cut = _past_blanks(shadow, mark.end())
            if cut < end:
                yield cut


def _nested(shadow: str) -> bytearray:
    """1 for each position inside a bracket or quotation that closes within ``NESTED`` characters."""
    inside = bytearray(len(shadow) + 1)
    waiting: list[tuple[str, int]] = []
    for bracket in _BRACKET.finditer(shadow):
        sign, at = bracket.group(), bracket.start()
        if sign in _OPENING:
            waiting.append((sign, at))
            continue
        while waiting and waiting[-1][1] < at - NESTED:
            waiting.pop()
        for back in range(len(waiting) - 1, max(-1, len(waiting) - 5), -1):
            if waiting[back][0] == _PAIRS[sign] and waiting[back][1] >= at - NESTED:
                opened = waiting[back][1]
                del waiting[back:]
                inside[opened:at] = b"\x01" * (at - opened)
                break
    return inside


def _past_blanks(shadow: str, position: int) -> int:
    while position < len(shadow) and shadow[position].isspace():
        position += 1
    return position
