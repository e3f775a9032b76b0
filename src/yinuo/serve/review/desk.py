"""The desk itself: one question, both sentences, the keys; then the next."""

from typing import Final

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from yinuo.errors import InvariantError, StoreError, UsageError
from yinuo.persist.desk_accounts import Account
from yinuo.persist.desk_steps import last_step, opinions
from yinuo.serve.review.deciding import Changed, decide, take_back
from yinuo.serve.review.showing import Shown, show
from yinuo.serve.review.visits import checked, desk_of, form_page, let_in, seen
from yinuo.serve.review.waiting import Item, Waiting, queue_of
from yinuo.serve.web.language import N_
from yinuo.serve.web.rendering import page
from yinuo.serve.web.room import room_of
from yinuo.serve.web.titles import titles_of
from yinuo.words import Category, Level, Relation

__all__ = ["WHY", "router"]

router = APIRouter(include_in_schema=False)

WHY: Final = {
    "asked": N_("請您也看看"),
    "contested": N_("審閱者看法不同"),
    "proposal": N_("讀者提議"),
    "fulfilled": N_("機器讀作達成"),
    "dropped": N_("機器讀作不再推動"),
    "overdue": N_("新近逾期"),
    "decisive": N_("左右狀態"),
    "uncertain": N_("拿不準"),
    "below_threshold": N_("信心不足、未計入"),
    "candidate": N_("可能不是承諾、未公布"),
    "blind": N_("抽樣再讀一次"),
}
_LISTED: Final = 50
_DID: Final = {
    "skip": N_("略過"),
    "second": N_("請人再看"),
    "decision": N_("決定"),
    "proposal": N_("不採提議"),
}


def _waiting(request: Request) -> Waiting:
    found: Waiting = request.app.state.waiting
    return found


async def _queue(request: Request, who: Account) -> list[Item]:
    waiting = _waiting(request)
    await waiting.fresh(room_of(request))
    return queue_of(waiting, desk_of(request), who)


@router.get("/desk")
async def desk(request: Request) -> Response:
    """The most useful question, or the one asked for (``thing``)."""
    who = let_in(request)
    queue = await _queue(request, who)
    wanted = request.query_params.get("thing", "")
    return _page(request, who, queue, wanted)


def _page(
    request: Request,
    who: Account,
    queue: list[Item],
    wanted: str = "",
    *,
    status: int = 200,
    error: str = "",
    filled: dict[str, str] | None = None,
) -> Response:
    thing = wanted or (queue[0].thing if queue else "")
    room, held = room_of(request), desk_of(request)
    shown: Shown | None = None
    while thing:
        try:
            shown = show(room.ledger, held, thing)
            break
        except StoreError:
            if wanted:
                raise
            queue = queue[1:]  # it went away since the queue was read
            thing = queue[0].thing if queue else ""
    item = next((one for one in queue if one.thing == thing), None)
    blind = item is not None and "blind" in item.reasons
    place = next((at for at, one in enumerate(queue) if one.thing == thing), -1)
    return form_page(
        request,
        "desk/desk.html",
        status=status,
        error=error,
        filled=filled or {},
        shown=shown,
        item=item,
        blind=blind,
        call=opinions(held).get(thing),
        total=len(queue),
        following=queue[place + 1].thing if 0 <= place < len(queue) - 1 else "",
        step=last_step(held, who),
        did=_DID,
        why_asked=WHY,
        relations=[one.value for one in Relation],
        levels=[one.value for one in Level],
        categories=[one.value for one in Category],
    )


@router.post("/desk")
async def decided(request: Request) -> Response:
    """Carry out a form, then show the next question; what cannot be carried out is told beside the form."""
    who = let_in(request)
    form = await checked(request)
    told = {name: value for name, value in form.items() if isinstance(value, str)}
    room = room_of(request)
    try:
        await to_thread.run_sync(decide, room.settings.store, room.settings.now, desk_of(request), who, told)
    except (UsageError, InvariantError) as error:
        status = 409 if isinstance(error, Changed) else 400
        filled = {} if status == 409 else told
        queue = await _queue(request, who)
        return _page(request, who, queue, told.get("thing", ""), status=status, error=error.what, filled=filled)
    return seen(request, "/desk")


@router.post("/desk/undo")
async def undone(request: Request) -> Response:
    """Take back one's own last step."""
    who = let_in(request)
    form = await checked(request)
    written = str(form.get("seq", ""))
    if written.isascii() and written.isdigit() and len(written) < 16:
        settings = room_of(request).settings
        await to_thread.run_sync(take_back, settings.store, settings.now, desk_of(request), who, int(written))
    return seen(request, "/desk")


@router.get("/desk/queue")
async def listed(request: Request) -> Response:
    """The queue as a list, most useful first."""
    who = let_in(request)
    queue = await _queue(request, who)
    ledger = room_of(request).ledger
    known = titles_of(ledger, (one.commitment_id for one in queue[:_LISTED] if one.commitment_id))
    titles = {one.thing: known.get(one.commitment_id or "") for one in queue[:_LISTED]}
    return page(
        request,
        "desk/queue.html",
        lasting=False,
        items=queue[:_LISTED],
        total=len(queue),
        later=len(_waiting(request).later) + _waiting(request).left,
        titles=titles,
        why_asked=WHY,
    )
