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
from functools import lru_cache
from typing import Any

from yinuo.judge import pair_encoder
from yinuo.judge.agreement import done_of_it, turned_by_name
from yinuo.judge.closing import agreed, delivered
from yinuo.judge.features import measure
from yinuo.judge.figures import figures
from yinuo.judge.formulas import another_case
from yinuo.judge.goals import another_goal, same_goal
from yinuo.judge.happened import event, is_later_day, new_due, signs_of
from yinuo.judge.marks import mark
from yinuo.judge.others import another_thing
from yinuo.judge.pair import Passage, Promise
from yinuo.judge.pair_encoder import Met, met
from yinuo.judge.quotes import shortest
from yinuo.judge.reading import Read, read
from yinuo.judge.shares import share
from yinuo.judge.signs import Change, change_of, find_signs, kinds_in
from yinuo.judge.terms import Term, term
from yinuo.model import DateInterval, Relation
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
    "shipped",
]

BEARS = 0.3  # least score for a relation that bears: best F1 of both samples (benchmark/pairs.py prints it)
RELATED = 0.05  # least score for «related»
DELIVERED = 0.6  # least score for «fulfilled»: below it, a promised act told as done is progress (gold: 2 of 2 right)
MOVES = 0.5  # least chance of movement for «progress» where the cues leave it open
CUED = 0.95  # share of bearing passages with a plain report and no new promise that tell movement (gold: 26 of 27)
_DAY = re.compile(r"\d{1,4}年|年底|月底|季|\d個月內")
_CHANGES = frozenset({"postponed", "dropped", "blocked", "declined"})
_REPORTS = frozenset({"done", "under_way", "partial", "started"})
_PURPOSE = re.compile(
    "以(?:利|期|達|便|優化|強化|提升|提高|加強|落實|確保|促進|維護|保障|因應|避免|降低|減少)|俾|期[使能]|藉以"
)
_SAME_REPORT = 0.75  # share of a quote's words that the promise has, for it to tell nothing new
_SURELY = 0.7  # least that a passage scores that names the promised plan and, of it, tells a change
_SURELY_NOT = 0.2  # most that a passage on a thing of another name scores
UNSETTLED = (0.03, 0.9)  # scores between which the careful tier reads the pair again, word by word (``pair_encoder``)
_NEAR_BACK = pair_encoder.NAMES.index("near_back")
_MODELS = frozenset({"bears", "moves", "closer"})

Encoder = Callable[[str, str, str], Met]  # title, promise, passage


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a passage says about a promise.

    Attributes:
        relation: one of the six relations.
        score: how surely it bears on the promise, 0 to 1, by the gold pairs; orders pairs.
        confidence: how surely it bears (restated), bears and tells movement (fulfilled, progress,
            changed), by what real runs were read to hold (``shares``), or does not bear (related,
            unrelated), 0 to 1.
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
        near_back = None
        if encoder is not None and self.closer is not None and UNSETTLED[0] <= score <= UNSETTLED[1]:
            found = encoder(promise.title, promise.text, passage.text)
            score, near_back = self.closer.chance((*measures, *found)), found[_NEAR_BACK]
        if passage.date <= promise.date:
            score /= 10  # chronology forbids evidence; what is left orders the rest by what they are about
        elif _surely(promise, passage) and score < _SURELY:
            score, near_back = _SURELY, None  # by what it names, whatever its other words
        if _another(promise, passage):
            score = min(score, _SURELY_NOT)
        if score < BEARS:
            return _aside(score)
        return _bearing(promise, passage, _Weighed(score, self.moves.chance(measures), near_back))


@lru_cache(maxsize=1)
def shipped() -> Judge:
    """The models of the wheel."""
    data: dict[str, Any] = load_json("pair_model.json")
    models = {name: Model(tuple(of["weights"]), of["intercept"]) for name, of in data.items() if name in _MODELS}
    return Judge(models["bears"], models["moves"], models.get("closer"))


def assess(promise: Promise, passage: Passage, tier: Tier = Tier.CAREFUL) -> Assessment:
    """Say what a passage says about a promise. Pure; depends on nothing but the two, and the tier."""
    return shipped().assess(promise, passage, met if tier is Tier.CAREFUL else None)


def _surely(promise: Promise, passage: Passage) -> bool:
    """True where the passage is on the promised thing by its own words (``agreement``, ``goals``)."""
    one, other = read(promise.text), read(passage.text)
    if turned_by_name(one, other, "dropped", "postponed") or done_of_it(one, other):
        return True
    return same_goal(
        read(f"{promise.text}，{promise.title}").text, promise.target, promise.deadlines, other.text, passage.date
    )


