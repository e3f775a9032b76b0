"""立法院公報: the index of its sections (LYAPI v2), and from it every document that holds replies.

A section «質詢事項» may be split over several documents; each is one capture, and ``decode.gazette`` cuts
the letters out of it and stops at part 乙. A document without a letter (part 乙 alone) is passed over.
Where the .doc cannot be read the index's own text of it is taken; where there is none, the issue's PDF. Where the
index itself does not answer, the Yuan's own table of gazette files (ID41, CSV) is read instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from yinuo.collect.desk import Answer, Desk
from yinuo.collect.envelopes import value
from yinuo.collect.lyapi import BASE, list_address, listed
from yinuo.collect.lycsv import BASE as TABLE
from yinuo.collect.lycsv import GAZETTE, table_address, table_rows
from yinuo.collect.replies import FIRST_TERM, current_session, sessions_until
from yinuo.collect.sources import Capture
from yinuo.decode.formats import read_texts
from yinuo.decode.gazette import split_replies
from yinuo.errors import InputError

__all__ = ["MIRRORS", "GazetteSource"]

MIRRORS: Final = (
    ("https://lci.ly.gov.tw/LyLCEW/", "https://ppg.ly.gov.tw/ppg/download/"),
)  # the index's, the live one
_PATH: Final = "gazette_agendas"
_QUERY: Final = "質詢事項"
_QUESTIONS: Final = "4"  # 類別代碼: 質詢事項
_TITLES: Final = ("質詢事項", "行政院答復")


class GazetteSource:
    """Documents of the gazette that hold the Executive Yuan's replies."""

    def __init__(
        self,
        desk: Desk,
        *,
        base: str = BASE,
        terms: Sequence[int] = (),
        mirrors: Sequence[tuple[str, str]] = MIRRORS,
        table: str = TABLE,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            desk: where addresses are asked.
            base: the index's address.
            terms: only these; all since the 8th by default.
            mirrors: beginnings of addresses and what stands there today.
            table: address of the Yuan's bulk files, for where the index does not answer.
        """
        self._desk = desk
        self._base = base
        self._table = table
        last = current_session(desk.now.year, desk.now.month)[0]
        self._terms = tuple(terms) or tuple(range(FIRST_TERM, last + 1))
        self._mirrors = tuple(mirrors)
        self._issues: set[str] = set()  # whose PDF was read in place of a document

    def plan(self) -> Iterator[str]:
        """The first page of each term's index."""
        for term in self._terms:
            yield list_address(self._base, _PATH, self._filters(term), 1)

    def captures(self) -> Iterator[Capture | InputError]:
        """Every document with letters that was not read before."""
        done: set[str] = set()
        for term in self._terms:
            came, sections, faults = 0, 0, []
            for row in listed(self._desk, self._base, _PATH, self._filters(term), "gazetteagendas", "gazette_agendas"):
                if isinstance(row, InputError):
                    faults.append(row)
                    continue
                came += 1
                if _holds_questions(row):
                    sections += 1
                    yield from self._documents(row, done)
            if came:
                self._desk.asked(f"{term:02d}", sections)
                yield from faults
            else:
                yield from self._from_table(term, faults, done)

    def _from_table(self, term: int, faults: Sequence[InputError], done: set[str]) -> Iterator[Capture | InputError]:
        """The documents of a term by the table of ID41; what is wrong with the index, where that has none either."""
        rows: list[Mapping[str, Any]] = []
        for session in sessions_until(self._desk.now.year, self._desk.now.month, (term,)):
            try:
                rows += map(_as_section, table_rows(self._desk, table_address(self._table, GAZETTE, session)))
            except InputError:
                continue  # one more that lacks: the index's own fault is told below
        sections = [row for row in rows if _holds_questions(row) and row["doc檔案下載位置"]]
        self._desk.asked(f"{term:02d}", len(sections))
        if not sections:
            yield from faults
            return
        for fault in faults:
            self._desk.tell(f"改讀 ID41 的 CSV（the table of gazette files was read instead）：{fault}")
        for row in sections:
            yield from self._documents(row, done)

    def _filters(self, term: int) -> list[tuple[str, str]]:
        return [("屆", str(term)), ("q", _QUERY)]

    def _documents(self, row: Mapping[str, Any], done: set[str]) -> Iterator[Capture | InputError]:
        """The documents of one section that were not read before."""
        told = row.get("doc檔案下載位置")
        names = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str) and one]
        whole = value(row, "公報完整PDF網址")
        addresses = [self._live(one) for one in names] or ([whole] if whole else [])
        if not addresses:
            section = value(row, "公報議程編號") or value(row, "公報編號")
            yield InputError(f"索引沒有檔案位置（the index names no file）：{section}", where=f"{self._base}/{_PATH}")
        new = [one for one in addresses if one not in done and not self._desk.has_read(one)]
        done.update(new)
        for number, answer in enumerate(self._desk.keep(new)):
            if isinstance(answer, InputError):
                yield from self._instead(row, new[number], answer)
            else:
                yield from self._letters(row, answer)

    def _live(self, address: str) -> str:
        for old, new in self._mirrors:
            if address.startswith(old):
                return new + address.removeprefix(old)
        return address

    def _letters(self, row: Mapping[str, Any], answer: Answer) -> Iterator[Capture | InputError]:
        letters, fault = _count(answer)
        if letters:
            yield Capture(answer.address, answer.body)
        elif fault is not None:
            yield from self._instead(row, answer.address, fault)
        else:
            self._desk.pass_over(answer.address, answer.sha256)

    def _instead(self, row: Mapping[str, Any], address: str, fault: InputError) -> Iterator[Capture | InputError]:
        """The index's own text of a document that cannot be had or read."""
        name = address.rsplit("/", 1)[-1].removesuffix(".doc").removeprefix("LCIDC01_")
        told = row.get("處理後公報網址")
        for one in told if isinstance(told, list) else ():
            if isinstance(one, dict) and one.get("type") == "txt" and name in str(one.get("url")):
                for answer in self._desk.keep([str(one["url"])]):
                    if not isinstance(answer, InputError) and _count(answer)[0]:
                        self._desk.tell(
                            f"{address}：改讀索引的純文字（the index's text was read instead）：{fault.what}"
                        )
                        yield Capture(answer.address, answer.body)
                        return
        yield from self._whole_issue(row, fault.at(address))

    def _whole_issue(self, row: Mapping[str, Any], fault: InputError) -> Iterator[Capture | InputError]:
        """The PDF of the whole issue, once however many of its documents cannot be had; else the fault."""
        whole = value(row, "公報完整PDF網址")
        if whole and whole in self._issues:
            self._desk.tell(f"整期 PDF 已讀（the issue's PDF has it）：{fault}")
            return
        for answer in self._desk.keep([whole]) if whole else ():
            if not isinstance(answer, InputError) and _count(answer)[0]:
                self._issues.add(whole)
                self._desk.tell(f"改讀整期 PDF（the issue's PDF was read instead）：{fault}")
                yield Capture(answer.address, answer.body)
                return
        yield fault


def _as_section(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of ID41 by the names of the index; a file stands in many rows, a page of it in each."""
    address = value(row, "docUrl")
    return {
        "案由": value(row, "subject"),
        "類別代碼": value(row, "agendaType"),
        "doc檔案下載位置": [address] if address else [],
    }


def _holds_questions(row: Mapping[str, Any]) -> bool:
    title = value(row, "案由")
    return value(row, "類別代碼") == _QUESTIONS or any(words in title for words in _TITLES)


def _count(answer: Answer) -> tuple[int, InputError | None]:
    """How many letters a document holds, and the first thing that could not be read."""
    letters, fault = 0, None
    for text in read_texts(answer.body, answer.address):
        if isinstance(text, InputError):
            fault = fault or text
        else:
            letters += len(split_replies(text.text))
    return letters, fault
