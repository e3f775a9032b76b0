"""Legacy Word .doc (97–2007) → the main text, read from the piece table.

The file is an OLE2 container; ``WordDocument`` starts with the FIB, which says where in the
table stream the CLX lies; its pieces say where each run of characters stands and whether it is
stored as cp1252 or UTF-16 ([MS-DOC] 2.4.1, 2.8.35, 2.9.38, 2.9.73, 2.9.177). Fast-saved files
are nothing else: their pieces are merely out of order. Text that a tracked change deleted, or
that is hidden, is left out (``doc_runs``); automatic list numbers are written out (``doc_lists``).
"""

import io
import re
import struct
from bisect import bisect_left
from typing import Final, NamedTuple

import olefile

from yinuo.decode.formats.doc_lists import items, read_counters
from yinuo.decode.formats.doc_runs import invisible_runs
from yinuo.decode.formats.text import Text, plain_lines
from yinuo.errors import Damaged, Encrypted, NoTextLayer, TooLarge, UnknownFormat

__all__ = ["read_ole"]

_WORD_97: Final = 0xA5EC
_FIRST_FIB_97: Final = 0x00C1
_PIECES: Final = 1_000_000
_TEXT_CAP: Final = 50_000_000  # characters
_AGAIN: Final = "請重新下載（download it again）"
_SAVE: Final = "請另存為 .docx（save it as .docx）"
_UNLOCK: Final = "請先解除密碼（remove the password）"

