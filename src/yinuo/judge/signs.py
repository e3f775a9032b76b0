"""Signs: the words by which a later passage tells what happened to a promise.

The cues stand in ``vocabulary/relations.toml``, each with an example. This module only finds
them; what they mean for a promise, ``evidence`` and ``status`` decide.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from yinuo.decode.already import ALREADY, with_adverbs
from yinuo.vocabulary import load_toml

__all__ = ["Change", "Sign", "change_of", "find_signs", "kinds_in"]


_REACH = 60  # characters of its clause before a cue that can say «not yet»
_TOLD = ("done", "started", "partial")
_COMING = re.compile(r"將|預計|預定|預估|擬|俟|倘|如能|規劃(?:於|在|自)|目標")
_TURNS = ("postponed", "dropped")
_NOUN = re.compile(
    "[、之者]|[與及或和][^，。；]{0,6}(?:程序|規定|條件|事由)|程序|規定|條件|要件|事由|事項|機制|制度|許可"
)
_LISTED = frozenset("、與及或")
_SUPPOSED = re.compile("倘|如(?!期|次|下)|若(?!干)|避免|以免|免於|防止|防範|不致|[未不]$|無須$|申請$|[得應]$")
_ALREADY = re.compile(f"{ALREADY}|截至|迄今|前於")


class Change(StrEnum):
    """What kind of change a passage tells."""

    POSTPONED = "postponed"
    DROPPED = "dropped"
    STALLED = "stalled"
    ALTERED = "altered"  # another target, scope or means, with no delay told


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue where it stands in the text given: ``text[start:end] == words``."""

    kind: str  # done, under_way, started, partial, postponed, dropped, declined, blocked, again
    start: int
    end: int
    words: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """One compiled alternation a kind, in the order of the file."""
    by_kind: dict[str, list[str]] = {}
    cues: list[dict[str, Any]] = load_toml("relations.toml")["cue"]
    for cue in cues:
        by_kind.setdefault(cue["kind"], []).append(f"(?:{with_adverbs(cue['pattern'])})")
    return tuple((kind, re.compile("|".join(patterns))) for kind, patterns in by_kind.items())


@lru_cache(maxsize=8192)
def find_signs(text: str) -> tuple[Sign, ...]:
    """Every cue in a (folded) text, by place, then kind; the same text is read once.

    Reads «已於去年召開三次協調會» as done; finds none in «道路之安全甚為重要».
    """
    found = [
        Sign(kind, match.start(), match.end(), match.group())
        for kind, pattern in _patterns()
        for match in pattern.finditer(text)
        if (kind not in _TOLD or not _still_to_come(text, match))
        and (kind not in _TURNS or not _only_named(text, match))
    ]
    return tuple(sorted(found, key=lambda sign: (sign.start, sign.kind)))


def kinds_in(text: str) -> frozenset[str]:
    """The kinds of cue that stand in a text."""
    return frozenset(sign.kind for sign in find_signs(text))


def _still_to_come(text: str, match: re.Match[str]) -> bool:
    """True of «累計完成3,000戶» in «預計113年底前累計完成3,000戶»: the clause speaks of what will be."""
    before = text[max(0, match.start() - _REACH) : match.start()]
    clause = before[max(before.rfind(stop) for stop in "，。；") + 1 :]
    return bool(_COMING.search(clause)) and not _ALREADY.search(clause + match.group())


def _only_named(text: str, match: re.Match[str]) -> bool:
    """True of a delay or withdrawal that is supposed, averted or merely listed, not told.

    «許可之申請、變更與廢止程序», «以避免延宕», «如未改善將廢止其許可».
    """
    if _NOUN.match(text, match.end()) or text[max(0, match.start() - 1) : match.start()] in _LISTED:
        return True
    before = text[max(0, match.start() - _REACH) : match.start()]
    clause = before[max(before.rfind(stop) for stop in "，。；") + 1 :]
    return bool(_SUPPOSED.search(clause))


def change_of(kinds: frozenset[str]) -> Change:
    """What a passage that changes a promise does to it, by its cues.

    Withdrawn outranks postponed, and a new date outranks a block: «因缺工停工，完工期限展延至115年底»
    postpones; «因缺工停工» alone stalls; «改採分區補助» alters.
    """
    if "dropped" in kinds:
        return Change.DROPPED
    if "postponed" in kinds:
        return Change.POSTPONED
    if kinds & {"blocked", "declined"}:
        return Change.STALLED
    return Change.ALTERED
