"""The same promise in a later document: linked, with what moved between the two tellings."""

import re
from collections.abc import Iterator

from yinuo.judge.reading import Read, read
from yinuo.model import Change, Commitment, Deadline, Restatement

__all__ = ["ALIKE", "changes", "likeness", "restatement"]

ALIKE = 0.35  # least likeness for «the same promise»; benchmark/pairs.py prints how many such pairs bear

# How firmly a promise is worded, firmest first: «將於6月底前完成» told again as «將研議» is softer.
_FIRMNESS = (
    re.compile(r"(?:將|會|必)(?:於|在|如期)?[^，。；]{0,16}(?:完成|完工|實施|施行|公告|上線|啟用|通車|達成)"),
    re.compile(r"預計|預定|規劃|擬(?!定|訂|具)|目標"),
    re.compile(r"將|賡續|續予"),
    re.compile(r"持續|積極|努力|儘速|力求"),
    re.compile(r"研議|評估|研究|檢討|考量|審慎|參考|視.{0,12}情形"),
)


def likeness(one: str, other: str) -> float:
    """How much two promises say the same, 0 to 1: the cosine of their squared pair weights."""
    return _cosine(read(one), read(other))


def _cosine(one: Read, other: Read) -> float:
    shared = sorted(one.weights.keys() & other.weights.keys())
    if not shared:
        return 0.0
    return float(sum(one.weights[gram] ** 2 for gram in shared) / (one.squares * other.squares) ** 0.5)


def restatement(earlier: Commitment, later: Commitment) -> Restatement | None:
    """The later telling of the same promise, or None where the two are not one promise.

    «長福橋預計114年3月完工» and «長福橋改建工程預計114年9月完工» are one promise whose deadline moved; the
    same words on 三峽橋 are another promise. A promise of the same day or text is never a restatement.
    """
    if not later.made_on.is_after(earlier.made_on) or later.fingerprint == earlier.fingerprint:
        return None
    one, other = read(earlier.quote.exact), read(later.quote.exact)
    alike = _cosine(one, other)
    if alike < ALIKE or _other_object(one, other):
        return None
    return Restatement(earlier.id, later.id, round(min(1.0, alike), 6), changes(earlier, later))


def _other_object(one: Read, other: Read) -> bool:
    """True where both name things of a kind and none is the same: another place, road, law or plan."""
    pairs = ((one.keys.get(kind), other.keys.get(kind)) for kind in ("county", "spot", "route", "quoted", "law"))
    return any(mine and theirs and not mine & theirs for mine, theirs in pairs)


def changes(earlier: Commitment, later: Commitment) -> tuple[Change, ...]:
    """What moved between two tellings: deadline, target, agency, wording; both in their own words."""
    return tuple(_changes(earlier, later))


def _changes(earlier: Commitment, later: Commitment) -> Iterator[Change]:
    pair = _moved(earlier.deadlines, later.deadlines)
    if pair:
        yield Change("deadline", *pair)
    before, after = earlier.target, later.target
    if before and after and before.unit == after.unit and before.value != after.value:
        yield Change("target", before.words, after.words)
    was, now = earlier.agency, later.agency
    if was and now and was.id and now.id and now.id not in (was.id, was.successor):
        yield Change("agency", was.name or was.words, now.name or now.words)
    softer = _softer(earlier.quote.exact, later.quote.exact)
    if softer:
        yield Change("wording", *softer)


def _moved(before: tuple[Deadline, ...], after: tuple[Deadline, ...]) -> tuple[str, str] | None:
    """The first event whose day is another now; «完工» is compared with «完工», never with «開工»."""
    for one in before:
        for other in after:
            same_event = one.event == other.event or not one.event or not other.event
            if same_event and one.starts == other.starts:
                return (one.words, other.words) if one.due != other.due else None
    return None


def _softer(before: str, after: str) -> tuple[str, str] | None:
    """The firmest words of both, where the later ones are softer by two steps or more."""
    one, other = _firmest(before), _firmest(after)
    if one is None or other is None or other[0] - one[0] < 2:
        return None
    return one[1], other[1]


def _firmest(words: str) -> tuple[int, str] | None:
    text = read(words).text
    for rank, pattern in enumerate(_FIRMNESS):
        match = pattern.search(text)
        if match:
            return rank, match.group()
    return None
