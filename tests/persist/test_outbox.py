"""What was sent to whom."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import StoreError, StoreReadOnly
from yinuo.persist.outbox import Outbox, digest_of

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TO = digest_of("json://hooks.example.tw/a")


def test_what_happened_before_the_rule_is_no_news(tmp_path: Path) -> None:
    with Outbox(tmp_path / "alerts") as outbox:
        assert not outbox.is_known("能源", TO)
        outbox.begin("能源", TO, ["a", "b"], NOW)
        assert outbox.is_known("能源", TO)
        assert outbox.unsent("能源", TO, ["a", "b", "c"]) == ["c"]


def test_what_was_sent_is_not_sent_again_by_another_rule(tmp_path: Path) -> None:
    with Outbox(tmp_path / "alerts") as outbox:
        outbox.claim("能源", TO, ["a"], NOW)
        outbox.settle("能源", TO, ["a"], NOW, digest=False)
        assert outbox.unsent("能源", TO, ["a"]) == []
        assert outbox.unsent("能源", digest_of("json://hooks.example.tw/b"), ["a"]) == ["a"]


def test_what_surely_failed_is_tried_again_and_counted(tmp_path: Path) -> None:
    with Outbox(tmp_path / "alerts") as outbox:
        for hour in range(2):
            at = NOW + timedelta(hours=hour)
            outbox.claim("能源", TO, ["a"], at)
            outbox.release("能源", TO, ["a"], at, "連不上")
        assert outbox.unsent("能源", TO, ["a"]) == ["a"]
        assert outbox.failures("能源", TO) == (2, NOW + timedelta(hours=1))
        outbox.claim("能源", TO, ["a"], NOW)
        outbox.settle("能源", TO, ["a"], NOW, digest=True)
        assert outbox.failures("能源", TO) is None


def test_a_claim_of_a_process_that_is_gone_is_told_and_not_sent_by_itself(tmp_path: Path) -> None:
    with Outbox(tmp_path / "alerts") as outbox:
        outbox.claim("能源", TO, ["a"], NOW)
    with Outbox(tmp_path / "alerts") as outbox:
        assert outbox.unsent("能源", TO, ["a"]) == []
        assert [one.event for one in outbox.doubtful()] == ["a"]
        assert outbox.forget_doubtful() == 1
        assert outbox.unsent("能源", TO, ["a"]) == ["a"]


def test_a_second_sender_is_refused_in_one_line(tmp_path: Path) -> None:
    with Outbox(tmp_path / "alerts"), pytest.raises(StoreReadOnly, match="另一個程式"):
        Outbox(tmp_path / "alerts")


def test_another_programs_file_stays_untouched(tmp_path: Path) -> None:
    place = tmp_path / "other.db"
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    before = place.read_bytes()
    with pytest.raises(StoreError, match="不是提醒"):
        Outbox(place)
    assert place.read_bytes() == before


def test_no_address_is_kept(tmp_path: Path) -> None:
    with Outbox(tmp_path / "alerts") as outbox:
        outbox.begin("能源", digest_of("mailto://somebody:secret@example.tw"), ["a"], NOW)
    assert b"somebody" not in (tmp_path / "alerts").read_bytes()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=20))
def test_an_event_reaches_a_destination_at_most_once(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[str, bool]]
) -> None:
    arrived: list[str] = []
    with Outbox(tmp_path_factory.mktemp("box") / "alerts") as outbox:
        for event, works in tries:
            for one in outbox.unsent("能源", TO, [event]):
                outbox.claim("規則", TO, [one], NOW)
                if works:
                    arrived.append(one)
                    outbox.settle("規則", TO, [one], NOW, digest=False)
                else:
                    outbox.release("規則", TO, [one], NOW, "連不上")
    assert len(arrived) == len(set(arrived))
    assert set(arrived) == {event for event, works in tries if works}


def test_a_new_rule_does_not_take_away_what_another_has_waiting(tmp_path: Path) -> None:
    with Outbox(tmp_path / "alerts") as outbox:
        outbox.begin("每日", TO, ["a"], NOW)
        assert outbox.unsent("每日", TO, ["a", "b"]) == ["b"]
        outbox.begin("新的", TO, ["a", "b"], NOW)
        assert outbox.unsent("新的", TO, ["a", "b"]) == []
        assert outbox.unsent("每日", TO, ["a", "b"]) == ["b"]