# [MS-DOC] 2.4.1: 0x13 opens a field, 0x14 starts its result, 0x15 closes it; 0x07 ends a cell or a row
_ROW = re.compile("\x07\x07")
_SIGNS: Final = str.maketrans(
    {"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None}
    | dict.fromkeys("\x01\x02\x03\x04\x05\x06\x08", None)
)
_ENDS: Final = ("\r", "\x07", "\x0c")
_FIELD_MARKS = re.compile("[\x13\x14\x15]")
_BLANK_LINES = re.compile(r"\n{3,}")


class _Piece(NamedTuple):
    """Characters ``first`` to ``last`` (excluded) of the text, stored from byte ``offset`` on."""

    first: int
    last: int
    offset: int
    width: int  # bytes a character: 1 (cp1252) or 2 (UTF-16)


def read_ole(data: bytes, where: str) -> Text:
    """The text of a legacy Word document.

    Raises:
        Damaged: cut short, or its tables point outside it.
        Encrypted: protected by a password (a protected .docx is an OLE file too).
        NoTextLayer: it holds no words (pictures only).
        TooLarge: more pieces or characters than any document has.
        UnknownFormat: another OLE file (.xls, .ppt, .msg), or Word 6/95.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            _check_whole(ole, where)
            if ole.exists("EncryptedPackage"):
                raise Encrypted("檔案有密碼（encrypted Office file）", where=where, remedy=_UNLOCK)
            if not ole.exists("WordDocument"):
                raise UnknownFormat("不是 Word 文件（an OLE file, not Word）", where=where, remedy=_SAVE)
            main = ole.openstream("WordDocument").read()
            flags = _flags(main, where)
            name = "1Table" if flags & 0x0200 else "0Table"
            if not ole.exists(name):
                raise Damaged(f".doc 缺少 {name}（table stream missing）", where=where, remedy=_AGAIN)
            table = ole.openstream(name).read()
    except (OSError, struct.error, IndexError) as fault:
        raise Damaged(".doc 損壞或不完整（broken or truncated .doc）", where=where, remedy=_AGAIN) from fault
    text = _main_text(main, table, where)
    if not any(character.isalnum() for character in text):
        raise NoTextLayer("文件沒有文字（no text layer）", where=where, remedy="請先做文字辨識（run OCR first）")
    return Text(text, "doc", where=where)


def _check_whole(ole: olefile.OleFileIO, where: str) -> None:
    """Refuse a container cut short: a chain of its allocation table goes on beyond the file's end."""
    if any(len(ole.fat) <= entry < olefile.MAXREGSECT for entry in ole.fat):
        raise Damaged(".doc 不完整（truncated .doc）", where=where, remedy=_AGAIN)


def _flags(main: bytes, where: str) -> int:
    """The FIB's flags, once it is known to be of Word 97 or later and in clear."""
    if len(main) < 0x1AA:
        raise Damaged(".doc 檔頭不完整（truncated header）", where=where, remedy=_AGAIN)
    magic, version = struct.unpack_from("<HH", main)
    flags: int = struct.unpack_from("<H", main, 0x0A)[0]
    if magic != _WORD_97 or version < _FIRST_FIB_97:
        if magic in (0xA5DC, 0xA5DB, 0xA699) or magic == _WORD_97:
            raise UnknownFormat("Word 95 以前的格式（Word 6/95 format）", where=where, remedy=_SAVE)
        raise Damaged(".doc 檔頭錯誤（bad header）", where=where, remedy=_AGAIN)
    if flags & 0x0100:
        raise Encrypted(".doc 已加密（encrypted .doc）", where=where, remedy=_UNLOCK)
    return flags


def _main_text(main: bytes, table: bytes, where: str) -> str:
    try:
        length: int = struct.unpack_from("<i", main, 0x4C)[0]  # ccpText
        pieces = _pieces(main, table, where)
        raw = _assembled(main, table, _upto(pieces, length), where)
    except (struct.error, IndexError) as fault:
        raise Damaged(".doc 的片段表損壞（broken piece table）", where=where, remedy=_AGAIN) from fault
    if length <= 0 or length > _TEXT_CAP:
        raise Damaged(".doc 的字數不合理（implausible length）", where=where, remedy=_AGAIN)
    try:
        whole = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as fault:
        raise Damaged(".doc 的文字損壞（broken characters）", where=where, remedy=_AGAIN) from fault
    lines = _ROW.sub("\t\n", _without_codes(whole)).translate(_SIGNS)
    lines = "\n".join(line.rstrip("\t") for line in lines.split("\n"))
    return _BLANK_LINES.sub("\n\n", plain_lines(lines)).strip("\n")


def _pieces(main: bytes, table: bytes, where: str) -> list[_Piece]:
    start, size = struct.unpack_from("<II", main, 0x1A2)  # fcClx, lcbClx
    clx = table[start : start + size]
    if size == 0 or len(clx) != size:
        raise Damaged(".doc 沒有片段表（no piece table）", where=where, remedy=_AGAIN)
    position = 0
    while clx[position] == 1:  # Prc: properties, not text
        position += 3 + int(struct.unpack_from("<H", clx, position + 1)[0])
    if clx[position] != 2:
        raise Damaged(".doc 的片段表損壞（broken piece table）", where=where, remedy=_AGAIN)
    total: int = struct.unpack_from("<I", clx, position + 1)[0]
    number = (total - 4) // 12
    if total < 16 or position + 5 + total > len(clx):
        raise Damaged(".doc 的片段表不完整（truncated piece table）", where=where, remedy=_AGAIN)
    if number > _PIECES:
        raise TooLarge(".doc 的片段過多（too many pieces）", where=where, remedy=_SAVE)
    bounds = struct.unpack_from(f"<{number + 1}I", clx, position + 5)
    descriptors = position + 5 + 4 * (number + 1)
    pieces = []
    for index in range(number):
        stored: int = struct.unpack_from("<I", clx, descriptors + 8 * index + 2)[0]
        width = 1 if stored & 0x4000_0000 else 2
        offset = (stored & 0x3FFF_FFFF) // (2 if width == 1 else 1)
        pieces.append(_Piece(bounds[index], bounds[index + 1], offset, width))
    return pieces


def _upto(pieces: list[_Piece], length: int) -> list[_Piece]:
    """The pieces of the first ``length`` characters: the main text; notes and page heads follow it."""
    kept = []
    for piece in pieces:
        last = min(piece.last, length)
        if last > piece.first:
            kept.append(piece._replace(last=last))
    return kept


def _assembled(main: bytes, table: bytes, pieces: list[_Piece], where: str) -> str:
    """The pieces' characters in the order of the text, list numbers put before the items they count."""
    hidden = invisible_runs(main, table)
    marked = items(main, table)
    counters = read_counters(main, table)
    parts: list[str] = []
    last = "\r"  # the character before; a paragraph starts after one of ``_ENDS``
    for piece in pieces:
        end = piece.offset + (piece.last - piece.first) * piece.width
        position = piece.offset
        for at in range(bisect_left(marked, (piece.offset,)), bisect_left(marked, (end,))):
            item = marked[at]
            if (item.offset - piece.offset) % piece.width:
                continue  # a broken table: half a character
            before = _stored(main, position, item.offset, piece.width, hidden, where)
            position, last = item.offset, before[-1:] or last
            parts.append(before)
            if last in _ENDS and main[position : position + piece.width].strip(b"\x00") not in (b"\r", b"\x07"):
                parts.append(counters.label(item.number, item.depth))
        parts.append(_stored(main, position, end, piece.width, hidden, where))
        last = parts[-1][-1:] or last
    return "".join(parts)


def _stored(main: bytes, start: int, end: int, width: int, hidden: list[tuple[int, int]], where: str) -> str:
    """The characters in a range of bytes, without those in ``hidden`` ranges."""
    if end > len(main):
        raise Damaged(".doc 的文字不完整（truncated text）", where=where, remedy=_AGAIN)
    parts: list[str] = []
    position = start
    for at in range(max(bisect_left(hidden, (start,)) - 1, 0), bisect_left(hidden, (end,))):
        first, last = hidden[at]
        if last > position:
            parts.append(_characters(main[position : max(first, position)], width))
            position = max(position, min(last, end))
    parts.append(_characters(main[position:end], width))
    return "".join(parts)


def _characters(raw: bytes, width: int) -> str:
    if width == 2:
        return raw[: len(raw) // 2 * 2].decode("utf-16-le", "surrogatepass")
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _without_codes(text: str) -> str:
    """A text with every field replaced by its result: «\\x13 PAGE \\x14 7\\x15» → « 7»."""
    parts: list[str] = []
    codes: list[bool] = []  # for every open field: still in its code
    position = 0
    for mark in _FIELD_MARKS.finditer(text):
        if not any(codes):
            parts.append(text[position : mark.start()])
        position = mark.end()
        if mark[0] == "\x13":
            codes.append(True)
        elif codes and mark[0] == "\x14":
            codes[-1] = False
        elif codes:
            codes.pop()
    parts.append(text[position:])
    return "".join(parts)
