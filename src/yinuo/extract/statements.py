"""What every statement of a document does: commits, reports, declines, or none of these.

Cues from the vocabulary and the words around them are weighed by a small fitted linear model
(COMMITMENTS.md is the rule book, the labelled letters the sample); ``why`` names the cues that
spoke for what was decided, as they stand in the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from yinuo.extract.cascade import chances, joined, unsettled
from yinuo.extract.confidence import calibrated
from yinuo.extract.cues import Hit, hits
from yinuo.extract.effects import takes_effect
from yinuo.extract.encoder import Encoder, shipped
from yinuo.extract.reading import Reading, Unit
from yinuo.extract.weights import OUTPUTS, Weights, first_look, second_look, shipped_weights
from yinuo.model import Aspect, DateInterval, Document, Level, Role, Statement
from yinuo.words import Tier

__all__ = ["THRESHOLDS", "Verdict", "read", "statements"]

THRESHOLDS = {
    Tier.FAST: {Role.COMMITS: 0.4, Role.REPORTS: 0.36, Role.DECLINES: 0.44},
    Tier.CAREFUL: {Role.COMMITS: 0.34, Role.REPORTS: 0.5, Role.DECLINES: 0.25},
}
"""The chance from which a role is said, by tier."""
APPLIES = 0.6  # least chance of a promise where a measure applies from a day to come (``effects``)
_AT = {name: at for at, name in enumerate(OUTPUTS)}
_ROLES = tuple((role, _AT[role.value]) for role in Role)
_CUE_ROLE = {"commits": Role.COMMITS, "reports": Role.REPORTS, "declines": Role.DECLINES}
_REFUSALS = frozenset({"no-plan", "not-now"})
_PROMISES = frozenset({"will-act", "will-continue", "expected", "by-when", "soon"})
_MOST_CUES = 6
_PURPOSE = re.compile(r"，(?:以(?!致|為)|俾|藉以|避免|期能)[^，]*$")
_Kind = TypeVar("_Kind", Level, Aspect)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A unit, what it does, and how sure that is."""

    unit: Unit
    hits: tuple[Hit, ...]  # offsets count from the start of ``unit.words``
    roles: frozenset[Role]
    level: Level | None
    aspect: Aspect | None
    chances: tuple[float, ...]  # of each of ``OUTPUTS``
    tier: Tier = Tier.FAST  # what read it: the curves of ``confidence.json`` go by it

    @property
    def confidence(self) -> float:
        """The calibrated chance that its roles are as said, by the least certain one (or by having none)."""
        told = [self.chances[at] for role, at in _ROLES if role in self.roles]
        sure = min(told) if told else 1.0 - max([self.chances[at] for _, at in _ROLES])
        return calibrated(sure, tier=self.tier, of="statement", length=self._length)

    @property
    def sureness(self) -> float:
        """The calibrated chance that a reader marks what it promises, as it is cut, as a commitment."""
        return calibrated(self.chances[_AT["commits"]], tier=self.tier, length=self._length)

    @property
    def _length(self) -> int:
        return self.unit.end - self.unit.start


def statements(document: Document) -> tuple[Statement, ...]:
    """Every unit of ``document`` with its roles, in order; units without roles are background.

    Reads «本部將於明年修正該辦法。» as commits; refuses «109年原規劃增班，業已完成。» (reports).
    """
    reading = Reading(document)
    return tuple(statement(reading, verdict) for verdict in read(reading))


def statement(reading: Reading, verdict: Verdict) -> Statement:
    """The verdict as a quotable statement."""
    unit = verdict.unit
    return Statement(
        quote=reading.document.quote(unit.start, unit.end),
        roles=verdict.roles,
        level=verdict.level,
        aspect=verdict.aspect,
        headings=unit.headings,
        confidence=verdict.confidence,
        why=why(reading, verdict),
    )


