"""Decisions in a real ledger: kept for ever, found again after another reading, and counted in every view."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yinuo.errors import InvariantError, NotLater, StoreError, UsageError, YinuoError
from yinuo.judge.anchors import Anchor
from yinuo.judge.decisions import Action, Correction, Decision
from yinuo.model import Category, Commitment, DateInterval, Document, Evidence, Extraction, Level, Relation, State
from yinuo.persist.ledger import Ledger
from yinuo.persist.review_rows import log_rows, queue_rows
from yinuo.persist.reviewing import accept, correct, reject, relabel, subject, undo
from yinuo.persist.standing import standings
from yinuo.persist.training import decided_rows
from yinuo.persist.verify import verify
from yinuo.persist.views import count_rows, evidence_rows, list_rows, search_rows, show

DAY = date(2025, 1, 1)


class Clock:
    """A clock that moves a second each time it is read."""

    def __init__(self) -> None:
        self.at = datetime(2026, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def desk(store: Path, templates: dict[str, Path]) -> Iterator[Ledger]:
    """The four letters, on a clock that moves."""
    shutil.copy(templates["filled"], store)
    with Ledger.open(store, clock=Clock()) as opened:
        yield opened


def first(ledger: Ledger) -> Commitment:
    return next(ledger.commitments())


def last_link(ledger: Ledger) -> Evidence:
    return ledger.evidence_for(first(ledger).id)[-1]


def told(ledger: Ledger, as_of: date = DAY, **more: Any) -> list[tuple[Any, ...]]:
    """Everything a standing says, comparable."""
    ids = [one for (one,) in ledger.rows("SELECT id FROM commitments ORDER BY id")]
    found = standings(ledger, ids, ledger.coverage(), as_of, **more)
    rows = ledger.rows("SELECT id, level, category, due, publication FROM commitments ORDER BY id")
    return [(one.commitment, one.evidence, one.judgement) for one in found] + rows


def state(ledger: Ledger, as_of: date = DAY, **more: Any) -> State:
    one = next(standings(ledger, [first(ledger).id], ledger.coverage(), as_of, **more))
    return one.judgement.state


# ── effect ─────────────────────────────────────────────────────────────────────────────────


def test_a_rejected_commitment_is_in_no_view_and_stays_in_the_ledger(desk: Ledger) -> None:
    one, before = first(desk).id, count_rows(desk, DAY)
    reject(desk, subject(desk, one), "林小安", "引述他人的話")

    assert one not in {row["id"] for row in list_rows(desk, DAY)}
    assert count_rows(desk, DAY) == before - 1
    assert one not in {row["commitment_id"] for row in evidence_rows(desk)}
    assert desk.commitment(one).id == one
    assert show(desk, one, DAY)["commitment"]["review"]["why"] == "引述他人的話"


def test_a_rejected_link_counts_no_more_and_says_who_rejected_it(desk: Ledger) -> None:
    link = last_link(desk)
    reject(desk, subject(desk, link.id), "林小安", "另一個計畫")
    row = show(desk, first(desk).id, DAY)

    assert link.id not in {item["id"] for item in row["timeline"]}
    assert [item["id"] for item in row["rejected"]] == [link.id]
    assert any(
        "林小安" in reason["words"] and "另一個計畫" in reason["words"] for reason in row["judgement"]["reasons"]
    )
    assert link.id not in {item["id"] for item in evidence_rows(desk)}
    assert link.id not in {item["id"] for item in search_rows(desk, "全數完成", kinds=["evidence"])}


def test_a_person_can_find_a_promise_fulfilled_and_the_verdict_names_the_decision(desk: Ledger) -> None:
    link = last_link(desk)
    assert state(desk) is not State.FULFILLED
    relabel(desk, subject(desk, link.id), "林小安", "全數完成", Relation.FULFILLED)
    row = show(desk, first(desk).id, DAY)

    assert row["judgement"]["state"] == "fulfilled"
    assert row["judgement"]["decided_by"] == "human"
    assert {"fulfilled", "review"} <= {reason["rule"] for reason in row["judgement"]["reasons"]}
    (item,) = [item for item in row["timeline"] if item["id"] == link.id]
    assert (item["relation"], item["review"]["machine"]["relation"]) == ("fulfilled", "progress")


def test_a_person_can_find_a_promise_dropped(desk: Ledger) -> None:
    link = last_link(desk)
    relabel(desk, subject(desk, link.id), "林小安", "停辦", Relation.CHANGED, marks={"change": "dropped"})

    assert state(desk) is State.DROPPED


def test_a_correction_changes_what_is_shown_and_keeps_the_machines_reading(desk: Ledger) -> None:
    one = first(desk)
    due = (replace(one.deadlines[0], interval=DateInterval.month(2024, 6)),)
    told_so = Correction(title="增設長照據點", level=Level.CONCRETE, deadlines=due, category=Category.HEALTH)
    correct(desk, subject(desk, one.id), "林小安", "看原文", told_so)
    (row,) = list_rows(desk, DAY, category="醫療衛生")

    assert (row["id"], row["title"], row["level"], row["due"]) == (one.id, "增設長照據點", "C1", "2024-06-30")
    assert row["review"]["machine"]["title"] == one.title
    assert row["review"]["machine"]["category"] == "社會福利"
    assert desk.commitment(one.id).title == one.title


def test_a_new_cut_keeps_the_id_and_its_evidence(desk: Ledger) -> None:
    one, document = first(desk), desk.document("L1")
    start = document.text.index("長照據點增設")
    span = Anchor.of(document, document.quote(start, one.quote.end))
    before = len(desk.evidence_for(one.id))
    correct(desk, subject(desk, one.id), "林小安", "只取承諾", Correction(span=span))
    row = show(desk, one.id, DAY)

    assert row["commitment"]["text"] == document.text[start : one.quote.end]
    assert len(row["timeline"]) == before > 0
    assert row["commitment"]["review"]["machine"]["text"] == one.quote.exact


def test_what_may_never_happen_is_refused_before_anything_is_written(desk: Ledger) -> None:
    one, link, head = first(desk), last_link(desk), desk.head()
    early = (replace(one.deadlines[0], interval=DateInterval.month(2019, 1)),)
    with pytest.raises(YinuoError, match="deadline before"):
        correct(desk, subject(desk, one.id), "林小安", "誤", Correction(deadlines=early))
    with pytest.raises(NotLater):
        relabel(desk, subject(desk, link.id), "林小安", "誤", Relation.FULFILLED, effective=DateInterval.month(2019, 1))
    with pytest.raises(UsageError):
        relabel(desk, subject(desk, one.id), "林小安", "誤", Relation.PROGRESS)

    assert desk.head() == head


def test_a_decision_made_today_counts_for_every_day_on_which_the_document_was_known(desk: Ledger) -> None:
    link = last_link(desk)
    relabel(desk, subject(desk, link.id), "林小安", "全數完成", Relation.FULFILLED)

    assert state(desk, date(2024, 6, 1)) is State.FULFILLED  # the letter told it on 10 March 2024
    assert state(desk, date(2024, 3, 1)) is not State.FULFILLED
    assert state(desk, decided_until=date(2026, 1, 31)) is not State.FULFILLED  # before the decision, if one asks so


def test_a_list_as_decided_by_a_day_is_the_list_of_that_day(desk: Ledger) -> None:
    before, evening = told_rows(desk), date(2026, 1, 31)  # the clock of the desk begins on 1 February 2026
    one, other = (found.id for found in list(desk.commitments())[:2])
    reject(desk, subject(desk, other), "林小安", "宣示")
    correct(desk, subject(desk, one), "林小安", "改", Correction(category=Category.JUSTICE, title="另一個標題"))
    relabel(desk, subject(desk, last_link(desk).id), "林小安", "全數完成", Relation.FULFILLED)

    assert told_rows(desk) != before
    assert told_rows(desk, decided_until=evening) == before
    assert [row["id"] for row in list_rows(desk, DAY, category=Category.JUSTICE.value)] == [one]
    assert list_rows(desk, DAY, category=Category.JUSTICE.value, decided_until=evening) == []
    assert count_rows(desk, DAY, decided_until=evening) == count_rows(desk, DAY) + 1 == len(before[0])
    assert other in {row["id"] for row in list_rows(desk, DAY, decided_until=evening)}
    assert told_rows(desk, decided_until=date(2026, 2, 1)) == told_rows(desk)


def told_rows(ledger: Ledger, **more: Any) -> list[Any]:
    """What list and show tell, comparable."""
    listed = list_rows(ledger, DAY, **more)
    return [listed, *(show(ledger, row["id"], DAY, **more) for row in listed)]


# ── undo, order, two people ────────────────────────────────────────────────────────────────


def test_undoing_everything_restores_everything(desk: Ledger) -> None:
    before = told(desk)
    made = [
        reject(desk, subject(desk, first(desk).id), "甲", "一"),
        relabel(desk, subject(desk, last_link(desk).id), "乙", "二", Relation.FULFILLED),
        correct(desk, subject(desk, first(desk).id), "甲", "三", Correction(title="別的標題")),
    ]
    assert told(desk) != before
    for one in made:
        undo(desk, one.id, "甲")

    assert told(desk) == before
    assert verify(desk).ok
    with pytest.raises(UsageError, match="already undone"):
        undo(desk, made[0].id, "甲")
    undo(desk, undo_of(desk, made[0]).id, "甲")  # an undo undone
    assert told(desk) != before


def undo_of(ledger: Ledger, target: Decision) -> Decision:
    return next(one for one in ledger.decisions() if one.undoes == target.id)


def test_two_people_who_differ_are_both_in_the_log_and_the_later_one_holds(desk: Ledger) -> None:
    link = last_link(desk)
    accept(desk, subject(desk, link.id), "甲")
    reject(desk, subject(desk, link.id), "乙", "不是同一件事")
    rows = log_rows(desk)

    assert [(row["by"], row["state"], row["contested"]) for row in rows] == [
        ("甲", "overtaken", True),
        ("乙", "in_force", True),
    ]
    undo(desk, link.id, "乙")  # the latest on this link
    assert [row["state"] for row in log_rows(desk)] == ["in_force", "undone", "in_force"]


def decisions_of(ledger: Ledger) -> list[Decision]:
    """A dozen decisions of two people on promises and links, some undone, made and then taken from the ledger."""
    one, link = first(ledger), last_link(ledger)
    accept(ledger, subject(ledger, one.id), "甲")
    correct(ledger, subject(ledger, one.id), "乙", "改", Correction(title="長照據點", category=Category.HEALTH))
    correct(ledger, subject(ledger, one.id), "甲", "改", Correction(title="據點", cleared=frozenset({"agency"})))
    made = reject(ledger, subject(ledger, link.id), "甲", "不是")
    relabel(ledger, subject(ledger, link.id), "乙", "是", Relation.FULFILLED)
    undone = undo(ledger, made.id, "乙")
    undo(ledger, undone.id, "甲")
    for other in list(ledger.commitments())[1:]:
        reject(ledger, subject(ledger, other.id), "甲", "宣示")
    undo(ledger, list(ledger.commitments())[-1].id, "乙")
    return list(ledger.decisions())


@given(seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_decisions_that_arrive_in_any_order_give_the_same_standing(
    seed: int, templates: dict[str, Path], tmp_path: Path
) -> None:
    seen = []
    for name in ("straight", "shuffled"):
        path = tmp_path / f"{name}.db"
        path.unlink(missing_ok=True)
        shutil.copy(templates["filled"], path)
        with Ledger.open(path, clock=Clock()) as ledger:
            made = decisions_of(ledger)
            if name == "shuffled":
                ledger.close()
                shutil.copy(templates["filled"], path)
                random.Random(seed).shuffle(made)
        with Ledger.open(path, clock=Clock()) as ledger:
            for one in made:
                with ledger.unit(one.id, method=one.method, actor=one.by, reason=one.why) as unit:
                    unit.decision(one)
            assert verify(ledger).ok
            seen.append((told(ledger), ledger.decisions()))

    assert seen[0] == seen[1]


# ── after another reading ──────────────────────────────────────────────────────────────────


def shifted(document: Document, read: Callable[[Document], Extraction], cut: int) -> Extraction:
    """Another method's reading: every promise cut some characters later, so under other ids."""
    held = read(document)
    moved = tuple(
        replace(one, document=document, quote=document.quote(one.quote.start + cut, one.quote.end))
        for one in held.commitments
    )
    return replace(held, commitments=moved)


