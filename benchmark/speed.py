"""Speed, memory and growth of the whole run, and the time that readers wait.

    python -m benchmark.speed ../shared/data [--scale 1 4 16]

Runs the installed `yinuo` as a user would, each time into a new store, and samples the memory of the
whole process tree (Linux /proc). Larger inputs are the real letters again with their content characters
exchanged one for one (a different exchange for each copy, cue words, numbers and dates kept): the same
sentence structure about other things, so that copies do not prove each other's promises.
"""

import argparse
import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from yinuo import vocabulary

YINUO = [sys.executable, "-m", "yinuo"]
SEED = 20261121


def kept_characters() -> set[str]:
    """Characters that carry structure (cues, units, dates, agencies): never exchanged."""
    folder = Path(vocabulary.__file__).parent
    data = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml")))
    return set(data) | set("年月日第號屆會期次行政院函立法委員就所提質詢經交據查復如下問題等民國中華臺院專施字")


def exchanged(letters: list[dict[str, str]], copy: int) -> Iterator[dict[str, str]]:
    """The letters about other things: one exchange of content characters a copy."""
    kept = kept_characters()
    text = "".join(letter["content"] for letter in letters)
    content = sorted({c for c in text if "\u4e00" <= c <= "\u9fff" and c not in kept})
    shuffled = content.copy()
    random.Random(SEED + copy).shuffle(shuffled)
    table = str.maketrans(dict(zip(content, shuffled, strict=True)))
    for letter in letters:
        number = re.sub(r"(\d+)號", lambda found: f"{found[1]}{copy:02d}號", letter["eyNumber"])
        yield letter | {
            "id": f"{letter['id']}-{copy}",
            "eyNumber": number,
            "content": letter["content"].translate(table),
        }


def tree_memory(root: int) -> int:
    """Resident bytes of a process and all that it started; shared pages counted once (PSS)."""
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) * 1024  # type: ignore[index]
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
        except (OSError, TypeError):
            continue  # it has just ended
    return total


def watched(command: list[str]) -> tuple[float, int, int]:
    """Wall seconds, peak bytes of the process tree, exit code."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, tree_memory(process.pid))
            time.sleep(0.05)
    return time.perf_counter() - started, peak, process.returncode


def median_milliseconds(command: list[str], runs: int = 7) -> float:
    """Median wall time of a whole process."""
    walls = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        walls.append((time.perf_counter() - started) * 1000)
    return statistics.median(walls)


def main_job(data: Path, scales: list[int], folder: Path) -> Path:
    """Run 1×, 4×, 16× and print a row each; returns the store of the 1× run."""
    letters = [json.loads(line) for line in (data / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
    report = data / "seed_report_mofa_2023.txt"
    rows = []
    print(f"\nThe whole run on {os.cpu_count()} cores: yinuo run replies.jsonl seed_report_mofa_2023.txt")
    print(f"{'scale':>6}{'documents':>11}{'characters':>12}{'seconds':>9}{'chars/s':>10}{'MB peak':>9}{'MB store':>10}")
    for scale in scales:
        source = folder / f"replies-{scale}.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for copy in range(scale):
                for letter in letters if copy == 0 else exchanged(letters, copy):
                    out.write(json.dumps(letter, ensure_ascii=False) + "\n")
        characters = scale * sum(len(letter["content"]) for letter in letters) + len(report.read_text(encoding="utf-8"))
        store = folder / f"{scale}.db"
        seconds, peak, code = watched(
            [*YINUO, "run", str(source), str(report), "--store", str(store), "--as-of", "2026-01-31"]
        )
        if code:
            sys.exit(f"yinuo run ended with {code}")
        size = store.stat().st_size / 1e6
        rows.append((characters, seconds, peak))
        print(
            f"{scale:>5}×{scale * len(letters) + 1:>11,}{characters:>12,}{seconds:>9.1f}"
            f"{characters / seconds:>10,.0f}{peak / 1e6:>9.0f}{size:>10.1f}"
        )
    if len(rows) > 1:
        (first, first_s, _), (last, last_s, _) = rows[0], rows[-1]
        exponent = math.log(last_s / first_s) / math.log(last / first)
        print(f"growth exponent of time in characters: {exponent:.2f} (1 is linear)")
    return folder / f"{scales[0]}.db"


def second_run(data: Path, store: Path) -> None:
    """A second run over the same input: adds nothing, and how long it takes."""
    before = subprocess.run(
        [*YINUO, "verify", "--json", "--store", str(store)], capture_output=True, check=False
    ).stdout
    seconds, _, _ = watched(
        [*YINUO, "run", str(data / "replies.jsonl"), str(data / "seed_report_mofa_2023.txt"), "--store", str(store)]
    )
    after = subprocess.run([*YINUO, "verify", "--json", "--store", str(store)], capture_output=True, check=False).stdout
    print(f"second run: {seconds:.1f} s; ledger {'unchanged' if before == after and before else 'CHANGED'}")


def waits(store: Path) -> None:
    """What a reader waits for, against starting Python itself."""
    listed = subprocess.run([*YINUO, "list", "--json", "--store", str(store)], capture_output=True, check=True).stdout
    some = json.loads(listed.splitlines()[0])["id"]
    bare = median_milliseconds([sys.executable, "-c", "pass"])
    print(f"\nWaits (median of 7 whole processes; starting Python alone {bare:.0f} ms)")
    for words in (
        ["--help"],
        ["list", "--store", str(store)],
        ["show", some, "--store", str(store)],
        ["search", "長照", "--store", str(store)],
    ):
        name = " ".join(word for word in words if word not in ("--store", str(store), some))
        spent = median_milliseconds([*YINUO, *words])
        print(f"  yinuo {name:<14}{spent:>6.0f} ms  ({spent / bare:.1f}× Python)")


def main() -> None:
    """Run all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with replies.jsonl and seed_report_mofa_2023.txt")
    parser.add_argument("--scale", type=int, nargs="+", default=[1, 4, 16])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = main_job(arguments.data, arguments.scale, Path(folder))
        second_run(arguments.data, store)
        waits(store)


if __name__ == "__main__":
    main()
