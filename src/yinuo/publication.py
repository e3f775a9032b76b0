"""The ledger → a folder for everybody: records, data sets, linked data, feeds, calendars, a bundle, a site.

All of it is made of one ``Edition``, gathered and checked first; the folder is written beside its place and swapped
in when it is whole. No clock is read: the day is an argument, and publishing again gives the same bytes.
"""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from yinuo.errors import CheckFailed
from yinuo.exchange import export_records
from yinuo.extract.agency_register import register
from yinuo.judge.coverage import Coverage
from yinuo.judge.review import judge_reviewed
from yinuo.model import Judgement
from yinuo.persist.document_rows import document_row
from yinuo.persist.following import following
from yinuo.persist.ledger import Ledger
from yinuo.persist.searched import searched_rows
from yinuo.persist.standing import Standing, later_versions, standings
from yinuo.persist.verify import verify
from yinuo.persist.views import count_rows, evidence_rows, list_rows
from yinuo.pipeline import Progress, silent
from yinuo.publish.addresses import base_address
from yinuo.publish.attribution import LICENCE_FILE, licence_text
from yinuo.publish.changes import state_changes
from yinuo.publish.checks import problems
from yinuo.publish.checksums import CHECKSUMS, files_under, sums_bytes
from yinuo.publish.edition import Edition, Row
from yinuo.publish.overview import README, overview
from yinuo.publish.parts import PARTS, Press, needed, with_pages
from yinuo.publish.staging import staged

__all__ = ["PARTS", "Part", "Publication", "Refused", "edition_of", "publish"]

_AROUND = 32  # characters before and after a quote: enough to find it again in a text that was wrapped anew


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of the publication."""

    name: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What was written."""

    parts: tuple[Part, ...]
    counts: dict[str, int]  # commitments, evidence, documents, … that went out
    notes: tuple[str, ...]  # what was left out, and why
    digest: str  # SHA-256 of all checksums: the same for the same content

    @property
    def bytes(self) -> int:
        """Of all parts."""
        return sum(part.bytes for part in self.parts)


