r"""Every noun of yinuo on one page: frozen, typed, no behaviour beyond its own invariants.

The flow in these words: a ``Document`` is read into ``Statement``\ s; those that promise become
``Commitment``\ s; passages of later documents that bear on one become ``Evidence``; and
``Judgement`` says, for a day, where a commitment stands.

The constructors refuse what may never happen (DESIGN §5): a quote that is not verbatim,
evidence that chronology forbids, a deadline before its own letter. The closed lists of words
(levels, relations, states …) stand in ``words``; import them from here.
"""

import hashlib
from dataclasses import InitVar, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Self

from yinuo.errors import ImpossibleDate, InvariantError, NotLater, NotVerbatim
from yinuo.words import (
    Aspect,
    Category,
    DecidedBy,
    Direction,
    DocumentKind,
    EvidenceLevel,
    Headline,
    Level,
    Precision,
    Relation,
    Role,
    Schedule,
    State,
)

__all__ = [
    "AgencyRef",
    "Aspect",
    "Axes",
    "Category",
    "Change",
    "Commitment",
    "DateInterval",
    "Deadline",
    "DecidedBy",
    "Direction",
    "Document",
    "DocumentKind",
    "Evidence",
    "EvidenceLevel",
    "Extraction",
    "Headline",
    "Judgement",
    "Level",
    "Precision",
    "Quote",
    "Reason",
    "Relation",
    "Restatement",
    "Role",
    "Schedule",
    "State",
    "Statement",
    "Target",
    "fingerprint",
    "stable_id",
]


# ── identity ───────────────────────────────────────────────────────────────────────────────


def stable_id(*parts: object) -> str:
    """A UUID-shaped id from raw, stable source values; the same parts give the same id."""
    raw = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:32]}"


def fingerprint(text: str) -> str:
    """SHA-256 of a text without its white space: two copies of one letter share it."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


# ── time ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, order=True)
class DateInterval:
    """Days from ``first`` to ``last``, both included: «2026» is not 31 December at noon."""

    first: date
    last: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ImpossibleDate(f"迄日早於起日（interval ends before it starts）：{self.first}…{self.last}")

    @classmethod
    def day(cls, year: int, month: int, day: int) -> Self:
        """One day; raises ``ValueError`` where the calendar has no such day."""
        on = date(year, month, day)
        return cls(on, on, Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """A whole month."""
        after = date(year + month // 12, month % 12 + 1, 1) if (year, month) < (date.max.year, 12) else None
        return cls(date(year, month, 1), after - timedelta(days=1) if after else date.max, Precision.MONTH)

    @classmethod
    def year(cls, year: int) -> Self:
        """A whole year of the Common Era."""
        return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)

    def is_after(self, other: "DateInterval") -> bool:
        """True where every day of this interval is later than every day of the other."""
        return self.first > other.last

    def __str__(self) -> str:
        if self.precision is Precision.DAY:
            return self.first.isoformat()
        if self.precision is Precision.MONTH:
            return self.first.isoformat()[:7]
        if self.precision is Precision.YEAR:
            return self.first.isoformat()[:4]
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


# ── documents ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Document:
    """One official text with one date and one author body.

    ``text`` is canonical: offsets count its characters, and nothing ever edits it. ``date`` is
    the letter's own date, never the day it was tabled, fetched or written to disk.
    """

    id: str
    kind: DocumentKind
    text: str
    date: DateInterval
    title: str = ""  # 案由, or a report's title, as written
    number: str | None = None  # 行政院函…號, as written
    question_number: str | None = None  # 立法院函…號, as written
    term: int | None = None  # 屆
    session: int | None = None  # 會期
    sitting: int | None = None  # 會次
    askers: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()  # answering bodies as written; («有關機關» names none)
    url: str | None = None
    source: str = ""  # file name or address it was read from; says nothing about identity

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise InvariantError("文件沒有識別碼或內文（a document needs an id and a text）", where=self.source or None)

    @cached_property
    def fingerprint(self) -> str:
        """Identity of the text: the same under any id, number or line wrapping."""
        return fingerprint(self.text)

    def quote(self, start: int, end: int) -> "Quote":
        """The quote of ``text[start:end]``."""
        return Quote(self, start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Quote:
    """Words exactly as they stand: ``document.text[start:end] == exact``, checked here."""

    document: InitVar[Document]
    start: int
    end: int
    exact: str
    document_id: str = field(init=False)

    def __post_init__(self, document: Document) -> None:
        if not 0 <= self.start < self.end <= len(document.text) or document.text[self.start : self.end] != self.exact:
            raise NotVerbatim(
                f"引文與原文不符（not the exact slice）：[{self.start}:{self.end}] {self.exact[:40]!r}",
                where=document.id,
            )
        object.__setattr__(self, "document_id", document.id)


@dataclass(frozen=True, slots=True)
class Statement:
    """A unit of a document (about a sentence) and what it does; no roles means background."""

    quote: Quote
    roles: frozenset[Role]
    level: Level | None = None  # of a statement that commits
    aspect: Aspect | None = None  # of a statement that reports
    headings: tuple[str, ...] = ()  # outline path above it, outermost first, as written
    confidence: float = 1.0
    why: tuple[str, ...] = ()  # the cues that decided, as written in the text


# ── commitments ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when, in the letter's words and as days: «預計114年3月完工»."""

    words: str
    interval: DateInterval
    event: str | None = None  # 完工, 實施, 開工…
    starts: bool = False  # True where the day is when something begins, not when it is due

    @property
    def due(self) -> date:
        """The last day on which it is still in time."""
        return self.interval.last


