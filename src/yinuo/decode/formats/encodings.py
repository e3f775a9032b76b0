"""Bytes → characters: byte order marks, UTF-8, then what the bytes look like.

Old official files are Big5 as Windows wrote it: detectors call it ``big5``, only code page 950
reads all of it, and Python's ``cp950`` lacks the end-user-defined characters, which Windows maps
to private-use code points. They are kept as such, as the Yuan's own JSON keeps them.
"""

import codecs
import re

from charset_normalizer import from_bytes

from yinuo.errors import Damaged, UnknownFormat

__all__ = ["decode_text", "garbled"]

_SAMPLE = 65_536  # bytes a guess looks at
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FAMILIES = {"big5": "cp950", "big5hkscs": "cp950", "cp950": "cp950", "gb2312": "gb18030", "gbk": "gb18030"}
_FALLBACKS = ("cp950", "gb18030", "utf-16-le", "utf-16-be")
_UNUSUAL = re.compile(r"[^\x00-\x7f\u2014\u2026\u3000-\u303f\u4e00-\u9fff\uff01-\uffef\s]")
_NON_ASCII = re.compile(r"[^\x00-\x7f\s]")
_EXPECTED = re.compile(
    r"[\u2010-\u2027\u2030-\u205e\u2080-\u209c\u2103-\u2199\u2460-\u27bf\u2e80-\u30ff\u3105-\u312f"
    r"\u3200-\u9fff\ue000-\ufaff\ufe30-\ufe6f\uff01-\uffee\U0001f000-\U0001faff\U00020000-\U0003ffff]"
)
_COMMON = re.compile("[，。、的年及為之有行院會政部委員第一月日]")
_ADVICE = "請另存為 UTF-8 後再試（save it as UTF-8 and try again）"


def decode_text(data: bytes, where: str) -> str:
    """The characters of a text file; a byte order mark is dropped.

    Raises:
        Damaged: cut inside a character, or in no encoding that gives Chinese official text.
        UnknownFormat: not text at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, where)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start >= len(data) - 3 and fault.start > 0:
            raise Damaged("檔案在字元中間截斷（cut off inside a character）", where=where, remedy=_AGAIN) from fault
        return _guess(data, where)
    if "\x00" in text[:_SAMPLE]:
        return _guess(data, where)
    return text


_AGAIN = "請重新下載（download it again）"


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        what = f"內容不是所標示的 {encoding}（not the {encoding} its mark claims）"
        raise Damaged(what, where=where, remedy=_AGAIN) from fault


def _guess(data: bytes, where: str) -> str:
    sample = data[:_SAMPLE]
    best = from_bytes(sample).best()
    proposed = _FAMILIES.get(best.encoding, best.encoding) if best is not None else None
    encodings = dict.fromkeys([*([proposed] if proposed else []), *_FALLBACKS])
    scored = [(_familiarity(sample, encoding), -rank, encoding) for rank, encoding in enumerate(encodings)]
    score, _, encoding = max(scored)
    if score < 0.05:
        if sample.count(0) or sum(byte < 9 for byte in sample) > len(sample) // 50:
            raise UnknownFormat(
                "不是文字檔，也不是可讀的文件格式（neither text nor a document format）",
                where=where,
                remedy="可讀：JSON、純文字、Markdown、HTML、docx、odt、doc、PDF（these can be read）",
            )
        raise Damaged("無法辨認文字編碼（the text's encoding is not known）", where=where, remedy=_ADVICE)
    try:
        return data.decode(encoding, "yinuo-eudc" if encoding == "cp950" else "strict")
    except UnicodeDecodeError as fault:
        raise Damaged(f"文字編碼損壞（broken {encoding}）", where=where, remedy=_ADVICE) from fault


def _familiarity(sample: bytes, encoding: str) -> float:
    """The share of the commonest characters of official Chinese, read in this encoding."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)(errors="yinuo-eudc" if encoding == "cp950" else "strict")
        text = decoder.decode(sample)
    except (UnicodeDecodeError, LookupError):
        return 0.0
    return len(_COMMON.findall(text)) / max(len(text), 1)


def _windows_private_use(fault: UnicodeError) -> tuple[str, int]:
    """Map an end-user-defined Big5 code to the private-use point that Windows gives it.

    Ranges (lead bytes): FA–FE → U+E000, 8E–A0 → U+E311, 81–8D → U+EEB8, C6–C8 → U+F6B1;
    each lead byte has 157 cells (Microsoft's code page 950, «EUDC» table).
    """
    if not isinstance(fault, UnicodeDecodeError) or fault.start + 2 > len(fault.object):
        raise fault
    lead, trail = fault.object[fault.start], fault.object[fault.start + 1]
    for first, last, base in ((0xFA, 0xFE, 0xE000), (0x8E, 0xA0, 0xE311), (0x81, 0x8D, 0xEEB8), (0xC6, 0xC8, 0xF672)):
        if first <= lead <= last and (0x40 <= trail <= 0x7E or 0xA1 <= trail <= 0xFE):
            cell = trail - 0x40 if trail <= 0x7E else trail - 0xA1 + 63
            return chr(base + (lead - first) * 157 + cell), fault.start + 2
    raise fault


codecs.register_error("yinuo-eudc", _windows_private_use)


def garbled(text: str) -> bool:
    """True where a text was decoded wrongly («è¡Œæ”¿é™¢») or holds many lost characters («��»).

    Official Chinese («行政院函») and plain English are not garbled.
    """
    middle = len(text) // 2
    sample = text[:2_000] + text[middle : middle + 1_000]
    lost = sample.count("\ufffd")
    if lost > 3 and lost * 50 > len(sample):
        return True
    if len(_UNUSUAL.findall(sample)) < 10:  # one quick pass settles nearly every text
        return False
    return len(_EXPECTED.findall(sample)) < len(_NON_ASCII.findall(sample)) * 0.5
