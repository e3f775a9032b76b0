"""Records → a folder of files, safely over and over.

A file is replaced in one step (written beside its place, then renamed); one that already says the
same is not touched. ``.yinuo.json`` lists what this folder has from us. A file we no longer want
goes only if it still has the bytes we wrote; a stranger's file is never overwritten or removed;
what a person added to one of our files stays in it.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from yinuo.errors import InputError, StoreReadOnly, UsageError
from yinuo.publish.filenames import record_paths
from yinuo.publish.index import index_bytes
from yinuo.publish.markdown import read_record, write_record
from yinuo.publish.records import OWN_FIELDS, Record, is_foreign

__all__ = ["INDEX", "LISTING", "Export", "export"]

INDEX = "index.json"
LISTING = ".yinuo.json"
_UNFINISHED = ".yinuo-writing-"


@dataclass(frozen=True, slots=True)
class Export:
    """What an export did, as paths under its folder, sorted."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]  # no longer wanted, but changed by others since we wrote them


def export(records: Iterable[Record], folder: Path, *, generated_at: str) -> Export:
    """Write every record, the index and the listing under ``folder``.

    Args:
        records: Every record the folder should have, in any order.
        folder: Made if it is not there.
        generated_at: For the index; passed in, so that exporting twice gives the same bytes.

    Raises:
        UsageError: ``folder`` is a file, leads outside through a link, or has another ``index.json``.
        StoreReadOnly: It cannot be written.
        InvariantError: Two records have one id.

    """
    try:
        return _Folder(folder).export(_sharing_letters(records), generated_at)
    except UnicodeEncodeError as error:
        raise UsageError(
            f"系統編碼寫不出中文檔名（file names need a UTF-8 locale）：{error.encoding}",
            where=str(folder),
            remedy="請設定 PYTHONUTF8=1（set PYTHONUTF8=1）",
        ) from error
    except OSError as error:
        raise StoreReadOnly(
            f"無法寫入（cannot write）：{error.strerror or error}",
            where=str(folder),
            remedy="請檢查權限與磁碟空間（check permissions and free space）",
        ) from error


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file we wrote.

    Attributes:
        id: Whose record it is; the index has none.
        digest: SHA-256 of its bytes; empty while it is being written.
        added: Something that others added is in it.

    """

    id: str
    digest: str
    added: bool = False

    def is_all_ours(self, place: Path) -> bool:
        """True where the file still has our bytes and nobody else's words."""
        return not self.added and place.is_file() and _hash(place.read_bytes()) == self.digest


