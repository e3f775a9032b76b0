"""The calendar of deadlines: a page a year, months on it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from yinuo.publish.edition import Row
from yinuo.publish.site.rendering import Page
from yinuo.publish.site.shelf import Shelf

__all__ = ["agenda_pages", "soon"]

_ROWS = 150  # on one page
_SOON_DAYS = 90


def soon(shelf: Shelf) -> list[Row]:
    """What is due within the next days and not yet done, the nearest first."""
    last = date.fromordinal(min(shelf.as_of.toordinal() + _SOON_DAYS, date.max.toordinal())).isoformat()
    today = shelf.as_of.isoformat()
    held = (row for row in shelf.rows if row["due"] and today <= row["due"] <= last and row["state"] != "fulfilled")
    return sorted(held, key=lambda row: (row["due"], shelf.number[row["id"]]))


def agenda_pages(shelf: Shelf) -> Iterator[Page]:
    """A page of the year of ``as_of`` as ``deadlines/index.html``, and of each year in which something is due.

    The day that counts now is meant: the letter's, or the one it was moved to.
    """
    years: dict[int, list[Row]] = defaultdict(list)
    for row in shelf.rows:
        if row["due"]:
            years[int(row["due"][:4])].append(row)
    years.setdefault(shelf.as_of.year, [])
    counts = [(year, len(years[year]), _path(year, 1)) for year in sorted(years)]
    for year in sorted(years):
        rows = sorted(years[year], key=lambda row: (row["due"], shelf.number[row["id"]]))
        stretches = [rows[at : at + _ROWS] for at in range(0, len(rows), _ROWS)] or [[]]
        for number, shown in enumerate(stretches, 1):
            context = {
                "year": year,
                "years": counts,
                "months": _months(shown),
                "total": len(rows),
                "soon": soon(shelf),
                "number": number,
                "count": len(stretches),
                "turns": [(at, _path(year, at)) for at in range(1, len(stretches) + 1)],
                "before": _path(year, number - 1) if number > 1 else None,
                "after": _path(year, number + 1) if number < len(stretches) else None,
            }
            yield Page("deadlines.html", _path(year, number), "期限", context, "deadlines")
            if year == shelf.as_of.year and number == 1:
                yield Page("deadlines.html", "deadlines/index.html", "期限", context, "deadlines")


def _months(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["due"][:7] + "-01"].append(row)
    return list(found.items())


def _path(year: int, number: int) -> str:
    return f"deadlines/{year:04}.html" if number == 1 else f"deadlines/{year:04}-{number}.html"
