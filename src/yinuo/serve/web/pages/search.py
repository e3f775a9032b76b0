"""Search over promises, the evidence for them, and whole documents, with what was found lit."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from yinuo.errors import UsageError
from yinuo.persist.question import Question
from yinuo.persist.search import KINDS, LATEST, search_rows
from yinuo.serve.web.asking import asked_day, asked_limit
from yinuo.serve.web.language import N_
from yinuo.serve.web.rendering import page, unchanged, url
from yinuo.serve.web.room import room_of
from yinuo.serve.web.titles import titles_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_EACH = 5  # of each kind, where all are shown
_LONGEST = 200
_ORDERS = {"rank": N_("最相關的在前"), "date": N_("新的在前")}
_TITLES = {"commitment": N_("承諾"), "evidence": N_("證據"), "document": N_("文件")}


@router.get("/search")
async def search(request: Request) -> Response:
    """The page."""
    words = request.query_params.get("q", "").strip()
    kind = request.query_params.get("kind", "")
    order = request.query_params.get("order", "") or "rank"
    if len(words) > _LONGEST:
        raise UsageError("查詢太長（query too long）：q", remedy=f"至多 {_LONGEST} 字（at most {_LONGEST} characters）")
    if kind and kind not in KINDS:
        raise UsageError(f"不認得的值（unknown value）：kind={kind[:40]}", remedy="、".join(KINDS))
    if order not in _ORDERS:
        raise UsageError(f"不認得的值（unknown value）：order={order[:40]}", remedy="、".join(_ORDERS))
    if (same := unchanged(request)) is not None:
        return same
    room = room_of(request)
    limit = asked_limit(request) if kind else _EACH
    found = {
        one: search_rows(room.ledger, words, kinds=[one], limit=limit, order=order, latest=LATEST)
        for one in (KINDS if not kind else (kind,))
    }
    titles = titles_of(room.ledger, (row["commitment_id"] for row in found.get("evidence", ())))
    total = room.catalogue.total(Question(q=words), asked_day(request)) if words else 0
    return page(
        request,
        "search.html",
        words=words,
        kind=kind,
        order=order,
        orders=_ORDERS,
        titles=_TITLES,
        found={one: [_hit(row, titles) for row in rows] for one, rows in found.items()},
        total=total,
        each=limit,
        here=lambda **changed: url(
            request, "/search", **({"q": words, "kind": kind or None, "order": order} | changed)
        ),
    )


def _hit(row: dict[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """A row with its snippet cut into pieces, each lit or not; of evidence, also which promise it bears on."""
    pieces, at, snippet = [], 0, row["snippet"]
    for start, end in row["highlights"]:
        pieces += [(snippet[at:start], False), (snippet[start:end], True)]
        at = end
    promise = titles.get(row["commitment_id"]) if row["kind"] == "evidence" else None
    return row | {"promise": promise, "pieces": [piece for piece in (*pieces, (snippet[at:], False)) if piece[0]]}
