"""Kill a run at random moments, start it again, and compare the ledger with an undisturbed one.

    python benchmark/crash.py --kills 50                     the ledger alone, letters made up here
    python benchmark/crash.py --kills 50 --input PATH…       the real command: yinuo run PATH…

A round starts with no store and ends when a run comes to its end. Kills are SIGKILL to the whole
process group, after a random time; of the ledger alone, every other one instead in the middle of
an SQLite statement, after a random number of its steps. Some runs find a full disk instead
(RLIMIT_FSIZE). After every round the ledger must verify and its content digest must be that of
the undisturbed run. Exit 0: all the same; 1: not.
"""

import argparse
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from yinuo.model import (
    Commitment,
    DateInterval,
    Document,
    DocumentKind,
    Evidence,
    Extraction,
    Level,
    Relation,
    Role,
    Statement,
)
from yinuo.persist.ledger import Ledger
from yinuo.persist.verify import verify

PLACES = ("三峽", "旗津", "玉里", "布袋", "苑裡", "東勢", "成功", "北竿")
WORKS = ("長照據點", "污水處理廠", "滯洪池", "社會住宅", "轉運站", "圖書分館")


# ── the run that is killed: the ledger alone ───────────────────────────────────────────────


def letters(count: int) -> list[Document]:
    """Made-up letters: each promises one work, reports on another, and some come twice."""
    made = []
    for number in range(count):
        place, work = PLACES[number % len(PLACES)], WORKS[number % len(WORKS)]
        text = (
            f"第{number}號答復如下：{place}{work}將於{112 + number % 5}年完成。" + f"{place}目前已完成{number}處。" * 8
        )
        interval = DateInterval(*(date(2020, 1, 1) + timedelta(number // 3),) * 2)
        made.append(Document(f"D{number}", DocumentKind.REPLY, text, interval, number=f"第{number}號"))
        if number % 10 == 9:
            made.append(Document(f"C{number}", DocumentKind.REPLY, text, interval))
    return made


def read(document: Document) -> Extraction:
    """One promise and one report a letter."""
    start = document.text.index("：") + 1
    stop = document.text.index("。") + 1
    quote, report = document.quote(start, stop), document.quote(stop, len(document.text))
    statements = (Statement(quote, frozenset({Role.COMMITS})), Statement(report, frozenset({Role.REPORTS})))
    return Extraction(document, statements, (Commitment(document, quote, Level.CONCRETE, quote.exact[:12]),))


def write(store: str, count: int, steps: int) -> None:
    """Write everything that the store lacks; die within an SQLite statement after ``steps`` hundred steps."""
    made = {document.id: document for document in letters(count)}
    with Ledger.open(store) as ledger:
        if steps:
            _die_after(ledger.connection, steps)
        for document in made.values():
            with ledger.unit(document.id, method="crash") as unit:
                if unit.document(document) != "copy":
                    unit.extraction(read(document))
        for name in ledger.unlinked("crash"):
            document, report = made[name], read(made[name]).statements[1].quote
            with ledger.unit(name, method="crash") as unit:
                for other in list(made.values())[: 2 * count // 3 : 3]:
                    if other.id.startswith("D") and document.date.is_after(other.date):
                        promise = read(other).commitments[0]
                        unit.evidence(Evidence(promise, document, report, Relation.PROGRESS, document.date, 0.75))
                unit.linked(name)


def _die_after(connection: sqlite3.Connection, steps: int) -> None:
    left = steps

    def step() -> int:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    connection.set_progress_handler(step, 100)


# ── the one who kills ──────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Count:
    """What was done to the runs."""

    rounds: int = 0
    killed: int = 0  # by time
    inside: int = 0  # inside a statement
    full: int = 0  # stopped by a full disk
    different: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """Runs that did not live to their end."""
        return self.killed + self.inside


Command = Callable[[Path, int], list[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, kill, compare, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--input", nargs="+", metavar="PATH", help="kill the real command over these")
    parser.add_argument("--documents", type=int, default=60, help="letters of the ledger's own run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", metavar="STORE", help=argparse.SUPPRESS)
    parser.add_argument("--steps", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.write:
        write(chosen.write, chosen.documents, chosen.steps)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return torment(Path(folder), command_of(chosen), chosen.kills, Random(chosen.seed), inside=not chosen.input)


def command_of(chosen: argparse.Namespace) -> Command:
    """The command that fills a store."""
    if chosen.input:
        paths = [str(Path(path).resolve()) for path in chosen.input]
        return lambda store, _: [sys.executable, "-m", "yinuo", "run", *paths, "--store", str(store)]
    own = [sys.executable, __file__, "--documents", str(chosen.documents)]
    return lambda store, steps: [*own, "--write", str(store), "--steps", str(steps)]


def torment(folder: Path, command: Command, kills: int, chance: Random, *, inside: bool) -> int:
    """Kill until there were enough kills; print what came of it."""
    straight = folder / "undisturbed.db"
    began = time.perf_counter()
    finished = subprocess.run(command(straight, 0), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if finished.returncode:
        print(finished.stderr, file=sys.stderr)
        return 1
    expected = look(straight)
    print(f"undisturbed: {seconds:.2f} s, digest {expected[:16]}…")
    count = Count()
    while count.kills < kills and not count.different:
        store = folder / f"{count.rounds}.db"
        disturb(store, command, seconds, chance, count, inside=inside)
        found = look(store)
        if found != expected:
            count.different.append(f"round {count.rounds}: {found}")
        count.rounds += 1
    print(
        f"{count.rounds} rounds, {count.killed} kills by time, {count.inside} inside a statement,"
        f" {count.full} full disks: {count.different or 'every ledger verified, every digest the same'}"
    )
    return 1 if count.different else 0


def look(store: Path) -> str:
    """The content digest of a ledger that verifies; what is wrong with one that does not."""
    with Ledger.open(store, readonly=True) as ledger:
        found = verify(ledger)
        return ledger.content_digest() if found.ok else f"{len(found.problems)} problems, {found.problems[0]}"


def disturb(store: Path, command: Command, seconds: float, chance: Random, count: Count, *, inside: bool) -> None:
    """Run until a run ends by itself, killing the ones before."""
    for attempt in range(200):
        way = chance.choice(("time", "steps", "disk") if inside else ("time", "time", "disk"))
        steps = int(10 ** chance.uniform(0, 4.5)) if way == "steps" else 0
        limit = chance.randrange(4096, 4_000_000) if way == "disk" else resource.RLIM_INFINITY
        process = subprocess.Popen(
            command(store, steps),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        patience = chance.uniform(0.2, 1.0) * seconds if way == "time" and attempt < 100 else None
        try:
            _, told = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            count.killed += 1
            continue
        if process.returncode == 0:
            return
        count.inside += process.returncode == -signal.SIGKILL
        count.full += way == "disk"
        if way != "disk" and process.returncode != -signal.SIGKILL:
            raise SystemExit(told.decode())
    raise SystemExit("no run came to its end")


if __name__ == "__main__":
    sys.exit(main())
