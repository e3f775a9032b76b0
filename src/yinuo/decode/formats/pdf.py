"""PDF with a text layer → text, page after page.

pdfium repairs what it can and says nothing of what it lost, so a damaged file is found before
it is asked: the end must be there, and every compressed stream must unpack to its checksum.
"""

import re
import zlib
from typing import Final

from pypdfium2 import PdfDocument, PdfiumError

from yinuo.decode.formats.text import Text, plain_lines
from yinuo.errors import Damaged, Encrypted, NoTextLayer, TooLarge

__all__ = ["read_pdf"]

_PAGE_CAP: Final = 5_000
_TEXT_CAP: Final = 50_000_000  # characters
_UNPACKED_CAP: Final = 256 * 1024 * 1024  # bytes checked; beyond this a file is a bomb
_FLATE = re.compile(
    rb"/Filter\s{0,4}(?:/FlateDecode|\[\s{0,4}/FlateDecode\s{0,4}\])[^\x00]{0,400}?>>\s{0,4}stream\r?\n", re.DOTALL
)
_LEAST: Final = 8  # characters a page, below which it is a picture
_AGAIN: Final = "請重新下載（download it again）"


def read_pdf(data: bytes, where: str) -> Text:
    """The text layer of a PDF, pages divided by a line end.

    Raises:
        Damaged: cut short or with broken streams.
        Encrypted: a password is needed.
        NoTextLayer: pictures of pages only.
        TooLarge: over 5,000 pages or 50 million characters, or a bomb.
    """
    if b"%%EOF" not in data[-4096:]:
        raise Damaged("PDF 檔尾缺失，檔案不完整（truncated PDF）", where=where, remedy=_AGAIN)
    if b"/Encrypt" not in data:
        _check_streams(data, where)
    try:
        document = PdfDocument(data)
    except PdfiumError as fault:
        if "password" in str(fault).lower():
            raise Encrypted(
                "PDF 已加密（encrypted PDF）", where=where, remedy="請先解除密碼（remove the password）"
            ) from fault
        raise Damaged("PDF 無法開啟（broken PDF）", where=where, remedy=_AGAIN) from fault
    try:
        return _text(document, where)
    finally:
        document.close()


def _check_streams(data: bytes, where: str) -> None:
    left = _UNPACKED_CAP
    for found in _FLATE.finditer(data):
        unpacker = zlib.decompressobj()
        position = found.end()
        try:
            while not unpacker.eof and (unpacker.unconsumed_tail or position < len(data)):
                block = unpacker.unconsumed_tail or data[position : position + 65_536]
                if not unpacker.unconsumed_tail:
                    position += len(block)
                left -= len(unpacker.decompress(block, 1 << 20))
                if left < 0:
                    raise TooLarge(
                        "解壓縮後過大（a compressed bomb）", where=where, remedy="請檢查檔案來源（check its source）"
                    )
        except zlib.error as fault:
            raise Damaged("PDF 內容損壞（broken stream in PDF）", where=where, remedy=_AGAIN) from fault
        if not unpacker.eof:
            raise Damaged("PDF 內容不完整（cut-off stream in PDF）", where=where, remedy=_AGAIN)


def _text(document: PdfDocument, where: str) -> Text:
    count = len(document)
    if count > _PAGE_CAP:
        raise TooLarge(f"PDF 有 {count} 頁（too many pages）", where=where, remedy="請拆成較小的檔案（split it）")
    pages: list[str] = []
    total = 0
    for index in range(count):
        page = document[index]
        layer = page.get_textpage()
        pages.append(plain_lines(layer.get_text_range()).strip("\n"))
        layer.close()
        page.close()
        total += len(pages[-1])
        if total > _TEXT_CAP:
            raise TooLarge("PDF 文字過多（too much text）", where=where, remedy="請拆成較小的檔案（split it）")
    written = sum(len("".join(page.split())) for page in pages)
    if written < _LEAST * max(count, 1):
        raise NoTextLayer(
            f"PDF 有 {count} 頁影像，沒有文字層（no text layer）", where=where, remedy="請先做文字辨識（run OCR first）"
        )
    return Text("\n".join(page for page in pages if page.strip()), "pdf", where=where)
