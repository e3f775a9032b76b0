"""Where a commitment stands on a day: DESIGN §4's table as ordered rules, first match wins.

Pure: the same commitment, evidence, coverage and day give the same answer in any order, on any
machine, for any day in the past. Nothing told after ``as_of`` counts, and silence counts only
where documents of those days were searched.

The order is that of the table's own remarks: fulfilled outranks overdue, overdue outranks silence,
and what an official text says of a delay outranks what only the calendar says. Nothing is
terminal: a change told later than a fulfilment reopens it, movement told later than a withdrawal
revives the promise.

``unverifiable`` is kept for a declaration (C3) without a day or a quantity of which nothing was
told through six months of searched documents: there silence has no test to fail. A declaration
with evidence progresses as any promise does, and a fresh one is simply open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from yinuo.judge.coverage import Coverage
from yinuo.judge.facts import ACCEPT, ACCEPT_AGAIN, SILENT_MONTHS, Facts, accepted, standing
from yinuo.judge.marks import change_in
from yinuo.judge.measures import measures
from yinuo.judge.signs import Change
from yinuo.judge.terms import Term
from yinuo.model import (
    Axes,
    Commitment,
    Deadline,
    DecidedBy,
    Evidence,
    EvidenceLevel,
    Headline,
    Judgement,
    Level,
    Reason,
    Relation,
    Schedule,
    State,
)

__all__ = ["ACCEPT", "ACCEPT_AGAIN", "SILENT_MONTHS", "accepted", "status"]

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
    verdict = next(found for rule in RULES if (found := rule(facts)))
    return Judgement(
        commitment_id=commitment.id,
        as_of=as_of,
        state=verdict.state,
        headline=verdict.headline or HEADLINES[verdict.state],
        axes=_axes(facts, verdict),
        reasons=(verdict.reason, *_asides(facts, verdict)),
    )


# ── the rules, in order ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule decided, and on which evidence."""

    state: State
    reason: Reason
    grounds: tuple[Evidence, ...] = ()
    headline: Headline | None = None
    schedule: Schedule | None = None


def _say(state: State, words: str, grounds: Sequence[Evidence] = (), headline: Headline | None = None) -> Verdict:
    ids = tuple(item.id for item in grounds)
    return Verdict(state, Reason(state.value, words, ids), tuple(grounds), headline)


def _fulfilled(facts: Facts) -> Verdict | None:
    if not facts.fulfilled:
        return None
    first = min(facts.fulfilled, key=lambda item: (item.effective.first, item.effective.last, item.id))
    schedule, words = _punctuality(facts, first)
    said = _say(State.FULFILLED, f"{first.stated_on} 的文件顯示承諾已達成{words}", facts.fulfilled)
    return Verdict(said.state, said.reason, said.grounds, None, schedule)


def _punctuality(facts: Facts, met: Evidence) -> tuple[Schedule, str]:
    """On time or late, against the first day and the one that counts.

    Late is said only where the event is told to lie wholly after the day: «2023年» is not late for June 2023.
    """
    first, current = facts.table.first, facts.table.due
    due = first.due if first else current
    if due is None:
        return Schedule.NO_DEADLINE, ""
    if met.effective.first <= due:
        return Schedule.MET_ON_TIME, f"（如期：期限 {due}）"
    if current and current > due and met.effective.first <= current:
        return Schedule.MET_LATE, f"（逾原期限 {due}，未逾展延後的期限 {current}）"
    return Schedule.MET_LATE, f"（逾期：期限 {due}，最早見於 {met.effective}）"


def _dropped(facts: Facts) -> Verdict | None:
    revived = facts.of(Relation.PROGRESS, Relation.FULFILLED, Relation.RESTATED)
    found = standing(facts.changes(Change.DROPPED), revived)
    if not found:
        return None
    return _say(State.DROPPED, f"{found[-1].stated_on} 的文件表示不再推動或改以他案取代", found)


def _partial(facts: Facts) -> Verdict | None:
    """Part delivered, the rest late: 部分達成 under the headline 已延宕."""
    if not facts.partial or not facts.is_late or not facts.searched_after_due:
        return None
    words = f"已有部分達成，但期限 {facts.table.due} 已過，其後的文件未見其餘部分達成"
    return _say(State.PARTIAL, words, facts.partial, Headline.DELAYED)


def _reached(facts: Facts) -> Verdict | None:
    """The promised quantity is told as reached, though not the act as done: «已達1.2兆元» of «約1兆元» is not late."""
    met = {point.evidence_id: point for point in measures(facts.commitment, facts.known) if point.met}
    if not met or not facts.is_late:
        return None
    found = [item for item in facts.known if item.id in met]
    last = met[found[-1].id]
    words = (
        f"期限 {facts.table.due} 已過；{found[-1].stated_on} 的文件所述數字「{last.words}」已達目標，未明說承諾已達成"
    )
    return _say(State.PROGRESSING, words, found)


