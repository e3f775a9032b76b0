"""Patterns compiled when first asked for: folding a name to search for it must not cost a start-up."""

import re
from functools import cache

__all__ = ["compiled"]


@cache
def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """``source`` compiled once; called at the head of a function, never inside its loop.

    Example:
        >>> compiled("年底").search("明年底前完成").start()
        1
    """
    return re.compile(source, flags)
