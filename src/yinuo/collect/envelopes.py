"""Bodies → rows: the lists that servers send, in their wrappings and with their faults.

Reads ``{"dataList": […]}``, ``{"jsonList": […]}``, LYAPI's lists, a bare list, with or without a byte
order mark, several objects one after another (their rows are joined), and CSV whose header ends with an
empty column or whose rows are longer than it (FACTS §1.5). «null» and blanks are no value. An empty list
is ``EmptyInput``: «unknown», never «there is none».
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from yinuo.decode.formats.encodings import decode_text
from yinuo.decode.formats.webpage import looks_like_html
from yinuo.errors import Damaged, EmptyInput, UnknownFormat

__all__ = ["Rows", "csv_rows", "json_rows", "value"]

_AGAIN: Final = "請稍後再執行一次（run it again later）"
_BUSY = re.compile(r"^\W{0,4}(?:too many requests|rate limit|請求過多|系統忙碌)", re.IGNORECASE)
_BLANK = re.compile(r"[\s\ufeff]*")
_CELL_CAP: Final = 1 << 20
_URL = re.compile(r"https?://\S{4,500}")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one body.

    Attributes:
        rows: as sent, each an object; values are text, lists or objects.
        total: how many the server says there are, where it says so.
        pages: how many pages the server says there are, 1 where it does not say.
        joined: how many objects stood one after another in the body; 1 is sound.
    """

    rows: tuple[Mapping[str, Any], ...]
    total: int | None = None
    pages: int = 1
    joined: int = 1


def json_rows(body: bytes, where: str, *names: str) -> Rows:
    """The rows of a JSON body.

    Args:
        body: the bytes as they came.
        where: their address, for messages.
        names: the keys under which the list may stand, in lower case.

    Raises:
        EmptyInput: no bytes, or a list without rows.
        UnknownFormat: an HTML page, or words such as «Too Many Requests», sent with status 200.
        Damaged: cut short, or no list in it.
    """
    text = _words(body, where)
    values = _values(text, where)
    rows: list[Mapping[str, Any]] = []
    listed = False
    for one in values:
        found = _list(one, names)
        if found is not None:
            listed = True
            rows += [row for row in found if isinstance(row, dict)]
    if not listed:
        raise Damaged("回應裡沒有清單（no list in the answer）", where=where, remedy=_AGAIN)
    if not rows:
        raise EmptyInput(
            "清單是空的；查無資料不等於沒有（an empty list: unknown, not none）", where=where, remedy=_AGAIN
        )
    head = values[0] if isinstance(values[0], dict) else {}
    return Rows(tuple(rows), _count(head.get("total")), _count(head.get("total_page")) or 1, len(values))


def _words(body: bytes, where: str) -> str:
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise EmptyInput("回應是空的（an empty answer）", where=where, remedy=_AGAIN)
    text = decode_text(body, where)
    if looks_like_html(text):
        raise UnknownFormat("伺服器送來網頁，不是資料（an HTML page in place of data）", where=where, remedy=_AGAIN)
    if _BUSY.match(text):
        raise UnknownFormat("伺服器說請求太多（the server says: too many requests）", where=where, remedy=_AGAIN)
    return text


def _values(text: str, where: str) -> list[Any]:
    decoder = json.JSONDecoder()
    values: list[Any] = []
    position = _after_blank(text, 0)
    while position < len(text):
        try:
            one, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as fault:
            if text[:1] not in "{[\ufeff":
                what = f"不是 JSON（not JSON）：{text[:40].strip()!r}"
                raise UnknownFormat(what, where=where, remedy=_AGAIN) from fault
            what = "JSON 不完整（JSON cut short or broken）"
            raise Damaged(what, where=where, remedy=_AGAIN) from fault
        values.append(one)
        position = _after_blank(text, position)
    return values


def _after_blank(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _list(one: Any, names: tuple[str, ...]) -> list[Any] | None:
    if isinstance(one, list):
        return one
    if isinstance(one, dict):
        for key, item in one.items():
            if str(key).strip("\ufeff ").lower() in names and isinstance(item, list):
                return item
    return None


def _count(told: object) -> int | None:
    return int(told) if isinstance(told, int) or (isinstance(told, str) and told.isdigit()) else None


def value(row: Mapping[str, Any], *names: str) -> str:
    """The first value that a row has under one of some names, without blanks around; "" where it has none.

    «null», None and blanks are none; numbers come as their digits; of a list, its values joined by «;».
    """
    for name in names:
        told = row.get(name)
        if isinstance(told, list):
            told = ";".join(str(item).strip() for item in told if isinstance(item, (str, int)))
        words = str(told).replace("\u3000", " ").strip() if isinstance(told, (str, int, float)) else ""
        if words and words.lower() != "null":
            return words
    return ""


def csv_rows(body: bytes, where: str) -> Rows:
    """The rows of a CSV body, by the names of its header.

    A value that an address column should hold and does not is looked for among the row's other values:
    the Yuan's files come with columns shifted («…,docUrl,htmlUrl,selectTerm» over «…,docUrl,all,»).

    Raises:
        EmptyInput: nothing but a header. UnknownFormat: an HTML page. Damaged: no header.
    """
    text = _words(body, where).lstrip("\ufeff")
    csv.field_size_limit(_CELL_CAP)
    try:
        lines = list(csv.reader(io.StringIO(text)))
    except csv.Error as fault:
        raise Damaged(f"CSV 有誤（broken CSV）：{fault}", where=where, remedy=_AGAIN) from fault
    header = [name.strip().strip("\ufeff") for name in lines[0]] if lines else []
    if len([name for name in header if name]) < 2:
        raise Damaged("CSV 沒有標題列（no header in the CSV）", where=where, remedy=_AGAIN)
    rows = tuple(_named(header, line) for line in lines[1:] if any(cell.strip() for cell in line))
    if not rows:
        raise EmptyInput("只有標題列（nothing below the header）", where=where, remedy=_AGAIN)
    return Rows(rows, len(rows))


def _named(header: list[str], line: list[str]) -> dict[str, str]:
    row = {name: cell.strip() for name, cell in zip(header, line, strict=False) if name}
    addresses = [name for name in header if name.lower().endswith("url")]
    misplaced = [name for name in addresses if row.get(name) and not _URL.match(row[name])]
    if misplaced:  # shifted: find addresses by their shape, in order
        found = [cell.strip() for cell in line if _URL.match(cell.strip())]
        row |= dict.fromkeys(addresses, "") | dict(zip(addresses, found, strict=False))
    return row
