"""Visitors who are slow on purpose, on real sockets: they are let go, and the others are not kept waiting."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from yinuo.serve.web.app import create_app
from yinuo.serve.web.patience import HEAD_SECONDS, patient
from yinuo.serve.web.settings import Settings

HEAD = 0.6
READ = 1.0
_MUCH = 8_000_000


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """None: signals are pytest's."""


async def _much() -> str:
    return "諾" * (_MUCH // 3)


@pytest.fixture
def hasty(web_settings: Settings) -> Iterator[tuple[str, int]]:
    """A server with short clocks and few places."""
    app = create_app(web_settings)
    app.add_api_route("/much", _much)
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="critical",
        http=patient(HEAD, READ),
        limit_concurrency=20,
        timeout_keep_alive=1,
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[:2]
    server.should_exit = True
    thread.join(20)


def _until_closed(line: socket.socket, seconds: float) -> float:
    """How long it takes until the other side has let go."""
    line.settimeout(seconds)
    began = time.monotonic()
    try:
        while line.recv(65536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - began


def _dribble(line: socket.socket, words: bytes) -> None:
    """A byte at a time."""
    for letter in words:
        line.sendall(bytes([letter]))
        time.sleep(0.1)


def _taken(line: socket.socket) -> int:
    """How many bytes still come until the other side has let go."""
    got = 0
    try:
        while data := line.recv(65536):
            got += len(data)
    except ConnectionError:
        pass
    return got


def test_who_says_nothing_is_let_go(hasty: tuple[str, int]) -> None:
    with socket.create_connection(hasty, timeout=10) as line:
        assert _until_closed(line, 10) < 5


@pytest.mark.parametrize("before", [b"", b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"])
def test_who_sends_a_header_a_byte_at_a_time_is_let_go(hasty: tuple[str, int], before: bytes) -> None:
    """On a new connection, and after an answer on an old one."""
    with socket.create_connection(hasty, timeout=10) as line:
        if before:
            line.sendall(before)
            assert b" 200 " in line.recv(65536)
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            _dribble(line, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: " + b"a" * 200)
        assert time.monotonic() - began < 10


def test_who_does_not_take_the_answer_is_let_go(hasty: tuple[str, int]) -> None:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(10)
    with line:
        line.connect(hasty)
        line.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
        assert line.recv(10)
        time.sleep(READ + 1.5)
        assert _taken(line) < _MUCH // 2


def test_many_slow_ones_do_not_keep_others_out(hasty: tuple[str, int]) -> None:
    lines = [socket.create_connection(hasty, timeout=10) for _ in range(40)]
    try:
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        time.sleep(HEAD + 1)
        answer = httpx.get(f"http://{hasty[0]}:{hasty[1]}/healthz", trust_env=False, timeout=20)
        assert answer.status_code == 200
    finally:
        for line in lines:
            line.close()


def test_who_is_merely_unhurried_gets_every_answer(hasty: tuple[str, int]) -> None:
    with httpx.Client(base_url=f"http://{hasty[0]}:{hasty[1]}", trust_env=False, timeout=20) as client:
        for _ in range(3):
            assert client.get("/healthz").status_code == 200
            time.sleep(HEAD + 0.2)
        assert len(client.get("/much").content) == _MUCH // 3 * 3 + 2


def test_two_requests_in_one_breath_are_both_answered(hasty: tuple[str, int]) -> None:
    with socket.create_connection(hasty, timeout=20) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 2)
        found = b""
        while found.count(b" 200 OK") < 2:
            data = line.recv(65536)
            assert data
            found += data


@pytest.mark.slow
def test_yinuo_serve_lets_a_slow_header_go(reading_store: Path) -> None:
    command = [sys.executable, "-m", "yinuo", "serve", "--store", str(reading_store), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stderr is not None
        place = re.search(r"http://127\.0\.0\.1:(\d+)/", running.stderr.readline())
        assert place is not None
        with socket.create_connection(("127.0.0.1", int(place[1])), timeout=60) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
            assert HEAD_SECONDS - 1 < _until_closed(line, 60) < HEAD_SECONDS + 20
        running.send_signal(signal.SIGINT)
        assert running.wait(30) in (0, 130, -2)
