"""Made-up commitments as unlike one another as real ones: what an index is tried against at sizes nobody has.

    python -m benchmark.crowd ../shared/data

A real promise is taken, and each word of its matter is kept or exchanged for one of another promise; figures, years
and counties become others. Words of the matter are stretches of two to four characters joined by rare pairs; what
every letter says («將», «持續», «予以協助») stays. How much a copy keeps is drawn for each from Beta(½, 1.2): many keep
next to nothing, some nearly all. That law was chosen so that made-up promises are to each other as real ones are:
of as many as there are real ones, how like the nearest other promise of another letter is (``pair_score``, over that of
the promise with itself), at the 10th to 99th of a hundred; the same promise told again
(``judge.restatements``) is no other one. ``main`` prints both rows. Copies of which only names
and figures are others are far too alike (half of them 0.5 like the nearest, real ones 0.1): they are the same promise
told again hundreds of times, and which of them comes first says nothing of the index.

What is made up is somewhat closer than what is real: it has half as many more pairs above θ, and its words are those of
some 1,500 promises for ever, where new promises bring new words. So a million of them crowd an index at
least as much as a million real ones of the same mixture would.

What a crowd is no good for is fitting a score. Its words are exchanged each by itself, so that many a rival shares one
rare word by chance and nothing else; a linear model of the judge's cheap measures, fitted to put the promises of 358
real links before the best 512 of 100,000, had 0.86 to 0.88 of them among its first 32 in letters it was not fitted on
(``pair_score``: 0.61), by thinking less of rare words. Among the real promises above θ it put the linked one first in
0.53 to 0.54 of cases, where ``pair_score`` does in 0.66.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmark.readings import readings
from yinuo.judge.candidates import RARE, THRESHOLD, Features, features, pair_score
from yinuo.judge.grams import weight
from yinuo.judge.restatements import restatement
from yinuo.judge.stack import Stack
from yinuo.model import Commitment

__all__ = ["Crowd"]

ROOT = Path(__file__).resolve().parents[1]
SEED = 20261122
KEPT = (0.5, 1.2)  # the law of how much of its matter a copy keeps
LONGEST = 4  # characters of a word exchanged
COUNTIES = (
    *("臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市", "新竹縣", "苗栗縣", "彰化縣", "南投縣", "雲林縣"),
    *("嘉義縣", "屏東縣", "宜蘭縣", "花蓮縣", "臺東縣"),
)
SHARES = (10, 25, 50, 75, 90, 95, 99)
_COUNTY = re.compile("|".join(COUNTIES).replace("臺", "[臺台]"))
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_HAN = re.compile("[\u3400-\u9fff]+")

Piece = tuple[str, bool]  # characters, and whether they are of the matter


class Crowd:
    """Promises without end, made of real ones.

    >>> next(Crowd(["三峽河長福橋改建工程預計114年3月完工"]).texts(1))  # doctest: +SKIP
    '三峽河長福橋改建工程預計112年2月完工'
    """

    def __init__(self, promises: Sequence[str]) -> None:
        self._cut = [pieces(promise) for promise in promises]
        self._words = [words for cut in self._cut for words, matter in cut if matter]

    def texts(self, seed: int) -> Iterator[str]:
        """Promises without end, the same for the same seed."""
        chance = random.Random(seed)
        while True:
            cut, kept = chance.choice(self._cut), chance.betavariate(*KEPT)
            text = "".join(
                chance.choice(self._words) if matter and chance.random() >= kept else words for words, matter in cut
            )
            text = _NUMBER.sub(lambda found: _figure(found[0], chance), text)
            yield _COUNTY.sub(lambda _: chance.choice(COUNTIES), text)


def pieces(text: str) -> list[Piece]:
    """A text cut into words of its matter and what stands between them; joined they are the text."""
    found: list[Piece] = []
    at = 0
    for run in _HAN.finditer(text):
        found.append((text[at : run.start()], False))
        start = run.start()
        while start < run.end():
            end = start + 1
            while end < min(run.end(), start + LONGEST) and weight(text[end - 1 : end + 1]) >= RARE:
                end += 1
            found.append((text[start:end], end - start > 1))
            start = end
        at = run.end()
    return [*found, (text[at:], False)]


def _figure(written: str, chance: random.Random) -> str:
    """A figure of about the same size; a year stays a year."""
    plain = written.replace(",", "")
    if plain.isdigit() and 100 <= int(plain) <= 125:
        return str(chance.randint(106, 120))
    value = float(plain) * chance.uniform(0.5, 2)
    return f"{value:.1f}" if "." in plain else str(max(1, round(value)))


def nearest(texts: Sequence[Features], same: Callable[[int, int], bool]) -> tuple[list[float], float]:
    """How like the nearest one that is not the same is, at each of ``SHARES``; and how many are above θ, on average."""
    stack = Stack()
    for at, text in enumerate(texts):
        stack.add(at, text, day=1, tie=at)
    likest, near = [], 0
    for at, text in enumerate(texts):
        hits = [hit for hit in stack.search(text, 0.5) if not same(hit.key, at)]
        likest.append(hits[0].score / pair_score(text, text) if hits else 0.0)
        near += sum(hit.score >= THRESHOLD for hit in hits)
    return np.percentile(likest, SHARES).tolist(), near / len(texts)


def _same(one: Commitment, other: Commitment) -> bool:
    """True for promises of one letter, and for a promise told again."""
    if one.quote.document_id == other.quote.document_id:
        return True
    return restatement(one, other) is not None or restatement(other, one) is not None


def main() -> None:
    """Print how like real promises are to each other, and made-up ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=ROOT.parent / "shared/data")
    made = [one for reading in readings(parser.parse_args().data) for one in reading.commitments]
    real = [one.quote.exact for one in made]
    source = Crowd(real).texts(SEED)
    rows: dict[str, tuple[list[Features], Callable[[int, int], bool]]] = {
        "real": ([features(text) for text in real], lambda one, other: _same(made[one], made[other])),
        "made up": ([features(next(source)) for _ in real], int.__eq__),
    }
    for name, (texts, same) in rows.items():
        shares, near = nearest(texts, same)
        told = ", ".join(f"{value:.2f}" for value in shares)
        print(f"{name:>8}: {len(texts)} promises, likeness of the nearest {told}; {near:.2f} above θ")


if __name__ == "__main__":
    main()
