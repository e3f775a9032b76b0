"""The reverse look-up: which promises of a ledger a document bears on, and what it would change. Nothing is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yinuo.judge.coverage import Coverage, Searched
from yinuo.judge.linker import Case, Turn, judge_turn
from yinuo.judge.restatements import restatement
from yinuo.judge.review import judge_reviewed
from yinuo.judge.shelves import Shelves, telling
from yinuo.model import Change, Commitment, Document, DocumentKind, Evidence, Extraction, Judgement, Statement
from yinuo.persist.candidate_index import CandidateIndex
from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import Standing, later_versions, standings
from yinuo.pipeline import METHOD, read_promises
from yinuo.words import Publication

__all__ = ["Looked", "Touch", "look"]


@dataclass(frozen=True, slots=True)
class Touch:
    """One passage of the document and the promise it bears on.

    Attributes:
        commitment: the promise, as people corrected it.
        letter: the document it stands in.
        evidence: the passage, its relation and how surely.
        changes: what moved, where the passage is the same promise again.
        before: where the promise stands by the ledger as it is.
        after: where it would stand with it.
    """

    commitment: Commitment
    letter: Document
    evidence: Evidence
    changes: tuple[Change, ...]
    before: Judgement
    after: Judgement


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look-up of one document found.

    Attributes:
        document: the document.
        promises: how many promises it makes itself.
        compared: with how many earlier promises it was compared.
        known_as: the id under which the ledger has this text already, if it has.
        touches: in order of the text.
    """

    document: Document
    promises: int
    compared: int
    known_as: str | None
    touches: tuple[Touch, ...]


def look(documents: Iterable[Document], ledger: Ledger, as_of: date) -> Iterator[Looked]:
    """Look documents up, each by itself; the ledger may be open for reading only.

    Args:
        documents: what to look up.
        ledger: the promises; those that people rejected are left out.
        as_of: the day the standing is told for.
    """
    shelves = CandidateIndex.open(ledger, METHOD)
    coverage = ledger.coverage()
    for document in documents:
        extraction = read_promises(document)
        cases = _cases(extraction, shelves, ledger)
        found = judge_turn(Turn(document.id, cases))
        known = ledger.fingerprint_owner(document.fingerprint)
        wider = coverage if known else Coverage((*coverage.searched, _searched(extraction.document)))
        touches = tuple(_touches(extraction, found, ledger, coverage, wider, as_of))
        yield Looked(extraction.document, len(extraction.commitments), len(cases), known, touches)


def _cases(extraction: Extraction, shelves: Shelves, ledger: Ledger) -> tuple[Case, ...]:
    """The earlier promises that share enough with a passage, each with those passages in order of the text."""
    document = extraction.document
    near: dict[str, list[Statement]] = {}
    told = list(telling(extraction))
    shelved = shelves.promises([read for _, read in told], before=document.date.first)
    for (number, _), found in zip(told, shelved, strict=True):
        for at in found:
            near.setdefault(at.commitment_id, []).append(extraction.statements[number])
    sql = "SELECT 1 FROM commitments WHERE id = ? AND publication = ?"
    standing = (one for one in sorted(near) if not ledger.rows(sql, (one, Publication.REJECTED.value)))
    return tuple(
        Case(promise, ledger.document(promise.quote.document_id).title, document, tuple(near[promise.id]))
        for promise in map(ledger.commitment, standing)
        if promise.fingerprint != document.fingerprint
    )


def _touches(
    extraction: Extraction,
    found: Sequence[Evidence],
    ledger: Ledger,
    coverage: Coverage,
    wider: Coverage,
    as_of: date,
) -> Iterator[Touch]:
    ids = sorted({item.commitment_id for item in found})
    for standing in standings(ledger, ids, coverage, as_of):
        one = standing.reviewed.machine
        mine = [item for item in found if item.commitment_id == one.id]
        again = [later for later in extraction.commitments if restatement(one, later) and _told(later, mine)]
        after = _after(standing, mine, again, ledger, wider, as_of)
        for item in mine:
            said = (restatement(one, later) for later in again if _told(later, [item]))
            changes = tuple(change for told in said if told for change in told.changes)
            letter = ledger.document(one.quote.document_id)
            yield Touch(standing.commitment, letter, item, changes, standing.judgement, after)


def _told(later: Commitment, found: Iterable[Evidence]) -> bool:
    """True where a promise of the document stands in a passage that bears."""
    return any(later.quote.start < item.quote.end and item.quote.start < later.quote.end for item in found)


def _after(
    standing: Standing,
    mine: Sequence[Evidence],
    again: Sequence[Commitment],
    ledger: Ledger,
    wider: Coverage,
    as_of: date,
) -> Judgement:
    """The standing with the document's passages, its silence and its own version of the promise; decisions hold."""
    known = standing.reviewed
    new = [item for item in mine if not known.refuses(item.quote.document_id, item.quote.start, item.quote.end)]
    held = {item.id for item in known.evidence}
    told = replace(known, evidence=(*known.evidence, *(item for item in new if item.id not in held)))
    versions = (*later_versions(ledger, known.machine.id), *again)
    return judge_reviewed(told, wider, as_of, later_versions=versions)


def _searched(document: Document) -> Searched:
    """The document among those searched: a report speaks of its own body's promises, a letter of any."""
    own = document.kind in (DocumentKind.REPORT, DocumentKind.NEWS) and len(document.agencies) == 1
    body = document.agencies[0] if own and document.agencies[0] not in ("行政院", "立法院") else None
    return Searched(document.date.last, document.date.first, body)
