"""Candidates for review stay in the ledger and go nowhere else unless they are asked for."""

from dataclasses import replace
from datetime import date

import pytest

from yinuo.extract.confidence import CANDIDATE_BELOW
from yinuo.model import Extraction
from yinuo.persist.ledger import Ledger
from yinuo.persist.verify import verify
from yinuo.persist.views import count_candidates, count_rows, evidence_rows, list_rows, search_rows, show
from yinuo.words import Publication

AS_OF = date(2024, 12, 31)
BOTH = (Publication.PUBLISHED, Publication.CANDIDATE)


@pytest.fixture
def doubtful(filled: Ledger) -> tuple[Ledger, str]:
    """A ledger of three promises, and the id of the first, which the engine is not sure of."""
    extraction = filled.extraction("L1")
    first = extraction.commitments[0]
    unsure = replace_confidence(extraction, first.id, CANDIDATE_BELOW - 0.01)
    with filled.unit("again", method="toy-2") as unit:
        unit.extraction(unsure)
    return filled, first.id


def replace_confidence(extraction: Extraction, one: str, confidence: float) -> Extraction:
    document = extraction.document
    told = tuple(
        replace(found, document=document, confidence=confidence) if found.id == one else found
        for found in extraction.commitments
    )
    return replace(extraction, commitments=told)


def test_a_candidate_is_kept_and_shown_only_when_asked_for(doubtful: tuple[Ledger, str]) -> None:
    ledger, one = doubtful
    assert one not in {row["id"] for row in list_rows(ledger, AS_OF)}
    assert one not in {row["commitment_id"] for row in evidence_rows(ledger)}
    assert count_rows(ledger, AS_OF) == len(list_rows(ledger, AS_OF)) == 2
    assert (count_candidates(ledger, AS_OF), count_candidates(ledger, date(2021, 1, 1))) == (1, 0)
    asked = {row["id"]: row["publication"] for row in list_rows(ledger, AS_OF, publications=BOTH)}
    assert asked[one] == "candidate"
    assert sorted(asked.values()) == ["candidate", "published", "published"]
    assert show(ledger, one, AS_OF)["commitment"]["publication"] == "candidate"
    assert {row["commitment_id"] for row in evidence_rows(ledger, one)} == {one}


def test_search_finds_a_candidate_and_its_evidence_only_when_asked_for(doubtful: tuple[Ledger, str]) -> None:
    ledger, one = doubtful
    words = ledger.commitment(one).quote.exact[:4]
    kinds = ("commitment", "evidence")

    def found(*, candidates: bool) -> set[str]:
        rows = search_rows(ledger, words, kinds=kinds, candidates=candidates)
        return {row.get("commitment_id", row["id"]) for row in rows}

    assert one not in found(candidates=False)
    assert one in found(candidates=True)


def test_a_record_that_names_a_candidate_brings_it_out(doubtful: tuple[Ledger, str]) -> None:
    ledger, one = doubtful
    with ledger.unit("import") as unit:
        unit.record("theirs", b"---", commitment_id=one)
    assert one in {row["id"] for row in list_rows(ledger, AS_OF)}
    assert count_candidates(ledger, AS_OF) == 0


def test_what_goes_out_can_be_built_again_from_the_entries(doubtful: tuple[Ledger, str]) -> None:
    ledger, _ = doubtful
    assert not verify(ledger).problems
    before = list_rows(ledger, AS_OF, publications=BOTH)
    ledger.rebuild()
    assert list_rows(ledger, AS_OF, publications=BOTH) == before
