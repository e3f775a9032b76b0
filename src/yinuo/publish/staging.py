"""A publication appears whole or not at all: written beside its place, then swapped in.

On Linux the two folders change places in one step; elsewhere the old one steps aside first, and a run that is killed
between leaves it beside, where the next run puts it back. What is not ours is never taken away.
"""

import ctypes
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yinuo.errors import StoreReadOnly, UsageError
from yinuo.publish.checksums import CHECKSUMS, files_under, listed

__all__ = ["staged"]

_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2(2)
_NAMED = 3  # strangers named in a message


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """An empty folder beside ``folder``, which takes its place when all is done; on any error nothing changes.

    Raises:
        UsageError: ``folder`` is a file, or holds what no publication of ours has put there.
        StoreReadOnly: it cannot be written.
    """
    place = Path(os.path.realpath(folder))
    former = place.with_name(f".{place.name}.former")
    if not place.name:
        raise UsageError("不能寫到根目錄（not into the root folder）", where=str(folder))
    try:
        _sweep(place, former)
        _refuse_strangers(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.publishing-{os.getpid()}")
        beside.mkdir()
        try:
            yield beside
            _swap(beside, place, former)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise StoreReadOnly(
            f"無法寫入（cannot write）：{error.strerror or error}",
            where=str(error.filename or folder),
            remedy="請檢查權限與磁碟空間（check permissions and free space）",
        ) from error


def _sweep(place: Path, former: Path) -> None:
    """Put back or remove what a killed run has left."""
    if former.is_dir():
        if place.exists():
            shutil.rmtree(former)
        else:
            former.rename(place)
    if not place.parent.is_dir():
        return
    ours = re.compile(re.escape(f".{place.name}.publishing-") + r"(\d+)")
    for left in place.parent.iterdir():
        found = ours.fullmatch(left.name)
        if found and left.is_dir() and not left.is_symlink() and not _runs(int(found[1])):
            shutil.rmtree(left)


def _runs(process: int) -> bool:
    if os.name == "nt":  # signal 0 is no question there
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return process != os.getpid()


def _refuse_strangers(place: Path) -> None:
    if not place.exists():
        return
    if not place.is_dir():
        raise UsageError("輸出位置不是資料夾（not a folder）", where=str(place))
    links = [path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_symlink()]
    ours = listed(place) or {}
    strange = sorted([*links, *(path for path in files_under(place) if path not in ours and path != CHECKSUMS)])
    if strange or (CHECKSUMS not in strange and (place / CHECKSUMS).exists() and not ours):
        names = "、".join(strange[:_NAMED]) or CHECKSUMS
        raise UsageError(
            f"資料夾裡有不是公布出來的檔案（the folder has files that no publication put there）：{names}",
            where=str(place),
            remedy="請改用另一個或空的資料夾（use another folder, or an empty one）",
        )


def _swap(beside: Path, place: Path, former: Path) -> None:
    if not place.exists():
        beside.rename(place)
    elif not _exchanged(beside, place):
        place.rename(former)
        try:
            beside.rename(place)
        except OSError:
            former.rename(place)
            raise
        shutil.rmtree(former, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Two folders change places in one step, where the system can; False where it cannot."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
