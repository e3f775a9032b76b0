"""Units of work: whole or not at all, and nothing twice."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from yinuo.errors import Conflicting, InvariantError, StoreError
from yinuo.model import Document, Evidence, Extraction, Relation
from yinuo.persist.ledger import Ledger
from yinuo.persist.unit import Kept
from yinuo.persist.verify import verify

Letter = Callable[..., Document]
Read = Callable[[Document], Extraction]
Write = Callable[[Ledger, Iterable[Document]], None]


def test_an_error_inside_a_unit_leaves_nothing_of_it(ledger: Ledger, letters: tuple[Document, ...], read: Read) -> None:
    def half() -> None:
        with ledger.unit("L1") as unit:
            unit.document(letters[0])
            unit.extraction(read(letters[0]))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        half()
    assert ledger.counts()["entries"] == 0
    assert not ledger.has_document("L1")
    with ledger.unit("L1") as unit:
        assert unit.document(letters[0]) is Kept.NEW


def test_a_second_run_adds_nothing(filled: Ledger, letters: tuple[Document, ...], write: Write) -> None:
    before, head = filled.content_digest(), filled.head()
    write(filled, letters)
    assert (filled.content_digest(), filled.head()) == (before, head)


def test_a_letter_read_from_another_file_is_the_same_letter(filled: Ledger, letters: tuple[Document, ...]) -> None:
    with filled.unit("L1") as unit:
        assert unit.document(replace(letters[0], source="elsewhere.docx", title="另一標題")) is Kept.KNOWN
        assert unit.written == 0


def test_one_id_with_two_texts_or_two_dates_is_refused(
    filled: Ledger, letters: tuple[Document, ...], letter: Letter
) -> None:
    head = filled.head()
    for other in (letter("L1", "另一份答復。", date(2021, 3, 10)), letter("L1", letters[0].text, date(2021, 3, 11))):
        with pytest.raises(Conflicting, match="L1"), filled.unit("L1") as unit:
            unit.document(other)
    assert filled.head() == head


def test_the_same_text_under_two_ids_is_one_text(filled: Ledger, letters: tuple[Document, ...], read: Read) -> None:
    wrapped = letters[0].text[:20] + "\n　" + letters[0].text[20:]
    copy = replace(letters[0], id="C1", text=wrapped, number="院臺專字第9號")
    with filled.unit("C1") as unit:
        assert unit.document(copy) is Kept.COPY
        assert unit.document(copy) is Kept.COPY
        with pytest.raises(InvariantError, match="C1"):
            unit.extraction(read(copy))
    assert filled.copies() == {"C1": "L1"}
    assert filled.document("C1") == copy
    assert filled.has_document("C1")
    assert filled.fingerprint_owner(copy.fingerprint) == "L1"
    assert [document.id for document in filled.documents()] == ["L1", "L2", "L3", "L4"]


def test_evidence_needs_its_document_and_its_commitment_in_the_ledger(
    filled: Ledger, letters: tuple[Document, ...], letter: Letter, read: Read
) -> None:
    stranger = letter("X", "據點已完工。", date(2025, 1, 1))
    promise = next(filled.commitments())
    with pytest.raises(InvariantError, match="X"), filled.unit("X") as unit:
        unit.evidence(Evidence(promise, stranger, stranger.quote(0, 6), Relation.FULFILLED, stranger.date))
    early = letter("Y", "將設置據點。", date(2020, 1, 1))
    unknown = read(early).commitments[0]
    with pytest.raises(InvariantError, match=unknown.id), filled.unit("Y") as unit:
        unit.evidence(Evidence(unknown, letters[3], letters[3].quote(0, 6), Relation.FULFILLED, letters[3].date))


def test_another_reading_is_a_new_row_and_the_old_one_stays(filled: Ledger) -> None:
    promise = next(filled.commitments())
    first = filled.evidence_for(promise.id)[0]
    entries = filled.counts()["entries"]
    document = filled.document(first.quote.document_id)
    again = Evidence(promise, document, first.quote, Relation.FULFILLED, first.effective, 0.95)
    with filled.unit("L2", method="toy-2", actor="陳", reason="讀錯") as unit:
        assert unit.evidence(again)
        assert not unit.evidence(again)
    assert filled.evidence_for(promise.id)[0].relation is Relation.FULFILLED
    assert filled.counts()["entries"] == entries + 1
    versions = [entry for entry in filled.entries() if entry.key == first.id]
    assert [(entry.version, entry.method, entry.actor, entry.reason) for entry in versions] == [
        (1, "toy-1", "yinuo", ""),
        (2, "toy-2", "陳", "讀錯"),
    ]


def test_withdrawn_evidence_counts_no_more_and_can_come_back(filled: Ledger) -> None:
    promise = next(filled.commitments())
    first, *rest = filled.evidence_for(promise.id)
    with filled.unit("L2", actor="陳") as unit:
        assert unit.withdraw_evidence(first.id, "別的據點")
        assert not unit.withdraw_evidence(first.id, "別的據點")
        assert not unit.withdraw_evidence("nothing", "")
    assert filled.evidence_for(promise.id) == tuple(rest)
    with filled.unit("L2") as unit:
        assert unit.evidence(first)
    assert filled.evidence_for(promise.id) == (first, *rest)
    assert verify(filled).ok


def test_a_newer_extraction_stands_in_place_of_the_older(
    filled: Ledger, letters: tuple[Document, ...], read: Read
) -> None:
    full = filled.extraction("L2")
    fewer = replace(full, commitments=())
    gone = full.commitments[0]
    assert filled.unextracted("toy-2") == ("L1", "L2", "L3", "L4")
    with filled.unit("L2", method="toy-2") as unit:
        assert unit.extraction(fewer) == 1
    assert filled.extraction("L2").commitments == ()
    assert filled.commitment_or_none(gone.id) is None
    assert filled.unextracted("toy-2") == ("L1", "L3", "L4")
    assert all(item.commitment_id != gone.id for item in filled.evidence())
    with filled.unit("L2", method="toy-3") as unit:
        assert unit.extraction(full) == 1  # the commitment is on record already
    assert filled.extraction("L2") == full
    assert verify(filled).ok


def test_a_linked_document_is_marked_once_a_method(filled: Ledger) -> None:
    assert filled.unlinked("toy-1") == ()
    assert filled.unlinked("toy-2") == filled.extracted() == ("L1", "L2", "L3", "L4")
    with filled.unit("L3", method="toy-2") as unit:
        assert unit.linked("L3")
        assert not unit.linked("L3")
    assert filled.unlinked("toy-2") == ("L1", "L2", "L4")


def test_the_order_of_writing_does_not_change_what_the_ledger_says(
    tmp_path: Path, letters: tuple[Document, ...], read: Read
) -> None:
    digests = set()
    for number, order in enumerate(Random(1).sample(list(permutations(letters)), 4)):
        with Ledger.open(tmp_path / f"{number}.db") as ledger:
            for document in order:
                with ledger.unit(document.id, method="m") as unit:
                    unit.document(document)
                    unit.extraction(read(document))
            digests.add(ledger.content_digest())
    assert len(digests) == 1


def test_times_and_people_are_recorded_and_are_not_content(tmp_path: Path, letters: tuple[Document, ...]) -> None:
    digests = set()
    for number, hour in enumerate((8, 9)):
        now = datetime(2026, 1, 31, hour, 30, tzinfo=UTC)
        with Ledger.open(tmp_path / f"{number}.db", clock=lambda now=now: now) as ledger:  # type: ignore[misc] # bound
            with ledger.unit("L1", actor=f"第{number}位") as unit:
                unit.document(letters[0])
            (entry,) = ledger.entries()
            assert entry.recorded_at == f"2026-01-31T{hour:02}:30:00Z"
            assert entry.actor == f"第{number}位"
            digests.add(ledger.content_digest())
    assert len(digests) == 1


def test_one_unit_at_a_time(ledger: Ledger) -> None:
    with ledger.unit("a"), pytest.raises(StoreError, match="one unit"), ledger.unit("b"):
        pass


def test_what_is_not_there_is_said_to_be_missing(ledger: Ledger) -> None:
    for ask in (ledger.document, ledger.extraction, ledger.commitment, ledger.evidence_for):
        with pytest.raises(StoreError, match="not in the ledger"):
            ask("nothing")
