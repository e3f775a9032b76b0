"""How often the responsible body is the one that a reader of the letter gave.

``python benchmark/agencies.py DATA`` reads ``DATA/replies.jsonl`` and ``DATA/gold/commitments.jsonl``
and prints the share of commitments whose body is right: the same official name (臺/台 folded), and
the same body of the register. ``--errors`` lists the rest. Nothing here is fitted.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any

from yinuo.decode.folding import fold_key
from yinuo.extract.agencies import resolve, responsible
from yinuo.model import AgencyRef, DateInterval, Document, DocumentKind

DATE = re.compile(r"中華民國(\d+)年(\d+)月(\d+)日")
ANSWERED = re.compile(r"經交據?(.{1,40}?)(?:查復|答復)")


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def letter(row: dict[str, Any]) -> Document:
    """A stored reply as a document, with its date and answering body."""
    year, month, day = map(int, DATE.search(row["eyNumber"]).groups())  # type: ignore[union-attr]  # 404 of 404 match
    answered = ANSWERED.search(row["content"][:400])
    return Document(
        id=row["id"],
        kind=DocumentKind.REPLY,
        text=row["content"],
        date=DateInterval.day(year + 1911, month, day),
        agencies=(answered[1],) if answered else (),
    )


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
    letters = {row["id"]: letter(row) for row in rows(asked.data / "replies.jsonl")}
    names = bodies = silent = total = 0
    for gold in rows(asked.data / "gold" / "commitments.jsonl"):
        document = letters[gold["document_id"]]
        if document.id in held_back:
            continue
        start = gold["start"]
        got = responsible(document, (), gold["text"], document.text[:start])
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
