"""What happened of late to the promises that a question means, as an ``Edition`` of these alone.

Feeds and alerts are made of it with the code that publishes files, so that an event has one id everywhere. News is
dated by the documents: what an old letter tells, collected today, is history and no news.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

from yinuo.persist.catalogue import Catalogue
from yinuo.persist.ledger import Ledger
from yinuo.persist.question import Question, Sort
from yinuo.persist.views import evidence_rows, rows_of
from yinuo.publish.changes import StateChange
from yinuo.publish.edition import Edition, Row
from yinuo.publish.events import Event, events

__all__ = ["DAYS", "lately", "link_to"]

DAYS: Final = 120
"""How far back news goes: letters are tabled and collected weeks after their date."""

_MOST: Final = 1000  # promises of one kind of news; a feed shows far fewer


def lately(
    ledger: Ledger, catalogue: Catalogue, question: Question, as_of: date, base_url: str | None, days: int = DAYS
) -> tuple[Edition, list[Event]]:
    """An edition of the promises with news in the ``days`` up to a day, and that news, newest first.

    Args:
        ledger: where they are.
        catalogue: which they are.
        question: what is followed.
        as_of: the day.
        base_url: how readers reach the server, with a slash at its end; None where nobody said.
        days: how far back.
    """
    first = as_of - timedelta(days=days)
    meant = question.having(sort=Sort.NEWEST)
    since = max(first, meant.made_from) if meant.made_from else first
    made = catalogue.every(meant.having(made_from=since), as_of) if _can_be(meant, since) else ()
    turns = catalogue.changed_between(meant, first, as_of, limit=_MOST)
    told = _told(ledger, first, as_of, frozenset(catalogue.every(meant, as_of)))
    ids = tuple(dict.fromkeys((*made[:_MOST], *(one.id for one in turns), *told)))
    changes = [StateChange(one.id, one.on, one.before, one.after, one.headline) for one in turns]
    edition = Edition(
        as_of=as_of,
        commitments=tuple(rows_of(ledger, ids, as_of)),
        evidence=tuple(row for one in told for row in evidence_rows(ledger, one, as_of)),
        restatements=(),
        changes=tuple(_change(one) for one in changes),
        documents=(),
        coverage=(),
        text_of=lambda name: ledger.document(name).text,
        base_url=base_url,
        pages={one: f"commitments/{quote(one, safe='-._~')}" for one in ids},
    )
    return edition, [one for one in events(edition) if first.isoformat() <= one.on]


def link_to(base_url: str | None) -> Callable[[Event], str | None]:
    """What gives the address of the page that an event is about; None where the server's address is not known."""

    def link(event: Event) -> str | None:
        return f"{base_url}commitments/{quote(event.commitment['id'], safe='-._~')}" if base_url else None

    return link


def _can_be(question: Question, since: date) -> bool:
    return question.made_until is None or question.made_until >= since


def _told(ledger: Ledger, first: date, last: date, among: frozenset[str]) -> tuple[str, ...]:
    """Promises of which something was told between two days, the latest told first."""
    sql = (
        "SELECT commitment_id, max(stated) AS day FROM evidence WHERE stated BETWEEN ? AND ? GROUP BY 1 ORDER BY 2 DESC"
    )
    rows: Iterable[tuple[str, str]] = ledger.rows(sql, (first.isoformat(), last.isoformat()))
    return tuple(one for one, _ in rows if one in among)[:_MOST]


def _change(one: StateChange) -> Row:
    return {
        "id": one.id,
        "commitment_id": one.commitment_id,
        "date": one.on.isoformat(),
        "before": one.before and one.before.value,
        "after": one.after.value,
        "headline": one.headline.value,
    }
