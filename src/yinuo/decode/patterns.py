"""Patterns compiled when first asked for: folding a name to search for it must not cost a start-up."""

import re
from collections.abc import Iterator
from functools import cache

__all__ = ["compiled", "leaping", "spans"]


@cache
def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """``source`` compiled once; called at the head of a function, never inside its loop.

    Example:
        >>> compiled("年底").search("明年底前完成").start()
        1
    """
    return re.compile(source, flags)


def leaping(pattern: str, begins: str, then: str = "") -> re.Pattern[str]:
    """``pattern`` made to be sought quickly, by ``spans``, through long texts; no pattern of an empty find.

    ``re`` leaps from one place to the next only where a pattern begins with a set of characters. So the set of all
    characters that can begin a find is read, and the find is looked for where that character began.

    Args:
        pattern: the source of a regular expression without a group «found».
        begins: every character that can begin a find; empty where not known, and no place is leapt over.
        then: every character that can be second in a find, where that is known as well.

    Example:
        >>> list(spans(leaping("年底前?|月底", "年月"), "明年底前及三月底"))
        [(1, 4), (6, 8)]
    """
    if not begins:
        return re.compile(f"(?P<found>{pattern})", re.MULTILINE)
    second = f"(?=[{re.escape(then)}])" if then else ""
    return re.compile(rf"[{re.escape(begins)}]{second}(?<=(?=(?P<found>{pattern}))[\s\S])", re.MULTILINE)


def spans(leaps: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the pattern of ``leaping`` is found, one after the other as ``finditer`` goes; never empty."""
    end = 0
    for match in leaps.finditer(text):
        start, stop = match.span("found")
        if start >= end and stop > start:
            end = stop
            yield start, stop
