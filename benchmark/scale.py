"""A new letter against a thousand to a million commitments: time, memory, disk, and what is found.

    python -m benchmark.scale ../shared/data [--sizes 1000 10000 100000 1000000] [--letters 100] [--keep FOLDER]

Commitments are real promises perturbed (``benchmark.crowd``): as unlike one another as real ones are, which is printed
by that program; a fixed seed. Held-back letters take no part. Until November 2026 only names and figures were others,
so that half of all made-up promises were as like another as a promise told again: a passage met hundreds of copies
of the promise that it bears on, and 0.855 of the real links stood among its best 32 at 10,000. The law of what a
made-up promise keeps, Beta(½, 1.2), and that a promise told again is no rival when real ones are compared, were chosen
after Beta(½, 0.8) had been tried and its figures seen: so read the share of links as what holds in this crowd, and
no proof. Nothing is taken off the rivals otherwise: the cap is that of a run, every rival counts, and one that scores
as much and is earlier goes first.

Above ``sweep.LARGE`` promises compiled code looks up where the extra ``scale`` is installed; ``--plain`` does without
it. The index is put on file at each size; another process opens it and looks up real letters, a letter in one pass, as
a run does: CPU milliseconds a letter, and by the clock (one thread does it all, so the clock shows more only
where others use the machine), with reading its passages; memory that is the process's own, and pages of the file
it touched. **Found again** is told against the exhaustive way, which scores every pair (``pair_score``): of the best
``PER_PASSAGE`` candidates of a passage the share that the index gives. And of the links that real letters have to real
promises (every pair judged), the share whose promise is still among the candidates when it stands in the crowd.
Of the rivals before it at 100,000, the judge's measures themselves (no titles) take 0.87 to bear on the passage, of
real promises above θ that are not linked 0.43; and as an order of the best 256 they put 0.74 of the links' promises
among the first 32, ``pair_score`` 0.59. So the share says how crowded a crowd is, and little of what another order of
the same candidates could gain.

``--keep`` keeps the indexes and what was taken of the letters (``benchmark.taken``), so that a later run looks the same
passages up in the same indexes; remove the folder to begin anew.
"""

import argparse
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

from benchmark.crowd import Crowd
from benchmark.taken import Taken, taken
from yinuo.judge import sweep
from yinuo.judge.candidates import THRESHOLD, Features, features, pair_score
from yinuo.judge.segments import Segment, merged
from yinuo.judge.shelves import PER_PASSAGE
from yinuo.judge.stack import Stack
from yinuo.persist.candidate_files import load, save

ROOT = Path(__file__).resolve().parents[1]
SEED = 20261122
TODAY = 740_000  # the new letter's day: after every commitment
CHUNK = 20_000  # commitments made into a segment at a time, each by a process of its own


@dataclass(frozen=True, slots=True)
class Held:
    """What is in the index, beside it: for scoring every pair."""

    texts: list[Features]
    days: list[int]


def grow(stack: Stack, held: Held, promises: Sequence[str], size: int, given: argparse.Namespace) -> float:
    """Add perturbed commitments up to a size; microseconds of CPU each, reading the text included."""
    start = len(stack)
    cuts = [*range(start, size, CHUNK), size]
    if size <= given.exhaustive:
        texts = Crowd(promises).texts(SEED + start)
        for number in range(start, size):
            held.texts.append(features(next(texts)))
            held.days.append(_day(number))
    shares = [(promises, low, high) for low, high in pairwise(cuts)]
    spent = 0.0
    with get_context("spawn").Pool(given.jobs) as pool:
        for segment, seconds in pool.imap(segment_of, shares):
            began = time.process_time()
            stack.take(segment)
            spent += seconds + time.process_time() - began
    return 1e6 * spent / max(1, size - start)


def segment_of(share: tuple[Sequence[str], int, int]) -> tuple[Segment, float]:
    """A segment of the perturbed commitments of these numbers, and the CPU seconds it took."""
    promises, low, high = share
    texts, stack, spent = Crowd(promises).texts(SEED + low), Stack(), 0.0
    for number in range(low, high):
        text = next(texts)
        began = time.process_time()
        stack.add(number, features(text), day=_day(number), tie=number)
        spent += time.process_time() - began
    began = time.process_time()
    (segment,) = [merged(stack.lock())]
    return segment, spent + time.process_time() - began


