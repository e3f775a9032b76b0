"""News releases of the 行政院 and its ministries: RSS, Atom and HTML lists → one capture a release.

Which bodies publish where stands in ``vocabulary/news_sources.toml``. Of a list the address, title and day
of each release are taken; its text is that of its own page, asked for once, or of the list where the page
has none. A release whose list says it was changed since is asked for again.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from yinuo.collect.desk import Answer, Desk
from yinuo.collect.sources import Capture
from yinuo.decode.dating import read_day
from yinuo.decode.formats import read_texts
from yinuo.decode.formats.encodings import decode_text
from yinuo.errors import Damaged, EmptyInput, InputError
from yinuo.model import stable_id
from yinuo.vocabulary import load_toml

__all__ = ["Feed", "Item", "NewsSource", "feed_items", "known_feeds", "page_items"]

_ITEMS: Final = 2_000  # of one list
_LEAST: Final = 60  # characters of a release's text
_LEVELS: Final = 4  # elements above a link in which its day may stand
_ROW: Final = 400  # characters of such an element
_AGAIN: Final = "請稍後再執行一次（run it again later）"


@dataclass(frozen=True, slots=True)
class Feed:
    """One list of releases.

    Attributes:
        agency: the body that publishes, by its official name.
        url: the list's address.
        kind: «feed» (RSS or Atom) or «page» (an HTML list).
        link: of a page, what the addresses of releases match.
    """

    agency: str
    url: str
    kind: str = "feed"
    link: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One release as its list tells it; ``day`` is when it was published, ``changed`` when last edited."""

    url: str
    title: str
    day: date | None = None
    changed: datetime | None = None
    summary: str = ""


def known_feeds() -> tuple[Feed, ...]:
    """The lists of ``news_sources.toml``."""
    rows: list[Mapping[str, Any]] = load_toml("news_sources.toml")["source"]
    return tuple(Feed(row["agency"], row["url"], row.get("kind", "feed"), row.get("link", "")) for row in rows)


class NewsSource:
    """Releases of the bodies in a list of sources, one capture a release."""

    def __init__(self, desk: Desk, *, feeds: Sequence[Feed] = (), agencies: Sequence[str] = ()) -> None:
        """Prepare; nothing is asked yet.

        Args:
            desk: where addresses are asked.
            feeds: the lists; those of ``news_sources.toml`` by default.
            agencies: only lists of these bodies.
        """
        self._desk = desk
        self._feeds = [one for one in feeds or known_feeds() if not agencies or one.agency in agencies]

    def plan(self) -> Iterator[str]:
        """The lists' addresses."""
        for feed in self._feeds:
            yield feed.url

    def captures(self) -> Iterator[Capture | InputError]:
        """Every release that was not read before, or was changed since; a list that fails stops no other."""
        for feed in self._feeds:
            try:
                answer = self._desk.ask(feed.url, "any")
                items = page_items(answer, feed.link) if feed.kind == "page" else feed_items(answer)
            except InputError as fault:
                yield type(fault)(fault.what, where=f"{feed.agency} {feed.url}", remedy=fault.remedy)
                continue
            self._desk.asked(feed.agency, len(items))
            yield from self._releases(feed, items)

    def _releases(self, feed: Feed, items: Sequence[Item]) -> Iterator[Capture | InputError]:
        new = {item.url: item for item in items if not self._is_read(item) or self._edited(item)}
        edited = [url for url, item in new.items() if self._edited(item)]
        for url in edited:
            try:
                yield from self._release(feed, new.pop(url), self._desk.ask(url, "any"))
            except InputError as fault:
                yield fault.at(url)
        for item, answer in zip(new.values(), self._desk.keep(new, "any"), strict=True):
            yield from self._release(feed, item, answer)

    def _is_read(self, item: Item) -> bool:
        """Whether the page was read as the archive holds it: a run may have been stopped between the two."""
        known = self._desk.archive.latest(item.url)
        return known is not None and self._desk.has_read(item.url, known.sha256)

    def _edited(self, item: Item) -> bool:
        """Whether the list says the release changed after it was fetched."""
        if item.changed is None or self._desk.offline:
            return False
        known = self._desk.archive.latest(item.url)
        return known is not None and item.changed > known.fetched_at

    def _release(self, feed: Feed, item: Item, answer: Answer | InputError) -> Iterator[Capture | InputError]:
        page = answer if isinstance(answer, InputError) else _page(answer)
        text = "" if isinstance(page, InputError) else page
        words = text if len(text) >= _LEAST else item.summary
        if len(words) < _LEAST:
            fault = page if isinstance(page, InputError) else EmptyInput("網頁沒有內文（no text on the page）")
            yield type(fault)(fault.what, where=f"{feed.agency} {item.url}", remedy=fault.remedy)
            return
        record = {
            "id": stable_id("news", item.url),
            "kind": "news",
            "agency": feed.agency,
            "title": item.title,
            "date": item.day.isoformat() if item.day else None,
            "url": item.url,
            "content": words,
        }
        yield Capture(item.url, json.dumps({k: v for k, v in record.items() if v}, ensure_ascii=False).encode())
        if not isinstance(answer, InputError):
            self._desk.pass_over(item.url, answer.sha256)


