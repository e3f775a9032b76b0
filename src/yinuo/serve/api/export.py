"""Bulk export: every promise that answers a question, or all its evidence, streamed row by row."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from yinuo.persist.ledger import Ledger
from yinuo.persist.views import evidence_rows_of
from yinuo.publish.tables import TABLES
from yinuo.serve.api.parameters import Filtered
from yinuo.serve.api.reading import PROBLEMS, ReadingRoute
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(prefix="/export", tags=["export"], route_class=ReadingRoute, responses=PROBLEMS)

Row = Mapping[str, Any]
_BATCH: Final = 200  # promises read at once
_KINDS: Final = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
_COLUMNS: Final = {
    table.name: tuple(column.name for column in table.columns if column.name != "reason")
    for table in TABLES
    if table.name in ("commitments", "evidence")
}


@router.get(
    "/{table}.{form}",
    response_class=StreamingResponse,
    summary="整批下載 · Everything that answers, streamed",
    responses={200: {"content": {kind: {"schema": {"type": "string"}} for kind in _KINDS.values()}}},
)
async def export(
    request: Request, table: Literal["commitments", "evidence"], form: Literal["jsonl", "csv"], asked: Filtered
) -> StreamingResponse:
    """JSON Lines hold the rows of the list; CSV holds the columns of the published data set (``/data``)."""
    room = room_of(request)
    catalogue = room.catalogue
    batches = catalogue.batches(asked.question, asked.as_of, _BATCH)

    def read(ledger: Ledger, some: Sequence[str]) -> Iterable[Row]:
        if table == "commitments":
            return catalogue.rows(ledger, some, asked.as_of)
        return evidence_rows_of(ledger, some, asked.as_of)

    lines = _jsonl if form == "jsonl" else _csv(_COLUMNS[table])
    name = f'attachment; filename="yinuo-{table}-{asked.as_of}.{form}"'
    body = _stream(room.settings.store, batches, read, lines)
    return StreamingResponse(body, media_type=_KINDS[form], headers={"content-disposition": name})


async def _stream(
    store: Path,
    batches: Iterator[Sequence[str]],
    read: Callable[[Ledger, Sequence[str]], Iterable[Row]],
    lines: Callable[[Iterable[Row], bool], str],
) -> AsyncIterator[str]:
    """Batches, each read in a thread with a connection of its own: a long export keeps nobody waiting."""

    def batch(some: Sequence[str], first: bool) -> str:
        with Ledger.open(store, readonly=True) as ledger:
            return lines(read(ledger, some), first)

    yield await to_thread.run_sync(batch, next(batches, ()), True)  # noqa: FBT003 only so does it reach the thread
    for some in batches:
        yield await to_thread.run_sync(batch, some, False)  # noqa: FBT003 as above


def _jsonl(rows: Iterable[Row], first: bool) -> str:
    del first
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _csv(names: Sequence[str]) -> Callable[[Iterable[Row], bool], str]:
    def lines(rows: Iterable[Row], first: bool) -> str:
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\r\n")
        if first:
            held.write("\ufeff")
            writer.writerow(names)
        writer.writerows([_cell(row.get(name)) for name in names] for row in _flat(rows))
        return held.getvalue()

    return lines


def _flat(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        target = row.get("target") or {}
        yield {**row, **{f"target_{name}": target.get(name) for name in ("text", "value", "unit", "direction")}}


def _cell(value: Any) -> str:
    """A cell as text; one that a spreadsheet would run as a formula gets a quote before it."""
    if value is None:
        return ""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(words) else words


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return True
