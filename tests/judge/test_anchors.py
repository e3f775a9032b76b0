"""A quote is found again by its words and what stands around them, never by an offset alone."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import InvariantError
from yinuo.judge.anchors import Anchor, same_place
from yinuo.model import DateInterval, Document, DocumentKind

TEXT = "一、本局將持續辦理。二、河濱步道將於六月底前完成。三、本局將持續辦理。四、其餘照舊。"


def paper(text: str, name: str = "A") -> Document:
    return Document(name, DocumentKind.REPLY, text, DateInterval(date(2023, 1, 5), date(2023, 1, 5)))


def anchor(words: str, nth: int = 0) -> Anchor:
    document, at = paper(TEXT), -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return Anchor.of(document, document.quote(at, at + len(words)))


def test_a_quote_is_found_in_a_copy_that_is_wrapped_otherwise() -> None:
    wrapped = paper("\n".join(TEXT[at : at + 7] for at in range(0, len(TEXT), 7)), "B")
    start, end = anchor("河濱步道將於六月底前完成").place(wrapped) or (0, 0)

    assert "".join(wrapped.text[start:end].split()) == "河濱步道將於六月底前完成"


def test_the_same_words_twice_are_told_apart_by_what_stands_around_them() -> None:
    copy = paper(" " + TEXT, "B")
    first, second = (anchor("本局將持續辦理", nth).place(copy) for nth in (0, 1))

    assert first == (TEXT.index("本局") + 1, TEXT.index("本局") + 8)
    assert second == (TEXT.rindex("本局") + 1, TEXT.rindex("本局") + 8)
    assert anchor("本局將持續辦理", 0).key != anchor("本局將持續辦理", 1).key


def test_another_text_has_no_place_for_it() -> None:
    assert anchor("本局將持續辦理").place(paper(TEXT + "五、另案。")) is None


def test_an_anchor_whose_words_do_not_fit_its_place_is_refused() -> None:
    with pytest.raises(InvariantError):
        Anchor("A", "f" * 64, 3, 9, "三個字")


@given(st.lists(st.integers(0, len(TEXT)), max_size=12), st.data())
@settings(deadline=None, max_examples=100)
def test_any_quote_is_found_however_the_copy_is_wrapped(breaks: list[int], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    document = paper(TEXT)
    noted = Anchor.of(document, document.quote(start, end))
    wrapped = "".join(("\n" if at in breaks else "") + character for at, character in enumerate(TEXT))
    found = noted.place(paper(wrapped, "B"))

    assert found is not None
    assert "".join(wrapped[slice(*found)].split()) == TEXT[start:end]
    assert len("".join(wrapped[: found[0]].split())) == start


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ({"a": (10, 40), "b": (12, 38)}, "a"),  # cut as it was
        ({"b": (14, 41), "c": (30, 80)}, "b"),  # the cut that shares most
        ({"c": (12, 17)}, None),  # a scrap of it is another promise
        ({"d": (40, 60)}, None),
        ({}, None),
    ],
)
def test_a_promise_cut_otherwise_is_the_same_where_most_of_it_is(
    spans: dict[str, tuple[int, int]], found: str | None
) -> None:
    assert same_place((10, 40), spans) == found
