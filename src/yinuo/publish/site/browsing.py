"""The files that the script reads for lists, filters and search; nothing of them is needed to read a page.

They are scripts, not JSON: a page opened from a disk may load a script beside it, and may fetch nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from yinuo.publish.edition import Row
from yinuo.publish.site.places import name_of
from yinuo.publish.site.searching import packed, shards
from yinuo.publish.site.shelf import Group, Shelf, agency_key

__all__ = ["CARDS", "files"]

CARDS = 32  # commitments in one file of cards
_EXCERPT = 60  # characters
_FOLDER = "assets/index"


def files(shelf: Shelf, agencies: list[Group], askers: list[Group]) -> Iterator[tuple[str, str]]:
    """Path and text of each file: the facets, the orders, the cards and the shards of the index.

    The same shelf gives the same texts. Nothing in them can end a script or begin a tag.
    """
    agency_at = {group.key: at for at, group in enumerate(agencies)}
    asker_at = {group.key: at for at, group in enumerate(askers)}
    index = shards([_searchable(shelf, row) for row in shelf.rows])
    head = {
        "total": len(shelf.rows),
        "cards": CARDS,
        "shards": len(index),
        "agencies": [[name_of(group.key), group.name] for group in agencies],
        "askers": [[name_of(group.key), group.name] for group in askers],
        "facets": _facets(shelf),
    }
    yield f"{_FOLDER}/facets.js", _script("facets", 0, head)
    yield f"{_FOLDER}/orders.js", _script("orders", 0, _orders(shelf))
    for at, start in enumerate(range(0, len(shelf.rows), CARDS)):
        cards = [_card(row, agency_at, asker_at) for row in shelf.rows[start : start + CARDS]]
        yield f"{_FOLDER}/cards-{at}.js", _script("cards", at, cards)
    for at, shard in enumerate(index):
        yield f"{_FOLDER}/words-{at}.js", _script("words", at, shard)


def _script(kind: str, at: int, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'yinuo.take("{kind}",{at},{text});\n'


def _searchable(shelf: Shelf, row: Row) -> tuple[str, str]:
    told = (item["text"] for item in shelf.evidence.get(row["id"], ()) if item["accepted"])
    words = (row["text"], row["agency"], row["agency_words"], row["category"], row["number"], *row["headings"])
    return row["title"], "\n".join(part for part in (*words, *row["askers"], *told) if part)


def _facets(shelf: Shelf) -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, row in enumerate(shelf.rows):
        held["state"][row["state"]].append(number)
        held["level"][row["level"]].append(number)
        held["due"]["yes" if row["due"] else "no"].append(number)
        if row["category"]:
            held["category"][row["category"]].append(number)
        if key := agency_key(row):
            held["agency"][name_of(key)].append(number)
        for name in dict.fromkeys(row["askers"]):
            held["asker"][name_of(name)].append(number)
    return {facet: {value: packed(held[facet][value]) for value in sorted(held[facet])} for facet in sorted(held)}


def _orders(shelf: Shelf) -> dict[str, list[int]]:
    """Numbers of commitments in other orders than newest first; among equals the newest first."""
    numbers = range(len(shelf.rows))
    rows = shelf.rows
    return {
        "due": sorted(numbers, key=lambda at: (rows[at]["due"] or "9999", at)),
        "news": sorted(numbers, key=lambda at: rows[at]["last_evidence"] or "", reverse=True),
        "evidence": sorted(numbers, key=lambda at: (-rows[at]["evidence_count"], at)),
    }


def _card(row: Row, agency_at: Mapping[str, int], asker_at: Mapping[str, int]) -> list[object]:
    key = agency_key(row)
    text = " ".join(row["text"].split())
    return [
        name_of(row["id"]),
        row["title"],
        row["state"],
        row["level"],
        row["category"] or "",
        -1 if key is None else agency_at[key],
        [asker_at[name] for name in dict.fromkeys(row["askers"])],
        row["date"],
        row["due"] or "",
        row["evidence_count"],
        text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…",
    ]