@dataclass(frozen=True, slots=True)
class Target:
    """How much, in the letter's words and as a plain number in ``unit`` (萬 and 億 expanded)."""

    words: str
    value: Decimal
    unit: str
    direction: Direction = Direction.AT_LEAST


@dataclass(frozen=True, slots=True)
class AgencyRef:
    """A body as the text names it, and as the register knows it on that day.

    An unknown body keeps its ``words`` and has no ``id``: never a guess.
    """

    words: str
    id: str | None = None
    name: str | None = None  # the official name on the document's day
    successor: str | None = None  # the body that holds the task now, where it is another


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promised act or outcome, word for word."""

    document: InitVar[Document]
    quote: Quote
    level: Level
    title: str  # at most 20 characters, understood without the letter
    deadlines: tuple[Deadline, ...] = ()
    target: Target | None = None
    agency: AgencyRef | None = None
    category: Category | None = None
    confidence: float = 1.0
    headings: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    known_as: InitVar[str | None] = None  # the id it keeps where a reviewer cut its quote anew
    id: str = field(init=False)
    made_on: DateInterval = field(init=False)
    fingerprint: str = field(init=False)  # of the document it stands in

    def __post_init__(self, document: Document, known_as: str | None) -> None:
        if self.quote.document_id != document.id:
            raise NotVerbatim("引文出自別的文件（the quote is from another document）", where=document.id)
        if not 0 < len(self.title) <= 20:
            raise InvariantError(
                f"標題須為 1 至 20 字（title of 1 to 20 characters）：{self.title!r}", where=document.id
            )
        for deadline in self.deadlines:
            if deadline.due < document.date.first:
                raise ImpossibleDate(
                    f"期限早於文件日期（deadline before its document）：{deadline.words} → {deadline.due}",
                    where=document.id,
                )
        own = stable_id("commitment", document.id, self.quote.start, self.quote.end)
        object.__setattr__(self, "id", known_as or own)
        object.__setattr__(self, "made_on", document.date)
        object.__setattr__(self, "fingerprint", document.fingerprint)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document gave."""

    document: Document
    statements: tuple[Statement, ...]
    commitments: tuple[Commitment, ...]


# ── tracking ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote in a later document and what it says about a commitment."""

    commitment: InitVar[Commitment]
    document: InitVar[Document]
    quote: Quote
    relation: Relation
    effective: DateInterval  # when the event told took place; else the document's date
    confidence: float = 1.0
    decided_by: DecidedBy = DecidedBy.RULE
    why: tuple[str, ...] = ()
    id: str = field(init=False)
    commitment_id: str = field(init=False)
    stated_on: DateInterval = field(init=False)  # the document's date

    def __post_init__(self, commitment: Commitment, document: Document) -> None:
        if self.quote.document_id != document.id:
            raise NotVerbatim("引文出自別的文件（the quote is from another document）", where=document.id)
        if document.id == commitment.quote.document_id or document.fingerprint == commitment.fingerprint:
            raise NotLater("證據出自承諾本身的文件（evidence from the promise's own text）", where=document.id)
        if not document.date.is_after(commitment.made_on):
            raise NotLater(
                f"證據文件不晚於承諾（evidence not later than the promise）：{document.date} ≤ {commitment.made_on}",
                where=document.id,
            )
        if self.relation.bears and self.effective.last < commitment.made_on.first:
            raise NotLater("承諾前的事不算證據（an event before the promise bears on none）", where=document.id)
        object.__setattr__(
            self, "id", stable_id("evidence", commitment.id, document.id, self.quote.start, self.quote.end)
        )
        object.__setattr__(self, "commitment_id", commitment.id)
        object.__setattr__(self, "stated_on", document.date)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that moved between two tellings of a promise."""

    what: str  # deadline, target, agency, wording
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Restatement:
    """The same promise in a later document: information, not a duplicate."""

    earlier_id: str
    later_id: str
    confidence: float
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule that gave a state, in words, and the evidence it rests on."""

    rule: str
    words: str
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Axes:
    """What stands beside the state."""

    schedule: Schedule
    evidence_level: EvidenceLevel
    last_evidence: date | None
    last_searched: date | None
    decided_by: DecidedBy
    due: date | None = None  # the last day that counts now: the letter's, or the one it was moved to


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a commitment stands on the day ``as_of``."""

    commitment_id: str
    as_of: date
    state: State
    headline: Headline
    axes: Axes
    reasons: tuple[Reason, ...]
