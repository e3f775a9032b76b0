"""What a later passage says about a promise: bears on it or not, how, how surely, in which words.

Small logistic models (``vocabulary/pair_model.json``, fitted by ``benchmark/train_pairs.py`` and
cross-validated by document) over ``features.NAMES``: whether the passage bears on this very
promise, and, if so, whether it tells movement. In the careful tier a pair that the first leaves
unsettled is weighed again with what a small encoder meets of the one in the other, word by word
(``pair_encoder``). Which movement, the cues decide, and chronology is law: a passage not later
than the promise, or an event told with a day before it, moves nothing.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from yinuo.decode.dates import DateMention, find_dates
from yinuo.extract.deadlines import deadlines
from yinuo.judge.agreement import delivered_by_name, done_of_it, turned_by_name
from yinuo.judge.delivery import delivers
from yinuo.judge.features import measure
from yinuo.judge.figures import figures
from yinuo.judge.marks import mark
from yinuo.judge.others import another_thing
from yinuo.judge.pair_encoder import Met, met
from yinuo.judge.quotes import shortest
from yinuo.judge.reading import Read, read
from yinuo.judge.signs import Change, change_of, find_signs, kinds_in
from yinuo.judge.terms import Term, postpones, term
from yinuo.model import DateInterval, Deadline, Relation, Target
from yinuo.vocabulary import load_json
from yinuo.words import Tier

__all__ = [
    "BEARS",
    "RELATED",
    "UNSETTLED",
    "Assessment",
    "Encoder",
    "Judge",
    "Model",
    "Passage",
    "Promise",
    "assess",
    "only_meant",
]

BEARS = 0.275  # least score for a relation that bears: best F1 of both samples (benchmark/pairs.py prints it)
RELATED = 0.05  # least score for «related»
DELIVERED = 0.6  # least score for «fulfilled»: below it, a promised act told as done is progress (gold: 2 of 2 right)
MOVES = 0.5  # least chance of movement for «progress» where the cues leave it open
CUED = 0.95  # share of bearing passages with a plain report and no new promise that tell movement (gold: 26 of 27)
_DAY = re.compile(r"\d{1,4}年|年底|月底|季|\d個月內")
_CHANGES = frozenset({"postponed", "dropped", "blocked", "declined"})
_RUNS_TO = re.compile(r"累計至(?:民國|西元)?(\d{2,4})年[^，。；]{0,60}")
_REPORTS = frozenset({"done", "under_way", "partial", "started"})
_PURPOSE = re.compile(
    "以(?:利|期|達|便|優化|強化|提升|提高|加強|落實|確保|促進|維護|保障|因應|避免|降低|減少)|俾|期[使能]|藉以"
)
_SURELY = 0.7  # least that a passage scores that names the promised plan and, of it, tells a change
_AGREES = 0.8  # least score of a link that names the promised thing itself, for it to close a case
_SURELY_NOT = 0.2  # most that a passage on a thing of another name scores
UNSETTLED = (0.03, 0.9)  # scores between which the careful tier reads the pair again, word by word (``pair_encoder``)
_MODELS = frozenset({"bears", "moves", "closer"})

Encoder = Callable[[str, str, str], Met]  # title, promise, passage


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as the judge needs it."""

    text: str
    date: date
    title: str = ""
    deadlines: tuple[Deadline, ...] = ()
    target: Target | None = None
    agency: str | None = None
    subject: str = ""  # of its letter


@dataclass(frozen=True, slots=True)
class Passage:
    """A later statement as the judge needs it."""

    text: str
    date: date
    context: str = ""  # what stands before it
    subject: str = ""  # of its document


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a passage says about a promise.

    Attributes:
        relation: one of the six relations.
        score: how surely it bears on the promise, 0 to 1; orders pairs.
        confidence: how surely it bears (restated), bears and tells movement (fulfilled, progress,
            changed), or does not bear (related, unrelated), 0 to 1.
        quote: ``passage.text[start:end]``, what shows it; empty for a passage that does not bear.
        start: where the quote starts.
        end: where it ends.
        why: marks (``marks.mark``): the cues, the kind of change, a new day, a name agreed in.
        effective: when the event told took place; None where the passage does not say.
    """

    relation: Relation
    score: float
    confidence: float
    quote: str
    start: int
    end: int
    why: tuple[str, ...] = ()
    effective: DateInterval | None = None


def measures_of(promise: Promise, passage: Passage) -> tuple[float, ...]:
    """The measures of a pair, in the order of ``features.NAMES``."""
    return measure(
        promise.text,
        promise.date,
        promise.subject,
        passage.text,
        passage.date,
        passage.context,
        passage.subject,
        promise.title,
    )


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: the chance that something holds, from the measures of a pair."""

    weights: tuple[float, ...]
    intercept: float

    def chance(self, measures: tuple[float, ...]) -> float:
        """Between 0 and 1."""
        value = self.intercept + math.fsum(map(float.__mul__, self.weights, measures))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@dataclass(frozen=True, slots=True)
