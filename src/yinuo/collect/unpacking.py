"""A body's transfer coding undone as it comes in, never past the size cap: a gzip bomb ends there."""

import zlib
from typing import Final

from yinuo.errors import Damaged, TooLarge, UnknownFormat

__all__ = ["Unpacking"]

_WINDOWS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Unpacking:
    """One body on its way in: takes chunks as they were sent, holds the body decoded."""

    def __init__(self, coding: str, *, cap: int, where: str, begun: bytes = b"") -> None:
        """Begin.

        Args:
            coding: the ``Content-Encoding``; empty or «identity» for none.
            cap: bytes of the decoded body at most.
            where: the address, for messages.
            begun: bytes that are there already.

        Raises:
            UnknownFormat: a coding that was never asked for.
        """
        self._cap = cap
        self._where = where
        self.body = bytearray(begun)
        name = coding.strip().lower()
        if name not in ("", "identity") and name not in _WINDOWS:
            raise UnknownFormat(f"沒要過的編碼（a coding nobody asked for: {name[:40]}）", where=where)
        self._unzip = zlib.decompressobj(_WINDOWS[name]) if name in _WINDOWS else None

    def add(self, chunk: bytes) -> None:
        """Take one chunk.

        Raises:
            TooLarge: the body passes the cap; not one byte beyond it was unpacked.
            Damaged: the coding is broken.
        """
        if self._unzip is None:
            self.body += chunk
        else:
            try:
                self.body += self._unzip.decompress(chunk, self._cap + 1 - len(self.body))
            except zlib.error as fault:
                raise Damaged(f"壓縮損毀（broken compression: {fault}）", where=self._where) from fault
        if len(self.body) > self._cap:
            raise too_large(self._cap, self._where)

    def finish(self) -> bytes:
        """The whole body.

        Raises:
            Damaged: the coding ended in the middle.
        """
        if self._unzip is not None and not self._unzip.eof:
            raise Damaged("壓縮內容不完整（compressed body cut short）", where=self._where)
        return bytes(self.body)


def too_large(cap: int, where: str) -> TooLarge:
    """The error for a body over the cap."""
    return TooLarge(
        f"內容超過上限 {cap:,} 位元組（over the size cap, unpacked）",
        where=where,
        remedy="已停止下載（download stopped）",
    )
