"""How fast the reading room answers, against Datasette over the same file, and under a writer.

    python -m benchmark.web_speed STORE [--datasette PATH] [--requests 200] [--theirs 200] [--clients 1 4] [--mixed 60]

The store is any ledger: a real one (``yinuo run``), or one grown to 100,000 promises and a million links
(``python -m benchmark.grown_ledger``). It is copied first, and the copy is served by ``yinuo serve`` in a process of
its own. Every request asks something else, so that no answer is an earlier one; the client keeps its connection.
Beside what a visitor waits stands what the server's processor spends on an answer: that is the same on a machine that
has other work to do.
Datasette, where its program is given, serves the same copy in the same run, with its limits of time lifted. It is
asked for rows of the table, facets and full text: it judges nothing and knows no states, so it has less to do. It
weighs every hit of a search; of a word that has thousands, our page shows the latest of them (``persist.search``).

Mixed load: readers go on for so many seconds while letters and links are added as a sync adds them (``web_writer``)
and a person decides on promises, each in its own process or connection. Then all of it must be in the ledger, its
chain must hold (``yinuo verify``; of a large ledger the part that was added), and the server's memory at first, at last
and at most is told, with the median of the first and the last third.
"""

import argparse
import json
import math
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmark.speed import SEED, tree_memory
from benchmark.web_questions import datasette_questions, questions
from yinuo.errors import YinuoError
from yinuo.persist.entries import COLUMNS, Entry
from yinuo.persist.ledger import Ledger
from yinuo.persist.reviewing import accept, subject

YINUO = [sys.executable, "-m", "yinuo"]
FAR = "2100-01-01"  # a day by which everything is told
ALL = "&publication=published&publication=candidate&publication=rejected"
LARGE = 200_000  # entries
BEHIND = 90  # seconds that the list may need, once nobody writes any more
WAIT = 3600  # seconds for a server to begin: the first start makes the catalogue


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, path: str = "/") -> Iterator[tuple[int, float, float]]:
    """A server while it runs: its process, and seconds until it answered at all, and well."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            answered = 0.0
            while time.perf_counter() - began < WAIT and process.poll() is None:
                try:
                    status, _ = Client(port).get(path)
                    answered = answered or time.perf_counter() - began
                    if status == 200:
                        break
                except OSError:
                    pass
                time.sleep(0.1)
            yield process.pid, answered, time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(30)


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        self.connection.request("GET", path, headers={"accept-language": "zh-TW"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


# ── measuring ──────────────────────────────────────────────────────────────────────────────


@dataclass
class Measured:
    """Milliseconds of each request; seconds of all of them together; seconds that the server's processor spent."""

    spent: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    processor: float = 0.0

    @property
    def each(self) -> float:
        """Milliseconds of processor an answer."""
        return 1000 * self.processor / len(self.spent)

    def row(self) -> str:
        """p50, p99, requests a second, and processor an answer."""
        ordered = sorted(self.spent)
        worst = ordered[min(len(ordered) - 1, math.ceil(0.99 * len(ordered)) - 1)]
        middle = statistics.median(ordered)
        return f"{middle:8.1f} {worst:8.1f} {len(ordered) / self.seconds:8.1f} {self.each:8.1f}" + (
            f"  {len(self.wrong)} WRONG, such as {self.wrong[0]}" if self.wrong else ""
        )


