"""«更正／補充證據»: anybody may propose; nothing they write goes further than a reviewer's desk."""

from typing import Any, Final

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from yinuo.errors import UsageError
from yinuo.model import Commitment
from yinuo.persist.desk_proposals import WORDS, propose
from yinuo.serve.review.rates import Buckets
from yinuo.serve.review.visits import address_of, checked, desk_of, form_page, seen, words
from yinuo.serve.web.errors import missing
from yinuo.serve.web.language import N_
from yinuo.serve.web.rendering import page, part
from yinuo.serve.web.room import room_of
from yinuo.serve.web.titles import titles_of
from yinuo.words import Publication

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_BURST, _EACH = 5, 120.0  # proposals at once from one address, then one every two minutes
_WAIT: Final = N_("您剛才已送了好幾項，請過 {seconds} 秒再送。")


def _bucket(request: Request) -> Buckets:
    state = request.app.state
    if not hasattr(state, "proposals"):
        state.proposals = Buckets(_BURST, _EACH, room_of(request).settings.now)
    found: Buckets = state.proposals
    return found


def _commitment(request: Request, one: str) -> Commitment:
    ledger = room_of(request).ledger
    held = ledger.commitment_or_none(one)
    sql = "SELECT 1 FROM commitments WHERE id = ? AND publication <> ?"
    if held is None or not ledger.rows(sql, (one, Publication.REJECTED.value)):
        raise missing("沒有這項承諾（no such commitment）")
    return held


@router.get("/propose/{one}")
async def form(request: Request, one: str) -> Response:
    """The form; after sending it, the thanks."""
    held = _commitment(request, one)
    if "sent" in request.query_params:
        return page(request, "desk/proposed.html", lasting=False, commitment=held, title=_title(request, held))
    return _form(request, held)


def _form(request: Request, held: Commitment, *, status: int = 200, wait: int = 0, **told: Any) -> Response:
    given = {"error": "", "filled": {}, "seconds": wait, "limits": WORDS} | told
    given |= {"commitment": held, "title": _title(request, held)}
    return form_page(request, "desk/propose.html", status=status, wait=wait, **given)


def _title(request: Request, held: Commitment) -> str:
    return titles_of(room_of(request).ledger, [held.id])[held.id]


@router.post("/propose/{one}")
async def send(request: Request, one: str) -> Response:
    """Take a proposal in, a few from one address."""
    held = _commitment(request, one)
    told = await checked(request)
    filled = {name: words(told, name) for name in ("kind", *WORDS)}
    if wait := _bucket(request).take(address_of(request)):
        return _form(request, held, status=429, wait=wait, error=_WAIT, filled=filled)
    given = {name: filled[name] for name in WORDS}
    try:
        await to_thread.run_sync(
            lambda: propose(desk_of(request), held.id, filled["kind"], address=address_of(request), **given)
        )
    except UsageError as error:
        return _form(request, held, status=400, error=error.what, filled=filled)
    return seen(request, f"/propose/{part(held.id)}?sent=1")