def _page(answer: Answer) -> str | InputError:
    """The text of a release's own page."""
    for text in read_texts(answer.body, answer.address):
        return text if isinstance(text, InputError) else text.text
    return EmptyInput("網頁沒有內文（no text on the page）", where=answer.address, remedy=_AGAIN)


# ── RSS and Atom ───────────────────────────────────────────────────────────────────────────


def feed_items(answer: Answer) -> tuple[Item, ...]:
    """The releases of an RSS or Atom feed, as they stand in it.

    Raises:
        Damaged: no feed. EmptyInput: a feed without items.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(answer.body.strip(b"\xef\xbb\xbf \t\r\n\x00"), parser)
    except etree.XMLSyntaxError as fault:
        raise Damaged("不是 RSS 或 Atom（neither RSS nor Atom）", where=answer.address, remedy=_AGAIN) from fault
    if root is None or _name(root) not in ("rss", "feed", "rdf"):
        raise Damaged("不是 RSS 或 Atom（neither RSS nor Atom）", where=answer.address, remedy=_AGAIN)
    items = [_item(one, answer.address) for one in root.iter() if _name(one) in ("item", "entry")]
    found = tuple(item for item in items[:_ITEMS] if item is not None)
    if not found:
        raise EmptyInput("清單是空的（a feed without items）", where=answer.address, remedy=_AGAIN)
    return found


def _name(element: Any) -> str:
    tag = element.tag
    return etree.QName(tag).localname.lower() if isinstance(tag, str) else ""


def _item(element: Any, base: str) -> Item | None:
    """One item; None where it names no page of http or https."""
    words: dict[str, str] = {}
    for child in element:
        name = _name(child)
        told = "".join(child.itertext()).strip()
        if name == "link" and not told:
            told = child.get("href", "") if child.get("rel", "alternate") == "alternate" else ""
        if told and name not in words:
            words[name] = told
    url = _address(base, words.get("link") or words.get("guid", ""))
    if url is None:
        return None
    published = _moment(words.get("pubdate") or words.get("published") or words.get("date") or words.get("updated"))
    body = words.get("encoded") or words.get("content") or words.get("description") or words.get("summary") or ""
    day = published.date() if published else _roc(words)
    title = " ".join(words.get("title", "").split())
    return Item(url, title, day, _moment(words.get("updated")), _plain(body))


def _roc(words: Mapping[str, str]) -> date | None:
    """The day where it is written as officials write it: «112/12/29», «2023-12-29»."""
    found = read_day(words.get("pubdate") or words.get("date") or "", months=False)
    return found.first if found else None


def _moment(words: str | None) -> datetime | None:
    """«Fri, 29 Dec 2023 10:00:00 +0800» or «2023-12-29T10:00:00+08:00»."""
    if not words:
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            told = read(words.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return None


def _plain(markup: str) -> str:
    if "<" not in markup:
        return markup.strip()
    return LexborHTMLParser(markup).text(separator="\n", strip=True)


def _address(base: str, link: str) -> str | None:
    """The whole address of a link, without its fragment; None for anything but http and https."""
    try:
        whole = urljoin(base, link.strip()) if link.strip() else ""
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole.split("#")[0] if parts.scheme in ("http", "https") and parts.hostname else None


# ── HTML lists ─────────────────────────────────────────────────────────────────────────────


def page_items(answer: Answer, link: str) -> tuple[Item, ...]:
    """The releases that a page lists: links of one shape, each with the day that stands in its row.

    Args:
        answer: the page.
        link: a regular expression that addresses of releases match; from our own data, not from the page.

    Raises:
        EmptyInput: no such link.
    """
    shape = re.compile(link)
    found: dict[str, Item] = {}
    for node in LexborHTMLParser(decode_text(answer.body, answer.address)).css("a[href]"):
        url = _address(answer.address, node.attributes.get("href") or "")
        title = " ".join((node.attributes.get("title") or node.text(deep=True)).split())
        if url and title and shape.search(url) and url not in found and len(found) < _ITEMS:
            found[url] = Item(url, title, _row_day(node))
    if not found:
        raise EmptyInput(
            "清單裡沒有新聞連結（no links to releases）",
            where=answer.address,
            remedy="網頁可能改版（the page may have changed）",
        )
    return tuple(found.values())


def _row_day(node: LexborNode) -> date | None:
    """The day in the smallest element around a link that tells one."""
    above: LexborNode | None = node
    for _ in range(_LEVELS):
        if above is None or above.tag in ("body", "html"):
            return None
        words = above.text(deep=True, separator=" ")
        if len(words) > _ROW:
            return None
        if found := read_day(words, months=False):
            return found.first
        above = above.parent
    return None
