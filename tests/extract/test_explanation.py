"""Every reason told is one that was found; what today's reading would not give is said to differ."""

from dataclasses import replace
from datetime import date

from yinuo.extract.commitments import extract
from yinuo.extract.confidence import CANDIDATE_BELOW
from yinuo.extract.explanation import explain
from yinuo.model import Commitment, DateInterval, Document, DocumentKind, Level

TEXT = (
    "有關青禾大橋改建及托育服務等問題，經交據交通部查復如下：\n"
    "一、本部預計114年3月底前完成青禾大橋改建工程，並提供至少120席停車位。\n"
    "二、本部將修正橋梁檢測作業要點，並持續與地方溝通。\n"
)


def letter() -> Document:
    day = DateInterval(date(2023, 5, 1), date(2023, 5, 1))
    return Document("X", DocumentKind.REPLY, TEXT, day, title="青禾大橋改建", agencies=("交通部",))


def found() -> list[Commitment]:
    return sorted(extract(letter()).commitments, key=lambda one: one.quote.start)


def test_a_dated_promise_is_concrete_by_its_time_limit_and_every_reading_is_shown() -> None:
    told = explain(letter(), found()[0])
    assert (told["same"], told["differs"], told["level"]["rule"]) == (True, [], "time-limit")
    (due,) = told["deadlines"]
    assert (due["first"], due["last"], due["rule"], due["said_on"]) == (
        "2025-03-21",
        "2025-03-31",
        "until",
        "2023-05-01",
    )
    assert (told["target"]["value"], told["target"]["unit"]) == ("120", "席")
    assert told["agency"]["name"] == "交通部"
    assert told["agency"]["rule"] == "doer"
    commits = next(role for role in told["roles"] if role["role"] == "commits")
    assert commits["decided"]
    assert commits["chance"] >= commits["threshold"]


def test_cues_stand_in_the_document_as_written() -> None:
    cues = explain(letter(), found()[0])["cues"]
    assert any("預計" in cue["words"] for cue in cues)
    assert all(TEXT[cue["start"] : cue["end"]] == cue["words"] for cue in cues)
    assert [cue["strength"] for cue in cues] == sorted((cue["strength"] for cue in cues), reverse=True)


def test_a_promise_without_date_or_figure_is_explained_by_named_signs() -> None:
    told = explain(letter(), found()[1])
    assert told["level"]["rule"] in ("checkable-act", "ongoing")
    assert told["level"]["signs"]
    assert told["deadlines"] == []
    assert told["target"] is None


def test_the_confidence_is_told_with_what_it_is_made_of() -> None:
    one = found()[0]
    told = explain(letter(), one)["confidence"]
    assert (told["calibrated"], told["threshold"]) == (one.confidence, CANDIDATE_BELOW)
    assert 0.0 < told["chance"] <= 1.0


def test_what_the_ledger_has_otherwise_is_named() -> None:
    other = replace(found()[0], document=letter(), level=Level.ONGOING, confidence=0.1)
    told = explain(letter(), other)
    assert (told["same"], told["differs"]) == (False, ["level", "confidence"])


def test_a_promise_that_only_a_record_names_is_not_given_reasons_of_the_engine() -> None:
    document = letter()
    start = TEXT.index("經交據")
    named = Commitment(document, document.quote(start, start + 8), Level.ONGOING, "查復")
    told = explain(document, named)
    assert (told["same"], told["differs"]) == (False, ["not found by the engine"])
    assert told["confidence"]["calibrated"] == 1.0
