"""Bytes → ``Record`` (the grammar stands in ``markdown``)."""

import re

from yinuo.errors import Damaged, EmptyInput, TooLarge, UnknownFormat
from yinuo.publish.records import (
    FRONT_FIELDS,
    HISTORY,
    QUOTE,
    REPLY,
    SOURCE_FIELDS,
    SUBJECT,
    Entry,
    Record,
    RecordSource,
)
from yinuo.publish.scalars import read_scalar
from yinuo.publish.segments import Form, Segment, unescaped

__all__ = ["MAX_BYTES", "read_record"]

MAX_BYTES = 16 * 1024 * 1024
"""A record larger than this is refused before it is decoded."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_FRONT = re.compile(r"( *)([A-Za-z_][A-Za-z0-9_-]*):(?:[ \t](.*))?\r?$")
_ENTRY = re.compile(r"### (\S+) \[(.*)\][ \t\r]*$")
_FIELD = re.compile(r"\*\*([^*\n]+)\*\*[：:](.*)$")
_NULLABLE = frozenset({"target_date", "target_value", "responsible_agency"})
_KNOWN = frozenset({*FRONT_FIELDS, "created_at", "last_updated"})


def read_record(data: bytes | str, *, where: str | None = None) -> Record:
    """The record that a file holds.

    Args:
        data: The file's bytes (UTF-8, with or without a byte order mark), or its text.
        where: The file's name, for messages.

    Raises:
        EmptyInput: There is nothing in it.
        TooLarge: It is over ``MAX_BYTES``.
        Damaged: It is not UTF-8, or its front matter has no end.
        UnknownFormat: It is not a record: no front matter, no ``id``, or no 承諾原文.

    """
    text = _decoded(data, where)
    marked = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    newline = "\r\n" if "\r\n" in text and text.count("\n") == text.count("\r\n") else "\n"
    if newline != "\n":
        text = text.replace(newline, "\n")
    front = _Front(_LINES.findall(text), where)
    body = _Body(front.rest)
    if not front.values.get("id") or body.quote is None:
        raise UnknownFormat("不是承諾紀錄：缺 id 或「承諾原文」（not a record: no id or no quote）", where=where)
    form = Form((*front.segments, *body.segments), newline, marked)
    return _record(front, body, body.quote, form)


def _record(front: "_Front", body: "_Body", quote: str, form: Form) -> Record:
    values = front.values
    return Record(
        id=values["id"] or "",
        title=values.get("title") or "",
        category=values.get("category") or "",
        status=values.get("status") or "",
        quote=quote,
        target_date=values.get("target_date"),
        target_value=values.get("target_value"),
        responsible_agency=values.get("responsible_agency"),
        source=RecordSource(**front.source),
        created_at=values.get("created_at") or "",
        last_updated=values.get("last_updated") or "",
        subject=body.subject,
        reply=body.reply,
        history=tuple(body.history),
        extra=tuple(front.extra.items()),
        form=form,
    )


def _decoded(data: bytes | str, where: str | None) -> str:
    if len(data) > MAX_BYTES:
        raise TooLarge("紀錄檔過大（record too large）", where=where)
    if not data.strip():
        raise EmptyInput("檔案是空的（empty file）", where=where)
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Damaged(
            "不是 UTF-8 文字（not UTF-8）", where=where, remedy="請轉存為 UTF-8（save it as UTF-8）"
        ) from error


class _Front:
    """The front matter of a file's lines; ``rest`` is what follows it."""

    def __init__(self, lines: list[str], where: str | None) -> None:
        if lines[0].rstrip() != "---":
            raise UnknownFormat("不是承諾紀錄：沒有前置欄位（not a record: no front matter）", where=where)
        end = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), None)
        if end is None:
            raise Damaged("前置欄位沒有結尾（front matter has no end）", where=where)
        self.values: dict[str, str | None] = {}
        self.source: dict[str, str | None] = {}
        self.extra: dict[str, str | None] = {}
        self.segments = [Segment(lines[0], ("fence", 0))]
        self._under_source = False
        for line in lines[1:end]:
            self.segments.append(self._read(line))
        self.segments.append(Segment(lines[end], ("fence", 1)))
        self.rest = lines[end + 1 :]

    def _read(self, line: str) -> Segment:
        """One line; a field named twice counts the first time."""
        found = _FRONT.match(line.rstrip("\n"))
        if found is None:
            return Segment(line)
        indent, name, words = found[1], found[2], found[3] or ""
        if not indent:
            self._under_source = name == "source"
            if self._under_source:
                return Segment(line, None if words.strip() else ("front", "source"))
        elif not self._under_source or name not in SOURCE_FIELDS:
            return Segment(line)
        part = "source" if indent else "front" if name in _KNOWN else "extra"
        values = {"source": self.source, "front": self.values, "extra": self.extra}[part]
        if name in values:
            return Segment(line)
        try:
            value = read_scalar(words)
        except ValueError:
            return Segment(line)
        if part == "front" and name not in _NULLABLE:
            value = value or ""
        values[name] = value
        return Segment(line, (part, name), value)