def read(
    reading: Reading, model: Weights | None = None, *, tier: Tier = Tier.CAREFUL, encoder: Encoder | None = None
) -> tuple[Verdict, ...]:
    """Weigh every unit of a document, with the weights of the package or with those given.

    Args:
        reading: the document laid out.
        model: weights of the n-gram model and of the second look; those of the package where none are given.
        tier: whether the encoder reads again what the n-gram model is not sure of.
        encoder: that encoder; the one of the package where none is given.
    """
    units = reading.units
    if not units:
        return ()
    model = shipped_weights() if model is None else model
    found = hits([unit.words for unit in units])
    scores = first_look(units, found, reading.document.date, model)
    told = second_look(units, found, scores, model)
    if tier is Tier.CAREFUL:
        if any(wanted := unsettled(scores)):
            scores = joined(scores, (encoder or shipped()).scores(units, wanted))
        told = chances(scores, told)
    return tuple(
        _verdict(unit, own, _with_effect(unit, tuple(map(float, row)), reading.document.date), tier)
        for unit, own, row in zip(units, found, told, strict=True)
    )


def why(reading: Reading, verdict: Verdict) -> tuple[str, ...]:
    """The cues of the roles decided, strongest first, as written in the document."""
    spoken = [hit for hit in verdict.hits if _CUE_ROLE.get(hit.cue.role) in verdict.roles]
    spoken.sort(key=lambda hit: (-hit.cue.strength, hit.start))
    words: dict[str, None] = {}
    for hit in spoken:
        start, end = reading.shadow.original(verdict.unit.offset + hit.start, verdict.unit.offset + hit.end)
        words.setdefault(reading.document.text[start:end].strip("，、；：: \n"), None)
    return tuple(word for word in words if word)[:_MOST_CUES]


def _verdict(unit: Unit, own: tuple[Hit, ...], told: tuple[float, ...], tier: Tier) -> Verdict:
    if _refuses(unit, own):
        told = _refusal(told, tier, promises=any(hit.cue.id in _PROMISES for hit in own))
    roles = frozenset([role for role, at in _ROLES if unit.words and told[at] >= THRESHOLDS[tier][role]])
    level = _most_likely(told, Level) if Role.COMMITS in roles else None
    aspect = _most_likely(told, Aspect) if Role.REPORTS in roles else None
    return Verdict(unit, own, roles, level, aspect, told, tier)


def _with_effect(unit: Unit, told: tuple[float, ...], said_on: DateInterval) -> tuple[float, ...]:
    """Chances of a unit that says what applies from a day to come: a promise, however much it reports."""
    at = _AT["commits"]
    if told[at] >= APPLIES or not takes_effect(unit.words, said_on):
        return told
    return (*told[:at], APPLIES, *told[at + 1 :])


def _refuses(unit: Unit, own: Sequence[Hit]) -> bool:
    """A plain refusal in the last clause but for its purpose.

    Reads «本部尚無調整收費之規劃，以維公平。»; refuses the law's «不宜居住者，…».
    """
    refusals = [hit for hit in own if hit.cue.id in _REFUSALS]
    if not refusals or any(hit.cue.id == "law-content" for hit in own):
        return False
    purpose = _PURPOSE.search(unit.words)
    last = unit.words.rfind("，", 0, purpose.start() if purpose else None) + 1
    return any(hit.end > last for hit in refusals)


def _refusal(chances: tuple[float, ...], tier: Tier, *, promises: bool) -> tuple[float, ...]:
    """Chances of a plain refusal: it declines, and promises only where a promise is said as well."""
    changed = list(chances)
    changed[_AT["declines"]] = max(changed[_AT["declines"]], 0.6)
    if not promises:
        changed[_AT["commits"]] = min(changed[_AT["commits"]], THRESHOLDS[tier][Role.COMMITS] / 2)
    return tuple(changed)


def _most_likely(chances: Sequence[float], kind: type[_Kind]) -> _Kind:
    return max(kind, key=lambda value: chances[_AT[value.value]])