class Judge:
    """The models together: what bears, by the measures alone and with what the encoder meets; what moves."""

    bears: Model
    moves: Model
    closer: Model | None = None

    def assess(self, promise: Promise, passage: Passage, encoder: Encoder | None = None) -> Assessment:
        """Say what a passage says about a promise; ``encoder`` reads what the measures leave unsettled."""
        measures = measures_of(promise, passage)
        score = self.bears.chance(measures)
        if encoder is not None and self.closer is not None and UNSETTLED[0] <= score <= UNSETTLED[1]:
            score = self.closer.chance((*measures, *encoder(promise.title, promise.text, passage.text)))
        if passage.date <= promise.date:
            score /= 10  # chronology forbids evidence; what is left orders the rest by what they are about
        elif turned_by_name(read(promise.text), read(passage.text), "dropped", "postponed") or done_of_it(
            read(promise.text), read(passage.text)
        ):
            score = max(score, _SURELY)
        if another_thing(read(promise.text).text, read(passage.text).text):
            score = min(score, _SURELY_NOT)
        if score < BEARS:
            return _aside(score)
        return _bearing(promise, passage, score, self.moves.chance(measures))


@lru_cache(maxsize=8192)
def _dates(text: str, told: date) -> tuple[DateMention, ...]:
    """The days of a passage; it is compared with many promises and read once."""
    return find_dates(text, told)


@lru_cache(maxsize=1)
def _shipped() -> Judge:
    data: dict[str, Any] = load_json("pair_model.json")
    models = {name: Model(tuple(of["weights"]), of["intercept"]) for name, of in data.items() if name in _MODELS}
    return Judge(models["bears"], models["moves"], models.get("closer"))


def assess(promise: Promise, passage: Passage, tier: Tier = Tier.CAREFUL) -> Assessment:
    """Say what a passage says about a promise. Pure; depends on nothing but the two, and the tier."""
    return _shipped().assess(promise, passage, met if tier is Tier.CAREFUL else None)


def _aside(score: float) -> Assessment:
    """Neither movement nor the same promise again."""
    relation = Relation.RELATED if score >= RELATED else Relation.UNRELATED
    return Assessment(relation, round(score, 6), round(1 - score, 6), "", 0, 0)


def _bearing(promise: Promise, passage: Passage, score: float, moves: float) -> Assessment:
    """The relation of a passage that bears on the promise, with its quote."""
    one, other = read(promise.text), read(passage.text)
    relation = _relation(promise, passage, score, moves)
    stretch = shortest(one, other, relation)
    if relation is Relation.CHANGED and not kinds_in(other.text[slice(*stretch)]) & _CHANGES:
        relation = Relation.PROGRESS if other.kinds & _REPORTS else _by_chance(moves)  # something else was delayed
        stretch = shortest(one, other, relation)
    if relation is Relation.PROGRESS and only_meant(other.text[slice(*stretch)]):
        relation = Relation.RESTATED
    start, end = other.shadow.original(*stretch)
    if relation is Relation.RESTATED and _later_day(promise, passage, start, end):
        relation = Relation.CHANGED  # the same promise for a later day: «研議於113年底前訂定» after «111年12月底前»
    event = _event(passage, start, end)
    if event is not None and event.last < promise.date and "again" not in other.kinds:
        return _aside(min(score, BEARS - 1e-6))  # what was done before the promise is its background
    if relation.moves and event is not None and event.last < promise.date:
        relation, event = Relation.RESTATED, None
    why = _why(promise, passage, relation, (start, end))
    if score >= _AGREES and (name := _agreed(one, read(passage.text[start:end]), relation)):
        why = (*why, mark("agrees", name))
    surely = score * _sureness(relation, _kinds(passage), moves)
    return Assessment(relation, round(score, 6), round(surely, 6), passage.text[start:end], start, end, why, event)


def _agreed(one: Read, quote: Read, relation: Relation) -> str | None:
    """The name by which the quote tells the promised thing itself delivered or withdrawn."""
    if relation is Relation.FULFILLED:
        return delivered_by_name(one, quote)
    return turned_by_name(one, quote, "dropped") if relation is Relation.CHANGED else None


def _relation(promise: Promise, passage: Passage, score: float, moves: float) -> Relation:
    """Which of the four relations that bear, by cue; where the cues leave it open, by the chance of movement."""
    one, other = read(promise.text), read(passage.text)
    kinds = _kinds(passage)
    if score >= DELIVERED:
        start, end = shortest(one, other, Relation.FULFILLED)
        told = other.shadow.original(start, end)
        if delivers(one.text, other.text[start:end], promise.target, passage.date) and not _to_come(passage, *told):
            return Relation.FULFILLED
    if kinds & {"postponed", "dropped", "blocked"} and not kinds & {"partial"}:
        return Relation.CHANGED if _is_change(promise, kinds) else _by_chance(moves)
    if kinds & _REPORTS and "again" not in kinds:
        return Relation.PROGRESS
    return Relation.RESTATED if kinds == {"again"} else _by_chance(moves)  # what only will be has not moved


