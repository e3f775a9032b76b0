"""Each thing that may never happen is found, one breach at a time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from yinuo.extract.agency_register import register
from yinuo.publish.checks import problems
from yinuo.publish.edition import Edition

COUNTS = {"commitments": 3, "documents": 3}
Breach = Callable[[Edition], Edition]


def told(edition: Edition) -> list[str]:
    return problems(edition, register().agencies, COUNTS)


def promise(**values: Any) -> Breach:
    return lambda edition: replace(
        edition, commitments=({**edition.commitments[0], **values}, *edition.commitments[1:])
    )


def proof(**values: Any) -> Breach:
    return lambda edition: replace(edition, evidence=({**edition.evidence[0], **values}, *edition.evidence[1:]))


def own_letter(edition: Edition) -> Edition:
    papers = [{**row, "fingerprint": "same"} for row in edition.documents]
    return replace(edition, documents=tuple(papers))


def twice(edition: Edition) -> Edition:
    return replace(edition, evidence=(*edition.evidence, {**edition.evidence[0], "id": "another"}))


def figure(**values: Any) -> Breach:
    """Another figure against a target than its evidence tells."""

    def wrong(edition: Edition) -> Edition:
        at = next(at for at, row in enumerate(edition.commitments) if row["measures"] and row["measures"]["points"])
        rows, measures = list(edition.commitments), edition.commitments[at]["measures"]
        points = [{**measures["points"][0], **values}, *measures["points"][1:]]
        rows[at] = {**rows[at], "measures": {**measures, "points": points}}
        return replace(edition, commitments=tuple(rows))

    return wrong


BREACHES: dict[str, tuple[Breach, str]] = {
    "a quote that is not exact": (promise(text="別的話"), "not the exact slice"),
    "an empty quote": (promise(start=3, end=3, text=""), "not the exact slice"),
    "evidence that is not exact": (proof(start=0), "not the exact slice"),
    "a candidate": (promise(publication="candidate"), "must not go out"),
    "a category outside the list": (promise(category="雜項"), "outside the closed list"),
    "a state outside the list": (promise(state="done"), "outside the closed list"),
    "an agency outside the register": (promise(agency_id="tw-0000000000"), "outside the register"),
    "a deadline before its letter": (promise(deadlines=[{"date": "2021-12-31"}]), "deadline before its document"),
    "a deadline that is no day": (promise(deadlines=[{"date": "113年底"}]), "deadline before its document"),
    "a title too long": (promise(title="字" * 21), "1 to 20 characters"),
    "a state without a reason": (promise(reasons=[]), "without a reason"),
    "a promise of tomorrow": (promise(date="2025-01-01"), "later than the day"),
    "evidence of the day of the promise": (proof(date="2022-03-10"), "forbidden by chronology"),
    "evidence of tomorrow": (proof(date="2025-01-01"), "forbidden by chronology"),
    "evidence from a copy of the letter": (own_letter, "from the promise's own text"),
    "a relation outside the list": (proof(relation="maybe", accepted=False), "outside the closed list"),
    "one passage twice": (twice, "the same passage twice"),
    "evidence of what does not go out": (proof(commitment_id="nobody"), "its commitment does not go out"),
    "evidence counted otherwise": (promise(evidence_count=9), "evidence counted otherwise"),
    "a history that ends otherwise": (lambda edition: replace(edition, changes=()), "its history ends otherwise"),
    "one commitment fewer": (lambda one: replace(one, commitments=one.commitments[1:]), "the ledger counts otherwise"),
    "a document missing": (lambda one: replace(one, documents=one.documents[1:]), "its document does not go out"),
    "a figure that nobody wrote": (figure(text="13處"), "not the exact slice"),
    "a figure from another place": (figure(start=0, end=2), "not the exact slice"),
    "a figure of a document unknown": (figure(document_id="nowhere"), "its document does not go out"),
    "a figure without its evidence": (figure(evidence_id="nobody"), "its evidence does not go out"),
    "a deadline without its milestone": (promise(milestones=[]), "deadlines counted otherwise"),
    "a restatement of nothing": (
        lambda one: replace(one, restatements=({"earlier_id": "a", "later_id": "b"},)),
        "one end does not go out",
    ),
}


def test_a_sound_edition_has_no_problem(edition: Edition) -> None:
    assert told(edition) == []


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_found(edition: Edition, name: str) -> None:
    breach, words = BREACHES[name]
    found = told(breach(edition))
    assert any(words in line for line in found), found
