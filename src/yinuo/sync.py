"""Everything since last time: each source asked, what is new read, judged and linked.

The order is the safety: a body is in the archive before it is read, its documents are in the ledger before
it is marked as read, and promises are linked last, from the ledger alone. A run killed anywhere leaves
whole units; the next one reads again what was not marked, and the ledger knows what it has.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from yinuo.collect.archive import Archive
from yinuo.collect.desk import Desk
from yinuo.collect.fetch import Client, Rules
from yinuo.collect.registry import Options, Planned, Registered, chosen, registry
from yinuo.collect.sources import Capture, Source
from yinuo.collect.state import Mark, State
from yinuo.engines import Engine
from yinuo.errors import Conflicting, EmptyInput, InputError, PicturesOnly, UsageError, YinuoError
from yinuo.model import Document
from yinuo.persist.ledger import Ledger
from yinuo.pipeline import Progress, link, read, record, silent
from yinuo.words import Tier

__all__ = ["Collection", "Synced", "Told", "collection", "plan", "select", "sync"]

_BATCH = 64  # captures between two settlings: what a killed run reads again at most


@dataclass(slots=True)
class Told:
    """What became of one source.

    Attributes:
        captures: bodies that were read now; those read before are not counted.
        documents: documents new to the ledger, of which ``copies`` repeat a known text.
        known: documents of those bodies that the ledger had.
        changed: documents that came with another text or day than the ledger holds; the first stays.
        silent: parts that answered with nothing, which is «unknown».
        broken: what could not be asked or read.
        notes: what a person should know.
    """

    source: str
    captures: int = 0
    documents: int = 0
    copies: int = 0
    known: int = 0
    commitments: int = 0
    changed: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, error: InputError, *, of_source: bool) -> None:
        """Sort an error: another text under one id, an empty answer, a record of pictures, or a fault."""
        if isinstance(error, Conflicting):
            self.changed.append(str(error))
        elif isinstance(error, EmptyInput) and of_source:
            self.silent.append(str(error))
        elif isinstance(error, PicturesOnly):
            self.notes.append(str(error))
        else:
            self.broken.append(str(error))


@dataclass(slots=True)
class Synced:
    """What a run did: each source, and the evidence found over all that was new."""

    sources: list[Told] = field(default_factory=list)
    evidence: Counter[str] = field(default_factory=Counter)

    @property
    def broken(self) -> bool:
        """Whether anything could not be asked or read."""
        return any(told.broken for told in self.sources)


@dataclass(frozen=True, slots=True)
class Collection:
    """The archive, the client and the memory that the sources of a run share."""

    archive: Archive
    client: Client
    state: State
    now: datetime
    offline: bool = False
    everything: bool = False

    def desk(self, source: str) -> Desk:
        """A source's own desk."""
        return Desk(source, self.client, self.archive, self.state, self.now, self.offline, self.everything)


@contextmanager
def collection(
    archive: Path,
    state: Path,
    now: datetime,
    *,
    rules: Rules | None = None,
    allow_private: bool = False,
    offline: bool = False,
    everything: bool = False,
    dry: bool = False,
) -> Iterator[Collection]:
    """Open what a run needs.

    Args:
        archive: the archive's folder, made where there is none.
        state: the memory file, made where there is none.
        now: the time of the run.
        rules: the client's pace and caps.
        allow_private: whether addresses of the own network may be asked.
        offline: ask nothing; the archive answers.
        everything: ask also what is not due.
        dry: write nothing at all; implies ``offline``.

    Raises:
        StoreError: the archive or the memory cannot be opened.
    """
    with ExitStack() as stack:
        if dry and not (archive / "index.db").exists():
            archive = Path(stack.enter_context(TemporaryDirectory())) / "archive"
        kept = stack.enter_context(Archive.open(archive))
        client = stack.enter_context(Client(kept, rules=rules, allow_private=allow_private, offline=offline or dry))
        memory = stack.enter_context(State(state, readonly=dry))
        yield Collection(kept, client, memory, now, offline or dry, everything)


