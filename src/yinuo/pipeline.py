"""The whole flow on one screen: paths → captures → documents → promises → evidence, into the ledger.

Two passes, so that the order in which documents arrive changes nothing:

1. *record*: every new document with its statements and commitments, one unit of work a document;
2. *link*: every document not yet linked, in order of date: its passages against earlier promises, its
   promises against later passages. A pair is judged by its two texts alone.

A run killed at any moment leaves whole units; started again it does what is missing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from yinuo.collect.sources import Capture
from yinuo.decode.documents import read_documents
from yinuo.engines import Engine
from yinuo.errors import Conflicting, InputError
from yinuo.extract.promises import read_promises
from yinuo.judge.linker import Linker, judge_turn
from yinuo.model import DateInterval, Document, DocumentKind, Extraction
from yinuo.persist.candidate_index import CandidateIndex
from yinuo.persist.ledger import Ledger
from yinuo.persist.unit import Kept
from yinuo.words import Tier

__all__ = ["IMPORTED", "METHOD", "METHODS", "Tally", "link", "read", "read_promises", "record", "run"]

METHOD = "yinuo-0.7"  # written beside every row; a change of rules that changes rows changes it
METHODS = {tier: f"{METHOD}/{tier}" for tier in Tier}  # beside what was read; linking follows what it links

IMPORTED = "匯入的紀錄（imported record）"  # the cue of a promise that a record names and our engine did not find

Progress = Callable[[str, int, int], None]  # stage, done, of how many (0: not known)


def silent(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


@dataclass(slots=True)
class Tally:
    """What a run did, and what it could not read."""

    documents: int = 0
    copies: int = 0
    known: int = 0
    statements: int = 0
    commitments: int = 0
    characters: int = 0
    evidence: Counter[str] = field(default_factory=Counter)
    failures: list[InputError] = field(default_factory=list)

    def count(self, extraction: Extraction) -> None:
        """Add what one new document gave."""
        self.documents += 1
        self.characters += len(extraction.document.text)
        self.statements += len(extraction.statements)
        self.commitments += len(extraction.commitments)


def read(
    captures: Iterable[Capture | InputError], *, date: DateInterval | None = None, kind: DocumentKind | None = None
) -> Iterator[Document | InputError]:
    """Decode every capture; a bad one is handed on as its error, and the rest goes on."""
    for capture in captures:
        if isinstance(capture, InputError):
            yield capture
        else:
            yield from read_documents(capture.content, capture.name, date=date, kind=kind)


def run(
    outcomes: Iterable[Document | InputError],
    ledger: Ledger,
    engine: Engine,
    progress: Progress = silent,
    *,
    tier: Tier = Tier.CAREFUL,
) -> Tally:
    """The main job: record what is new, then link what is not yet linked."""
    tally = record(outcomes, ledger, engine, progress, tier=tier)
    tally.evidence = link(ledger, engine, progress, tier=tier)
    return tally


def record(
    outcomes: Iterable[Document | InputError],
    ledger: Ledger,
    engine: Engine,
    progress: Progress = silent,
    *,
    tier: Tier = Tier.CAREFUL,
) -> Tally:
    """Pass one: each new document, its statements and its commitments, as one unit of work.

    What an older method read is read again; a fast run leaves what was read carefully as it is.
    """
    tally = Tally()
    copies: list[Document] = []
    reader = partial(read_promises, tier=tier)
    for extraction in engine.map(reader, _new_documents(outcomes, ledger, tally, copies)):
        _write(extraction, ledger, METHODS[tier])
        tally.count(extraction)
        progress("讀取 reading", tally.documents, 0)
    for document in copies:
        with ledger.unit(document.id, method=METHOD) as unit:
            unit.document(document)
        tally.copies += 1
    good_enough = {METHODS[Tier.CAREFUL], METHODS[tier]}
    for extraction in engine.map(reader, map(ledger.document, ledger.unextracted(*good_enough))):
        _write(_with_imported(extraction, ledger), ledger, METHODS[tier])
    return tally


def link(ledger: Ledger, engine: Engine, progress: Progress = silent, *, tier: Tier = Tier.CAREFUL) -> Counter[str]:
    """Pass two: evidence for every document not yet linked as it was last read, a unit of work each.

    What was linked stays as it is until it is read again: a fast run never links anew what a careful one did.
    """
    found: Counter[str] = Counter()
    waiting = ledger.unlinked(METHOD)
    if not waiting:
        return found
    shelves = CandidateIndex.open(ledger, METHOD)
    linker = Linker(ledger.extraction, waiting, shelves)
    answers = engine.map(partial(judge_turn, tier=tier), map(linker.turn, waiting))
    for done, (document_id, evidence) in enumerate(zip(waiting, answers, strict=True), 1):
        with ledger.unit(document_id, method=METHOD) as unit:
            found.update(item.relation.value for item in evidence if unit.evidence(item))
            for restatement in linker.restatements(evidence):
                unit.restatement(restatement)
            unit.linked(document_id)
        progress("比對 linking", done, len(waiting))
    shelves.keep()
    return found


def _write(extraction: Extraction, ledger: Ledger, method: str) -> None:
    with ledger.unit(extraction.document.id, method=method) as unit:
        if unit.document(extraction.document) is not Kept.COPY:  # another run may have kept its text meanwhile
            unit.extraction(extraction)


def _with_imported(extraction: Extraction, ledger: Ledger) -> Extraction:
    """The new reading of a known document, and the promises that records had named in it."""
    if not ledger.has_extraction(extraction.document.id):
        return extraction
    known = {commitment.id for commitment in extraction.commitments}
    held = ledger.extraction(extraction.document.id).commitments
    named = tuple(one for one in held if IMPORTED in one.why and one.id not in known)
    return replace(extraction, commitments=(*extraction.commitments, *named))


def _new_documents(
    outcomes: Iterable[Document | InputError], ledger: Ledger, tally: Tally, copies: list[Document]
) -> Iterator[Document]:
    """Documents the ledger lacks; copies of a text are set aside until it is in, failures are kept."""
    seen: dict[str, Document] = {}  # of this run, by id: some are still on their way to the ledger
    texts: set[str] = set()
    for outcome in outcomes:
        if isinstance(outcome, InputError):
            tally.failures.append(outcome)
            continue
        held = seen.get(outcome.id) or (ledger.document(outcome.id) if ledger.has_document(outcome.id) else None)
        if held is not None:
            if (held.fingerprint, held.date) == (outcome.fingerprint, outcome.date):
                tally.known += 1
            else:
                tally.failures.append(_conflict(held, outcome))
            continue
        seen[outcome.id] = outcome
        if outcome.fingerprint in texts or ledger.fingerprint_owner(outcome.fingerprint):
            copies.append(outcome)
        else:
            texts.add(outcome.fingerprint)
            yield outcome


def _conflict(held: Document, new: Document) -> Conflicting:
    what = "日期（date）" if held.fingerprint == new.fingerprint else "內文（text）"
    return Conflicting(
        f"同一識別碼有兩種{what}：{new.id}",
        where=new.source or new.id,
        remedy="保留先前的；請查明何者正確（the first is kept; find out which is right）",
    )
