"""What each tier of extraction costs: speed against merely cutting words, memory, and cold start.

    python -m benchmark.tiers ../shared/data [--rounds 3]

Speed is characters a CPU second on one core over every reply, ``jieba`` and the tiers in turn within
one run on the same text (the median round; CPU seconds, since a shared machine takes turns on the
clock). Memory is the peak of a fresh process that has loaded everything and read the longest
letters. Cold start is what a whole ``yinuo extract`` of one letter costs, user and system. No text is printed.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmark.crossval import progress
from benchmark.speed import YINUO
from yinuo.decode.documents import read_documents
from yinuo.extract.commitments import extract
from yinuo.model import Document
from yinuo.words import Tier

__all__ = ["COMMANDS", "TIERS", "documents", "speeds"]

TIERS: dict[str, Callable[[Document], object]] = {tier.value: partial(extract, tier=tier) for tier in Tier}
"""How a letter is read in each tier; a new tier is a new entry here and in ``COMMANDS``."""

COMMANDS: dict[str, list[str]] = {tier.value: ["extract", "--json", "--tier", tier.value] for tier in Tier}
"""The command that reads a file in each tier."""

LONGEST = 50  # letters read for the figure of memory
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# In a fresh process: everything that the product can load, then the letters on standard input; VmHWM is the peak of
# this process alone (ru_maxrss would start from its parent's).
_LOADED = """
import re, sys
from pathlib import Path
import yinuo.pipeline, yinuo.serve.cli, yinuo.judge.links, yinuo.judge.evidence, yinuo.persist.ledger
from benchmark.tiers import TIERS
from yinuo.decode.documents import read_documents
from yinuo.model import Document
letters = [one for one in read_documents(sys.stdin.buffer.read(), "letters.jsonl") if isinstance(one, Document)]
for tier in sys.argv[1:]:
    for letter in letters:
        TIERS[tier](letter)
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def documents(data: Path) -> list[Document]:
    """Every reply as the product reads it; one line and exit 2 where there is none."""
    path = data / "replies.jsonl"
    if not path.is_file():
        progress(
            f"找不到 {path}：請給含 replies.jsonl 的資料夾（no such file: give the folder that holds replies.jsonl）"
        )
        raise SystemExit(2)
    return [one for one in read_documents(path.read_bytes(), path.name) if isinstance(one, Document)]


def words_cut() -> Callable[[Document], object]:
    """``jieba`` cutting words, its dictionary loaded beforehand."""
    try:
        import jieba
    except ImportError:
        progress("沒有 jieba：請先 pip install -c constraints.txt '.[dev,train]'（install the extras）")
        raise SystemExit(2) from None
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    return lambda letter: list(jieba.cut(letter.text))


def speeds(
    letters: Sequence[Document], ways: dict[str, Callable[[Document], object]], rounds: int
) -> dict[str, list[float]]:
    """Characters a CPU second of each way, one figure a round; the ways take turns within each round."""
    characters = sum(len(letter.text) for letter in letters)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(letters[0])  # what is loaded at first use is no part of speed
    for number in range(rounds):
        for name, way in ways.items():
            started = time.process_time()
            for letter in letters:
                way(letter)
            found[name].append(characters / (time.process_time() - started))
            progress(f"round {number + 1} of {rounds}: {name} {found[name][-1]:,.0f} characters a second")
    return found


def peak_megabytes(data: Path, tiers: Sequence[str]) -> float:
    """Peak resident megabytes of a process with everything loaded, after reading the longest letters."""
    lines = (data / "replies.jsonl").read_bytes().splitlines(keepends=True)
    longest = b"".join(sorted(lines, key=len)[-LONGEST:])
    command = [sys.executable, "-c", _LOADED, *tiers]
    done = subprocess.run(command, input=longest, capture_output=True, check=True, cwd=Path(__file__).parents[1])
    return int(done.stdout) * 1024 / 1e6


def cold_start(data: Path, tier: str, runs: int) -> float:
    """Median seconds of a whole ``yinuo extract`` of one letter of middling length."""
    lines = sorted((data / "replies.jsonl").read_bytes().splitlines(keepends=True), key=len)
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder) / "letter.jsonl"
        letter.write_bytes(lines[len(lines) // 2])
        return median_cpu_seconds([*YINUO, *COMMANDS[tier], str(letter)], runs)


def median_cpu_seconds(command: list[str], runs: int) -> float:
    """Median user and system seconds of a whole process: what a quiet machine would wait, or less."""
    spent = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent)


def measured(data: Path, tiers: Sequence[str], rounds: int, runs: int) -> dict[str, Any]:
    """Everything, as plain values."""
    letters = documents(data)
    found = speeds(letters, {"jieba": words_cut(), **{tier: TIERS[tier] for tier in tiers}}, rounds)
    middle = {name: statistics.median(each) for name, each in found.items()}
    ratios = {
        tier: statistics.median(one / other for one, other in zip(found[tier], found["jieba"], strict=True))
        for tier in tiers
    }
    return {
        "letters": len(letters),
        "characters": sum(len(letter.text) for letter in letters),
        "characters a CPU second": middle,
        "ratio to jieba": ratios,
        "peak MB": {tier: peak_megabytes(data, [tier]) for tier in tiers} | {"all": peak_megabytes(data, tiers)},
        "cold start, seconds": {tier: cold_start(data, tier, runs) for tier in tiers},
        "Python alone, seconds": median_cpu_seconds([sys.executable, "-c", "pass"], runs),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with replies.jsonl")
    parser.add_argument("--tier", choices=sorted(TIERS), nargs="+", default=sorted(TIERS))
    parser.add_argument("--rounds", type=int, default=3, help="how often the ways take turns")
    parser.add_argument("--runs", type=int, default=7, help="whole processes for the cold start")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    asked = parser.parse_args()
    if min(asked.rounds, asked.runs) < 1:
        parser.error("--rounds 與 --runs 至少為 1（must be at least 1）")
    found = measured(asked.data, asked.tier, asked.rounds, asked.runs)
    if asked.json:
        print(json.dumps(found))
        return
    print(f"{found['letters']} letters, {found['characters']:,} characters; one core, one run")
    for name, speed in found["characters a CPU second"].items():
        ratio = f"; {found['ratio to jieba'][name]:.2f} × jieba" if name != "jieba" else ""
        print(f"  {name:8} {speed:10,.0f} characters a CPU second{ratio}")
    for name, peak in found["peak MB"].items():
        print(f"  {name:8} {peak:6.0f} MB at most, everything loaded (aim ≤ 500)")
    for name, seconds in found["cold start, seconds"].items():
        told = f"{seconds:.2f} CPU s for one letter, whole process (aim ≤ 1.5)"
        print(f"  {name:8} {told}; Python alone {found['Python alone, seconds']:.2f} s")


def on_one_core() -> None:
    """Start again with one thread for every library (that is read as they load), and stay on one core."""
    if any(os.environ.get(name) != "1" for name in THREADS):
        alone = os.environ | dict.fromkeys(THREADS, "1")
        os.execve(sys.executable, [sys.executable, "-m", "benchmark.tiers", *sys.argv[1:]], alone)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


if __name__ == "__main__":
    on_one_core()
    main()
