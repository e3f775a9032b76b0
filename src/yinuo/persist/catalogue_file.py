"""The catalogue kept in a file beside the store: thrown away whenever it does not fit, never believed.

It belongs to one moment of one ledger (number and hash of an entry) and to one method (the code that judges). A file
that is damaged, older, of other code or of another ledger counts as none.
"""

import os
import struct
import zipfile
import zlib
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import numpy as np

from yinuo.persist.catalogue_columns import PAPERS, RAGGED, ROWS, TABLES, Columns

__all__ = ["DECIDES", "beside", "keep", "kept", "method"]

DECIDES: Final = (
    "judge",
    "extract",
    "decode",
    "vocabulary",
    "model.py",
    "words.py",
    "persist/catalogue_columns.py",
    "persist/catalogue_following.py",
    "persist/catalogue_reading.py",
    "persist/codec.py",
    "persist/decisions.py",
    "persist/ledger.py",
    "persist/parts.py",
    "persist/standing.py",
)
"""Packages and modules whose code or data decides what a column holds: all that making the columns imports, but for
errors, tables, and the opening and writing of a store. A page or a search that changes makes no course anew."""

_FORMAT: Final = "2"
_UNREADABLE: Final = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    NotImplementedError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


def beside(store: Path) -> Path:
    """Where the catalogue of a store is kept: ``yinuo.db`` → ``yinuo.db-catalogue``."""
    return store.with_name(store.name + "-catalogue")


@cache
def method() -> str:
    """A name for the code and data that decide a verdict; another one makes every course anew."""
    total = sha256(_FORMAT.encode())
    root = files("yinuo")
    for place in DECIDES:
        for name, content in _sources(root.joinpath(*place.split("/"))):
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()[:16]


def _sources(part: Traversable) -> list[tuple[str, bytes]]:
    if part.is_file():
        return [(part.name, part.read_bytes())] if part.name.endswith((".py", ".json", ".toml")) else []
    inside = sorted(part.iterdir(), key=lambda one: one.name)
    return [found for one in inside if one.name != "__pycache__" for found in _sources(one)]


def keep(columns: Columns, path: Path) -> bool:
    """Write the columns in one step; False where the folder cannot be written, and nothing is left behind."""
    waiting = path.with_name(f"{path.name}.{os.getpid()}")
    head = np.array([str(columns.seq_head), columns.hash_head, method()])
    try:
        with waiting.open("xb") as file:
            np.savez(file, allow_pickle=False, head=head, **columns.arrays())
        waiting.replace(path)
    except OSError:
        waiting.unlink(missing_ok=True)
        return False
    return True


def kept(path: Path) -> Columns | None:
    """What ``keep`` wrote with the code of today; None where there is no such file, or none that holds together."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            seq_head, hash_head, written_by = (str(word) for word in held["head"].tolist())
            if written_by != method():
                return None
            found = Columns(int(seq_head), hash_head, **{name: held[name] for name in held.files if name != "head"})
    except _UNREADABLE:
        return None
    return found if _holds(found) else None


def _holds(found: Columns) -> bool:
    """Whether kinds and lengths fit each other, and no row points outside."""
    kinds = ROWS | TABLES | PAPERS | dict.fromkeys(RAGGED, "i8")
    for columns in RAGGED.values():
        kinds |= columns
    arrays = found.arrays()
    if any(array.dtype.kind != np.dtype(kinds[name]).kind or array.ndim != 1 for name, array in arrays.items()):
        return False
    rows = len(found.ids)
    lengths = (
        all(len(arrays[name]) == rows for name in ROWS)
        and all(_offsets(arrays[name], rows, {len(arrays[one]) for one in inside}) for name, inside in RAGGED.items())
        and len({len(arrays[name]) for name in PAPERS}) == 1
        and len(found.askers) == len(found.asker_names)
        and len(found.terms) == len(found.sessions) == len(found.documents)
        and len(found.body_ids) == len(found.body_names) == len(found.body_heirs) == len(found.body_words)
    )
    return (
        lengths
        and _within(found.document, 0, len(found.documents))
        and _within(found.body, -1, len(found.body_ids))
        and _within(found.asked_in, 0, len(found.documents))
        and _within(found.asked_by, 0, len(found.askers))
    )


def _offsets(offsets: np.typing.NDArray[np.int64], rows: int, entries: set[int]) -> bool:
    """Whether these divide ragged columns, whose lengths these are, among so many rows."""
    whole = len(offsets) == rows + 1 and offsets[0] == 0 and {int(offsets[-1])} == entries
    return whole and bool(np.all(np.diff(offsets) >= 0))


def _within(places: np.typing.NDArray[np.int32], low: int, high: int) -> bool:
    return not len(places) or (int(places.min()) >= low and int(places.max()) < high)
