"""The first page: search, and what is new: due soon, overdue, fulfilled, promised."""

from datetime import date, timedelta

from fastapi import APIRouter, Request, Response

from yinuo.judge.schedule import DUE_SOON_DAYS
from yinuo.persist.question import Question, Sort
from yinuo.persist.views import Row
from yinuo.serve.web.asking import asked_day
from yinuo.serve.web.choices import tally_of
from yinuo.serve.web.language import N_
from yinuo.serve.web.rendering import page, unchanged
from yinuo.serve.web.room import Room, room_of
from yinuo.words import State

__all__ = ["count_of_evidence", "router"]

router = APIRouter(include_in_schema=False)

_EACH = 5


@router.get("/")
async def home(request: Request) -> Response:
    """The page."""
    if (same := unchanged(request)) is not None:
        return same
    room, as_of = room_of(request), asked_day(request)
    whole = room.catalogue.whole(Question(), as_of)
    papers = [one for one in room.catalogue.coverage.searched if one.last <= as_of]
    return page(
        request,
        "home.html",
        as_of=as_of,
        tally=tally_of(whole),
        documents=sum(one.papers for one in papers),
        first=min((one.first for one in papers), default=None),
        last=max((one.last for one in papers), default=None),
        evidence=await count_of_evidence(room, as_of),
        news=_news(room, as_of),
    )


async def count_of_evidence(room: Room, as_of: date) -> int:
    """How many links were told by a day, whoever accepts them; counted apart, as a million take a moment."""
    sql = "SELECT count(*) FROM evidence WHERE stated <= ?"
    day = as_of.isoformat()
    return await room.worked_out(f"links {day}", lambda ledger: int(ledger.rows(sql, (day,))[0][0]))


def _news(room: Room, as_of: date) -> list[tuple[str, str, str, list[tuple[Row, str]]]]:
    """Four short lists: title, where all of them are, what to say where there is none, rows with their day."""
    catalogue, everything = room.catalogue, Question()
    soon = [
        (one.id, one.on)
        for one in catalogue.due_between(everything, as_of, as_of + timedelta(days=DUE_SOON_DAYS), as_of)
        if one.state is not State.FULFILLED
    ][:_EACH]
    late, kept = (
        [(one.id, one.on) for one in catalogue.changed_between(everything, date.min, as_of, (state,), _EACH)]
        for state in (State.OVERDUE, State.FULFILLED)
    )
    new = [(one, None) for one in catalogue.page(everything, as_of, _EACH).ids]
    ids = dict.fromkeys(one for one, _ in (*soon, *late, *kept, *new))
    rows = {row["id"]: row for row in catalogue.rows(room.ledger, ids, as_of)}
    changed = Sort.CHANGED.value
    told = (
        (N_("近日到期"), "/deadlines", N_("九十天內沒有到期的承諾。"), soon),
        (N_("最近逾期"), f"/commitments?state=overdue&sort={changed}", N_("沒有逾期未見達成的承諾。"), late),
        (N_("最近達成"), f"/commitments?state=fulfilled&sort={changed}", N_("還沒有見到達成的承諾。"), kept),
        (N_("最新承諾"), "/commitments", N_("還沒有承諾。"), new),
    )
    return [
        (
            title,
            where,
            nothing,
            [(rows[one], on.isoformat() if on else rows[one]["date"]) for one, on in pairs if one in rows],
        )
        for title, where, nothing, pairs in told
    ]
