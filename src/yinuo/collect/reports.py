"""預(決)算決議案、定期報告: ministries' written reports on budget resolutions, from the list of bills (LYAPI v2).

Each report is a document of its own: evidence about earlier promises and a second source of new ones. Its
day is what its own text tells; where it tells none, the day of its last movement in the Yuan, which is
never earlier, so that an undated report cannot prove too much.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from yinuo.collect.desk import Answer, Desk
from yinuo.collect.envelopes import value
from yinuo.collect.lyapi import BASE, list_address, listed
from yinuo.collect.replies import current_session
from yinuo.collect.sources import Capture
from yinuo.decode.dating import document_date, read_day
from yinuo.decode.formats import read_texts
from yinuo.decode.letterhead import read_letterhead
from yinuo.errors import InputError

__all__ = ["CATEGORY", "ReportsSource"]

CATEGORY: Final = "預(決)算決議案、定期報告"
_PATH: Final = "bills"
_PREFERRED: Final = ("DOC", "PDF")  # of a report in both formats, the one whose text is sound


class ReportsSource:
    """Written reports on budget resolutions, one capture a report."""

    def __init__(self, desk: Desk, *, base: str = BASE, terms: Sequence[int] = (), category: str = CATEGORY) -> None:
        """Prepare; nothing is asked yet.

        Args:
            desk: where addresses are asked.
            base: the API's address.
            terms: only these; the present one by default.
            category: 議案類別, as the list names it.
        """
        self._desk = desk
        self._base = base
        self._terms = tuple(terms) or (current_session(desk.now.year, desk.now.month)[0],)
        self._category = category

    def plan(self) -> Iterator[str]:
        """The first page of each term's list."""
        for term in self._terms:
            yield list_address(self._base, _PATH, self._filters(term), 1)

    def captures(self) -> Iterator[Capture | InputError]:
        """Every report that was not read before."""
        for term in self._terms:
            reports = 0
            for row in listed(self._desk, self._base, _PATH, self._filters(term), "bills"):
                if isinstance(row, InputError):
                    yield row
                    continue
                reports += 1
                yield from self._report(row)
            self._desk.asked(f"{term:02d}", reports)

    def _filters(self, term: int) -> list[tuple[str, str]]:
        return [("屆", str(term)), ("議案類別", self._category)]

    def _report(self, row: Mapping[str, Any]) -> Iterator[Capture | InputError]:
        addresses = _files(row)
        if not addresses or any(self._desk.has_read(one) for one in addresses):
            return
        fault: InputError | None = None
        for answer in self._desk.keep(addresses[:1]):
            fault = answer if isinstance(answer, InputError) else None
            if not isinstance(answer, InputError):
                found = _record(row, answer)
                if isinstance(found, InputError):
                    fault = found
                else:
                    yield Capture(answer.address, found)
        if fault is None:
            return
        for answer in self._desk.keep(addresses[1:2]):
            found = answer if isinstance(answer, InputError) else _record(row, answer)
            if not isinstance(found, InputError) and not isinstance(answer, InputError):
                yield Capture(answer.address, found)
                return
        yield fault.at(addresses[0])


def _files(row: Mapping[str, Any]) -> list[str]:
    """The addresses of a report's own files, the sounder format first."""
    told = row.get("相關附件")
    found: dict[str, str] = {}
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict) and isinstance(one.get("網址"), str):
            name = str(one.get("名稱", "")).upper()
            kind = next((kind for kind in _PREFERRED if kind in name), "")
            if kind and "關係文書" in name:
                found.setdefault(kind, one["網址"])
    return [found[kind] for kind in _PREFERRED if kind in found]


def _record(row: Mapping[str, Any], answer: Answer) -> bytes | InputError:
    """A report as one JSON record, in the shape that ``decode.formats.api_json`` reads."""
    for text in read_texts(answer.body, answer.address):
        if isinstance(text, InputError):
            return text
        title = value(row, "議案名稱")
        record = {
            "id": f"bill-{value(row, '議案編號')}" if value(row, "議案編號") else None,
            "kind": "report",
            "title": title,
            "agency": value(row, "提案單位/提案委員") or None,
            "term": value(row, "屆") or None,
            "session": value(row, "會期") or None,
            "url": answer.address,
            "date": _day(text.text, title, row),
            "content": text.text,
        }
        return json.dumps({name: told for name, told in record.items() if told}, ensure_ascii=False).encode()
    return InputError("沒有內文（no text in it）", where=answer.address)


def _day(text: str, title: str, row: Mapping[str, Any]) -> str | None:
    own = read_letterhead(text).day or document_date(text, title, {}, "")
    last = read_day(value(row, "最新進度日期", "提案日期"), months=False)
    return str(own or last) if own or last else None
