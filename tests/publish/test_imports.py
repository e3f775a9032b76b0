"""What can be taken over from a record, and what cannot."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.model import Document
from yinuo.publish.imports import Loss, imported
from yinuo.publish.records import Record, RecordSource


def test_the_letter_is_rebuilt_whole(sample_record: Record, letter: Document) -> None:
    done = imported(sample_record, where="x.md")
    assert done.document is not None
    assert replace(done.document, source="", askers=(), agencies=()) == letter
    assert done.quote is not None
    assert done.quote.exact == sample_record.quote
    assert done.deadline is not None
    assert done.deadline.due.isoformat() == "2026-12-31"
    assert done.history == sample_record.history
    assert done.losses == ()


def test_the_status_is_never_taken_over(sample_record: Record) -> None:
    done = imported(replace(sample_record, status="已達成"))
    assert done.losses == (Loss.STATUS_NOT_TAKEN,)
    assert not hasattr(done, "status")


def test_a_quote_written_otherwise_becomes_the_letters_own_words(sample_record: Record) -> None:
    done = imported(replace(sample_record, quote="清水橋改建工程 預計１１５年底完工。"))
    assert done.quote is not None
    assert done.quote.exact == "清水橋改建工程預計115年底完工。"
    assert done.losses == (Loss.QUOTE_FOLDED,)


@pytest.mark.parametrize(
    ("changes", "loss"),
    [
        ({"quote": "清水橋一定會好。"}, Loss.QUOTE_ABSENT),
        ({"quote": ""}, Loss.QUOTE_ABSENT),
        ({"reply": None}, Loss.NO_TEXT),
        ({"reply": " \n"}, Loss.NO_TEXT),
        ({"source": RecordSource(document_id="a")}, Loss.UNDATED),
        ({"target_date": "2024-01-01"}, Loss.DEADLINE_BEFORE_LETTER),
        ({"target_date": "109-12-31"}, Loss.DEADLINE_NOT_A_DATE),
        ({"category": "水利政策"}, Loss.CATEGORY_UNKNOWN),
    ],
)
def test_what_cannot_be_taken_over_is_named(sample_record: Record, changes: dict[str, object], loss: Loss) -> None:
    done = imported(replace(sample_record, **changes))  # type: ignore[arg-type]  # fields by name
    assert done.losses == (loss,)
    assert done.usable == (done.quote is not None)


def test_a_known_letter_goes_before_the_records_text(sample_record: Record, letter: Document) -> None:
    done = imported(replace(sample_record, reply=None, subject=None), known=letter)
    assert done.document is letter
    assert done.usable


words = st.one_of(st.none(), st.text(max_size=30), st.sampled_from(["2026", "2026-13", "0-0-0", "9" * 30, "11"]))


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_no_record_can_make_the_import_fail(sample_record: Record, data: st.DataObject) -> None:
    record = replace(
        sample_record,
        quote=data.draw(words) or "",
        reply=data.draw(words),
        target_date=data.draw(words),
        category=data.draw(words) or "",
        status=data.draw(words) or "",
        source=RecordSource(*(data.draw(words) for _ in range(5))),
        extra=(("document_date", data.draw(words)), ("document_kind", data.draw(words))),
    )
    done = imported(record)
    if done.quote is not None and done.document is not None:
        assert done.document.text[done.quote.start : done.quote.end] == done.quote.exact
    if done.deadline is not None and done.document is not None:
        assert done.deadline.due >= done.document.date.first
