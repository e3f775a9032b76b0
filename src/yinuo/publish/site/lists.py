"""Pages that list commitments: all, by state and level, by category, agency and asker."""

from collections.abc import Iterator, Sequence

from yinuo.publish.edition import Row
from yinuo.publish.site.places import list_page, numbered
from yinuo.publish.site.rendering import Page
from yinuo.publish.site.shelf import Group, Shelf
from yinuo.words import Level, State

__all__ = ["GROUPS", "ROWS", "group_pages", "list_pages"]

ROWS = 40  # commitments on one page

GROUPS = {
    "categories": ("領域", "各政策領域的承諾"),
    "agencies": ("機關", "各機關的承諾"),
    "askers": ("質詢委員", "各委員質詢所得的承諾"),
}
"""Folder → what one of them is, and what the page of all is called."""


def list_pages(shelf: Shelf, agencies: Sequence[Group], askers: Sequence[Group]) -> Iterator[Page]:
    """The list of all commitments with its filters, and plain lists of each state and level."""
    options = {
        "agencies": agencies,
        "askers": askers,
        "categories": shelf.categories(),
        "tally": shelf.tally(shelf.rows),
        "levels": [(level.value, sum(row["level"] == level for row in shelf.rows)) for level in Level],
    }
    yield from _numbered("commitments.html", "commitments/index.html", "承諾", shelf.rows, options | {"chosen": None})
    for state in State:
        rows = [row for row in shelf.rows if row["state"] == state]
        if rows:
            chosen = ("state", state.value)
            path = list_page(f"state-{state.value}")
            yield from _numbered("commitments.html", path, "承諾", rows, options | {"chosen": chosen})
    for level in Level:
        rows = [row for row in shelf.rows if row["level"] == level]
        if rows:
            path = list_page(f"level-{level.value}")
            yield from _numbered("commitments.html", path, "承諾", rows, options | {"chosen": ("level", level.value)})


def group_pages(shelf: Shelf, folder: str, groups: Sequence[Group]) -> Iterator[Page]:
    """The page of all categories, agencies or askers, and the page of each."""
    one, all_of_them = GROUPS[folder]
    tallies = {group.key: shelf.tally(group.rows) for group in groups}
    for page in _numbered("groups.html", f"{folder}/index.html", all_of_them, groups, {"folder": folder}, size=250):
        yield Page(page.template, page.path, page.title, {**page.context, "tallies": tallies, "one": one}, folder)
    for group in groups:
        more = {"group": group, "tally": tallies[group.key], "one": one, "folder": folder}
        yield from _numbered("group.html", group.page, group.name, group.rows, more, part=folder)


def _numbered(
    template: str,
    path: str,
    title: str,
    rows: Sequence[Row] | Sequence[Group],
    more: dict[str, object],
    *,
    size: int = ROWS,
    part: str = "commitments",
) -> Iterator[Page]:
    """The rows over as many pages as they need; at least one."""
    count = max(1, -(-len(rows) // size))
    for number in range(1, count + 1):
        shown = rows[(number - 1) * size : number * size]
        turn = {
            "rows": shown,
            "total": len(rows),
            "first": (number - 1) * size + 1,
            "number": number,
            "count": count,
            "before": numbered(path, number - 1) if number > 1 else None,
            "after": numbered(path, number + 1) if number < count else None,
            "turns": [(at, numbered(path, at)) for at in _near(number, count)],
        }
        yield Page(template, numbered(path, number), title, more | turn, part)


def _near(number: int, count: int) -> list[int]:
    """The numbers of pages that a reader is offered: the ends and those around."""
    return [at for at in range(1, count + 1) if at in (1, count) or abs(at - number) <= 2]
