"""Documents: a list of them, and each word for word with everything that stands in it marked."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from yinuo.errors import UsageError
from yinuo.model import Document, DocumentKind
from yinuo.persist.document_rows import DocumentQuestion, document_row, document_rows
from yinuo.persist.ledger import Ledger
from yinuo.persist.letter import Letter, letter
from yinuo.publish.site.letters import Mark, breaks, paragraphs, part_of, parts
from yinuo.serve.web.asking import asked_day, asked_limit
from yinuo.serve.web.errors import missing
from yinuo.serve.web.rendering import page, part, unchanged, url
from yinuo.serve.web.room import Room, room_of
from yinuo.words import Publication, Role

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

Row = dict[str, Any]
_NAMES = frozenset({"q", "kind", "asker", "term", "after", "limit", "as_of", "lang"})
_DIGITS = 9  # of an offset or a part's number


# ── the list ───────────────────────────────────────────────────────────────────────────────


@router.get("/documents")
async def documents(request: Request) -> Response:
    """Every text once, newest first."""
    room, values = room_of(request), request.query_params
    if unknown := set(values) - _NAMES:
        raise UsageError(f"不認得的條件（unknown filter）：{min(unknown)[:40]}", remedy="、".join(sorted(_NAMES)))
    as_of, limit = asked_day(request), asked_limit(request)
    words, kind, asker = (values.get(name, "").strip() for name in ("q", "kind", "asker"))
    if kind and kind not in set(DocumentKind):
        raise UsageError(f"不認得的值（unknown value）：kind={kind[:40]}", remedy="、".join(DocumentKind))
    term = _count("term", values.get("term", "").strip())
    question = DocumentQuestion(
        words[:200], DocumentKind(kind) if kind else None, term, asker[:200] or None, None, as_of, copies=False
    )
    if (same := unchanged(request)) is not None:
        return same
    total, rows, going_on = document_rows(
        room.ledger, question, limit=limit, after=_name(values.get("after")) if values.get("after") else None
    )
    kept = {
        "q": words or None,
        "kind": kind or None,
        "asker": asker or None,
        "term": term,
        "limit": values.get("limit") or None,
        "as_of": values.get("as_of") or None,
    }
    return page(
        request,
        "documents.html",
        as_of=as_of,
        rows=[row | {"promises": _promised(room.ledger, row["id"])} for row in rows],
        total=total,
        kinds=list(DocumentKind),
        chosen={"q": words, "kind": kind, "asker": asker, "term": term},
        before=url(request, "/documents", **kept) if values.get("after") else None,
        after=url(request, "/documents", **kept, after=_cursor(going_on)) if going_on else None,
    )


def _count(name: str, words: str) -> int | None:
    if not words:
        return None
    if not (words.isascii() and words.isdigit() and 0 < int(words[:_DIGITS]) < 1000):
        raise UsageError(f"不認得的值（unknown value）：{name}={words[:40]}", remedy="1 … 999")
    return int(words[:_DIGITS])


def _promised(ledger: Ledger, name: str) -> int:
    sql = "SELECT count(*) FROM commitments WHERE document_id = ? AND publication = ?"
    return int(ledger.rows(sql, (name, Publication.PUBLISHED.value))[0][0])


def _cursor(name: str) -> str:
    return urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _name(cursor: str | None) -> str:
    try:
        return urlsafe_b64decode((cursor or "").encode("ascii") + b"=" * (-len(cursor or "") % 4)).decode()
    except ValueError:
        raise UsageError("不認得的位置（no such place in the list）：after", remedy="/documents") from None


# ── one document ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Place(Mark):
    """A mark whose place in the page is named by its first character alone."""

    @property
    def anchor(self) -> str:
        return f"s-{self.start}"


@router.get("/documents/{identity:path}")
async def document(request: Request, identity: str) -> Response:
    """The text, over several pages where it is very long; ``at=START-END`` finds and lights a span."""
    room = room_of(request)
    held = room.ledger.rows("SELECT copy_of FROM documents WHERE id = ?", (identity,))
    if not held:
        raise missing("沒有這份文件（no such document）")
    as_of = asked_day(request)
    if (same := unchanged(request)) is not None:
        return same
    copy_of = held[0][0]
    whole = room.ledger.document(identity)
    text = whole.text
    span = _span(request.query_params.get("at"), text)
    stretches = parts(text)
    number = _part(request, len(stretches), part_of(stretches, span[0]) if span else 1)
    begin, end = stretches[number - 1]
    kept = room.ledger.document(copy_of) if copy_of else whole
    same_text = kept.text == text  # a copy may be wrapped otherwise; its places are then not those of the kept text
    found = letter(room.ledger, kept, as_of, room.catalogue.rows, (begin, end)) if same_text else Letter((), (), ())
    marks = _marks(found, span)
    return page(
        request,
        "document.html",
        as_of=as_of,
        row=document_row(whole, copy_of),
        same_text=same_text,
        copies=_copies(room, kept, identity),
        found=found,
        quoted=any(mark.kind == "evidence" for mark in marks),
        reports=any(mark.kind == "report" for mark in marks),
        refusals=any(mark.kind == "refusal" for mark in marks),
        span=span,
        paragraphs=tuple(paragraphs(text, begin, end, marks, breaks(text))),
        number=number,
        turns=[(at, url(request, f"/documents/{part(identity)}", part=at)) for at in range(1, len(stretches) + 1)],
    )


def _span(words: str | None, text: str) -> tuple[int, int] | None:
    """«120-150» → a span inside the text; None where it is none."""
    first, dash, last = (words or "").partition("-")
    if not dash or not all(one.isascii() and one.isdigit() and len(one) <= _DIGITS for one in (first, last)):
        return None
    start, end = int(first), min(int(last), len(text))
    return (start, end) if start < end else None


def _part(request: Request, count: int, otherwise: int) -> int:
    words = request.query_params.get("part")
    if words is None:
        return otherwise
    if not (words.isascii() and words.isdigit() and len(words) <= _DIGITS and 1 <= int(words) <= count):
        raise missing("沒有這一部分（no such part）")
    return int(words)


def _marks(found: Letter, span: tuple[int, int] | None) -> list[Mark]:
    """What is marked: promises, passages quoted as evidence, reports, refusals, and the span asked for."""
    marks: list[Mark] = [
        _Place(one["start"], one["end"], "promise", f"/commitments/{part(one['id'])}", one["title"])
        for one in found.promises
    ]
    for one in found.passages:
        where = f"/commitments/{part(one['commitment_id'])}#e-{one['id']}"
        marks.append(_Place(one["start"], one["end"], "evidence", where, one["title"]))
    for said in found.statements:
        if Role.REPORTS.value in said["roles"]:
            marks.append(_Place(said["start"], said["end"], "report"))
        if Role.DECLINES.value in said["roles"]:
            marks.append(_Place(said["start"], said["end"], "refusal"))
    if span is not None:
        marks.append(_Place(*span, "asked"))
    return marks


def _copies(room: Room, kept: Document, own: str) -> list[str]:
    """Other ids under which the same text was published."""
    sql = "SELECT id FROM documents WHERE fingerprint = ? AND ? IN (copy_of, id) AND id <> ? ORDER BY id LIMIT 20"
    return [one for (one,) in room.ledger.rows(sql, (kept.fingerprint, kept.id, own))]
