"""How many links of a careful run over the open letters bear on their promise, as read one by one.

    python -m benchmark.link_precision [LEDGER]

``link_verdicts.tsv`` keeps the ids of the links read and whether each bears; no words. In doubt the verdict is no. The
samples, each drawn by chance (seeds 20261122, 44, 77, 99, 5), movement and told-again apart:

1. 37 of an earlier engine, at a score of 0.5 and above;
2. 60 at 0.5 and above, before other laws, other goals and other cases were refused; the rules were mended on these, and
   the curves of ``judge.shares`` fitted to samples 1 and 2;
3. 40 fresh ones at a confidence of 0.6 and above, after that: what a reader can expect;
4. 36 more at 0.6 and above, after a last rule: every movement link not read before (12), 24 of the others;
5. of method 0.5, every link of movement that counts (0.5 and above) and was not read before (22), 14 of the promises
   told again (0.6 and above).

With a ledger (``yinuo run`` over a file of the open replies) it prints, of the verdicts whose links that run makes too,
how many bear at which confidence: told and found should agree.
"""

import csv
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from yinuo.judge.facts import ACCEPT
from yinuo.model import Evidence
from yinuo.persist.ledger import Ledger

VERDICTS = Path(__file__).parent / "link_verdicts.tsv"
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.001)


def rows() -> list[dict[str, str]]:
    """The verdicts: evidence, relation, bears, sample."""
    with VERDICTS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def report(verdicts: list[dict[str, str]]) -> None:
    """Print how many bear, by sample and relation."""
    for sample in sorted({row["sample"] for row in verdicts}):
        mine = [row for row in verdicts if row["sample"] == sample]
        read = Counter(row["relation"] for row in mine)
        bear = Counter(row["relation"] for row in mine if row["bears"] == "yes")
        parts = ", ".join(f"{relation} {bear[relation]} of {count}" for relation, count in sorted(read.items()))
        print(f"sample {sample}: {bear.total()} of {read.total()} bear ({bear.total() / read.total():.2f}): {parts}")


def compare(verdicts: list[dict[str, str]], links: dict[str, Evidence]) -> None:
    """Print, of the links that this run makes too, the confidence told and the share found."""
    for name, moves in (("movement", True), ("told again", False)):
        mine = [one for one in links.values() if one.relation.moves is moves]
        told = [(links[row["evidence"]], row["bears"] == "yes") for row in verdicts if row["evidence"] in links]
        told = [(link, bears) for link, bears in told if link.relation.moves is moves]
        print(f"{name}: {sum(one.confidence >= ACCEPT for one in mine)} of {len(mine)} links count")
        for low, high in pairwise(BINS):
            within = [(link.confidence, bears) for link, bears in told if low <= link.confidence < high]
            if within:
                mean = sum(confidence for confidence, _ in within) / len(within)
                print(f"  {low:.1f} and above: told {mean:.2f}, {sum(b for _, b in within)} of {len(within)} bear")


def main() -> None:
    """Print both; the second where a ledger is named."""
    verdicts = rows()
    report(verdicts)
    if len(sys.argv) > 1:
        with Ledger.open(sys.argv[1], readonly=True) as ledger:
            compare(verdicts, {link.id: link for link in ledger.evidence()})


if __name__ == "__main__":
    main()
