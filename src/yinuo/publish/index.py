"""``index.json``: every record of a folder in one file, counted, in the founding tracker's shape."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from yinuo.publish.records import Record
from yinuo.words import Headline

__all__ = ["index_bytes", "index_of"]


def index_of(records: Mapping[str, Record], generated_at: str) -> dict[str, Any]:
    """The index of records by their paths.

    Args:
        records: Path under the folder (``交通建設/2026-….md``) → record.
        generated_at: What to write there; passed in, so that one content gives one file.

    Returns:
        ``generated_at``, ``total_count``, ``status_summary`` (the four headlines, then any other
        word found), ``categories`` [``name``, ``count``, ``commitments`` [``id``, ``title``,
        ``file``, ``status``, ``target_date``, ``target_value``, ``last_updated``]], sorted by
        code point of folder and file.

    """
    folders: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for path in sorted(records, key=lambda path: path.split("/")):
        folders[path.partition("/")[0]].append(_row(path, records[path]))
    statuses = Counter(record.status for record in records.values())
    known = [headline.value for headline in Headline]
    order = [*known, *sorted(set(statuses) - set(known))]
    return {
        "generated_at": generated_at,
        "total_count": len(records),
        "status_summary": {status: statuses[status] for status in order},
        "categories": [
            {"name": name, "count": len(rows), "commitments": rows} for name, rows in sorted(folders.items())
        ],
    }


def index_bytes(records: Mapping[str, Record], generated_at: str) -> bytes:
    """The bytes of ``index.json``: UTF-8, two blanks of indent, a line end at the end."""
    return (json.dumps(index_of(records, generated_at), ensure_ascii=False, indent=2) + "\n").encode()


def _row(path: str, record: Record) -> dict[str, str | None]:
    return {
        "id": record.id,
        "title": record.title,
        "file": path,
        "status": record.status,
        "target_date": record.target_date,
        "target_value": record.target_value,
        "last_updated": record.last_updated,
    }
