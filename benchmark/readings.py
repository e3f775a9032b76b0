"""What the fast tier reads in the letters that may be looked at: those held back, and their copies, left out."""

import json
from pathlib import Path

from yinuo.decode.documents import read_documents
from yinuo.errors import InputError
from yinuo.model import Extraction, fingerprint
from yinuo.pipeline import read_promises
from yinuo.words import Tier

__all__ = ["readings"]


def readings(data: Path) -> list[Extraction]:
    """What the fast tier reads in the letters, those held back left out, a text once."""
    lines = (data / "replies.jsonl").read_text(encoding="utf-8").splitlines()
    held_back = set((data / "acceptance_ids.txt").read_text(encoding="utf-8").split())
    rows = [(json.loads(line), line) for line in lines]
    seen = {fingerprint(row["content"]) for row, _ in rows if row["id"] in held_back}
    found = []
    for row, line in rows:
        if row["id"] in held_back or fingerprint(row["content"]) in seen:
            continue
        seen.add(fingerprint(row["content"]))
        read = [one for one in read_documents(line.encode(), "letter.json") if not isinstance(one, InputError)]
        found += [read_promises(document, Tier.FAST) for document in read]
    return found
