"""Bodies, askers, fields of policy and sessions: each with its own promises, and what they are a share of.

Lists stand in the order of names: who was asked more, or wrote more, has more to be counted; nobody is ranked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from yinuo.extract.agency_register import Agency, register
from yinuo.persist.catalogue import Group
from yinuo.persist.question import Question
from yinuo.serve.web.asking import Asked, asked
from yinuo.serve.web.choices import by_name, tally_of
from yinuo.serve.web.errors import missing
from yinuo.serve.web.language import N_, Speech
from yinuo.serve.web.pages.list import listed, turns
from yinuo.serve.web.rendering import page, part, unchanged
from yinuo.serve.web.room import Room, room_of
from yinuo.serve.web.visitors import speech_of
from yinuo.words import Category, Publication

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind of group: where it stands, what it is called, which facet it is."""

    path: str
    title: str
    facet: str
    written: bool  # True where names are words of the ledger, which stay Chinese


AGENCIES = Shelf("/agencies", N_("機關"), "agency", written=True)
ASKERS = Shelf("/askers", N_("質詢委員"), "asker", written=True)
CATEGORIES = Shelf("/categories", N_("領域"), "category", written=False)
SESSIONS = Shelf("/sessions", N_("會期"), "session", written=False)


# ── lists of groups ────────────────────────────────────────────────────────────────────────


@router.get("/agencies")
async def agencies(request: Request, given: Asked = Depends(asked)) -> Response:  # noqa: B008 FastAPI's own way
    """Every body that promised something, or whose task the promises fell to."""
    return _index(request, given, AGENCIES)


@router.get("/askers")
async def askers(request: Request, given: Asked = Depends(asked)) -> Response:  # noqa: B008 as above
    """Every legislator whose questions were answered with a promise."""
    return _index(request, given, ASKERS)


@router.get("/categories")
async def categories(request: Request, given: Asked = Depends(asked)) -> Response:  # noqa: B008 as above
    """Every field of policy."""
    return _index(request, given, CATEGORIES)


@router.get("/sessions")
async def sessions(request: Request, given: Asked = Depends(asked)) -> Response:  # noqa: B008 as above
    """Every session, latest first: an order in time."""
    if (same := unchanged(request)) is not None:
        return same
    catalogue, speech = room_of(request).catalogue, speech_of(request)
    rows = []
    for term in catalogue.counts(given.question, given.as_of, "term"):
        inside = given.question.having(term=(int(term.value),))
        for group in catalogue.groups("session", given.as_of, inside):
            name = f"{term.value}-{group.value}"
            rows.append((_session_name(speech, term.value, group.value), name, tally_of(group)))
    return _shown(request, given, SESSIONS, rows)


def _index(request: Request, given: Asked, shelf: Shelf) -> Response:
    if (same := unchanged(request)) is not None:
        return same
    speech = speech_of(request)
    groups = by_name(room_of(request).catalogue.groups(shelf.facet, given.as_of, given.question))
    rows = [(one.label if shelf.written else speech.phrase(one.label), one.value, tally_of(one)) for one in groups]
    return _shown(request, given, shelf, rows)


def _shown(request: Request, given: Asked, shelf: Shelf, rows: list[tuple[str, str, Any]]) -> Response:
    whole = room_of(request).catalogue.whole(given.question, given.as_of)
    return page(
        request, "groups.html", as_of=given.as_of, shelf=shelf, rows=rows, total=whole.total, query=given.query()
    )


# ── one group ──────────────────────────────────────────────────────────────────────────────


@router.get("/agencies/{name:path}")
async def agency(request: Request, name: str, given: Asked = Depends(asked)) -> Response:  # noqa: B008 as above
    """One body, and what those promised whose task it holds now."""
    known = register()
    body = known.agencies.get(name) or known.body(name, given.as_of)
    value = body.id if body else name
    told = _told_of(body) if body else {}
    label = body.names[-1].words if body else name
    return _group(
        request, given, AGENCIES, value, label, given.question.having(agency=(value,)), known=body is not None, **told
    )


def _told_of(body: Agency) -> Mapping[str, Any]:
    known = register()
    before = [one for one in known.agencies.values() if body.id in {heir.id for heir in known.heirs(one)}]
    return {
        "names": [name.words for name in body.names[:-1]],
        "before": [(one.id, one.names[-1].words) for one in before],
        "after": [(one.id, one.names[-1].words) for one in known.heirs(body)],
        "ended": body.until,
    }


@router.get("/askers/{name:path}")
async def asker(request: Request, name: str, given: Asked = Depends(asked)) -> Response:  # noqa: B008 as above
    """One legislator: what was promised in answer to their questions."""
    question = given.question.having(asker=(name,)) if name else given.question
    found = room_of(request).catalogue.facets(question, given.as_of, ("asker",))["asker"]
    label = next((one.label for one in found if one.chosen), name)
    return _group(request, given, ASKERS, name, label, question)


@router.get("/categories/{name:path}")
async def category(request: Request, name: str, given: Asked = Depends(asked)) -> Response:  # noqa: B008 as above
    """One field of policy."""
    if name not in set(Category):
        raise missing(f"沒有這個領域（no such field）：{name[:40]}")
    question = given.question.having(category=(Category(name),))
    return _group(request, given, CATEGORIES, name, speech_of(request).phrase(name), question, known=True)


@router.get("/sessions/{name}")
async def session(request: Request, name: str, given: Asked = Depends(asked)) -> Response:  # noqa: B008 as above
    """One session of a term: «11-2»."""
    term, _, number = name.partition("-")
    if not all(one.isascii() and one.isdigit() and 0 < len(one) < 4 and int(one) for one in (term, number)):
        raise missing(f"沒有這個會期（no such session）：{name[:40]}")
    question = given.question.having(term=(int(term),), session=(int(number),))
    return _group(request, given, SESSIONS, name, _session_name(speech_of(request), term, number), question)


def _session_name(speech: Speech, term: str, number: str) -> str:
    return speech.phrase(N_("第{term}屆第{number}會期"), term=term, number=number)


def _group(
    request: Request,
    given: Asked,
    shelf: Shelf,
    value: str,
    label: str,
    question: Question,
    *,
    known: bool = False,
    **told: Any,
) -> Response:
    room = room_of(request)
    if not known and not _has_any(room, given, question):
        raise missing(f"這裡沒有（nothing here）：{value[:40]}")
    if (same := unchanged(request)) is not None:
        return same
    now = replace(given, question=question)
    found = room.catalogue.page(question, now.as_of, now.limit, now.after)
    whole: Group = room.catalogue.whole(question, now.as_of)
    path = f"{shelf.path}/{part(value)}"
    earlier, later = turns(request, path, given, found)
    return page(
        request,
        "group.html",
        as_of=now.as_of,
        shelf=shelf,
        label=label,
        letters=room.catalogue.papers(question, now.as_of),
        tally=tally_of(whole),
        rows=listed(room, found.ids, now),
        query=now.query(),
        earlier=earlier,
        later=later,
        **({"names": [], "before": [], "after": [], "ended": None} | told),
    )


def _has_any(room: Room, given: Asked, question: Question) -> bool:
    """Whether there is anything of the group on any day, published or not."""
    everything = question.having(publication=tuple(Publication))
    return bool(room.catalogue.total(everything, max(given.as_of, room.today)))
