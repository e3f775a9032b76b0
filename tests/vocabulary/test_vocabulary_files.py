"""Every data file parses, says where it comes from, and the register of agencies holds together."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from yinuo.errors import Damaged
from yinuo.extract.agency_register import Agency, Register, register
from yinuo.vocabulary import load_json, load_toml

FILES = sorted(item.name for item in files("yinuo.vocabulary").iterdir() if item.name.endswith((".toml", ".json")))
AGENCIES: list[dict[str, Any]] = load_json("agencies.json")["agencies"]


def test_the_register_is_among_the_vocabulary_files() -> None:
    assert {"agencies.json", "agencies_more.toml"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_vocabulary_file_parses_and_is_not_empty(name: str) -> None:
    data = load_toml(name) if name.endswith(".toml") else load_json(name)
    assert data


@pytest.mark.parametrize("name", FILES)
def test_a_vocabulary_file_says_where_it_comes_from(name: str) -> None:
    text = (files("yinuo.vocabulary") / name).read_text(encoding="utf-8")
    assert "source" in text or "來源" in text or "Source" in text


def test_a_file_is_read_once() -> None:
    assert load_json("agencies.json") is load_json("agencies.json")


@pytest.mark.parametrize(
    "name", ["nothing.toml", "", "../errors.py", ".hidden", "a/b.toml", "a\\b.toml", "__pycache__"]
)
def test_a_missing_file_or_a_path_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(Damaged) as refused:
        load_toml(name)
    assert "\n" not in str(refused.value)
    assert "（" in str(refused.value)


def test_a_file_of_the_other_form_says_that_it_cannot_be_read() -> None:
    with pytest.raises(Damaged, match="cannot be read"):
        load_toml("agencies.json")
    with pytest.raises(Damaged, match="cannot be read"):
        load_json("agencies_more.toml")


def test_every_agency_has_a_source_and_every_id_is_unique() -> None:
    assert all(entry["source"].strip() for entry in AGENCIES)
    assert len({entry["id"] for entry in AGENCIES}) == len(AGENCIES)


def test_every_parent_and_successor_exists() -> None:
    ids = {entry["id"] for entry in AGENCIES}
    for entry in AGENCIES:
        assert entry["parent"] is None or entry["parent"] in ids
        assert set(entry["successors"]) <= ids


def test_no_body_is_above_or_after_itself() -> None:
    by_id = register().agencies
    for agency in by_id.values():
        above = list(register().above(agency))
        assert agency not in above
        assert len(above) == len({parent.id for parent in above})
        assert agency not in register().heirs(agency)


def test_names_follow_each_other_in_time() -> None:
    for agency in register().agencies.values():
        for name in agency.names:
            assert name.since is None or name.until is None or name.since < name.until
        for earlier, later in zip(agency.names, agency.names[1:], strict=False):
            assert earlier.until == later.since


def test_a_body_that_is_gone_has_a_successor_or_was_a_task_force() -> None:
    for agency in register().agencies.values():
        if agency.until is not None:
            assert agency.successors or agency.kind == "task_force", agency.names[-1].words


def test_no_successor_was_gone_before_its_predecessor() -> None:
    by_id = register().agencies
    for agency in by_id.values():
        for heir in (by_id[identifier] for identifier in agency.successors):
            assert heir.until is None or (agency.until is not None and heir.until > agency.until)


def days_of(agency: Agency) -> Iterator[date]:
    """The first, the last and one middle day of a body's life, as far as known."""
    first = agency.since or date(2012, 3, 1)
    last = agency.until - timedelta(days=1) if agency.until else date(2026, 6, 1)
    first = min(first, last)
    yield from {first, last, first + (last - first) / 2}


def test_every_official_name_is_its_body_on_every_day_it_is_borne() -> None:
    for agency in register().agencies.values():
        for name in agency.names:
            for day in days_of(agency):
                if name.borne_on(day):
                    found = register().on(name.words, day)
                    assert found is not None
                    assert (found.id, found.name) == (agency.id, name.words)


def test_every_short_form_is_its_body_on_every_day_of_its_life() -> None:
    shared = {}
    for agency in register().agencies.values():
        for words in agency.abbreviations:
            for day in days_of(agency):
                found = register().on(words, day)
                if found is None or found.id != agency.id:
                    shared[words, day] = found
    assert shared == {}


def test_the_additions_are_in_the_register() -> None:
    more = tomllib.loads((files("yinuo.vocabulary") / "agencies_more.toml").read_text(encoding="utf-8"))
    names = {name["name"] for entry in AGENCIES for name in entry["names"]}
    assert {row["name"] for row in [*more["agency"], *more["local"]]} <= names
    assert len(more["local"]) == 22
    assert all(row["source"] for row in [*more["agency"], *more["change"]])


def test_a_register_of_ones_own_answers_like_the_shipped_one() -> None:
    own = Register(register().agencies.values())
    day = date(2021, 5, 1)
    assert own.on("農委會", day) == register().on("農委會", day)
    assert own.on("沒有這個機關", day) is None


def test_the_committed_register_is_valid_json_with_one_body_a_line() -> None:
    text = (files("yinuo.vocabulary") / "agencies.json").read_text(encoding="utf-8")
    assert json.loads(text)["agencies"]
    assert sum(line.startswith('  {"id"') for line in text.splitlines()) == len(AGENCIES)
