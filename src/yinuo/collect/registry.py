"""The registry of sources: what ``yinuo sync`` can collect, with the options of each.

A package of somebody else adds a source by naming a ``Registered`` in its entry points::

    [project.entry-points."yinuo.sources"]
    budget = "my_package.budget:SOURCE"

docs/sources.md shows a complete one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from yinuo.collect import gazette_index, laws, lyapi, lycsv, replies, reports
from yinuo.collect.addresses import AddressSource
from yinuo.collect.desk import Desk
from yinuo.collect.feeds import Feed, NewsSource
from yinuo.collect.gazette_index import GazetteSource
from yinuo.collect.laws import LawsSource
from yinuo.collect.legislators import LegislatorsSource
from yinuo.collect.replies import RepliesSource
from yinuo.collect.reports import ReportsSource
from yinuo.collect.sources import FolderSource, Source
from yinuo.errors import UsageError

__all__ = ["GROUP", "Options", "Planned", "Registered", "chosen", "registry"]

GROUP: Final = "yinuo.sources"

Options = Mapping[str, str]


@runtime_checkable
class Planned(Protocol):
    """A source that can say beforehand what it would ask, for ``yinuo sync --dry-run``."""

    def plan(self) -> Iterator[str]:
        """What would be asked, without asking."""
        ...


@dataclass(frozen=True, slots=True)
class Registered:
    """One source that ``yinuo sync`` knows.

    Attributes:
        name: as typed on the command line.
        title: what it is, in Chinese and English.
        open: makes the source from a desk and its options; may raise ``UsageError``.
        rhythm: days within which something new is to be expected; None where there is no telling.
        options: name → (default, what it says).
        asked: True where a run without names leaves it out.
    """

    name: str
    title: str
    open: Callable[[Desk, Options], Source]
    rhythm: int | None = None
    options: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    asked: bool = False


def _numbers(words: str) -> tuple[int, ...]:
    """«8-11» → 8, 9, 10, 11; «10,11» → 10, 11; "" → none."""
    found: list[int] = []
    for part in filter(None, (part.strip() for part in words.split(","))):
        first, _, last = part.partition("-")
        try:
            found += range(int(first), int(last or first) + 1)
        except ValueError as fault:
            raise UsageError(f"要寫成 8-11 或 10,11（write 8-11 or 10,11）：{words}") from fault
    return tuple(found)


def _words(told: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in told.split(",") if part.strip())


def _replies(desk: Desk, options: Options) -> Source:
    terms, sessions = _numbers(options["terms"]), _numbers(options["sessions"])
    return RepliesSource(desk, base=options["base"], terms=terms, sessions=sessions)


def _gazette(desk: Desk, options: Options) -> Source:
    old, new = gazette_index.MIRRORS[0]
    mirrors = ((old, options["mirror"] or new),)
    terms, table = _numbers(options["terms"]), options["table"]
    return GazetteSource(desk, base=options["base"], terms=terms, mirrors=mirrors, table=table)


def _reports(desk: Desk, options: Options) -> Source:
    return ReportsSource(desk, base=options["base"], terms=_numbers(options["terms"]), category=options["category"])


def _news(desk: Desk, options: Options) -> Source:
    agencies = _words(options["agencies"])
    if not options["feed"]:
        return NewsSource(desk, agencies=agencies)
    agency, mark, url = options["feed"].partition("=")
    if not mark:
        raise UsageError("要寫成 機關=網址（write AGENCY=ADDRESS）", remedy="--set news.feed=環境部=https://…")
    link = options["link"]
    return NewsSource(desk, feeds=[Feed(agency, url, "page" if link else "feed", link)])


def _laws(desk: Desk, options: Options) -> Source:
    try:
        since = date.fromisoformat(options["since"])
    except ValueError as fault:
        raise UsageError(f"日期請寫成 YYYY-MM-DD（write a day as YYYY-MM-DD）：{options['since']}") from fault
    return LawsSource(desk, base=options["base"], sets=_words(options["sets"]), since=since)


def _legislators(desk: Desk, options: Options) -> Source:
    terms, table = _numbers(options["terms"]), options["table"]
    return LegislatorsSource(desk, base=options["base"], terms=terms, table=table)


def _folder(desk: Desk, options: Options) -> Source:
    del desk
    if not options["path"]:
        raise UsageError("沒有指定資料夾（no folder given）", remedy="--set folder.path=DIR")
    return FolderSource(Path(options["path"]))


def _url(desk: Desk, options: Options) -> Source:
    return AddressSource(desk, _words(options["at"]))


_TERMS: Final = ("", "只取這些屆，如 10-11 · Only these terms")
_TABLE: Final = (lycsv.BASE, "索引不通時改讀的 CSV · The bulk files read where the index does not answer")
_API: Final = (lyapi.BASE, "LYAPI 位址 · The API's address")

_OWN: Final = (
    Registered(
        "replies", "質詢答復全文（立法院開放資料）· Replies, open data set ID2", _replies, 120,
        {
            "base": (replies.BASE, "資料集位址 · The set's address"),
            "terms": _TERMS,
            "sessions": ("", "只取這些會期 · Only these sessions"),
        },
    ),
    Registered(
        "gazette", "立法院公報的質詢答復 · Replies in the gazette", _gazette, 45,
        {"base": _API, "terms": _TERMS, "table": _TABLE,
         "mirror": ("", "公報檔案現在的位址 · Where its files are today")},
    ),
    Registered(
        "reports", "預算決議書面報告 · Reports on budget resolutions", _reports, 60,
        {"base": _API, "terms": ("", "只取這些屆，預設本屆 · Only these terms (default: the present one)"),
         "category": (reports.CATEGORY, "議案類別 · The category of bills")},
    ),
    Registered(
        "news", "行政院與部會新聞 · News of the Executive Yuan and ministries", _news, 7,
        {
            "agencies": ("", "只取這些機關 · Only these bodies"),
            "feed": ("", "改取一個清單，寫成 機關=網址 · One list instead: AGENCY=ADDRESS"),
            "link": ("", "清單是網頁時，新聞網址的樣式 · Of an HTML list, the pattern of addresses"),
        },
    ),
    Registered(
        "laws", "法律與命令的修正（全國法規資料庫）· Amendments of acts and orders", _laws, 14,
        {
            "base": (laws.BASE, "資料位址 · The API's address"),
            "sets": (",".join(laws.SETS), "Law 法律，Order 命令 · Acts, orders"),
            "since": (laws.SINCE.isoformat(), "從哪一天起 · Since which day"),
        },
    ),
    Registered(
        "legislators", "立法委員 · Members of the Yuan", _legislators, None,
        {"base": _API, "terms": _TERMS, "table": _TABLE},
    ),
    Registered("folder", "資料夾 · A folder", _folder, None, {"path": ("", "資料夾 · The folder")}, asked=True),
    Registered("url", "網址 · Addresses", _url, None, {"at": ("", "以逗號分開 · By commas")}, asked=True),
)  # fmt: skip


def registry() -> dict[str, Registered]:
    """Every source by name: ours, then those of other packages, which replace none of ours.

    Raises:
        UsageError: an entry point that is no ``Registered``.
    """
    found = {one.name: one for one in _OWN}
    for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        other = point.load()
        if not isinstance(other, Registered):
            raise UsageError(f"進入點不是來源（no Registered）：{point.value}", where=GROUP)
        found.setdefault(other.name, other)
    return found


def chosen(one: Registered, given: Options) -> dict[str, str]:
    """A source's options: its defaults, and what was given.

    Raises:
        UsageError: an option it does not have.
    """
    for name in given:
        if name not in one.options:
            known = "、".join(one.options) or "無"
            raise UsageError(
                f"來源 {one.name} 沒有這個選項（no such option）：{name}", remedy=f"可用的（it has）：{known}"
            )
    return {name: default for name, (default, _) in one.options.items()} | dict(given)
