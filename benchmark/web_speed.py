"""How fast the reading room answers, against Datasette over the same file, and under a writer.

    python -m benchmark.web_speed STORE [--datasette PATH] [--requests 200] [--clients 1 4] [--mixed 60]

The store is any ledger: a real one (``yinuo run``), or one grown to 100,000 promises and a million links
(``python -m benchmark.grown_ledger``). It is copied first, and the copy is served by ``yinuo serve`` in a process of
its own. Every request asks something else, so that no answer is an earlier one; the client keeps its connection.
Beside what a visitor waits stands what the server's processor spends on an answer: that is the same on a machine that
has other work to do.
Datasette, where its program is given, serves the same copy in the same run, with its limits of time lifted. It is
asked for rows of the table, facets and full text: it judges nothing and knows no states, so it has less to do.

Mixed load: readers go on for so many seconds while ``yinuo run`` adds letters and a person decides on promises, each in
its own process or connection. Then every decision must be in the ledger, ``yinuo verify`` must hold, and the server's
memory of the last third of the time is told beside that of the first.
"""

import argparse
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmark.speed import SEED, tree_memory
from benchmark.web_questions import datasette_questions, questions
from yinuo.errors import YinuoError
from yinuo.persist.ledger import Ledger
from yinuo.persist.reviewing import accept, subject

YINUO = [sys.executable, "-m", "yinuo"]
ROOT = Path(__file__).resolve().parents[1]
WAIT = 3600  # seconds for a server to begin: the first start makes the catalogue


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, path: str = "/") -> Iterator[tuple[int, float]]:
    """A server while it runs: its process, and seconds until it answered."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while time.perf_counter() - began < WAIT and process.poll() is None:
                try:
                    Client(port).get(path)
                    break
                except OSError:
                    time.sleep(0.1)
            yield process.pid, time.perf_counter() - began
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


def measure(port: int, pid: int, paths: Sequence[str], clients: int) -> Measured:
    """Ask every path once, so many clients at a time."""
    found, lock, waiting = Measured(), threading.Lock(), iter(paths)

    def go() -> None:
        client = Client(port)
        while True:
            with lock:
                path = next(waiting, None)
            if path is None:
                return
            began = time.perf_counter()
            status, _ = client.get(path)
            took = 1000 * (time.perf_counter() - began)
            with lock:
                found.spent.append(took)
                if status != 200:
                    found.wrong.append(f"{status} {path}")

    began, before = time.perf_counter(), processor(pid)
    threads = [threading.Thread(target=go) for _ in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found.seconds, found.processor = time.perf_counter() - began, processor(pid) - before
    return found


def table(port: int, pid: int, asked: dict[str, list[str]], clients: Sequence[int]) -> dict[tuple[str, int], Measured]:
    """Measure and print every kind of page."""
    found = {}
    for number in clients:
        print(f"{number} client{'s' * (number > 1)}             p50 ms   p99 ms    req/s   cpu ms")
        for name, paths in asked.items():
            Client(port).get(paths[-1])
            found[name, number] = measure(port, pid, paths[:-1], number)
            print(f"  {name:20} {found[name, number].row()}", flush=True)
    return found


# ── readers and writers at once ────────────────────────────────────────────────────────────


def mixed(store: Path, port: int, pid: int, asked: dict[str, list[str]], seconds: float) -> None:
    """Readers, a run and a person deciding, all at the same time."""
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

    before = _decisions(store)
    threads = [threading.Thread(target=read, args=(first,)) for first in (0, 3)] + [threading.Thread(target=decide)]
    began, spent = time.perf_counter(), processor(pid)
    for one in threads:
        one.start()
    run = [*YINUO, "run", str(ROOT / "examples" / "corpus"), "--store", str(store), "--tier", "fast"]
    with subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as writing:
        while time.monotonic() < stop:
            memory.append(tree_memory(pid) / 2**20)
            time.sleep(1)
        for one in threads:
            one.join()
        found.seconds, found.processor = time.perf_counter() - began, processor(pid) - spent
        code = writing.wait()
    third = max(1, len(memory) // 3)
    kept = _decisions(store) - before
    verified = subprocess.run([*YINUO, "verify", "--store", str(store)], capture_output=True, check=False).returncode
    print(f"mixed, {seconds:.0f} s:  p50, p99 ms, req/s, cpu ms {found.row()}")
    print(f"  decisions made {decided}, kept {kept}; run ended with {code}; verify ended with {verified}")
    first, last = statistics.median(memory[:third]), statistics.median(memory[-third:])
    print(f"  memory of the server: {first:.0f} MiB at first, {last:.0f} MiB at last")


def _decisions(store: Path) -> int:
    with Ledger.open(store, readonly=True) as ledger:
        return ledger.counts()["decisions"]


def compared(store: Path, program: Path, ours: dict[tuple[str, int], Measured], count: int) -> None:
    """Datasette over the same file, and how many times as long it takes."""
    port = free_port()
    limits = ("sql_time_limit_ms:60000", "facet_time_limit_ms:60000", "max_returned_rows:1000")
    settings = [word for one in limits for word in ("--setting", *one.split(":"))]
    command = [str(program), "serve", str(store), "--port", str(port), *settings]
    with served(command, port, "/-/versions.json") as (pid, _):
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
        with served(command, port, "/healthz") as (pid, took):
            print(f"first answer after {took:.1f} s; {tree_memory(pid) / 2**20:.0f} MiB")
            ours = table(port, pid, paths, asked.clients)
            if asked.datasette:
                compared(store, asked.datasette, ours, asked.requests + 1)
            if asked.mixed:
                mixed(store, port, pid, paths, asked.mixed)


if __name__ == "__main__":
    main()
