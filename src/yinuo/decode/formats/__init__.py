"""Bytes → text: one file a format; the first bytes choose it, never the name's extension.

The canonical text of each format:

=========  =====================================================================================
json       the record's ``content``, character for character
text       the decoded file, line ends as ``\\n``
markdown   the body after the front matter, markup included
html       the visible text, a line a block
docx, odt  the visible text, a line a paragraph, automatic list numbers written out
doc        the same, from the piece table; numbers that only a style gives stay out
pdf        the text layer, page after page, page heads and numbers included
=========  =====================================================================================
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from yinuo.decode.formats.api_json import looks_like_json, read_json, read_json_lines
from yinuo.decode.formats.archive import read_zip
from yinuo.decode.formats.doc import read_ole
from yinuo.decode.formats.encodings import decode_text
from yinuo.decode.formats.markdown import has_front_matter, read_markdown
from yinuo.decode.formats.pdf import read_pdf
from yinuo.decode.formats.text import Text, read_plain
from yinuo.decode.formats.webpage import looks_like_html, read_html
from yinuo.errors import Damaged, EmptyInput, InputError, TooLarge, UnknownFormat

__all__ = ["SIZE_CAP", "Text", "read_text", "read_texts"]

SIZE_CAP: Final = 32 * 1024 * 1024  # bytes of one file read whole; JSON Lines may be longer

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"{\\rtf", "RTF", "請另存為 .docx（save it as .docx）"),
    (b"\x89PNG", "圖片 PNG", "請提供文字檔（give a text file）"),
    (b"\xff\xd8\xff", "圖片 JPEG", "請提供文字檔（give a text file）"),
    (b"GIF8", "圖片 GIF", "請提供文字檔（give a text file）"),
    (b"II*\x00", "圖片 TIFF", "請提供文字檔（give a text file）"),
    (b"MM\x00*", "圖片 TIFF", "請提供文字檔（give a text file）"),
    (b"\x1f\x8b", "gzip", "請先解壓縮（unpack it first）"),
    (b"7z\xbc\xaf", "7z", "請先解壓縮（unpack it first）"),
    (b"Rar!", "RAR", "請先解壓縮（unpack it first）"),
    (b"\xdb\xa5\x2d\x00", "Word 2", "請另存為 .docx（save it as .docx）"),
    (b"SQLite format 3\x00", "SQLite", "請用 --store 指定資料庫（give a store with --store）"),
)
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    etree.LxmlError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)  # what third-party parsers raise on hostile bytes


def read_text(data: bytes, name: str, *, size_cap: int = SIZE_CAP) -> list[Text]:
    """The texts of one file; raises the first ``InputError`` instead of handing it on.

    Args:
        data: the whole file.
        name: its name as the user knows it, for messages only.
        size_cap: bytes above which the file is refused.
    """
    texts = []
    for item in read_texts(data, name, size_cap=size_cap):
        if isinstance(item, InputError):
            raise item
        texts.append(item)
    return texts


def read_texts(data: bytes | Iterable[bytes], name: str, *, size_cap: int = SIZE_CAP) -> Iterator[Text | InputError]:
    """Every text in some bytes, and in its place an error for every one that cannot be read.

    Args:
        data: the whole file; or the lines of a JSON Lines file of any length, read one at a time.
        name: its name, for messages only; the extension decides nothing.
        size_cap: bytes above which a whole file is refused.

    Never raises on any bytes.
    """
    try:
        if isinstance(data, bytes):
            yield from _read(data, name, size_cap)
        else:
            yield from read_json_lines(data, name)
    except InputError as fault:
        fault.at(name)
        yield fault
    except _FAULTS as fault:
        yield Damaged(
            f"檔案損壞，無法讀取（damaged: {type(fault).__name__}）",
            where=name,
            remedy="請重新下載（download it again）",
        )


def _read(data: bytes, name: str, size_cap: int) -> Iterator[Text | InputError]:
    if len(data) > size_cap:
        raise TooLarge(
            f"檔案 {len(data) >> 20} MiB，超過上限 {size_cap >> 20} MiB（over the size cap）",
            where=name,
            remedy="請拆成較小的檔案，或改用 JSON Lines（split it, or give JSON Lines）",
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise EmptyInput("檔案是空的（empty file）", where=name, remedy="請重新下載（download it again）")
    if b"%PDF-" in data[:1024]:
        yield read_pdf(data, name)
    elif data.startswith(_OLE):
        yield read_ole(data, name)
    elif data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        yield read_zip(data, name)
    else:
        _refuse_others(data, name)
        yield from _read_characters(decode_text(data, name), name)


def _refuse_others(data: bytes, name: str) -> None:
    for magic, kind, remedy in _OTHERS:
        if data.startswith(magic):
            raise UnknownFormat(f"不能讀 {kind} 格式（no reader for {kind}）", where=name, remedy=remedy)


def _read_characters(text: str, name: str) -> Iterator[Text | InputError]:
    if looks_like_json(text):
        yield from read_json(text, name)
    elif looks_like_html(text):
        yield read_html(text, name)
    elif has_front_matter(text) or text.lstrip().startswith("# "):
        yield read_markdown(text, name)
    else:
        yield read_plain(text, name)
