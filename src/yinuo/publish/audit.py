"""Other trackers' records, checked against their sources and against time.

By file and in total: quotes that are not verbatim, evidence that chronology forbids, letters
counted twice, deadlines before the letter, agencies and categories outside the lists, and
已達成 that nothing later supports. What each word means stands in ``docs/records.md``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yinuo.decode.folding import fold_key
from yinuo.model import Document
from yinuo.publish.audit_checks import AgencyCheck, QuoteCheck, agency_check, quote_check
from yinuo.publish.audit_rows import AuditRow, Fault
from yinuo.publish.audit_totals import Totals, totals
from yinuo.publish.citations import Citation, Timing, citations, iso_day, letter_of, promised_on
from yinuo.publish.filenames import NO_CATEGORY
from yinuo.publish.records import Record
from yinuo.words import Category, Headline, State

__all__ = ["AuditReport", "AuditRow", "Fault", "Sources", "audit"]

_CATEGORIES = frozenset(category.value for category in Category) | {NO_CATEGORY}


class Sources:
    """Source texts, found by the document's id or by its letter's number."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._by_id: dict[str, Document] = {}
        self._by_key: dict[str, list[Document]] = {}
        self._copies: dict[str, set[str]] = {}
        for document in documents:
            self._by_id.setdefault(document.id, document)
            key, _ = letter_of(document.number)
            if key:
                self._by_key.setdefault(key, []).append(document)
                self._copies.setdefault(document.fingerprint, set()).add(key)
        self._folded: dict[str, str] = {}

    def find(self, record: Record) -> Document | None:
        """The document a record was taken from; by number only where one document bears it."""
        found = self._by_id.get(record.source.document_id or "")
        if found is not None:
            return found
        same = self._by_key.get(letter_of(record.source.ey_number)[0] or "", [])
        return same[0] if len({document.fingerprint for document in same}) == 1 else None

    def days(self) -> Iterable[date]:
        """The days of the documents."""
        return (document.date.first for document in self._by_id.values())

    def copies_of(self, document: Document | None) -> frozenset[str]:
        """Keys of the letters that have this document's text."""
        return frozenset(self._copies.get(document.fingerprint, ())) if document else frozenset()

    def folded(self, text: str) -> str:
        """``fold_key`` of a text, worked out once."""
        if text not in self._folded:
            self._folded[text] = fold_key(text)
        return self._folded[text]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """All files audited, in their order."""

    rows: tuple[AuditRow, ...]

    def totals(self) -> Totals:
        """Name → ``count``, ``of`` and ``share`` (0..1; 0 of nothing is 0), in reading order."""
        return totals(self.rows)

    @property
    def sound(self) -> bool:
        """True where no record has a fault."""
        return not any(row.faults for row in self.rows)


def audit(
    records: Iterable[tuple[str, Record]],
    sources: Sources | Mapping[str, Document] | None = None,
    *,
    as_of: date | None = None,
) -> AuditReport:
    """Check records.

    Args:
        records: Path (for the report) and record.
        sources: The source texts that are known; a mapping's values are used.
        as_of: The day for the derived states; without it a record's own ``last_updated``.

    """
    known = sources if isinstance(sources, Sources) else Sources((sources or {}).values())
    files = tuple(records)
    searched = _last_searched((record for _, record in files), known)
    return AuditReport(tuple(_row(path, record, known, searched, as_of) for path, record in files))


def _last_searched(records: Iterable[Record], sources: Sources) -> date | None:
    """The newest letter that anybody read: silence after a deadline means something only up to it."""
    cited = (citation.day for record in records for citation in citations(record) if citation.day)
    return max((*cited, *sources.days()), default=None)


def _row(path: str, record: Record, sources: Sources, searched: date | None, as_of: date | None) -> AuditRow:
    document = sources.find(record)
    letter = promised_on(record)
    if letter is None and document is not None:
        letter = document.date.first
    cited = tuple(citations(record, sources.copies_of(document)))
    inside = quote_check(record.quote, record.reply, sources.folded)
    outside = quote_check(record.quote, document.text if document else None, sources.folded)
    quote = min(inside, outside, key=list(QuoteCheck).index)
    body = agency_check(record.responsible_agency, letter)
    faults = (
        *_quote_faults(quote),
        *_evidence_faults(cited),
        *_deadline_faults(record.target_date, letter),
        *_other_faults(record, cited, body, letter),
    )
    return AuditRow(
        path=path,
        id=record.id,
        status=record.status,
        state=_state(record, cited, letter, searched, as_of or iso_day(record.last_updated)),
        quote=quote,
        quote_in_record=inside,
        cited=cited,
        agency=record.responsible_agency,
        agency_check=body,
        faults=faults,
    )


def _quote_faults(quote: QuoteCheck) -> Iterable[Fault]:
    if quote is QuoteCheck.NO_TEXT:
        yield Fault.QUOTE_UNCHECKED
    elif quote is not QuoteCheck.EXACT:
        yield Fault.QUOTE_NOT_VERBATIM


def _evidence_faults(cited: tuple[Citation, ...]) -> Iterable[Fault]:
    timings = {citation.timing for citation in cited}
    if Timing.OLDER in timings:
        yield Fault.EVIDENCE_OLDER
    if timings & {Timing.OWN_LETTER, Timing.OWN_COPY}:
        yield Fault.EVIDENCE_OWN_LETTER
    if Timing.SAME_DAY in timings:
        yield Fault.EVIDENCE_SAME_DAY
    if Timing.UNDATED in timings:
        yield Fault.EVIDENCE_UNDATED
    if any(citation.repeated for citation in cited):
        yield Fault.EVIDENCE_REPEATED


def _deadline_faults(words: str | None, letter: date | None) -> Iterable[Fault]:
    if words:
        due = iso_day(words)
        if due is None:
            yield Fault.DEADLINE_NOT_A_DATE
        elif letter is not None and due < letter:
            yield Fault.DEADLINE_BEFORE_LETTER


def _other_faults(
    record: Record, cited: tuple[Citation, ...], body: AgencyCheck, letter: date | None
) -> Iterable[Fault]:
    if body is AgencyCheck.UNKNOWN:
        yield Fault.AGENCY_UNKNOWN
    elif body is AgencyCheck.SEVERAL:
        yield Fault.AGENCY_SEVERAL
    if record.category not in _CATEGORIES:
        yield Fault.CATEGORY_UNKNOWN
    if record.status == Headline.FULFILLED and not _supported(cited):
        yield Fault.FULFILLED_UNSUPPORTED
    if letter is None:
        yield Fault.LETTER_UNDATED


def _supported(cited: Iterable[Citation]) -> bool:
    return any(citation.timing.possible and citation.fulfils for citation in cited)


def _state(
    record: Record, cited: tuple[Citation, ...], letter: date | None, searched: date | None, as_of: date | None
) -> State:
    """Where the promise stands by what may count: later letters only, and a date that can be a deadline."""
    if record.status == Headline.FULFILLED and _supported(cited):
        return State.FULFILLED
    due = iso_day(record.target_date)
    if due and letter and letter <= due and as_of and due < as_of:
        return State.OVERDUE if searched and searched > due else State.UNKNOWN
    moved = any(citation.timing.possible and citation.moves for citation in cited)
    return State.PROGRESSING if moved else State.OPEN