def test_a_decision_is_found_again_when_the_same_sentence_is_read_under_a_new_id(
    desk: Ledger, read: Callable[[Document], Extraction]
) -> None:
    one = first(desk)
    correct(desk, subject(desk, one.id), "甲", "改", Correction(title="長照據點"))
    with desk.unit("L1", method="toy-2") as unit:
        unit.extraction(shifted(desk.document("L1"), read, 4))
    (new,) = [item for item in desk.commitments() if item.quote.document_id == "L1"]

    assert new.id != one.id
    assert show(desk, new.id, DAY)["commitment"]["title"] == "長照據點"
    assert [row["now"] for row in log_rows(desk)] == [new.id]
    assert verify(desk).ok


def test_a_decision_whose_sentence_is_gone_is_told_and_holds_again_when_it_is_back(
    desk: Ledger, read: Callable[[Document], Extraction]
) -> None:
    document = desk.document("L1")
    reject(desk, subject(desk, first(desk).id), "甲", "引述")
    with desk.unit("L1", method="toy-2") as unit:
        unit.extraction(replace(read(document), commitments=()))

    assert [row["state"] for row in log_rows(desk)] == ["orphaned"]
    assert queue_rows(desk, DAY)[0]["reasons"] == ["orphaned"]
    assert len(list(decided_rows(desk, "rejected"))) == 1  # a person read the sentence, whoever finds it
    with desk.unit("L1", method="toy-3") as unit:
        unit.extraction(read(document))
    assert [row["state"] for row in log_rows(desk)] == ["in_force"]
    assert count_rows(desk, DAY) == 2
    assert verify(desk).ok


