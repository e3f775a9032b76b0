"""A quick proof that the whole runs on this machine: the examples always, the real letters where they are.

python -m benchmark.smoke
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


def checked(words: list[str]) -> float:
    """Run a command that must end well; returns its wall seconds."""
    print("$", " ".join(Path(word).name if "/" in word else word for word in words), flush=True)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", *words], check=True, cwd=ROOT)
    return time.perf_counter() - started


def main() -> None:
    """Run, verify and check independently; then the audit and the round trip."""
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "examples.db")
        checked(["yinuo", "run", str(ROOT / "examples" / "corpus"), "--store", store, "--as-of", "2024-12-31"])
        checked(["yinuo", "verify", "--store", store])
        checked(["benchmark.check_invariants", store])
        checked(["benchmark.build_tutorial", "--check"])
        if not DATA.is_dir():
            print("no ../shared/data here: the real letters are left out")
            return
        store = str(Path(folder) / "real.db")
        files = [str(DATA / "replies.jsonl"), str(DATA / "seed_report_mofa_2023.txt")]
        seconds = checked(["yinuo", "run", *files, "--store", store, "--as-of", "2026-01-31"])
        print(f"whole run on the real letters: {seconds:.1f} s")
        checked(["yinuo", "verify", "--store", store])
        checked(["benchmark.check_invariants", store])
        checked(["benchmark.roundtrip", str(DATA)])
        checked(["benchmark.audit_peer", str(DATA)])


if __name__ == "__main__":
    main()
