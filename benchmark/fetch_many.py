"""Fetch many letters from a loopback server, archive them, read them; print how fast, and what was held at once.

    python -m benchmark.fetch_many --letters 10000

Each letter is an address of its own, asked through the client as any source asks (all checks on, the pace 0). Three
steps are timed apart: fetching into the archive, asking all again (nothing may be sent twice), and reading every
letter out of the archive: proved against its hash and decoded. Exit 1 where one lacks, comes
back changed or is sent twice, or where more than ``JOBS`` requests were in flight.
"""

import argparse
import hashlib
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmark.wire import letter, replies
from yinuo.collect.archive import Archive
from yinuo.collect.fetch import Client, Rules
from yinuo.collect.sources import Capture
from yinuo.errors import InputError
from yinuo.pipeline import read

JOBS = 8  # requests in flight to one host
LATENCY = 0.01  # seconds before an answer, as if the server were not on this machine


class Letters(ThreadingHTTPServer):
    """Serves ``/N.json``, the letter with that number, and counts how many requests it is in at once."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lock = threading.Lock()
        self.running = self.most = self.asked = self.sent = 0

    def step(self, by: int, sent: int = 0) -> None:
        """Count a request that begins (1) or ends (-1), and the bytes of its body."""
        with self.lock:
            self.running += by
            self.asked += by > 0
            self.most = max(self.most, self.running)
            self.sent += sent


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Letters

    def do_GET(self) -> None:
        self.server.step(1)
        time.sleep(LATENCY)
        body = body_of(int(self.path[1:].partition(".")[0]))
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else 200)
        self.send_header("ETag", tag)
        if not unchanged:
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.server.step(-1, 0 if unchanged else len(body))  # before it is sent: who has an answer may ask on
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        pass


def body_of(number: int) -> bytes:
    """A letter as the open data set sends it, with two pages of an invented annex."""
    row = letter(number)
    annex = "".join(f"附表第{item}項：{row['lyNumber']}之辦理情形，已函請各機關於期限內填報。" for item in range(60))
    return replies([row | {"content": row["content"] + annex}])


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, run the three steps, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=10_000)
    chosen = parser.parse_args(arguments)
    server = Letters()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            return measured(server, Path(folder), chosen.letters)
    finally:
        server.shutdown()
        server.server_close()


def measured(server: Letters, folder: Path, letters: int) -> int:
    """Fetch, ask again, read; print each step."""
    base = f"http://127.0.0.1:{server.server_address[1]}"
    addresses = [f"{base}/{number}.json" for number in range(letters)]
    rules = Rules(pace=0, per_host=JOBS)
    before = peak()
    with Archive.open(folder / "archive") as archive, Client(archive, rules=rules, allow_private=True) as client:
        missed = timed("fetched", letters, lambda: asked(client, addresses))
        print(f"         {server.sent:,} bytes, {server.asked:,} requests, at most {server.most} in flight", flush=True)
        sent = server.sent
        missed += timed("asked again", letters, lambda: asked(client, addresses))
        print(f"         {server.sent - sent:,} bytes sent again")
        missed += timed("read", letters, lambda: letters - sum(1 for _ in documents(archive, addresses)))
        missed += (server.sent != sent) + (server.most > JOBS)
    held = sum(file.stat().st_size for file in (folder / "archive").rglob("*") if file.is_file())
    print(f"archive on disk {held:,} bytes; memory {before:,} MB before, {peak():,} MB at most; {missed} missed")
    return 1 if missed else 0


def timed(step: str, letters: int, work: Callable[[], int]) -> int:
    """Run a step and print its speed; hands on how many letters it missed."""
    began = time.perf_counter()
    missed = work()
    seconds = time.perf_counter() - began
    print(f"{step}: {letters:,} letters in {seconds:.1f} s, {letters / seconds:,.0f} letters/s", flush=True)
    return missed


def asked(client: Client, addresses: list[str]) -> int:
    """Ask every address; how many gave no letter."""
    return sum(isinstance(look, InputError) for look in client.get_many(addresses, jobs=JOBS))


def documents(archive: Archive, addresses: list[str]) -> Iterator[str]:
    """The addresses whose letter stands in the archive whole: the very bytes sent, and one document in them."""
    for number, address in enumerate(addresses):
        look = archive.latest(address)
        if look is None or (body := archive.body(look.sha256)) != body_of(number):
            continue
        found = list(read([Capture(address, body)]))
        if len(found) == 1 and not isinstance(found[0], InputError):
            yield address


def peak() -> int:
    """The most memory this process held so far, in MB; server and client share it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