def test_a_link_that_a_person_accepted_outlives_the_method_that_made_it(desk: Ledger) -> None:
    link = last_link(desk)
    relabel(desk, subject(desk, link.id), "甲", "全數完成", Relation.FULFILLED)
    with desk.unit("L4", method="toy-2") as unit:
        unit.withdraw_evidence(link.id, "the new method does not see it")

    assert state(desk) is State.FULFILLED
    (item,) = [item for item in show(desk, first(desk).id, DAY)["timeline"] if item["id"] == link.id]
    assert item["review"]["machine"] is None
    assert item["id"] in {row["id"] for row in evidence_rows(desk)}


# ── the ledger's own promises ──────────────────────────────────────────────────────────────


def test_decisions_are_rows_like_any_other_and_building_again_changes_nothing(desk: Ledger) -> None:
    decisions_of(desk)
    before, digest = told(desk), desk.content_digest()
    desk.rebuild()

    assert told(desk) == before
    assert desk.content_digest() == digest
    assert verify(desk).ok
    assert {entry.actor for entry in desk.entries() if entry.kind == "decision"} == {"甲", "乙"}


def test_a_unit_that_dies_leaves_no_decision(desk: Ledger) -> None:
    one = accept(desk, subject(desk, first(desk).id), "甲")
    head = desk.head()
    with pytest.raises(InvariantError):
        write_two(desk, replace(one, why="另一個"), desk.document("L1"))
    assert desk.head() == head
    with desk.unit("x", actor="甲") as unit:
        assert not unit.decision(one)  # known
    assert desk.head() == head


