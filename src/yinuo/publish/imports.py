"""A record written by hand or by another tracker → what yinuo can take over from it.

Taken over: the letter, if the record holds its text (or we know it); the quote, if it stands in
that text; a deadline, if it can be one; and the record's own history, as it is. Never taken over:
the status. Where the promise stands is judged anew from documents.
"""

from dataclasses import dataclass
from enum import StrEnum

from yinuo.decode.dating import letter_day
from yinuo.decode.folding import fold
from yinuo.decode.letters import answering_bodies, asker_names
from yinuo.model import DateInterval, Deadline, Document, DocumentKind, Quote, stable_id
from yinuo.publish.citations import LINE, iso_day
from yinuo.publish.filenames import NO_CATEGORY
from yinuo.publish.records import Entry, Record, is_foreign
from yinuo.words import Category

__all__ = ["ImportedRecord", "Loss", "imported"]


_KINDS = {kind.value: kind for kind in DocumentKind}


class Loss(StrEnum):
    """What could not be taken over, and why."""

    NO_TEXT = "no_text"  # the record holds no letter and we do not know it
    UNDATED = "undated"  # its letter has no date
    QUOTE_ABSENT = "quote_absent"  # 承諾原文 does not stand in the letter, not even folded
    QUOTE_FOLDED = "quote_folded"  # it stands there written otherwise: the letter's words are taken
    DEADLINE_BEFORE_LETTER = "deadline_before_letter"
    DEADLINE_NOT_A_DATE = "deadline_not_a_date"
    CATEGORY_UNKNOWN = "category_unknown"
    STATUS_NOT_TAKEN = "status_not_taken"  # it said more than 追蹤中; its state is judged anew


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """What came over.

    Attributes:
        record: The record as it was read.
        document: The source letter; ``None`` without a text or a date.
        quote: The promise in the letter's own characters; ``None`` where it does not stand there.
        deadline: From ``target_date``; its words are the letter's only by chance.
        target_value: As written.
        agency: As written; the register resolves it.
        category: Of the closed list, or ``None``.
        history: The record's entries by others, as they are; yinuo writes its own anew.
        losses: What could not be taken over.

    """

    record: Record
    document: Document | None
    quote: Quote | None
    deadline: Deadline | None
    target_value: str | None
    agency: str | None
    category: Category | None
    history: tuple[Entry, ...]
    losses: tuple[Loss, ...]

    @property
    def usable(self) -> bool:
        """True where a commitment can be made of it: a letter, and the quote in it."""
        return self.quote is not None


def imported(record: Record, *, known: Document | None = None, where: str = "") -> ImportedRecord:
    """What yinuo can take over from a record; never raises on what a record says.

    Args:
        record: As read.
        known: The source letter, where we have it; it goes before the text in the record.
        where: The record's file, as the source of the letter rebuilt from it.

    """
    losses: list[Loss] = []
    document = known or _letter(record, where, losses)
    quote = _quote(record.quote, document, losses) if document else None
    deadline = _deadline(record.target_date, document, losses)
    category = next((category for category in Category if category.value == record.category), None)
    if category is None and record.category != NO_CATEGORY:
        losses.append(Loss.CATEGORY_UNKNOWN)
    if record.status != "追蹤中":
        losses.append(Loss.STATUS_NOT_TAKEN)
    return ImportedRecord(
        record=record,
        document=document,
        quote=quote,
        deadline=deadline,
        target_value=record.target_value,
        agency=record.responsible_agency,
        category=category,
        history=_foreign(record),
        losses=tuple(losses),
    )


def _foreign(record: Record) -> tuple[Entry, ...]:
    """The entries that yinuo did not write: all of another tracker's record, the additions to one of ours."""
    if "document_date" not in dict(record.extra):
        return record.history
    return tuple(entry for entry in record.history if is_foreign(entry))


def _letter(record: Record, where: str, losses: list[Loss]) -> Document | None:
    """The letter as the record tells it: its text is 來源回覆, its day that of the 行政院函 line."""
    if record.reply is None or not record.reply.strip():
        losses.append(Loss.NO_TEXT)
        return None
    source, extra = record.source, dict(record.extra)
    if extra.get("excerpt"):  # a part of a long letter, in a record of ours: not the letter
        losses.append(Loss.NO_TEXT)
        return None
    day = letter_day((source.ey_number or "")[:LINE]) or _told_day(extra.get("document_date"))
    if day is None:
        losses.append(Loss.UNDATED)
        return None
    return Document(
        id=source.document_id or stable_id("document", source.ey_number, record.reply),
        kind=_KINDS.get(extra.get("document_kind") or "", DocumentKind.REPLY),
        text=record.reply,
        date=day,
        title=record.subject or "",
        number=source.ey_number,
        term=_number(source.term),
        session=_number(source.session_period),
        askers=asker_names(record.subject or ""),
        agencies=answering_bodies(record.reply),
        url=source.url,
        source=where,
    )


def _told_day(words: str | None) -> DateInterval | None:
    """A document's date as our own records write it: a day, a month or a year."""
    parts = (words or "").split("-")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        match [int(part) for part in parts]:
            case [year]:
                return DateInterval.year(year)
            case [year, month]:
                return DateInterval.month(year, month)
            case [year, month, day]:
                return DateInterval.day(year, month, day)
    except (ValueError, IndexError, OverflowError):
        return None
    return None


def _number(words: str | None) -> int | None:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) <= 3 else None


def _quote(words: str, document: Document, losses: list[Loss]) -> Quote | None:
    words = words.strip()
    start = document.text.find(words)
    if words and start >= 0:
        return document.quote(start, start + len(words))
    shadow = fold(document.text)
    folded = fold(words).text.strip()
    at = shadow.text.find(folded) if folded else -1
    if at < 0:
        losses.append(Loss.QUOTE_ABSENT)
        return None
    losses.append(Loss.QUOTE_FOLDED)
    return document.quote(*shadow.original(at, at + len(folded)))


def _deadline(words: str | None, document: Document | None, losses: list[Loss]) -> Deadline | None:
    if not words:
        return None
    due = iso_day(words)
    if due is None:
        losses.append(Loss.DEADLINE_NOT_A_DATE)
        return None
    if document is not None and due < document.date.first:
        losses.append(Loss.DEADLINE_BEFORE_LETTER)
        return None
    return Deadline(words, DateInterval(due, due))
