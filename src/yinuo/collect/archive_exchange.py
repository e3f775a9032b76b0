"""An archive as plain files, to hand on or to keep beside a data set: ``index.jsonl`` and ``bodies/``.

The same archive always gives the same bytes; what was handed on can be taken into another archive.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from yinuo.collect.archive_rows import Snapshot, moment
from yinuo.collect.bodies import Bodies
from yinuo.errors import Damaged, InputError, StoreReadOnly, UsageError

__all__ = ["Exported", "read_export", "write_export"]

_INDEX: Final = "index.jsonl"
_LINE_CAP: Final = 1024 * 1024
_BODY_CAP: Final = 256 * 1024 * 1024
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds: looks, and different bodies."""

    sightings: int
    bodies: int


def write_export(looks: Iterator[Snapshot], bodies: Bodies, to: Path) -> Exported:
    """Write looks, in their order, and the bodies they name.

    Raises:
        UsageError: the folder holds something that is no export.
        StoreReadOnly: it cannot be written.
        Damaged: a body is missing.
    """
    if to.is_dir() and (foreign := [entry.name for entry in to.iterdir() if not _ours(entry.name)]):
        raise UsageError(
            f"資料夾裡有別的檔案（the folder holds other files）：{foreign[0]}",
            where=str(to),
            remedy="請給新的資料夾（give a new folder）",
        )
    try:
        return _write(looks, bodies, to)
    except OSError as fault:
        raise StoreReadOnly(f"無法寫入（cannot be written: {fault.strerror}）", where=str(to)) from fault


def _ours(name: str) -> bool:
    return name in (_INDEX, "bodies") or name.startswith(f".{_INDEX}.")


def _write(looks: Iterator[Snapshot], bodies: Bodies, to: Path) -> Exported:
    named: set[str] = set()
    count = 0
    copies = Bodies(to / "bodies")
    to.mkdir(parents=True, exist_ok=True)
    scratch = to / f".{_INDEX}.{os.getpid()}"
    with scratch.open("w", encoding="utf-8", newline="\n") as file:
        for look in looks:
            file.write(json.dumps(_row(look), ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
            if look.sha256 not in named:
                _copy(bodies.path(look.sha256), copies.path(look.sha256))
                named.add(look.sha256)
    scratch.replace(to / _INDEX)
    for path in copies.all():
        if path.name.removesuffix(".gz") not in named:
            path.unlink()  # of an earlier export that had more
    return Exported(count, len(named))


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise Damaged("典藏缺檔（the archived body is missing）", where=str(source), remedy="yinuo archive verify")
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.copyfile(source, scratch)
        scratch.replace(target)


def _row(look: Snapshot) -> dict[str, Any]:
    return {
        "address": look.address,
        "fault": look.fault,
        "fetched_at": moment(look.fetched_at),
        "headers": dict(look.headers),
        "sha256": look.sha256,
        "size": look.size,
        "status": look.status,
    }


def read_export(folder: Path) -> Iterator[tuple[Snapshot, bytes] | InputError]:
    """The looks of an export with their bodies, proved; what cannot be read is an error in its place.

    Raises:
        UsageError: the folder holds no export.
    """
    index = folder / _INDEX
    if not index.is_file():
        raise UsageError(
            "這裡沒有匯出的典藏（no exported archive here）",
            where=str(folder),
            remedy="請指定 yinuo archive export 寫出的資料夾（name a folder written by yinuo archive export）",
        )
    bodies = Bodies(folder / "bodies")
    with index.open("rb") as file:
        number = 0
        while line := file.readline(_LINE_CAP + 1):
            number += 1
            where = f"{index}:{number}"
            try:
                look = _look(line)
                yield look, bodies.read(look.sha256, look.size)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                yield Damaged("讀不懂這一列（not a row of an export）", where=where)
            except InputError as fault:
                yield fault.at(where)


def _look(line: bytes) -> Snapshot:
    row = json.loads(line)
    sha256, size, status = row["sha256"], row["size"], row["status"]
    headers = {str(name): str(value) for name, value in row["headers"].items()}
    at = datetime.fromisoformat(row["fetched_at"])
    if not _DIGEST.fullmatch(sha256) or not 0 <= size <= _BODY_CAP or not 100 <= status <= 599 or at.tzinfo is None:
        raise ValueError(line[:80])
    return Snapshot(str(row["address"]), sha256, at, status, headers, size, new=False, fault=str(row["fault"]))