def write_two(ledger: Ledger, one: Decision, copy: Document) -> None:
    with ledger.unit("x", actor="甲") as unit:
        unit.decision(one)
        unit.extraction(Extraction(replace(copy, id="nobody knows it"), (), ()))


def forged(ledger: Ledger, **changes: Any) -> Decision:
    """A decision as no command writes it."""
    about = subject(ledger, first(ledger).id)
    promise = Anchor.of(about.document, about.commitment.quote)
    made: dict[str, Any] = {"action": Action.ACCEPT, "promise": promise, "by": "甲", "at": ledger.now()}
    return Decision(**(made | changes))


@pytest.mark.parametrize("wrong", ["actor", "words", "undoes", "deadline"])
def test_verify_finds_a_decision_that_no_person_could_have_made(desk: Ledger, wrong: str) -> None:
    promise = forged(desk).promise
    early = Correction(deadlines=(replace(first(desk).deadlines[0], interval=DateInterval.month(2019, 1)),))
    made = {
        "actor": forged(desk),
        "words": forged(desk, promise=replace(promise, exact="甲" * len(promise.exact))),
        "undoes": forged(desk, action=Action.UNDO, undoes="nothing"),
        "deadline": forged(desk, action=Action.CORRECT, correction=early),
    }[wrong]
    with desk.unit("x", actor="somebody" if wrong == "actor" else "甲") as unit:
        unit.decision(made)

    assert len(verify(desk).problems) == 1


