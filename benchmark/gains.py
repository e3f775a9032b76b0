"""What a change of the engine gains and loses: span by span, with the words, between two kept results.

    python -m benchmark.spans ../shared/data --out build/new.json
    python -m benchmark.gains build/old.json build/new.json
    python -m benchmark.gains --revision HEAD~3 --data ../shared/data build/new.json

A revision is read as ``benchmark.spans`` reads today's tree, with its own rules, vocabulary and fitting,
in a temporary work tree; only the scorer is today's. The report and the kept files hold sentences of
the data: nothing is written unless ``--keep-old FILE`` asks for it, and ``build/`` is ignored by git.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from benchmark.crossval import progress
from benchmark.figures import f1, resampled_f1
from benchmark.spans import attributes, match

__all__ = ["at_revision", "compare", "differences", "kept"]

ROOT = Path(__file__).resolve().parents[1]
SCORER = ("spans.py", "figures.py")  # today's, for any revision
SEAM = "crossval.py"  # a revision's own where it has one: it knows how that engine is called
KINDS = ("new hit", "lost hit", "new false one", "gone false one", "attribute mended", "attribute broken")
_FIELD = {"no deadline": "deadlines", "target and unit": "target", "no target": "target"}
Kept: TypeAlias = Mapping[str, Any]
Row: TypeAlias = Mapping[str, Any]


def kept(path: Path) -> dict[str, Any]:
    """A file that ``benchmark.spans --out`` wrote; one line and exit 2 where it is none."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if all({"gold", "ours", "date", "text"} <= set(letter) for letter in found["letters"].values()):
            return found
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    progress(
        f"讀不到結果檔 {path}：請用 benchmark.spans --out 產生（no kept result: write one with benchmark.spans --out）"
    )
    raise SystemExit(2)


def compare(old: Kept, new: Kept) -> Iterator[dict[str, Any]]:
    """Every difference between two results over the same labels, letter by letter.

    Yields rows ``{kind, document_id, text, …}``; ``kind`` is one of ``KINDS``.

    Raises:
        ValueError: where letters or labels differ.
    """
    if {name: letter["gold"] for name, letter in old["letters"].items()} != {
        name: letter["gold"] for name, letter in new["letters"].items()
    }:
        raise ValueError("兩份結果的標記不同（the two results have other letters or labels）")
    for name, letter in new["letters"].items():
        for row in differences(letter["gold"], old["letters"][name]["ours"], letter["ours"], letter["date"]):
            yield {"document_id": name, **row}


def differences(gold: Sequence[Row], old: Sequence[Row], new: Sequence[Row], on: str) -> Iterator[dict[str, Any]]:
    """The differences in one letter: hits by the reader's span, false ones by our own."""
    was, now = ({b: ours[a] for a, b in match(ours, gold)} for ours in (old, new))
    for at, span in enumerate(gold):
        if (at in was) != (at in now):
            kind = "new hit" if at in now else "lost hit"
            yield {"kind": kind, "text": span["text"], "level": span["level"]}
        elif at in was:
            yield from _attributes(span, was[at], now[at], date.fromisoformat(on))
    for kind, mine, before in (("new false one", new, old), ("gone false one", old, new)):
        wrong = [_without(ours, gold) for ours in (mine, before)]
        known = {a for a, _ in match(*wrong)}
        for at, row in enumerate(wrong[0]):
            if at not in known:
                yield {"kind": kind, "text": row["text"], "level": row["level"], "confidence": row["confidence"]}


def _without(ours: Sequence[Row], gold: Sequence[Row]) -> list[Row]:
    """Ours that match no span of the reader's."""
    hit = {a for a, _ in match(ours, gold)}
    return [row for at, row in enumerate(ours) if at not in hit]


def _attributes(span: Row, was: Row, now: Row, on: date) -> Iterator[dict[str, Any]]:
    before, after = attributes(was, span, on), attributes(now, span, on)
    for name in before:
        if before[name] == after[name] or name.startswith("level of") or name == "agency's body":
            continue
        field = _FIELD.get(name, name)
        yield {
            "kind": "attribute mended" if after[name] else "attribute broken",
            "attribute": name,
            "text": span["text"],
            "reader": span[field],
            "old": was[field],
            "new": now[field],
        }


