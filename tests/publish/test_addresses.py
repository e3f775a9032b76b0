"""Addresses in links are addresses; names in paths are names."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.publish.addresses import file_stem, path_address, urn, web_address


@pytest.mark.parametrize(
    "words",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/",
        "https://",
        "https://a b.org/",
        "ftp://example.org",
        "https://user@example.org/",
        "https://example.org/\nX: y",
        "https://exa<mple.org/",
        "",
        "http://[::1",
        None,
    ],
)
def test_what_is_no_web_address_is_none(words: str | None) -> None:
    assert web_address(words) is None


def test_an_address_is_ascii_and_keeps_its_meaning() -> None:
    assert web_address("https://例.example/函 1.doc") is None
    assert web_address("https://例.example/函.doc?id=1&x=%20#p") == "https://xn--fsq.example/%E5%87%BD.doc?id=1&x=%20#p"
    assert web_address('https://example.org/"><script>') == "https://example.org/%22%3E%3Cscript%3E"


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_any_words_are_an_address_in_plain_signs_or_none(words: str) -> None:
    found = web_address("https://example.org/" + words)
    assert found is None or re.fullmatch(r"https://[!#-;=?-~]+", found)


@settings(deadline=None, max_examples=100)
@given(st.text(), st.text())
def test_a_name_gives_a_safe_file_of_its_own(one: str, other: str) -> None:
    stem = file_stem(one)
    assert re.fullmatch(r"[\w-]+", stem)
    assert not stem.startswith("-")
    assert len(stem.encode()) < 100
    assert one == other or stem != file_stem(other)
    assert "%2F" not in path_address(stem)


def test_an_id_of_the_register_and_a_uuid_stay_as_they_are() -> None:
    assert file_stem("tw-baed4c6304") == "tw-baed4c6304"
    name = "0d78eb7d-7b0b-e027-1696-c2f7314f1bdb"
    assert urn("commitment", name) == f"urn:uuid:{name}"
    assert urn("document", "L/1") != urn("document", "L/2")
