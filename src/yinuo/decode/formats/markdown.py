"""Markdown, with or without YAML front matter.

The canonical text is the file's body after the front matter, markup included: what a person
sees on opening the file, so that a quote is found by searching it. Of the front matter only flat
``key: value`` lines are read; nothing in it is executed, nested or expanded.
"""

import re
from types import MappingProxyType
from typing import Final

from yinuo.decode.formats.text import Text, plain_lines
from yinuo.errors import UnknownFormat

__all__ = ["has_front_matter", "read_markdown"]

_FRONT = re.compile(r"\A\s{0,64}---[ \t]*\n((?:(?!---[ \t]*(?:\n|\Z))[^\n]*\n){0,200})---[ \t]*(?:\n|\Z)")
_PAIR = re.compile(
    r"""^([\w-]{1,40})[ \t]*:[ \t]+(?:"((?:[^"\\]|\\.){0,2000})"|'([^']{0,2000})'|([^\n]{1,2000}?))[ \t]*$""",
    re.MULTILINE,
)
_HEADING = re.compile(r"^#{1,2}[ \t]+([^\n]{1,300}?)[ \t#]*$", re.MULTILINE)
_NAMES: Final = MappingProxyType(
    {
        "date": "date", "published": "date", "日期": "date", "發布日期": "date",
        "title": "title", "標題": "title", "subject": "title", "案由": "title",
        "number": "number", "ey_number": "number", "文號": "number",
        "question_number": "question_number", "ly_number": "question_number",
        "kind": "kind", "種類": "kind", "agency": "agency", "機關": "agency",
        "id": "id", "url": "url", "doc_url": "url", "term": "term", "session": "session", "session_period": "session",
        "sitting": "sitting",
    }
)  # fmt: skip


def has_front_matter(text: str) -> bool:
    """True where a text starts with a closed ``---`` block of ``key: value`` lines."""
    front = _FRONT.match(plain_lines(text[:100_000]))
    return front is not None and _PAIR.search(front[1]) is not None


def read_markdown(text: str, where: str) -> Text:
    """The body of a Markdown file, with the metadata of its front matter.

    Raises:
        UnknownFormat: it is a tracker's record of a commitment («status: 追蹤中»), not a document.
    """
    text = plain_lines(text)
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    pairs = {name.lower(): _value(*values) for name, *values in _PAIR.findall(front[1])} if front else {}
    if "status" in pairs and ("category" in pairs or "## 承諾原文" in body):
        raise UnknownFormat(
            "這是承諾紀錄，不是文件（a commitment's record, not a document）",
            where=where,
            remedy="請用 yinuo import 或 yinuo audit（use import or audit）",
        )
    metadata = {_NAMES[name]: value for name, value in pairs.items() if name in _NAMES and value not in ("", "null")}
    heading = _HEADING.search(body[:3000])
    title = metadata.pop("title", "") or (heading[1].strip() if heading else "")
    return Text(body.strip("\n"), "markdown", title, MappingProxyType(metadata), where)


def _value(double: str, single: str, bare: str) -> str:
    if double:
        return double.replace('\\"', '"').replace("\\\\", "\\").strip()
    return (single or bare.split(" #", maxsplit=1)[0]).strip()
