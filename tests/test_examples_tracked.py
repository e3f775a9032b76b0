"""The bundled examples, tracked: the whole main job against a careful reader's expectations.

What the engine does not reach yet is named in ``GAPS`` and must fail: a gap that closes has to be
taken off the list, and the expectations themselves are never weakened.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yinuo.collect.sources import open_sources
from yinuo.engines import InProcess
from yinuo.judge.status import accepted
from yinuo.model import Commitment, Document, Evidence
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import show
from yinuo.pipeline import Tally, read, run

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
EXPECTED: dict[str, Any] = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
STORIES: dict[str, dict[str, Any]] = EXPECTED["documents"]
PROMISES: dict[str, dict[str, Any]] = {promise["id"]: promise for promise in EXPECTED["promises"]}

GAPS: dict[tuple[str, str], tuple[str, ...]] = {}  # (kind of test, why): the cases that are known to fail


def cases(kind: str, keys: list[str]) -> list[Any]:
    """Test parameters; those named in ``GAPS`` for this kind of test must fail."""
    named = {key: reason for (about, reason), named in GAPS.items() if about == kind for key in named}
    assert set(named) <= set(keys), set(named) - set(keys)
    return [pytest.param(key, marks=pytest.mark.xfail(reason=named[key]) if key in named else ()) for key in keys]


@dataclass(frozen=True)
class Span:
    """A stretch of a document, counted without white space: PDFs and hard wraps break lines anywhere."""

    document_id: str
    start: int
    end: int

    @classmethod
    def of_quote(cls, document: Document, words: str) -> "Span":
        at = "".join(document.text.split()).index("".join(words.split()))
        return cls(document.id, at, at + len("".join(words.split())))

    @classmethod
    def of(cls, document: Document, start: int, end: int) -> "Span":
        before, inside = "".join(document.text[:start].split()), "".join(document.text[start:end].split())
        return cls(document.id, len(before), len(before) + len(inside))

    def covers(self, other: "Span") -> bool:
        """True where the two share at least half of the shorter."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return self.document_id == other.document_id and shared * 2 >= min(
            self.end - self.start, other.end - other.start
        )


class Tracked:
    """The corpus after ``yinuo run``, by the names of ``expected.json``."""

    def __init__(self, ledger: Ledger, tally: Tally) -> None:
        self.ledger, self.tally = ledger, tally
        documents = list(ledger.documents())
        self.documents = {document.id: document for document in documents}
        self.stories = {
            key: next(item for item in documents if story["file"] in item.source and str(item.date) == story["date"])
            for key, story in STORIES.items()
        }
        self.commitments = list(ledger.commitments())
        self.evidence = list(ledger.evidence())

    def span(self, item: Commitment | Evidence) -> Span:
        return Span.of(self.documents[item.quote.document_id], item.quote.start, item.quote.end)

    def expected_span(self, item: dict[str, Any]) -> Span:
        return Span.of_quote(self.stories[item["document"]], item["quote"])

    def found(self, item: dict[str, Any]) -> list[Commitment]:
        """Commitments on an expected quote."""
        return [one for one in self.commitments if self.span(one).covers(self.expected_span(item))]

    def promise(self, key: str) -> Commitment:
        found = self.found(PROMISES[key])
        assert found, f"not extracted: {PROMISES[key]['quote']}"
        return found[0]

    def evidence_of(self, key: str) -> list[Evidence]:
        identity = self.promise(key).id
        return [item for item in self.evidence if item.commitment_id == identity and item.relation.bears]


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracked]:
    with Ledger.open(str(tmp_path_factory.mktemp("examples") / "yinuo.db")) as ledger:
        tally = run(read(open_sources([str(EXAMPLES / "corpus")])), ledger, InProcess())
        yield Tracked(ledger, tally)


# ── documents and commitments ──────────────────────────────────────────────────────────────


def test_every_document_is_taken_once_and_the_copy_is_known_for_a_copy(tracked: Tracked) -> None:
    assert tracked.tally.failures == []
    assert (tracked.tally.documents, tracked.tally.copies) == (len(STORIES), len(EXPECTED["copies"]))


@pytest.mark.parametrize("key", cases("found", list(PROMISES)))
def test_an_expected_promise_is_found_once(tracked: Tracked, key: str) -> None:
    assert [one.quote.exact for one in tracked.found(PROMISES[key])] != []
    assert len(tracked.found(PROMISES[key])) == 1


@pytest.mark.parametrize("key", cases("level", list(PROMISES)))
def test_a_promise_has_its_level(tracked: Tracked, key: str) -> None:
    assert tracked.promise(key).level == PROMISES[key]["level"]


@pytest.mark.parametrize("key", cases("title", list(PROMISES)))
def test_a_title_names_what_is_promised(tracked: Tracked, key: str) -> None:
    title = tracked.promise(key).title

    assert any(name in title for name in PROMISES[key]["title_names"]), title


@pytest.mark.parametrize("key", cases("deadlines", list(PROMISES)))
def test_a_promise_has_its_deadlines(tracked: Tracked, key: str) -> None:
    due = [deadline.due.isoformat() for deadline in tracked.promise(key).deadlines]

    assert due == [item["date"] for item in PROMISES[key]["deadlines"]]


