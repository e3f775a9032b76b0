"""LYAPI v2 (OpenFun): lists a page at a time, each page an address of its own in the archive.

A page says how many rows and pages there are; rows that never came are told, since a list cut short
looks like a shorter list. Pages beyond 10,000 rows are refused by the server (FACTS §2).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from yinuo.collect.desk import Desk
from yinuo.collect.envelopes import json_rows
from yinuo.errors import EmptyInput, InputError

__all__ = ["BASE", "list_address", "listed"]

BASE: Final = "https://ly.govapi.tw/v2"
LIMIT: Final = 100
_MOST: Final = 10_000  # rows the server hands out of one list


def list_address(base: str, path: str, filters: Sequence[tuple[str, str]], page: int, limit: int = LIMIT) -> str:
    """The address of one page of a list."""
    return f"{base.rstrip('/')}/{path}?{urlencode([*filters, ('limit', str(limit)), ('page', str(page))])}"


def listed(
    desk: Desk, base: str, path: str, filters: Sequence[tuple[str, str]], *names: str, limit: int = LIMIT
) -> Iterator[Mapping[str, Any] | InputError]:
    """Every row of a list, page after page; what went wrong stands in its place.

    Args:
        desk: where pages are asked.
        base: the API's address.
        path: the list, such as «gazette_agendas».
        filters: fields and values asked for.
        names: the keys under which rows may stand, in lower case.
        limit: rows a page.
    """
    page, pages, came, total = 1, 1, 0, None
    while page <= pages:
        address = list_address(base, path, filters, page, limit)
        try:
            found = json_rows(desk.ask(address, "json").body, address, *names)
        except EmptyInput as fault:
            if page == 1:
                yield fault
                return
            yield InputError("這一頁是空的（an empty page in the midst）", where=address, remedy=fault.remedy)
            return
        except InputError as fault:
            yield fault.at(address)
            return
        total = found.total if found.total is not None else total
        pages = min(found.pages, _MOST // limit)
        came += len(found.rows)
        yield from found.rows
        page += 1
    if total is not None and came < total:
        yield InputError(
            f"清單不完整：{total:,} 筆只來了 {came:,} 筆（{came:,} of {total:,} rows came）",
            where=list_address(base, path, filters, 1, limit),
            remedy="請縮小範圍，例如只取一屆（ask for less, such as one term）",
        )
