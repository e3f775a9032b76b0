"""Chinese text as search terms: overlapping pairs of characters, one starting at every character.

«長照服務。» → ``長照 照服 服務 務``: a word of two characters is one term, a longer one a phrase, a
single character the beginning of terms. Nothing joins across a punctuation mark. Widths, variants
(臺/台) and case are one before pairs are made (``decode.folding.fold_key``).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import add

from yinuo.decode.folding import fold, fold_key

__all__ = ["index_terms", "locate", "match_expression", "query_words"]

_RUN = re.compile(r"(?:[^\W_]|[\ue000-\uf8ff])+")  # letters, digits, Chinese, private-use glyphs; no marks
_MOST_WORDS = 16
_LONGEST_WORD = 64


def index_terms(text: str) -> str:
    """The terms of ``text``, in order, with a blank between two."""
    return " ".join([" ".join(map(add, run, run[1:] + " ")) for run in _RUN.findall(fold_key(text))])


def query_words(query: str) -> tuple[str, ...]:
    """What a person asked for, as folded words without marks: «"台 灣" OR 長照*» → 台, 灣, or, 長照.

    Each must be found. Operators and quotes mean nothing: any input is a plain list of words.
    """
    words: dict[str, None] = {}
    for part in query.split():
        for run in _RUN.findall(fold_key(part)):
            words[run[:_LONGEST_WORD]] = None
    return tuple(words)[:_MOST_WORDS]


def match_expression(words: tuple[str, ...]) -> str:
    """The FTS5 expression that finds rows with all the words; words come from ``query_words``."""
    phrases = []
    for word in words:
        pairs = [word[place : place + 2] for place in range(max(1, len(word) - 1))]
        phrases.append(f'"{" ".join(pairs)}"' + ("*" if len(word) == 1 else ""))
    return " AND ".join(phrases)


@lru_cache(maxsize=32768)
def _plain(character: str) -> str:
    return fold_key(character)


def locate(text: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where in ``text`` the words stand, as offsets of the original, in order and not overlapping."""
    folded = fold(text)
    plain = list(map(_plain, folded.text))
    joined = "".join(plain)
    places: Sequence[int] = range(len(plain))
    if len(joined) != len(plain) or not all(plain):  # some character is more than one, or none
        places = [place for place, characters in enumerate(plain) for _ in characters]
    spans = [
        folded.original(places[match.start()], places[match.end() - 1] + 1)
        for word in words
        for match in re.finditer(re.escape(word), joined)
    ]
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)
