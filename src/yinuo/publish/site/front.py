"""The first page, the statistics, and the pages that explain."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yinuo.publish.site.agenda import soon
from yinuo.publish.site.charts import over_time, stack
from yinuo.publish.site.rendering import Page
from yinuo.publish.site.shelf import Group, Shelf
from yinuo.words import Level, State

__all__ = ["front_pages"]

_SHOWN = 6  # of each kind on the first page
_MOST_FIELDS = 20


def front_pages(shelf: Shelf, categories: Sequence[Group], downloads: Sequence[Mapping[str, Any]]) -> Iterator[Page]:
    """Home, statistics, method, data, about, and the page for addresses that lead nowhere."""
    tally = shelf.tally(shelf.rows)
    texts = shelf.readable()
    days = [row["date"] for row in texts if row["date"]]
    facts = {
        "tally": tally,
        "documents": len(texts),
        "first": min(days, default=None),
        "last": max(days, default=None),
        "evidence": sum(len(rows) for rows in shelf.evidence.values()),
    }
    yield Page("home.html", "index.html", "一諾", facts | _news(shelf), "home")
    yield Page("statistics.html", "statistics.html", "統計", facts | _figures(shelf, categories), "statistics")
    yield Page("method.html", "method.html", "方法", facts | {"coverage": shelf.edition.coverage}, "method")
    yield Page("data.html", "data.html", "資料", facts | {"downloads": tuple(downloads)}, "data")
    yield Page("about.html", "about.html", "關於", facts | {"years": _years(days)}, "about")
    yield Page("missing.html", "404.html", "找不到這一頁", {}, "")


def _years(days: Sequence[str]) -> str:
    """The years of the documents, for the attribution: «2021», «2021–2025»."""
    years = sorted({day[:4] for day in days})
    return "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def _news(shelf: Shelf) -> dict[str, Any]:
    late = [row for row in shelf.rows if row["state"] == State.OVERDUE]
    kept = [row for row in shelf.rows if row["state"] == State.FULFILLED]
    late.sort(key=lambda row: (row["due"] or "", -shelf.number[row["id"]]), reverse=True)
    kept.sort(key=lambda row: (row["last_evidence"] or "", -shelf.number[row["id"]]), reverse=True)
    return {"soon": soon(shelf)[:_SHOWN], "late": late[:_SHOWN], "kept": kept[:_SHOWN], "new": shelf.rows[:_SHOWN]}


def _figures(shelf: Shelf, categories: Sequence[Group]) -> dict[str, Any]:
    bands = over_time(shelf.edition.changes, shelf.as_of)
    longest = max((sum(count for _, count in band.counts) for band in bands), default=0)
    fields = sorted(categories, key=lambda group: (-len(group.rows), group.name))[:_MOST_FIELDS]
    widest = max((len(group.rows) for group in fields), default=0)
    levels = Counter((row["level"], row["state"]) for row in shelf.rows)
    by_level = [(level.value, [(state.value, levels[level.value, state.value]) for state in State]) for level in Level]
    most = max((sum(count for _, count in counts) for _, counts in by_level), default=0)
    made = Counter(row["date"][:4] for row in shelf.rows)
    return {
        "history": [stack(band.day.isoformat(), band.counts, longest) for band in bands],
        "fields": [stack(group.name, shelf.tally(group.rows).states, widest) for group in fields],
        "field_pages": {group.name: group.page for group in fields},
        "levels": [stack(level, counts, most) for level, counts in by_level],
        "made": sorted(made.items()),
    }
