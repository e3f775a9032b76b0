"""``write``: an edition as a folder of pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from yinuo.errors import StoreError
from yinuo.publish.edition import Edition
from yinuo.publish.site import browsing
from yinuo.publish.site.agenda import agenda_pages
from yinuo.publish.site.front import front_pages
from yinuo.publish.site.language import LANGUAGES
from yinuo.publish.site.lists import group_pages, list_pages
from yinuo.publish.site.rendering import Page, Site, render
from yinuo.publish.site.sheets import commitment_sheet, document_list, document_sheets
from yinuo.publish.site.shelf import Shelf

__all__ = ["Extras", "Written", "write"]

_ASSETS = ("site.css", "site.js", "icon.svg")


@dataclass(frozen=True)
class Extras:
    """Other publications in the same folder that pages lead to; paths from its root.

    Attributes:
        feeds: path of an Atom feed by what it is of: ``all``, ``category:教育``, ``agency:<key>``,
            ``asker:<name>``, ``commitment:<id>``. The key of an agency is its id, or its words where it has none.
        calendars: path of an iCalendar file, by the same keys.
        downloads: ``path``, ``title`` (zh-TW), ``english``, ``bytes`` of files to take away.

    """

    feeds: Mapping[str, str] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)
    downloads: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: paths under the folder, in order, and their size."""

    files: tuple[str, ...]
    pages: int
    bytes: int


def write(edition: Edition, folder: Path, extras: Extras | None = None) -> Written:
    """Write the site of an edition under ``folder``; the same edition gives the same bytes.

    Files of the same names are replaced; others, of an earlier edition too, are left where they are: write into a
    fresh folder, or compare with ``Written.files``.

    Args:
        edition: what goes out. Where rows of ``documents`` hold ``statements`` ({``start``, ``end``, ``roles``}),
            reports and refusals are marked too.
        folder: where to; made where it is not.
        extras: feeds, calendars and files that pages lead to.

    Raises:
        StoreError: the folder cannot be written.
    """
    pages = size = 0
    names: list[str] = []
    for path, text in _texts(edition, extras or Extras()):
        data = text.encode("utf-8", "replace")
        _put(folder / path, data)
        names.append(path)
        pages += path.endswith(".html")
        size += len(data)
    return Written(tuple(names), pages, size)


def _put(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StoreError(
            f"無法寫入網頁（cannot write a page）：{error.strerror}",
            where=str(path),
            remedy="請查權限與磁碟空間（check permissions and disk space）",
        ) from error


def _texts(edition: Edition, extras: Extras) -> Iterator[tuple[str, str]]:
    shelf = Shelf(edition)
    site = Site(edition.as_of, edition.base_url, extras.feeds, extras.calendars)
    for page in _pages(shelf, extras):
        for language in LANGUAGES:
            yield language.prefix + page.path, render(page, language, site)
    yield from browsing.files(shelf, shelf.agencies(), shelf.askers())
    for name in _ASSETS:
        yield f"assets/{name}", (resources("yinuo.publish.site") / "assets" / name).read_text(encoding="utf-8")


def _pages(shelf: Shelf, extras: Extras) -> Iterator[Page]:
    categories, agencies, askers = shelf.categories(), shelf.agencies(), shelf.askers()
    yield from front_pages(shelf, categories, extras.downloads)
    yield from list_pages(shelf, agencies, askers)
    for row in shelf.rows:
        yield commitment_sheet(shelf, row)
    yield from document_list(shelf)
    for row in shelf.readable():
        yield from document_sheets(shelf, row)
    yield from group_pages(shelf, "categories", categories)
    yield from group_pages(shelf, "agencies", agencies)
    yield from group_pages(shelf, "askers", askers)
    yield from agenda_pages(shelf)
