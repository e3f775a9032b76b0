"""Records between folders and the ledger: taken in from elsewhere, written out for everybody.

Taken in: the record as it was (its bytes), the letter and the promise it tells. Where the promise stands is
judged anew; a status somebody wrote is kept as history and decides nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from yinuo.collect.sources import open_sources
from yinuo.engines import Engine
from yinuo.errors import InputError
from yinuo.extract.agencies import resolve
from yinuo.extract.targets import target
from yinuo.extract.titles import title
from yinuo.model import Commitment, Document, Extraction, Level, Quote
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import evidence_rows, list_rows
from yinuo.pipeline import IMPORTED, METHOD, Progress, link, silent
from yinuo.pipeline import record as record_documents
from yinuo.publish.composition import record_of
from yinuo.publish.export import Export, export
from yinuo.publish.imports import ImportedRecord, Loss, imported
from yinuo.publish.markdown import read_record
from yinuo.publish.records import Record, is_foreign

__all__ = ["Imports", "export_records", "import_records", "read_records"]

SAME = 0.5  # overlap over the shorter from which two spans of one letter are one promise


@dataclass(slots=True)
class Imports:
    """What an import took in, and what it could not."""

    records: int = 0
    new: int = 0  # records the ledger did not have
    commitments: int = 0  # promises our engine had not found by itself
    losses: Counter[Loss] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    failures: list[InputError] = field(default_factory=list)


def read_records(paths: Iterable[str]) -> Iterator[tuple[str, bytes, Record] | InputError]:
    """Record files (.md) of files and folders: name, bytes and record, or why not."""
    for capture in open_sources(paths):
        if isinstance(capture, InputError):
            yield capture
        elif capture.name == "-" or capture.name.endswith(".md"):
            try:
                yield capture.name, capture.data, read_record(capture.data)
            except InputError as error:
                yield error.at(capture.name)


def import_records(paths: Iterable[str], ledger: Ledger, engine: Engine, progress: Progress = silent) -> Imports:
    """Take records in, each as one unit of work, and link what they promise. Importing again adds nothing."""
    told = Imports()
    read = list(read_records(paths))
    told.failures += [outcome for outcome in read if isinstance(outcome, InputError)]
    records = [outcome for outcome in read if not isinstance(outcome, InputError)]
    for name, _, record in records:  # all letters first: a record without one may be about another record's
        _keep_letter(record, name, ledger, told)
    record_documents((), ledger, engine, progress)
    for done, (name, data, record) in enumerate(records, 1):
        found = imported(record, known=_known_letter(record, ledger), where=name)
        _take_in(found, name, data, ledger, told)
        told.records += 1
        told.losses.update(found.losses)
        progress("匯入 importing", done, len(records))
    told.evidence = link(ledger, engine, progress)
    return told


def _known_letter(record: Record, ledger: Ledger) -> Document | None:
    known = record.source.document_id
    return ledger.document(known) if known and ledger.has_document(known) else None


def _keep_letter(record: Record, name: str, ledger: Ledger, told: Imports) -> None:
    """The letter that a record holds, if the ledger has none of its id."""
    letter = None if _known_letter(record, ledger) else imported(record, where=name).document
    if letter is None:
        return
    try:
        with ledger.unit(letter.id, method=METHOD) as unit:
            unit.document(letter)
    except InputError as error:
        told.failures.append(error.at(name))


def _take_in(found: ImportedRecord, name: str, data: bytes, ledger: Ledger, told: Imports) -> None:
    """One record: its letter and promise where they hold, and its own bytes always."""
    path = "/".join(Path(name).parts[-2:])
    with ledger.unit(found.record.id, method=METHOD) as unit:
        commitment_id = None
        if found.document is not None:
            owner = ledger.fingerprint_owner(found.document.fingerprint) or found.document.id
            letter = ledger.document(owner)
            # offsets count the characters of the text that is kept, which may be wrapped otherwise
            quote = found.quote if owner == found.document.id else imported(found.record, known=letter).quote
            if quote is not None:
                commitment, held = _with_promise(ledger.extraction(owner), quote, found)
                commitment_id = commitment.id
                told.commitments += unit.extraction(held) > 0 and IMPORTED in commitment.why
        told.new += unit.record(_key(found, path, ledger), data, path=path, commitment_id=commitment_id)


def _key(found: ImportedRecord, path: str, ledger: Ledger) -> str:
    """The record's own id; another file that bears the same id is another record."""
    stored = ledger.record(found.record.id)
    taken = stored is not None and stored.path != path
    return f"{found.record.id} {path}" if taken else found.record.id


def _with_promise(held: Extraction, quote: Quote, found: ImportedRecord) -> tuple[Commitment, Extraction]:
    """The promise the record means: one our engine found, or the record's own, added.

    Other records' promises are not asked, so that the order of records changes nothing.
    """
    ours = [one for one in held.commitments if IMPORTED not in one.why]
    same = max(ours, key=lambda one: (_overlap(one.quote, quote), -one.quote.start), default=None)
    if same is not None and _overlap(same.quote, quote) >= SAME:
        return same, held
    added = _promise(held.document, quote, found)
    there = next((one for one in held.commitments if one.id == added.id), None)
    if there is not None:
        return there, held
    every = sorted((*held.commitments, added), key=lambda one: (one.quote.start, one.quote.end))
    return added, replace(held, commitments=tuple(every))


def _overlap(one: Quote, other: Quote) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / min(one.end - one.start, other.end - other.start)


def _promise(document: Document, quote: Quote, found: ImportedRecord) -> Commitment:
    amount = target(quote.exact)
    dated = found.deadline is not None
    return Commitment(
        document=document,
        quote=quote,
        level=Level.CONCRETE if dated or amount else Level.ONGOING,
        title=found.record.title.strip()[:20] or title(quote.exact, (), document.title),
        deadlines=(found.deadline,) if found.deadline else (),
        target=amount,
        agency=resolve(found.agency, document.date.last) if found.agency else None,
        category=found.category,
        why=(IMPORTED,),
    )


def export_records(ledger: Ledger, folder: Path, as_of: date) -> Export:
    """Write one record a commitment, and the index; twice gives the same bytes."""
    return export(_records(ledger, as_of), folder, generated_at=f"{as_of.isoformat()}T00:00:00Z")


def _records(ledger: Ledger, as_of: date) -> Iterator[Record]:
    evidence: dict[str, list[dict[str, object]]] = {}
    for row in evidence_rows(ledger, as_of=as_of):
        evidence.setdefault(row["commitment_id"], []).append(row)
    for row in list_rows(ledger, as_of):
        told = evidence.get(row["id"], [])
        documents = {str(item["document_id"]): ledger.document(str(item["document_id"])) for item in told}
        stored = next(ledger.records(row["id"]), None)
        foreign = read_record(stored.data) if stored else None
        history = tuple(entry for entry in foreign.history if is_foreign(entry)) if foreign else ()
        letter = ledger.document(row["document_id"])
        record = record_of(row, told, letter, documents, as_of=as_of, history=history)
        yield _with_its_face(record, foreign) if foreign and stored and stored.id == foreign.id else record


def _with_its_face(record: Record, foreign: Record) -> Record:
    """An imported record goes out under the id, title and first day by which others know it."""
    last = max(record.last_updated, foreign.created_at)
    return replace(record, id=foreign.id, title=foreign.title, created_at=foreign.created_at, last_updated=last)
