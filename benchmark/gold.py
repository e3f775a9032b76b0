"""The labelled letters: loading, folds, and what they say of a unit.

The 44 letters held back for acceptance, and any copy of one, are refused here, once for all.
"""

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yinuo.decode.letters import answering_bodies
from yinuo.model import DateInterval, Document, DocumentKind, fingerprint

__all__ = ["FOLDS", "Letter", "folds", "gold_hash", "letters", "share_half"]

FOLDS = 5
SEED = 20261121


@dataclass(frozen=True)
class Letter:
    """One labelled letter: its document, unit labels, and spans where it is fully read."""

    document: Document
    units: tuple[dict[str, Any], ...]
    commitments: tuple[dict[str, Any], ...]
    full: bool


def letters(data: Path) -> tuple[Letter, ...]:
    """Every labelled letter that is not held back, by id."""
    held = set((data / "acceptance_ids.txt").read_text(encoding="utf-8").split())
    replies = {reply["id"]: reply for reply in _lines(data / "replies.jsonl")}
    refused = {fingerprint(replies[name]["content"]) for name in held}
    units, spans = defaultdict(list), defaultdict(list)
    for unit in _lines(data / "gold" / "statements.jsonl"):
        units[unit["document_id"]].append(unit)
    for span in _lines(data / "gold" / "commitments.jsonl"):
        spans[span["document_id"]].append(span)
    return tuple(
        Letter(_document(replies[name]), tuple(units[name]), tuple(spans[name]), bool(units[name][0]["full"]))
        for name in sorted(units)
        if fingerprint(replies[name]["content"]) not in refused
    )


def folds(found: Iterable[Letter]) -> list[int]:
    """A fold for each letter; copies of one text share it, full letters are spread evenly."""
    found = list(found)
    groups: dict[str, list[int]] = defaultdict(list)
    for at, letter in enumerate(found):
        groups[letter.document.fingerprint].append(at)
    chance = random.Random(SEED)
    fold_of = [0] * len(found)
    for full in (True, False):
        keys = sorted(key for key, members in groups.items() if found[members[0]].full is full)
        chance.shuffle(keys)
        for place, key in enumerate(keys):
            for at in groups[key]:
                fold_of[at] = place % FOLDS
    return fold_of


def share_half(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches of a text share half of the shorter: then a label of the one holds of the other."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])


def gold_hash(data: Path) -> str:
    """SHA-256 of the labels a model was fitted on."""
    digest = hashlib.sha256()
    for name in ("statements.jsonl", "commitments.jsonl"):
        digest.update((data / "gold" / name).read_bytes())
    return digest.hexdigest()


def _document(reply: dict[str, Any]) -> Document:
    written = re.search(r"中華民國(\d+)年(\d+)月(\d+)日", reply["eyNumber"])
    if written is None:
        raise ValueError(f"沒有日期（no date）：{reply['eyNumber']}")
    year, month, day = map(int, written.groups())
    return Document(
        reply["id"],
        DocumentKind.REPLY,
        reply["content"],
        DateInterval.day(year + 1911, month, day),
        title=reply["subject"],
        number=reply["eyNumber"],
        question_number=reply["lyNumber"],
        agencies=answering_bodies(reply["content"]),
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)
