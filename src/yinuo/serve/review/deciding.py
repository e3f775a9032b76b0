"""What a form of the desk says becomes a decision; runs in a worker thread with a ledger of its own."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from yinuo.errors import UsageError
from yinuo.judge.decisions import Decision
from yinuo.model import DateInterval, Relation
from yinuo.persist import desk_proposals, desk_steps, reviewing
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account
from yinuo.persist.ledger import Ledger
from yinuo.persist.reviewing import Subject
from yinuo.serve.review.corrections import NONE, correction
from yinuo.serve.review.showing import show

__all__ = ["ACTIONS", "Changed", "decide", "take_back"]

ACTIONS: Final = ("accept", "reject", "relabel", "correct", "link", "skip", "second", "decline")
_CHANGES: Final = ("postponed", "dropped", "stalled", "altered")
Told = Mapping[str, str]


class Changed(UsageError):
    """What is decided on is no more what was shown: it was read anew meanwhile."""


def decide(store: Path, clock: Callable[[], datetime], desk: Desk, who: Account, told: Told) -> None:
    """Carry out one form of the desk; the step is noted so that it can be taken back.

    Args:
        store: the ledger.
        clock: tells the decision's moment.
        desk: proposals, steps.
        who: the reviewer; the decision bears this name.
        told: the form's fields.

    Raises:
        Changed: the reading was another when the page was made.
        YinuoError: the form does not say enough, or what it says breaks an invariant.
    """
    thing, action, why = told.get("thing", ""), told.get("action", ""), " ".join(told.get("why", "").split())
    if action not in ACTIONS:
        raise UsageError("不認得的動作（unknown action）")
    if action == "second":
        desk_steps.ask_opinion(desk, who, thing, why)
        return
    if action == "skip":
        desk_steps.walked(desk, who, "skip", thing)
        return
    if not why and action != "accept":
        raise UsageError("請說明理由（say why）")
    if action == "decline":
        one = thing.removeprefix("proposal:")
        desk_proposals.settle(desk, one, accepted=False, by=who.name, why=why)
        desk_steps.walked(desk, who, "proposal", thing, one)
        return
    with Ledger.open(store, create=False, clock=clock) as ledger:
        shown = show(ledger, desk, thing)
        if told.get("shown") != shown.about.shown:
            raise Changed("這一項剛才有了新的讀法，請再看一次（it was read anew meanwhile: please look again）")
        made = _written(ledger, shown.about, who.name, why, told)
    if shown.proposal is not None:
        desk_proposals.settle(desk, shown.proposal.id, accepted=True, by=who.name, why=why, decision_id=made.id)
    desk_steps.walked(desk, who, "decision", thing, f"{made.id} {shown.proposal.id if shown.proposal else ''}".strip())
    desk_steps.answered(desk, thing, who)


def _written(ledger: Ledger, about: Subject, by: str, why: str, told: Told) -> Decision:
    match told["action"]:
        case "accept":
            return reviewing.accept(ledger, about, by, why)
        case "reject":
            return reviewing.reject(ledger, about, by, why)
        case "correct":
            return reviewing.correct(
                ledger, about, by, why, correction(about.commitment, about.document, _fields(told))
            )
        case "link":
            relation = _relation(told)
            words, place = told.get("quote", "").strip(), told.get("document", "").strip()
            about = reviewing.passage(ledger, about.commitment.id, place, words, relation)
    relation, marks, effective = _relation(told), _marks(told), _interval(told.get("effective", ""))
    return reviewing.relabel(ledger, about, by, why, relation, marks=marks, effective=effective)


# ── fields of a form ───────────────────────────────────────────────────────────────────────


def _relation(told: Told) -> Relation:
    try:
        return Relation(told.get("relation", ""))
    except ValueError:
        raise UsageError("請選擇關係（choose a relation）") from None


def _marks(told: Told) -> dict[str, str]:
    change, due = told.get("change", ""), told.get("new_due", "").strip()
    if told.get("relation") != Relation.CHANGED:
        return {}
    if change and change not in _CHANGES:
        raise UsageError("不認得的變更（unknown kind of change）")
    marks = {"change": change or ("postponed" if due else ""), "new_due": _day(due).isoformat() if due else ""}
    return {name: value for name, value in marks.items() if value}


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(f"日期請寫成 YYYY-MM-DD（write a day as YYYY-MM-DD）：{written[:20]}") from None


def _interval(written: str) -> DateInterval | None:
    """A day, a month or a year; None where nothing is written."""
    if not written.strip():
        return None
    try:
        numbers = [int(part) for part in written.strip().split("-")]
        makers: dict[int, Callable[..., DateInterval]] = {
            1: DateInterval.year,
            2: DateInterval.month,
            3: DateInterval.day,
        }
        return makers[len(numbers)](*numbers)
    except (ValueError, KeyError):
        raise UsageError(f"日期請寫成 YYYY-MM-DD、YYYY-MM 或 YYYY（a day, month or year）：{written[:20]}") from None


def _fields(told: Told) -> dict[str, Any]:
    """Only what differs from what was shown (``was_NAME``): a field left alone is not claimed."""

    def changed(name: str) -> str | None:
        value, was = told.get(name, "").strip(), told.get(f"was_{name}", "").strip()
        return None if value.replace("\r\n", "\n") == was.replace("\r\n", "\n") else value

    deadlines = changed("deadline")
    lines = [line.partition("=") for line in (deadlines or "").splitlines() if line.strip()]
    pairs = tuple((found, words.strip() or None) for day, _, words in lines if (found := _interval(day)) is not None)
    optional = {
        name: None if (value := changed(name)) is None else value or NONE for name in ("target", "agency", "category")
    }
    return {
        "text": changed("text"),
        "title": changed("title"),
        "level": changed("level"),
        "deadline": pairs,
        "no_deadline": deadlines == "",
        **optional,
    }


# ── taking back ────────────────────────────────────────────────────────────────────────────


def take_back(store: Path, clock: Callable[[], datetime], desk: Desk, who: Account, seq: int) -> None:
    """Take back this reviewer's own last step; a second press, or another's step, does nothing."""
    step = desk_steps.last_step(desk, who)
    if step is None or step.seq != seq:
        return
    made, _, proposed = step.reference.partition(" ")
    if step.what == "decision":
        with Ledger.open(store, create=False, clock=clock) as ledger:
            reviewing.undo(ledger, made, who.name)
        if proposed:
            desk_proposals.reopen(desk, proposed, by=who.name)
    elif step.what == "proposal":
        desk_proposals.reopen(desk, made, by=who.name)
    desk_steps.take_back(desk, who, step)