def _kinds(passage: Passage) -> frozenset[str]:
    """The signs of a passage; «累計至119年達30GW», told in 111, is a plan and signs nothing."""
    other = read(passage.text)
    plans = [at.span() for at in _RUNS_TO.finditer(other.text) if _year(at[1]) > passage.date.year]
    if not plans:
        return other.kinds
    edges = [0, *(edge for plan in plans for edge in plan), len(other.text)]
    return kinds_in("".join(other.text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True)))


def _year(written: str) -> int:
    """A year of the Common Era; short ones are the Republic's."""
    return int(written) + (1911 if int(written) < 1911 else 0)


def _to_come(passage: Passage, start: int, end: int) -> bool:
    """True where the stretch names a year after the passage: «累計至119年裝置容量達9GW», told in 111, is a plan."""
    return any(
        start <= item.start and item.end <= end and item.interval.first.year > passage.date.year
        for item in _dates(passage.text, passage.date)
        if item.kind != "label"
    )


def only_meant(quote: str) -> bool:
    """True of a quote that tells what will be, or what for, and nothing that is.

    «後續將循法制作業程序辦理», «以優化查報品質»; not «以委託方式辦理查報，已完成3處».
    """
    kinds = kinds_in(quote)
    return kinds == {"again"} or (not kinds & _REPORTS and bool(_PURPOSE.match(quote)))


def _later_day(promise: Promise, passage: Passage, start: int, end: int) -> bool:
    """True where the quote gives a later day for the very act, and no other quantity of it."""
    if not promise.deadlines:
        return False
    quote = passage.text[start:end]
    if not postpones(
        promise.text,
        deadlines(promise.text, DateInterval(promise.date, promise.date)),
        quote,
        deadlines(quote, DateInterval(passage.date, passage.date)),
    ):
        return False
    target = promise.target
    given = [item.value for item in figures(read(quote).text) if target and item.unit == target.unit]
    return target is None or not given or target.value in given


def _change(promise: Promise, quote: str) -> Change:
    """What the quote does to the promise; a hold until a day is altered, never postponed, by a later day."""
    kinds = read(quote).kinds
    change = change_of(kinds) if kinds & _CHANGES else Change.POSTPONED
    holds = any(term(promise.text, item) in (Term.HOLDS, Term.RECURS) for item in promise.deadlines)
    return Change.ALTERED if change is Change.POSTPONED and holds else change


def _is_change(promise: Promise, kinds: frozenset[str]) -> bool:
    """A delay needs something to delay: «延後» of a promise without a day may be what it promised to others."""
    return "dropped" in kinds or bool(promise.deadlines) or bool(_DAY.search(promise.text))


def _by_chance(moves: float) -> Relation:
    return Relation.PROGRESS if moves >= MOVES else Relation.RESTATED


def _sureness(relation: Relation, kinds: frozenset[str], moves: float) -> float:
    """The chance that what is told is movement, given that the passage bears; plain cues settle it.

    A promise told again needs only to be the same promise.
    """
    if relation is Relation.RESTATED:
        return 1.0
    settled = relation is not Relation.PROGRESS or bool(kinds & _REPORTS)
    return max(moves, CUED) if settled else moves


def _event(passage: Passage, start: int, end: int) -> DateInterval | None:
    """When the event of the quote took place: the latest day told in it that is not after the passage."""
    told = [
        item.interval
        for item in _dates(passage.text, passage.date)
        if start <= item.start and item.end <= end and item.kind != "label" and item.interval.last <= passage.date
    ]
    return max(told, key=lambda interval: (interval.last, interval.first), default=None)


def _why(promise: Promise, passage: Passage, relation: Relation, span: tuple[int, int]) -> tuple[str, ...]:
    """Marks for ``Evidence.why``: the cues of the quote, and what a change does."""
    start, end = span
    found = [mark(sign.kind, sign.words) for sign in find_signs(read(passage.text[start:end]).text)]
    if relation is Relation.CHANGED:
        change = _change(promise, passage.text[start:end])
        found.append(mark("change", change))
        due = _new_due(promise, passage, start, end) if change is Change.POSTPONED else None
        if due is not None:
            found.append(mark("new_due", due.isoformat()))
    return tuple(dict.fromkeys(found))


def _new_due(promise: Promise, passage: Passage, start: int, end: int) -> date | None:
    """The day a postponement moves to: the latest day still to come that its quote names."""
    days = [
        item.interval.last
        for item in _dates(passage.text, passage.date)
        if start <= item.start and item.end <= end and item.kind != "label" and item.interval.last > passage.date
    ]
    return max((day for day in days if day > promise.date), default=None)
