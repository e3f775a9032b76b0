"""The client against a real server: polite, incremental, and never fooled by an excuse."""

import gzip
import itertools
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.collect.loopback import Asked, Loopback, http

from yinuo.collect.archive import Archive
from yinuo.collect.archive_rows import Snapshot
from yinuo.collect.fetch import Client, Rules
from yinuo.errors import Damaged, EmptyInput, Gone, InputError, Throttled, TooLarge, UnknownFormat, Unreachable

LETTER = '{"dataList":[{"content":"將於130年完工。"}]}'.encode()


@dataclass
class Time:
    """Time that passes only when somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return datetime(2041, 3, 4, tzinfo=UTC) + timedelta(seconds=self.seconds)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def passing() -> Time:
    return Time()


@pytest.fixture
def client(archive: Archive, passing: Time) -> Iterator[Client]:
    rules = Rules(resume_from=10, read=5.0, total=5.0, size_cap=100_000)
    with made(archive, passing, rules) as one:
        yield one


def made(archive: Archive, passing: Time, rules: Rules) -> Client:
    return Client(
        archive,
        rules=rules,
        allow_private=True,
        clock=passing.clock,
        sleep=passing.sleep,
        now=passing.now,
        jitter=lambda: 1.0,
    )


def told(client: Client, address: str, kind: type[InputError]) -> str:
    with pytest.raises(kind) as caught:
        client.get(address)
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(address)
    return str(caught.value)


def test_a_document_comes_home_whole_and_says_who_asked(client: Client, server: Loopback, archive: Archive) -> None:
    address = server.on("/letters?屆=11", http(LETTER))  # as a person writes it
    server.answers["/letters?%E5%B1%86=11"] = [http(LETTER, Content_Type="application/json", Set_Cookie="id=7")]

    look = client.get(address + "#top")

    assert archive.body(look.sha256) == LETTER
    assert (look.address, look.status, look.new, look.size) == (address, 200, True, len(LETTER))
    assert look.headers["content-type"] == "application/json"
    assert "set-cookie" not in look.headers
    assert "yinuo/" in server.asked[0].headers["user-agent"]
    assert archive.latest(address) == replace(look, new=False)


def test_cookies_are_not_kept_and_not_sent(client: Client, server: Loopback) -> None:
    address = server.on("/a", http(LETTER, Set_Cookie="id=7; Path=/"))

    client.get(address)
    client.get(address)

    assert "cookie" not in server.asked[1].headers


def test_what_has_not_changed_is_not_sent_again(client: Client, server: Loopback, archive: Archive) -> None:
    stamp = "Mon, 04 Mar 2041 00:00:00 GMT"
    address = server.on(
        "/a",
        http(LETTER, ETag='"one"', Last_Modified=stamp),
        http(b"", "304 Not Modified"),
        http(b"", "304 Not Modified", ETag='"one"'),
        http(LETTER, ETag='"two"'),
        http(b"[1]", ETag='"three"'),
    )

    looks = [client.get(address) for _ in range(4)] + [client.get(address, fresh=True)]

    assert [look.status for look in looks] == [200, 304, 304, 200, 200]
    assert [look.new for look in looks] == [True, False, False, False, True]
    assert [look.new for look in archive.history(address)] == [True, False, False, False, True]
    assert server.asked[0].headers.get("if-none-match") is None
    assert server.asked[2].headers["if-none-match"] == '"one"'
    assert server.asked[2].headers["if-modified-since"] == stamp
    assert "if-none-match" not in server.asked[4].headers
    assert client.tally.unchanged == 2
    assert archive.body(looks[4].sha256) == b"[1]"
    assert archive.body(looks[0].sha256) == LETTER


def test_a_body_lost_from_the_archive_is_asked_for_whole(client: Client, server: Loopback, archive: Archive) -> None:
    address = server.on("/a", http(LETTER, ETag='"one"'))
    first = client.get(address)
    archive.bodies.path(first.sha256).unlink()

    client.get(address)

    assert "if-none-match" not in server.asked[1].headers
    assert archive.body(first.sha256) == LETTER


def test_a_young_copy_is_given_without_asking_where_the_rules_say_so(
    archive: Archive, passing: Time, server: Loopback
) -> None:
    address = server.on("/a", http(LETTER))
    with made(archive, passing, Rules(reuse=timedelta(hours=1))) as client:
        client.get(address)
        client.get(address)
        assert len(server.asked) == 1
        passing.seconds += 3600
        client.get(address)
        assert len(server.asked) == 2


def test_offline_answers_from_the_archive_alone(archive: Archive, client: Client, server: Loopback) -> None:
    address = server.on("/a", http(LETTER))
    look = client.get(address)
    with Client(archive, offline=True) as offline:
        assert offline.get(address).sha256 == look.sha256
        told(offline, server.url("/b"), Unreachable)
    assert len(server.asked) == 1


def test_requests_to_one_host_keep_their_distance(client: Client, server: Loopback, passing: Time) -> None:
    for path in ("/a", "/b", "/c"):
        client.get(server.on(path, http(LETTER)))

    assert passing.slept == [1.0, 1.0]


def test_a_server_that_asks_to_wait_is_waited_for(client: Client, server: Loopback, passing: Time) -> None:
    slow = "429 Too Many Requests"
    later = "Mon, 04 Mar 2041 00:00:47 GMT"
    address = server.on("/a", http(b"slow", slow, Retry_After="7"), http(b"", slow, Retry_After=later), http(LETTER))

    assert client.get(address).size == len(LETTER)

    assert passing.slept == [7.0, 40.0]
    assert client.tally.retries == 2


def test_without_a_word_on_how_long_the_waits_grow_until_the_tries_are_used_up(
    client: Client, server: Loopback, passing: Time
) -> None:
    line = told(client, server.on("/a", http(b"slow", "429 Too Many Requests")), Throttled)

    assert "429" in line
    assert passing.slept == [1.0, 2.0, 4.0]
    assert len(server.asked) == 4


def test_a_wait_longer_than_the_rules_allow_is_told_at_once(client: Client, server: Loopback, passing: Time) -> None:
    line = told(client, server.on("/a", http(b"", "429 Too Many Requests", Retry_After="86400")), Throttled)

    assert "86400" in line
    assert passing.slept == []


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Service Unavailable", "504 Timeout"])
def test_a_passing_trouble_of_the_server_passes(client: Client, server: Loopback, status: str) -> None:
    assert client.get(server.on("/a", http(b"<html>", status), http(LETTER))).new


def test_a_refusal_is_not_asked_again(client: Client, server: Loopback) -> None:
    assert "403" in told(client, server.on("/a", http(b"no", "403 Forbidden")), Unreachable)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "kind", "fault"),
    [
        (b"Too Many Requests", Throttled, "throttled"),
        (b"", EmptyInput, "empty"),
        (b" \r\n", EmptyInput, "empty"),
        (b"\xef\xbb\xbf<!DOCTYPE html><title>Error</title>", UnknownFormat, "error-page"),
        (b'<?xml version="1.0"?><!-- x --><HTML xmlns="y">', UnknownFormat, "error-page"),
        (LETTER[:20], Damaged, "cut-short"),  # the Content-Length lies: the server cut the body itself
    ],
)
def test_an_excuse_with_status_200_never_passes_for_the_document(
    client: Client, server: Loopback, archive: Archive, body: bytes, kind: type[InputError], fault: str
) -> None:
    address = server.on("/list.action?fileType=json", http(LETTER), http(body))
    good = client.get(address)

    told(client, address, kind)

    last = archive.latest(address)
    assert last is not None
    assert last.sha256 == good.sha256
    assert archive.history(address)[-1].fault == fault
    assert len(server.asked) == 5


def test_an_excuse_that_passes_is_forgiven(client: Client, server: Loopback, archive: Archive) -> None:
    address = server.on("/list?fileType=json", http(b"Too Many Requests"), http(b"<html>Error</html>"), http(LETTER))

    assert client.get(address).new
    assert [look.fault for look in archive.history(address)] == ["throttled", "error-page", ""]


def test_what_vanished_is_told_and_what_was_there_stays(client: Client, server: Loopback, archive: Archive) -> None:
    for number, status in enumerate(("404 Not Found", "410 Gone")):
        address = server.on(f"/{number}", http(LETTER, ETag='"x"'), http(b"<html>gone</html>", status))
        good = client.get(address)
        assert status[:3] in told(client, address, Gone)
        latest = archive.latest(address)
        assert latest is not None
        assert archive.body(latest.sha256) == LETTER
        assert latest.sha256 == good.sha256
        assert archive.history(address)[-1].status == int(status[:3])
    assert len(server.asked) == 4


def test_a_broken_off_download_goes_on_where_it_broke_off(client: Client, server: Loopback, archive: Archive) -> None:
    body = bytes(range(256)) * 20
    address = server.on(
        "/a",
        http(body[:3000], length=len(body), ETag='"v1"'),
        http(body[3000:], "206 Partial Content", Content_Range=f"bytes 3000-5119/{len(body)}", ETag='"v1"'),
    )

    look = client.get(address)

    assert archive.body(look.sha256) == body
    assert (look.status, look.headers["content-length"]) == (200, "5120")
    assert server.asked[1].headers["range"] == "bytes=3000-"
    assert server.asked[1].headers["if-range"] == '"v1"'
    assert not list(archive.partial.iterdir())


def test_it_also_goes_on_in_a_later_run(archive: Archive, passing: Time, server: Loopback) -> None:
    body = b"0123456789" * 100
    address = server.on("/a", http(body[:600], length=1000, ETag='"v1"'))
    with made(archive, passing, Rules(tries=1, resume_from=10)) as first:
        told(first, address, Damaged)
    server.on("/a", http(body[600:], "206 Partial Content", Content_Range="bytes 600-999/1000"))
    with made(archive, passing, Rules(tries=1)) as second:
        assert archive.body(second.get(address).sha256) == body


@pytest.mark.parametrize(
    "second",
    [
        http(b"B" * 900, ETag='"v2"'),  # changed: the server ignores the range
        http(b"B" * 300, "206 Partial Content", Content_Range="bytes 600-899/900", ETag='"v2"'),
        http(b"B" * 300, "206 Partial Content", Content_Range="bytes 500-899/900"),
        http(b"B" * 400, "206 Partial Content"),
        http(b"", "416 Range Not Satisfiable", Content_Range="bytes */900"),
    ],
)
def test_parts_of_two_versions_are_never_joined(
    client: Client, server: Loopback, archive: Archive, second: bytes
) -> None:
    address = server.on("/a", http(b"A" * 600, length=1000, ETag='"v1"'), second, http(b"B" * 900, ETag='"v2"'))

    assert archive.body(client.get(address).sha256) == b"B" * 900


def test_without_a_validator_it_starts_again(client: Client, server: Loopback, archive: Archive) -> None:
    address = server.on("/a", http(b"A" * 600, length=1000), http(b"A" * 1000))

    assert client.get(address).size == 1000
    assert "range" not in server.asked[1].headers


def test_a_body_that_breaks_off_every_time_is_damaged(client: Client, server: Loopback, archive: Archive) -> None:
    address = server.on("/a", http(b"A" * 5, length=1000))

    assert "cut short" in told(client, address, Damaged)
    assert archive.latest(address) is None


def test_compressed_bodies_are_unpacked_and_a_bomb_ends_at_the_cap(
    client: Client, server: Loopback, archive: Archive
) -> None:
    packed = server.on("/a", http(gzip.compress(LETTER), Content_Encoding="gzip"))
    bomb = server.on("/b", http(gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip"))
    short = server.on("/c", http(gzip.compress(LETTER)[:-9], Content_Encoding="gzip"))
    strange = server.on("/d", http(b"x", Content_Encoding="zstd, br"))

    assert archive.body(client.get(packed).sha256) == LETTER
    assert server.asked[0].headers["accept-encoding"] == "gzip"
    assert "100,000" in told(client, bomb, TooLarge)
    told(client, short, Damaged)
    told(client, strange, UnknownFormat)


def endless(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b"x" * 10_000)


def test_a_body_over_the_cap_is_not_read_to_its_end(client: Client, server: Loopback) -> None:
    told(client, server.on("/a", http(b"", length=10**12)), TooLarge)
    told(client, server.on("/b", endless), TooLarge)
    assert client.tally.received < 400_000
    assert len(server.asked) == 2


def test_oversized_headers_are_refused(client: Client, server: Loopback) -> None:
    def flood(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 5_000_000 + b"\r\n\r\n")

    assert "headers" in told(client, server.on("/a", flood), TooLarge)
    assert len(server.asked) == 1


def drip_body(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_head(connection: socket.socket, asked: Asked) -> None:
    for letter in itertools.repeat(b"H", 100):
        connection.sendall(letter)
        time.sleep(0.05)


def say_nothing(connection: socket.socket, asked: Asked) -> None:
    time.sleep(1.5)


@pytest.mark.parametrize("slow", [drip_body, drip_head, say_nothing])
def test_a_slow_drip_ends_at_the_deadline(archive: Archive, passing: Time, server: Loopback, slow: object) -> None:
    assert callable(slow)
    address = server.on("/a", slow)
    with made(archive, passing, Rules(tries=1, total=0.4, read=0.3)) as client:
        begun = time.monotonic()
        assert "timed out" in told(client, address, Unreachable)
        assert time.monotonic() - begun < 3.0


@pytest.mark.parametrize("junk", [b"", b"\x00\x01\x02", b"HTTP/9.9 what\r\n\r\n", b"<html>no http</html>"])
def test_what_is_no_http_is_one_line(client: Client, server: Loopback, junk: bytes) -> None:
    assert "\n" not in told(client, server.on("/a", junk), Unreachable)


def test_a_dead_host_is_let_be_after_a_while_and_asked_again_later(
    archive: Archive, passing: Time, server: Loopback
) -> None:
    with made(archive, passing, Rules(tries=1, silent_after=3, pace=0.0)) as client:
        for number in range(3):
            told(client, server.on(f"/{number}", http(b"", "503 Down")), Unreachable)
        assert "in a row" in told(client, server.on("/3", http(LETTER)), Unreachable)
        assert len(server.asked) == 3
        passing.seconds += 601
        assert client.get(server.url("/3")).new
        assert client.get(server.on("/4", http(LETTER))).new


def test_many_come_in_the_order_asked_each_error_in_its_place(archive: Archive, server: Loopback) -> None:
    def late(connection: socket.socket, asked: Asked) -> None:
        time.sleep(0.02 * (int(asked.path[1:]) % 3))
        connection.sendall(http(asked.path.encode()))

    addresses = [server.on(f"/{number}", http(b"", "404 No") if number == 7 else late) for number in range(40)]
    with Client(archive, rules=Rules(pace=0.0, per_host=3), allow_private=True) as client:
        found = list(client.get_many(addresses, jobs=6))

    assert [type(item) for item in found] == [Gone if number == 7 else Snapshot for number in range(40)]
    assert [archive.body(item.sha256).decode() for item in found if isinstance(item, Snapshot)] == [
        f"/{number}" for number in range(40) if number != 7
    ]
    assert client.tally.in_flight == 3


def test_many_take_few_addresses_ahead_and_a_consumer_may_stop(archive: Archive, server: Loopback) -> None:
    taken = 0

    def addresses() -> Iterator[str]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield server.on(f"/{number}", http(LETTER) if number < 3 else say_nothing)

    with Client(archive, rules=Rules(pace=0.0, per_host=8), allow_private=True) as client:
        coming = client.get_many(addresses(), jobs=2)
        assert isinstance(next(coming), Snapshot)
        begun = time.monotonic()
        coming.close()  # type: ignore[attr-defined]  # a generator, told as an iterator

    assert taken <= 5
    assert time.monotonic() - begun < 1.0
