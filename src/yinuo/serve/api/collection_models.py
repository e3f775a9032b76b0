"""What the API gives of documents and of the whole collection, as OpenAPI describes it."""

from datetime import date, datetime
from typing import Literal

from yinuo.judge.decisions import Action
from yinuo.model import Aspect, DocumentKind, Headline, Level, Precision, Role, State
from yinuo.serve.api.models import Commitment, Count, Model

__all__ = [
    "Coverage",
    "Decision",
    "Document",
    "DocumentPage",
    "DocumentText",
    "Due",
    "Group",
    "Hit",
    "Month",
    "Root",
    "Statement",
    "Statistics",
]


class Document(Model):
    """A document read."""

    id: str
    kind: DocumentKind
    first: date
    date: date
    date_precision: Precision
    title: str
    number: str | None
    question_number: str | None
    term: int | None
    session: int | None
    sitting: int | None
    askers: list[str]
    agencies: list[str]
    url: str | None
    fingerprint: str
    characters: Count
    copy_of: str | None


class Statement(Model):
    """A unit of a document and what it does; no roles is background."""

    start: Count
    end: Count
    roles: list[Role]
    level: Level | None
    aspect: Aspect | None


class DocumentText(Document):
    """A whole document with what was read in it."""

    text: str
    statements: list[Statement]
    commitments: list[str]
    evidence: list[str]


class DocumentPage(Model):
    """A page of documents, newest first."""

    total: Count
    items: list[Document]
    next: str | None


class Hit(Model):
    """A place where words were found."""

    kind: Literal["commitment", "evidence", "document"]
    id: str
    document_id: str
    date: date
    title: str
    number: str | None
    url: str | None
    snippet: str
    highlights: list[tuple[int, int]]


class Group(Model):
    """A body, asker, field or session, with its promises by headline; nothing here ranks anybody."""

    value: str
    label: str
    total: Count
    states: dict[State, Count]


class Coverage(Model):
    """Days whose documents were searched; outside them, no news means nothing."""

    kind: DocumentKind
    agency: str | None
    first: date
    last: date
    documents: Count


class Decision(Model):
    """What a person decided, when and why; ``state`` is in_force, overtaken, undone or orphaned."""

    id: str
    action: Action
    at: datetime
    by: str
    why: str
    state: str
    now: str | None
    contested: bool


class Month(Model):
    """Promises made, kept and late in a month."""

    month: str
    made: Count
    kept: Count
    late: Count


class Due(Model):
    """A promise and the day that counts for it now."""

    on: date
    commitment: Commitment


class Statistics(Model):
    """Numbers on a day; ``months`` say how many were made, kept and late."""

    as_of: date
    commitments: Count
    states: dict[State, Count]
    headlines: dict[Headline, Count]
    levels: dict[Level, Count]
    months: list[Month]


class Root(Model):
    """The way in."""

    name: Literal["yinuo"] = "yinuo"
    version: str
    as_of: date
    commitments: Count
    documents: Count
    links: dict[str, str]
