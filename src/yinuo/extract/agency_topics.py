"""Whose task a sentence is about, where it names nobody: acts, programmes and duties of known bodies.

Reads «將於年底前檢討基本工資» as the ministry of labour's, «賡續推動地方創生» as that of the National
Development Council; refuses «將加強人才培育與補助», which many ministries do, and a sentence whose
subjects are two ministries' in equal measure. The words are ``vocabulary/agency_topics.toml``.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from yinuo.decode.folding import fold, fold_key
from yinuo.extract.agency_register import Agency, register
from yinuo.vocabulary import load_toml

__all__ = ["Topic", "ministry", "topic"]

_ACT, _PROGRAMME = 3.0, 3.0
_DUTY = {2: 1.0, 3: 1.5}  # a duty by its length: a short word says less
_LONG_DUTY = 2.0
_CABINET = "行政院"
_LEAD = 1.0  # how far ahead of the next one the best ministry must be


@dataclass(frozen=True, slots=True)
class Topic:
    """A body whose task is spoken of, how clearly, and the words that say so."""

    agency: Agency
    weight: float
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def topic(text: str, day: date, least: float = 1.0) -> Topic | None:
    """The body whose tasks the folded ``text`` is about; None where none or two are.

    Args:
        text: a sentence or heading, folded.
        day: the letter's day, which decides who held the task.
        least: how much must speak for it: 3 is an act or a programme, 1 a duty of one short word.
    """
    found = {words: _entries()[words] for words in _spoken(text)}
    told: dict[str, list[tuple[Agency, float, str]]] = {}
    for words, (bodies, weight) in found.items():
        if agency := _holder(bodies, day):
            told.setdefault(ministry(agency).id, []).append((agency, weight, words))
    ranked = sorted(told.values(), key=_sum, reverse=True)
    if not ranked or _sum(ranked[0]) < least:
        return None
    if len(ranked) > 1 and _sum(ranked[0]) < _sum(ranked[1]) + _LEAD:
        return None
    return Topic(_one(ranked[0]), _sum(ranked[0]), tuple(words for _, _, words in ranked[0]))


def _sum(told: Collection[tuple[Agency, float, str]]) -> float:
    return sum(weight for _, weight, _ in told)


def _one(told: Collection[tuple[Agency, float, str]]) -> Agency:
    """The one body below a ministry of which all words speak, else the one of which more do."""
    by: dict[str, float] = {}
    for agency, weight, _ in told:
        by[agency.id] = by.get(agency.id, 0.0) + weight
    return register().agencies[max(by, key=lambda name: by[name])]


@lru_cache(maxsize=4096)
def ministry(agency: Agency) -> Agency:
    """The body itself, or the ministry or council above it, short of the Executive Yuan."""
    line = [agency, *register().above(agency)]
    below = [one for one in line if one.names[-1].words != _CABINET]
    return below[-1] if below else agency


@lru_cache(maxsize=4096)
def _holder(bodies: tuple[str, ...], day: date) -> Agency | None:
    """The first of ``bodies`` (ids, oldest first) that lived that day, or the heir of the last one."""
    living = [register().agencies[body] for body in bodies]
    for agency in living:
        if (agency.since is None or agency.since <= day) and (agency.until is None or day < agency.until):
            return agency
    return None


@cache
def _entries() -> Mapping[str, tuple[tuple[str, ...], float]]:
    """Each folded word with the ids of the bodies whose task it is, and what it weighs."""
    ids = {fold_key(name.words): agency.id for agency in register().agencies.values() for name in agency.names}
    entries: dict[str, tuple[tuple[str, ...], float]] = {}
    for entry in load_toml("agency_topics.toml")["topic"]:
        bodies = tuple(ids[fold_key(name)] for name in entry["bodies"])
        for words, weight in _weighed(entry):
            entries[words] = (bodies, weight)
    return entries


def _weighed(entry: Mapping[str, list[str]]) -> Iterator[tuple[str, float]]:
    for words in entry.get("acts", ()):
        yield fold(words).text, _ACT
    for words in entry.get("programmes", ()):
        yield fold(words).text, _PROGRAMME
    for words in entry.get("duties", ()):
        yield fold(words).text, _DUTY.get(len(words), _LONG_DUTY)


def _spoken(text: str) -> Iterator[str]:
    """The words of the vocabulary in ``text``: the longest at each place, none inside another."""
    beginnings = _beginnings()
    at = 0
    while at < len(text):
        at += 1
        for words in beginnings.get(text[at - 1 : at + 1], ()):
            if text.startswith(words, at - 1):
                yield words
                at += len(words) - 1
                break


@cache
def _beginnings() -> Mapping[str, Sequence[str]]:
    """The words of the vocabulary by their first two characters, longest first."""
    found: dict[str, list[str]] = {}
    for words in sorted(_entries(), key=len, reverse=True):
        found.setdefault(words[:2], []).append(words)
    return found