def _day(number: int) -> int:
    return TODAY - 1 - number * 7919 % 3000


def exhaustive(stack: Stack, held: Held, asked: Sequence[Features]) -> float:
    """Of the best ``PER_PASSAGE`` of all pairs scored one by one, the share that the index gives."""
    hits = wanted = 0
    for read in asked:
        scores = [pair_score(read, other) for other in held.texts]
        best = sorted((-score, day, at) for at, (score, day) in enumerate(zip(scores, held.days, strict=True)))
        found = {hit.key for hit in stack.search(read, limit=PER_PASSAGE, days=(0, TODAY))}
        true = {at for loss, _, at in best[:PER_PASSAGE] if -loss >= THRESHOLD}
        wanted += len(true)
        hits += len(true & found)
    return hits / wanted if wanted else math.nan


def status(name: str) -> float:
    """MB of this process, by the name in ``/proc/self/status``."""
    held = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(held[1]) / 1024 if held else math.nan


def asking(folder: Path, data: Path) -> dict[str, float]:
    """What the other process does: open the index, look every letter up, tell what it took."""
    letters = [passages_of(line) for line in data.read_text(encoding="utf-8").splitlines()]
    before = status("RssAnon")
    began = time.process_time()
    kept = load(folder)
    stack = Stack(kept.piles["promises"] if kept else ())
    stack.search(features("承諾"), limit=1)  # compiled code, where it is installed, is loaded at the first look-up
    opened = 1000 * (time.process_time() - began)
    spent, waited, found, looked = [], [], 0, 0
    for parts in letters:
        began, then = time.process_time(), time.perf_counter()
        hits = stack.search_all([features(part) for part in parts], limit=PER_PASSAGE, days=(0, TODAY))
        found += sum(map(len, hits))
        spent.append(1000 * (time.process_time() - began))
        waited.append(1000 * (time.perf_counter() - then))
        looked += len(parts)
    return {
        "open": opened,
        "p50": statistics.median(spent),
        "p99": worst(spent),
        "clock p50": statistics.median(waited),
        "clock p99": worst(waited),
        "a passage": sum(spent) / looked,
        "found": found / looked,
        "MB": status("RssAnon") - before,
        "MB of the file": status("RssFile"),
    }


def worst(spent: Sequence[float]) -> float:
    """The 99th of a hundred."""
    return sorted(spent)[min(len(spent) - 1, math.ceil(0.99 * len(spent)) - 1)]


def passages_of(line: str) -> list[str]:
    """A letter's passages, as the first process wrote them."""
    return [str(part) for part in json.loads(line)]