@pytest.mark.parametrize("key", cases("target", [key for key, promise in PROMISES.items() if promise["target"]]))
def test_a_promise_has_its_target(tracked: Tracked, key: str) -> None:
    target, expected = tracked.promise(key).target, PROMISES[key]["target"]

    assert target is not None
    assert (float(target.value), target.unit) == (expected["value"], expected["unit"])


@pytest.mark.parametrize("key", cases("no target", [key for key, one in PROMISES.items() if not one["target"]]))
def test_a_promise_with_no_quantity_to_reach_has_no_target(tracked: Tracked, key: str) -> None:
    assert tracked.promise(key).target is None


@pytest.mark.parametrize("key", cases("agency", list(PROMISES)))
def test_a_promise_has_the_body_of_its_day_and_the_successor(tracked: Tracked, key: str) -> None:
    agency = tracked.promise(key).agency

    assert agency is not None
    assert agency.name == PROMISES[key]["agency"]
    assert (PROMISES[key]["successor"] or "") in (agency.successor or "")  # a body can have been split in two
    assert bool(agency.successor) == bool(PROMISES[key]["successor"])


@pytest.mark.parametrize("key", cases("category", list(PROMISES)))
def test_a_promise_has_its_category(tracked: Tracked, key: str) -> None:
    assert tracked.promise(key).category in PROMISES[key]["category"]


@pytest.mark.parametrize("at", cases("refusal", [str(at) for at in range(len(EXPECTED["refusals"]))]))
def test_a_refusal_is_no_promise(tracked: Tracked, at: str) -> None:
    assert [one.quote.exact for one in tracked.found(EXPECTED["refusals"][int(at)])] == []


@pytest.mark.parametrize("at", cases("history", [str(at) for at in range(len(EXPECTED["not_promises"]))]))
def test_history_background_and_duties_of_others_are_no_promise(tracked: Tracked, at: str) -> None:
    assert [one.quote.exact for one in tracked.found(EXPECTED["not_promises"][int(at)])] == []


@pytest.mark.parametrize("story", cases("extra", list(STORIES)))
def test_nothing_else_is_taken_for_a_promise(tracked: Tracked, story: str) -> None:
    fair = [*PROMISES.values(), *EXPECTED["also_fair"]]
    expected = [tracked.expected_span(one) for one in fair if one["document"] == story]
    here = [one for one in tracked.commitments if one.quote.document_id == tracked.stories[story].id]

    assert [one.quote.exact for one in here if not any(tracked.span(one).covers(span) for span in expected)] == []


# ── evidence ───────────────────────────────────────────────────────────────────────────────

EVIDENCE = {f"{key} {item['document']}": (key, item) for key, one in PROMISES.items() for item in one["evidence"]}
FRIENDS = {f"{item['promise']}: {item['quote'][:6]}": item for item in EXPECTED["false_friends"]}


@pytest.mark.parametrize("name", cases("evidence", list(EVIDENCE)))
def test_expected_evidence_is_linked_with_its_relation(tracked: Tracked, name: str) -> None:
    key, item = EVIDENCE[name]
    linked = [one for one in tracked.evidence_of(key) if tracked.span(one).covers(tracked.expected_span(item))]

    assert [one.relation.value for one in linked if one.relation.value in item["relation"]] != []


@pytest.mark.parametrize("name", cases("friend", list(FRIENDS)))
def test_a_false_friend_is_never_evidence(tracked: Tracked, name: str) -> None:
    item = FRIENDS[name]
    linked = [
        one for one in tracked.evidence_of(item["promise"]) if tracked.span(one).covers(tracked.expected_span(item))
    ]

    assert [(one.relation.value, one.quote.exact) for one in linked] == [], item["why"]


@pytest.mark.parametrize("key", cases("strangers", list(PROMISES)))
def test_no_other_passage_is_taken_for_movement(tracked: Tracked, key: str) -> None:
    expected = [tracked.expected_span(item) for item in PROMISES[key]["evidence"]]
    moving = [one for one in tracked.evidence_of(key) if one.relation.moves and accepted(one)]

    assert [one.quote.exact for one in moving if not any(tracked.span(one).covers(span) for span in expected)] == []


def test_no_evidence_is_older_than_its_promise_or_from_a_copy_of_its_letter(tracked: Tracked) -> None:
    promises = {one.id: one for one in tracked.commitments}

    for item in tracked.evidence:
        promise = promises[item.commitment_id]
        assert item.stated_on.first > promise.made_on.last
        assert tracked.documents[item.quote.document_id].fingerprint != promise.fingerprint


# ── standing ───────────────────────────────────────────────────────────────────────────────

STANDINGS = [f"{key} {day}" for key, one in PROMISES.items() for day, state in one["states"].items() if state]


@pytest.mark.parametrize("name", cases("state", STANDINGS))
def test_a_promise_stands_where_the_reader_says_on_that_day(tracked: Tracked, name: str) -> None:
    key, day = name.split(" ")
    expected = PROMISES[key]["states"][day]

    judgement = show(tracked.ledger, tracked.promise(key).id, date.fromisoformat(day))["judgement"]

    assert judgement["state"] in expected["state"]
    assert judgement["headline"] == expected["headline"]
    assert "schedule" not in expected or judgement["schedule"] == expected["schedule"]
