"""Levels: a limit or a quantity decides; else the signs of an act or of a line of policy."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.deadlines import deadlines
from yinuo.extract.levels import decide, deliverable, signs
from yinuo.extract.targets import target
from yinuo.model import DateInterval, Level
from yinuo.vocabulary import load_json, load_toml

SAID_ON = DateInterval.day(2021, 10, 6)
EVEN = (0.1, 0.5, 0.5)


def level(words: str) -> Level:
    return decide(words, EVEN, deadlines(words, SAID_ON), target(words))


@pytest.mark.parametrize(
    "words",
    ["本局預計111年3月完成青禾橋改建。", "將增設30處充電站。", "至少每4年檢討1次。", "投入2億元改善步道。"],
)
def test_a_time_limit_or_a_quantity_makes_a_promise_concrete(words: str) -> None:
    assert level(words) is Level.CONCRETE


@pytest.mark.parametrize(
    "words",
    [
        "本部將修正「社區綠能設置辦法」。",
        "該局將召開地方說明會。",
        "將函送大院審議。",
        "本署將建置漁港環境查詢系統，供民眾使用。",
        "俟環評審查通過後，將辦理工程發包及施工。",
    ],
)
def test_a_discrete_act_is_deliverable(words: str) -> None:
    assert level(words) is Level.DELIVERABLE


@pytest.mark.parametrize(
    "words",
    [
        "本部將持續強化跨機關合作。",
        "後續將賡續督促業者落實安全管理。",
        "將審慎評估各方意見。",
        "如有違規情形，將依法查處。",
        "積極爭取國際參與，提升產業競爭力。",
    ],
)
def test_a_line_of_policy_is_ongoing(words: str) -> None:
    assert level(words) is Level.ONGOING


def test_parameters_of_a_rule_and_clock_times_make_nothing_concrete() -> None:
    assert level("將修正該辦法，明定年滿65歲者得申請。") is Level.DELIVERABLE
    assert level("後續將持續於每日上午8時巡查。") is not Level.CONCRETE


def test_what_the_whole_statement_looked_like_tips_the_scale() -> None:
    words = "將研議相關措施。"
    assert deliverable(words, (0.0, 0.9, 0.1)) > deliverable(words, (0.0, 0.1, 0.9))


@pytest.mark.parametrize("sign", load_toml("levels.toml")["sign"], ids=lambda sign: sign["id"])
def test_every_sign_is_seen_in_its_example(sign: dict[str, str]) -> None:
    assert re.search(sign["pattern"], sign["example"])
    assert sign["id"] in signs(sign["example"])


def test_every_weight_is_of_a_sign_that_the_vocabulary_has() -> None:
    named = {sign["id"] for sign in load_toml("levels.toml")["sign"]}
    for name in load_json("levels.json")["signs"]:
        base = name.removesuffix(", promised")
        assert base in named or base.startswith(("longer than", "clauses", "under"))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=300), st.tuples(*[st.floats(0, 1)] * 3))
def test_any_words_have_a_level_and_the_same_one_twice(words: str, chances: tuple[float, float, float]) -> None:
    assert decide(words, chances, (), None) is decide(words, chances, (), None)
    assert decide(words, chances, (), None) is not Level.CONCRETE


@settings(deadline=None, max_examples=20)
@given(st.text(alphabet="，；。將於辦理會議法 「」", max_size=1500))
def test_long_words_are_read_in_a_bounded_time(words: str) -> None:
    assert signs(words) == sorted(set(signs(words)))
