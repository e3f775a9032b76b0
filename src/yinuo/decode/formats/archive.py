"""Zip containers: what they hold decides (.docx, .odt), under caps that no bomb passes."""

import io
import zipfile
from typing import Final

from lxml import etree

from yinuo.decode.formats.docx import read_docx
from yinuo.decode.formats.odt import read_odt
from yinuo.decode.formats.text import Text
from yinuo.errors import Damaged, Encrypted, NoTextLayer, TooLarge, UnknownFormat

__all__ = ["read_zip"]

_ENTRIES: Final = 4_000
_UNPACKED: Final = 256 * 1024 * 1024  # bytes of all parts together
_PART: Final = 64 * 1024 * 1024  # bytes of one XML part
_RATIO: Final = 200  # unpacked to packed; real office files stay below 60
_RATIO_FROM: Final = 8 * 1024 * 1024  # bytes from which the ratio counts
_ODF: Final = b"application/vnd.oasis.opendocument.text"
_AGAIN: Final = "請重新下載（download it again）"


class _Parts:
    """The parts of an office file, read one by one under the caps."""

    def __init__(self, archive: zipfile.ZipFile, where: str) -> None:
        self._archive = archive
        self._where = where
        self.names = frozenset(archive.namelist())

    def read(self, name: str) -> bytes:
        with self._archive.open(name) as part:
            data = part.read(_PART + 1)
        if len(data) > _PART:
            raise TooLarge(f"{name} 解壓縮後過大（part too large）", where=self._where, remedy=_SPLIT)
        return data

    def tree(self, name: str) -> etree._Element | None:
        """The root of an XML part, or ``None`` where the file has no such part.

        No entity is expanded, nothing is fetched, and a document type is refused.
        """
        if name not in self.names:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as fault:
            raise Damaged(f"{name} 不是完整的 XML（broken XML）", where=self._where, remedy=_AGAIN) from fault
        if root.getroottree().docinfo.internalDTD is not None:
            raise Damaged(
                "XML 內含 DTD，拒絕讀取（DTD refused）", where=self._where, remedy="請另存新檔（save it anew）"
            )
        return root


_SPLIT: Final = "請拆成較小的檔案（split it）"


def read_zip(data: bytes, where: str) -> Text:
    """The text of a .docx or .odt file.

    Raises:
        Damaged: not a whole zip, or broken XML in it.
        Encrypted: protected by a password.
        NoTextLayer: it holds no words (pictures only).
        TooLarge: over the caps of unpacked size, ratio or number of parts.
        UnknownFormat: another kind of zip, such as .xlsx or a folder of files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, len(data), where)
            text = _read(_Parts(archive, where), where)
    except zipfile.BadZipFile as fault:
        raise Damaged("壓縮格式損壞或不完整（broken or truncated zip）", where=where, remedy=_AGAIN) from fault
    if not any(character.isalnum() for character in text.text):
        raise NoTextLayer("文件沒有文字（no text layer）", where=where, remedy="請先做文字辨識（run OCR first）")
    return text


def _check(archive: zipfile.ZipFile, packed: int, where: str) -> None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > _ENTRIES or total > _UNPACKED or (total > _RATIO_FROM and total > _RATIO * packed):
        raise TooLarge(
            f"壓縮檔解開後達 {total >> 20} MiB、{len(parts)} 個檔案（a compressed bomb）",
            where=where,
            remedy="請檢查檔案來源（check its source）",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Encrypted("檔案有密碼（encrypted zip）", where=where, remedy="請先解除密碼（remove the password）")


def _read(parts: _Parts, where: str) -> Text:
    if "word/document.xml" in parts.names:
        return Text(read_docx(parts), "docx", where=where)
    if "content.xml" in parts.names:
        if "mimetype" in parts.names and not parts.read("mimetype").strip().startswith(_ODF):
            raise UnknownFormat("不是文字文件（an OpenDocument file, not a text）", where=where, remedy=_SAVE)
        manifest = parts.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in parts.names else b""
        if b"encryption-data" in manifest:
            raise Encrypted("ODT 有密碼（encrypted .odt）", where=where, remedy="請先解除密碼（remove the password）")
        return Text(read_odt(parts), "odt", where=where)
    raise UnknownFormat("壓縮檔裡沒有文件（a zip without a text document）", where=where, remedy=_SAVE)


_SAVE: Final = "請解壓縮，或另存為 .docx（unpack it, or save it as .docx）"