def test_verify_finds_a_decision_altered_afterwards(desk: Ledger, store: Path) -> None:
    reject(desk, subject(desk, first(desk).id), "甲", "引述")
    desk.close()
    with sqlite3.connect(store) as raw:
        raw.execute("DROP TRIGGER entries_are_never_edited")
        raw.execute("UPDATE entries SET payload = replace(payload, '引述', '沒錯') WHERE kind = 'decision'")
    raw.close()
    with Ledger.open(store) as opened:
        assert not verify(opened).ok


def test_a_store_from_before_decisions_is_brought_up_to_date(store: Path, desk: Ledger) -> None:
    desk.connection.execute("DROP TABLE decisions")
    desk.connection.execute("DELETE FROM migrations WHERE number > 2")
    desk.connection.execute("PRAGMA user_version = 2")
    desk.close()
    with Ledger.open(store) as opened:
        accept(opened, subject(opened, first(opened).id), "甲")
        assert verify(opened).ok


def test_an_id_must_say_which_one_is_meant(desk: Ledger) -> None:
    with pytest.raises(StoreError):
        subject(desk, "no-such-thing")
    with pytest.raises(UsageError):
        subject(desk, "a")


# ── the queue and the export ───────────────────────────────────────────────────────────────


def test_the_queue_asks_first_where_an_answer_changes_the_verdict_and_not_twice(desk: Ledger) -> None:
    rows = queue_rows(desk, DAY)
    usefulness = [row["usefulness"] for row in rows]

    assert usefulness == sorted(usefulness, reverse=True)
    assert any(row["if_accepted"] != row["if_rejected"] and "decisive" in row["reasons"] for row in rows)
    link = next(row for row in rows if row["kind"] == "evidence")
    accept(desk, subject(desk, link["id"]), "甲")
    assert link["id"] not in {row["id"] for row in queue_rows(desk, DAY)}
    assert len(queue_rows(desk, DAY, limit=1)) == 1


def test_decisions_go_out_as_labelled_pairs_and_spans(desk: Ledger) -> None:
    links = desk.evidence_for(first(desk).id)
    relabel(desk, subject(desk, links[-1].id), "甲", "全數完成", Relation.FULFILLED)
    reject(desk, subject(desk, links[0].id), "甲", "別的事")
    correct(desk, subject(desk, first(desk).id), "甲", "改", Correction(title="長照據點"))
    pairs = {row["evidence"]["document_id"]: row for row in decided_rows(desk, "pairs")}

    fulfilled, unrelated = (pairs[item.quote.document_id] for item in (links[-1], links[0]))
    assert (fulfilled["relation"], fulfilled["quote"]) == ("fulfilled", links[-1].quote.exact)
    assert (unrelated["relation"], unrelated["quote"]) == ("unrelated", "")
    assert fulfilled["commitment"]["title"] == "長照據點"
    said = fulfilled["evidence"]
    assert desk.document(said["document_id"]).text[said["start"] : said["end"]] == said["text"]
    assert {"id", "document_id", "date", "subject", "text", "level", "deadlines"} <= set(fulfilled["commitment"])
    (span,) = decided_rows(desk, "commitments")
    assert (span["title"], span["text"]) == ("長照據點", first(desk).quote.exact)
    assert list(decided_rows(desk, "rejected")) == []
