"""How well deadlines and targets are read from the gold spans: shares of exact answers.

Run ``python -m benchmark.attributes ../shared/data`` (``--errors`` prints what differs). The gold
spans are all from letters that are not held back for acceptance.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from yinuo.decode.dates import letter_date
from yinuo.extract.deadlines import deadlines
from yinuo.extract.targets import target
from yinuo.model import DateInterval


@dataclass
class Share:
    """Right answers of all, and the gold spans where the answer differs."""

    right: int = 0
    of: int = 0

    def count(self, *, right: bool) -> None:
        """Add one answer."""
        self.right += right
        self.of += 1

    def __str__(self) -> str:
        return f"{self.right}/{self.of} = {self.right / self.of:.3f}" if self.of else "0/0"


def rows(data: Path) -> Iterator[tuple[dict[str, Any], DateInterval]]:
    """Each gold commitment with its letter's date."""
    letters = {}
    with (data / "replies.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            letter = json.loads(line)
            letters[letter["id"]] = letter_date(letter["eyNumber"])
    held = set((data / "acceptance_ids.txt").read_text(encoding="utf-8").split())
    with (data / "gold" / "commitments.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            said_on = letters[row["document_id"]]
            if row["document_id"] not in held and said_on is not None:
                yield row, said_on


def score(data: Path, *, errors: bool = False) -> dict[str, Share]:
    """Exact date sets and target values, where the gold has one and where it has none."""
    names = (
        "deadlines where told",
        "no deadline where none",
        "target value",
        "target value and unit",
        "no target where none",
    )
    shares = {name: Share() for name in names}
    for row, said_on in rows(data):
        found = {deadline.due.isoformat() for deadline in deadlines(row["text"], said_on)}
        wanted = {deadline["date"] for deadline in row["deadlines"]}
        shares[names[0] if wanted else names[1]].count(right=found == wanted)
        if errors and found != wanted:
            print(f"D {said_on} {row['text']}\n    gold {sorted(wanted)}  found {sorted(found)}")
        got, want = target(row["text"]), row["target"]
        same_value = bool(got and want) and got is not None and got.value == Decimal(str(want["value"]))
        same_unit = same_value and got is not None and got.unit == want["unit"]
        if want:
            shares[names[2]].count(right=same_value)
            shares[names[3]].count(right=same_unit)
        else:
            shares[names[4]].count(right=got is None)
        if errors and (not same_unit if want else got is not None):
            print(f"T {row['text']}\n    gold {want and (want['value'], want['unit'])}  found {got}")
    return shares


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with replies.jsonl and gold/")
    parser.add_argument("--errors", action="store_true", help="print every answer that differs")
    options = parser.parse_args()
    for name, share in score(options.data, errors=options.errors).items():
        print(f"{name:26} {share}")


if __name__ == "__main__":
    main()
