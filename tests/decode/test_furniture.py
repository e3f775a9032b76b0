"""Page numbers, running heads and what must never be taken for them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.decode.folding import fold, fold_key

PAGE = "本府為改善偏鄉就醫不便之情形已於各鄉鎮增設巡迴醫療車並逐年檢討成效"
PLACES = ["山上", "海邊", "河口", "平原", "谷地", "離島", "市區"]


def paragraph(name: str) -> str:
    """Seven full lines, each of its own words."""
    return "\n".join(f"本府{name}為改善{place}就醫不便之情形已增設巡迴醫療車並逐年檢討成效" for place in PLACES)


PARAGRAPH = paragraph("衛生局")
PARAGRAPH_AS_ONE = PARAGRAPH.replace("\n", "")
HEAD = "花東縣政府112年度施政成果報告"


@pytest.mark.parametrize(
    "number",
    [
        "- 2 -",
        "－２－",
        "—2—",
        "~ 12 ~",
        "·3·",
        "- iv -",
        "－二－",
        "第 2 頁",
        "第２頁，共１０頁",
        "第2頁/共10頁",
        "第二頁（共十頁）",
        "共10頁，第2頁",
        "頁 2",
        "頁次：3",
        "Page 2 of 10",
        "P.2",
        "\u3000\u3000\u3000\u3000- 2 -\u3000\u3000",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n\n\n"])
def test_a_page_number_alone_on_a_line_is_no_part_of_the_sentence(number: str, gap: str) -> None:
    text = f"{PAGE}\n{PAGE}，並將於明年3{gap}{number}{gap}月底前完成二十處據點{gap}{number}{gap}"
    assert fold(text).text == f"{PAGE}{PAGE}，並將於明年3月底前完成二十處據點"


def test_a_page_number_between_paragraphs_leaves_them_apart() -> None:
    text = "一、本府將增設據點。\n\n- 1 -\n\n（二）巡迴醫療車\n\n- 2 -\n"
    assert fold(text).text == "一、本府將增設據點。\n(二)巡迴醫療車"


@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("１", "２", "３"), ("1 / 3", "2 / 3", "3 / 3"), ("7", "8", "9")])
def test_bare_numbers_that_count_up_page_by_page_go(numbers: tuple[str, str, str]) -> None:
    text = "\n".join(
        f"{paragraph(name)}，並將於明年\n{number}\n辦理第{number}次檢討。"
        for name, number in zip("甲乙丙", numbers, strict=True)
    )
    folded = fold(text).text
    assert folded.count("，並將於明年辦理第") == 3
    assert folded.count("\n") == 2


def test_a_running_head_with_its_page_number_is_no_part_of_the_sentence() -> None:
    text = f"{HEAD}\n{HEAD}\n一、醫療\n{PARAGRAPH}，\n1\n{HEAD}\n服務約1萬9,000人次。\n2"
    assert fold(text).text == f"{HEAD}\n{HEAD}\n一、醫療\n{PARAGRAPH_AS_ONE}，服務約1萬9,000人次。"


def test_a_running_foot_may_tell_another_year_or_number_on_every_page() -> None:
    pages = [
        f"{paragraph('甲乙'[page - 1])}，預計於\n施政報告　第{page}章　總論\n- {page} -\n明年完成。" for page in (1, 2)
    ]
    assert fold("施政報告書\n" + "\n".join(pages)).text.count("，預計於明年完成。") == 2


def test_form_feeds_show_where_a_running_head_stands() -> None:
    pages = [f"{HEAD}\n{PARAGRAPH}，本府將於明年", f"{HEAD}\n度前完成。{paragraph('甲')}，並於", f"{HEAD}\n後年檢討。"]
    folded = fold("\f".join(pages)).text
    assert folded.startswith(f"{HEAD}\n")
    assert folded.count("施政成果報告") == 1
    assert "將於明年度前完成。" in folded
    assert "並於後年檢討。" in folded


@pytest.mark.parametrize(
    "content",
    [
        "2.\n本府將辦理",
        "112\n113\n114",
        "項次\n1\n2\n3\n4",
        "據點數\n12\n車輛數\n13",
        "- 2\n- 3",
        "— 2023 —",
        "附件\n2",
        "2/10\n3/10",
        "-\n2\n-",
        "第2頁所載",
        "見第 2 頁",
        "頁2號",
        "(2)",
        "二",
    ],
)
def test_a_number_that_is_content_stays(content: str) -> None:
    text = f"{PARAGRAPH}。\n{content}\n{PARAGRAPH}。"
    assert fold_key(content) in fold_key(text)


def test_numbers_of_list_items_stay() -> None:
    text = f"{PARAGRAPH}。\n" + "\n".join(f"{item + 1}\n{paragraph(name)}。" for item, name in enumerate("甲乙丙"))
    assert fold(text).text.split("\n")[1::2] == ["1", "2", "3"]


def test_a_table_at_the_end_keeps_its_cells() -> None:
    cells = ["機關", "件數", "花東縣衛生局", "1", "花東縣衛生局", "2"]
    assert fold(f"{PARAGRAPH}。\n" + "\n".join(cells)).text.split("\n")[1:] == cells


def test_headings_that_come_back_stay_where_no_page_ends() -> None:
    text = "\n".join(f"{name}\n執行成果說明\n{paragraph(name)}。" for name in ("衛生局", "社會局", "教育局"))
    assert fold(text).text.count("執行成果說明\n") == 3


@pytest.mark.parametrize("text", ["- 2 -", "第2頁", "\n- 2 -\n", "- 1 -\n\n- 2 -", "2", "2 / 10"])
def test_a_text_of_page_numbers_alone_stays(text: str) -> None:
    assert fold_key(text) == "".join(text.split())


def test_a_quote_over_a_page_end_comes_back_with_all_of_it() -> None:
    text = f"{PAGE}，並將於明年3\n\n- 4 -\n\n月底前完成。"
    shadow = fold(text)
    at = shadow.text.index("明年3月底前")
    start, end = shadow.original(at, at + 6)
    assert text[start:end] == "明年3\n\n- 4 -\n\n月底前"
    assert shadow.shadow(start, end) == (at, at + 6)


LINES = st.sampled_from(
    [PAGE, HEAD, "- 2 -", "第 3 頁", "1", "2", "3", "2 / 3", "3 / 3", "\f", "", " ", "一、醫療", "，"]
)


@settings(deadline=None, max_examples=100)
@given(lines=st.lists(LINES, max_size=30), data=st.data())
def test_every_slice_of_a_paged_shadow_leads_to_its_words(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    shadow = fold(text)
    start = data.draw(st.integers(0, len(shadow.text)))
    end = data.draw(st.integers(start, len(shadow.text)))
    begin, stop = shadow.original(start, end)
    back = shadow.text[slice(*shadow.shadow(begin, stop))]
    assert "".join(back.split()) == "".join(shadow.text[start:end].split())
    assert shadow.text.count("一、醫療") == text.count("一、醫療")


@pytest.mark.parametrize(
    "unit", ["\n1", "\n1\n2", "\n- 1 -", "\n第", "\n" + " " * 50, "\n- ", "\f", f"\n{HEAD}\n1", "\n1/2"]
)
def test_long_runs_of_page_ends_take_linear_time(unit: str) -> None:
    begun = time.process_time()
    fold(unit * (200_000 // len(unit)))
    assert time.process_time() - begun < 10
