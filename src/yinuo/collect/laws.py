"""全國法規資料庫: the dump of all acts or orders; each amendment is a short document, proof of its day.

The dump is a zip with one JSON file, ``{"UpdateDate": …, "Laws": […]}``; of each law it gives the name, the
address, the last change and 沿革, one paragraph a change in official words. Each paragraph since a day becomes
a document of that day. A paragraph is a heading, no sentence («中華民國…日總統…號令修正公布第 4 條條文»); the
document says the same as a letter would («某某法業於112年6月28日經總統令修正公布第4條條文。»), so that it is read
as a report, and keeps the paragraph below, as it is. Articles are not taken: what a law says is no report of
what was done.
"""

import codecs
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Any, Final

from yinuo.collect.desk import Answer, Desk
from yinuo.collect.envelopes import value
from yinuo.collect.sources import Capture
from yinuo.decode.dates import letter_date
from yinuo.errors import Damaged, EmptyInput, InputError, TooLarge, UnknownFormat
from yinuo.model import stable_id

__all__ = ["BASE", "SETS", "LawsSource", "amendments", "told"]

BASE: Final = "https://law.moj.gov.tw/api/Ch"
SETS: Final = ("Law", "Order")
SINCE: Final = date(2012, 2, 1)  # the first day of the 8th term: no reply in the open data is older
_SIZE_CAP: Final = 1 << 30  # bytes of the file inside the zip
_OBJECT_CAP: Final = 16 << 20  # characters of one law
_CHUNK: Final = 1 << 20
_START = re.compile(r'"Laws"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")
_CHANGE = re.compile(r"(?:^|\n)\s*(?:[0-9]{1,3}\s?[.．、]\s*)?(?=中華民國)")
_HEAD: Final = 60  # characters in which a paragraph's day stands
_ABOUT: Final = re.compile(r"修正|制定|訂定|廢止|公布|發布|增訂|施行|名稱")
_DAY: Final = re.compile(r"^中華民國[^年]{1,12}年[^月]{1,4}月[^日]{1,6}日")
_ACT: Final = re.compile(r"(?:會銜)?(?:修正|制定|訂定|增訂|刪除|廢止|公布|發布)")
_BLANKS: Final = re.compile(r"(?<=[\u4e00-\u9fff、]) +(?=[0-9])|(?<=[0-9]) +(?=[\u4e00-\u9fff、])")  # «第 4、5 條»
_BEFORE: Final = 300  # characters between the day and the act: who ordered it, under which numbers


class LawsSource:
    """Amendments of acts and orders, one capture a law that changed since a day."""

    def __init__(self, desk: Desk, *, base: str = BASE, sets: tuple[str, ...] = SETS, since: date = SINCE) -> None:
        """Prepare; nothing is asked yet.

        Args:
            desk: where addresses are asked.
            base: the API's address.
            sets: «Law» (acts), «Order» (orders), or both.
            since: the first day of which a change is told.
        """
        self._desk = desk
        self._addresses = [f"{base.rstrip('/')}/{one}/JSON" for one in sets]
        self._since = since

    def plan(self) -> Iterator[str]:
        """The dumps' addresses."""
        yield from self._addresses

    def captures(self) -> Iterator[Capture | InputError]:
        """Every law with a change since the day, unless it was read as it is now."""
        for address in self._addresses:
            try:
                answer = self._desk.ask(address, "zip")
                if not self._desk.has_read(address, answer.sha256):
                    yield from self._changed(answer)
            except InputError as fault:
                yield fault.at(address)

    def _changed(self, answer: Answer) -> Iterator[Capture | InputError]:
        cell, laws = answer.address.rsplit("/", 2)[-2], 0
        try:
            for law in _laws(answer.body, answer.address):
                laws += 1
                records = list(amendments(law, self._since))
                if records:
                    name = f"{answer.address}#{value(law, 'LawURL').rsplit('=', 1)[-1] or value(law, 'LawName')}"
                    yield Capture(name, json.dumps(records, ensure_ascii=False).encode())
        except InputError as fault:
            yield fault.at(answer.address)
            return
        if not laws:
            yield EmptyInput("法規清單是空的（an empty list of laws）", where=answer.address)
            return
        if laws < (most := self._desk.most(cell)) * 9 // 10:
            less = f"法規比先前少很多：{laws:,} < {most:,}（far fewer laws than before）"
            yield InputError(less, where=answer.address, remedy="先前讀到的保留（what was read before stays）")
        self._desk.asked(cell, laws)
        self._desk.pass_over(answer.address, answer.sha256)


def amendments(law: Mapping[str, Any], since: date) -> Iterator[dict[str, str]]:
    """Each change of a law since a day, as a JSON record that ``decode.formats.api_json`` reads.

    Reads «3.中華民國一百十二年六月二十八日總統令修正公布第 4 條條文»; passes over a paragraph without a
    day, and over one that tells of no change («原主管機關為…，自…改由…管轄»).
    """
    name, address = value(law, "LawName"), value(law, "LawURL")
    if not name:
        return
    for paragraph in _CHANGE.split(value(law, "LawHistories").replace("\r\n", "\n")):
        words = paragraph.strip()
        day = letter_date("".join(words[:_HEAD].split()))
        if day is None or day.first < since or not _ABOUT.search(words):
            continue
        yield {
            "id": stable_id("law change", address or name, day, words),
            "kind": "other",
            "title": f"{name}（法規沿革）",
            "date": str(day),
            "url": address,
            "content": told(name, words, day.first),
        }


def told(name: str, words: str, day: date) -> str:
    """A paragraph of 沿革 as a sentence about the law, and below it the paragraph itself.

    Makes of «中華民國一百十二年六月二十八日總統…號令修正公布第 4 條條文» and 某某法 «某某法業於112年6月28日經總統令
    修正公布第4條條文。»; of a paragraph whose act is not found («…行政院公告改由環境部管轄») «某某法：» and its words.
    """
    line = "".join(part.strip() for part in words.split("\n"))
    opening = _DAY.match(line)
    act = _ACT.search(line, opening.end(), opening.end() + _BEFORE) if opening else None
    if opening is None or act is None:
        return f"{name}：{words}"
    order = "經總統令" if line.startswith("總統", opening.end()) else ""
    when = f"{day.year - 1911}年{day.month}月{day.day}日"
    done = _BLANKS.sub("", line[act.start() :].rstrip("。"))
    return f"{name}業於{when}{order}{done}。\n沿革原文：{words}"


def _laws(body: bytes, where: str) -> Iterator[Mapping[str, Any]]:
    """The laws of a dump, one at a time in memory."""
    if not body.startswith(b"PK"):
        raise UnknownFormat("不是壓縮檔（not a zip file）", where=where, remedy="請稍後再試（try again later）")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            inner = next((one for one in packed.infolist() if one.filename.lower().endswith(".json")), None)
            if inner is None:
                raise UnknownFormat("壓縮檔裡沒有 JSON（no JSON in the zip file）", where=where)
            if inner.file_size > _SIZE_CAP:
                raise TooLarge(f"解壓後 {inner.file_size >> 20} MiB（too large unpacked）", where=where)
            with packed.open(inner) as file:
                yield from _objects(file, where)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise Damaged(f"壓縮檔損壞（a damaged zip file: {type(fault).__name__}）", where=where) from fault


def _objects(file: IO[bytes], where: str) -> Iterator[Mapping[str, Any]]:
    """The objects of the list «Laws», without holding the whole file."""
    decoder, parser = codecs.getincrementaldecoder("utf-8-sig")(errors="replace"), json.JSONDecoder()
    text, begun, unpacked = "", False, 0
    while chunk := file.read(_CHUNK):
        unpacked += len(chunk)
        text += decoder.decode(chunk)
        if unpacked > _SIZE_CAP or len(text) > _OBJECT_CAP + _CHUNK:
            raise TooLarge("法規資料過大（too large unpacked）", where=where)
        position = 0
        if not begun:
            start = _START.search(text)
            begun, position = start is not None, start.end() if start else 0
        while begun:
            gap = _GAP.match(text, position)
            position = gap.end() if gap else position
            try:
                law, position = parser.raw_decode(text, position)
            except (ValueError, RecursionError):
                break
            if isinstance(law, dict):
                yield law
        text = text[position:]
    if not begun:
        raise Damaged("找不到法規清單（no list of laws）", where=where)
    if not text.lstrip().startswith("]"):
        raise Damaged("法規資料不完整（the list of laws is cut short）", where=where)
