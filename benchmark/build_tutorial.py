"""Run every command of the tutorials and write what it prints under it.

    python benchmark/build_tutorial.py            rewrite docs/tutorial*.md
    python benchmark/build_tutorial.py --check    change nothing; exit 1 where a tutorial is out of date

A ``console`` block begins with ``$ yinuo …``; what follows is what it printed. The ids of promises
change with their quotes, so a comment before a block says whose id stands in it:
``<!-- id of: words of the promise -->`` (the earliest promise with these words). The day of
keeping and the head of the chain hang on the hour of the run: those that stand in the tutorial are kept.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TUTORIALS = (ROOT / "docs" / "tutorial.md", ROOT / "docs" / "tutorial.zh-TW.md")
BLOCK = re.compile(
    r"(?:<!-- id of: (?P<words>[^\n]+?) -->\n)?```console\n\$ (?P<command>yinuo [^\n]*)\n(?P<printed>.*?)```", re.DOTALL
)
HEAD = re.compile(r"^鏈首 head[^\n]*：(?P<entries>\d+) [0-9a-f]{64}$", re.MULTILINE)
KEPT = re.compile(r"\d{4}-\d{2}-\d{2}(?= 收錄 kept)")  # the day the command ran
LOOSE = re.compile(r"\d{1,3}%|[0-9a-f]{64}")  # a confidence may differ by a point between processors, and so digests
ID = re.compile(r"\b[0-9a-f]{8}\b")


def yinuo(arguments: list[str], folder: Path) -> str:
    """What a command prints, standard output first, then standard error."""
    plain = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-m", "yinuo", *arguments],
        cwd=folder,
        env=plain,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode > 1:
        raise SystemExit(f"yinuo {shlex.join(arguments)}：{done.stderr}")
    said = done.stdout.strip("\n") + "\n" + done.stderr.strip("\n")
    return "\n".join(line.rstrip() for line in said.strip("\n").split("\n")) + "\n"


def earliest(words: str, folder: Path) -> str:
    """The first eight characters of the id of the earliest promise with these words."""
    rows = [json.loads(line) for line in yinuo(["list", "--json"], folder).splitlines()]
    found = min((row for row in rows if words in row["text"]), key=lambda row: (row["date"], row["id"]), default=None)
    if found is None:
        raise SystemExit(f"範例中沒有這則承諾（no such promise in the examples）：{words}")
    return str(found["id"])[:8]


def with_the_old_head(printed: str, before: str) -> str:
    """``printed`` with the head that stood in the tutorial, where it is of a chain of the same length."""
    new, old = HEAD.search(printed), HEAD.search(before)
    if new is None or old is None or new["entries"] != old["entries"]:
        return printed
    return printed.replace(new[0], old[0])


def rebuilt(text: str, folder: Path) -> str:
    """The tutorial with each command run again, in order, in ``folder``."""

    def block(match: re.Match[str]) -> str:
        command, words = match["command"], match["words"]
        head = f"<!-- id of: {words} -->\n" if words else ""
        if words:
            command = ID.sub(earliest(words, folder), command)
        printed = with_the_old_head(yinuo(shlex.split(command)[1:], folder), match["printed"])
        if day := KEPT.search(match["printed"]):
            printed = KEPT.sub(day[0], printed)
        return f"{head}```console\n$ {command}\n{printed}```"

    return BLOCK.sub(block, text)


def main() -> int:
    """Rewrite or check both tutorials."""
    parser = argparse.ArgumentParser(description="Run every command of the tutorials and write what it prints.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a tutorial is out of date")
    check: bool = parser.parse_args().check
    stale = 0
    for path in TUTORIALS:
        before = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "examples", Path(folder, "examples"))
            after = rebuilt(before, Path(folder))
        if check:
            before, after = (LOOSE.sub("…", text) for text in (before, after))
        stale += after != before
        if after != before:
            print(f"{path.name}：{'已過時（out of date）' if check else '已更新（rewritten）'}")
            if not check:
                path.write_text(after, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
