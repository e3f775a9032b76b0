"""Why a commitment was read as it was: the cues, readings and rules that decided, told again.

The ledger keeps what was decided; reading is deterministic, so the reasons are found by reading the
document again. ``same`` says whether today's reading is the one the ledger has; where it is not, the
reasons are those of today's reading and ``differs`` names what moved. Nothing is told that was not found.
"""

from typing import Any

from yinuo.decode.dates import find_dates
from yinuo.extract import categories
from yinuo.extract.agencies import grounds
from yinuo.extract.commitments import BEFORE, extract
from yinuo.extract.confidence import CANDIDATE_BELOW
from yinuo.extract.levels import above, signs
from yinuo.extract.reading import Reading
from yinuo.extract.statements import THRESHOLDS, Verdict, read
from yinuo.extract.weights import OUTPUTS
from yinuo.model import Commitment, Deadline, Document, Level, Role
from yinuo.vocabulary import load_json
from yinuo.words import Tier

__all__ = ["explain"]

_COMPARED = ("level", "title", "deadlines", "target", "agency", "category", "confidence")
_MOST_SIGNS = 6
Row = dict[str, Any]


def explain(document: Document, commitment: Commitment, tier: Tier = Tier.CAREFUL) -> Row:
    """The reasons for a commitment of ``document``, as plain values ready for JSON.

    Returns:
        ``same``, ``differs``, ``tier``; ``roles`` [{role, chance, threshold, decided}]; ``cues`` [{cue, role,
        strength, words, start, end}] of its statement (offsets in the document); ``level`` {level, rule, chances,
        signs}; ``deadlines`` [{text, first, last, precision, event, rule}]; ``target`` or None; ``agency`` {name,
        words, rule, successor}; ``category`` {category, words}; ``confidence`` {chance, calibrated, threshold}.
        «預計114年3月底前完成改建» has the rule ``time-limit`` for its level; a promise without a date or figure
        never has.
    """
    reading = Reading(document)
    again = {one.id: one for one in extract(document, tier=tier).commitments}.get(commitment.id)
    verdict = next(one for one in read(reading, tier=tier) if one.unit.end > commitment.quote.start)
    told = again or commitment
    return {
        "same": again is not None and not _differs(commitment, again),
        "differs": ["not found by the engine"] if again is None else _differs(commitment, again),
        "tier": verdict.tier,
        "roles": _roles(verdict),
        "cues": _cues(reading, verdict),
        "level": _level(told, verdict),
        "deadlines": [_deadline(one, told, document) for one in told.deadlines],
        "target": told.target
        and {
            "text": told.target.words,
            "value": str(told.target.value),
            "unit": told.target.unit,
            "direction": told.target.direction.value,
        },
        "agency": _agency(told, document),
        "category": _category(told, document),
        "confidence": {
            "chance": round(verdict.chances[OUTPUTS.index("commits")], 3),
            "calibrated": told.confidence,
            "threshold": CANDIDATE_BELOW,
            "length": verdict.unit.end - verdict.unit.start,
        },
    }


def _differs(stored: Commitment, again: Commitment) -> list[str]:
    return [name for name in _COMPARED if getattr(stored, name) != getattr(again, name)]


def _roles(verdict: Verdict) -> list[Row]:
    return [
        {
            "role": role.value,
            "chance": round(verdict.chances[OUTPUTS.index(role.value)], 3),
            "threshold": THRESHOLDS[verdict.tier][role],
            "decided": role in verdict.roles,
        }
        for role in Role
    ]


def _cues(reading: Reading, verdict: Verdict) -> list[Row]:
    """Every cue of the statement, for and against, strongest first, as written."""
    found = []
    for hit in sorted(verdict.hits, key=lambda hit: (-hit.cue.strength, hit.start)):
        start, end = reading.shadow.original(verdict.unit.offset + hit.start, verdict.unit.offset + hit.end)
        words = reading.document.text[start:end]
        cue = {"cue": hit.cue.id, "role": hit.cue.role, "strength": hit.cue.strength}
        found.append({**cue, "words": words, "start": start, "end": end})
    return found


def _level(told: Commitment, verdict: Verdict) -> Row:
    """The rule that gave the level, and the fitted signs that spoke loudest where one was asked."""
    row: Row = {"level": told.level.value, "rule": "ongoing", "signs": []}
    if told.level is Level.CONCRETE:
        row["rule"] = "time-limit" if told.deadlines else "quantity" if told.target else "model"
        return row
    weights = load_json("levels.json")["signs"]
    shown = [(name, float(weights[name])) for name in signs(told.quote.exact, above(verdict.unit)) if name in weights]
    shown.sort(key=lambda sign: (-abs(sign[1]), sign[0]))
    row["rule"] = "checkable-act" if told.level is Level.DELIVERABLE else "ongoing"
    row["chances"] = {name: round(verdict.chances[OUTPUTS.index(name)], 3) for name in ("C1", "C2", "C3")}
    row["signs"] = [{"sign": name, "deliverable": weight} for name, weight in shown[:_MOST_SIGNS]]
    return row


def _deadline(due: Deadline, told: Commitment, document: Document) -> Row:
    """The days that were read, and what makes them a limit: words of a limit or a start, or lying ahead."""
    mentions = [one for one in find_dates(told.quote.exact, document.date) if one.interval == due.interval]
    touching = [one for one in mentions if one.words in due.words or due.words in one.words]
    kind = touching[0].kind if touching else "length"
    ahead = due.interval.first > document.date.last
    rule = {"due": "until", "start": "from", "length": "length"}.get(kind, "ahead" if ahead else "own-year")
    return {
        "text": due.words,
        "first": due.interval.first.isoformat(),
        "last": due.interval.last.isoformat(),
        "precision": due.interval.precision.value,
        "event": due.event,
        "said_on": str(document.date),
        "rule": rule,
    }


def _agency(told: Commitment, document: Document) -> Row | None:
    before = document.text[max(0, told.quote.start - BEFORE) : told.quote.start]
    rule, found = grounds(document, told.headings, told.quote.exact, before)
    if told.agency is None:
        return None
    if found != told.agency:
        return {"name": told.agency.name, "words": told.agency.words, "rule": None}
    headings = list(told.headings) if rule in ("heading", "label") else []
    name, words = told.agency.name, told.agency.words
    return {"name": name, "words": words, "rule": rule, "headings": headings, "successor": told.agency.successor}


def _category(told: Commitment, document: Document) -> Row:
    """The category, and the words and body that spoke for it, where the reading of today is the one told."""
    around = "\n".join((*told.headings, document.title))
    found, words = categories.explain(told.quote.exact, told.agency, around)
    same = found is told.category
    return {"category": told.category and told.category.value, "words": list(words) if same else []}
