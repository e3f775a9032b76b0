"""What an entry of a record cites, and whether time allows it to bear on the promise."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yinuo.decode.dating import letter_day
from yinuo.decode.letters import letter_key
from yinuo.publish.records import Entry, Kind, Label, Record, is_foreign

__all__ = ["LINE", "Citation", "Timing", "citations", "iso_day", "letter_of"]


LINE = 300
"""A 行政院函 line has some forty characters; of a longer one only so many are read."""


class Timing(StrEnum):
    """Where a cited letter stands to the promise's own; each citation has one."""

    OWN_LETTER = "own_letter"  # the same 行政院函 number
    OWN_COPY = "own_copy"  # another number, the same text
    OLDER = "older"
    SAME_DAY = "same_day"  # another letter of the same day: not later, so no evidence
    LATER = "later"
    UNDATED = "undated"

    @property
    def possible(self) -> bool:
        """True where chronology allows the letter to be evidence."""
        return self is Timing.LATER


@dataclass(frozen=True, slots=True)
class Citation:
    """A letter that an entry of the history names.

    Attributes:
        key: Its number («院臺專字第1100094804號»), or the line as written where it has none.
        day: Its date; ``None`` where the line tells none.
        timing: Where it stands to the promise's letter.
        repeated: An earlier entry of the same record names the same letter (and quotes the same words, if any).
        moves: The entry claims progress or fulfilment.
        fulfils: The entry claims fulfilment.
        changes: The entry changes the status (its heading says 狀態變更).

    """

    key: str
    day: date | None
    timing: Timing
    repeated: bool
    moves: bool
    fulfils: bool
    changes: bool


def letter_of(number: str | None) -> tuple[str | None, date | None]:
    """Key and day of a 行政院函 line; the line itself, without blanks, where it has no number."""
    flat = "".join((number or "")[:LINE].split())
    interval = letter_day(flat)
    return letter_key(flat) or flat or None, interval.first if interval else None


def citations(record: Record, own_copies: frozenset[str] = frozenset()) -> Iterator[Citation]:
    """The letters a record cites as evidence, in order.

    Args:
        record: Its entries without a 文件編號, and the one of 初始建立, cite nothing.
        own_copies: Keys of letters with the same text as the promise's own.

    """
    own, promised = letter_of(record.source.ey_number)[0], promised_on(record)
    seen: set[tuple[str, str | None]] = set()
    for entry in record.history:
        number = entry.get(Label.NUMBER)
        if entry.kind == Kind.CREATED or not number:
            continue
        key, day = letter_of(number)
        key = key or number
        if day is None and not is_foreign(entry):
            day = iso_day(entry.on)  # our entries are dated by their document, whatever its number
        timing = _timing(key, day, own, promised, own_copies)
        fulfils, moves = _claims(entry)
        said = (key, entry.get(Label.QUOTE))  # two sentences of one letter are two; the letter alone is one
        yield Citation(key, day, timing, said in seen, moves, fulfils, entry.kind == Kind.STATUS)
        seen.add(said)


def promised_on(record: Record) -> date | None:
    """The last day on which the promise can have been made: its letter's, or the document date we wrote.

    A report «2023» promises by 2023-12-31: what is later than that is later for certain.
    """
    day = letter_of(record.source.ey_number)[1]
    if day is not None:
        return day
    written = (dict(record.extra).get("document_date") or "").rpartition("/")[2]  # of an interval, its last day
    numbers = [int(part) for part in written.split("-") if part.isascii() and part.isdigit()]
    try:
        match numbers:
            case [year]:
                return date(year, 12, 31)
            case [year, month]:
                return date(year, month, monthrange(year, month)[1])
            case [year, month, day_of_month]:
                return date(year, month, day_of_month)
    except (ValueError, OverflowError):
        return None
    return None


def _timing(key: str, day: date | None, own: str | None, promised: date | None, own_copies: frozenset[str]) -> Timing:
    if key == own:
        return Timing.OWN_LETTER
    if key in own_copies:
        return Timing.OWN_COPY
    if day is None or promised is None:
        return Timing.UNDATED
    if day < promised:
        return Timing.OLDER
    return Timing.SAME_DAY if day == promised else Timing.LATER


def _claims(entry: Entry) -> tuple[bool, bool]:
    """Whether an entry claims fulfilment, and whether it claims any movement: its verdict, else its heading."""
    words = entry.get(Label.VERDICT) or entry.kind
    fulfils = "達成" in words
    return fulfils, fulfils or "進度" in words


def iso_day(words: str | None) -> date | None:
    """A day written YYYY-MM-DD; ``109-12-31`` and ``YYYY-05-31`` are none."""
    if words is None or len(words) != len("YYYY-MM-DD"):
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
