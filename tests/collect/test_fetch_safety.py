"""Where the client goes and where it does not: private networks, redirects, stops."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.loopback import Asked, Loopback, http

from yinuo.collect.archive import Archive
from yinuo.collect.destinations import is_public, key_of, read_address
from yinuo.collect.fetch import Client, Rules
from yinuo.errors import AddressRefused, Unreachable, YinuoError

FAST = Rules(pace=0.0, tries=1)
BODY = b"{}"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def refused(client: Client, address: str) -> str:
    with pytest.raises(AddressRefused) as caught:
        client.get(address)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "numeric",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.9.9",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::7",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "ff02::1",
        "example.tw",
    ],
)
def test_private_numbers_are_no_public_ones(numeric: str) -> None:
    assert not is_public(numeric)


@pytest.mark.parametrize("numeric", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_numbers_are(numeric: str) -> None:
    assert is_public(numeric)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1", "[::ffff:127.0.0.1]"])
def test_nobody_knocks_at_a_private_door_however_it_is_written(archive: Archive, server: Loopback, host: str) -> None:
    server.on("/", http(BODY))
    with Client(archive, rules=FAST) as client:
        address = f"http://{host}:{server.port}/"
        if host == "[::1]" or not host[0].isdigit():
            assert "private" in refused(client, address)
        else:
            with pytest.raises(YinuoError):
                client.get(address)
    assert server.asked == []


class Public:
    """A resolver by which the test's own server counts as public: it stands for any host of the internet."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from yinuo.collect import destinations

        real = destinations.is_public
        monkeypatch.setattr(destinations, "is_public", lambda numeric: numeric == "127.0.0.1" or real(numeric))

    def __call__(self, host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "www.example.tw" else [host]


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_checked(
    archive: Archive, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that turns private after the check is not looked up again."""
    public = Public(monkeypatch)
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["10.9.9.9", *public(host, port)] if len(looked_up) == 1 else ["10.9.9.9"]

    server.on("/", http(BODY))
    address = server.url("/", host="www.example.tw")
    with Client(archive, rules=FAST, resolve=rebinding) as client:
        assert client.get(address).new
        assert looked_up == ["www.example.tw"]
        assert "private" in refused(client, address)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hosts",
        "ftp://example.tw/",
        "https:///x",
        "example.tw/x",
        "",
        "http://[::1",
        "http://a b/",
        "http://me:secret@example.tw/",
        "http://example.tw:22/",
        "http://example.tw/\x00",
        "javascript:alert(1)",
        "http://example.tw/" + "x" * 9_000,
    ],
)
def test_what_is_no_plain_web_address_is_refused_before_anything_is_sent(archive: Archive, address: str) -> None:
    with Client(archive, rules=FAST) as client:
        assert "secret" not in refused(client, address)


@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        url = read_address(key_of(text))
    except AddressRefused:
        return
    assert url.scheme in ("http", "https")
    assert url.host


def moved(to: str, status: str = "302 Found") -> bytes:
    return http(b"", status, Location=to)


def test_redirects_are_followed_and_the_document_stands_under_the_address_asked(
    archive: Archive, server: Loopback
) -> None:
    server.on("/c", http(BODY))
    server.on("/b", moved("c#part", "308 Permanent Redirect"))
    address = server.on("/a", moved("/b", "301 Moved"))
    with Client(archive, rules=FAST, allow_private=True) as client:
        look = client.get(address)
    assert (look.address, look.status) == (address, 200)
    assert look.headers["content-location"] == server.url("/c")


@pytest.mark.parametrize(
    "to", ["http://10.0.0.7/admin", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "file:///etc/hosts"]
)
def test_a_redirect_to_a_private_place_is_refused(
    archive: Archive, server: Loopback, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on("/a", moved(to))
    with Client(archive, rules=FAST, resolve=Public(monkeypatch)) as client:
        line = refused(client, server.url("/a", host="www.example.tw"))
    assert "private" in line or "http" in line
    assert len(server.asked) == 1


@pytest.mark.parametrize(("told", "looks"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 3)])
def test_a_name_that_does_not_exist_is_looked_up_once_and_one_that_cannot_be_asked_again(
    archive: Archive, told: int, looks: int
) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        raise socket.gaierror(told, "no")

    rules = Rules(pace=0.0, tries=3, backoff=0.001)
    with Client(archive, rules=rules, resolve=resolve) as client, pytest.raises(Unreachable) as caught:
        client.get("https://nowhere.example.tw/a")
    assert len(asked) == looks
    assert str(caught.value).startswith("https://nowhere.example.tw/a：")
    assert not archive.history("https://nowhere.example.tw/a")


def test_redirects_in_a_circle_and_without_end_are_refused(archive: Archive, server: Loopback) -> None:
    server.on("/a", moved("/b"))
    server.on("/b", moved("/a"))
    for number in range(12):
        server.on(f"/{number}", moved(f"/{number + 1}"))
    with Client(archive, rules=FAST, allow_private=True) as client:
        assert "circle" in refused(client, server.url("/a"))
        assert len(server.asked) == 2
        assert "too many" in refused(client, server.url("/0"))
        assert len(server.asked) == 8


STOPPED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
import sys
from pathlib import Path
from yinuo.collect.archive import Archive
from yinuo.collect.fetch import Client, Rules
with Archive.open(Path(sys.argv[1])) as archive:
    with Client(archive, rules=Rules(pace=0.0, per_host=4), allow_private=True) as client:
        try:
            for look in client.get_many(sys.argv[2:]):
                print("got", flush=True)
        except KeyboardInterrupt:
            print("stopped", flush=True)
"""


def test_ctrl_c_ends_it_at_once_and_the_archive_is_whole(tmp_path: Path, server: Loopback) -> None:
    def hang(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab")
        time.sleep(20)

    addresses = [server.on("/0", http(BODY)), *(server.on(f"/{number}", hang) for number in range(1, 9))]
    command = [sys.executable, "-c", STOPPED, str(tmp_path / "archive"), *addresses]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while len(server.asked) < 4:
            time.sleep(0.02)
        begun = time.monotonic()
        process.send_signal(2)
        output = process.communicate()[0]
    assert output.endswith(b"stopped\n")
    assert time.monotonic() - begun < 5
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.verify() == []
        assert list(archive.addresses()) == [addresses[0]]
