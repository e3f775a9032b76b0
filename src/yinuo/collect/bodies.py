"""Bodies on disk: each kept once under its SHA-256, packed, written whole or not at all.

``bodies/3f/3f9a….gz`` is a plain gzip file that any tool can read; the same body always packs to the
same bytes. A body is on the disk before anything names it, and it is proved against its name whenever it is read.
"""

import gzip
import hashlib
import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from yinuo.errors import Damaged, StoreReadOnly

__all__ = ["Bodies", "digest", "pack"]

_LEVEL: Final = 6  # fixed, so that the same body packs to the same bytes
_REPAIR: Final = "請從備份取回，或再收集一次（restore a backup, or collect it again）"


def digest(body: bytes) -> str:
    """The SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


class Bodies:
    """A folder of bodies."""

    def __init__(self, folder: Path) -> None:
        """Keep bodies in ``folder``, which is made when the first one comes."""
        self.folder = folder
        self.scratch = folder / ".new"  # bodies on their way in

    def path(self, sha256: str) -> Path:
        """Where the body of this digest is or would be.

        Raises:
            ValueError: it is no SHA-256 in lower-case hexadecimal (so that no path is ever made of anything else).
        """
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"no SHA-256: {sha256!r}")
        return self.folder / sha256[:2] / f"{sha256}.gz"

    def holds(self, sha256: str) -> bool:
        """Whether there is a file for this digest."""
        return self.path(sha256).is_file()

    def stage(self, sha256: str, packed: bytes) -> Path | None:
        """Write a packed body to a scratch file, safe on the disk; None where a sound copy is there already.

        This is the slow half (it waits for the disk), and may be done by many threads at once.

        Raises:
            StoreReadOnly: the disk is full or may not be written.
        """
        target = self.path(sha256)
        if target.is_file() and self._sound(target, sha256):
            return None
        scratch = self.scratch / f"{sha256}.{os.getpid()}.{threading.get_ident()}"
        with self._translated():
            try:
                self.scratch.mkdir(parents=True, exist_ok=True)
                with scratch.open("wb") as file:
                    file.write(packed)
                    file.flush()
                    os.fsync(file.fileno())
            except BaseException:
                scratch.unlink(missing_ok=True)
                raise
        return scratch

    def place(self, scratch: Path, sha256: str) -> None:
        """Give a staged body its name, in one step; a damaged copy is replaced.

        Raises:
            StoreReadOnly: it cannot be written.
        """
        target = self.path(sha256)
        with self._translated():
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch.replace(target)

    def read(self, sha256: str, size: int) -> bytes:
        """The body of this digest and size, proved.

        Raises:
            Damaged: the file is gone, or its bytes are not those of its name.
        """
        path = self.path(sha256)
        try:
            with gzip.open(path) as file:
                body = file.read(size + 1)
        except FileNotFoundError:
            raise Damaged("典藏缺檔（the archived body is missing）", where=str(path), remedy=_REPAIR) from None
        except (OSError, EOFError, zlib.error) as fault:
            raise Damaged(f"典藏檔損毀（damaged body: {fault}）", where=str(path), remedy=_REPAIR) from fault
        if len(body) != size or digest(body) != sha256:
            raise Damaged("典藏檔與雜湊不符（the body is not the one of its hash）", where=str(path), remedy=_REPAIR)
        return body

    def all(self) -> Iterator[Path]:
        """Every file of a body, in order."""
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.glob("??/*") if path.is_file())

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise StoreReadOnly(
                f"典藏無法寫入（the archive cannot be written: {fault.strerror}）",
                where=str(self.folder),
                remedy="請清出空間或檢查權限後再跑一次（free space or fix permissions, then run again）",
            ) from fault

    @staticmethod
    def _sound(path: Path, sha256: str) -> bool:
        found = hashlib.sha256()
        try:
            with gzip.open(path) as file:
                while part := file.read(1 << 20):
                    found.update(part)
        except (OSError, EOFError, zlib.error):
            return False
        return found.hexdigest() == sha256


def pack(body: bytes) -> bytes:
    """A body as its file holds it."""
    return gzip.compress(body, _LEVEL, mtime=0)
