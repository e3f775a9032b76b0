"""A run that dies at any moment and is started again ends where an undisturbed one does.

``benchmark/crash.py`` does this fifty times and over the real command; here it does it a few times.
"""

import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).resolve().parents[2] / "benchmark" / "crash.py"


def torment(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(HARNESS), *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_killed_runs_end_in_the_same_ledger() -> None:
    assert "every digest the same" in torment("--kills", "4", "--documents", "12", "--seed", "3")


@pytest.mark.slow
def test_many_killed_runs_end_in_the_same_ledger() -> None:
    assert "every digest the same" in torment("--kills", "50")
