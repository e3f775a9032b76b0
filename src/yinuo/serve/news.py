"""What happened of late to the promises that a question means, as an ``Edition`` of these alone.

Feeds and alerts are made of it with the code that publishes files, so that an event has one id everywhere. News is
dated by the documents: what an old letter tells, collected today, is history and no news.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

from yinuo.persist.catalogue import Catalogue, Turn
from yinuo.persist.latest import FEW, told_lately
from yinuo.persist.ledger import Ledger
from yinuo.persist.question import Question, Sort
from yinuo.publish.changes import StateChange
from yinuo.publish.edition import Edition, Row
from yinuo.publish.events import Event, events

__all__ = ["DAYS", "lately", "link_to"]

DAYS: Final = 120
"""How far back news goes: letters are tabled and collected weeks after their date."""

_MOST: Final = 1000  # of one kind of news; a feed shows far fewer


def lately(
    ledger: Ledger,
    catalogue: Catalogue,
    question: Question,
    as_of: date,
    base_url: str | None,
    days: int = DAYS,
    most: int = _MOST,
) -> tuple[Edition, list[Event]]:
    """An edition of the promises with news in the ``days`` up to a day, and that news, newest first.

    Args:
        ledger: where they are.
        catalogue: which they are.
        question: what is followed.
        as_of: the day.
        base_url: how readers reach the server, with a slash at its end; None where nobody said.
        days: how far back.
        most: how much news is wanted: of each kind so much is read, and all of the last day of it.
    """
    first = as_of - timedelta(days=days)
    meant = question.having(sort=Sort.NEWEST)
    made = _made(ledger, catalogue, meant, (first, as_of), most)
    turns = _turns(catalogue, meant, (first, as_of), most)
    few = catalogue.every(meant, as_of) if catalogue.total(meant, as_of) <= FEW else None
    told = told_lately(ledger, first, as_of, catalogue.meant(meant, as_of), most, few)
    ids = tuple(dict.fromkeys((*made, *(one.id for one in turns), *(str(row["commitment_id"]) for row in told))))
    changes = [StateChange(one.id, one.on, one.before, one.after, one.headline) for one in turns]
    edition = Edition(
        as_of=as_of,
        commitments=tuple(catalogue.rows(ledger, ids, as_of)),
        evidence=tuple(told),
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


def _made(
    ledger: Ledger, catalogue: Catalogue, question: Question, between: tuple[date, date], most: int
) -> tuple[str, ...]:
    """The promises made last, and all of the day of the last of them."""
    first, as_of = between
    since = max(first, question.made_from) if question.made_from else first
    if question.made_until is not None and question.made_until < since:
        return ()
    found = catalogue.page(question.having(made_from=since), as_of, most)
    if found.next is None:
        return found.ids
    day = ledger.commitment(found.ids[-1]).made_on.last
    rest = catalogue.page(question.having(made_from=day, made_until=day), as_of, _MOST)
    return (*found.ids, *rest.ids)


def _turns(catalogue: Catalogue, question: Question, between: tuple[date, date], most: int) -> tuple[Turn, ...]:
    """The states that became others last, and all of the day of the last of them."""
    first, last = between
    found = catalogue.changed_between(question, first, last, limit=most + _MOST, changed=True)
    return tuple(one for one in found if one.on >= found[:most][-1].on)


def _change(one: StateChange) -> Row:
    return {
        "id": one.id,
        "commitment_id": one.commitment_id,
        "date": one.on.isoformat(),
        "before": one.before and one.before.value,
        "after": one.after.value,
        "headline": one.headline.value,
    }
