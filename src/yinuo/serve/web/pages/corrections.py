"""What people decided: every decision with who, when and why, newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from yinuo.errors import UsageError
from yinuo.judge.decisions import Action
from yinuo.persist.review_rows import log_rows
from yinuo.serve.web.language import N_
from yinuo.serve.web.rendering import page, unchanged, url
from yinuo.serve.web.room import room_of
from yinuo.serve.web.titles import titles_of

__all__ = ["ACTIONS", "STANDS", "router"]

router = APIRouter(include_in_schema=False)

Row = dict[str, Any]
_PAGE = 50
ACTIONS: dict[str, str] = {
    Action.ACCEPT: N_("確認無誤"),
    Action.REJECT: N_("駁回"),
    Action.RELABEL: N_("改判關係"),
    Action.CORRECT: N_("更正"),
    Action.UNDO: N_("撤銷先前的決定"),
}
STANDS: dict[str, str] = {
    "in_force": N_("有效"),
    "overtaken": N_("後來另有決定"),
    "undone": N_("已撤銷"),
    "orphaned": N_("所依的原句已不在"),
}
_FIELDS: dict[str, str] = {
    "span": N_("原文起訖"),
    "level": N_("程度"),
    "title": N_("標題"),
    "deadlines": N_("期限"),
    "target": N_("目標"),
    "agency": N_("機關"),
    "category": N_("領域"),
    "cleared": N_("改為沒有"),
}


@router.get("/corrections")
async def corrections(request: Request) -> Response:
    """The page."""
    room = room_of(request)
    number = _number(request.query_params.get("page", "1"))
    if (same := unchanged(request)) is not None:
        return same
    every: list[Row] = await room.worked_out("log", lambda ledger: log_rows(ledger)[::-1])
    rows = every[(number - 1) * _PAGE : number * _PAGE]
    titles = titles_of(room.ledger, (row["commitment_id"] for row in rows if row["commitment_id"]))
    return page(
        request,
        "corrections.html",
        rows=[row | _about(row, titles) for row in rows],
        total=len(every),
        number=number,
        actions=ACTIONS,
        stands=STANDS,
        before=url(request, "/corrections", page=number - 1) if number > 1 else None,
        after=url(request, "/corrections", page=number + 1) if number * _PAGE < len(every) else None,
    )


def _number(words: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) < 7 and int(words)):
        raise UsageError(f"不認得的值（unknown value）：page={words[:20]}", remedy="1, 2, 3 …")
    return int(words)


def _about(row: Mapping[str, Any], titles: Mapping[str, str]) -> Row:
    """The promise that a decision is about now, where it still stands, and what was set, as names and words."""
    title = titles.get(row["commitment_id"] or "")
    told = [(_FIELDS[name], _words(value)) for name, value in (row["set"] or {}).items() if name in _FIELDS]
    return {"about": title and {"id": row["commitment_id"], "title": title}, "told": told}


def _words(value: object) -> str:
    """A value that was set, as words; what it is made of is the ledger's own form of it."""
    if isinstance(value, Mapping):
        first = next((value[name] for name in ("exact", "words", "name") if value.get(name)), None)
        return str(first) if first is not None else "、".join(str(one) for one in value.values() if one)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_words(one) for one in value) or "—"
    return str(value)
