"""Memory that nobody uses any more, handed back to the system."""

import ctypes
from collections.abc import Callable
from typing import Final

__all__ = ["give_back"]


def _trim() -> Callable[[int], int] | None:
    """``malloc_trim`` of the C library; only glibc has it, and only glibc needs it."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None


_TRIM: Final = _trim()


def give_back() -> None:
    """Give freed memory back: glibc keeps it, and each new set of columns would leave holes beside the last.

    It takes some milliseconds, in which other threads go on.
    """
    if _TRIM is not None:
        _TRIM(0)
