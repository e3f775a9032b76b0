"""What a promise and a passage are each about, beyond the words they share: matter, bodies, days, form.

Official prose says little in many words: «將持續配合辦理相關作業» shares half its words with every letter. What
is left when the words of procedure are taken out is the matter («文化資產», «登錄史蹟»), and a passage that
only heads what follows («關於登錄問題：»), recites a law or tells what was over before the promise was made
bears on nothing. All of it is a function of the two texts, what stands around them, and their days.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from yinuo.decode.dates import find_dates
from yinuo.decode.folding import fold
from yinuo.judge.formulas import without_procedure
from yinuo.judge.grams import UNSEEN, find_grams, weights
from yinuo.judge.keys import keys

__all__ = ["FALLS", "NAMES", "RISES", "alike", "matter"]

_TELLING = 4.0  # least weight of a pair that tells what it is about: those in fewer than 1 of 55 passages
_LACK = 5.0  # weight of what every text lacks: a matter of one word met proves little
_KEYS = ("county", "spot", "route", "quoted", "law", "plan")
_HEADS = re.compile(r"(?:[:：]|如下[:：]?|問題|一節|部分|說明)。?\s*$")
_OPENS = re.compile(r"^(?:[^，。；]{0,20}委員[^。；]{0,200})?(?:經交據|查復如下|答復如下)")
_RECITES = re.compile(r"第\d+條|規定|明定|所稱|係指|依據")
_BODY = re.compile(
    "[\u4e00-\u9fff]{2,5}?(?:部|署|局|委員會|公司|市政府|縣政府|銀行|院|司|總處|會)(?![\u4e00-\u9fff]?[分落])"
)

_MATTER = (
    "matter_size",
    "matter_met",
    "matter_met_named",
    "matter_met_around",
    "matter_weight",
    "matter_weight_around",
    "matter_of_passage",
    "matter_first",
    "title_around",
    "title_met",
)
_FORM = ("heads", "opens", "recites", "body_same", "body_other")
_DAYS = ("told_before", "told_between", "told_ahead", "only_before", "same_due", "other_due")
NAMES: tuple[str, ...] = (
    *_MATTER,
    *_FORM,
    *_DAYS,
    *(f"{how}_{kind}_around" for kind in _KEYS for how in ("same", "other", "lacks", "adds")),
)
RISES = frozenset(_MATTER[1:]) | {"body_same", "same_due"} | {f"same_{kind}_around" for kind in _KEYS}
FALLS = frozenset({"heads", "opens", "only_before", "other_due", "body_other"}) | {
    f"other_{kind}_around" for kind in _KEYS
}


@lru_cache(maxsize=8192)
def matter(text: str) -> dict[str, float]:
    """The weighted pairs of a text (as it stands) that tell what it is about. Frozen.

    Of «將儘速辦理漁港碼頭收費辦法修正事宜» those of 漁港碼頭收費; of «將持續配合相關機關辦理» none.
    """
    table, found = weights(), find_grams(without_procedure(fold(text, flowing=True).text))
    return {gram: worth for _, gram in found if (worth := table.get(gram, UNSEEN)) >= _TELLING}


def alike(promise: str, made: date, title: str, passage: str, told: date, context: str) -> Iterator[float]:
    """The measures of a pair, in the order of ``NAMES``.

    Args:
        promise: the promise's words, as they stand.
        made: its date.
        title: its title; empty where it has none.
        passage: the later passage, as it stands.
        told: its date.
        context: what stands before the passage.
    """
    yield from _matters(promise, title, passage, context)
    yield from _forms(promise, title, passage, context)
    yield from _days(promise, made, passage, told)
    mine, there = _named(f"{promise}，{title}"), _named(passage)
    around = _named(f"{passage}，{context}")
    for kind in _KEYS:
        wanted, said = mine.get(kind, frozenset()), there.get(kind, frozenset())
        near = around.get(kind, frozenset())
        yield math.log1p(len(wanted & near))
        yield float(bool(wanted and said and not wanted & near))
        yield float(bool(wanted and not near))
        yield float(bool(said and not wanted))


def _matters(promise: str, title: str, passage: str, context: str) -> Iterator[float]:
    """How much of the promise's matter, and of its title's, is met in the passage and around it."""
    own, named, there = matter(promise), matter(title), matter(passage)
    whole, first = _whole(promise, title)
    around = there.keys() | matter(context).keys()
    yield math.log1p(len(own))
    yield _share(own, there)
    yield _share(whole, there)
    yield _share(whole, around)
    yield _weight(whole, there)
    yield _weight(whole, around - there.keys())
    yield _share(there, whole)
    yield sum(gram in around for gram in first) / 4
    yield _share(named or whole, around)
    yield _share(named or own, there)


@lru_cache(maxsize=8192)
def _whole(promise: str, title: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """The matter of a promise and its title together, and the four pairs that tell most. Frozen."""
    whole = {**matter(promise), **matter(title)}
    return whole, tuple(sorted(whole, key=lambda gram: (-whole[gram], gram))[:4])


def _share(of: Mapping[str, float], some: Iterable[str]) -> float:
    return math.fsum(of[gram] for gram in some if gram in of) / (math.fsum(of.values()) + _LACK)


def _weight(of: Mapping[str, float], some: Iterable[str]) -> float:
    return math.log1p(math.fsum(of[gram] ** 2 for gram in some if gram in of) / 50)


def _forms(promise: str, title: str, passage: str, context: str) -> Iterator[float]:
    """Whether the passage only heads what follows, opens a letter, recites a law; whose doing both tell."""
    words = _folded(passage)
    mine, there, around = _bodies(f"{promise}，{title}"), _bodies(passage), _bodies(context)
    yield float(bool(_HEADS.search(words)))
    yield float(bool(_OPENS.search(words)))
    yield math.log1p(len(_RECITES.findall(words)))
    yield math.log1p(len(mine & (there | around)))
    yield float(bool(mine and there and not mine & (there | around)))


def _days(promise: str, made: date, passage: str, told: date) -> Iterator[float]:
    """How the days told lie to the promise's: over before it, between, ahead; on the day it is due, or another."""
    days = _told(passage, told)
    due = [day for day in _told(promise, made) if day > made]
    ahead = [day for day in days if day > told]
    met = any(day in due for day in days)
    yield math.log1p(sum(day < made for day in days))
    yield math.log1p(sum(made <= day <= told for day in days))
    yield math.log1p(len(ahead))
    yield float(bool(days) and all(day < made for day in days))
    yield float(met)
    yield float(bool(due and ahead and not met))


@lru_cache(maxsize=8192)
def _told(text: str, told: date) -> tuple[date, ...]:
    """The last day of every stretch of days told."""
    return tuple(item.interval.last for item in find_dates(text, told) if item.kind != "label")


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return fold(text, flowing=True).text


@lru_cache(maxsize=8192)
def _bodies(text: str) -> frozenset[str]:
    return frozenset(_BODY.findall(_folded(text)))


@lru_cache(maxsize=8192)
def _named(text: str) -> dict[str, frozenset[str]]:
    return keys(_folded(text))
