"""Where a record's file lies: ``category/{year}-{title}.md``, safe on every file system.

Titles and categories are untrusted. Whatever could leave the folder, hide the file, name a
device or upset a shell is replaced; two titles that one file system would take for one name
(``A`` and ``a``, é in one or two code points) get their record's id.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable

from yinuo.errors import InvariantError
from yinuo.publish.records import Record

__all__ = ["record_path", "record_paths", "safe_name"]

MAX_NAME_BYTES = 200
"""Of a file name, its ``.md`` and its suffix included; common file systems allow 255."""

NO_TITLE, NO_CATEGORY = "未命名", "未分類"

_WIDE = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_PORTS = tuple(f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³")
_DEVICES = frozenset(("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_PORTS))
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co"))  # unassigned ones stay: a later Unicode may know them
_YEAR = re.compile(r"\d{1,4}")
_BLANKS = re.compile(r"\s+")


def safe_name(words: str, *, limit: int = MAX_NAME_BYTES, otherwise: str = NO_TITLE) -> str:
    """A file or folder name out of any words, without a suffix.

    ``/ \\ : * ? " < > |`` become their full-width twins; control and invisible characters go;
    leading dots, dashes and tildes and trailing dots and blanks go; a Windows device gets an
    underscore in front; the rest is NFC, cut at a character so that it has at most ``limit`` bytes.

    >>> safe_name("../../etc/passwd")
    '／..／etc／passwd'
    >>> safe_name("con.2025"), safe_name(" ..")
    ('_con.2025', '未命名')
    """
    name = _BLANKS.sub(" ", words[: 4 * limit]).translate(_WIDE)
    name = "".join(character for character in name if unicodedata.category(character) not in _INVISIBLE)
    name = unicodedata.normalize("NFC", _BLANKS.sub(" ", name))
    name = _trimmed(name)
    if name.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        name = f"_{name}"
    cut = name.encode()[:limit].decode(errors="ignore")
    return _trimmed(cut) or otherwise


def _trimmed(name: str) -> str:
    return name.lstrip(" .-~").rstrip(" .")


def record_path(record: Record, *, distinct: bool = False) -> str:
    """The path of a record under the folder of an export, with ``/`` between its two parts.

    Args:
        record: Whose ``category``, ``target_date`` and ``title`` (and ``id``) name the file.
        distinct: Whether the record's id is part of the name.

    >>> record_path(Record("1", "甲橋完工", "交通建設", "追蹤中", "甲橋將完工。", target_date="2026-12-31"))
    '交通建設/2026-甲橋完工.md'

    """
    year, dash, _ = (record.target_date or "").partition("-")
    lead = f"{year}-" if dash and _YEAR.fullmatch(year) else ""
    tail = f"-{safe_name(record.id, limit=64, otherwise='0')}" if distinct else ""
    limit = MAX_NAME_BYTES - len(f"{lead}{tail}-999.md".encode())
    folder = safe_name(record.category, limit=100, otherwise=NO_CATEGORY)
    title = safe_name(record.title, limit=limit)
    return f"{folder}/{lead}{title}{tail}.md"


def record_paths(records: Iterable[Record], strange: Callable[[str, Record], bool] | None = None) -> dict[str, str]:
    """The path of each record by its id: order plays no part.

    Records whose paths one file system could take for one another all carry their id.

    Args:
        records: Every record of one folder.
        strange: Whether somebody else's file lies at a path that a record would take.

    Raises:
        InvariantError: Two records have one id.

    """
    by_id: dict[str, Record] = {}
    same: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.id in by_id:
            raise InvariantError(f"兩筆紀錄同一識別碼（two records with one id）：{record.id}")
        by_id[record.id] = record
        same[_folded(record_path(record))].append(record.id)
    paths: dict[str, str] = {}
    used = set(same)  # a name with an id never takes a plain one
    for key in sorted(same):
        for name in sorted(same[key]):
            record = by_id[name]
            path = record_path(record)
            if len(same[key]) > 1 or (strange and strange(path, record)):
                path = _free(record, used, strange)
            paths[name] = path
    return paths


def _free(record: Record, used: set[str], strange: Callable[[str, Record], bool] | None) -> str:
    """The path with the record's id; numbered where even that is taken (ids that differ only in case)."""
    stem = record_path(record, distinct=True).removesuffix(".md")
    path, number = f"{stem}.md", 1
    while _folded(path) in used or (strange and strange(path, record)):
        number += 1
        path = f"{stem}-{number}.md"
    used.add(_folded(path))
    return path


def _folded(path: str) -> str:
    """What a file system that knows neither case nor composition compares."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())
