"""One commitment: the promise in its letter, what became of it, and why."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from yinuo.errors import UsageError
from yinuo.persist.document_rows import document_row
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import commitment_id, show
from yinuo.publish.site.figures import drawing
from yinuo.serve.web.asking import asked_day
from yinuo.serve.web.errors import missing
from yinuo.serve.web.labels import ASPECTS, DECIDERS, MOVED, cue_words
from yinuo.serve.web.reasons import pieces
from yinuo.serve.web.rendering import page, part, unchanged, url
from yinuo.serve.web.room import Room, room_of
from yinuo.serve.web.titles import titles_of
from yinuo.serve.web.visitors import speech_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

Row = dict[str, Any]
_MADE, _TOLD, _AGAIN, _CHANGED, _DUE = range(5)  # of one day: the promise, what was told, what follows from it
_NEIGHBOURS = 12


@router.get("/commitments/{identity}")
async def record(request: Request, identity: str) -> Response:
    """The page; the unique beginning of an id leads to it."""
    room = room_of(request)
    if not room.ledger.rows("SELECT 1 FROM commitments WHERE id = ?", (identity,)):
        return RedirectResponse(url(request, f"/commitments/{part(_meant(room, identity))}"), 303)
    as_of = asked_day(request)
    if (same := unchanged(request)) is not None:
        return same
    ledger, coverage = room.ledger, room.coverage()
    promise = ledger.commitment(identity)
    made = promise.made_on.last
    told = show(ledger, identity, max(as_of, made), coverage=coverage)
    document = ledger.document(promise.quote.document_id)
    speech = speech_of(request)
    row = told["commitment"]
    return page(
        request,
        "commitment.html",
        as_of=max(as_of, made),
        asked=as_of,
        early=as_of < made,
        row=row,
        told=told,
        letter=document_row(document, None),
        before=("…" if row["start"] > len(told["context"]["before"]) else "") + told["context"]["before"],
        after=told["context"]["after"] + _more(row, told["context"]),
        timeline=_timeline(told, _changes(room, identity, as_of), as_of),
        evidence={item["id"]: number for number, item in enumerate(told["timeline"], 1)},
        figure=drawing(told["measures"], row["due"]),
        tellings=_tellings(ledger, told["thread"]),
        neighbours=_neighbours(ledger, row),
        moved=MOVED,
        aspects=ASPECTS,
        deciders=DECIDERS,
        said=partial(pieces, speech),
        cues=lambda marks: [cue_words(speech, one) for one in marks],
    )


def _meant(room: Room, identity: str) -> str:
    """The commitment that a beginning of an id means, or an imported record's id."""
    if not 4 <= len(identity) <= 200:
        raise missing("沒有這則承諾（no such commitment）")
    try:
        return commitment_id(room.ledger, identity)
    except UsageError:
        raise missing("不只一則承諾以此開頭（more than one commitment begins so）") from None


def _more(row: Row, context: Row) -> str:
    return "…" if row["end"] + len(context["after"]) < context["length"] else ""


def _changes(room: Room, identity: str, as_of: date) -> Iterator[Row]:
    """Changes of the state up to a day, oldest first; the first state is none."""
    for turn in room.catalogue.turns_of(identity, as_of):
        if turn.before is not None:
            yield {"date": turn.on.isoformat(), "before": turn.before.value, "after": turn.after.value}


def _timeline(told: Row, changes: Iterable[Row], as_of: date) -> list[Row]:
    """What happened, oldest first: the promise, later passages, the same promise again, days due, changes of state."""
    row = told["commitment"]
    events: list[tuple[str, int, str, Row]] = [
        (row["date"], _MADE, "", {"kind": "made"}),
        *((one["date"], _TOLD, f"{at:9}", {"kind": "told", "item": one}) for at, one in enumerate(told["timeline"])),
        *((one["date"], _AGAIN, one["id"], {"kind": "again", "version": one}) for one in told["restatements"]),
        *((one["due"], _DUE, one["text"], {"kind": "due", "due": one}) for one in told["milestones"]),
        *((one["date"], _CHANGED, one["after"], {"kind": "changed", "change": one}) for one in changes),
    ]
    ordered = sorted(events, key=lambda event: event[:3])
    return [event | {"date": day, "future": day > as_of.isoformat()} for day, _, _, event in ordered]


def _tellings(ledger: Ledger, thread: Row | None) -> list[Row]:
    """The first telling and each later one in other words, with its letter and what moved; then pasted copies."""
    if thread is None:
        return []
    found = [
        *({**one, "pasted": False} for one in (thread["baseline"], *thread["versions"])),
        *({**one, "pasted": True} for one in thread["copies"]),
    ]
    found.sort(key=lambda one: (one["date"], one["id"]))
    return [{"moved": [], **one, "letter": document_row(ledger.document(one["document_id"]), None)} for one in found]


def _neighbours(ledger: Ledger, row: Row) -> list[Row]:
    """Other commitments of the same letter that go out: the nearest before and after it."""
    sql = (
        "SELECT id, start FROM commitments WHERE document_id = ? AND id <> ? AND publication = 'published'"
        " ORDER BY abs(start - ?), id LIMIT ?"
    )
    ids = ledger.rows(sql, (row["document_id"], row["id"], row["start"], _NEIGHBOURS))
    titles = titles_of(ledger, (str(one) for one, _ in sorted(ids, key=itemgetter(1))))
    return [{"id": one, "title": title} for one, title in titles.items()]
