"""Patterns that leap from one likely place to the next find what looking everywhere finds."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.patterns import leaping, spans

_SOURCE = "(?<!前)年底前?|月底|季底(?=前)|年"
_TEXTS = st.text("年月季底前明", max_size=30)


@settings(deadline=None, max_examples=100)
@given(_TEXTS)
def test_a_leaping_pattern_finds_what_the_plain_one_finds(text: str) -> None:
    everywhere = [match.span() for match in re.finditer(_SOURCE, text)]
    assert list(spans(leaping(_SOURCE, ""), text)) == everywhere
    assert list(spans(leaping(_SOURCE, "年月季"), text)) == everywhere


@settings(deadline=None, max_examples=100)
@given(_TEXTS)
def test_the_second_characters_may_be_told_where_every_find_has_one(text: str) -> None:
    everywhere = [match.span() for match in re.finditer("年底前?|月底", text)]
    assert list(spans(leaping("年底前?|月底", "年月", "底"), text)) == everywhere


def test_an_empty_find_is_none() -> None:
    assert list(spans(leaping("年?", ""), "明年")) == [(1, 2)]
