"""Words cut into the pieces that an encoder knows: the likeliest cut under a unigram model.

The rule is that of SentencePiece's unigram tokenizer (Kudo 2018): every piece has a log chance,
the best sum over the text wins; a character without a piece counts as unknown.
"""

import unicodedata
from collections.abc import Sequence

__all__ = ["Pieces"]

UNKNOWN = 3
_GAP = "▁"
_LONGEST = 12  # characters of the longest piece looked for; Chinese ones have at most eight


class Pieces:
    """The pieces of one encoder, each with its log chance.

    Args:
        pieces: 0 start, 1 padding, 2 end, 3 unknown, then the pieces; a blank is ``▁``.
        scores: log chance of each, natural logarithm.
        unknown: log chance of a character that no piece covers; ten below the rarest piece where not given.
    """

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], unknown: float | None = None) -> None:
        self.pieces = tuple(pieces)
        self.scores = tuple(map(float, scores))
        self.unknown = min(self.scores) - 10.0 if unknown is None else float(unknown)
        self._single: dict[str, tuple[int, float]] = {}  # pieces of one character
        self._begins: dict[str, dict[str, tuple[str, int, int, float]]] = {}  # longer ones, by their first two
        for number, (piece, score) in enumerate(zip(self.pieces, self.scores, strict=True)):
            if number <= UNKNOWN or not 0 < len(piece) <= _LONGEST:
                continue
            if len(piece) == 1:
                self._single[piece] = number, score
            else:
                self._begins.setdefault(piece[:2], {})[piece] = piece, len(piece), number, score

    def cut(self, text: str) -> list[int]:
        """Numbers of the pieces of ``text``, without start and end."""
        words = _GAP + _GAP.join(unicodedata.normalize("NFKC", text).split())
        length = len(words)
        best = [0.0] + [-1e30] * length
        came = [(0, 0)] * (length + 1)  # (where the last piece starts, its number)
        single, begins, unknown = self._single, self._begins, self.unknown
        for start in range(length):
            so_far = best[start]
            found = single.get(words[start])
            if found is not None and so_far + found[1] > best[start + 1]:
                best[start + 1], came[start + 1] = so_far + found[1], (start, found[0])
            if longer := begins.get(words[start : start + 2]):
                for piece, size, number, score in longer.values():
                    end = start + size
                    if words.startswith(piece, start) and so_far + score > best[end]:
                        best[end], came[end] = so_far + score, (start, number)
            if so_far + unknown > best[start + 1]:
                best[start + 1], came[start + 1] = so_far + unknown, (start, UNKNOWN)
        numbers: list[int] = []
        place = length
        while place:
            place, number = came[place]
            numbers.append(number)
        return numbers[::-1]
