"""How often the responsible body is the one that a reader of the letter gave.

``python -m benchmark.agencies DATA`` reads the fully read letters of ``DATA/gold`` and prints the
share of commitments whose body is right: the same official name (臺/台 folded), and the same body of
the register; and the spread of that share over the folds. ``--errors`` lists the rest.

Nothing is fitted, but the rules were mended by reading errors in these very letters. So a second
figure comes from letters whose errors nobody read: each that one ministry answers is read as if
«有關機關» had answered it, with its opening cut off, and it counts whether the body found for each
unit that promises is of that ministry. (Some of the rest is no error: a letter speaks of others too.)
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import pstdev
from typing import Any

from benchmark import gold
from benchmark.gold import FOLDS, Letter, folds
from yinuo.decode.documents import read_documents
from yinuo.decode.folding import fold_key
from yinuo.decode.outline import heading_path, sections
from yinuo.extract.agencies import answering, resolve, responsible
from yinuo.extract.agency_register import register
from yinuo.extract.agency_topics import ministry
from yinuo.model import AgencyRef, Document

_BEFORE = 4000  # characters before a promise that the engine has at hand
_OPENING = re.compile(r"查復如下：")


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file; ``benchmark.titles`` reads with it."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def letters(path: Path) -> dict[str, Document]:
    """The stored replies as the engine reads them, by id; ``benchmark.titles`` reads with it."""
    read = read_documents(path.read_bytes(), path.name)
    return {document.id: document for document in read if isinstance(document, Document)}


def same_name(wanted: str, got: AgencyRef | None) -> bool:
    """The same official name, 臺 and 台 alike."""
    return got is not None and got.name is not None and fold_key(wanted) == fold_key(got.name)


def score(letter: Letter, *, errors: bool = False) -> Counter[str]:
    """Counts for the promises of one letter: all, name, body, silent."""
    document, told = letter.document, Counter[str]()
    for row in letter.commitments:
        start = row["start"]
        headings = heading_path(sections(document.text), start)
        got = responsible(document, headings, row["text"], document.text[max(0, start - _BEFORE) : start])
        wanted = resolve(row["agency"], document.date.last)
        named = same_name(row["agency"], got)
        body = named or (got is not None and got.id is not None and got.id == wanted.id)
        told += Counter(all=1, name=named, body=body, silent=got is None)
        if errors and not body:
            print(f"{document.id[:8]} {row['agency']} ≠ {got and (got.name, got.words)}")
            print(f"    …{document.text[max(0, start - 80) : start]}【{row['text'][:120]}】")
    return told


def masked(letter: Letter) -> Counter[str]:
    """What is found in a letter of one ministry, read without its opening: right, wrong, cabinet, silent."""
    document, told = letter.document, Counter[str]()
    answers = answering(document)
    if len(answers) != 1 or answers[0].id is None:
        return told
    ours = ministry(register().agencies[answers[0].id])
    opening = _OPENING.search(document.text)
    cut = opening.end() if opening else 0
    blind = replace(document, agencies=(), text=document.text[cut:])
    outline = sections(blind.text)
    for unit in letter.units:
        start = unit["start"] - cut
        if start < 0 or not any(role.startswith("C") for role in unit["roles"]):
            continue
        words = document.text[unit["start"] : unit["end"]]
        got = responsible(blind, heading_path(outline, start), words, blind.text[max(0, start - _BEFORE) : start])
        told[_kind(got, ours.id)] += 1
    return told


def _kind(got: AgencyRef | None, ours: str) -> str:
    if got is None or got.id is None:
        return "silent"
    found = ministry(register().agencies[got.id])
    return "right" if found.id == ours else "cabinet" if found.names[-1].words == "行政院" else "wrong"


def spread(found: Sequence[Letter], told: Sequence[Counter[str]], key: str) -> str:
    """The share of ``key`` in all, and its least, greatest and deviation over the folds."""
    sums = [Counter[str]() for _ in range(FOLDS)]
    for fold, counts in zip(folds(found), told, strict=True):
        sums[fold] += counts
    shares = [counts[key] / counts["all"] for counts in sums if counts["all"]]
    whole = sum(counts[key] for counts in sums) / sum(counts["all"] for counts in sums)
    return f"{whole:.3f} (folds {min(shares):.3f}–{max(shares):.3f}, ±{pstdev(shares):.3f})"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is wrong in the fully read letters")
    asked = parser.parse_args()
    every = gold.letters(asked.data)
    full = [letter for letter in every if letter.full]
    told = [score(letter, errors=asked.errors) for letter in full]
    total = sum(told, Counter[str]())
    print(f"{total['all']} commitments of {len(full)} letters; without a body {total['silent']}")
    print(f"official name  {spread(full, told, 'name')}")
    print(f"body           {spread(full, told, 'body')}")
    blind = sum((masked(letter) for letter in every if not letter.full), Counter[str]())
    shares = ", ".join(f"{key} {count / blind.total():.3f}" for key, count in blind.most_common())
    print(f"ministry, with the letter's opening hidden ({blind.total()} promising units of other letters): {shares}")


if __name__ == "__main__":
    main()
