"""News: lists in RSS, Atom and HTML; each release asked for once, and again where it was edited."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmark.wire import DAY, Wire, collecting, feed
from yinuo.collect.desk import Answer
from yinuo.collect.feeds import Feed, NewsSource, feed_items, known_feeds, page_items
from yinuo.collect.sources import Capture
from yinuo.errors import Damaged, EmptyInput, InputError
from yinuo.model import Document, DocumentKind
from yinuo.pipeline import read

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>新聞</title><entry><title>步道完工</title>
<link rel="alternate" href="{address}"/><published>2024-05-02T10:00:00+08:00</published>
<updated>{updated}</updated><summary>摘要</summary></entry></feed>"""
PAGE = """<html><head><title>步道完工</title></head><body><nav>首頁</nav><article><h1>石橋鎮步道完工</h1>
<p>環境部今日表示，石橋鎮河濱步道第{0}期工程已於113年5月1日完工，後續將持續督促維護管理，
並預計於113年12月底前完成周邊綠美化。</p></article></body></html>"""


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        yield server


def answer(body: str | bytes, address: str = "https://www.example.tw/list") -> Answer:
    return Answer(address, body if isinstance(body, bytes) else body.encode(), "0" * 64, DAY)


def test_a_release_of_a_feed_becomes_a_dated_document_of_its_body(wire: Wire, tmp_path: Path) -> None:
    wire.put("/rss", {}, feed([("石橋鎮步道完工", f"{wire.base}/news/1", "Thu, 02 May 2024 10:00:00 +0800")]))
    wire.put("/news/1", {}, PAGE.format(1).encode())
    with collecting(tmp_path) as over:
        desk = over.desk("news")
        found = list(NewsSource(desk, feeds=[Feed("環境部", wire.base + "/rss")]).captures())
        desk.settle(())
        again = list(NewsSource(desk, feeds=[Feed("環境部", wire.base + "/rss")]).captures())
    (document,) = read(found)

    assert isinstance(document, Document)
    assert (document.kind, str(document.date)) == (DocumentKind.NEWS, "2024-05-02")
    assert (document.title, document.agencies) == ("石橋鎮步道完工", ("環境部",))
    assert "已於113年5月1日完工" in document.text
    assert "首頁" not in document.text
    assert again == []


def test_a_release_edited_since_is_asked_for_again(wire: Wire, tmp_path: Path) -> None:
    lists = [
        ATOM.format(address=f"{wire.base}/news/1", updated=day)
        for day in ("2024-05-02T02:00:00Z", "2099-05-25T02:00:00Z")
    ]
    wire.put("/atom", {}, lists[0].encode(), lists[1].encode())
    wire.put("/news/1", {}, PAGE.format(1).encode(), PAGE.format(2).encode())
    found: list[Capture | InputError] = []
    for days in (0, 10):
        with collecting(tmp_path, DAY + timedelta(days=days)) as over:
            desk = over.desk("news")
            found += NewsSource(desk, feeds=[Feed("環境部", wire.base + "/atom")]).captures()
            desk.settle(())

    assert ["第1期" in one.data.decode() for one in found if isinstance(one, Capture)] == [True, False]


def test_a_list_that_fails_stops_no_other(wire: Wire, tmp_path: Path) -> None:
    wire.put("/rss", {}, feed([("步道完工", f"{wire.base}/news/1", "Thu, 02 May 2024 10:00:00 +0800")]))
    wire.put("/news/1", {}, PAGE.format(1).encode())
    wire.put("/broken", {}, b"<html><body>maintenance</body></html>")
    with collecting(tmp_path) as over:
        feeds = [Feed("內政部", wire.base + "/broken"), Feed("環境部", wire.base + "/rss")]
        fault, capture = NewsSource(over.desk("news"), feeds=feeds).captures()

    assert "內政部" in str(fault)
    assert isinstance(capture, Capture)


def test_days_of_feeds_are_read_however_they_are_written() -> None:
    days = ["Thu, 02 May 2024 23:30:00 +0800", "2024-05-02T10:00:00+08:00", "113/05/02", "2024-05-02"]
    items = feed_items(answer(feed([("新聞", f"https://www.example.tw/{n}", day) for n, day in enumerate(days)])))

    assert {item.day for item in items} == {date(2024, 5, 2)}


@pytest.mark.parametrize("body", ["<html><body></body></html>", "words", '{"a":1}'])
def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(Damaged):
        feed_items(answer(body))


def test_a_feed_without_items_is_unknown() -> None:
    with pytest.raises(EmptyInput):
        feed_items(answer(feed([])))


def test_links_to_other_places_than_the_web_are_left_out() -> None:
    items = feed_items(answer(feed([("a", "file:///etc/hosts", ""), ("b", "https://www.example.tw/b#top", "")])))

    assert [item.url for item in items] == ["https://www.example.tw/b"]


def test_an_entity_of_a_feed_is_never_resolved() -> None:
    body = (
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        + feed([("t&x;", "/1", "")]).decode().split("?>")[1]
    )
    (item,) = feed_items(answer(body))

    assert item.title == "t&x;"


def test_a_page_gives_links_of_one_shape_with_the_day_of_their_row() -> None:
    page = """<body><ul><li><a href="/News_Content.aspx?n=1&s=2">步道完工</a><span>113-05-02</span></li>
    <li><span>2024/05/03</span><a href="News_Content.aspx?n=1&s=3" title="橋梁完工">橋</a></li>
    <li><a href="/About.aspx">關於</a></li></ul></body>"""
    items = page_items(answer(page), r"News_Content\.aspx\?")

    assert [(one.title, one.day) for one in items] == [("步道完工", date(2024, 5, 2)), ("橋梁完工", date(2024, 5, 3))]
    assert items[1].url == "https://www.example.tw/News_Content.aspx?n=1&s=3"


def test_a_page_without_such_links_may_have_changed() -> None:
    with pytest.raises(EmptyInput, match="no links"):
        page_items(answer("<body><a href='/a'>a</a></body>"), "News_Content")


def test_the_list_of_sources_names_each_address_once() -> None:
    feeds = known_feeds()

    assert len({one.url for one in feeds}) == len(feeds) >= 20
    assert all(one.url.startswith("https://") and one.agency for one in feeds)
    assert all(one.link for one in feeds if one.kind == "page")
