"""Records between folders and the ledger: taken in from elsewhere, written out for everybody.

Taken in: letters in JSON Lines as other trackers keep them (their vectors are not needed), then records: each as
it was (its bytes), the letter and the promise it tells. Where the promise stands is judged anew; a status
somebody wrote is kept as history and decides nothing. What is wrong with the records, the audit says.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from yinuo.collect.packs import PACK_CAP, unpacked
from yinuo.collect.sources import Capture, open_sources
from yinuo.engines import Engine
from yinuo.errors import InputError
from yinuo.extract.agencies import resolve
from yinuo.extract.targets import target
from yinuo.extract.titles import title
from yinuo.model import Commitment, Document, Extraction, Level, Quote
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import evidence_rows, list_rows
from yinuo.pipeline import IMPORTED, METHOD, Progress, Tally, link, read, silent
from yinuo.pipeline import record as record_documents
from yinuo.publish.audit import AuditReport, Sources, audit
from yinuo.publish.composition import record_of
from yinuo.publish.export import Export, export
from yinuo.publish.imports import ImportedRecord, Loss, imported
from yinuo.publish.markdown import read_record
from yinuo.publish.records import Record, is_foreign
from yinuo.words import Tier

__all__ = ["Imports", "export_records", "import_records", "read_letters", "read_records"]

SAME = 0.5  # overlap over the shorter from which two spans of one letter are one promise


@dataclass(slots=True)
class Imports:
    """What an import took in, and what it could not.

    Attributes:
        letters: what became of letters in JSON Lines.
        records: record files read, of which ``new`` the ledger did not have.
        commitments: promises that records name and our engine had not found.
        losses: what could not be taken over from records.
        evidence: links found over all that was new.
        audit: what is wrong with the records, as they came.
        failures: what could not be read.
    """

    letters: Tally = field(default_factory=Tally)
    records: int = 0
    new: int = 0
    commitments: int = 0
    losses: Counter[Loss] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    audit: AuditReport = field(default_factory=lambda: AuditReport(()))
    failures: list[InputError] = field(default_factory=list)


def read_records(paths: Iterable[str]) -> Iterator[tuple[str, bytes, Record] | InputError]:
    """Record files (.md) of files, folders and packs (.zip): name, bytes and record, or why not."""
    for capture in unpacked(open_sources(paths, size_cap=PACK_CAP)):
        if isinstance(capture, InputError):
            yield capture
        elif capture.name == "-" or capture.name.endswith(".md"):
            try:
                yield capture.name, capture.data, read_record(capture.data)
            except InputError as error:
                if not _is_page(capture):
                    yield error.at(capture.name)


def read_letters(paths: Iterable[str]) -> Iterator[Document | InputError]:
    """Letters in JSON Lines (.jsonl, .jsonl.gz) of files, folders and packs: days, months, whole collections."""
    given = [path for path in paths if path != "-"]
    for capture in unpacked(open_sources(given, size_cap=PACK_CAP)) if given else ():
        if isinstance(capture, Capture) and capture.name.endswith(".jsonl") and not _is_table(capture):
            lines = capture.stream or capture.data.splitlines(keepends=True)  # a broken line costs itself alone
            yield from read([Capture(capture.name, stream=lines)])


def _is_page(capture: Capture) -> bool:
    """True of a page about a release («README.md» in a pack), which is no record and claims to be none."""
    return ".zip/" in capture.name and not capture.data.lstrip(b"\xef\xbb\xbf").startswith(b"---")


def _is_table(capture: Capture) -> bool:
    """True of a data set of ours («commitments.jsonl» beside «datapackage.json»): its rows are no letters."""
    return Path(capture.name).parent.name == "data" and b'"payload"' not in capture.data[:65_536]


def _once(errors: Iterable[InputError]) -> Iterator[InputError]:
    """Each fault once, though the same letter stands in the file of every day."""
    told: set[tuple[str, str]] = set()
    for error in errors:
        key = (error.what, (error.where or "").rpartition("（")[2])
        if key not in told:
            told.add(key)
            yield error


def import_records(
    paths: Iterable[str],
    ledger: Ledger,
    engine: Engine,
    progress: Progress = silent,
    *,
    tier: Tier = Tier.CAREFUL,
) -> Imports:
    """Take letters and records in, each as one unit of work, link what they promise, and audit the records.

    Importing again adds nothing.

    Raises:
        UsageError: a path that does not exist.
    """
    told, paths = Imports(), tuple(paths)
    told.letters = record_documents(read_letters(paths), ledger, engine, progress, tier=tier)
    told.failures += _once(told.letters.failures)
    outcomes = list(read_records(paths))
    told.failures += [outcome for outcome in outcomes if isinstance(outcome, InputError)]
    records = [outcome for outcome in outcomes if not isinstance(outcome, InputError)]
    for name, _, record in records:  # all letters first: a record without one may be about another record's
        _keep_letter(record, name, ledger, told)
    record_documents((), ledger, engine, progress, tier=tier)
    for done, (name, data, record) in enumerate(records, 1):
        found = imported(record, known=_known_letter(record, ledger), where=name)
        _take_in(found, name, data, ledger, told)
        told.records += 1
        told.losses.update(found.losses)
        progress("匯入 importing", done, len(records))
    told.evidence = link(ledger, engine, progress)
    if records:
        told.audit = audit(((name, record) for name, _, record in records), Sources(ledger.documents()))
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
    commitment_id = None
    if found.document is not None:
        owner = ledger.fingerprint_owner(found.document.fingerprint) or found.document.id
        # offsets count the characters of the text that is kept, which may be wrapped otherwise
        known = ledger.document(owner)
        quote = found.quote if owner == found.document.id else imported(found.record, known=known).quote
        if quote is not None:
            commitment_id = _keep_promise(ledger.extraction(owner), quote, found, ledger, told)
    with ledger.unit(found.record.id, method=METHOD) as unit:
        told.new += unit.record(_key(found, path, ledger), data, path=path, commitment_id=commitment_id)


def _keep_promise(held: Extraction, quote: Quote, found: ImportedRecord, ledger: Ledger, told: Imports) -> str:
    """The id of the promise a record means; added where our engine had not found it, as read by the same method."""
    commitment, whole = _with_promise(held, quote, found)
    if whole is not held:
        owner = held.document.id
        ((method,),) = ledger.rows("SELECT method FROM extractions WHERE document_id = ?", (owner,))
        with ledger.unit(owner, method=method) as unit:
            told.commitments += unit.extraction(whole) > 0
    return commitment.id


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
