r"""The pieces a record file is made of, so that an unchanged piece keeps its bytes.

A file is read as a row of segments. Each holds the bytes it stands for (``raw``), and, where
the form knows it, its ``path`` and ``value``. A record is written by laying the segments it
should have (``wanted``) over those it was read from (``kept``): a piece whose value is still the
same keeps its bytes, a changed one is written afresh, an unknown one stays where it stood.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Form", "Path", "Segment", "escaped", "laid_over", "unescaped"]

Path = tuple[str | int, ...]

# What opens a section, an entry or a field. A line of text that looks like one, or like an
# escaped one, is written with one backslash more and read with one less.
_STRUCTURE = r"\\*(?:## |### \S+ \[|\*\*[^*\n]+\*\*[：:])"
_TO_ESCAPE = re.compile(rf"^({_STRUCTURE})", re.MULTILINE)
_ESCAPED = re.compile(rf"^\\({_STRUCTURE})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a file.

    Attributes:
        raw: The text it stands for, line end included.
        path: What it is (``("front", "status")``); ``None`` for lines the form does not know.
        value: What it says.
        optional: It need not be added where the file that was read has none.

    """

    raw: str
    path: Path | None = None
    value: str | tuple[str, ...] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """How a file was written: its segments in order, its line ends, its byte order mark."""

    segments: tuple[Segment, ...]
    newline: str = "\n"
    marked: bool = False


def escaped(text: str) -> str:
    r"""Text with every line that would read as structure set off by a backslash.

    >>> escaped("一、甲\n## 乙")
    '一、甲\n\\## 乙'
    """
    return _TO_ESCAPE.sub(r"\\\1", text)


def unescaped(text: str) -> str:
    r"""The text that ``escaped`` was given."""
    return _ESCAPED.sub(r"\1", text)


def laid_over(wanted: Sequence[Segment], kept: Sequence[Segment]) -> str:
    """The file that says what ``wanted`` says, in the bytes of ``kept`` wherever those say the same.

    Args:
        wanted: Segments in the order of the form, each with its own path.
        kept: Segments as a file had them, in its order.

    """
    now = {segment.path: segment for segment in wanted}
    present = {segment.path for segment in kept if segment.path is not None}
    added = _additions(wanted, present)
    pieces: list[str] = [segment.raw for segment in added.get(None, ())]
    for segment in kept:
        if segment.path is None:
            pieces.append(segment.raw)
            continue
        replacement = now.get(segment.path)
        if replacement is not None:
            pieces.append(segment.raw if replacement.value == segment.value else replacement.raw)
        pieces.extend(addition.raw for addition in added.get(segment.path, ()))
    return _joined(pieces)


def _additions(wanted: Sequence[Segment], present: set[Path]) -> dict[Path | None, list[Segment]]:
    """Segments the file lacks, under the path after which each belongs (``None``: at the top)."""
    added: dict[Path | None, list[Segment]] = {}
    anchor: Path | None = None
    for segment in wanted:
        if segment.path in present:
            anchor = segment.path
        elif not segment.optional:
            added.setdefault(anchor, []).append(segment)
    return added


def _joined(pieces: Iterable[str]) -> str:
    """The pieces one after the other, each on a line of its own."""
    whole: list[str] = []
    for piece in pieces:
        if piece:
            if whole and not whole[-1].endswith("\n"):
                whole.append("\n")
            whole.append(piece)
    return "".join(whole)
