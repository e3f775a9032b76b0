"""Whose answer a passage is: headings that are a body's name, companies, cities, asides."""

from datetime import date

import pytest

from yinuo.extract.agencies import responsible
from yinuo.model import AgencyRef, DateInterval, Document, DocumentKind

MAY_2021 = date(2021, 5, 1)
QUESTION = "一、關於台電、中油及中鋼節水問題：1.台電公司：(1)台電公司將汰換冷卻塔。"


def letter(text: str, *agencies: str, day: date = MAY_2021) -> Document:
    """A reply of that day, answered by these bodies as written."""
    dated = DateInterval(day, day)
    return Document(id="letter", kind=DocumentKind.REPLY, text=text, date=dated, agencies=agencies)


def doer(text: str, sentence: str, *agencies: str, headings: tuple[str, ...] = ()) -> str | None:
    """The official name of the body responsible for ``sentence``, which ends ``text``."""
    assert text.endswith(sentence)
    found = responsible(letter(text, *agencies), headings, sentence, text[: -len(sentence)])
    return found.name if found else None


@pytest.mark.parametrize(
    ("rest", "headings", "name"),
    [
        ("2.中油公司：(1)將於廠區增設回收設施。", ("中油公司",), "台灣中油公司"),
        ("2.中油：(1)經濟部已核定預算。(2)將於廠區增設回收設施。", ("中油",), "台灣中油公司"),
        ("2.經濟部部分：(1)水利署將輔導業者。(2)並增設回收設施。", ("經濟部部分",), "經濟部水利署"),
        ("2.交通部公路總局方面：(1)將增設回收設施。", ("交通部公路總局方面",), "交通部公路總局"),
        ("2.中油公司：(1)經濟部將增設回收設施。", ("中油公司",), "經濟部"),
    ],
)
def test_a_heading_that_is_a_body_outranks_what_stands_before_it(
    rest: str, headings: tuple[str, ...], name: str
) -> None:
    sentence = rest[rest.rindex(")") + 1 :]
    above = ("關於台電、中油及中鋼節水問題", *headings)
    assert doer(QUESTION + rest, sentence, "有關機關", headings=above) == name


@pytest.mark.parametrize(
    ("rest", "headings", "words"),
    [
        ("3.中鋼公司：(1)將於廠區增設回收設施。", ("中鋼公司",), "中鋼公司"),
        ("3.台塑部分：(1)將於廠區增設回收設施。", ("台塑部分",), "台塑"),
        ("3.節水措施：(1)泰山紙業公司：持續增設回收設施。", ("節水措施",), "泰山紙業公司"),
        ("3.節水措施：(1)未來泰山紙業公司將增設回收設施。", ("節水措施",), "泰山紙業公司"),
        ("3.節水措施：(1)漢翔將增設回收設施。", ("節水措施",), "漢翔"),
    ],
)
def test_a_company_outside_the_register_keeps_its_words_and_has_no_id(
    rest: str, headings: tuple[str, ...], words: str
) -> None:
    sentence = rest[rest.rindex(")") + 1 :]
    before = QUESTION + rest[: -len(sentence)]
    found = responsible(letter(QUESTION + rest, "有關機關"), headings, sentence, before)
    assert found == AgencyRef(words=words)


@pytest.mark.parametrize(
    "words",
    [
        "電信公司",
        "該公司",
        "上市櫃公司",
        "推動上市櫃公司",
        "國內保險公司",
        "協助漢翔公司",
        "各家航空公司",
        "中鋼構",
        "公司",
    ],
)
def test_any_company_of_a_trade_is_no_company_with_a_name(words: str) -> None:
    text = f"一、經濟部將檢討費率。{words}將配合辦理。"
    assert doer(text, f"{words}將配合辦理。", "有關機關") == "經濟部"


def test_a_company_that_is_only_told_of_does_not_take_over_the_letter() -> None:
    text = "一、經濟部將檢討費率。正泰紙業公司將汰換鍋爐。後續並將輔導同業。"
    assert doer(text, "後續並將輔導同業。", "有關機關") == "經濟部"


def test_a_city_that_does_something_is_its_government() -> None:
    assert doer("桃園市將於年底前完成廠房。", "桃園市將於年底前完成廠房。", "有關機關") == "桃園市政府"
    assert doer("台中市亦規劃設廠。", "台中市亦規劃設廠。", "有關機關") == "臺中市政府"
    text = "一、經濟部將設廠。於桃園市將有三處。"
    assert doer(text, "於桃園市將有三處。", "有關機關") == "經濟部"


def test_an_aside_governs_what_follows_it_but_not_the_next_item() -> None:
    text = "一、關於人力問題：(一)內政部將補助設備。另主計總處已將成長情形納入考核。(二)年底前可增補百人。"
    assert doer(text, "年底前可增補百人。", "有關機關") == "內政部"
    text = "一、關於人力問題：(一)內政部將補助設備。另教育部將開班。年底前可招生百人。"
    assert doer(text, "年底前可招生百人。", "有關機關") == "教育部"
    text = "一、關於用水問題：(一)經濟部將開發水源。(二)另農委會將加強灌溉，包含：1.年底前辦理訓練。"
    assert doer(text, "年底前辦理訓練。", "有關機關") == "行政院農業委員會"


def test_who_rules_is_not_the_one_that_does_it() -> None:
    text = "一、經濟部將開發水源。旱災中央災害應變中心已裁示調升節水率。聯通管年底前完成。"
    assert doer(text, "聯通管年底前完成。", "有關機關") == "經濟部"


def test_the_matter_stays_with_the_body_in_whose_hands_it_was_put() -> None:
    text = "一、關於匝道問題：(一)本案現由交通部高公局設計。(二)內政部將提供用地。經估算，本案年底前可通車。"
    assert doer(text, "經估算，本案年底前可通車。", "有關機關") == "交通部高速公路局"
