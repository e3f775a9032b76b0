"""The catalogue of a large ledger on its way: pages that need it say how far it is and when to come again."""

from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Final

from fastapi import HTTPException

from yinuo.persist.catalogue import Catalogue

__all__ = ["Make", "Making", "Stopped", "Tell"]

Tell = Callable[[int, int], None]
Make = Callable[[Tell], Catalogue]
"""Opens the catalogue, telling how many commitments are done, of how many; it ends where telling raises."""

_SOON: Final = 5  # seconds: the least that anybody is told to wait
_LATE: Final = 300  # … and the most


class Stopped(Exception):
    """The server ends before the catalogue is made."""


class Making:
    """How far the catalogue is: told in the thread that makes it, read by whoever asks meanwhile."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.stopped = False
        self._began = monotonic()

    def tell(self, done: int, total: int) -> None:
        """So many are done. Raises ``Stopped`` once nobody waits for it any more."""
        if self.stopped:
            raise Stopped
        self.done, self.total = done, total

    @property
    def wait(self) -> int:
        """Seconds after which to come again: until it is made as fast as so far, within bounds."""
        if not self.done:
            return _SOON
        left = (monotonic() - self._began) * (self.total - self.done) / self.done
        return min(max(ceil(left), _SOON), _LATE)

    def refusal(self) -> HTTPException:
        """What a page that needs the catalogue answers: 503, how far it is, and when to come again."""
        far = f"，已完成 {self.done:,}／{self.total:,} 則" if self.total else ""
        english = f": {self.done:,} of {self.total:,} promises" if self.total else ""
        told = f"閱覽室剛啟動，正在編目{far}；請稍後再來（starting: cataloguing{english}; come again soon）"
        return HTTPException(503, told, {"retry-after": str(self.wait)})
