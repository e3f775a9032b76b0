"""The files of a candidate index: segments that are written once and looked at in place, and one list of them.

Everything here can be thrown away. A segment is named by what is in it and stands whole before the list names it;
the list is replaced in one step. Whatever does not fit (a file missing, cut short or altered) is as if nothing were
there.
"""

import json
import mmap
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from yinuo.judge.segments import COLUMNS, Segment

__all__ = ["Kept", "bound_on_file", "load", "save"]

_FORMAT = 2
_LIST = "index.json"
_KINDS = ("<u4", "<i8", "<i4", "<u4", "<i4", "<u4", "<i8")  # of a segment's arrays, in their order
_HEADER = 8 * (COLUMNS + 1)  # a mark and the length of each array, 8 bytes each
_MARK = int.from_bytes(b"yinuo\x00s2", "little")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is on file.

    Attributes:
        bound: what the index was made from: the ledger's entry up to which it goes, the method, the table of weights.
        piles: segments by pile, longest first.
        names: file names of the same.
    """

    bound: Mapping[str, Any]
    piles: Mapping[str, tuple[Segment, ...]]
    names: Mapping[str, tuple[str, ...]]


def load(folder: Path) -> Kept | None:
    """What is on file; None where there is nothing, or nothing whole."""
    try:
        listed = _listed(folder)
        names = {str(pile): tuple(map(str, held)) for pile, held in listed["piles"].items()}
        piles = {pile: tuple(_opened(folder, name) for name in held) for pile, held in names.items()}
        return Kept(dict(listed["bound"]), piles, names)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def bound_on_file(folder: Path) -> Mapping[str, Any] | None:
    """What the index on file was made from, without opening it."""
    try:
        return dict(_listed(folder)["bound"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _listed(folder: Path) -> Any:
    """The list of an index. Raises ``OSError``, ``ValueError``, ``TypeError`` or ``KeyError`` where it is none."""
    listed = json.loads((folder / _LIST).read_bytes())
    if listed["format"] != _FORMAT:
        raise ValueError(listed["format"])
    return listed


def save(folder: Path, bound: Mapping[str, Any], piles: Mapping[str, Sequence[Segment]], held: Kept | None) -> None:
    """Put segments on file in place of what is there; those of ``held`` are there already.

    Raises:
        OSError: the folder cannot be written; what was on file stands.
    """
    folder.mkdir(exist_ok=True)
    known = [
        (segment, name)
        for pile, segments in (held.piles if held else {}).items()
        for segment, name in zip(segments, held.names[pile] if held else (), strict=True)
    ]
    names = {pile: [_written(folder, segment, known) for segment in segments] for pile, segments in piles.items()}
    listed = {"format": _FORMAT, "bound": dict(bound), "piles": names}
    _replace(folder / _LIST, [json.dumps(listed, ensure_ascii=False, indent=1).encode()])
    wanted = {_LIST, *(name for pile in names.values() for name in pile)}
    for path in folder.iterdir():
        if path.name not in wanted and path.suffix in (".seg", ".new"):
            _drop(path)


def _written(folder: Path, segment: Segment, known: Iterable[tuple[Segment, str]]) -> str:
    """The name of the file that holds a segment, written where there is none."""
    for one, name in known:
        if one is segment and (folder / name).exists():  # another program may have merged and dropped it
            return name
    parts = [np.array([_MARK, *map(len, segment.arrays())], dtype="<i8").tobytes()]
    for kind, values in zip(_KINDS, segment.arrays(), strict=True):
        raw = np.ascontiguousarray(values, dtype=kind).tobytes()
        parts.append(raw + bytes(-len(raw) % 8))
    name = f"{len(segment)}-{_sum(parts):08x}.seg"
    _replace(folder / name, parts)
    return name


def _opened(folder: Path, name: str) -> Segment:
    """A segment of a file, which stays where it is. Raises ``ValueError`` where it is not what its name says."""
    if Path(name).name != name:
        raise ValueError(name)
    with (folder / name).open("rb") as file:
        raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    lengths = np.frombuffer(raw, dtype="<i8", count=COLUMNS + 1).tolist()
    arrays, at = [], _HEADER
    for kind, length in zip(_KINDS, lengths[1:], strict=True):
        if not 0 <= length <= len(raw):
            raise ValueError(name)
        arrays.append(np.frombuffer(raw, dtype=kind, count=length, offset=at))
        at += -(-arrays[-1].nbytes // 8) * 8
    if lengths[0] != _MARK or at != len(raw) or name != f"{lengths[-1]}-{zlib.crc32(raw):08x}.seg":
        raise ValueError(name)
    return Segment.of(arrays)


def _sum(parts: Iterable[bytes]) -> int:
    total = 0
    for part in parts:
        total = zlib.crc32(part, total)
    return total


def _replace(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole, then give it its name."""
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _drop(path: Path) -> None:
    try:
        path.unlink()
    except OSError:  # another program still looks at it (Windows); the next one to write drops it
        return
