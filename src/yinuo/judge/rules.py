"""The rules of DESIGN §4's table, in order: each looks at the facts of a day and says a state, or passes.

Every verdict names its rule and the evidence it rests on. The order is that of the table's own
remarks: fulfilled outranks overdue, overdue outranks silence, and what an official text says of a
delay outranks what only the calendar says. Nothing is terminal: a change told later than a
fulfilment reopens it, movement told later than a withdrawal revives the promise.

«Fulfilled» and «dropped» close a case: only evidence that is ``sure``, or a person's, says so. What
is told with less is kept as movement, and no silence is held against a promise that a text calls kept.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yinuo.judge.facts import SILENT_MONTHS, Facts, standing, sure
from yinuo.judge.marks import change_in, kinds_of
from yinuo.judge.measures import measures
from yinuo.judge.signs import Change
from yinuo.judge.terms import Term, goes_on
from yinuo.model import Evidence, Headline, Level, Reason, Relation, Schedule, State

__all__ = ["RULES", "Verdict"]

_STEP = re.compile("招標|發包|決標|研提|提送|提報|提出|提交|陳報|函報|報院|報核|送請|開工|動工|開始|啟動")
_REPORTS = frozenset({"done", "under_way", "started", "partial"})


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
    found = standing([item for item in facts.changes(Change.DROPPED) if sure(item)], revived)
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


def _claimed(facts: Facts) -> Verdict | None:
    """A text says the promise kept, not surely enough to close it: no silence is held against it meanwhile."""
    if not facts.claimed:
        return None
    words = f"{facts.claimed[-1].stated_on} 的文件似表示承諾已達成，把握未達結案門檻，須由人確認"
    return _say(State.PROGRESSING, words, facts.claimed)


def _beyond(facts: Facts) -> Verdict | None:
    """What was due is a step, and a report told after its day speaks of what comes next: the step was taken.

    «預計2月底前公告招標» and a later «刻正辦理綜合規劃作業»; not «刻正辦理招標», which is still that step.
    """
    first, due = facts.table.first, facts.table.due
    if not facts.is_late or not first or not due or not (step := _STEP.search(first.event or "")):
        return None
    found = [
        item
        for item in facts.of(Relation.PROGRESS)
        if item.stated_on.first > due and kinds_of(item) & _REPORTS and step.group() not in item.quote.exact
    ]
    if not found:
        return None
    words = f"期限 {due} 已過；{found[-1].stated_on} 的文件說的是「{first.event}」之後的作為，未說該步驟何時完成"
    return _say(State.PROGRESSING, words, found)


def _carried_out(facts: Facts) -> Verdict | None:
    """What was due is an activity of a year, and a later report tells of it: it is done, how far is not told.

    «預計110年推動廢棄漁網回收試辦» and a later «本署與地方政府推動廢棄漁網回收»; not «110年底前完成試辦».
    """
    first = facts.table.first
    if not facts.is_late or first is None or not goes_on(first):
        return None
    found = [item for item in facts.of(Relation.PROGRESS) if item.effective.last >= first.interval.first]
    if not found:
        return None
    words = f"期限 {facts.table.due} 已過；{found[-1].stated_on} 的文件顯示已在{first.event}，未說是否如期完成"
    return _say(State.PROGRESSING, words, found)


def _overdue(facts: Facts) -> Verdict | None:
    """Late needs three things: the day and the grace are over, later documents were read, none shows delivery."""
    if not facts.is_late or not facts.searched_after_due:
        return None
    due = facts.table.due or facts.searched_after_due
    words = f"期限 {due} 已過，已查閱至 {facts.searched_after_due} 的文件（其後 {facts.papers(due)} 份），未見達成"
    return _say(State.OVERDUE, words, facts.known[-1:])


def _stalled(facts: Facts) -> Verdict | None:
    cleared = [item for item in facts.known if change_in(item) not in (Change.STALLED, Change.DROPPED)]
    unsure = [item for item in facts.changes(Change.DROPPED) if not sure(item)]
    found = standing([*facts.changes(Change.STALLED), *unsure], cleared)
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
    told = f"自 {facts.last_news} 之後，已查閱至 {facts.searched} 的文件（其間 {facts.papers(facts.last_news)} 份）"
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
    _claimed,
    _beyond,
    _carried_out,
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
