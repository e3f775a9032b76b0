"""What a new letter costs against ever more commitments: time, memory, size of the index.

    python -m benchmark.growth ../shared/data [--sizes 1000 10000 100000] [--alike 100 400 1600]

Commitments are the real letters' sentences with their content characters exchanged one for one, a
different exchange for each copy (``benchmark.speed``): the structure of real promises about other
things. Each size adds to the same index; nothing is built again. Then real letters, one after
another, are looked up in it, sentence by sentence, as the fast tier does with a new document.

Then letters of one template, which differ in their figures only, each sentence a promise and a passage: how many pairs
the last of them brings to the judge, with the rule of ``judge/shelves.py`` and without.
"""

import argparse
import json
import math
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmark.speed import exchanged
from yinuo.judge.candidates import Index, features
from yinuo.judge.shelves import PER_PASSAGE

ROOT = Path(__file__).resolve().parents[1]
LETTERS = 60  # looked up at each size
_CUT = re.compile("[。；]")


def memory() -> float:
    """MB this process holds (Linux)."""
    held = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(held[1]) / 1024 if held else math.nan


def sentences(letter: dict[str, str]) -> list[str]:
    """The sentences of a letter, as a reader would cut them."""
    return [part for part in _CUT.split(letter["content"]) if len(part) >= 8]


def supply(letters: list[dict[str, str]]) -> Iterator[str]:
    """Sentences without end: the real ones, then one exchanged copy after another."""
    yield from (part for letter in letters for part in sentences(letter))
    copy = 1
    while True:
        yield from (part for letter in exchanged(letters, copy) for part in sentences(letter))
        copy += 1


def measure(index: Index, letters: list[list[str]]) -> dict[str, float]:
    """Milliseconds a letter at the median and at the 99th of a hundred, and commitments found a letter."""
    spent, found = [], 0
    for parts in letters:
        began = time.process_time()
        found += sum(len(index.search(features(part))) for part in parts)
        spent.append(1000 * (time.process_time() - began))
    spent.sort()
    worst = spent[min(len(spent) - 1, math.ceil(0.99 * len(spent)) - 1)]
    return {"p50": statistics.median(spent), "p99": worst, "found": found / len(letters)}


def grown(letters: list[dict[str, str]], sizes: list[int]) -> Iterator[dict[str, float]]:
    """One row a size."""
    index, source, before = Index(), supply(letters), memory()
    asked = [sentences(letter) for letter in letters[:: max(1, len(letters) // LETTERS)]][:LETTERS]
    for size in sorted(sizes):
        began, start = time.process_time(), len(index)
        for number in range(start, size):
            index.add(f"{number:032x}", next(source))
        added = time.process_time() - began
        held = memory() - before
        yield {
            "size": size,
            "add_us": 1e6 * added / max(1, size - start),
            "MB": held,
            "bytes": held * 2**20 / size,
            **measure(index, asked),
        }


def alike(letter: list[str], counts: list[int]) -> Iterator[str]:
    """A line for each number of letters of one template."""
    index, read = Index(), [features(part) for part in letter]  # figures are no terms: one reading serves all
    for number in range(max(counts)):
        for place, part in enumerate(read):
            index.add(f"{number} {place}", part, number)
        if number + 1 in counts:
            days = (0, number - 1)
            began = time.process_time()
            judged = sum(len(index.search(part, limit=PER_PASSAGE, days=days)) for part in read)
            spent = 1000 * (time.process_time() - began)
            every = sum(len(index.search(part, days=days)) for part in read)
            told = f"the last brings {judged} pairs in {spent:.1f} ms, without the rule {every}"
            yield f"{number + 1:>9,} letters alike: {told}"


def main() -> None:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=ROOT.parent / "shared/data")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--alike", type=int, nargs="*", default=[100, 400, 1600])
    given = parser.parse_args()
    held_back = set((given.data / "acceptance_ids.txt").read_text(encoding="utf-8").split())
    lines = (given.data / "replies.jsonl").read_text(encoding="utf-8").splitlines()
    letters: list[dict[str, Any]] = [row for row in map(json.loads, lines) if row["id"] not in held_back]
    rows = []
    for row in grown(letters, given.sizes):
        rows.append(row)
        print(
            f"{row['size']:>9,} commitments: a letter p50 {row['p50']:.1f} ms, p99 {row['p99']:.1f} ms, "
            f"{row['found']:.0f} found; adding {row['add_us']:.0f} µs each; {row['MB']:.0f} MB, "
            f"{row['bytes']:.0f} bytes a commitment",
            flush=True,
        )
    if len(rows) > 1:
        first, last = rows[0], rows[-1]
        exponent = math.log(last["p50"] / first["p50"]) / math.log(last["size"] / first["size"])
        print(f"growth exponent of a letter's time: {exponent:.2f}")
    for line in alike(sentences(letters[len(letters) // 2])[:20], given.alike) if given.alike else ():
        print(line, flush=True)


if __name__ == "__main__":
    main()
