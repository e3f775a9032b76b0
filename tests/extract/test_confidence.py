"""A confidence is a chance, rises with what it is made of, and decides in one place what goes out."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.commitments import extract
from yinuo.extract.confidence import CANDIDATE_BELOW, calibrated, curved, publication
from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.vocabulary import load_json
from yinuo.words import Publication

chances = st.floats(0.0, 1.0)
lengths = st.integers(0, 100_000)


@settings(deadline=None, max_examples=100)
@given(chances, chances, lengths, st.sampled_from(["commitment", "statement"]))
def test_a_surer_reading_is_never_told_as_less_sure(one: float, other: float, length: int, of: str) -> None:
    low, high = sorted((one, other))
    for tier in load_json("confidence.json")["tiers"]:
        told = calibrated(low, tier=tier, of=of, length=length), calibrated(high, tier=tier, of=of, length=length)
        assert 0.0 <= told[0] <= told[1] <= 1.0


@settings(deadline=None, max_examples=50)
@given(st.floats(allow_nan=False), lengths)
def test_a_tier_without_a_curve_keeps_its_chance(chance: float, length: int) -> None:
    assert calibrated(chance, tier="a tier to come", length=length) == round(min(max(chance, 0.0), 1.0), 3)


def test_a_curve_is_the_logistic_function_of_its_signs() -> None:
    assert round(curved({"start": 0.0, "chance": 1.0}, 0.9, 1), 9) == 0.9
    assert round(curved({"start": 0.0, "chance": 1.0, "length": -1.0}, 0.9, 9), 9) == 0.5


def test_every_tier_has_curves_that_say_what_they_were_fitted_on() -> None:
    tiers = load_json("confidence.json")["tiers"]
    assert "fast" in tiers
    for told in tiers.values():
        for of in ("commitment", "statement"):
            about = told[f"about {of}"]
            assert told[of]["chance"] > 0
            assert len(about["gold_sha256"]) == 64
            assert about["rows"] >= about["right"] > 0
            assert about["calibration_error"] <= max(0.05, about["calibration_error_by_chance"])


def test_what_is_not_sure_enough_waits_for_a_reviewer_who_has_the_last_word() -> None:
    sure, unsure = CANDIDATE_BELOW, CANDIDATE_BELOW - 0.001
    assert publication(sure) is Publication.PUBLISHED
    assert publication(unsure) is Publication.CANDIDATE
    assert publication(unsure, named=True) is Publication.PUBLISHED
    assert publication(unsure, accepted=True) is Publication.PUBLISHED
    assert publication(sure, named=True, accepted=False) is Publication.REJECTED


def test_a_plain_promise_is_surer_than_one_lost_in_a_long_report() -> None:
    plain = "本部預計114年3月底前完成青禾大橋改建工程。"
    lost = "有關青禾大橋改建工程，本部前於109年核定，已完成測設、用地取得及管線遷移，並持續與地方溝通，" * 4
    text = f"{plain}{lost}相關單位就後續經費籌措將視情形研處，目前尚無定論。"
    document = Document("X", DocumentKind.REPLY, text, DateInterval(date(2023, 5, 1), date(2023, 5, 1)))
    found = extract(document)
    first = found.commitments[0]
    assert first.quote.exact == plain
    assert first.confidence >= CANDIDATE_BELOW
    assert all(one.confidence < first.confidence for one in found.commitments[1:])
    assert all(0.0 <= statement.confidence <= 1.0 for statement in found.statements)
