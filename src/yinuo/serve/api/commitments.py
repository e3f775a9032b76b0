"""Promises: the list, its facets, one with everything known of it, its states through time."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from yinuo.persist.views import evidence_rows, show
from yinuo.serve.api import models
from yinuo.serve.api.parameters import AsOf, Filtered, Paged
from yinuo.serve.api.reading import PROBLEMS, ReadingRoute
from yinuo.serve.web.rendering import here
from yinuo.serve.web.room import room_of

__all__ = ["Identity", "next_link", "router"]

router = APIRouter(prefix="/commitments", tags=["commitments"], route_class=ReadingRoute, responses=PROBLEMS)
Identity = Annotated[
    str, Path(max_length=200, description="識別碼，或其唯一的開頭 · Id, or the unique beginning of one")
]


def next_link(request: Request, cursor: str | None) -> str | None:
    """The address of the page after, with everything else that was asked."""
    return None if cursor is None else here(request, after=cursor)


@router.get("", response_model=models.CommitmentPage, summary="承諾清單 · A page of promises")
async def listed(request: Request, asked: Paged) -> Any:
    """Promises that answer the question, in its order."""
    room = room_of(request)
    page = room.catalogue.page(asked.question, asked.as_of, asked.limit, asked.after)
    return {
        "total": page.total,
        "as_of": asked.as_of,
        "items": room.catalogue.rows(room.ledger, page.ids, asked.as_of),
        "next": next_link(request, page.next),
    }


@router.get("/facets", response_model=models.Facets, summary="各條件的筆數 · Counts by facet")
async def facets(request: Request, asked: Filtered) -> Any:
    """How many promises each further choice would leave; a facet's counts leave its own choice aside."""
    catalogue = room_of(request).catalogue
    found = catalogue.facets(asked.question, asked.as_of)
    return {
        "total": catalogue.total(asked.question, asked.as_of),
        "as_of": asked.as_of,
        "facets": {
            name: [{"value": one.value, "label": one.label, "count": one.count, "chosen": one.chosen} for one in values]
            for name, values in found.items()
        },
    }


@router.get("/{identity}", response_model=models.CommitmentSheet, summary="一則承諾的始末 · One promise, whole")
async def sheet(request: Request, identity: Identity, as_of: AsOf) -> Any:
    """The promise in its letter, where it stands and why, its evidence, figures, milestones and other tellings."""
    room = room_of(request)
    return show(room.ledger, identity, as_of, coverage=room.coverage())


@router.get("/{identity}/evidence", response_model=list[models.Evidence], summary="後續證據 · Its evidence")
async def evidence(request: Request, identity: Identity, as_of: AsOf) -> Any:
    """What later documents say of it, in order of telling."""
    return evidence_rows(room_of(request).ledger, identity, as_of)
