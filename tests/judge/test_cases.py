"""A formula tells of the case that its heading names, and of no other."""

import pytest

from yinuo.judge.formulas import another_case

WORDS = "後續俟市府提送修正報告後，將儘速依「海岸道路審查作業要點」辦理審查。"
HEADINGS = ("關於青禾線延伸至松嶺問題",)


def test_the_same_formula_on_another_line_is_another_case() -> None:
    assert another_case(
        WORDS, HEADINGS, "三、關於榮泉線增班問題：本案俟市府提送後，將依「海岸道路審查作業要點」辦理審查。"
    )


@pytest.mark.parametrize(
    ("words", "headings", "passage"),
    [
        (WORDS, HEADINGS, "青禾線報告經退回修正，俟市府提送後儘速審查。"),
        (WORDS, (), "榮泉線報告俟市府提送後儘速審查。"),
        ("將增建松嶺漁港碼頭及曳船道共三座，改善船席擁擠", HEADINGS, "榮泉線報告俟市府提送後儘速審查。"),
    ],
)
def test_the_same_case_or_words_that_name_their_matter_are_not(
    words: str, headings: tuple[str, ...], passage: str
) -> None:
    assert not another_case(words, headings, passage)
