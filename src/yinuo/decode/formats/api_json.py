"""JSON → records: the Yuan's ID2 set in every wrapping it has been seen in.

``{"dataList": […]}``, a bare list, one object, JSON Lines, the peer's ``{id, vector, payload}``
lines, and several objects concatenated in one body (a server's fault, FACTS §1.5). Numbers stay
the strings they were written as; «null», "", null and absent are one.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from yinuo.decode.formats.encodings import decode_text
from yinuo.decode.formats.text import Text
from yinuo.errors import Damaged, EmptyInput, InputError, TooLarge

__all__ = ["LINE_CAP", "looks_like_json", "read_json", "read_json_lines"]

LINE_CAP: Final = 8 * 1024 * 1024  # bytes of one JSON Lines row

_START = re.compile(r'[\s\ufeff]*(?:\{\s*(?:"|\})|\[\s*(?:["\[{\]]|$))')
_BLANK = re.compile(r"[\s\ufeff]*")
_ENVELOPES = ("datalist", "jsonlist", "data", "records", "items", "results", "documents", "replies")
_FIELDS: Final = MappingProxyType(
    {
        "id": "id", "uuid": "id", "documentid": "id",
        "term": "term", "屆別": "term", "屆": "term",
        "sessionperiod": "session", "session": "session", "會期": "session",
        "sessiontimes": "sitting", "sitting": "sitting", "會次": "sitting",
        "eynumber": "number", "number": "number", "行政院函公文編號": "number", "文號": "number",
        "lynumber": "question_number", "questionnumber": "question_number", "立法院函編號": "question_number",
        "subject": "title", "title": "title", "案由": "title", "標題": "title",
        "content": "content", "text": "content", "body": "content", "內容": "content",
        "docurl": "url", "url": "url", "link": "url", "檔案下載位置": "url",
        "date": "date", "published": "date", "publisheddate": "date", "publishedat": "date", "發布日期": "date",
        "kind": "kind", "agency": "agency", "機關": "agency",
    }
)  # fmt: skip
_KINDS: Final = MappingProxyType(
    {"str": "text or a number", "NoneType": "null", "bool": "true or false", "list": "a list"}
)  # numbers stay the strings they were written as
_decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def looks_like_json(text: str) -> bool:
    """True where a text begins as JSON does, not as «[新聞稿] …» does."""
    return _START.match(text) is not None


def read_json(text: str, where: str) -> Iterator[Text | InputError]:
    """Every record of a JSON text, in order; what cannot be read is an error in its place.

    Args:
        text: the whole decoded body.
        where: its name, for messages; records of several are told apart as ``name:line`` or ``name#n``.
    """
    if _is_lines(text):
        yield from _rows(enumerate(text.split("\n"), 1), where)
        return
    seen = 0
    for value in _values(text):
        if isinstance(value, InputError):
            yield value.at(f"{where}#{seen + 1}" if seen else where)
            return
        for record in _records(value, where):
            seen += 1
            place = f"{where}#{seen}"
            yield record.at(place) if isinstance(record, InputError) else _text(record, place)


def read_json_lines(lines: Iterable[bytes], where: str) -> Iterator[Text | InputError]:
    """Records of JSON Lines, one line in memory at a time; a bad line is named and the others go on."""
    for number, line in enumerate(lines, 1):
        place = f"{where}:{number}"
        if len(line) > LINE_CAP:
            yield TooLarge(f"單行超過 {LINE_CAP >> 20} MiB（line too long）", where=place, remedy="請拆分（split it）")
            continue
        try:
            text = decode_text(line, place)
        except InputError as fault:
            yield fault
            continue
        yield from _rows([(number, text)], where)


def _is_lines(text: str) -> bool:
    """True where each line is a value of its own: the first or the second line parses alone."""
    head = text[: 2 * LINE_CAP].lstrip("\ufeff \t\r\n").split("\n", 2)[:2]
    if len(head) < 2 or not head[1].strip():
        return False
    return any(isinstance(_whole(line), dict) for line in head)


def _whole(line: str) -> object:
    try:
        return _decoder.decode(line.strip())
    except (ValueError, RecursionError):
        return None


def _rows(lines: Iterable[tuple[int, str]], where: str) -> Iterator[Text | InputError]:
    for number, line in lines:
        place = f"{where}:{number}"
        for value in _values(line):
            if isinstance(value, InputError):
                yield value.at(place)
                continue
            for seen, record in enumerate(_records(value, place), 1):
                exact = f"{place}#{seen}" if isinstance(value, list) else place
                yield record.at(exact) if isinstance(record, InputError) else _text(record, exact)


def _values(text: str) -> Iterator[object]:
    """Values one after another; the first that does not parse ends it with ``Damaged``, its place left open."""
    position = _end(text, 0)
    while position < len(text):
        try:
            value, position = _decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as fault:
            at = getattr(fault, "pos", position)
            yield Damaged(
                f"JSON 在第 {at + 1} 字元處不完整或有誤（broken JSON at character {at + 1}）",
                remedy="請重新下載（download it again）",
            )
            return
        yield value
        position = _end(text, position)


def _end(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _records(value: object, where: str) -> Iterator[dict[str, str] | InputError]:
    """The records in one JSON value, with the fields' canonical names; an item that is none has its place left open."""
    if isinstance(value, list):
        if not value:
            yield _nothing(where)
        for item in value:
            yield from _records(item, where) if isinstance(item, dict) else [_stray(item)]
        return
    if not isinstance(value, dict):
        yield _stray(value)
        return
    folded = {_key(name): item for name, item in value.items()}
    payload = folded.get("payload")
    if isinstance(payload, dict):
        inner = {_key(name): item for name, item in payload.items()}
        # of a letter cut into several points each line holds the whole content; «baseId» is the letter's own
        yield _fields({"id": folded.get("id")}) | _fields({"id": inner.get("baseid")}) | _fields(inner)
        return
    if not any(_FIELDS.get(name) == "content" for name in folded):
        for name in _ENVELOPES:
            if isinstance(folded.get(name), list):
                yield from _records(folded[name], where)
                return
    yield _fields(folded)


def _key(name: str) -> str:
    return name.strip("\ufeff \t").replace("_", "").replace("-", "").lower()


def _fields(folded: Mapping[str, object]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in folded.items():
        known = _FIELDS.get(name)
        if known and isinstance(value, str) and value.strip() not in ("", "null") and known not in fields:
            fields[known] = value if known == "content" else value.strip()
    return fields


def _text(fields: dict[str, str], where: str) -> Text | InputError:
    content = fields.pop("content", "")
    label = fields.get("number") or fields.get("id")
    place = f"{where}（{label}）" if label else where
    if not content.strip():
        return EmptyInput("紀錄沒有內文（a record without content）", where=place, remedy="請查原檔（see its docUrl）")
    return Text(content, "json", fields.pop("title", ""), MappingProxyType(fields), where)


def _nothing(where: str) -> InputError:
    return EmptyInput(
        "清單是空的；查無資料不等於沒有（an empty list does not mean there is nothing）",
        where=where,
        remedy="請稍後再查一次（ask the source again later）",
    )


def _stray(value: object) -> InputError:
    kind = _KINDS.get(type(value).__name__, type(value).__name__)
    return Damaged(f"不是文件紀錄（{kind} is not a record）", remedy="請檢查來源（check the source）")
