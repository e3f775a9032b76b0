"""The page of one commitment, and the pages of one document."""

from collections.abc import Iterator
from typing import Any

from yinuo.publish.edition import Row
from yinuo.publish.site.figures import drawing
from yinuo.publish.site.letters import Mark, breaks, paragraphs, part_of, parts
from yinuo.publish.site.places import commitment_page, document_page, numbered
from yinuo.publish.site.rendering import Page
from yinuo.publish.site.shelf import Shelf
from yinuo.words import Role

__all__ = ["commitment_sheet", "document_list", "document_sheets"]

_MADE, _TOLD, _AGAIN, _CHANGED, _DUE = range(5)  # of one day: the promise, what was told, what follows from it
_Event = tuple[str, int, str, dict[str, Any]]
_CONTEXT = 160  # characters shown before and after a quote
_LISTED = 100  # documents on one page of their list


def commitment_sheet(shelf: Shelf, row: Row) -> Page:
    """Everything about one commitment."""
    versions = [_version(shelf, row, told) for told in shelf.restatements.get(row["id"], ())]
    before, after = _around(shelf, row)
    context = {
        "row": row,
        "place": _place(shelf, row),
        "before": before,
        "after": after,
        "timeline": _timeline(shelf, row, versions),
        "versions": versions,
        "drawing": drawing(row.get("measures"), row["due"]),
        "evidence": {item["id"]: item for item in shelf.evidence.get(row["id"], ())},
        "neighbours": _neighbours(shelf, row),
    }
    return Page("commitment.html", commitment_page(row["id"]), row["title"], context, "commitments")


def _around(shelf: Shelf, row: Row) -> tuple[str, str]:
    """The letter before and after the quote, with «…» where it goes on."""
    text_id = shelf.text_id(row["document_id"])
    if text_id is None:
        return row.get("before", ""), row.get("after", "")
    text, start, end = shelf.edition.text_of(text_id), row["start"], row["end"]
    first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    return ("…" if first else "") + text[first:start], text[end:last] + ("…" if last < len(text) else "")


def _place(shelf: Shelf, row: Row) -> str | None:
    """Where in its document a quote stands; None where the document has no page."""
    text_id = shelf.text_id(row["document_id"])
    if text_id is None:
        return None
    part = part_of(parts(shelf.edition.text_of(text_id)), row["start"])
    return f"{document_page(text_id, part)}#q{row['start']}-{row['end']}"


def _version(shelf: Shelf, row: Row, told: Row) -> dict[str, Any]:
    earlier = told["later_id"] == row["id"]
    other = shelf.by_id[told["earlier_id" if earlier else "later_id"]]
    return {"row": other, "earlier": earlier, "changes": told["changes"], "confidence": told["confidence"]}


def _timeline(shelf: Shelf, row: Row, versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What happened, oldest first: the promise, later passages, the same promise again, days due, changes of state."""
    told = shelf.evidence.get(row["id"], ())
    moved = (change for change in shelf.changes.get(row["id"], ()) if change["before"] is not None)
    stones = {_stone(one): one for one in row.get("milestones", ())}
    events: list[_Event] = [
        (row["date"], _MADE, "", {"kind": "made"}),
        *((one["date"], _TOLD, one["id"], {"kind": "told", "item": one, "place": _place(shelf, one)}) for one in told),
        *((one["row"]["date"], _AGAIN, one["row"]["id"], {"kind": "again", "version": one}) for one in versions),
        *(
            (one["date"], _DUE, one["text"], {"kind": "due", "due": one, "stone": stones.get(_stone(one))})
            for one in row["deadlines"]
        ),
        *((one["date"], _CHANGED, one["id"], {"kind": "changed", "change": one}) for one in moved),
    ]
    ordered = sorted(events, key=lambda event: event[:3])
    return [event | {"date": day, "future": day > shelf.as_of.isoformat()} for day, _, _, event in ordered]


def _stone(due: Row) -> tuple[str, str, str | None]:
    """What a deadline and its milestone have in common."""
    return due["date"], due["text"], due["event"]


def _neighbours(shelf: Shelf, row: Row) -> list[Row]:
    """Other commitments of the same letter."""
    return [other for other in shelf.promises[row["document_id"]] if other["id"] != row["id"]][:12]


# ── documents ──────────────────────────────────────────────────────────────────────────────


def document_list(shelf: Shelf) -> Iterator[Page]:
    """All documents, newest first."""
    rows = shelf.readable()
    count = max(1, -(-len(rows) // _LISTED))
    path = "documents/index.html"
    for number in range(1, count + 1):
        context = {
            "rows": rows[(number - 1) * _LISTED : number * _LISTED],
            "total": len(rows),
            "promises": {row["id"]: len(_promises(shelf, row["id"])) for row in rows},
            "number": number,
            "count": count,
            "first": (number - 1) * _LISTED + 1,
            "before": numbered(path, number - 1) if number > 1 else None,
            "after": numbered(path, number + 1) if number < count else None,
            "turns": [(at, numbered(path, at)) for at in range(1, count + 1)],
        }
        yield Page("documents.html", numbered(path, number), "文件", context, "documents")


def document_sheets(shelf: Shelf, row: Row) -> Iterator[Page]:
    """A document word for word, over several pages where it is very long."""
    text = shelf.edition.text_of(row["id"])
    marks, stretches, starts = _marks(shelf, row), parts(text), breaks(text)
    for number, (begin, end) in enumerate(stretches, 1):
        path = document_page(row["id"], number)
        inside = [mark for mark in marks if begin <= mark.start < end]
        context = {
            "row": row,
            "paragraphs": tuple(paragraphs(text, begin, end, marks, starts)),
            "promises": [one for one in _promises(shelf, row["id"]) if begin <= one["start"] < end],
            "quoted": sum(mark.kind == "evidence" for mark in inside),
            "reports": sum(mark.kind == "report" for mark in inside),
            "refusals": sum(mark.kind == "refusal" for mark in inside),
            "number": number,
            "count": len(stretches),
            "turns": [(at, document_page(row["id"], at)) for at in range(1, len(stretches) + 1)],
            "before": document_page(row["id"], number - 1) if number > 1 else None,
            "after": document_page(row["id"], number + 1) if number < len(stretches) else None,
        }
        yield Page("document.html", path, row["title"] or row["number"] or row["id"], context, "documents")


def _promises(shelf: Shelf, document_id: str) -> list[Row]:
    return sorted(shelf.promises.get(document_id, ()), key=lambda one: (one["start"], one["end"]))


def _marks(shelf: Shelf, row: Row) -> list[Mark]:
    """What is marked in a document: its promises, the passages quoted as evidence, reports and refusals."""
    found = [
        Mark(one["start"], one["end"], "promise", commitment_page(one["id"]), one["title"])
        for one in _promises(shelf, row["id"])
    ]
    for item in shelf.quoted.get(row["id"], ()):
        promise = shelf.by_id[item["commitment_id"]]
        page = f"{commitment_page(promise['id'])}#e-{item['id']}"
        found.append(Mark(item["start"], item["end"], "evidence", page, promise["title"]))
    for said in row.get("statements", ()):
        if Role.REPORTS.value in said["roles"]:
            found.append(Mark(said["start"], said["end"], "report"))
        if Role.DECLINES.value in said["roles"]:
            found.append(Mark(said["start"], said["end"], "refusal"))
    return found