class _Body:
    """The sections of a file's lines."""

    def __init__(self, lines: list[str]) -> None:
        self.quote: str | None = None
        self.subject: str | None = None
        self.reply: str | None = None
        self.history: list[Entry] = []
        self.segments: list[Segment] = []
        heads = [number for number, line in enumerate(lines) if line.startswith("## ")]
        starts = _with_gaps(lines, heads)
        self._keep(lines[: starts[0] if starts else len(lines)])
        seen: set[str] = set()
        for head, start, end in zip(heads, starts, [*starts[1:], len(lines)], strict=False):
            name = lines[head][3:].strip()
            if name in seen or name not in (QUOTE, REPLY, HISTORY):
                self._keep(lines[start:end])
                continue
            seen.add(name)
            content = head + 2 if head + 1 < end and _blank(lines[head + 1]) else head + 1
            self.segments.append(Segment("".join(lines[start:content]), ("section", name)))
            self._read(name, lines[content:end])

    def _keep(self, lines: list[str]) -> None:
        if lines:
            self.segments.append(Segment("".join(lines)))

    def _read(self, name: str, lines: list[str]) -> None:
        if name == HISTORY:
            self._read_history(lines)
        elif name == QUOTE:
            self.quote = self._read_text(name, lines)
        elif lines and lines[0].startswith(SUBJECT):
            self.subject = lines[0].removeprefix(SUBJECT).removesuffix("\n")
            length = 2 if len(lines) > 1 and _blank(lines[1]) else 1
            self.segments.append(Segment("".join(lines[:length]), ("subject",), self.subject))
            self.reply = self._read_text(name, lines[length:]) if lines[length:] else None
        else:
            self.reply = self._read_text(name, lines)

    def _read_text(self, name: str, lines: list[str]) -> str:
        raw = "".join(lines)
        text = unescaped(raw.removesuffix("\n"))
        self.segments.append(Segment(raw, ("text", name), text))
        return text

    def _read_history(self, lines: list[str]) -> None:
        heads = [number for number, line in enumerate(lines) if _ENTRY.match(line)]
        starts = _with_gaps(lines, heads)
        self._keep(lines[: starts[0] if starts else len(lines)])
        for head, start, end in zip(heads, starts, [*starts[1:], len(lines)], strict=False):
            self._read_entry("".join(lines[start : head + 1]), lines[head], lines[head + 1 : end])

    def _read_entry(self, raw: str, heading: str, lines: list[str]) -> None:
        place = len(self.history)
        found = _ENTRY.match(heading)
        on, kind = (found[1], found[2]) if found else ("", "")
        self.segments.append(Segment(raw, ("entry", place), (on, kind)))
        heads = [number for number, line in enumerate(lines) if _FIELD.match(line)]
        note = None
        if lines[: heads[0] if heads else len(lines)]:
            raw = "".join(lines[: heads[0] if heads else len(lines)])
            note = unescaped(raw.removesuffix("\n"))
            self.segments.append(Segment(raw, ("note", place), note))
        fields: list[tuple[str, str]] = []
        for head, end in zip(heads, [*heads[1:], len(lines)], strict=False):
            fields.append(_field(lines[head:end]))
            self.segments.append(Segment("".join(lines[head:end]), ("field", place, len(fields) - 1), fields[-1]))
        self.history.append(Entry(on, kind, note, tuple(fields)))


def _field(lines: list[str]) -> tuple[str, str]:
    """Label and value of a field that stands on these lines."""
    raw = "".join(lines).removesuffix("\n")
    first, broken, rest = raw.partition("\n")
    found = _FIELD.match(first)
    return (found[1], found[2] + broken + unescaped(rest)) if found else ("", raw)


def _blank(line: str) -> bool:
    return not line.rstrip("\r\n")


def _with_gaps(lines: list[str], heads: list[int]) -> list[int]:
    """Where each heading begins, the one blank line above it included."""
    before = [-1, *heads[:-1]]
    return [
        head - 1 if head - 1 > last and _blank(lines[head - 1]) else head
        for head, last in zip(heads, before, strict=False)
    ]
