"""How often the responsible body is the one that a reader of the letter gave.

``python benchmark/agencies.py DATA`` reads ``DATA/replies.jsonl`` and ``DATA/gold/commitments.jsonl``
and prints the share of commitments whose body is right: the same official name (臺/台 folded), and
the same body of the register. ``--errors`` lists the rest. Nothing here is fitted.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from yinuo.decode.documents import read_documents
from yinuo.decode.folding import fold_key
from yinuo.decode.outline import heading_path, sections
from yinuo.extract.agencies import resolve, responsible
from yinuo.model import AgencyRef, Document


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def letters(path: Path) -> dict[str, Document]:
    """The stored replies as the engine reads them, by id."""
    read = read_documents(path.read_bytes(), path.name)
    return {document.id: document for document in read if isinstance(document, Document)}


def same_name(gold: str, got: AgencyRef | None) -> bool:
    """The same official name, 臺 and 台 alike."""
    return got is not None and got.name is not None and fold_key(gold) == fold_key(got.name)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    asked = parser.parse_args()
    held_back = set((asked.data / "acceptance_ids.txt").read_text().split())
    documents = letters(asked.data / "replies.jsonl")
    names = bodies = silent = total = 0
    for gold in rows(asked.data / "gold" / "commitments.jsonl"):
        document = documents[gold["document_id"]]
        if document.id in held_back:
            continue
        start = gold["start"]
        headings = heading_path(sections(document.text), start)
        got = responsible(document, headings, gold["text"], document.text[:start])
        wanted = resolve(gold["agency"], document.date.last)
        total += 1
        silent += got is None
        named = same_name(gold["agency"], got)
        names += named
        body = named or (got is not None and got.id is not None and got.id == wanted.id)
        bodies += body
        if asked.errors and not body:
            print(f"{document.id[:8]} {gold['agency']} ≠ {got and (got.name, got.words)}")
            print(f"    …{document.text[max(0, start - 80) : start]}【{gold['text'][:120]}】")
    print(f"{total} commitments: name {names / total:.3f}, body {bodies / total:.3f}, silent {silent}")


if __name__ == "__main__":
    main()
