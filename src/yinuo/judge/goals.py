"""Whether a passage sets the promised goal, or another: another year's, or one region's of the whole country's.

«113年降至12%» is the next goal after «111年降至13.45%», and «其中東港地區113年降至14%» is one region's share of it:
neither tells that the promised goal is kept, moved or told again.
"""

import re
from collections.abc import Iterable
from datetime import date

from yinuo.decode.dates import find_dates
from yinuo.judge.delivery import reported
from yinuo.judge.figures import Figure, comparable, figures
from yinuo.judge.formulas import is_formula
from yinuo.judge.grams import find_grams, weight
from yinuo.judge.keys import keys
from yinuo.judge.signs import kinds_in
from yinuo.model import Deadline, Target

__all__ = ["another_goal", "same_goal"]

_TURNS = frozenset({"postponed", "dropped", "blocked"})
_MOVED = re.compile("[由從]|修正為|調整為|[上下]修|改為|原(?:定|訂|目標)")
_REGION = re.compile("(?:其中|至於|有關)?[\u4e00-\u9fff]{2,3}(?:地區|[縣市區鄉鎮])(?![\u4e00-\u9fff]?[公政])")
_SENTENCE = re.compile("[^。；\n]{1,600}")
_TELLS = 4.0  # least weight of a pair of characters that tells what a text is about: in fewer than 1 of 55 passages
_HAN = "\u3400"  # «GW» is what two goals are counted in, not what they are of
_STOPS = "，。；：()"


def another_goal(promise: str, target: Target | None, due: Iterable[Deadline], passage: str, told: date) -> bool:
    """True where every figure of the target's kind in the (folded) passage is a goal for another year, or one region's.

    Args:
        promise: the promise's words, folded.
        target: what it is to reach; without one there is no other goal.
        due: its days.
        passage: the later passage, folded.
        told: the passage's day.

    Reads «預計113年底漏水率降至12%» as another goal than «漏水率111年降至13.45%»; refuses «111年漏水率已降至13.2%»,
    a report, «113年底前降至13.45%», the same goal later, and «目標由111年13.45%改為113年12%», which tells of a move.
    """
    if target is None or kinds_in(passage) & _TURNS:
        return False
    given = [(item, comparable(item, target.unit)) for item in figures(passage)]
    same = [(item, value) for item, value in given if value is not None]
    if not same or any(value == target.value or reported(passage, item, told) for item, value in same):
        return False
    if _MOVED.search(passage[max(0, same[0][0].start - 12) : same[-1][0].end]):
        return False
    if is_formula(promise):
        return True  # «完工後年處理量增加3萬噸» names nothing but its figure
    return all(_of_region(promise, passage, item) for item, _ in same) or _other_year(due, passage, told)


def same_goal(promise: str, target: Target | None, due: Iterable[Deadline], passage: str, told: date) -> bool:
    """True where a sentence of the passage gives the promised quantity for the promised year, on a like matter.

    «朝2025年20GW努力，太陽光電…» for «2025年達成太陽光電20GW»; not «2030年達20GW», nor «2025年儲能20GW» for it, which
    shares no telling word. Of 9 such gold pairs 7 bear, of 13 in the letters 12.

    Args:
        promise: the promise's words and title, folded.
        target: what it is to reach.
        due: its days.
        passage: the later passage, folded.
        told: the passage's day.
    """
    years = {item.due.year for item in due}
    if target is None or not years or not _telling(promise) & _telling(passage):
        return False
    return any(
        any(comparable(item, target.unit) == target.value for item in figures(sentence))
        and any(day.interval.last.year in years and day.kind != "label" for day in find_dates(sentence, told))
        for sentence in _SENTENCE.findall(passage)
    )


def _telling(text: str) -> set[str]:
    return {gram for _, gram in find_grams(text) if gram[0] >= _HAN and weight(gram) >= _TELLS}


def _of_region(promise: str, passage: str, item: Figure) -> bool:
    """True where the figure's clause opens with a region that the promise, which names none, does not name."""
    begin = max(passage.rfind(stop, 0, item.start) for stop in _STOPS) + 1
    region = _REGION.match(passage, begin, item.start)
    return bool(region and keys(region.group()).get("county")) and not keys(promise).get("county")


def _other_year(due: Iterable[Deadline], passage: str, told: date) -> bool:
    """True where the passage looks ahead to years, and to none in which the promise is due."""
    wanted = {item.due.year for item in due}
    named = [mention.interval for mention in find_dates(passage, told) if mention.kind != "label"]
    ahead = {interval.last.year for interval in named if interval.last > told}
    every = {interval.last.year for interval in named} | {interval.first.year for interval in named}
    return bool(wanted and ahead) and not wanted & every
