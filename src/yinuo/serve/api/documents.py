"""Documents: a list, and each with its text and all that was read in it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from yinuo.errors import UsageError
from yinuo.model import DocumentKind
from yinuo.persist.document_rows import DocumentQuestion, document_rows, read_in
from yinuo.serve.api import collection_models
from yinuo.serve.api.commitments import next_link
from yinuo.serve.api.parameters import Day, only
from yinuo.serve.api.reading import PROBLEMS, ReadingRoute
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(prefix="/documents", tags=["documents"], route_class=ReadingRoute, responses=PROBLEMS)


@router.get("", response_model=collection_models.DocumentPage, summary="文件清單 · A page of documents")
async def listed(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="標題或內文裡的詞 · Words")] = "",
    kind: DocumentKind | None = None,
    term: Annotated[int | None, Query(ge=1, le=999)] = None,
    asker: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
    first: Annotated[Day | None, Query(description="不早於 · Not before")] = None,
    last: Annotated[Day | None, Query(description="不晚於 · Not after")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(max_length=300)] = None,
) -> Any:
    """Documents read, newest first, copies too."""
    only(request, "q", "kind", "term", "asker", "first", "last", "limit", "after", "lang")
    asked = DocumentQuestion(q, kind, term, asker, first, last)
    total, rows, going_on = document_rows(
        room_of(request).ledger, asked, limit=limit, after=_name(after) if after else None
    )
    return {"total": total, "items": rows, "next": next_link(request, going_on and _cursor(going_on))}


@router.get("/{identity}", response_model=collection_models.DocumentText, summary="一份文件 · One document, whole")
async def sheet(request: Request, identity: Annotated[str, Path(max_length=300)]) -> Any:
    """The text as it stands, what each of its statements does, and the ids of promises and evidence in it."""
    only(request, "lang")
    return read_in(room_of(request).ledger, identity)


def _cursor(name: str) -> str:
    return urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _name(cursor: str) -> str:
    try:
        return urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
    except ValueError:
        raise UsageError(
            "不認得的位置（no such cursor）：after", remedy="用上一頁的 next（use next of the page before）"
        ) from None