def processor(pid: int) -> float:
    """Seconds that a process has had of a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Paths = Sequence[str | tuple[str, ...]]


def measure(port: int, pid: int, paths: Paths, clients: int) -> Measured:
    """Ask every path once, so many clients at a time; several that belong together count as one."""
    found, lock, waiting = Measured(), threading.Lock(), iter(paths)

    def go() -> None:
        client = Client(port)
        while True:
            with lock:
                path = next(waiting, None)
            if path is None:
                return
            began = time.perf_counter()
            told = [client.get(one)[0] for one in ((path,) if isinstance(path, str) else path)]
            took = 1000 * (time.perf_counter() - began)
            with lock:
                found.spent.append(took)
                if set(told) != {200}:
                    found.wrong.append(f"{told} {path}")

    began, before = time.perf_counter(), processor(pid)
    threads = [threading.Thread(target=go) for _ in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found.seconds, found.processor = time.perf_counter() - began, processor(pid) - before
    return found


def table(port: int, pid: int, asked: Mapping[str, Paths], clients: Sequence[int]) -> dict[tuple[str, int], Measured]:
    """Measure and print every kind of page; the last path of each is asked first, and not counted."""
    found = {}
    for number in clients:
        print(f"{number} client{'s' * (number > 1)}             p50 ms   p99 ms    req/s   cpu ms")
        for name, paths in asked.items():
            measure(port, pid, paths[-1:], 1)
            found[name, number] = measure(port, pid, paths[:-1], number)
            print(f"  {name:20} {found[name, number].row()}", flush=True)
    return found


# ── readers and writers at once ────────────────────────────────────────────────────────────


def mixed(store: Path, port: int, pid: int, asked: dict[str, list[str]], seconds: float) -> None:
    """Readers, a sync and a person deciding, all at the same time."""
    stop = time.monotonic() + seconds
    found, memory, decided = Measured(), [], 0
    paths = [path for group in zip(*asked.values(), strict=False) for path in group]

    def read(first: int) -> None:
        client, at = Client(port), first
        while time.monotonic() < stop:
            path = paths[at % len(paths)]
            began = time.perf_counter()
            status, _ = client.get(path)
            found.spent.append(1000 * (time.perf_counter() - began))
            if status != 200:
                found.wrong.append(f"{status} {path}")
            at += 7

    def decide() -> None:
        nonlocal decided
        chance = random.Random(SEED)
        with Ledger.open(store) as ledger:
            ids = [one for (one,) in ledger.rows("SELECT id FROM commitments ORDER BY id")]
            while time.monotonic() < stop:
                try:
                    accept(ledger, subject(ledger, chance.choice(ids)), f"審閱者{decided}")
                    decided += 1
                except YinuoError as error:
                    found.wrong.append(str(error))
                time.sleep(0.5)

    before = _counts(store)
    threads = [threading.Thread(target=read, args=(first,)) for first in (0, 3)] + [threading.Thread(target=decide)]
    began, spent = time.perf_counter(), processor(pid)
    for one in threads:
        one.start()
    sync = [sys.executable, "-m", "benchmark.web_writer", str(store), str(seconds - 5)]
    with subprocess.Popen(sync, stdout=subprocess.PIPE, text=True) as writing:
        while time.monotonic() < stop:
            memory.append(tree_memory(pid) / 2**20)
            time.sleep(1)
        for one in threads:
            one.join()
        found.seconds, found.processor = time.perf_counter() - began, processor(pid) - spent
        told = json.loads(writing.communicate()[0] or "{}")
    _told(store, port, before, told | {"decisions": decided})
    memory.append(tree_memory(pid) / 2**20)
    print(f"mixed, {seconds:.0f} s:  p50, p99 ms, req/s, cpu ms {found.row()}")
    third = max(1, len(memory) // 3)
    first, last = statistics.median(memory[:third]), statistics.median(memory[-third:])
    print(
        f"  memory of the server, MiB: {memory[0]:.0f} at first, {memory[-1]:.0f} at last, {max(memory):.0f} at most;"
    )
    print(f"  median of the first third {first:.0f}, of the last {last:.0f}; every tenth second:", end=" ")
    print(*(f"{one:.0f}" for one in memory[::10]))


def _told(store: Path, port: int, before: dict[str, int], written: dict[str, int]) -> None:
    """Whether all that was written is there, in the ledger and in the list."""
    after = _counts(store)
    kept = {name: after[name] - before[name] for name in ("documents", "commitments", "evidence", "decisions")}
    listed, began = 0, time.perf_counter()
    while listed != after["commitments"] and time.perf_counter() - began < BEHIND:
        time.sleep(1)
        status, body = Client(port).get(f"/api/v1/commitments?limit=1&as_of={FAR}{ALL}")
        listed = json.loads(body)["total"] if status == 200 else -status
    took = time.perf_counter() - began
    time.sleep(1)  # for what the server gives back
    print(f"  written {written}")
    print(f"  kept    {kept}; {_verified(store, before['entries'])}")
    print(f"  after {took:.0f} s the list has {listed} promises, the ledger {after['commitments']}")


def _verified(store: Path, before: int) -> str:
    """Whether the ledger holds: all of it, or of a large one, which takes minutes, the chain of what was added."""
    if before < LARGE:
        done = subprocess.run([*YINUO, "verify", "--store", str(store)], capture_output=True, check=False)
        return f"yinuo verify ended with {done.returncode}"
    sql = f"SELECT {COLUMNS} FROM entries WHERE seq >= ? ORDER BY seq"
    with Ledger.open(store, readonly=True) as ledger:
        added = [Entry(*row) for row in ledger.rows(sql, (before,))]
    broken = sum(
        one.hash != one.expected_hash() or (one.seq, one.prev) != (last.seq + 1, last.hash)
        for last, one in pairwise(added)
    )
    return f"{broken} of {len(added) - 1} new entries do not follow from the one before"


def _counts(store: Path) -> dict[str, int]:
    with Ledger.open(store, readonly=True) as ledger:
        return ledger.counts()


def compared(store: Path, program: Path, ours: dict[tuple[str, int], Measured], count: int) -> None:
    """Datasette over the same file, and how many times as long it takes."""
    port = free_port()
    limits = ("sql_time_limit_ms:60000", "facet_time_limit_ms:60000", "max_returned_rows:1000")
    settings = [word for one in limits for word in ("--setting", *one.split(":"))]
    command = [str(program), "serve", str(store), "--port", str(port), *settings]
    with served(command, port, "/-/versions.json") as (pid, *_):
        theirs = table(port, pid, datasette_questions(store, count), [1])
    for (name, number), one in theirs.items():
        ratio = statistics.median(one.spent) / statistics.median(ours[name, number].spent)
        spent = one.each / ours[name, number].each
        print(f"  {name}: Datasette takes {ratio:.1f} times as long (p50), and {spent:.1f} times the processor")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--datasette", type=Path, help="the program, from an environment of its own")
    parser.add_argument("--requests", type=int, default=200, help="of each kind of page")
    parser.add_argument("--theirs", type=int, help="requests of each kind to Datasette, where it takes too long")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--mixed", type=float, default=60, help="seconds of mixed load; 0 for none")
    parser.add_argument("--as-of", default="2026-11-22")
    asked: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "measured.db"
        with (
            sqlite3.connect(f"{asked.store.absolute().as_uri()}?mode=ro", uri=True) as held,
            sqlite3.connect(store) as to,
        ):
            held.backup(to)
        if (kept := asked.store.with_name(asked.store.name + "-catalogue")).exists():
            shutil.copy(kept, store.with_name(store.name + "-catalogue"))
        with Ledger.open(store, readonly=True) as ledger:
            print(ledger.counts())
        port, paths = free_port(), questions(store, asked.requests + 1)
        command = [*YINUO, "serve", "--store", str(store), "--port", str(port), "--as-of", asked.as_of]
        with served(command, port, "/healthz") as (pid, answered, ready):
            print(f"first answer after {answered:.1f} s, ready after {ready:.1f} s; {tree_memory(pid) / 2**20:.0f} MiB")
            ours = table(port, pid, paths, asked.clients)
            if asked.datasette:
                compared(store, asked.datasette, ours, (asked.theirs or asked.requests) + 1)
            if asked.mixed:
                mixed(store, port, pid, paths, asked.mixed)


if __name__ == "__main__":
    main()
