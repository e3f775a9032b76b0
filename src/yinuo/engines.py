"""The same pipeline over many documents: in this process, or over the machine's cores.

Both give the same answers in the same order; only the waiting differs.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Protocol, Self, TypeVar

__all__ = ["Engine", "InProcess", "Processes", "engine", "keep_to_one_core"]

BATCH = 8  # items a task: enough that sending them costs little, few enough that cores stay busy
AHEAD = 4  # tasks in flight a core: bounds the memory whatever the input's size
WORTH = 64  # items below which starting processes would take longer than the work
READY = ["yinuo.ready"]  # what a worker has read before it is forked

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Engine(Protocol):
    """Something that applies a pure function to many items, in order."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """One answer an item, in the order given."""

    def expect(self) -> None:
        """Many items will come: what takes long to start is begun now, beside what the caller does meanwhile."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


class InProcess:
    """One item after another, here."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """One answer an item, in the order given."""
        return map(function, items)

    def expect(self) -> None:
        """Nothing is to start."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        pass


class Processes:
    """Items spread over ``jobs`` processes; a bounded number is in flight. Functions are named ones of modules."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """One answer an item, in the order given."""
        source = iter(items)
        first = list(islice(source, WORTH))
        if len(first) < WORTH and self._pool is None:
            yield from map(function, first)
            return
        source = chain(first, source)
        waiting: deque[Future[list[Answer]]] = deque()
        while batch := list(islice(source, BATCH)):
            waiting.append(self._started().submit(_apply, function, batch))
            if len(waiting) > self.jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def expect(self) -> None:
        """The process that workers are forked from reads its rules and tables while this one reads its own."""
        if _context().get_start_method() == "forkserver":
            from multiprocessing.forkserver import ensure_running  # noqa: PLC0415 - Windows has no such module

            ensure_running()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=_context(), initializer=_begin)
        return self._pool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _apply(function: Callable[[Item], Answer], batch: list[Item]) -> list[Answer]:
    return [function(item) for item in batch]


def _context() -> BaseContext:
    """How workers start: forked from a clean process that has read what they all need, where the system can.

    A fork of this process would copy the locks of a progress bar's thread; a start from nothing («spawn», all
    that Windows has) reads the same rules and tables anew in each worker.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(READY)
    return context


def _begin() -> None:
    """A worker leaves Ctrl-C to the process that started it, which says one line and ends it; and keeps to one core."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_to_one_core()


def keep_to_one_core() -> None:
    """No thread of numpy's own, where it has not begun: documents are spread over processes, not a sum over cores."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def engine(jobs: int | None = None) -> Engine:
    """An engine for ``jobs`` processes; ``None`` means one a core that we may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    wanted = usable if jobs is None else jobs
    return InProcess() if wanted <= 1 else Processes(wanted)
