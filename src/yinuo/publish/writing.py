"""``Record`` → bytes (the grammar stands in ``markdown``)."""

from yinuo.errors import InvariantError
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
from yinuo.publish.scalars import write_scalar
from yinuo.publish.segments import Segment, escaped, laid_over

__all__ = ["write_record"]


def write_record(record: Record) -> bytes:
    """The file of a record: UTF-8, with the bytes it was read from wherever nothing changed.

    Raises:
        InvariantError: A text holds half a surrogate pair, which no file can.

    """
    wanted = (*_front_segments(record), *_body_segments(record))
    form = record.form
    text = laid_over(wanted, form.segments) if form else "".join(segment.raw for segment in wanted)
    if form and form.newline != "\n":
        text = text.replace("\n", form.newline)
    try:
        return ("\ufeff" if form and form.marked else "").encode() + text.encode()
    except UnicodeEncodeError as error:
        raise InvariantError("文字含不成對的代理字元（half a surrogate pair）", where=record.id) from error


def _front_segments(record: Record) -> list[Segment]:
    segments = [Segment("---\n", ("fence", 0))]
    segments += [_front_line("front", name, getattr(record, name)) for name in FRONT_FIELDS]
    segments.append(Segment("source:\n", ("front", "source"), optional=record.source == RecordSource()))
    segments += [_front_line("source", name, getattr(record.source, name)) for name in SOURCE_FIELDS]
    segments += [_front_line("front", name, getattr(record, name)) for name in ("created_at", "last_updated")]
    segments += [_front_line("extra", name, value) for name, value in record.extra]
    return [*segments, Segment("---\n", ("fence", 1))]


def _front_line(part: str, name: str, value: str | None) -> Segment:
    indent = "  " if part == "source" else ""
    return Segment(f"{indent}{name}: {write_scalar(value)}\n", (part, name), value, optional=not value)


def _body_segments(record: Record) -> list[Segment]:
    segments = [_heading(QUOTE), _text(QUOTE, record.quote)]
    if record.subject is not None or record.reply is not None:
        segments.append(_heading(REPLY))
        if record.subject is not None:
            segments.append(Segment(f"{SUBJECT}{record.subject}\n\n", ("subject",), record.subject))
        if record.reply is not None:
            segments.append(_text(REPLY, record.reply))
    segments.append(_heading(HISTORY, optional=not record.history))
    for place, entry in enumerate(record.history):
        segments += _entry_segments(place, entry)
    return segments


def _heading(name: str, *, optional: bool = False) -> Segment:
    return Segment(f"\n## {name}\n\n", ("section", name), optional=optional)


def _text(section: str, text: str) -> Segment:
    return Segment(f"{escaped(text)}\n", ("text", section), text)


def _entry_segments(place: int, entry: Entry) -> list[Segment]:
    gap = "\n" if place else ""
    segments = [Segment(f"{gap}### {entry.on} [{entry.kind}]\n", ("entry", place), (entry.on, entry.kind))]
    if entry.note is not None:
        segments.append(Segment(f"{escaped(entry.note)}\n", ("note", place), entry.note))
    for row, (label, value) in enumerate(entry.fields):
        first, broken, rest = value.partition("\n")
        raw = f"**{label}**：{first}{broken}{escaped(rest)}\n"
        segments.append(Segment(raw, ("field", place, row), (label, value)))
    return segments
