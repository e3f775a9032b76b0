"""Rounds of sending, over a real loopback server that takes webhooks, refuses them, or breaks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from yinuo.errors import Unreachable, UsageError
from yinuo.persist.outbox import Outbox, digest_of
from yinuo.persist.question import Question
from yinuo.publish.events import Event, Happened
from yinuo.serve.alerts.delivery import Outcome, Round, deliver
from yinuo.serve.alerts.messages import Message, digest, single
from yinuo.serve.alerts.rules import Rule, When

pytest.importorskip("apprise", reason="the extra yinuo[alerts] is not installed")

from yinuo.serve.alerts.sending import AppriseSender

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Hook:
    """A server of webhooks: what came in, and how many times it still says 500."""

    def __init__(self) -> None:
        self.came: list[dict[str, str]] = []
        self.broken = 0
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if hook.broken:
                    hook.broken -= 1
                    self.send_error(500)
                    return
                hook.came.append(body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "alerts") as found:
        yield found


def happened(*names: str) -> list[Event]:
    return [
        Event(name, "2026-03-01", Happened.MADE, f"新承諾：第{name}件", "「本部將修正辦法。」", {"id": name})
        for name in names
    ]


def rule(to: str, when: When = When.AT_ONCE) -> Rule:
    return Rule("能源", (to,), Question(), when=when)


def send(outbox: Outbox, one: Rule, events: list[Event], now: datetime = NOW, *, dry: bool = False) -> Outcome:
    going = Round(
        outbox, None if dry else AppriseSender(), lambda event: f"https://y.example.tw/{event.id}", now, lambda _: None
    )
    (outcome,) = deliver([one], lambda _: events, going)
    return outcome


def test_only_what_is_new_is_sent_and_only_once(outbox: Outbox, hook: Hook) -> None:
    assert send(outbox, rule(hook.address), happened("甲")).begun
    assert send(outbox, rule(hook.address), happened("甲", "乙")).events == ("乙",)
    assert send(outbox, rule(hook.address), happened("甲", "乙")).messages == 0
    assert [one["title"] for one in hook.came] == ["一諾 · 新承諾：第乙件"]
    assert "https://y.example.tw/乙" in hook.came[0]["message"]


def test_a_dry_run_says_what_it_would_send_and_changes_nothing(outbox: Outbox, hook: Hook) -> None:
    send(outbox, rule(hook.address), happened("甲"))
    for _ in range(2):
        assert send(outbox, rule(hook.address), happened("甲", "乙"), dry=True).events == ("乙",)
    assert hook.came == []


def test_a_server_that_fails_once_gets_it_on_the_next_try(outbox: Outbox, hook: Hook) -> None:
    send(outbox, rule(hook.address), [])
    hook.broken = 1
    assert send(outbox, rule(hook.address), happened("乙")).fault is None
    assert len(hook.came) == 1


def test_a_server_that_stays_down_is_told_and_tried_again_later(outbox: Outbox, hook: Hook) -> None:
    send(outbox, rule(hook.address), [])
    hook.broken = 3
    assert "沒有收下" in (send(outbox, rule(hook.address), happened("乙")).fault or "")
    assert send(outbox, rule(hook.address), happened("乙"), NOW + timedelta(minutes=1)).waiting == 1
    assert send(outbox, rule(hook.address), happened("乙"), NOW + timedelta(hours=1)).events == ("乙",)
    assert len(hook.came) == 1


def test_a_daily_digest_comes_once_a_day_with_all_since(outbox: Outbox, hook: Hook) -> None:
    one = rule(hook.address, When.DAILY)
    send(outbox, one, [])
    assert send(outbox, one, happened("甲", "乙")).messages == 1
    assert send(outbox, one, happened("甲", "乙", "丙"), NOW + timedelta(hours=2)).waiting == 1
    assert send(outbox, one, happened("甲", "乙", "丙", "丁"), NOW + timedelta(days=1)).events == ("丙", "丁")
    assert [one["title"] for one in hook.came] == ["一諾 · 能源：2 則新消息", "一諾 · 能源：2 則新消息"]


def test_a_flood_comes_as_one_message(outbox: Outbox, hook: Hook) -> None:
    send(outbox, rule(hook.address), [])
    assert send(outbox, rule(hook.address), happened(*map(str, range(300)))).messages == 1
    assert "另有 250 則" in hook.came[0]["message"]


def test_what_a_killed_process_claimed_is_not_sent_again(outbox: Outbox, hook: Hook) -> None:
    send(outbox, rule(hook.address), [])
    outbox.claim("能源", digest_of(hook.address), ["乙"], NOW)
    assert send(outbox, rule(hook.address), happened("乙")).messages == 0
    assert [one.event for one in outbox.doubtful()] == ["乙"]


def test_nobody_listening_is_a_fault_and_not_a_crash(outbox: Outbox) -> None:
    with pytest.raises(Unreachable):
        AppriseSender().send("json://127.0.0.1:1/x", Message("題", "文"))


def test_an_address_that_is_none_is_refused_without_repeating_it() -> None:
    with pytest.raises(UsageError) as caught:
        AppriseSender().refuse_unknown("nosuch://me:secret@x", "a.toml")
    assert "secret" not in str(caught.value)


def test_a_title_is_one_line_whatever_a_document_holds() -> None:
    event = Event("e", "2026-03-01", Happened.MADE, "題\r\nBcc: all@example.tw", "文\x00", {"id": "c"})
    for message in (single(event, lambda _: None, "zh"), digest("規則", [event], lambda _: None, "en")):
        assert "\n" not in message.title
        assert "\r" not in message.title
        assert "\x00" not in message.body
