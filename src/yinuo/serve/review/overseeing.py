"""Accounts and the audit trail for admins; agreement of reviewers for all who review."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request, Response

from yinuo.errors import UsageError
from yinuo.judge.decisions import Action, Decision, in_force
from yinuo.judge.kappa import Kappa, kappa
from yinuo.persist import desk_accounts, desk_sessions
from yinuo.persist.desk_accounts import Role
from yinuo.persist.desk_audit import audit_rows
from yinuo.persist.ledger import Ledger
from yinuo.serve.review.visits import address_of, checked, desk_of, form_page, let_in, seen, words
from yinuo.serve.web.rendering import page
from yinuo.serve.web.room import room_of

__all__ = ["agreement_of", "router"]

router = APIRouter(include_in_schema=False)

_ROWS = 100


# ── agreement ──────────────────────────────────────────────────────────────────────────────


def agreement_of(decisions: Iterable[Decision]) -> dict[str, Any]:
    """Agreement of the first two people who decided on each thing: overall, and for each pair of them.

    Of the decisions that were not taken back, a person's first word on a thing counts: later ones may follow another's.

    Returns:
        ``promises`` and ``links`` (``Kappa``), ``pairs`` (names and ``Kappa`` of links and promises together), and
        ``people`` (name, how many decisions in force).
    """
    every = in_force(decisions)
    first = defaultdict[tuple[str, str], dict[str, str]](dict)
    for one in every:
        thing = (one.promise.key, one.passage.key if one.passage else "")
        first[thing].setdefault(one.by, _label(one))
    told = defaultdict[str, list[tuple[str, str]]](list)
    by_pair = defaultdict[tuple[str, str], list[tuple[str, str]]](list)
    for (_, link), said in first.items():
        for (name, label), (other, theirs) in [*pairwise(said.items())][:1]:
            told["links" if link else "promises"].append((label, theirs))
            swapped = name > other
            by_pair[(other, name) if swapped else (name, other)].append((theirs, label) if swapped else (label, theirs))
    people = defaultdict[str, int](int)
    for one in every:
        people[one.by] += 1
    pairs: list[tuple[str, str, Kappa]] = [(*names, kappa(held)) for names, held in sorted(by_pair.items())]
    return {
        "promises": kappa(told["promises"]),
        "links": kappa(told["links"]),
        "pairs": pairs,
        "people": sorted(people.items()),
    }


def _label(one: Decision) -> str:
    if one.action is Action.REJECT:
        return "rejected"
    return one.relation.value if one.passage is not None and one.relation is not None else "stands"


@router.get("/desk/agreement")
async def agreement(request: Request) -> Response:
    """How far reviewers agree (κ), and how much each decided."""
    let_in(request)
    room = room_of(request)

    def work(ledger: Ledger) -> dict[str, Any]:
        return agreement_of(ledger.decisions())

    found = await room.worked_out("agreement", work)
    return page(request, "desk/agreement.html", lasting=False, **found)


# ── accounts ───────────────────────────────────────────────────────────────────────────────


@router.get("/desk/users")
async def users(request: Request) -> Response:
    """Every account."""
    let_in(request, Role.ADMIN)
    return _users(request)


def _users(request: Request, *, status: int = 200, error: str = "") -> Response:
    held = desk_accounts.accounts(desk_of(request))
    return form_page(request, "desk/users.html", status=status, error=error, accounts=held, roles=list(Role))


@router.post("/desk/users")
async def change_user(request: Request) -> Response:
    """Another role, shut, open again, or log out everywhere."""
    admin = let_in(request, Role.ADMIN)
    form = await checked(request)
    desk, name, action, address = desk_of(request), words(form, "name"), words(form, "action"), address_of(request)

    def change() -> None:
        held = desk_accounts.account(desk, name)
        match action:
            case "role":
                role = words(form, "role")
                if role not in set(Role):
                    raise UsageError("不認得的角色（unknown role）")
                desk_accounts.set_role(desk, held.name, Role(role), by=admin.name, address=address)
            case "disable":
                desk_accounts.disable(desk, held.name, by=admin.name, address=address)
            case "enable":
                desk_accounts.enable(desk, held.name, by=admin.name, address=address)
            case "logout":
                desk_sessions.end_all(desk, held, by=admin.name)
            case _:
                raise UsageError("不認得的動作（unknown action）")

    try:
        await to_thread.run_sync(change)
    except UsageError as error:
        return _users(request, status=400, error=error.what)
    return seen(request, "/desk/users")


@router.get("/desk/audit")
async def audit(request: Request) -> Response:
    """The audit trail, newest first."""
    let_in(request, Role.ADMIN)
    written = request.query_params.get("before", "")
    if written and not (written.isascii() and written.isdigit() and len(written) < 16):
        raise HTTPException(400, "不認得的值（unknown value）：before")
    rows = audit_rows(desk_of(request), before=int(written) if written else None, limit=_ROWS)
    more = rows[-1].seq if len(rows) == _ROWS else None
    return page(request, "desk/audit.html", lasting=False, rows=rows, more=more)
