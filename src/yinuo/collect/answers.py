"""Is this the document, or an excuse with status 200? Told from the body's first and last bytes.

Servers of this field answer 200 with an HTML error page, with «Too Many Requests», with nothing at all, or
with a document cut in the middle. Such an answer must never pass for the document (DESIGN §5.9).
"""

import re
from typing import Final

import httpx

from yinuo.errors import Damaged, EmptyInput, InputError, Throttled, UnknownFormat, UsageError

__all__ = ["KINDS", "excuse", "kind_expected"]

KINDS: Final = frozenset({"any", "csv", "doc", "docx", "html", "json", "pdf", "text", "xml", "zip"})
_SUFFIXES: Final = {
    "csv": "csv",
    "doc": "doc",
    "docx": "docx",
    "json": "json",
    "jsonl": "text",
    "pdf": "pdf",
    "rss": "xml",
    "txt": "text",
    "xlsx": "zip",
    "xml": "xml",
    "zip": "zip",
}
_BLANK: Final = b" \t\r\n\x0b\x0c\x00"
_BOM: Final = b"\xef\xbb\xbf"
_HTML_TAG: Final = re.compile(
    rb"<(?:!doctype\s{1,9}html|html|head|body|title|meta|script|center|h1|p|br|div)\b", re.IGNORECASE
)
_AGAIN: Final = "請稍後再試（try again later）"


def kind_expected(url: httpx.URL) -> str:
    """What the body must be, told from the address; «any» where it does not tell.

    Reads «https://data.example.tw/list.action?term=11&fileType=json» as json and «…/113/77/A_00003.doc» as doc;
    makes nothing of «https://www.example.tw/api/Law/JSON», which may be a zip of JSON.
    """
    asked = {name.lower(): value.lower() for name, value in url.params.multi_items()}
    for name in ("filetype", "format"):
        if asked.get(name) in _SUFFIXES:
            return _SUFFIXES[asked[name]]
    for name in (asked.get("fname", ""), url.path.lower()):
        _, dot, suffix = name.rpartition("/")[2].rpartition(".")
        if dot and suffix in _SUFFIXES:
            return _SUFFIXES[suffix]
    return "any"


def excuse(body: bytes, kind: str, where: str) -> InputError | None:
    """Why a body sent with 200 is not the document, or None where it may be.

    Args:
        body: decoded.
        kind: one of ``KINDS``.
        where: the address, for the message.

    Returns:
        ``EmptyInput``, ``Throttled``, ``UnknownFormat`` (an error page) or ``Damaged`` (cut short).

    Raises:
        UsageError: no such kind.
    """
    if kind not in KINDS:
        raise UsageError(f"不認得的種類（unknown kind of document）：{kind}", remedy=", ".join(sorted(KINDS)))
    if not body.strip(_BLANK):
        return EmptyInput("回應是空的（an empty body with status 200）", where=where, remedy=_AGAIN)
    if len(body) < 1_000 and re.search(rb"too many requests", body, re.IGNORECASE):
        return Throttled("狀態 200，內容卻是「Too Many Requests」（throttled）", where=where, remedy=_AGAIN)
    if kind in ("any", "html"):
        return None
    start = body[:2048].removeprefix(_BOM).lstrip(_BLANK)
    if _is_html(start):
        return UnknownFormat(
            f"狀態 200，內容卻是 HTML 錯誤頁，不是 {kind}（an HTML page instead of {kind}）", where=where, remedy=_AGAIN
        )
    return _wrong_start(start, kind, where) or _cut_short(body, kind, where)


def _is_html(start: bytes) -> bool:
    """Whether the first tag is one of HTML, past an XML declaration and comments."""
    for _ in range(8):
        if start.startswith(b"<?"):
            start = start.partition(b"?>")[2].lstrip(_BLANK)
        elif start.startswith(b"<!--"):
            start = start.partition(b"-->")[2].lstrip(_BLANK)
        else:
            break
    return bool(_HTML_TAG.match(start))


def _wrong_start(start: bytes, kind: str, where: str) -> InputError | None:
    right = {
        "json": start[:1] in (b"{", b"["),
        "pdf": b"%PDF-" in start[:1024],
        "xml": start.startswith(b"<"),
        "zip": start.startswith(b"PK"),
        "docx": start.startswith(b"PK"),
    }.get(kind, True)
    if right:
        return None
    return UnknownFormat(f"內容不是 {kind}（the body is no {kind}）", where=where, remedy=_AGAIN)


def _cut_short(body: bytes, kind: str, where: str) -> InputError | None:
    """A document without its end, though the server called it complete."""
    end = body[-256:].rstrip(_BLANK)
    whole = {
        "json": end.endswith((b"}", b"]")),
        "xml": end.endswith(b">"),
        "pdf": b"%%EOF" in body[-65_536:],
        "zip": b"PK\x05\x06" in body[-66_000:],
        "docx": b"PK\x05\x06" in body[-66_000:],
    }.get(kind, True)
    if whole:
        return None
    return Damaged(f"{kind} 沒有結尾，傳輸中斷（cut short: {len(body):,} bytes）", where=where, remedy=_AGAIN)