def _another(promise: Promise, passage: Passage) -> bool:
    """True where the passage is on another thing, by its own words (``others``, ``goals``)."""
    one, other = read(promise.text).text, read(passage.text).text
    if another_case(promise.text, promise.headings, f"{passage.subject}，{passage.context}，{passage.text}"):
        return True
    return another_thing(one, other) or another_goal(one, promise.target, promise.deadlines, other, passage.date)


def _aside(score: float) -> Assessment:
    """Neither movement nor the same promise again."""
    relation = Relation.RELATED if score >= RELATED else Relation.UNRELATED
    return Assessment(relation, round(score, 6), round(1 - score, 6), "", 0, 0)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the models say of a pair that bears."""

    score: float
    moves: float  # chance of movement
    near_back: float | None  # how much of the passage the promise meets; None where no encoder read it


def _bearing(promise: Promise, passage: Passage, weighed: _Weighed) -> Assessment:
    """The relation of a passage that bears on the promise, with its quote."""
    one, other = read(promise.text), read(passage.text)
    score, moves = weighed.score, weighed.moves
    stretched = delivered(promise, passage) if score >= DELIVERED else None
    relation = Relation.FULFILLED if stretched else _relation(promise, passage, moves)
    stretch = stretched or shortest(one, other, relation)
    if relation is Relation.CHANGED and not kinds_in(other.text[slice(*stretch)]) & _CHANGES:
        relation = Relation.PROGRESS if other.kinds & _REPORTS else _by_chance(moves)  # something else was delayed
        stretch = shortest(one, other, relation)
    if relation is Relation.PROGRESS and (
        only_meant(other.text[slice(*stretch)]) or _known_already(one, read(other.text[slice(*stretch)]))
    ):
        relation = Relation.RESTATED
    start, end = other.shadow.original(*stretch)
    if relation is Relation.RESTATED and is_later_day(promise, passage, start, end):
        relation = Relation.CHANGED  # the same promise for a later day: «研議於113年底前訂定» after «111年12月底前»
    when = event(passage, start, end)
    if when is not None and when.last < promise.date and "again" not in other.kinds:
        return _aside(min(score, BEARS - 1e-6))  # what was done before the promise is its background
    if relation.moves and when is not None and when.last < promise.date:
        relation, when = Relation.RESTATED, None
    why = _why(promise, passage, relation, (start, end))
    if name := agreed(promise, read(passage.text[start:end]), passage.date, relation, score):
        why = (*why, mark("agrees", name))
    surely = share(relation, score, _sureness(relation, signs_of(passage), moves), weighed.near_back)
    return Assessment(relation, round(score, 6), round(surely, 6), passage.text[start:end], start, end, why, when)


def _relation(promise: Promise, passage: Passage, moves: float) -> Relation:
    """Which of the four relations that bear, by cue; where the cues leave it open, by the chance of movement."""
    kinds = signs_of(passage)
    if kinds & {"postponed", "dropped", "blocked"} and not kinds & {"partial"}:
        return Relation.CHANGED if _is_change(promise, kinds) else _by_chance(moves)
    if kinds & _REPORTS and "again" not in kinds:
        return Relation.PROGRESS
    return Relation.RESTATED if kinds == {"again"} else _by_chance(moves)  # what only will be has not moved


def only_meant(quote: str) -> bool:
    """True of a quote that tells what will be, or what for, and nothing that is.

    «後續將循法制作業程序辦理», «以優化查報品質»; not «以委託方式辦理查報，已完成3處».
    """
    kinds = kinds_in(quote)
    return kinds == {"again"} or (not kinds & _REPORTS and bool(_PURPOSE.match(quote)))


def _known_already(promise: Read, quote: Read) -> bool:
    """True where the quote only tells what the promise itself told as done or under way.

    «岸邊倉庫業經該府公告登錄» after «岸邊倉庫業經該府公告登錄，將轉請審酌是否修復»; not «岸邊倉庫
    已開始修復», nor «已補助8處» after «已補助5處，將續補助»: a figure may be another.
    """
    if not promise.kinds & _REPORTS or not quote.total or figures(quote.text) != ():
        return False
    shared = math.fsum(worth for gram, worth in quote.weights.items() if gram in promise.weights)
    return shared >= _SAME_REPORT * quote.total


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


def _why(promise: Promise, passage: Passage, relation: Relation, span: tuple[int, int]) -> tuple[str, ...]:
    """Marks for ``Evidence.why``: the cues of the quote, and what a change does."""
    start, end = span
    found = [mark(sign.kind, sign.words) for sign in find_signs(read(passage.text[start:end]).text)]
    if relation is Relation.CHANGED:
        change = _change(promise, passage.text[start:end])
        found.append(mark("change", change))
        due = new_due(promise, passage, start, end) if change is Change.POSTPONED else None
        if due is not None:
            found.append(mark("new_due", due.isoformat()))
    return tuple(dict.fromkeys(found))
