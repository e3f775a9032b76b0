"""What goes into the ledger comes out as it was."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.model import (
    AgencyRef,
    Aspect,
    Category,
    Change,
    Commitment,
    DateInterval,
    Deadline,
    DecidedBy,
    Direction,
    Document,
    DocumentKind,
    Evidence,
    Extraction,
    Level,
    Precision,
    Relation,
    Restatement,
    Role,
    Statement,
    Target,
)
from yinuo.persist.codec import (
    canonical,
    commitment_from,
    commitment_payload,
    document_from,
    document_payload,
    evidence_from,
    evidence_payload,
    parse,
    restatement_from,
    restatement_payload,
)
from yinuo.persist.ledger import Ledger

words = st.text(max_size=12)
some_words = st.text(min_size=1, max_size=12)
maybe = st.none() | words
confidence = st.floats(0, 1, allow_nan=False)
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@st.composite
def intervals(draw: st.DrawFn, first: st.SearchStrategy[date] = days) -> DateInterval:
    begin = draw(first)
    return DateInterval(begin, begin + timedelta(draw(st.integers(0, 400))), draw(st.sampled_from(Precision)))


@st.composite
def documents(draw: st.DrawFn, dates: st.SearchStrategy[DateInterval] = intervals()) -> Document:  # noqa: B008 strategy
    return Document(
        id=draw(some_words),
        kind=draw(st.sampled_from(DocumentKind)),
        text=draw(st.text(min_size=1, max_size=80).filter(str.strip)),
        date=draw(dates),
        title=draw(words),
        number=draw(maybe),
        term=draw(st.none() | st.integers(1, 20)),
        askers=tuple(draw(st.lists(words, max_size=3))),
        agencies=tuple(draw(st.lists(words, max_size=2))),
        url=draw(maybe),
        source=draw(words),
    )


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    document = draw(documents())
    size = len(document.text)
    spans = draw(
        st.sets(st.tuples(st.integers(0, size - 1), st.integers(1, size)).filter(lambda s: s[0] < s[1]), max_size=4)
    )
    due = st.integers(0, 900).map(lambda more: document.date.first + timedelta(more))
    statements, commitments = [], []
    for start, end in sorted(spans):
        quote = document.quote(start, end)
        roles = draw(st.frozensets(st.sampled_from(Role)))
        level, aspect = draw(st.none() | st.sampled_from(Level)), draw(st.none() | st.sampled_from(Aspect))
        headings = tuple(draw(st.lists(words, max_size=2)))
        statements.append(Statement(quote, roles, level, aspect, headings, draw(confidence), (draw(words),)))
        deadline = st.builds(Deadline, words, intervals(due), maybe, st.booleans())
        target = st.builds(
            Target, words, st.decimals(allow_nan=False, allow_infinity=False), words, st.sampled_from(Direction)
        )
        commitments.append(
            Commitment(
                document,
                quote,
                draw(st.sampled_from(Level)),
                draw(st.text(min_size=1, max_size=20)),
                tuple(draw(st.lists(deadline, max_size=2))),
                draw(st.none() | target),
                draw(st.none() | st.builds(AgencyRef, words, maybe, maybe, maybe)),
                draw(st.none() | st.sampled_from(Category)),
                draw(confidence),
                headings,
            )
        )
    return Extraction(document, tuple(statements), tuple(commitments))


@settings(deadline=None, max_examples=12)
@given(extractions())
def test_an_extraction_comes_back_from_the_ledger_as_it_went_in(extraction: Extraction) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "一 諾?#%.db"
        with Ledger.open(path) as ledger, ledger.unit("u", method="m") as unit:
            unit.document(extraction.document)
            unit.extraction(extraction)
        with Ledger.open(path, readonly=True) as ledger:
            held = ledger.extraction(extraction.document.id)
            assert held == extraction
            assert held.document == ledger.document(extraction.document.id) == extraction.document
            assert {item.id for item in ledger.commitments()} == {item.id for item in extraction.commitments}


@settings(deadline=None, max_examples=30)
@given(extractions(), st.data())
def test_every_object_survives_its_json(extraction: Extraction, data: st.DataObject) -> None:
    def back(payload: Any) -> Any:
        written = canonical(payload)
        assert canonical(parse(written)) == written
        return parse(written)

    document = extraction.document
    assert document_from(back(document_payload(document))) == document
    after = DateInterval.day(2035, 1, 1)
    later = data.draw(
        documents(st.just(after)).filter(lambda one: one.fingerprint != document.fingerprint and one.id != document.id)
    )
    for commitment in extraction.commitments:
        assert commitment_from(back(commitment_payload(commitment)), document) == commitment
        evidence = Evidence(
            commitment,
            later,
            later.quote(0, len(later.text)),
            data.draw(st.sampled_from(Relation)),
            after,
            data.draw(confidence),
            data.draw(st.sampled_from(DecidedBy)),
            ("已",),
        )
        assert evidence_from(back(evidence_payload(evidence)), commitment, later) == evidence
    restatement = Restatement("a", "b", data.draw(confidence), (Change("deadline", "110年", "111年"),))
    assert restatement_from(back(restatement_payload(restatement))) == restatement


def test_a_number_is_written_so_that_every_json_library_reads_the_same(letter: Callable[..., Document]) -> None:
    document = letter("a", "將投入7.5億元。", date(2021, 1, 1))
    target = Target("7.5億元", Decimal(750000000), "元")
    commitment = Commitment(
        document, document.quote(0, 8), Level.CONCRETE, "投入經費", target=target, confidence=0.1 + 0.2
    )
    written = canonical(commitment_payload(commitment))
    assert '"value":"750000000"' in written
    assert '"confidence":"0.30000000000000004"' in written


def test_evidence_and_restatements_come_back(filled: Ledger) -> None:
    first, *_, last = filled.commitments()
    found = filled.evidence_for(first.id)
    assert [item.stated_on.first.year for item in found] == [2022, 2024]
    assert list(filled.evidence()) == [
        item for one in sorted(filled.commitments(), key=lambda one: one.id) for item in filled.evidence_for(one.id)
    ]
    told = Restatement(first.id, last.id, 0.8, (Change("deadline", "2022-06-30", "2023-12-31"),))
    with filled.unit("L3", method="toy-1") as unit:
        assert unit.restatement(told)
        assert not unit.restatement(told)
    assert filled.restatements() == filled.restatements(first.id) == filled.restatements(last.id) == (told,)


def test_coverage_is_the_days_of_the_texts(filled: Ledger) -> None:
    days = [item.last for item in filled.coverage().searched]

    assert days == [date(year, 3, 10) for year in (2021, 2022, 2023, 2024)]


def test_records_of_others_are_kept_byte_for_byte(filled: Ledger) -> None:
    commitment = next(filled.commitments())
    with filled.unit("import") as unit:
        assert unit.record("r1", "---\nid: r1\r\n承諾\n".encode(), path="a/b.md", commitment_id=commitment.id)
        assert unit.record("r2", b"\xff\xfe broken", fields={"status": "已達成"})
        assert not unit.record("r2", b"\xff\xfe broken", fields={"status": "已達成"})
        assert unit.record("r3", b"")
    one, two, three = filled.records()
    assert (one.data, one.path, one.commitment_id) == ("---\nid: r1\r\n承諾\n".encode(), "a/b.md", commitment.id)
    assert (two.data, two.fields) == (b"\xff\xfe broken", {"status": "已達成"})
    assert three.data == b""
    assert list(filled.records(commitment.id)) == [one]
    assert filled.record("r9") is None
