"""The queue of a ledger that is too large to ask about everything while somebody waits."""

import asyncio
from datetime import date
from typing import Any

import pytest

from yinuo.persist.catalogue import Catalogue
from yinuo.persist.ledger import Ledger
from yinuo.persist.review_rows import asked
from yinuo.persist.reviewing import accept, subject
from yinuo.serve.review import waiting
from yinuo.serve.review.waiting import Waiting
from yinuo.serve.web.room import Room

TODAY = date(2024, 12, 31)


def _every(ledger: Ledger) -> list[tuple[str, float]]:
    ids = [one for (one,) in ledger.rows("SELECT id FROM commitments WHERE publication <> 'rejected'")]
    return [(one.evidence_id or one.commitment_id, one.usefulness) for one in asked(ledger, TODAY, ids)]


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"_AT_FIRST": 2, "_A_STEP": 1, "_PAUSE": 0.01}.items():
        monkeypatch.setattr(waiting, name, value)


def _room(place: Any) -> Room:
    room = Room.open(place.settings)
    room.furnish(Catalogue.open(place.settings.store))
    return room


def test_the_first_visitor_waits_for_few_and_the_rest_comes_by_itself(place: Any, small_steps: None) -> None:
    async def visit() -> None:
        room, found = _room(place), Waiting()
        await found.fresh(room)
        assert len(found.by_promise) <= 2
        assert found.later
        going = asyncio.create_task(found.go_on(room))
        async with asyncio.timeout(30):
            while found.later:
                await asyncio.sleep(0.01)
            async with found.lock:
                pass
        going.cancel()
        every = _every(room.ledger)
        assert sorted((one.thing, one.usefulness) for one in found.in_order) == sorted(every)
        assert [one.usefulness for one in found.in_order] == sorted((much for _, much in every), reverse=True)
        room.close()

    asyncio.run(visit())


def test_a_decision_is_seen_at_once_even_while_most_is_still_to_be_asked(place: Any, small_steps: None) -> None:
    async def visit() -> None:
        room, found = _room(place), Waiting()
        await found.fresh(room)
        first = found.in_order[0].thing
        with Ledger.open(place.settings.store, clock=place.clock) as ledger:
            accept(ledger, subject(ledger, first), "林小安")
        await found.fresh(room)
        assert first not in [one.thing for one in found.in_order]
        room.close()

    asyncio.run(visit())


def test_of_more_than_a_days_work_the_likeliest_are_chosen(
    place: Any, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_MOST", 3)

    async def visit() -> None:
        room, found = _room(place), Waiting()
        await found.fresh(room)
        likely, total = room.catalogue.worth_asking(TODAY, 10**6)
        assert total > 3
        assert {*found.by_promise, *found.later} <= set(likely[:3])
        assert found.left == total - 3
        room.close()

    asyncio.run(visit())
