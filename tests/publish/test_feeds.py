"""Feeds that any reader can read, whatever the documents say."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from yinuo.persist.ledger import Ledger
from yinuo.publication import edition_of
from yinuo.publish.edition import Edition
from yinuo.publish.events import Happened, events
from yinuo.publish.feeds import plain, write_feeds

ATOM = "{http://www.w3.org/2005/Atom}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def text(element: "etree._Element", name: str) -> str:
    found = element.findall(f"{ATOM}{name}")
    assert len(found) == 1, name
    return found[0].text or ""


def test_every_atom_feed_has_what_the_rfc_asks(published: Path) -> None:
    places = sorted((published / "feeds").rglob("*.atom"))
    assert len(places) > 8
    for place in places:
        root = etree.fromstring(place.read_bytes())
        assert root.tag == f"{ATOM}feed"
        assert URN.fullmatch(text(root, "id"))
        assert text(root, "title").startswith("一諾 · ")
        assert text(root.findall(f"{ATOM}author")[0], "name")
        stamps = [text(entry, "updated") for entry in root.findall(f"{ATOM}entry")]
        assert all(STAMP.fullmatch(stamp) and datetime.fromisoformat(stamp) for stamp in stamps)
        assert text(root, "updated") == max(stamps)
        assert stamps == sorted(stamps, reverse=True)
        ids = [text(entry, "id") for entry in root.findall(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids)
        assert all(URN.fullmatch(one) for one in ids)
        for entry in root.findall(f"{ATOM}entry"):
            assert text(entry, "title")
            assert text(entry, "content")
        own = [link.get("href") or "" for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
        path = unquote(urlsplit(own[0]).path).removeprefix("/yinuo/")
        assert published / path == place


def test_links_lead_to_records_that_are_there_and_to_sound_addresses(published: Path) -> None:
    followed = 0
    for place in (published / "feeds").rglob("*.atom"):
        for link in etree.fromstring(place.read_bytes()).iter(f"{ATOM}link"):
            href = link.get("href") or ""
            assert re.fullmatch(r"https?://[!-~]+", href), href
            if "/records/" in href:
                assert (published / unquote(href.removeprefix("https://example.org/yinuo/"))).is_file()
                followed += 1
    assert followed


def test_without_a_base_links_are_relative_and_lead_there_too(open_ledger: Ledger, tmp_path: Path) -> None:
    from yinuo.publication import publish

    publish(open_ledger, tmp_path / "out", date(2024, 12, 31), only=("records", "feeds"))
    followed = 0
    for place in (tmp_path / "out" / "feeds").rglob("*.atom"):
        for entry in etree.fromstring(place.read_bytes()).iter(f"{ATOM}entry"):
            href = entry.findall(f"{ATOM}link")[0].get("href") or ""
            assert (place.parent / unquote(href)).resolve().is_file()
            followed += 1
    assert followed > 10


def test_words_of_documents_are_words_and_no_markup(published: Path) -> None:
    raw = (published / "feeds" / "all.atom").read_bytes()
    assert b"<script" not in raw
    root = etree.fromstring(raw)
    told = [entry.findtext(f"{ATOM}content") or "" for entry in root.iter(f"{ATOM}entry")]
    assert any("]]><script>alert(1)</script>&amp;" in words for words in told)
    assert {entry.find(f"{ATOM}content").get("type") for entry in root.iter(f"{ATOM}entry")} == {"text"}  # type: ignore[union-attr] # every entry has one


def test_json_feeds_hold_the_same_entries(published: Path) -> None:
    for place in (published / "feeds").rglob("*.json"):
        feed = json.loads(place.read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"].startswith("https://example.org/yinuo/feeds/")
        root = etree.fromstring(place.with_suffix(".atom").read_bytes())
        entries = root.findall(f"{ATOM}entry")
        assert [item["id"] for item in feed["items"]] == [text(entry, "id") for entry in entries]
        assert [item["content_text"] for item in feed["items"]] == [text(entry, "content") for entry in entries]
        assert all(STAMP.fullmatch(item["date_published"]) for item in feed["items"])
        assert all(urlsplit(item["url"]).scheme == "https" for item in feed["items"] if "url" in item)


def test_there_is_a_feed_for_each_category_agency_legislator_and_state(published: Path) -> None:
    names = {
        place.relative_to(published / "feeds").with_suffix("").as_posix()
        for place in (published / "feeds").rglob("*.atom")
    }
    assert {"all", "changes", "category/交通建設", "agency/tw-baed4c6304", "state/fulfilled"} <= names
    assert len([name for name in names if name.startswith("asker/")]) == 2
    outlines = list(etree.parse(published / "feeds" / "feeds.opml").getroot().iter("outline"))
    assert {unquote(urlsplit(line.get("xmlUrl") or "").path) for line in outlines} == {
        f"/yinuo/feeds/{name}.atom" for name in names
    }


def test_a_body_outside_the_register_has_a_feed_by_its_words(edition: Edition, tmp_path: Path) -> None:
    first, *others = edition.commitments
    nobody = {**first, "agency_id": None, "agency": None, "agency_words": "../某署\n甲"}
    told = write_feeds(replace(edition, commitments=(nobody, *others)), tmp_path)
    path = told["agency:../某署\n甲"]
    assert re.fullmatch(r"agency/某署-甲-[0-9a-f]{8}\.atom", path)
    root = etree.fromstring((tmp_path / path).read_bytes())
    assert text(root, "title") == "一諾 · ../某署甲"
    made = [entry for entry in root.findall(f"{ATOM}entry") if text(entry, "title").startswith("新承諾：")]
    assert [text(entry, "title") for entry in made] == [f"新承諾：{first['title']}"]


def test_a_state_feed_tells_only_of_changes_to_it(published: Path) -> None:
    root = etree.fromstring((published / "feeds" / "state" / "overdue.atom").read_bytes())
    titles = [text(entry, "title") for entry in root.findall(f"{ATOM}entry")]
    assert titles
    assert all(title.startswith("逾期未見達成：") for title in titles)


def test_an_event_is_the_same_entry_on_a_later_day(open_ledger: Ledger) -> None:
    then, now = (events(edition_of(open_ledger, date(year, 12, 31))) for year in (2023, 2024))
    known = {event.id: event for event in now}
    assert then
    for event in then:
        assert (known[event.id].on, known[event.id].title) == (event.on, event.title)
    assert {event.what for event in now} == set(Happened)


def test_a_feed_stays_small(edition: Edition, tmp_path: Path) -> None:
    rows = tuple(
        {**edition.commitments[0], "id": f"{at:08x}-0000-0000-0000-000000000000", "date": f"2024-{at % 12 + 1:02}-01"}
        for at in range(300)
    )
    write_feeds(replace(edition, commitments=rows, evidence=(), changes=()), tmp_path)
    assert len(json.loads((tmp_path / "all.json").read_bytes())["items"]) == 200
    assert len(json.loads((tmp_path / "category" / "交通建設.json").read_bytes())["items"]) == 50


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.characters()))
def test_plain_words_are_taken_by_xml_and_by_utf8(words: str) -> None:
    element = etree.Element("a")
    element.text = plain(words)
    assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == plain(words)
    plain(words).encode()
