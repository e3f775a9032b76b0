"""Where captures come from: the ``Source`` protocol, folders and files, standard input.

A capture is raw bytes under the name the user knows them by. One that cannot be read is an error
in its place, so that one bad file among hundreds stops nothing.
"""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Protocol, runtime_checkable

from yinuo.errors import InputError, TooLarge, UsageError

__all__ = ["SIZE_CAP", "Capture", "FileLines", "FolderSource", "Source", "StdinSource", "open_sources"]

SIZE_CAP: Final = 32 * 1024 * 1024  # bytes of one file kept in memory
_LINE_CAP: Final = 8 * 1024 * 1024  # bytes of one line of a longer JSON Lines file
_PEEK: Final = 4 * 1024 * 1024
_STDIN: Final = "-"


@dataclass(frozen=True, slots=True)
class FileLines:
    """The lines of a long file, read one at a time and as often as asked; it pickles as its path.

    A line over the cap comes cut to ``cap + 1`` bytes, so that its reader sees it is too long.
    """

    path: str
    cap: int = _LINE_CAP

    def __iter__(self) -> Iterator[bytes]:
        with Path(self.path).open("rb") as file:
            yield from _lines(file, self.cap)


def _lines(file: BinaryIO, cap: int) -> Iterator[bytes]:
    while line := file.readline(cap + 1):
        yield line
        while len(line) > cap and not line.endswith(b"\n"):
            line = file.readline(cap + 1)
            if not line:
                return


@dataclass(frozen=True, slots=True)
class Capture:
    """Raw bytes with their name; ``content`` is what ``decode.documents.read_documents`` takes.

    ``data`` holds the whole body. A JSON Lines body over the size cap has ``stream`` instead: its
    lines, one in memory at a time.
    """

    name: str
    data: bytes = field(default=b"", repr=False)
    stream: Iterable[bytes] | None = field(default=None, repr=False)

    @property
    def content(self) -> bytes | Iterable[bytes]:
        """The bytes, or the lines where they are too many to hold."""
        return self.data if self.stream is None else self.stream


@runtime_checkable
class Source(Protocol):
    """Anything that yields captures: a folder, an archive, a parliament's server.

    One method is asked for. A source names each capture as its user would look it up, yields the
    same captures in the same order for the same input, and yields an ``InputError`` instead of a
    capture for what it could not get. An empty answer is an error too, never «nothing there».

    A complete source, reading releases that another program left in a table::

        class TableSource:
            def __init__(self, rows: Iterable[tuple[str, bytes]]) -> None:
                self._rows = rows

            def captures(self) -> Iterator[Capture | InputError]:
                for address, body in self._rows:
                    if body:
                        yield Capture(address, body)
                    else:
                        yield EmptyInput("空的回應（empty answer）", where=address, remedy="請再試一次（try again）")

        for capture in TableSource(rows).captures():
            ...
    """

    def captures(self) -> Iterator[Capture | InputError]:
        """Everything the source has, in a stable order."""
        ...


class FolderSource:
    """Files and folders on disk: folders through and through, names sorted, hidden files left out.

    A file given by name is read whatever it is called; a link that leads back into its own folder
    is followed once only.
    """

    def __init__(self, path: str | os.PathLike[str], *, size_cap: int = SIZE_CAP) -> None:
        """Prepare to read ``path``; nothing is opened yet.

        Args:
            path: a file or a folder.
            size_cap: bytes above which a file is refused unread, unless it is JSON Lines.

        Raises:
            UsageError: nothing is there.
        """
        self._path = Path(path)
        self._size_cap = size_cap
        if not self._path.exists():
            raise UsageError(
                f"找不到檔案或資料夾（no such file or folder）：{path}", remedy="請檢查路徑（check the path）"
            )

    def captures(self) -> Iterator[Capture | InputError]:
        """Every file's capture, or the reason why it has none."""
        if not self._path.is_dir():
            yield _capture(self._path, self._size_cap)
            return
        for item in _files(self._path, frozenset()):
            yield _capture(item, self._size_cap) if isinstance(item, Path) else item


