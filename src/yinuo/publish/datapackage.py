"""The data dictionary: Frictionless ``datapackage.json`` (Data Package 1.0, Table Schema 1.0) and its page for people.

Dialects, types, keys, references between tables, closed lists, licences, sources, sizes and hashes stand in it, so
that a program can load and check the whole set without knowing yinuo.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from yinuo.publish.attribution import LICENCES, attribution
from yinuo.publish.checksums import digest_of
from yinuo.publish.edition import Edition
from yinuo.publish.tables import TABLES, Column, Table

__all__ = ["DESCRIPTOR", "DICTIONARY", "MEDIA", "descriptor", "dictionary_text", "json_bytes"]

DESCRIPTOR = "datapackage.json"
DICTIONARY = "dictionary.md"

_FORMATS: Mapping[str, tuple[str, str]] = {
    "csv": ("text/csv", "CSV"),
    "jsonl": ("application/jsonl", "JSON Lines"),
    "parquet": ("application/vnd.apache.parquet", "Apache Parquet"),
    "sqlite": ("application/vnd.sqlite3", "SQLite"),
}
MEDIA: Mapping[str, str] = {
    **{suffix: media for suffix, (media, _) in _FORMATS.items()},
    "json": "application/json",
    "md": "text/markdown",
}
"""Media type by suffix, without its dot."""

_TITLE = "一諾：政府書面承諾及其後續 yinuo: what a government promised in writing, and what came of it"


def descriptor(edition: Edition, folder: Path, counts: Mapping[str, int]) -> dict[str, Any]:
    """What ``datapackage.json`` says of the files that are in ``folder``.

    Args:
        edition: what they were made of.
        folder: where they lie; each table's CSV is its main resource, other formats are listed beside it.
        counts: rows by table.
    """
    tables = [_table(table, folder, counts[table.name]) for table in TABLES]
    others = [
        _other(place, folder)
        for place in sorted(folder.iterdir())
        if place.suffix[1:] in _FORMATS and place.suffix != ".csv"
    ]
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "yinuo",
        "title": _TITLE,
        "description": "\n".join(attribution(edition.as_of, edition.documents)),
        "version": edition.as_of.isoformat(),
        "created": f"{edition.as_of.isoformat()}T00:00:00Z",
        "licenses": list(LICENCES),
        "sources": [{"title": "立法院開放資料 Legislative Yuan open data", "path": "https://data.ly.gov.tw/"}],
        "contributors": [{"title": "yinuo", "role": "wrangler"}],
        "keywords": ["承諾", "質詢答復", "立法院", "行政院", "commitments", "accountability", "Taiwan"],
        "resources": [*tables, *others],
    }
    return package | ({"homepage": edition.base_url} if edition.base_url else {})


def _table(table: Table, folder: Path, rows: int) -> dict[str, Any]:
    return _file(folder / f"{table.name}.csv") | {
        "name": table.name.replace("_", "-"),
        "profile": "tabular-data-resource",
        "title": table.zh,
        "description": table.en,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "rows": rows,
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": column,
                    "reference": {"resource": "" if other == table.name else other.replace("_", "-"), "fields": "id"},
                }
                for column, other in table.refers
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": column.kind, "title": column.zh, "description": column.en}
    limits: dict[str, Any] = {"required": True} if column.required else {}
    if column.words:
        limits["enum"] = list(column.words)
    return told | ({"constraints": limits} if limits else {})


def _other(place: Path, folder: Path) -> dict[str, Any]:
    """The same rows in another format: a file to be taken and hashed, for its schema stands with the CSV.

    Without a type, Frictionless would read it as a table anew, and fall over an empty JSON Lines file.
    """
    _, words = _FORMATS[place.suffix[1:]]
    return _file(folder / place.name) | {
        "name": f"{place.stem.replace('_', '-')}-{place.suffix[1:]}",
        "profile": "data-resource",
        "type": "file",
        "title": f"{place.stem}（{words}）",
    }


def _file(place: Path) -> dict[str, Any]:
    media, _ = _FORMATS[place.suffix[1:]]
    hashed = f"sha256:{digest_of(place)}"
    size = place.stat().st_size
    return {"path": place.name, "format": place.suffix[1:], "mediatype": media, "bytes": size, "hash": hashed}


def json_bytes(content: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """JSON for people and programs: UTF-8, two blanks of indent, a line end at the end."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


# ── for people ─────────────────────────────────────────────────────────────────────────────


def dictionary_text(counts: Mapping[str, int]) -> str:
    """The dictionary as a page of Markdown."""
    parts = ["# 資料字典 · Data dictionary\n", *(_page(table, counts[table.name]) for table in TABLES)]
    return "\n".join(parts)


def _page(table: Table, rows: int) -> str:
    key = "、".join(f"`{name}`" for name in table.key)
    lines = [f"## {table.name}\n", f"{table.zh}。{table.en[:1].upper()}{table.en[1:]}.\n"]
    lines += [f"{rows:,} 列 rows；主鍵 key：{key}\n", "| 欄 column | 型別 type | 說明 | meaning | 值 words |"]
    lines += ["|---|---|---|---|---|", *_lines(table.columns, dict(table.refers)), ""]
    return "\n".join(lines)


def _lines(columns: Iterable[Column], refers: Mapping[str, str]) -> Iterable[str]:
    for column in columns:
        kind = f"{column.kind}{'' if column.required else '?'}"
        words = "、".join(column.words) or (f"→ {refers[column.name]}.id" if column.name in refers else "")
        yield f"| `{column.name}` | {kind} | {column.zh} | {column.en} | {words} |"
