"""The parts of a publication, each a folder of its own, all out of one edition."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from yinuo.errors import CheckFailed
from yinuo.publish import parquet
from yinuo.publish.bundle import write_bundle
from yinuo.publish.calendar import write_calendars
from yinuo.publish.checksums import files_under
from yinuo.publish.datapackage import DESCRIPTOR, DICTIONARY, descriptor, dictionary_text, json_bytes
from yinuo.publish.datasets import read_csv, write_csv, write_json_lines, write_sqlite
from yinuo.publish.edition import Edition
from yinuo.publish.export import LISTING
from yinuo.publish.feeds import write_feeds
from yinuo.publish.linked import write_linked
from yinuo.publish.tables import TABLES, flat

__all__ = ["PARTS", "Press", "needed", "with_pages"]

PARTS = ("records", "data", "linked", "feeds", "calendar", "bundle", "site")
"""In the order they are written: a later one may lead to an earlier one."""

_BUNDLED = ("records", "data")


def needed(only: Collection[str]) -> tuple[str, ...]:
    """The parts to be written for these; none means all. A bundle is made of records and data sets."""
    wanted = set(only or PARTS)
    return tuple(part for part in PARTS if part in wanted or ("bundle" in wanted and part in _BUNDLED))


def with_pages(edition: Edition, parts: Collection[str], records: Path, known_as: Mapping[str, str]) -> Edition:
    """The edition with the place of each commitment's page: in the site, else its record, else none.

    Args:
        edition: what goes out.
        parts: those that stay.
        records: the folder of records, written before.
        known_as: commitment id → the id that its record bears, where it is another.
    """
    if "site" in parts:
        from yinuo.publish.site import commitment_page  # noqa: PLC0415 templates are loaded where a site is made

        return replace(edition, pages={row["id"]: f"site/{commitment_page(row['id'])}" for row in edition.commitments})
    if "records" not in parts:
        return edition
    listing = json.loads((records / LISTING).read_bytes())["files"]
    paths = {row["id"]: path for path, row in listing.items()}
    named = {row["id"]: known_as.get(row["id"], row["id"]) for row in edition.commitments}
    return replace(edition, pages={one: f"records/{paths[name]}" for one, name in named.items() if name in paths})


@dataclass
class Press:
    """Writes parts of an edition under ``root``, one after the other."""

    edition: Edition
    root: Path
    notes: list[str] = field(default_factory=list)  # what was left out, and why
    _feeds: dict[str, str] = field(default_factory=dict)
    _calendars: dict[str, str] = field(default_factory=dict)

    def write(self, part: str) -> None:
        """Write one part other than the records."""
        parts: dict[str, Callable[[Path], None]] = {
            "data": self._data,
            "linked": self._linked,
            "feeds": self._feed,
            "calendar": self._calendar,
            "bundle": self._bundle,
            "site": self._site,
        }
        folder = self.root / part
        folder.mkdir()
        parts[part](folder)

    def _data(self, folder: Path) -> None:
        """The tables in every format, read back at once where they are for people's spreadsheets."""
        tables = [(table, flat(table, self.edition)) for table in TABLES]
        with_parquet = parquet.is_there()
        for table, rows in tables:
            place = folder / f"{table.name}.csv"
            write_csv(table, rows, place)
            write_json_lines(rows, place.with_suffix(".jsonl"))
            if with_parquet:
                parquet.write_parquet(table, rows, place.with_suffix(".parquet"))
            if read_csv(table, place) != rows:
                raise CheckFailed("寫出的資料集讀回不同（a data set reads back otherwise）", where=place.name)
        if not with_parquet:
            self.notes.append(parquet.ABSENT)
        write_sqlite(tables, folder / "yinuo.sqlite")
        counts = {table.name: len(rows) for table, rows in tables}
        (folder / DICTIONARY).write_text(dictionary_text(counts), encoding="utf-8", newline="\n")
        (folder / DESCRIPTOR).write_bytes(json_bytes(descriptor(self.edition, folder, counts)))

    def _linked(self, folder: Path) -> None:
        data = self.root / "data"
        write_linked(self.edition, folder, data if data.is_dir() else None)

    def _feed(self, folder: Path) -> None:
        self._feeds = write_feeds(self.edition, folder)

    def _calendar(self, folder: Path) -> None:
        self._calendars = write_calendars(self.edition, folder)

    def _bundle(self, folder: Path) -> None:
        write_bundle(self.edition, self.root, _BUNDLED, folder)

    def _site(self, folder: Path) -> None:
        """The site, which leads to what else is here; its own address is one folder further down."""
        from yinuo.publish.site import Extras, write  # noqa: PLC0415 as above

        base = self.edition.base_url
        own = replace(self.edition, base_url=f"{base}site/" if base else None, pages={})
        feeds = {key: f"../feeds/{path}" for key, path in self._feeds.items()}
        calendars = {key: f"../calendar/{path}" for key, path in self._calendars.items()}
        write(own, folder, Extras(feeds, calendars, self._downloads()))

    def _downloads(self) -> list[dict[str, object]]:
        """Files that a reader takes away: the data sets, and all in one."""
        found = []
        for part, suffixes in (("bundle", (".zip",)), ("data", (".csv", ".sqlite", ".json")), ("feeds", (".opml",))):
            for path in files_under(self.root / part):
                place = self.root / part / path
                if place.suffix in suffixes:
                    title = _TITLES.get(place.stem, (path, path))
                    size = place.stat().st_size
                    row = {"path": f"../{part}/{path}", "title": title[0], "english": title[1], "bytes": size}
                    found.append(row | {"title": f"{title[0]}（{place.suffix[1:]}）"})
        return found


_TITLES = {table.name: (table.zh.partition("：")[0], table.name.replace("_", " ")) for table in TABLES} | {
    "yinuo": ("全部資料集", "all data sets"),
    "datapackage": ("資料字典", "data dictionary"),
    "feeds": ("所有訂閱", "all feeds"),
}
