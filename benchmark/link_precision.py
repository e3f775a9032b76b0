"""How many links of a careful run over the open letters bear on their promise, as read one by one.

    python -m benchmark.link_precision

``link_verdicts.tsv`` keeps the ids of the links read (drawn by chance from those at confidence 0.5 and above, movement
and told-again apart) and whether each bears; no words. In doubt the verdict is no.
"""

import csv
from collections import Counter
from pathlib import Path

VERDICTS = Path(__file__).parent / "link_verdicts.tsv"


def main() -> None:
    """Print how many bear, by relation."""
    with VERDICTS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    read, bear = Counter(row["relation"] for row in rows), Counter(r["relation"] for r in rows if r["bears"] == "yes")
    for relation, count in sorted(read.items()):
        print(f"{relation}: {bear[relation]} of {count} bear")
    print(f"all: {bear.total()} of {read.total()} bear ({bear.total() / max(1, read.total()):.2f})")


if __name__ == "__main__":
    main()
