"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 for everything, each category, agency, legislator and state; OPML of all.

An entry is named by a URN and dated by the document that told it, so that a reader shows it once, whatever host the
feed moves to. Titles and quotes are untrusted: they go in as text, never as markup.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from yinuo.model import stable_id
from yinuo.publish.addresses import path_address, web_address
from yinuo.publish.attribution import attribution
from yinuo.publish.datapackage import json_bytes
from yinuo.publish.edition import Edition
from yinuo.publish.events import Event, Group, events, groups
from yinuo.publish.labels import STATES

__all__ = ["atom_bytes", "json_feed_bytes", "plain", "write_feeds"]

_ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES: dict[Any, str] = {None: _ATOM}  # the stubs know prefixes only as words
_MOST, _MOST_OF_ALL = 50, 200  # entries a feed: what readers fetch every hour must stay small
_AUTHOR = "一諾 yinuo"


def write_feeds(edition: Edition, folder: Path) -> dict[str, str]:
    """Write every feed that has an entry (and those of everything, always) under ``folder``.

    Returns:
        The Atom feed's path under ``folder`` by each key of its group.
    """
    happened, written = events(edition), []
    for group in groups(edition):
        most = _MOST_OF_ALL if group.path in ("all", "changes") else _MOST
        chosen = list(islice((event for event in happened if group.has(event)), most))
        if not chosen and group.path not in ("all", "changes"):
            continue
        place = folder / group.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_name(f"{place.name}.atom").write_bytes(atom_bytes(edition, group, chosen))
        place.with_name(f"{place.name}.json").write_bytes(json_feed_bytes(edition, group, chosen))
        written.append(group)
    (folder / "feeds.opml").write_bytes(_opml(edition, written))
    return {key: f"{group.path}.atom" for group in written for key in group.keys}


def plain(words: str) -> str:
    """Words without the characters that XML and JSON readers refuse: controls, halves of pairs, non-characters."""
    return "".join(character for character in words if _is_plain(character))


def _is_plain(character: str) -> bool:
    code = ord(character)
    if code < 0x20:
        return character in "\n\t"
    return not (0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF)


def _stamp(day: str) -> str:
    """Midnight of a day in Taiwan, as RFC 3339."""
    return f"{day}T00:00:00+08:00"


def _updated(edition: Edition, chosen: Sequence[Event]) -> str:
    return _stamp(max((event.on for event in chosen), default=edition.as_of.isoformat()))


def _name(group: Group) -> str:
    return plain(f"一諾 · {group.zh}")


def _feed_id(group: Group) -> str:
    return f"urn:uuid:{stable_id('feed', group.path)}"


def _link(edition: Edition, event: Event, up: str) -> str | None:
    """Where a reader goes on: the page of the commitment, else the document that told it."""
    page = edition.pages.get(event.commitment["id"])
    if page is not None:
        return f"{edition.base_url or up}{path_address(page)}"
    return web_address(event.source["url"]) if event.source else None


# ── Atom ───────────────────────────────────────────────────────────────────────────────────


def atom_bytes(edition: Edition, group: Group, chosen: Sequence[Event], own: str | None = None) -> bytes:
    """A feed as Atom; without a base address its links are relative to where it lies.

    Args:
        edition: what its entries are of.
        group: what it is called.
        chosen: its entries.
        own: its own address, where it is not a file of the publication.
    """
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMESPACES)
    _put(root, "id", _feed_id(group))
    _put(root, "title", _name(group))
    _put(root, "subtitle", plain(group.en))
    _put(root, "updated", _updated(edition, chosen))
    _put(_put(root, "author"), "name", _AUTHOR)
    _put(root, "rights", "\n".join(attribution(edition.as_of, edition.documents)))
    _put(root, "generator", "yinuo")
    if edition.base_url:
        address = own or f"{edition.base_url}feeds/{path_address(group.path)}.atom"
        _put(root, "link", rel="self", type="application/atom+xml", href=address)
        _put(root, "link", rel="alternate", href=edition.base_url)
    up = "../" * (group.path.count("/") + 1)
    for event in chosen:
        _entry(root, edition, event, up)
    etree.indent(root, " ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _entry(root: "etree._Element", edition: Edition, event: Event, up: str) -> None:
    entry = _put(root, "entry")
    _put(entry, "id", f"urn:uuid:{event.id}")
    _put(entry, "title", plain(event.title))
    _put(entry, "updated", _stamp(event.on))
    _put(entry, "published", _stamp(event.on))
    if (link := _link(edition, event, up)) is not None:
        _put(entry, "link", rel="alternate", href=link)
    source = web_address(event.source["url"]) if event.source else None
    if source is not None and source != link:
        _put(entry, "link", rel="via", href=source)
    for scheme, term, label in _terms(event):
        _put(entry, "category", term=plain(term), scheme=f"urn:yinuo:{scheme}", label=plain(label))
    _put(entry, "content", plain(event.words), type="text")


def _terms(event: Event) -> Iterable[tuple[str, str, str]]:
    row = event.commitment
    yield "event", event.what.value, event.what.value
    if row["category"]:
        yield "category", row["category"], row["category"]
    if row["agency_id"]:
        yield "agency", row["agency_id"], row["agency"]
    if event.state:
        yield "state", event.state, STATES[event.state][0]


def _put(parent: "etree._Element", name: str, text: str | None = None, **attributes: str) -> "etree._Element":
    found = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    found.text = text
    return found


# ── JSON Feed ──────────────────────────────────────────────────────────────────────────────


def json_feed_bytes(edition: Edition, group: Group, chosen: Sequence[Event], own: str | None = None) -> bytes:
    """A feed as JSON Feed 1.1; a relative address has no meaning in it, so that without a base there is none."""
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": _name(group)}
    if edition.base_url:
        feed["home_page_url"] = edition.base_url
        feed["feed_url"] = own or f"{edition.base_url}feeds/{path_address(group.path)}.json"
    feed |= {
        "description": plain(group.en),
        "language": "zh-TW",
        "authors": [{"name": _AUTHOR}],
        "items": [_item(edition, event) for event in chosen],
    }
    return json_bytes(feed)


def _item(edition: Edition, event: Event) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"urn:uuid:{event.id}",
        "title": plain(event.title),
        "content_text": plain(event.words),
        "date_published": _stamp(event.on),
        "tags": [plain(label) for _, _, label in _terms(event)],
    }
    source = web_address(event.source["url"]) if event.source else None
    page = edition.pages.get(event.commitment["id"])
    own = f"{edition.base_url}{path_address(page)}" if edition.base_url and page else None
    if own or source:
        item["url"] = own or source
    if own and source:
        item["external_url"] = source
    return item


# ── the list of all ────────────────────────────────────────────────────────────────────────


def _opml(edition: Edition, written: Iterable[Group]) -> bytes:
    """OPML 2.0: every feed, to be taken over into a reader in one step."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "一諾 yinuo"
    body = etree.SubElement(root, "body")
    base = f"{edition.base_url}feeds/" if edition.base_url else ""
    for group in written:
        address = f"{base}{path_address(group.path)}.atom"
        words = {"type": "rss", "text": plain(group.zh), "title": _name(group), "xmlUrl": address}
        etree.SubElement(body, "outline", words)
    etree.indent(root, " ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