def _files(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Path | InputError]:
    """The files below a folder in the order of their names; ``above`` guards against loops of links."""
    try:
        status = folder.stat()
        here = (status.st_dev, status.st_ino)
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as fault:
        yield _unreadable(folder, fault)
        return
    if here in above:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            is_folder = stat.S_ISDIR(entry.stat().st_mode)
        except OSError as fault:
            yield _unreadable(entry, fault)
            continue
        if is_folder:
            yield from _files(entry, above | {here})
        else:
            yield entry


def _capture(path: Path, size_cap: int) -> Capture | InputError:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return InputError(
                "不是一般檔案（not a regular file）",
                where=str(path),
                remedy="請給檔案或資料夾（give a file or a folder）",
            )
        if status.st_size <= size_cap:
            return Capture(str(path), path.read_bytes())
        with path.open("rb") as file:
            head = file.read(_PEEK)
    except OSError as fault:
        return _unreadable(path, fault)
    if _is_lines(head):
        return Capture(str(path), stream=FileLines(str(path)))
    return _too_large(str(path), status.st_size, size_cap)


def _is_lines(head: bytes) -> bool:
    """True where two rows of JSON Lines stand at the start: an object, a line end, an object."""
    first, end, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    return bool(end) and first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def _unreadable(path: Path, fault: OSError) -> InputError:
    reason = fault.strerror or type(fault).__name__
    return InputError(
        f"無法讀取（cannot be read: {reason}）", where=str(path), remedy="請檢查權限（check its permissions）"
    )


def _too_large(name: str, size: int, cap: int) -> TooLarge:
    return TooLarge(
        f"檔案 {size >> 20} MiB，超過上限 {cap >> 20} MiB（over the size cap）",
        where=name,
        remedy="請拆成較小的檔案，或改用 JSON Lines（split it, or give JSON Lines）",
    )


class StdinSource:
    """Standard input as one capture, named «-»."""

    def __init__(self, stream: BinaryIO | None = None, *, size_cap: int = SIZE_CAP) -> None:
        """Prepare to read a binary stream; the process's own standard input by default."""
        self._stream = stream
        self._size_cap = size_cap

    def captures(self) -> Iterator[Capture | InputError]:
        """The one capture: whole, or line by line where it is long JSON Lines."""
        stream = self._stream if self._stream is not None else sys.stdin.buffer
        try:
            head = stream.read(self._size_cap + 1)
        except OSError as fault:
            yield _unreadable(Path(_STDIN), fault)
            return
        if len(head) <= self._size_cap:
            yield Capture(_STDIN, head)
        elif _is_lines(head[:_PEEK]):
            yield Capture(_STDIN, stream=_joined(head, stream))
        else:
            yield _too_large(_STDIN, len(head), self._size_cap)


def _joined(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The lines of what was read already and of what is still to come; once only."""
    lines = head.splitlines(keepends=True)
    yield from lines[:-1]
    rest = lines[-1] if lines else b""
    if not rest.endswith(b"\n"):
        rest += stream.readline(_LINE_CAP + 1)
    yield rest
    yield from _lines(stream, _LINE_CAP)


def open_sources(
    paths: Iterable[str | os.PathLike[str]], *, size_cap: int = SIZE_CAP
) -> Iterator[Capture | InputError]:
    """The captures of every path in turn; «-» is standard input.

    Raises:
        UsageError: a path does not exist, or none was given; before anything is read.
    """
    given = [os.fspath(path) for path in paths]
    if not given:
        raise UsageError("沒有指定檔案（no path given）", remedy="請給檔案、資料夾或 -（give files, folders or -）")
    sources: list[Source] = [
        StdinSource(size_cap=size_cap) if path == _STDIN else FolderSource(path, size_cap=size_cap) for path in given
    ]
    return _all(sources)


def _all(sources: list[Source]) -> Iterator[Capture | InputError]:
    for source in sources:
        yield from source.captures()