def totals(old: Kept, new: Kept) -> dict[str, Any]:
    """Span F1 of both, and in how many resamples of whole texts the new one is better."""
    tallies: list[list[Counter[str]]] = []
    for result in (old, new):
        texts: dict[str, Counter[str]] = {}
        for _, letter in sorted(result["letters"].items()):
            pairs = match(letter["ours"], letter["gold"])
            counted = {"hit": len(pairs), "ours": len(letter["ours"]), "gold": len(letter["gold"])}
            texts.setdefault(letter["text"], Counter()).update(counted)
        tallies.append(list(texts.values()))
    draws = [resampled_f1(one, "hit", "ours", "gold") for one in tallies]
    each = [sum(one, Counter()) for one in tallies]
    return {
        "F1": [f1(one["hit"], one["ours"], one["gold"]) for one in each],
        "counts": [dict(one) for one in each],
        "better in": float(np.mean(draws[1] > draws[0])),
        "worse in": float(np.mean(draws[1] < draws[0])),
    }


def at_revision(revision: str, data: Path, tier: str) -> dict[str, Any]:
    """The result of a git revision, cross-validated with its own code in a temporary work tree."""
    with tempfile.TemporaryDirectory() as folder:
        tree, out = Path(folder) / "tree", Path(folder) / "old.json"
        added = subprocess.run(
            ["git", "worktree", "add", "--detach", str(tree), revision],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if added.returncode:
            progress(f"沒有這個版本：{revision}（no such revision）；{added.stderr.strip().splitlines()[-1]}")
            raise SystemExit(2)
        try:
            beside = Path(__file__).parent
            for name in (*SCORER, *([] if (tree / "benchmark" / SEAM).exists() else [SEAM])):
                shutil.copy(beside / name, tree / "benchmark" / name)
            command = [sys.executable, "-m", "benchmark.spans", str(data.resolve()), "--tier", tier, "--out", str(out)]
            paths = os.pathsep.join((str(tree), str(tree / "src")))
            environment = os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
            subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.DEVNULL, check=True)
            return kept(out)
        except subprocess.CalledProcessError as failed:
            progress(f"{revision} 跑不完（that revision's benchmark ended with {failed.returncode}; see above）")
            raise SystemExit(1) from None
        finally:
            subprocess.run(
                ["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, capture_output=True, check=False
            )


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", type=Path, nargs="+", metavar="RESULT", help="OLD NEW, or NEW with --revision")
    parser.add_argument("--revision", help="make OLD from this git revision")
    parser.add_argument("--data", type=Path, help="with --revision: the folder with replies.jsonl and gold/")
    parser.add_argument("--tier", default="fast", help="with --revision: the tier to read with")
    parser.add_argument("--keep-old", type=Path, metavar="FILE", help="with --revision: write its result here")
    parser.add_argument("--json", action="store_true", help="print one JSON object a difference, totals last")
    asked = parser.parse_args()
    if len(asked.results) != (1 if asked.revision else 2) or bool(asked.revision) != bool(asked.data):
        parser.error("給 OLD NEW，或 --revision REV --data DATA NEW（give OLD NEW, or --revision REV --data DATA NEW）")
    new = kept(asked.results[-1])
    old = at_revision(asked.revision, asked.data, asked.tier) if asked.revision else kept(asked.results[0])
    if asked.keep_old:
        asked.keep_old.write_text(json.dumps(old, ensure_ascii=False), encoding="utf-8")
    try:
        show(list(compare(old, new)), totals(old, new), as_json=asked.json)
    except ValueError as problem:
        progress(str(problem))
        raise SystemExit(2) from None


def show(rows: Sequence[Row], summed: Mapping[str, Any], *, as_json: bool) -> None:
    """Print differences by kind, then the totals."""
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        print(json.dumps(summed))
        return
    for kind in KINDS:
        some = [row for row in rows if row["kind"] == kind]
        print(f"\n{kind}: {len(some)}")
        for row in some:
            if "attribute" in row:
                told = f"{row['attribute']}: reader {row['reader']}; old {row['old']}; new {row['new']}"
            else:
                told = " ".join(str(row[name]) for name in ("level", "confidence") if name in row)
            print(f"  {row['document_id'][:8]} {told}\n    {row['text']}")
    before, after = summed["F1"]
    print(f"\nspan F1 {before:.3f} → {after:.3f}; of resamples of whole texts ", end="")
    print(f"{summed['better in']:.0%} are better, {summed['worse in']:.0%} worse")
    print(f"old {summed['counts'][0]}; new {summed['counts'][1]}")


if __name__ == "__main__":
    main()