def _overdue(facts: Facts) -> Verdict | None:
    """Late needs three things: the day and the grace are over, later documents were read, none shows delivery."""
    if not facts.is_late or not facts.searched_after_due:
        return None
    words = f"期限 {facts.table.due} 已過，已查閱至 {facts.searched_after_due} 的文件，未見達成"
    return _say(State.OVERDUE, words, facts.known[-1:])


def _stalled(facts: Facts) -> Verdict | None:
    cleared = [item for item in facts.known if change_in(item) is not Change.STALLED]
    found = standing(facts.changes(Change.STALLED), cleared)
    if not found:
        return None
    return _say(State.STALLED, f"{found[-1].stated_on} 的文件顯示受阻或暫不辦理，未提出新期限", found)


def _postponed(facts: Facts) -> Verdict | None:
    loose = facts.changes(Change.POSTPONED)  # also of a promise that had no day of its own
    moves = [move for move in facts.table.moves if move.later]
    if (
        not moves
        or facts.term in (Term.HOLDS, Term.RECURS)
        or not (facts.table.postponed if facts.table.first else loose)
    ):
        return None
    first, due = facts.table.first, facts.table.due
    to = f"至 {due}" if due else "，未定新期限"
    words = f"{moves[-1].told} 的文件將期限" + (f"由 {first.due} " if first else "") + f"延後{to}"
    ids = {move.evidence_id for move in moves}
    return _say(State.POSTPONED, words, [item for item in facts.known if item.id in ids])


def _unknown(facts: Facts) -> Verdict | None:
    if not facts.is_past_due or facts.searched_after_due:
        return None
    last = f"最近一份在 {facts.searched}" if facts.searched else "承諾之後尚無文件"
    words = f"期限 {facts.table.due} 已過，但尚未收錄其後的文件（{last}），不能據以認定未達成"
    return _say(State.UNKNOWN, words, facts.known[-1:])


def _silent(facts: Facts) -> Verdict | None:
    if not facts.is_stale:
        return None
    promise = facts.commitment
    told = f"自 {facts.last_news} 之後，已查閱至 {facts.searched} 的文件"
    bare = promise.level is Level.ONGOING and not promise.deadlines and promise.target is None
    if bare and not facts.known:
        return _say(State.UNVERIFIABLE, f"宣示性承諾，沒有期限、數量或可查證的成果；{told}，無從驗證")
    return _say(State.NO_NEWS, f"{told}，逾 {SILENT_MONTHS} 個月沒有新消息", facts.known[-1:])


def _part_done(facts: Facts) -> Verdict | None:
    if not facts.partial:
        return None
    return _say(State.PARTIAL, f"{facts.partial[-1].stated_on} 的文件顯示已有部分達成", facts.partial)


def _progressing(facts: Facts) -> Verdict | None:
    if not facts.moved:
        return None
    return _say(State.PROGRESSING, f"{facts.moved[-1].stated_on} 的文件顯示有後續作為", facts.moved)


def _open(facts: Facts) -> Verdict:
    again = facts.of(Relation.RESTATED)
    if again:
        return _say(State.OPEN, f"{again[-1].stated_on} 的文件重申承諾，尚未見具體進展", again)
    if facts.as_of < facts.commitment.made_on.last:
        return _say(State.OPEN, "查詢日早於承諾")
    return _say(State.OPEN, "尚未見後續作為" if facts.searched else "承諾之後尚未收錄其他文件")


RULES: tuple[Callable[[Facts], Verdict | None], ...] = (
    _fulfilled,
    _dropped,
    _reached,
    _partial,
    _overdue,
    _stalled,
    _postponed,
    _unknown,
    _silent,
    _part_done,
    _progressing,
    _open,
)


# ── beside the state ───────────────────────────────────────────────────────────────────────


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
    if facts.is_past_due and facts.term in (Term.HOLDS, Term.RECURS):
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


def _milestone(item: Deadline) -> str:
    event = item.event or ""
    if item.starts:
        return f"原定「{item.words}」{event}開始的日子已過（{item.due}）"
    return f"較早的期限「{item.words}」{event}已於 {item.due} 屆滿"


def _asides(facts: Facts, verdict: Verdict) -> tuple[Reason, ...]:
    """What else a reader should know: earlier milestones, an earlier fulfilment reopened, a moved day."""
    asides = []
    if verdict.state is not State.FULFILLED:
        asides += [Reason("milestone", _milestone(item)) for item in facts.table.milestones if item.due < facts.as_of]
        if facts.is_past_due and facts.term in PASSED:
            asides.append(Reason("day_passed", PASSED[facts.term].format(facts.table.due)))
        reopened = facts.of(Relation.FULFILLED)
        if reopened and not facts.fulfilled:
            ids = tuple(item.id for item in reopened)
            asides.append(Reason("reopened", f"{reopened[-1].stated_on} 曾表示達成，其後的文件另有變更", ids))
    if facts.table.postponed and verdict.state is not State.POSTPONED and facts.table.first:
        to = facts.table.due or "未定的日期"
        asides.append(Reason("moved", f"原期限 {facts.table.first.due}，官方改為 {to}"))
    return tuple(asides)
