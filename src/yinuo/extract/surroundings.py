"""Features that have names: cues here, above, before and after; years ahead; where a unit stands."""

import re
from collections.abc import Iterator, Sequence

from yinuo.extract.company import company
from yinuo.extract.cues import Hit
from yinuo.extract.deadlines import deadlines
from yinuo.extract.naming import paired, prefixed
from yinuo.extract.reading import Unit
from yinuo.extract.spans import clauses
from yinuo.model import DateInterval

__all__ = ["named", "years"]

_YEAR = re.compile(
    r"(?<![0-9])(?P<number>[0-9]{2,4})(?:\([0-9]{2,4}\))?(?:年(?:(?P<month>[0-9]{1,2})月)?|[-~至](?P<last>[0-9]{2,4})年)"
    r"|(?P<word>本|今|明|後|去|上|前)(?:\([0-9]{2,4}\))?年(?:(?P<same>[0-9]{1,2})月)?"
)
_WORDS = {"本": 0, "今": 0, "明": 1, "後": 2, "去": -1, "上": -1, "前": -2}
_NEAR = "底前起完預至度已"
_AHEAD = frozenset({"later", "next", "future"})
_DATED = re.compile(r"[0-9)明後今本同次]年|[0-9]月|年底|月底|季|旬|個月內|日內|年內")


def named(units: Sequence[Unit], cues: Sequence[Sequence[Hit]], said_on: DateInterval, block: range) -> list[list[str]]:
    """The names that hold of each unit of ``block``, each once, always in the same order."""
    found = _Found(cues)
    around = company(units, cues, block)
    names: list[list[str]] = []
    for at in block:
        unit = units[at]
        mine = [*_own(unit, cues[at], found[at]), *around[at - block.start], f"place {5 * at // len(units)}"]
        if _DATED.search(unit.words):
            mine += _dated(unit, found[at], said_on)
        if at:
            mine += prefixed("before", found[at - 1])
        if at + 1 < len(units):
            mine += prefixed("after", found[at + 1])
        mine.append(f"next level {units[at + 1].level}" if at + 1 < len(units) else "the end")
        for up, above in zip(("above 0", "above 1"), unit.above, strict=False):
            mine += prefixed(up, found[above])
        if unit.lead_at >= 0:
            mine += prefixed("lead", found[unit.lead_at])
        names.append(mine)
    return names


class _Found(dict[int, tuple[str, ...]]):
    """Names of the cues of a unit, by its number."""

    def __init__(self, cues: Sequence[Sequence[Hit]]) -> None:
        super().__init__()
        self.cues = cues

    def __missing__(self, at: int) -> tuple[str, ...]:
        self[at] = found = tuple(sorted({hit.cue.id for hit in self.cues[at]}))
        return found


def years(words: str, said_on: DateInterval) -> Iterator[tuple[str, str]]:
    """Every year told, against the letter's: (past, last, earlier, same, later, next or future; what follows).

    Reads, in a letter of 2021, «112年底前» as future; «本年3月» as earlier from April on.
    """
    for match in _YEAR.finditer(words):
        if match["word"]:
            distance, month = _WORDS[match["word"]], match["same"]
        else:
            year = int(match["last"] or match["number"])
            distance, month = (year + 1911 if year < 1000 else year) - said_on.first.year, match["month"]
            if not -80 < distance < 60:
                continue
        yield _when(distance, int(month) - said_on.first.month if month else 0), words[match.end() : match.end() + 6]


def _when(years_on: int, months_on: int) -> str:
    if years_on:
        return {1: "next", -1: "last"}.get(years_on, "future" if years_on > 0 else "past")
    return "same" if not months_on else "later" if months_on > 0 else "earlier"


def _own(unit: Unit, hits: Sequence[Hit], cues: tuple[str, ...]) -> list[str]:
    """What the unit itself says: its cues, alone, in pairs, and by clause."""
    names = [f"level {unit.level}", f"length {min(len(unit.words) // 20, 9)}", f"stop {unit.words[-1:]}"]
    if not hits:
        return names
    names += prefixed("cue", cues)
    names += paired("pair", cues)
    late = len(unit.words) * 0.6
    again = [f"late {hit.cue.id}" for hit in hits if hit.start > late]  # names that can come more than once
    parts = clauses(unit.words)
    for place, (start, end) in enumerate(parts):
        here = tuple(sorted({hit.cue.id for hit in hits if start <= hit.start < end}))
        again += paired("together", here)
        if place == 0:
            names += prefixed("first clause", here)
        if place == len(parts) - 1:
            names += prefixed("last clause", here)
        if len(here) == 1:
            again.append(f"alone {here[0]}")
    names += dict.fromkeys(again)
    return names


def _dated(unit: Unit, cues: tuple[str, ...], said_on: DateInterval) -> list[str]:
    """Years ahead and past, with the cues beside them; whether there is a time limit."""
    names: list[str] = []
    kinds: dict[str, None] = {}
    for kind, follows in years(unit.words, said_on):
        kinds[kind] = None
        names.append(f"year {kind}")
        names += [f"year {kind} {sign}" for sign in _NEAR if sign in follows]
    for kind in kinds:
        names += prefixed(f"year {kind} with", cues)
    if kinds:
        names.append("years ahead" if kinds.keys() & _AHEAD else "no year ahead")
    if deadlines(unit.words, said_on):
        names.append("time limit")
    return list(dict.fromkeys(names))
