"""What the API gives, as OpenAPI describes it: the rows of ``persist.views``, key by key.

Keys are added, never renamed or removed within ``v1``. Days are ISO 8601; a day with a precision beside it is the
last of its interval («110年» is 2021-12-31, precision year). Offsets count characters of the document's ``text``.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from yinuo.model import (
    Category,
    DecidedBy,
    Direction,
    DocumentKind,
    EvidenceLevel,
    Headline,
    Level,
    Precision,
    Relation,
    Schedule,
    State,
)
from yinuo.words import Publication

__all__ = [
    "Change",
    "Commitment",
    "CommitmentPage",
    "CommitmentSheet",
    "Deadline",
    "Evidence",
    "FacetValue",
    "Facets",
    "Judgement",
    "Problem",
]

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Model(BaseModel):
    """A row; keys we do not know yet pass through, for readers are told of new ones only by their being there."""

    model_config = ConfigDict(extra="allow", use_enum_values=True)


# ── what stands everywhere ─────────────────────────────────────────────────────────────────


class Problem(Model):
    """RFC 9457: what went wrong, where, and what to do next."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str | None = None


class Source(Model):
    """The document a quote stands in."""

    date: date
    date_precision: Precision
    kind: DocumentKind
    subject: str
    number: str | None
    question_number: str | None
    term: int | None
    session: int | None
    askers: list[str]
    url: str | None


class Deadline(Model):
    """By when, in the letter's words and as a day."""

    text: str
    date: date
    event: str | None
    precision: Precision
    starts: bool


class Target(Model):
    """How much, in the letter's words and as a plain number."""

    text: str
    value: float
    unit: str
    direction: Direction


# ── promises and what became of them ───────────────────────────────────────────────────────


class Commitment(Source):
    """A promise and where it stands on the day ``as_of``."""

    id: str
    document_id: str
    start: Count
    end: Count
    text: str
    level: Level
    title: str
    deadlines: list[Deadline]
    target: Target | None
    agency: str | None
    agency_id: str | None
    agency_words: str | None
    successor: str | None
    category: Category | None
    confidence: Share
    headings: list[str]
    why: list[str]
    state: State
    headline: Headline
    schedule: Schedule
    due: date | None
    evidence_level: EvidenceLevel
    evidence_count: Count
    last_evidence: date | None
    last_searched: date | None
    decided_by: DecidedBy
    as_of: date
    publication: Publication


class Evidence(Source):
    """A quote of a later document and what it says of a promise."""

    id: str
    commitment_id: str
    document_id: str
    start: Count
    end: Count
    text: str
    relation: Relation
    effective_date: date
    effective_precision: Precision
    confidence: Share
    decided_by: DecidedBy
    accepted: bool
    why: list[str]


class Reason(Model):
    """The rule that gave a state, in words, and the evidence it rests on."""

    rule: str
    words: str
    evidence_ids: list[str]


class Judgement(Model):
    """Where a promise stands on a day, and why."""

    commitment_id: str
    as_of: date
    state: State
    headline: Headline
    schedule: Schedule
    due: date | None
    evidence_level: EvidenceLevel
    last_evidence: date | None
    last_searched: date | None
    decided_by: DecidedBy
    reasons: list[Reason]


class Moved(Model):
    """One thing that differs between two tellings."""

    what: str
    before: str | None
    after: str | None


class Restatement(Model):
    """Another telling of the promise."""

    id: str
    direction: Literal["earlier", "later"]
    title: str
    text: str
    document_id: str
    date: date
    number: str | None
    confidence: Share
    changes: list[Moved]


class Context(Model):
    """The letter around the quote, and how long it is."""

    before: str
    after: str
    length: Count


class Change(Model):
    """A state that came: as on the day before, and from this day on."""

    commitment_id: str
    date: date
    before: State | None
    after: State
    headline: Headline


class CommitmentSheet(Model):
    """Everything known of one promise by a day (``yinuo show --json``)."""

    commitment: Commitment
    judgement: Judgement
    timeline: list[Evidence]
    rejected: list[Evidence]
    restatements: list[Restatement]
    context: Context
    records: list[str]
    measures: dict[str, object] | None
    milestones: list[dict[str, object]]
    thread: dict[str, object] | None


class CommitmentPage(Model):
    """A page of promises; ``next`` is the address of the page after, None at the end."""

    total: Count
    as_of: date
    items: list[Commitment]
    next: str | None


class FacetValue(Model):
    """A value that may be chosen, what it is called, and how many promises it leaves."""

    value: str
    label: str
    count: Count
    chosen: bool


class Facets(Model):
    """Counts by facet; those of one facet leave its own choice aside."""

    total: Count
    as_of: date
    facets: dict[str, list[FacetValue]]
