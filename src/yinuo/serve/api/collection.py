"""The whole collection: the way in, groups, deadlines, changes, statistics, search, coverage, corrections."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from yinuo import __version__
from yinuo.errors import UsageError
from yinuo.persist.question import Question
from yinuo.persist.review_rows import log_rows
from yinuo.persist.search import KINDS, LATEST, search_rows
from yinuo.persist.searched import searched_rows
from yinuo.serve.api import collection_models as whole
from yinuo.serve.api import models
from yinuo.serve.api.parameters import AsOf, Day, Filtered, Spanned, only
from yinuo.serve.api.reading import PROBLEMS, ReadingRoute
from yinuo.serve.web.rendering import url
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(tags=["collection"], route_class=ReadingRoute, responses=PROBLEMS)
_PARTS = (
    "commitments",
    "commitments/facets",
    "documents",
    "groups/agency",
    "groups/asker",
    "groups/category",
    "groups/session",
    "deadlines",
    "changes",
    "statistics",
    "search",
    "coverage",
    "corrections",
    "export/commitments.jsonl",
    "openapi.json",
)
_MOST_DUE = 500  # rows of one answer
_MOST_DAYS = 3700  # of one question about changes or deadlines


@router.get("/", response_model=whole.Root, summary="入口 · The way in")
async def root(request: Request, as_of: AsOf) -> Any:
    """What there is, and where."""
    room = room_of(request)
    documents = "SELECT count(*) FROM documents WHERE last <= ?"
    return {
        "version": __version__,
        "as_of": as_of,
        "commitments": room.catalogue.total(Question(), as_of),
        "documents": int(room.ledger.rows(documents, (as_of.isoformat(),))[0][0]),
        "links": {part: url(request, f"/api/v1/{part}") for part in _PARTS},
    }


@router.get(
    "/groups/{by}",
    response_model=list[whole.Group],
    summary="分組 · Promises by body, asker, field, session",
)
async def groups(
    request: Request, by: Literal["agency", "asker", "category", "session", "term"], asked: Filtered
) -> Any:
    """How many promises of each stand in which state, with the denominator; in no order of merit."""
    found = room_of(request).catalogue.groups(by, asked.as_of, asked.question)
    return [{"value": one.value, "label": one.label, "total": one.total, "states": dict(one.states)} for one in found]


@router.get("/deadlines", response_model=list[whole.Due], summary="期限 · What is due between two days")
async def deadlines(
    request: Request,
    asked: Spanned,
    first: Annotated[Day, Query(description="首日 · First day")],
    last: Annotated[Day, Query(description="末日 · Last day")],
) -> Any:
    """Promises by the day that counts now, earliest first; at most five hundred."""
    _span(first, last)
    room = room_of(request)
    found = room.catalogue.due_between(asked.question, first, last, asked.as_of)[:_MOST_DUE]
    ids = list(dict.fromkeys(one.id for one in found))
    rows = {row["id"]: row for row in room.catalogue.rows(room.ledger, ids, asked.as_of)}
    return [{"on": one.on, "commitment": rows[one.id]} for one in found if one.id in rows]


@router.get("/changes", response_model=list[models.Change], summary="狀態變化 · States that began between two days")
async def changes(
    request: Request,
    asked: Spanned,
    first: Annotated[Day, Query(description="首日 · First day")],
    last: Annotated[Day, Query(description="末日 · Last day")],
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Any:
    """Newest first; a promise just made has no state before."""
    _span(first, last)
    found = room_of(request).catalogue.changed_between(asked.question, first, last, limit=limit)
    return [
        {"commitment_id": one.id, "date": one.on, "before": one.before, "after": one.after, "headline": one.headline}
        for one in found
    ]


@router.get("/statistics", response_model=whole.Statistics, summary="統計 · Numbers")
async def statistics(request: Request, asked: Filtered) -> Any:
    """How many stand where, and through the months."""
    catalogue, question, day = room_of(request).catalogue, asked.question, asked.as_of

    def counted(by: str) -> dict[str, int]:
        return {one.value: one.count for one in catalogue.counts(question, day, by)}

    months = [
        {"month": one.month, "made": one.made, "kept": one.kept, "late": one.late}
        for one in catalogue.made_kept_late(question, day)
    ]
    return {
        "as_of": day,
        "commitments": catalogue.total(question, day),
        "states": counted("state"),
        "headlines": counted("headline"),
        "levels": counted("level"),
        "months": months,
    }


@router.get("/search", response_model=list[whole.Hit], summary="檢索 · Words in promises, evidence and documents")
async def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    kind: Annotated[list[Literal["commitment", "evidence", "document"]] | None, Query(max_length=3)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    sort: Literal["rank", "date"] = "rank",
) -> Any:
    """Places where all the words stand, with the words marked; of a very common word, among those recorded last."""
    only(request, "q", "kind", "limit", "sort", "lang")
    return search_rows(room_of(request).ledger, q, kinds=kind or KINDS, limit=limit, order=sort, latest=LATEST)


@router.get("/coverage", response_model=list[whole.Coverage], summary="涵蓋範圍 · What was searched")
async def coverage(request: Request, as_of: AsOf) -> Any:
    """Days whose documents were read; outside them, no news means nothing."""
    return searched_rows(room_of(request).ledger, as_of)


@router.get("/corrections", response_model=list[whole.Decision], summary="更正紀錄 · What people decided")
async def corrections(request: Request) -> Any:
    """Every decision in force or overtaken, newest first."""
    only(request, "lang")
    return list(reversed(log_rows(room_of(request).ledger)))


def _span(first: date, last: date) -> None:
    if not 0 <= (last - first).days <= _MOST_DAYS:
        raise UsageError(f"日期範圍不對（not a span of days）：{first} … {last}", remedy=f"0 … {_MOST_DAYS} 日（days）")