def select(names: Iterable[str], options: Mapping[str, Options]) -> list[tuple[Registered, dict[str, str]]]:
    """The sources of a run with their options; without names all that need no option.

    Raises:
        UsageError: no such source, or no such option; options for a source that is not in the run.
    """
    known = registry()
    wanted = list(dict.fromkeys(names)) or [one.name for one in known.values() if not one.asked]
    for name in [*wanted, *options]:
        if name not in known:
            raise UsageError(f"沒有這個來源（no such source）：{name}", remedy=f"可用的（known）：{'、'.join(known)}")
    if unused := [name for name in options if name not in wanted]:
        raise UsageError(
            f"這次沒有要收集這個來源（the option's source is not in this run）：{'、'.join(unused)}",
            remedy="請寫出來源名稱（name the source）",
        )
    return [(known[name], chosen(known[name], options.get(name, {}))) for name in wanted]


def plan(wanted: Iterable[tuple[Registered, dict[str, str]]], over: Collection) -> Iterator[tuple[str, str]]:
    """Source and address of everything a run would ask first; nothing is asked."""
    for one, options in wanted:
        source = one.open(over.desk(one.name), options)
        if isinstance(source, Planned):
            for line in source.plan():
                yield one.name, line
        else:
            yield one.name, "、".join(filter(None, options.values())) or one.title


def sync(
    wanted: Iterable[tuple[Registered, dict[str, str]]],
    over: Collection,
    ledger: Ledger,
    engine: Engine,
    progress: Progress = silent,
    *,
    tier: Tier = Tier.CAREFUL,
) -> Synced:
    """Collect from each source what was not read yet, then link everything new.

    Raises:
        UsageError: a source refuses its options; before anything is asked.
        StoreError: archive, memory or ledger cannot be written; run again to go on.
    """
    opened = []
    for one, options in wanted:
        desk = over.desk(one.name)
        opened.append((desk, one.open(desk, options)))
    done = Synced()
    for desk, source in opened:
        told = Told(desk.source)
        done.sources.append(told)
        fresh = _fresh(desk, source, told)
        while batch := list(islice(fresh, _BATCH)):
            _take(batch, desk, ledger, engine, told, tier)
            progress(f"收集 {desk.source}", told.captures, 0)
        desk.settle(())
        told.notes += desk.told
        if not over.offline:
            over.state.ran(desk.source, over.now, found=told.documents, faults=told.broken)
    done.evidence = link(ledger, engine, progress)
    return done


def _fresh(desk: Desk, source: Source, told: Told) -> Iterator[tuple[Capture, Mark | None]]:
    """The captures that were not read before, each with its mark; faults go into what is told.

    A long file read line by line has no mark: it is read each time.
    """
    try:
        for capture in source.captures():
            if isinstance(capture, InputError):
                told.fault(capture, of_source=True)
            elif capture.stream is not None:
                yield capture, None
            else:
                mark = Mark(capture.name, hashlib.sha256(capture.data).hexdigest())
                if not desk.has_read(mark.name, mark.sha256):
                    yield capture, mark
    except InputError as error:
        told.fault(error, of_source=True)
    except YinuoError:
        raise
    except Exception as error:  # noqa: BLE001  # a source of somebody else must not stop the others
        told.broken.append(f"{desk.source}：來源出錯（the source failed）：{type(error).__name__}: {error}")


def _take(
    batch: list[tuple[Capture, Mark | None]],
    desk: Desk,
    ledger: Ledger,
    engine: Engine,
    told: Told,
    tier: Tier,
) -> None:
    """Read a batch into the ledger, then mark it as read; what could not be read is read again next time."""
    failed: set[str] = set()
    tally = record(_documents(batch, failed), ledger, engine, tier=tier)
    for error in tally.failures:
        told.fault(error, of_source=False)
    told.captures += len(batch)
    told.documents += tally.documents + tally.copies
    told.copies += tally.copies
    told.known += tally.known
    told.commitments += tally.commitments
    desk.settle(mark for _, mark in batch if mark is not None and mark.name not in failed)


def _documents(batch: Iterable[tuple[Capture, Mark | None]], failed: set[str]) -> Iterator[Document | InputError]:
    for capture, _ in batch:
        for outcome in read([capture]):
            if isinstance(outcome, InputError) and not isinstance(outcome, (PicturesOnly, Conflicting)):
                failed.add(capture.name)
            yield outcome
