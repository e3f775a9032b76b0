"""Gazette sections cut into letters, in both layouts, with everything that gets between."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.gazette import split_replies

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
BODIES = [
    "林委員就河濱步道整建問題所提質詢，經交據經濟部查復如下：\n一、本案預計118年12月底前完工。\n二、後續將持續協調。",
    "張廖前委員就偏鄉圖書巡迴車問題所提質詢，經交據教育部查復如下：本部將於118學年度前增購巡迴車12輛。",
    "楊委員就漁港疏浚問題所提質詢，經交據有關機關查復如下：\n一、已完成測量。\n二、目前尚無擴港規劃。",
]
ASKED = ["林委員大同就河濱步道整建", "張廖前委員小美就偏鄉圖書巡迴車", "楊委員曜就漁港疏浚"]


def old_item(index: int, item: str = "六十七") -> str:
    return (
        f"（{item}）行政院函送{ASKED[index]}問題所提質詢之書面答復，請查照案。\n"
        f"（行政院函　中華民國118年3月1{index}日院臺專字第118001234{index}號）\n"
        f"（立法院函　編號：12-2-6-17{index}）\n{BODIES[index]}\n"
    )


def new_item(index: int, item: str = "一") -> str:
    return (
        f"({item})行政院函送{ASKED[index]}問題所提質詢之書面答復,請查照案。\n"
        f"行政院函 中華民國118年3月1{index}日院臺專字第118001234{index}號)\n"
        f"立法院函 編號:12-2-6-17{index})\n{BODIES[index]}\n"
    )


QUESTIONS = "乙、本院委員質詢部分\n（一）本院王委員某某，針對校園午餐問題，特向行政院提出質詢。\n"
HEADINGS = [
    "質詢事項\n甲、行政院答復部分\n",
    "質詢事項全文\n",
    "行政院答復部分\n",
    "立法院公報　第118卷　第21期　質詢事項\n",
    "",
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("item", [old_item, new_item])
def test_every_letter_of_a_section_is_cut_out(heading: str, item: object) -> None:
    assert callable(item)
    text = heading + item(0, "六十七") + item(1, "六十八") + item(2, "六十九") + QUESTIONS

    replies = split_replies(text)

    assert [reply.body for reply in replies] == BODIES
    assert all(text[reply.start : reply.end] == reply.body for reply in replies)
    assert [reply.number.strip("（）()") for reply in replies] == [
        f"行政院函{'　' if item is old_item else ' '}中華民國118年3月1{index}日院臺專字第118001234{index}號"
        for index in range(3)
    ]
    assert [f"12-2-6-17{index}" in (reply.question_number or "") for index, reply in enumerate(replies)] == [True] * 3
    assert all(reply.subject.endswith("請查照案。") for reply in replies)


def test_an_item_may_start_in_the_middle_of_a_line() -> None:
    text = old_item(0).rstrip("\n") + "　　" + old_item(1)

    assert [reply.body for reply in split_replies(text)] == BODIES[:2]


def test_page_heads_stay_in_the_text_and_break_nothing() -> None:
    head = "\n立法院公報　第118卷　第21期　院會紀錄\n　　347\n"
    text = old_item(0) + old_item(1).replace("巡迴車問題", f"巡迴{head}車問題", 1).replace(
        "院臺專字第", f"院臺專字{head}第"
    )
    text = (
        text.replace("一、本案", f"一、{head.strip()}\n本案")
        + "348\n立法院公報　第118卷　第21期　院會紀錄\n"
        + old_item(2)
    )

    first, second, third = split_replies(text)

    assert "立法院公報　第118卷" in first.body
    assert second.number == "（行政院函　中華民國118年3月11日院臺專字第1180012341號）"
    assert "巡迴車問題所提" in second.subject
    assert second.body == BODIES[1]
    assert third.body == BODIES[2]


def test_numbers_wrapped_over_lines_are_read() -> None:
    text = old_item(1).replace("中華民國118年3月", "中華民國\n118年3\n月").replace("第118001", "第118\n001")

    (reply,) = split_replies(text)

    assert reply.number == "（行政院函　中華民國118年3月11日院臺專字第1180012341號）"


def test_a_question_known_by_the_assemblys_letter_is_read() -> None:
    text = old_item(0).replace(
        "（立法院函　編號：12-2-6-170）", "（立法院函　中華民國118年3月1日台立院議字第1180700123號　施政報告質詢7號）"
    )

    (reply,) = split_replies(text)

    assert reply.question_number == "（立法院函　中華民國118年3月1日台立院議字第1180700123號　施政報告質詢7號）"
    assert reply.body == BODIES[0]


def test_one_letter_alone_is_one_reply() -> None:
    (reply,) = split_replies(old_item(0))

    assert reply.subject.startswith("（六十七）行政院函送林委員大同")


@pytest.mark.parametrize(
    "text",
    [
        "一、行政院函送林委員大同就步道問題所提質詢之書面答復，請查照案。\n二、行政院函送王委員就…，請查照案。",
        "本案業於118年3月14日以行政院函送立法院審議，請查照案。",
        "依行政院中華民國118年3月14日院臺專字第1180012345號函辦理。",
        "中華民國118年度河川復育工作報告",
        "",
    ],
)
def test_text_without_a_letters_head_holds_none(text: str) -> None:
    assert split_replies(text) == ()


def test_a_legacy_file_and_its_text_give_the_same_letters() -> None:
    replies = split_replies((FIXTURES / "gazette.txt").read_text(encoding="utf-8"))

    assert [reply.question_number for reply in replies] == [
        "（立法院函　編號：12-2-6-173）",
        "（立法院函　編號：12-2-6-174 ）",
    ]
    assert "11800123460" in replies[1].number


def test_a_letter_whose_sender_is_broken_over_lines_is_still_cut_out() -> None:
    wrapped = new_item(2).replace("行政院", "行\n政院")

    assert [reply.body for reply in split_replies(wrapped)] == [BODIES[2]]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from([old_item, new_item])), min_size=1, max_size=5),
    st.lists(st.integers(0, 10_000), max_size=8),
)
def test_line_breaks_anywhere_lose_no_letter(items: list[tuple[int, object]], cuts: list[int]) -> None:
    written = "".join(make(index) for index, make in items if callable(make))
    expected = [reply.body for reply in split_replies(written)]
    wrapped = written
    for cut in cuts:
        at = cut % len(wrapped)
        if not (wrapped[at - 1 : at].isdigit() or wrapped[at : at + 1].isdigit()):  # a line of digits is a page number
            wrapped = wrapped[:at] + "\n" + wrapped[at:]

    replies = split_replies(wrapped)

    assert ["".join(reply.body.split()) for reply in replies] == ["".join(body.split()) for body in expected]
    assert all(wrapped[reply.start : reply.end] == reply.body for reply in replies)
