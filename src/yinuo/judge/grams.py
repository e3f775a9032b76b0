"""What texts share, in pairs of characters weighted by how rare each pair is.

Chinese is matched without cutting it into words: «長福橋改建» is 長福, 福橋, 橋改, 改建; Latin words stand
whole. Weights come from a fixed table (``vocabulary/bigram_idf.json``, made from the letters by
``benchmark/train_pairs.py``), never from what happens to be collected: a pair of texts scores the
same on any machine, in any order of arrival.
"""

import re
from functools import lru_cache
from operator import add
from typing import Any

from yinuo.vocabulary import load_json

__all__ = ["UNSEEN", "find_grams", "grams", "weight", "weights"]

_TOKEN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z][A-Za-z0-9+-]{1,24}")
UNSEEN = 8.3  # of a pair the letters never show twice; the table's own largest weight is just below


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Weight of each known pair or Latin word: log(passages / passages with it), in steps of 0.1. Frozen."""
    data: dict[str, Any] = load_json("bigram_idf.json")
    table = {
        pairs[at : at + 2]: level
        for level, pairs in ((float(key), text) for key, text in data["pairs"].items())
        for at in range(0, len(pairs), 2)
    }
    table.update({word: float(key) for key, words in data["words"].items() for word in words})
    return table


def weight(gram: str) -> float:
    """How much it says that two texts share this pair: 8 where it is rare, 2 where every letter has it."""
    return weights().get(gram, UNSEEN)


def find_grams(text: str) -> list[tuple[int, str]]:
    """Every pair of characters and Latin word of a folded text, with where it starts, in order."""
    found: list[tuple[int, str]] = []
    for match in _TOKEN.finditer(text):
        at, words = match.start(), match.group()
        if words[0] < "\u3400":
            found.append((at, words.lower()))
        else:
            found.extend(enumerate(map(add, words, words[1:]), at))
    return found


def grams(text: str) -> frozenset[str]:
    """The different pairs and Latin words of a folded text."""
    found: set[str] = set()
    for words in _TOKEN.findall(text):
        if words[0] < "\u3400":
            found.add(words.lower())
        else:
            found.update(map(add, words, words[1:]))
    return frozenset(found)
