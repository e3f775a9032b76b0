"""An index of pairs of characters that a browser can search without a server.

Chinese is written without blanks, and most of its words have two characters: every pair of neighbouring
characters is a key («長照» finds «長照機構»), and so is every word of Latin letters or digits. Keys are kept in
shards by their first character, so that a search fetches one small file for each pair.

A shard maps a key to the numbers of commitments that have it, doubled, plus one where the title has it; differences of
rising numbers are written in digits of five bits, the sixth saying that more follow (base 64, one character a digit).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["DIGITS", "folded", "keys", "packed", "shards", "unpacked"]

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
END = "\u0001"  # stands after the last character of a run, so that one character alone can be looked for
_SHARD = 24_000  # bytes aimed at
_MOST_SHARDS = 4096
_LONGEST = 40  # characters of one Latin word: longer ones are not words
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[0-9a-z\u00c0-\u024f]+(?:[.][0-9]+)?")


def folded(text: str) -> str:
    """One way of writing for all: compatibility forms, lower case, 臺 as 台. The script folds in the same way."""
    return unicodedata.normalize("NFKC", text).lower().replace("臺", "台")


def keys(text: str) -> Iterator[str]:
    """The keys of a text, with repeats: pairs of Chinese characters, the last of a run by itself, whole other words.

    «太陽光電20GW» gives 太陽, 陽光, 光電, 電 and its end, 20gw; a mark such as «，» joins nothing.
    """
    for run in _RUNS.findall(folded(text)):
        if run[0] < "\u3400":
            yield run[:_LONGEST]
            continue
        yield from (run[at : at + 2] for at in range(len(run) - 1))
        yield run[-1] + END


def shards(entries: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """The index of (title, other words) of each commitment, by number.

    Returns:
        As many mappings from key to packed numbers as keep each small; a key's shard is the code of its first
        character modulo their count.
    """
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for number, (title, words) in enumerate(entries):
        for key in keys(words):
            found[key].setdefault(number, False)
        for key in keys(title):
            found[key][number] = True
    index = {key: packed(2 * number + in_title for number, in_title in held.items()) for key, held in found.items()}
    size = sum(len(key.encode()) + len(numbers) + 6 for key, numbers in index.items())
    count = min(_MOST_SHARDS, size // _SHARD + 1)
    out: list[dict[str, str]] = [{} for _ in range(count)]
    for key in sorted(index):
        out[ord(key[0]) % count][key] = index[key]
    return out


def packed(numbers: Iterable[int]) -> str:
    """Rising numbers as the shortest text that a script reads quickly."""
    out: list[str] = []
    last = 0
    for number in sorted(numbers):
        gap, last = number - last, number
        while gap >= 32:
            out.append(DIGITS[32 | gap & 31])
            gap >>= 5
        out.append(DIGITS[gap])
    return "".join(out)


def unpacked(text: str) -> list[int]:
    """What ``packed`` was given. Raises ``ValueError`` on another character."""
    found: list[int] = []
    last = value = shift = 0
    for sign in text:
        digit = DIGITS.index(sign)
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            last += value
            found.append(last)
            value = shift = 0
    return found
