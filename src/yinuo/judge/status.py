"""Where a commitment stands on a day: DESIGN §4's table as ordered rules, first match wins.

Pure: the same commitment, evidence, coverage and day give the same answer in any order, on any
machine, for any day in the past. Nothing told after ``as_of`` counts, and silence counts only
where documents of those days were searched.

The rules stand in ``rules``; this module asks them in order and adds what stands beside the state.

``unverifiable`` is kept for a declaration (C3) without a day or a quantity of which nothing was
told through six months of searched documents: there silence has no test to fail. A declaration
with evidence progresses as any promise does, and a fresh one is simply open.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from yinuo.judge.coverage import Coverage
from yinuo.judge.drift import How, chain
from yinuo.judge.facts import ACCEPT, ACCEPT_AGAIN, SILENT_MONTHS, SURE, Facts, accepted
from yinuo.judge.milestones import Milestone, Reached, milestones
from yinuo.judge.rules import RULES, Verdict
from yinuo.judge.terms import Term
from yinuo.model import (
    Axes,
    Commitment,
    DecidedBy,
    Evidence,
    EvidenceLevel,
    Headline,
    Judgement,
    Reason,
    Relation,
    Schedule,
    State,
)

__all__ = ["ACCEPT", "ACCEPT_AGAIN", "SILENT_MONTHS", "SURE", "accepted", "decided", "status"]

HEADLINES = {
    State.OPEN: Headline.TRACKING,
    State.PROGRESSING: Headline.TRACKING,
    State.PARTIAL: Headline.TRACKING,  # 已延宕 where overdue: see _partial
    State.FULFILLED: Headline.FULFILLED,
    State.OVERDUE: Headline.DELAYED,
    State.POSTPONED: Headline.DELAYED,
    State.STALLED: Headline.DELAYED,
    State.DROPPED: Headline.DELAYED,
    State.NO_NEWS: Headline.NO_UPDATE,
    State.UNKNOWN: Headline.TRACKING,
    State.UNVERIFIABLE: Headline.NO_UPDATE,
}

PASSED = {  # of a day that is over and proves nothing
    Term.BEGINS: "原定開始的日子已過（{}），其後的文件未提及是否開始，不據以認定逾期",
    Term.HOLDS: "承諾維持或辦理到的日子已過（{}），不是完成的期限，不據以認定逾期",
    Term.RECURS: "經常辦理的事項，所提的日子已過（{}），不是完成的期限，不據以認定逾期",
    Term.EXPECTED: "所提的日子已過（{}），但文件只說預期、最快或時程未定，不據以認定逾期",
    Term.CONDITIONAL: "所提的日子已過（{}），但附有條件，條件是否成就未見說明，不據以認定逾期",
}


def status(
    commitment: Commitment,
    evidence: Sequence[Evidence],
    coverage: Coverage,
    as_of: date,
    *,
    later_versions: Sequence[Commitment] = (),
) -> Judgement:
    """Judge a commitment for a day.

    Args:
        commitment: the promise.
        evidence: what was linked to it, in any order; links to other promises, links not
            accepted, links that do not bear on it and links told after ``as_of`` do not count.
        coverage: the documents that were searched, by day and by whom they speak for.
        as_of: the day asked about.
        later_versions: the same promise in later documents (restatements), in any order.

    Returns:
        State, headline, axes and the rules that gave them, with the ids of the evidence they rest on.
    """
    facts = Facts.at(commitment, evidence, coverage, as_of, later_versions)
    verdict, headline, axes = decided(facts)
    return Judgement(
        commitment_id=commitment.id,
        as_of=as_of,
        state=verdict.state,
        headline=headline,
        axes=axes,
        reasons=(verdict.reason, *_asides(facts, verdict)),
    )


def decided(facts: Facts) -> tuple[Verdict, Headline, Axes]:
    """What the rules say of these facts, without the asides for a reader: enough to follow promises through time."""
    verdict = next(found for rule in RULES if (found := rule(facts)))
    return verdict, verdict.headline or HEADLINES[verdict.state], _axes(facts, verdict)


def _axes(facts: Facts, verdict: Verdict) -> Axes:
    deciders = {item.decided_by for item in verdict.grounds}
    by_rank = (DecidedBy.HUMAN, DecidedBy.MODEL, DecidedBy.RULE)
    return Axes(
        schedule=verdict.schedule or _calendar(facts),
        evidence_level=_evidence_level(facts),
        last_evidence=max((item.stated_on.last for item in facts.known), default=None),
        last_searched=facts.searched,
        decided_by=next((who for who in by_rank if who in deciders), DecidedBy.RULE),
        due=facts.table.due,
    )


def _calendar(facts: Facts) -> Schedule:
    if facts.begun and facts.table.due:
        late = min(item.effective.first for item in facts.begun) > facts.table.due
        return Schedule.MET_LATE if late else Schedule.MET_ON_TIME
    if facts.is_past_due and facts.term in PASSED and facts.term is not Term.BEGINS:
        return Schedule.NO_DEADLINE
    return facts.table.schedule(facts.as_of)


def _evidence_level(facts: Facts) -> EvidenceLevel:
    """The strongest thing shown; delivered becomes confirmed when two different texts tell it."""
    if facts.fulfilled:
        texts = {item.quote.exact for item in facts.fulfilled}
        papers = {item.quote.document_id for item in facts.fulfilled}
        return EvidenceLevel.CONFIRMED if min(len(texts), len(papers)) > 1 else EvidenceLevel.DELIVERED
    if facts.partial:
        return EvidenceLevel.PARTIAL
    if facts.of(Relation.PROGRESS, Relation.FULFILLED):
        return EvidenceLevel.UNDER_WAY
    return EvidenceLevel.ANNOUNCED if facts.known else EvidenceLevel.NONE


REACHED = {  # of an earlier deadline whose day is over
    Reached.MET: "已見完成",
    Reached.MET_LATE: "已見完成，但逾其期限",
    Reached.LATE: "期限已過，其後的文件未見完成",
    Reached.MOVED: "官方另訂較晚的日子",
    Reached.UNKNOWN: "期限已過，尚未收錄其後的文件",
    Reached.PASSED: "所定的日子已過，不據以認定逾期",
}


def _milestone(item: Milestone) -> Reason:
    told = item.deadline
    moved = f"，改為 {item.due}" if item.due > told.due else ""
    words = f"較早的期限「{told.words}」{told.event or ''}（{told.due}{moved}）：{REACHED[item.state]}"
    return Reason("milestone", words, item.evidence_ids)


DRIFTED = {
    How.LATER: "延後",
    How.EARLIER: "提前",
    How.PROLONGED: "延長",
    How.SHORTENED: "縮短",
    How.LARGER: "提高",
    How.SMALLER: "降低",
    How.OTHER: "換了機關",
    How.SOFTER: "用語轉弱",
    How.FIRMER: "用語轉強",
}


def _drift(facts: Facts) -> Iterator[Reason]:
    """What later tellings say otherwise, each against the telling before it, with the evidence they stand in."""
    tellings = sorted(facts.versions, key=lambda one: (one.made_on.last, one.made_on.first, one.id))
    for moved in chain((facts.commitment, *tellings)):
        words = f"{moved.on} 的文件：「{moved.before}」→「{moved.after}」（{DRIFTED[moved.how]}）"
        low, high = moved.later.start, moved.later.end
        ids = tuple(
            item.id
            for item in facts.known
            if item.quote.document_id == moved.later.document_id and item.quote.start < high and low < item.quote.end
        )
        yield Reason("drift", words, ids)


def _asides(facts: Facts, verdict: Verdict) -> tuple[Reason, ...]:
    """What else a reader should know: earlier milestones, an earlier fulfilment reopened, a moved day."""
    asides = []
    if verdict.state is not State.FULFILLED:
        earlier = (item for item in milestones(facts) if item.deadline is not facts.table.first)
        asides += [_milestone(item) for item in earlier if item.state is not Reached.OPEN]
        if facts.is_past_due and facts.term in PASSED:
            asides.append(Reason("day_passed", PASSED[facts.term].format(facts.table.due)))
        reopened = facts.of(Relation.FULFILLED)
        if reopened and not facts.claimed:
            ids = tuple(item.id for item in reopened)
            asides.append(Reason("reopened", f"{reopened[-1].stated_on} 曾表示達成，其後的文件另有變更", ids))
    if facts.table.postponed and verdict.state is not State.POSTPONED and facts.table.first:
        to = facts.table.due or "未定的日期"
        asides.append(Reason("moved", f"原期限 {facts.table.first.due}，官方改為 {to}"))
    return (*asides, *_drift(facts))