class Refused(CheckFailed):
    """A check failed, so nothing was published; ``problems`` names what."""

    def __init__(self, found: list[str]) -> None:
        self.problems = found
        super().__init__(
            f"檢查未過，什麼都沒有公布（a check failed; nothing was published）：{len(found):,}",
            remedy=f"{found[0]}；請執行 yinuo verify（run yinuo verify）",
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle whole."""
        return (Refused, (self.problems,))


def publish(
    ledger: Ledger,
    folder: Path,
    as_of: date,
    *,
    base_url: str | None = None,
    only: Collection[str] = (),
    progress: Progress = silent,
) -> Publication:
    """Write the publication of a day, or nothing.

    Args:
        ledger: what it is made of; it may be open for reading only.
        folder: where to; whatever publication is there is replaced in one step.
        as_of: the day.
        base_url: where the folder will be found on the web, for feeds and links that must be absolute.
        only: of ``PARTS``; none means all.
        progress: told of each part.

    Raises:
        Refused: a check failed; the folder is as it was.
        UsageError: ``base_url`` is no web address, or the folder holds what is not ours.
        StoreReadOnly: the folder cannot be written.
    """
    base, parts = base_address(base_url), needed(only)
    kept = tuple(part for part in parts if not only or part in only)
    progress("檢查 checking", 0, len(parts))
    with _still(ledger), staged(folder) as root:
        edition = edition_of(ledger, as_of, base, with_statements="site" in kept)
        _check(ledger, edition)
        if "records" in parts:
            export_records(ledger, root / "records", as_of)
        press = Press(with_pages(edition, kept, root / "records", _known_as(ledger)), root)
        _put(root / LICENCE_FILE, licence_text(as_of, edition.documents))
        for done, part in enumerate(parts):
            progress("公布 publishing", done, len(parts))
            if part == "bundle":
                _put(root / README, overview(edition, ("records", "data"), press.notes))
            if part != "records":
                press.write(part)
        for part in set(parts) - set(kept):
            shutil.rmtree(root / part)
        _put(root / README, overview(edition, kept, press.notes))
        sums = sums_bytes(root, files_under(root))
        (root / CHECKSUMS).write_bytes(sums)
        told = tuple(_part(root, part) for part in kept)
    progress("公布 publishing", len(parts), len(parts))
    return Publication(told, _counts(edition), tuple(press.notes), _digest(sums))


@contextmanager
def _still(ledger: Ledger) -> Iterator[None]:
    """One moment of the ledger, whoever writes meanwhile: what is told must agree with what is counted."""
    if ledger.connection.in_transaction:
        yield
        return
    ledger.connection.execute("BEGIN")
    try:
        yield
    finally:
        ledger.connection.execute("ROLLBACK")


def _put(place: Path, words: str) -> None:
    place.write_text(words, encoding="utf-8", newline="\n")


def _part(root: Path, name: str) -> Part:
    places = [root / name / path for path in files_under(root / name)]
    return Part(name, len(places), sum(place.stat().st_size for place in places))


def _digest(sums: bytes) -> str:
    return sha256(sums).hexdigest()


def _counts(edition: Edition) -> dict[str, int]:
    return {
        "commitments": len(edition.commitments),
        "evidence": len(edition.evidence),
        "documents": len(edition.documents),
        "restatements": len(edition.restatements),
        "state_changes": len(edition.changes),
    }


def _known_as(ledger: Ledger) -> dict[str, str]:
    """Commitments that are known under an imported record's id: the first by id, as the export has it."""
    found: dict[str, str] = {}
    for stored in ledger.records():
        if stored.commitment_id is not None and stored.fields.get("id", stored.id) == stored.id:
            found.setdefault(stored.commitment_id, stored.id)
    return found


# ── what must hold ─────────────────────────────────────────────────────────────────────────


def _check(ledger: Ledger, edition: Edition) -> None:
    """The whole ledger is proved, then every row that is about to go out."""
    agencies = register().agencies
    proved = verify(ledger, agencies=agencies)
    sql = "SELECT count(*) FROM documents WHERE last <= ?"
    counts = {
        "commitments": count_rows(ledger, edition.as_of),
        "documents": int(ledger.rows(sql, (edition.as_of.isoformat(),))[0][0]),
    }
    found = [*proved.problems, *problems(edition, agencies, counts)]
    if found:
        raise Refused(found)


# ── gathering ──────────────────────────────────────────────────────────────────────────────


def edition_of(ledger: Ledger, as_of: date, base_url: str | None = None, *, with_statements: bool = False) -> Edition:
    """Everything of a ledger that goes out, as on a day; while it is used, the ledger stays open.

    Args:
        ledger: where it is.
        as_of: the day.
        base_url: with a slash at its end, or None.
        with_statements: whether documents bring what each of their statements does.
    """
    listed = list_rows(ledger, as_of)
    ids, coverage = [row["id"] for row in listed], ledger.coverage()
    told: dict[str, Standing] = {}
    changes: list[dict[str, Any]] = []
    for found in standings(ledger, ids, coverage, as_of):
        told[found.reviewed.machine.id] = found
        changes += _changes(ledger, found, coverage, as_of)
    changes.sort(key=lambda row: (row["date"], row["commitment_id"]))
    shown = frozenset(ids)
    return Edition(
        as_of=as_of,
        commitments=tuple(_commitment(ledger, row, told[row["id"]], coverage, as_of) for row in listed),
        evidence=tuple(_around(ledger, row) for row in evidence_rows(ledger, as_of=as_of)),
        restatements=tuple(_restatements(ledger, shown)),
        changes=tuple(changes),
        documents=tuple(_documents(ledger, as_of, with_statements=with_statements)),
        coverage=tuple(_searched(ledger, as_of)),
        text_of=lambda name: ledger.document(name).text,
        base_url=base_url,
    )


def _commitment(ledger: Ledger, row: Row, found: Standing, coverage: Coverage, as_of: date) -> Row:
    reasons = [
        {"rule": reason.rule, "words": reason.words, "evidence_ids": list(reason.evidence_ids)}
        for reason in found.judgement.reasons
    ]
    told = following(ledger, found, coverage, as_of)
    return _around(ledger, row) | {"reasons": reasons} | {name: told[name] for name in ("measures", "milestones")}


def _around(ledger: Ledger, row: Row) -> dict[str, Any]:
    text, start, end = ledger.document(row["document_id"]).text, row["start"], row["end"]
    return {**row, "before": text[max(0, start - _AROUND) : start], "after": text[end : end + _AROUND]}


def _changes(ledger: Ledger, found: Standing, coverage: Coverage, as_of: date) -> Iterator[dict[str, Any]]:
    """The history of one commitment's state, judged as the list judges it."""
    known = found.reviewed
    versions = later_versions(ledger, known.machine.id)

    @cache
    def judged(day: date) -> Judgement:
        return judge_reviewed(known, coverage, day, later_versions=versions)

    made = known.commitment.made_on.last
    days = {item.stated_on.last for item in known.evidence} | {one.made_on.last for one in versions}
    told = frozenset(day for day in days if made < day <= as_of)
    moved = {judged(day).axes.due for day in (*told, as_of)}
    due = frozenset(day for day in (*moved, *(item.due for item in known.commitment.deadlines)) if day is not None)
    for change in state_changes(judged, made, told, due, as_of):
        yield {
            "id": change.id,
            "commitment_id": change.commitment_id,
            "date": change.on.isoformat(),
            "before": change.before and change.before.value,
            "after": change.after.value,
            "headline": change.headline.value,
        }


def _restatements(ledger: Ledger, shown: frozenset[str]) -> Iterator[Row]:
    for pair in ledger.restatements():
        if pair.earlier_id in shown and pair.later_id in shown:
            changes = [{"what": one.what, "before": one.before, "after": one.after} for one in pair.changes]
            ends = {"earlier_id": pair.earlier_id, "later_id": pair.later_id}
            yield {**ends, "confidence": pair.confidence, "changes": changes}


def _documents(ledger: Ledger, as_of: date, *, with_statements: bool) -> Iterator[Row]:
    copies = ledger.copies()
    found = [*ledger.documents(), *(ledger.document(name) for name in copies)]
    for document in sorted(found, key=lambda one: (one.date.last, one.date.first, one.id)):
        if document.date.last <= as_of:
            row = document_row(document, copies.get(document.id))
            if with_statements and ledger.has_extraction(document.id):
                row["statements"] = _statements(ledger, document.id)
            yield row


def _statements(ledger: Ledger, name: str) -> list[Row]:
    return [
        {"start": one.quote.start, "end": one.quote.end, "roles": sorted(role.value for role in one.roles)}
        for one in ledger.extraction(name).statements
    ]


def _searched(ledger: Ledger, as_of: date) -> Iterator[Row]:
    """What was searched, without the times of writing: they are the ledger's, not the documents'."""
    for row in searched_rows(ledger, as_of):
        yield {name: row[name] for name in ("kind", "agency", "first", "last", "documents")}
