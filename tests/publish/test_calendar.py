"""Calendars by the letter of RFC 5545."""

import importlib
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.persist.ledger import Ledger
from yinuo.publication import edition_of
from yinuo.publish.calendar import escaped, folded, write_calendars
from yinuo.publish.edition import Edition

Event = dict[str, str]


def unfolded(data: bytes) -> list[str]:
    """Content lines; every physical line ends in CR LF and has at most 75 octets."""
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    return b"\r\n".join(lines).replace(b"\r\n ", b"").decode().split("\r\n")


def read(data: bytes) -> list[Event]:
    """The events of a calendar; anything that the grammar does not allow fails."""
    lines = unfolded(data)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found: list[Event] = []
    open_event: Event | None = None
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[A-Z]+)?", name)
        assert colon
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
        if line == "BEGIN:VEVENT":
            assert open_event is None
            open_event = {}
        elif line == "END:VEVENT":
            assert open_event is not None
            found.append(open_event)
            open_event = None
        elif open_event is not None:
            assert name not in open_event
            open_event[name] = value
    assert open_event is None
    return found


def plain_text(value: str) -> str:
    """A TEXT value as it was meant; a bare comma or semicolon is refused."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


def test_every_calendar_is_sound_and_every_event_has_what_it_needs(published: Path) -> None:
    places = sorted((published / "calendar").rglob("*.ics"))
    assert len(places) >= 5
    for place in places:
        events = read(place.read_bytes())
        assert len({event["UID"] for event in events}) == len(events)
        for event in events:
            assert re.fullmatch(r"[0-9a-f-]{36}@yinuo", event["UID"])
            assert re.fullmatch(r"\d{8}T000000Z", event["DTSTAMP"])
            first = date.fromisoformat(event["DTSTART;VALUE=DATE"])
            assert date.fromisoformat(event["DTEND;VALUE=DATE"]) - first == timedelta(days=1)
            assert re.fullmatch(r"https://[!-~]+", event["URL"])


def test_the_deadlines_of_the_edition_are_the_events(published: Path, edition: Edition) -> None:
    events = read((published / "calendar" / "all.ics").read_bytes())
    due = sorted(deadline["date"] for row in edition.commitments for deadline in row["deadlines"])
    assert (
        [date.fromisoformat(event["DTSTART;VALUE=DATE"]).isoformat() for event in events]
        == due
        == ["2023-12-31", "2024-01-31", "2024-06-30"]
    )
    told = [plain_text(event["DESCRIPTION"]) for event in events]
    assert any("「通報; 系統」\\A,B並公告]]><script>alert(1)</script>&amp;完成" in words for words in told)
    assert all("完成,; 驗收" in words for words in told)
    assert {plain_text(event["SUMMARY"])[:5] for event in events} >= {"〔已達成〕"}


def test_calendars_by_filter_hold_only_theirs(published: Path) -> None:
    names = {place.relative_to(published / "calendar").as_posix() for place in (published / "calendar").rglob("*.ics")}
    assert {"all.ics", "category/交通建設.ics", "agency/tw-baed4c6304.ics", "state/fulfilled.ics"} <= names
    assert len(read((published / "calendar" / "state" / "fulfilled.ics").read_bytes())) == 1


def test_a_deadline_keeps_its_uid_and_stamp_on_a_later_day(open_ledger: Ledger, tmp_path: Path) -> None:
    found = []
    for year in (2022, 2024):
        write_calendars(edition_of(open_ledger, date(year, 12, 31)), tmp_path / str(year))
        found.append(read((tmp_path / str(year) / "all.ics").read_bytes()))
    assert [(event["UID"], event["DTSTAMP"]) for event in found[0]] == [
        (event["UID"], event["DTSTAMP"]) for event in found[1]
    ]
    assert found[0] != found[1]


def test_another_program_reads_the_calendar(published: Path, edition: Edition) -> None:
    pytest.importorskip("icalendar", reason="needs icalendar")
    icalendar: Any = importlib.import_module("icalendar")
    for place in (published / "calendar").rglob("*.ics"):
        events = icalendar.Calendar.from_ical(place.read_bytes()).walk("VEVENT")
        for ours, theirs in zip(read(place.read_bytes()), events, strict=True):
            assert str(theirs["DESCRIPTION"]) == plain_text(ours["DESCRIPTION"])
            assert theirs["DTSTART"].dt == date.fromisoformat(ours["DTSTART;VALUE=DATE"])


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.characters(exclude_categories=["C"]) | st.sampled_from("\\;,\n:\"'🏗"), max_size=200))
def test_any_words_come_back_escaped_and_folded(words: str) -> None:
    (line,) = unfolded(folded(f"SUMMARY:{escaped(words)}"))
    assert plain_text(line.removeprefix("SUMMARY:")) == words
