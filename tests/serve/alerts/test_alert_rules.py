"""Rules of alerts."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import UsageError, YinuoError
from yinuo.publish.events import Event, Happened
from yinuo.serve.alerts.rules import When, read_rules
from yinuo.words import Category, State

WHOLE = """
[rules."能源期限"]
to = ["$HOOK", "json://hooks.example.tw/b"]
when = "daily"
what = ["changed", "told"]
states = ["overdue"]
language = "en"
[rules."能源期限".follow]
category = ["能源政策"]
term = 11
figures = true
"""


def written(folder: Path, words: str) -> Path:
    place = folder / "alerts.toml"
    place.write_text(words, encoding="utf-8")
    return place


def event(what: Happened, state: str | None = None) -> Event:
    return Event("e1", "2026-03-01", what, "題", "文", {"id": "c1"}, None, state)


def test_a_rule_says_what_to_whom_and_how_often(tmp_path: Path) -> None:
    (rule,) = read_rules(written(tmp_path, WHOLE), {"HOOK": "json://hooks.example.tw/a"})
    assert (rule.name, rule.when, rule.language) == ("能源期限", When.DAILY, "en")
    assert rule.to == ("json://hooks.example.tw/a", "json://hooks.example.tw/b")
    assert (rule.follow.category, rule.follow.term, rule.follow.figures) == ((Category.ENERGY,), (11,), True)
    assert rule.states == {State.OVERDUE}


def test_changes_are_wanted_only_to_the_states_named(tmp_path: Path) -> None:
    (rule,) = read_rules(written(tmp_path, WHOLE), {"HOOK": "json://a.example.tw"})
    assert rule.wants(event(Happened.CHANGED, "overdue"))
    assert not rule.wants(event(Happened.CHANGED, "open"))
    assert rule.wants(event(Happened.TOLD))
    assert not rule.wants(event(Happened.MADE))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("[rules", "TOML"),
        ("", "沒有規則"),
        ("[rule.a]\nto=['json://x']", "unknown setting"),
        ("[rules.a]\n", "no destination"),
        ("[rules.a]\nto=['$ABSENT']", "ABSENT"),
        ("[rules.a]\nto=['json://x']\nwhen='hourly'", "weekly"),
        ("[rules.a]\nto=['json://x']\nhow='loud'", "unknown setting"),
        ("[rules.a]\nto=['json://x']\n[rules.a.follow]\nstate=['好']", "unknown value"),
        ("[rules.a]\nto=['json://x']\n[rules.a.follow]\nnone=1", "unknown filter"),
        ("[rules.a]\nto=['json://x']\nlanguage='fr'", "zh、en"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, words: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        read_rules(written(tmp_path, words), {})
    assert "\n" not in str(caught.value)


def test_a_secret_is_not_repeated_in_a_message(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_rules(written(tmp_path, "[rules.a]\nto=['mailto://me:hunter2@x', 7]"), {})
    assert "hunter2" not in str(caught.value)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_file_gives_rules_or_one_line(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    place = tmp_path_factory.mktemp("rules") / "a.toml"
    place.write_bytes(words.encode("utf-8", "replace"))
    told = ""
    try:
        read_rules(place, {})
    except YinuoError as error:
        told = str(error)
    assert "\n" not in told