def on_file(stack: Stack, folder: Path, letters: Path, *, plain: bool) -> dict[str, float]:
    """Put the index on file and have another process ask it."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        save(folder, {}, {"promises": stack.lock()}, None)
    size = sum(path.stat().st_size for path in folder.iterdir())
    command = [sys.executable, "-m", "benchmark.scale", "--ask", str(folder), str(letters), *["plain"] * plain]
    answer = subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout
    told: dict[str, float] = json.loads(answer)
    return {**told, "disk": size / 1e6, "bytes": size / len(stack)}


def measured(given: argparse.Namespace) -> Iterator[dict[str, float]]:
    """A row a size."""
    real = taken(given.data, given.keep)
    words = [text for text, _ in real.promises]
    stack, held = Stack(), Held([], [])
    asked = [features(part) for letter in real.letters[7::97] for part in letter][:20]
    with tempfile.TemporaryDirectory() as room:
        letters = Path(room) / "letters.jsonl"
        some = real.letters[:: max(1, len(real.letters) // given.letters)]
        letters.write_text(
            "\n".join(json.dumps(parts, ensure_ascii=False) for parts in some if parts), encoding="utf-8"
        )
        for size in sorted(given.sizes):
            folder = (given.keep or Path(room)) / str(size)
            kept = load(folder)
            if kept:
                stack, added = Stack(kept.piles["promises"]), math.nan
            else:
                added = grow(stack, held, words, size, given)
            row = {"size": size, "add": added, **on_file(stack, folder, letters, plain=given.plain)}
            row["recall"] = exhaustive(stack, held, asked) if len(held.texts) == size else math.nan
            yield {**row, "needles": needles(stack, real), "links": len(real.links)}


def needles(stack: Stack, real: Taken) -> float:
    """The share of real links whose promise is among the candidates, the real promises beside the perturbed ones."""
    beside = Stack()
    for at, (text, day) in enumerate(real.promises):
        beside.add(-1 - at, features(text), day=day, tie=0)  # numbers that no perturbed one has
    found = 0
    for passage, at in real.links:
        read = features(passage)
        hits = stack.search(read, limit=PER_PASSAGE, days=(0, TODAY)) + beside.search(read, days=(0, TODAY))
        found += -1 - at in {hit.key for hit in sorted(hits)[:PER_PASSAGE]}
    return found / len(real.links) if real.links else math.nan


def peer(size: int, given: argparse.Namespace) -> tuple[float, float]:
    """Tokens and money a letter where every title goes into the prompt, on paper."""
    tokens = size * (given.title * given.tokens_a_character + given.tokens_a_line)
    return tokens, tokens / 1e6 * given.price


def tell(row: dict[str, float], tokens: float, money: float) -> None:
    """Print a row."""
    parts = (
        f"{row['size']:>9,} commitments: a letter p50 {row['p50']:.1f} ms, p99 {row['p99']:.1f} ms",
        f"by the clock {row['clock p50']:.1f} and {row['clock p99']:.1f} ms",
        f"a passage {row['a passage']:.2f} ms and {row['found']:.1f} candidates",
        f"opening {row['open']:.0f} ms, adding {row['add']:.0f} µs each",
        f"memory {row['MB']:.0f} MB and {row['MB of the file']:.0f} MB of mapped files",
        f"disk {row['disk']:.1f} MB, {row['bytes']:.0f} bytes a commitment",
        f"best candidates found {row['recall']:.3f}",
        f"real links ({row['links']:.0f}) among the candidates {row['needles']:.3f}",
        f"the peer's way {tokens:,.0f} tokens, ${money:.4f}",
    )
    print("; ".join(parts), flush=True)


def main() -> None:
    """Grow, measure, print."""
    if sys.argv[1:2] == ["--ask"]:
        sweep.LARGE = sys.maxsize if "plain" in sys.argv[4:] else sweep.LARGE
        print(json.dumps(asking(Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=ROOT.parent / "shared/data")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--letters", type=int, default=100, help="letters looked up at each size")
    parser.add_argument("--exhaustive", type=int, default=10_000, help="largest size at which every pair is scored")
    parser.add_argument(
        "--keep",
        type=Path,
        help="folder in which indexes and what they were made of stay; what is there is not made again",
    )
    parser.add_argument("--plain", action="store_true", help="without compiled code, whatever is installed")
    parser.add_argument("--jobs", type=int, default=2, help="processes that make commitments; not for looking up")
    parser.add_argument("--price", type=float, default=0.15, help="assumed: dollars a million tokens read")
    parser.add_argument("--tokens-a-character", type=float, default=1.0, help="assumed")
    parser.add_argument("--tokens-a-line", type=float, default=12, help="assumed: the id and the line's own marks")
    parser.add_argument("--title", type=float, default=20, help="assumed: characters of a title (ours: at most 24)")
    given = parser.parse_args()
    rows = []
    for row in measured(given):
        rows.append(row)
        tell(row, *peer(int(row["size"]), given))
    if len(rows) > 1:
        for name in ("p50", "p99"):
            power = math.log(rows[-1][name] / rows[0][name]) / math.log(rows[-1]["size"] / rows[0]["size"])
            print(f"growth exponent of a letter's {name}: {power:.2f}")


if __name__ == "__main__":
    main()
