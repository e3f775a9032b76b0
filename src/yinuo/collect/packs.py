"""Files in files: captures of .zip and .gz taken apart, so that a release is read like the folder it was made of.

Nothing is written: names inside a pack are names in messages, never paths. Sizes are those found while
unpacking, not those that the pack claims; a bomb ends at the cap.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from yinuo.collect.sources import SIZE_CAP, Capture
from yinuo.errors import Damaged, InputError, TooLarge

__all__ = ["PACK_CAP", "PackedLines", "unpacked"]

PACK_CAP: Final = 256 * 1024 * 1024  # bytes of a pack as it lies on disk
_FILES: Final = 200_000  # in one pack
_TOTAL: Final = 4 * 1024 * 1024 * 1024  # bytes unpacked from one pack
_LINE: Final = 8 * 1024 * 1024
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_CUT: Final = b'{"cut short'  # a line that cannot be read: whoever reads lines tells the loss
_AGAIN: Final = "請重新下載（download it again）"


@dataclass(frozen=True, slots=True)
class PackedLines:
    """The lines of a gzip file, one in memory at a time, as often as asked; a broken end ends them."""

    data: bytes = field(repr=False)

    def __iter__(self) -> Iterator[bytes]:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(self.data)) as file:
                yield from _lines(file)
        except (EOFError, OSError, zlib.error):
            yield _CUT


def _lines(file: gzip.GzipFile) -> Iterator[bytes]:
    taken = 0
    while line := file.readline(_LINE + 1):
        taken += len(line)
        if taken > _TOTAL:
            yield _CUT
            return
        yield line
        while len(line) > _LINE and not line.endswith(b"\n") and (line := file.readline(_LINE + 1)):
            taken += len(line)


def unpacked(captures: Iterable[Capture | InputError]) -> Iterator[Capture | InputError]:
    """The captures, with those of .zip and .gz replaced by what is in them, in the order of their names.

    Yields:
        a capture named «release.zip/教育/校園.md» or «letters.jsonl»; an error in the place of what cannot be read.
    """
    for capture in captures:
        if isinstance(capture, InputError) or capture.stream is not None:
            yield capture
        elif capture.name.lower().endswith(".zip"):
            yield from _zip(capture)
        elif capture.name.lower().endswith(".gz"):
            yield _gzip(capture)
        else:
            yield capture


def _gzip(capture: Capture) -> Capture | InputError:
    name = capture.name[:-3]
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(capture.data)) as file:
            body = file.read(SIZE_CAP + 1)
    except _BROKEN as fault:
        return _damaged(capture.name, fault)
    if len(body) <= SIZE_CAP:
        return Capture(name, body)
    if name.lower().endswith(".jsonl"):
        return Capture(name, stream=PackedLines(capture.data))
    return _too_large(capture.name)


def _zip(capture: Capture) -> Iterator[Capture | InputError]:
    try:
        with zipfile.ZipFile(io.BytesIO(capture.data)) as pack:
            found = sorted((one for one in pack.infolist() if _is_shown(one)), key=lambda one: one.filename)
            if len(found) > _FILES:
                yield _too_large(capture.name)
                return
            total = 0
            for one in found:
                inside = _member(pack, one, f"{capture.name}/{one.filename}")
                total += len(inside.data) if isinstance(inside, Capture) else 0
                if total > _TOTAL:
                    yield _too_large(capture.name)
                    return
                yield _gzip(inside) if isinstance(inside, Capture) and inside.name.endswith(".gz") else inside
    except _BROKEN as fault:
        yield _damaged(capture.name, fault)


def _is_shown(one: zipfile.ZipInfo) -> bool:
    parts = one.filename.split("/")
    return not one.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _member(pack: zipfile.ZipFile, one: zipfile.ZipInfo, name: str) -> Capture | InputError:
    try:
        with pack.open(one) as file:
            body = file.read(SIZE_CAP + 1)
    except _BROKEN as fault:
        return _damaged(name, fault)
    return Capture(name, body) if len(body) <= SIZE_CAP else _too_large(name)


def _damaged(name: str, fault: Exception) -> Damaged:
    return Damaged(f"壓縮檔損壞（a damaged pack: {type(fault).__name__}）", where=name, remedy=_AGAIN)


def _too_large(name: str) -> TooLarge:
    return TooLarge("解壓後過大（too large unpacked）", where=name, remedy="請自行解壓、拆分（unpack and split it）")
