"""The catalogue of a large ledger on its way: pages that need it say how far it is and when to come again."""

from collections.abc import Callable
from math import ceil
from time import monotonic, sleep, thread_time
from typing import Final

from fastapi import HTTPException

from yinuo.persist.catalogue import Catalogue
from yinuo.serve.web.memory import give_back

__all__ = ["Make", "Making", "Pace", "Stopped", "Tell"]

Tell = Callable[[int, int], None]
Make = Callable[[Tell], Catalogue]
"""Opens the catalogue, telling how many commitments are done, of how many; it ends where telling raises."""

_SOON: Final = 5  # seconds: the least that anybody is told to wait
_LATE: Final = 300  # … and the most
_TIDY: Final = 5.0  # seconds of following between two times that memory is given back
_REST: Final = 1.0  # times as long as it has worked


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


class Pace:
    """Readers come first: what follows the ledger beside them rests after every step, and ends with the server.

    Python runs one thread at a time. A page asks SQLite dozens of times, and each time gives its turn away; beside a
    thread that never rests it would wait for it every time.
    """

    def __init__(self, making: Making) -> None:
        self._making = making
        self._worked: float | None = None  # seconds of processor this thread had had when it last rested
        self._tidied = monotonic()

    def __call__(self, done: int, total: int) -> None:
        """So many are done. Raises ``Stopped`` once the server ends."""
        del done, total
        if self._making.stopped:
            raise Stopped
        if self._worked is not None:
            sleep((thread_time() - self._worked) * _REST)
        if monotonic() - self._tidied > _TIDY:
            give_back()
            self._tidied = monotonic()
        self._worked = thread_time()
