"""The month's bundle: one ZIP of records, data sets, licence and checksums, to be kept, cited or attached to a release.

It is named by the month of the day it was asked for, beside a page of what that month brought.
"""

import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from yinuo.publish.checksums import CHECKSUMS, files_under, sums_bytes
from yinuo.publish.edition import Edition, Row
from yinuo.publish.events import one_line
from yinuo.publish.labels import RELATIONS, STATES
from yinuo.words import State

__all__ = ["month_text", "write_bundle"]

_STAMP = (1980, 1, 1, 0, 0, 0)  # the first that ZIP knows: a file's own time would differ from run to run
_MOST = 200  # lines of a list on the page; the data sets have them all
_MODE = 0o100644 << 16


def write_bundle(edition: Edition, root: Path, parts: Iterable[str], folder: Path) -> Path:
    """Write ``yinuo-YYYY-MM.zip`` and the page of the month.

    Args:
        edition: what goes out.
        root: the publication; what is in its ``parts`` goes in, and the files at its top.
        parts: folders of it.
        folder: where to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"yinuo-{edition.as_of:%Y-%m}"
    notes = month_text(edition).encode()
    (folder / f"{name}.md").write_bytes(notes)
    top = [place.name for place in root.iterdir() if place.is_file() and place.name != CHECKSUMS]
    inside = [f"{part}/{path}" for part in parts for path in files_under(root / part)]
    paths = sorted([*top, *inside])
    place = folder / f"{name}.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for path in paths:
            _add(pack, f"{name}/{path}", (root / path).read_bytes())
        _add(pack, f"{name}/MONTH.md", notes)
        _add(pack, f"{name}/{CHECKSUMS}", sums_bytes(root, paths))
    return place


def _add(pack: zipfile.ZipFile, path: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(path, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it is made
    entry.external_attr = _MODE
    pack.writestr(entry, data)


# ── what the month brought ─────────────────────────────────────────────────────────────────


def month_text(edition: Edition) -> str:
    """New promises, evidence and states of the month of ``as_of``, and the totals, as Markdown."""
    month = edition.as_of.isoformat()[:7]
    rows = {row["id"]: row for row in edition.commitments}
    made = [row for row in edition.commitments if row["date"][:7] == month]
    told = [row for row in edition.evidence if row["date"][:7] == month and row["accepted"]]
    became = [row for row in edition.changes if row["date"][:7] == month and row["before"] is not None]
    parts = [
        f"# 一諾 yinuo {month}\n",
        f"以 {edition.as_of.isoformat()} 為準 · as of that day\n",
        *_totals(edition),
        f"## 本月新承諾 · promised this month（{len(made):,}）\n",
        *_list(f"{_title(row)}（{row['date']}）" for row in made),
        f"## 本月狀態變化 · changes of state（{len(became):,}）\n",
        *_list(_change(row, rows) for row in became),
        f"## 本月證據 · evidence told this month（{len(told):,}）\n",
        *_list(
            f"{RELATIONS[row['relation']][0]}：{_title(rows[row['commitment_id']])}（{row['date']}）" for row in told
        ),
    ]
    return "\n".join(parts)


def _totals(edition: Edition) -> list[str]:
    states = Counter(row["state"] for row in edition.commitments)
    lines = [f"| {STATES[state][0]} {STATES[state][1]} | {states[state]:,} |" for state in State if states[state]]
    head = ["| 狀態 state | 承諾 commitments |", "|---|---:|"]
    told = f"\n文件 documents {len(edition.documents):,}；證據 evidence {len(edition.evidence):,}\n"
    return [*head, *lines, f"| 合計 total | {len(edition.commitments):,} |", told]


def _change(change: Row, rows: dict[str, Row]) -> str:
    before, after = STATES[change["before"]][0], STATES[change["after"]][0]
    return f"{before} → {after}：{_title(rows[change['commitment_id']])}（{change['date']}）"


def _title(row: Row) -> str:
    """A title that Markdown takes for words and nothing else."""
    words = one_line(row["title"])
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-!|~&" else sign for sign in words)


def _list(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    shown = [f"- {line}" for line in found[:_MOST]]
    if len(found) > _MOST:
        shown.append(f"- …另 {len(found) - _MOST:,} 則見資料集 · {len(found) - _MOST:,} more in the data sets")
    return [*(shown or ["（無 none）"]), ""]
