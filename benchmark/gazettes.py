"""Reports of government bodies in gazettes of the Legislative Yuan, and what the second reader told of them.

Gazettes of 2000 to 2013 print what ministries reported to committees: text like that of replies, of other years and
matters than the labelled letters. ``gazette_passages.tsv`` names 518 passages of them by file, place in its text,
month and hash; ``gazette_readings.tsv`` keeps the second reader's figures of each unit (``benchmark.second_reader``).
Neither has words. The texts are official documents, which have no copyright (著作權法 §9):

    git clone https://github.com/g0v/ly-gazette && git -C ly-gazette checkout 89c99742781ae0bd9179be0407f7b259a1b7ab18

A passage is a run of paragraphs without a speaker, a bill's articles or a legislator's «請公決», with several words of
plans and of things done in it; the second reader set aside those that a legislator wrote. None was read by anybody
else: what a model learns from them is counted on the labelled letters alone.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmark.second_reader import Told, readings
from yinuo.errors import InputError
from yinuo.model import DateInterval, Document, DocumentKind

__all__ = ["PASSAGES", "READINGS", "Passage", "passages"]

PASSAGES = Path(__file__).parent / "gazette_passages.tsv"
READINGS = Path(__file__).parent / "gazette_readings.tsv"
_MIDDLE = 15  # of the month: the day is not known


@dataclass(frozen=True)
class Passage:
    """A stretch of a report, and what was told of its units."""

    document: Document
    told: tuple[Told, ...]


def passages(clone: Path) -> Iterator[Passage]:
    """Every passage, file by file.

    Args:
        clone: a checked-out copy of the gazettes.

    Raises:
        InputError: a file is missing, or its text is not what was read.
    """
    wanted: dict[str, list[dict[str, str]]] = defaultdict(list)
    with PASSAGES.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            wanted[row["file"]].append(row)
    said = readings(READINGS)
    for name, rows in wanted.items():
        try:
            gazette = (clone / name).read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise InputError(f"讀不到公報（no such gazette）：{error}", where=str(clone / name)) from error
        for row in rows:
            yield Passage(_document(row, gazette[int(row["start"]) : int(row["end"])]), said[row["passage"]])


def _document(row: dict[str, str], text: str) -> Document:
    if not hashlib.sha256(text.encode()).hexdigest().startswith(row["sha256"]):
        raise InputError("公報不是讀過的那一版（another version of the gazette）", where=row["file"])
    year, month = map(int, row["month"].split("-"))
    return Document(row["passage"], DocumentKind.REPORT, text, DateInterval.day(year, month, _MIDDLE))
