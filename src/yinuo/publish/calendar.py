"""Calendars of deadlines: iCalendar (RFC 5545) of everything, each category, agency, legislator and state.

A deadline is an event of all day on its last day; the day that counts now is one too where it has moved. Uid and
stamps come from documents, so that a calendar program updates an event it has rather than adding another.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from yinuo.model import stable_id
from yinuo.publish.addresses import path_address, web_address
from yinuo.publish.edition import Edition, Row
from yinuo.publish.events import Group, groups, one_line
from yinuo.publish.feeds import plain
from yinuo.publish.labels import STATES

__all__ = ["calendar_bytes", "escaped", "folded", "write_calendars"]

_OCTETS = 75
_MOST_WORDS = 600  # characters of a quote in a description


def write_calendars(edition: Edition, folder: Path) -> dict[str, str]:
    """Write every calendar that has a deadline (and that of everything, always) under ``folder``.

    Returns:
        Its path under ``folder`` by each key of its group.
    """
    written: dict[str, str] = {}
    for group in groups(edition):
        chosen = [row for row in edition.commitments if group.of(row)]
        if group.path == "changes" or (group.path != "all" and not any(_days(row) for row in chosen)):
            continue
        place = folder / f"{group.path}.ics"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(calendar_bytes(edition, group, chosen))
        written |= dict.fromkeys(group.keys, f"{group.path}.ics")
    return written


def calendar_bytes(edition: Edition, group: Group, rows: Iterable[Row]) -> bytes:
    """One calendar, its events by day and id; lines end in CR LF and have at most 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//yinuo//deadlines//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(f'一諾 · {group.zh}')}",
        f"X-WR-CALNAME:{escaped(f'一諾 · {group.zh}')}",
        "X-WR-TIMEZONE:Asia/Taipei",
    ]
    found = [(due, name, row, what) for row in rows for due, name, what in _days(row)]
    for due, name, row, what in sorted(found, key=lambda item: item[:2]):
        lines += _event(edition, row, due, name, what)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _days(row: Row) -> list[tuple[date, str, str]]:
    """The days on which something is due: last day, uid, in the letter's words."""
    found = {}
    for deadline in row["deadlines"]:
        name = stable_id("deadline", row["id"], deadline["date"], deadline["event"] or "", deadline["text"])
        told = " ".join(word for word in (one_line(deadline["text"]), deadline["event"]) if word)
        told += "（開始 begins）" if deadline["starts"] else ""
        found[name] = (date.fromisoformat(deadline["date"]), name, told)
    if row["due"] and row["due"] not in {deadline["date"] for deadline in row["deadlines"]}:
        name = stable_id("due", row["id"])
        found[name] = (date.fromisoformat(row["due"]), name, "後來的文件所定 as a later document says")
    return list(found.values())


def _event(edition: Edition, row: Row, due: date, name: str, what: str) -> Iterator[str]:
    zh, en = STATES[row["state"]]
    title = f"〔{zh}〕{one_line(row['title'])}"
    stamp = f"{row['date'].replace('-', '')}T000000Z"
    newest = max(row["date"], row["last_evidence"] or "").replace("-", "")
    yield "BEGIN:VEVENT"
    yield f"UID:{name}@yinuo"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{newest}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_compact(due)}"
    if due < date.max:
        yield f"DTEND;VALUE=DATE:{_compact(due + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(title)}"
    yield f"DESCRIPTION:{escaped(_description(row, what, f'{zh} {en}'))}"
    if row["category"]:
        yield f"CATEGORIES:{escaped(row['category'])}"
    if (link := _link(edition, row)) is not None:
        yield f"URL:{link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _compact(day: date) -> str:
    """Basic ISO with four digits of year, as the RFC has it."""
    return day.isoformat().replace("-", "")


def _description(row: Row, what: str, state: str) -> str:
    quote = one_line(row["text"])
    short = quote if len(quote) <= _MOST_WORDS else f"{quote[:_MOST_WORDS]}…"
    agency = row["agency"] or row["agency_words"] or "—"
    paper = row["number"] or row["subject"] or row["document_id"]
    return "\n".join(
        (
            f"「{short}」",
            f"期限 due：{what}",
            f"狀態 state：{state}（{row['as_of']}）",
            f"機關 agency：{one_line(agency)}",
            f"文件 document：{one_line(paper)}（{row['date']}）",
        )
    )


def _link(edition: Edition, row: Row) -> str | None:
    page = edition.pages.get(row["id"])
    return f"{edition.base_url}{path_address(page)}" if edition.base_url and page else web_address(row["url"])


def escaped(words: str) -> str:
    r"""TEXT of RFC 5545: backslash, semicolon, comma and line end escaped, other controls left out.

    >>> escaped("甲;乙,丙\n丁")
    '甲\\;乙\\,丙\\n丁'
    """
    safe = plain(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return safe.replace("\n", "\\n").replace("\t", " ")


def folded(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, each after the first led by a blank; no character is cut."""
    pieces, held = [], b""
    for character in line:
        octets = character.encode()
        if len(held) + len(octets) > _OCTETS:
            pieces.append(held)
            held = b" "
        held += octets
    return b"\r\n".join((*pieces, held)) + b"\r\n"