class _Folder:
    """One export into one folder."""

    def __init__(self, root: Path) -> None:
        if root.exists() and not root.is_dir():
            raise UsageError("輸出位置不是資料夾（not a folder）", where=str(root))
        root.mkdir(parents=True, exist_ok=True)
        self.root = root.resolve()
        self.ours = self._listing()
        self.wanted: frozenset[str] = frozenset()
        self.started: dict[str, _Listed] = {}  # what is going to be written, until the listing says so

    def export(self, records: tuple[Record, ...], generated_at: str) -> Export:
        self._sweep()
        self._refuse_foreign_index()
        self.wanted = frozenset(record.id for record in records)
        paths = record_paths(records, self._is_strange)
        moved = self._moved(paths)
        self.started = {path: _Listed(name, "") for name, path in paths.items()} | {INDEX: _Listed("", "")}
        listed, written = {}, []
        for record in sorted(records, key=lambda record: paths[record.id]):
            path = paths[record.id]
            data, added = self._file_of(record, self.root / path, moved.get(record.id))
            listed[path] = _Listed(record.id, _hash(data), added)
            written += [path] if self._write(path, data) else []
        index = index_bytes({paths[record.id]: record for record in records}, generated_at)
        listed[INDEX] = _Listed("", _hash(index))
        written += [INDEX] if self._write(INDEX, index) else []
        removed, kept = self._retire(sorted(set(self.ours) - set(listed)))
        self._write(LISTING, _listing_bytes(listed | {path: self.ours[path] for path in kept}))
        return Export(tuple(sorted(written)), tuple(sorted(set(listed) - set(written))), removed, kept)

    # ── what is ours ──

    def _listing(self) -> dict[str, _Listed]:
        """What we wrote here before; a listing that cannot be read lists nothing."""
        try:
            files = json.loads((self.root / LISTING).read_bytes())["files"]
            return {
                path: _Listed(str(row["id"]), str(row["sha256"]), bool(row.get("added")))
                for path, row in files.items()
                if _inside(path)
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def _is_strange(self, path: str, record: Record) -> bool:
        """Whether writing this record at ``path`` would take away what somebody else put there."""
        place = self.root / path
        if not place.exists():
            return False
        listed = self.ours.get(path)
        if listed is not None and listed.is_all_ours(place):
            return False
        there = _record_at(place)
        if there is not None and there.id == record.id:
            return False
        moves_on = listed and listed.id != record.id and listed.id in self.wanted and there and there.id == listed.id
        return not moves_on

    def _moved(self, paths: Mapping[str, str]) -> dict[str, Record]:
        """Records as they stand at a former path, by id: what others added there goes along."""
        moved = {}
        for path, listed in self.ours.items():
            if paths.get(listed.id, path) != path:
                there = _record_at(self.root / path)
                if there is not None and there.id == listed.id:
                    moved[listed.id] = there
        return moved

    def _file_of(self, record: Record, place: Path, moved: Record | None) -> tuple[bytes, bool]:
        """The record's file, with what others added to the one that is there (lines, fields, entries), if anything."""
        plain = write_record(record)
        if moved is None and place.is_file() and place.read_bytes() == plain:
            return plain, False
        there = moved or _record_at(place)
        if there is None or there.id != record.id:
            return plain, False
        own = {*OWN_FIELDS, *(name for name, _ in record.extra)}
        fields = tuple(pair for pair in there.extra if pair[0] not in own)
        entries = tuple(entry for entry in there.history if is_foreign(entry) and entry not in record.history)
        whole = replace(record, extra=(*record.extra, *fields), history=(*record.history, *entries), form=there.form)
        data = write_record(whole)
        return data, data != plain

    def _refuse_foreign_index(self) -> None:
        place = self.root / INDEX
        if not place.exists() or INDEX in self.ours:
            return
        try:
            like_ours = "total_count" in json.loads(place.read_bytes())
        except (ValueError, TypeError):
            like_ours = False
        if not like_ours:
            raise UsageError(
                "資料夾已有別的 index.json（the folder has another index.json）",
                where=str(self.root),
                remedy="請改用另一個資料夾（use another folder）",
            )

    # ── files ──

    def _write(self, path: str, data: bytes) -> bool:
        """Put ``data`` at ``path`` in one step; False where it is there already."""
        place = self.root / path
        place.parent.mkdir(exist_ok=True)
        if not place.parent.resolve().is_relative_to(self.root):
            raise UsageError("子資料夾連到外面（a link leads out of the folder）", where=str(place.parent))
        if place.is_file() and not place.is_symlink() and place.read_bytes() == data:
            return False
        if path != LISTING and self.started:  # killed from here on, nothing of ours becomes a stranger
            self._write(LISTING, _listing_bytes(self.ours | self.started))
            self.started = {}
        beside = place.parent / f"{_UNFINISHED}{os.getpid()}"
        beside.write_bytes(data)
        beside.replace(place)
        return True

    def _sweep(self) -> None:
        """Remove what a killed export left half-written."""
        for pattern in (f"{_UNFINISHED}*", f"*/{_UNFINISHED}*"):
            for left in self.root.glob(pattern):
                left.unlink(missing_ok=True)

    def _retire(self, paths: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Remove files of ours that nobody changed, or whose record moved on; give those removed and those kept."""
        removed, kept = [], []
        for path in paths:
            place = self.root / path
            if not place.is_file() or place.is_symlink() or not place.resolve().is_relative_to(self.root):
                continue
            listed = self.ours[path]
            there = _record_at(place)
            moved = listed.id in self.wanted and there is not None and there.id == listed.id
            if not moved and not listed.is_all_ours(place):
                kept.append(path)
                continue
            place.unlink()
            removed.append(path)
            if not any(place.parent.iterdir()):
                place.parent.rmdir()
        return tuple(removed), tuple(kept)


def _sharing_letters(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records, each letter's text held once however many promises stand in it."""
    texts: dict[str | None, str | None] = {}
    return tuple(replace(record, reply=texts.setdefault(record.reply, record.reply)) for record in records)


def _inside(path: str) -> bool:
    """Whether a listed path is a file of the folder: «category/name.md» or the index, no way out."""
    parts = path.split("/")
    plain = all(part not in ("", ".", "..") and "\\" not in part and "\0" not in part for part in parts)
    return path == INDEX or (plain and len(parts) == 2 and path.endswith(".md"))


def _record_at(place: Path) -> Record | None:
    try:
        return read_record(place.read_bytes(), where=str(place))
    except (OSError, InputError):
        return None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _listing_bytes(files: Mapping[str, _Listed]) -> bytes:
    rows = {
        path: {"id": listed.id, "sha256": listed.digest} | ({"added": True} if listed.added else {})
        for path, listed in sorted(files.items())
    }
    return (json.dumps({"files": rows}, ensure_ascii=False, indent=1) + "\n").encode()
