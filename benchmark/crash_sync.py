"""Kill ``yinuo sync`` at random moments, start it again, and compare archive and ledger with an undisturbed run.

    python -m benchmark.crash_sync --kills 50

A loopback server gives replies of several sessions, a gazette document and a feed. Kills are SIGKILL to the
whole process group after a random time. A round starts with nothing and ends when a run comes to its end; then
the ledger must verify, its content digest must be that of the undisturbed run, and the archive must hold the
same bodies under the same addresses, each proved against its digest. Exit 0: all the same; 1: not.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmark.wire import Wire, agendas, feed, letter, replies
from yinuo.collect.archive import Archive
from yinuo.persist.ledger import Ledger
from yinuo.persist.verify import verify

ROOT = Path(__file__).resolve().parents[1]
PATH = "/odw/ID2Action.action"
PAGE = (
    "<html><head><title>石橋鎮轉運站完工</title></head><body><article><h1>石橋鎮轉運站完工啟用</h1>"
    "<p>內政部今日表示，石橋鎮轉運站第{0}期工程已於113年3月1日完工啟用，後續將持續督促公所辦理營運事宜，"
    "並預計於114年12月底前完成周邊人行道改善。</p></article></body></html>"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, kill, compare, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--letters", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with Wire() as wire, tempfile.TemporaryDirectory() as folder:
        stock(wire, chosen.letters)
        return torment(Path(folder), wire, chosen.kills, Random(chosen.seed))


def stock(wire: Wire, letters: int) -> None:
    """Fill the server: letters over three sessions, one document of the gazette, some news."""
    for term, session in ((10, 7), (10, 8), (11, 1)):
        rows = [letter(number, term=term, session=session) for number in range(letters // 3)]
        wire.put(PATH, {"term": f"{term:02d}", "sessionPeriod": f"{session:02d}"}, replies(rows))
    document = (ROOT / "tests" / "fixtures" / "gazette.doc").read_bytes()
    wire.put("/v2/gazette_agendas", {"屆": "11"}, agendas([f"{wire.base}/work/113/77/LCIDC01_1137701_00003.doc"]))
    wire.put("/work/113/77/LCIDC01_1137701_00003.doc", {}, document)
    items = [(f"轉運站第{one}期完工", f"{wire.base}/news/{one}", "Fri, 15 Mar 2024 10:00:00 +0800") for one in range(6)]
    wire.put("/rss", {}, feed(items))
    for one in range(6):
        wire.put(f"/news/{one}", {}, PAGE.format(one).encode())


def command(wire: Wire, store: Path) -> list[str]:
    """The run that is killed."""
    settings = {
        "replies.base": wire.base + PATH,
        "replies.terms": "10-11",
        "gazette.base": wire.base + "/v2",
        "gazette.terms": "11",
        "news.feed": f"內政部={wire.base}/rss",
    }
    options = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
    own = ["--store", str(store), "--allow-private", "--pace", "0", "--jobs", "1", "--tier", "fast"]
    return [sys.executable, "-m", "yinuo", "sync", "replies", "gazette", "news", *options, *own]


def torment(folder: Path, wire: Wire, kills: int, chance: Random) -> int:
    """Kill until there were enough kills; print what came of it."""
    straight = folder / "undisturbed.db"
    began = time.perf_counter()
    finished = subprocess.run(command(wire, straight), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if finished.returncode:
        print(finished.stdout + finished.stderr, file=sys.stderr)
        return 1
    expected = look(straight)
    print(
        f"undisturbed: {seconds:.2f} s, ledger {expected[0][:16]}…, {len(expected[1])} bodies in the archive",
        flush=True,
    )
    killed, rounds = 0, 0
    while killed < kills:
        store = folder / f"{rounds}.db"
        killed += disturb(command(wire, store), seconds, kills - killed, chance)
        if (found := look(store)) != expected:
            print(f"round {rounds}: another ledger or archive: {found[0]}, {len(found[1])} bodies")
            return 1
        rounds += 1
        print(f"round {rounds}: the same after {killed} kills so far", flush=True)
    print(f"{rounds} rounds, {killed} kills: every archive and ledger the same")
    return 0


def disturb(words: list[str], seconds: float, most: int, chance: Random) -> int:
    """Run until a run ends by itself, killing at most ``most`` before; returns how many were killed."""
    killed = 0
    while True:
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        patience = chance.uniform(0.1, 1.0) * seconds if killed < min(most, 8) else None
        try:
            _, told = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            killed += 1
            continue
        if process.returncode:
            raise SystemExit(told.decode())
        return killed


def look(store: Path) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The ledger's digest (or what is wrong with it), and every address of the archive with its proved body."""
    with Ledger.open(store, readonly=True) as ledger:
        found = verify(ledger)
        digest = ledger.content_digest() if found.ok else f"{len(found.problems)} problems, {found.problems[0]}"
    with Archive.open(Path(f"{store}.archive"), create=False) as archive:
        bodies = {(one, look.sha256) for one in archive.addresses() for look in archive.history(one) if look.good}
        for _, sha256 in bodies:
            archive.body(sha256)
    return digest, tuple(sorted(bodies))


if __name__ == "__main__":
    sys.exit(main())
