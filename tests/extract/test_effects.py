"""A measure that applies from a day to come is promised, however much of it is told as done."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.commitments import extract
from yinuo.extract.effects import takes_effect
from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.words import Tier

MAY = DateInterval.day(2025, 5, 20)


@pytest.mark.parametrize(
    ("words", "applies"),
    [
        ("「海堤養護法」於本年4月30日經總統制定公布，並經行政院核定自115年1月1日施行。", True),
        ("業於4月公告作業要點，自10月1日實施。", True),
        ("新制業已核定，並自明年起全面上路。", True),
        ("「海堤養護法」業自114年1月1日施行。", False),  # it applies already
        ("本辦法自公布日施行。", False),  # no day
        ("倘立法院審議通過，可自115年1月1日施行。", False),  # what if
        ("歐盟自115年起實施碳邊境調整機制。", False),  # another's
        ("自112年起至114年12月底止，共補助12處。", False),  # nothing applies
    ],
)
def test_what_applies_from_a_day_to_come(words: str, applies: bool) -> None:
    assert takes_effect(words, MAY) is applies


@pytest.mark.parametrize("tier", list(Tier))
def test_it_is_a_promise_with_its_day(tier: Tier) -> None:
    text = "關於海堤養護問題：「海堤養護法」於本年4月30日經總統制定公布，並經行政院核定自115年1月1日施行。"
    (found,) = extract(Document("a", DocumentKind.REPLY, text, MAY), tier=tier).commitments
    assert [due.interval for due in found.deadlines] == [DateInterval.day(2026, 1, 1)]


@settings(max_examples=80, deadline=None)
@given(st.text("自114年5月1日起施行實上路，。倘0９", max_size=60))
def test_whatever_is_read_a_day_and_an_act_are_asked_for(words: str) -> None:
    if takes_effect(words, MAY):
        assert "自" in words
        assert any(act in words for act in ("施行", "實施", "上路"))
