"""Where in its unit a promise stands."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.cues import hits
from yinuo.extract.spans import clauses, cuts


def promises(words: str) -> list[str]:
    return [words[start:end] for start, end in cuts(words, hits([words])[0])]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("已完成設計，本局預計明年動工。", ["本局預計明年動工。"]),
        ("俟核定後，將辦理招標。", ["俟核定後，將辦理招標。"]),
        ("刻正辦理青禾橋拓寬，預定年底完工。", ["刻正辦理青禾橋拓寬，預定年底完工。"]),
        (
            "業者未依規定通報，或有居住環境不符規範等情，均將依法處罰。",
            ["業者未依規定通報，或有居住環境不符規範等情，均將依法處罰。"],
        ),
    ],
)
def test_a_promise_is_the_shortest_stretch_that_says_who_and_what(words: str, expected: list[str]) -> None:
    assert promises(words) == expected


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="將已預計於年完成，；。「」（）均並另本局", max_size=80))
def test_cuts_lie_in_the_unit_in_order_and_never_touch(words: str) -> None:
    if not words.strip("，；。 "):
        return
    found = cuts(words, hits([words])[0])
    assert found
    assert all(0 <= start < end <= len(words) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert "".join(words[start:end] for start, end in clauses(words)) == words
