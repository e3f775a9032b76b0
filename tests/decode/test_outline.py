"""The outline of texts with and without line breaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.folding import fold
from yinuo.decode.outline import heading_path, marks, paths, sections

LETTER = (
    "王委員就停車問題所提質詢，經交據有關機關查復如下：一、關於增設停車位問題：(一)本府將增設車位。"
    "(二)辦理情形：1.東區已完工。2.西區：(1)刻正招標。(2)預計明年完工。二、關於收費問題：本部將檢討。"
)


def at(text: str, words: str) -> tuple[str, ...]:
    return heading_path(sections(text), text.index(words))


def test_every_position_knows_the_headings_above_it() -> None:
    assert at(LETTER, "經交據") == ()
    assert at(LETTER, "本府將") == ("關於增設停車位問題",)
    assert at(LETTER, "東區") == ("關於增設停車位問題", "辦理情形")
    assert at(LETTER, "預計明年") == ("關於增設停車位問題", "辦理情形", "西區")
    assert at(LETTER, "本部將檢討") == ("關於收費問題",)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("壹、前言：一、現況：（一）背景：１．起因：（1）其一：A.甲案：①先行。", [1, 2, 3, 4, 5, 6, 7]),
        ("結語。十一、關於水價問題：", [2]),
        ("查復如下：一、(一)本部將修法。", [2, 3]),
    ],
)
def test_each_kind_of_mark_has_its_level(text: str, levels: list[int]) -> None:
    assert [level for _, _, level in marks(fold(text).text)] == levels


@pytest.mark.parametrize(
    "text",
    [
        "經費1.5億元。109年起辦理。",
        "第一、二期工程已完工，由甲、乙兩方分攤。",
        "說明如下：1.5公里路段已通車。",
        "依第3條(二)款辦理",
    ],
)
def test_numbers_in_a_sentence_are_no_marks(text: str) -> None:
    assert marks(fold(text).text) == ()


def test_a_list_item_that_is_a_sentence_closes_deeper_items_but_heads_nothing() -> None:
    text = "一、策略：(一)甲案：1.先行。(二)加強宣導，落實執法。其後檢討。"
    assert at(text, "其後檢討") == ("策略",)


def test_marks_at_the_start_of_lines_are_found_in_hard_wrapped_text() -> None:
    text = "一、 深化夥伴關係與各國\n\n合作 \n\n（一） 首要工作\n\n本部將持續推動。\n"
    assert at(text, "本部將") == ("深化夥伴關係與各國合作", "首要工作")


def test_one_walk_gives_what_single_look_ups_give() -> None:
    headings = sections(LETTER)
    positions = list(range(0, len(LETTER), 3))
    assert paths(headings, positions) == [heading_path(headings, position) for position in positions]


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="一二(（)1.、：。\n A壹①第條本部將", max_size=80))
def test_headings_are_slices_in_order(text: str) -> None:
    headings = sections(text)
    assert [heading.start for heading in headings] == sorted({heading.start for heading in headings})
    for heading in headings:
        assert 0 <= heading.start < heading.end <= len(text)
        assert text[heading.start :].startswith(heading.marker[:1])


def test_a_long_run_of_brackets_or_digits_stays_fast() -> None:
    for text in ("(" * 100_000, "1." * 50_000, "一、" * 50_000, "：" * 100_000, "(一)" * 30_000):
        assert len(sections(text)) <= len(text)
