"""What an account follows: kept here, sent by ``yinuo alerts send``."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import FormData

from yinuo.errors import UsageError
from yinuo.persist import desk_follows
from yinuo.persist.desk_accounts import Account, Role
from yinuo.persist.desk_follows import MAIL, Follow, Wish
from yinuo.persist.question import Question
from yinuo.publish.events import Happened
from yinuo.serve.alerts.personal import SERVICES, checked_wish, shown
from yinuo.serve.alerts.rules import When
from yinuo.serve.review.visits import address_of, checked, desk_of, form_page, let_in, seen, words
from yinuo.serve.web.asking import ALSO, Asked
from yinuo.serve.web.choices import chips
from yinuo.serve.web.language import N_
from yinuo.serve.web.room import room_of
from yinuo.serve.web.visitors import speech_of
from yinuo.words import State

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_WHAT: Final = {
    Happened.MADE: N_("有新的承諾"),
    Happened.TOLD: N_("有新的證據"),
    Happened.CHANGED: N_("狀態有了改變"),
}
_WHEN: Final = {When.AT_ONCE: N_("每次查到就寄"), When.DAILY: N_("一天一封"), When.WEEKLY: N_("一週一封")}
_ASKED: Final = 4000  # characters of a question in a form


@router.get("/account/following")
async def following(request: Request) -> Response:
    """What I follow; and with filters in the address, a form to follow these."""
    user = let_in(request, Role.READER)
    given = [pair for pair in request.query_params.multi_items() if pair[0] not in ALSO]
    question = _question(given)
    wish = Wish("", question.words(), MAIL if user.email else "", tuple(Happened), (), When.DAILY.value)
    return _shown(request, user, wish)


@router.post("/account/following")
async def change(request: Request) -> Response:
    """Follow something, or no more."""
    user = let_in(request, Role.READER)
    form = await checked(request)
    if words(form, "action") == "remove":
        number = words(form, "id")
        known = number.isascii() and number.isdigit() and len(number) < 16
        if not known or not await to_thread.run_sync(_removed, request, user, int(number)):
            raise HTTPException(404, "您沒有追蹤這一項（you do not follow this）")
        return seen(request, "/account/following")
    wish = _wish(request, form)
    try:
        await to_thread.run_sync(_kept, request, user, wish)
    except UsageError as error:
        return _shown(request, user, wish, status=400, error=error.what)
    return seen(request, "/account/following")


def _removed(request: Request, user: Account, number: int) -> bool:
    return desk_follows.unfollow(desk_of(request), user, number, address=address_of(request))


def _kept(request: Request, user: Account, wish: Wish) -> None:
    if wish.destination == MAIL and not user.email:
        raise UsageError("您的帳號沒有電子郵件，請管理者加上（your account has no e-mail address: ask an admin）")
    desk_follows.follow(desk_of(request), user, checked_wish(wish), address=address_of(request))


def _wish(request: Request, form: FormData) -> Wish:
    """The form's fields as they came."""
    asked = words(form, "asked")[:_ASKED]
    to = MAIL if words(form, "to") == MAIL else words(form, "address").strip()
    return Wish(
        words(form, "name")[:200],
        tuple(parse_qsl(asked, max_num_fields=200)),
        to,
        tuple(str(one) for one in form.getlist("what")),
        tuple(str(one) for one in form.getlist("states")),
        words(form, "cadence"),
        speech_of(request).short,
    )


def _question(given: Iterable[tuple[str, str]]) -> Question:
    asked: dict[str, list[str]] = {}
    for name, value in given:
        asked.setdefault(name, []).append(value)
    return Question.of(asked)


def _shown(request: Request, user: Account, wish: Wish, *, status: int = 200, error: str = "") -> Response:
    held = desk_follows.follows_of(desk_of(request), user)
    return form_page(
        request,
        "desk/following.html",
        status=status,
        error=error,
        held=[_row(request, one) for one in held],
        wish=wish,
        filters=_told(request, wish.asked),
        mail=user.email,
        kinds=_WHAT,
        cadences=_WHEN,
        states=list(State),
        services=[name for name in SERVICES.values() if name != "webhook"],
        most=desk_follows.MOST,
    )


def _row(request: Request, one: Follow) -> dict[str, Any]:
    return {
        "id": one.id,
        "wish": one.wish,
        "filters": _told(request, one.wish.asked),
        "to": one.email or "" if one.wish.destination == MAIL else shown(one.wish.destination),
    }


def _told(request: Request, asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Filters and their values as people read them; those of an unfit question as they came."""
    pairs, today = list(asked), room_of(request).today
    try:
        question = room_of(request).catalogue.spelled(_question(pairs), today)
    except UsageError:
        return pairs
    return [(one.value, one.label) for one in chips(request, Asked(question, today, today))]
