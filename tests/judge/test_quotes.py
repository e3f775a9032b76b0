"""A quote says something: never a day or a heading alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.quotes import says_nothing, shortest
from yinuo.judge.reading import read
from yinuo.model import Relation


def quote(promise: str, passage: str, relation: Relation = Relation.PROGRESS) -> str:
    start, end = shortest(read(promise), read(passage), relation)
    return read(passage).text[start:end]


@pytest.mark.parametrize(
    "stretch",
    [
        "截至本年3月底止",
        "透過碼頭獎勵辦法吸引船隊，截至本年3月底止",
        "有關岸邊停車場增設部分",
        "鑑於船席不足",
        "至岸邊停車場一節",
        "其中",
        "110年12月31日止",
        "為提升船席使用效率",
        "以兼顧安全及便利",
    ],
)
def test_a_day_or_a_heading_says_nothing(stretch: str) -> None:
    assert says_nothing(stretch)


@pytest.mark.parametrize(
    "stretch",
    [
        "截至本年3月底止已增設20處",
        "岸邊停車場業已完工",
        "鑑於船席不足，將增建碼頭",
        "預計110年12月31日前完工",
        "刻正辦理招標",
    ],
)
def test_what_is_done_or_will_be_says_something(stretch: str) -> None:
    assert not says_nothing(stretch)


def test_what_was_counted_by_a_day_is_quoted_with_the_day() -> None:
    passage = "透過碼頭獎勵辦法鼓勵業者，截至本年3月底止，已核發船隊補助120家；餘將檢討。"
    assert quote("將依碼頭獎勵辦法補助船隊", passage).endswith("截至本年3月底止,已核發船隊補助120家".replace(",", "，"))


def test_a_heading_is_no_quote_where_something_follows() -> None:
    told = quote("將檢討船席分配辦法", "有關船席分配辦法檢討部分，本局刻研議船席分配辦法修正草案。")
    assert told == "本局刻研議船席分配辦法修正草案"


@settings(deadline=None, max_examples=100)
@given(st.text(st.sampled_from("截至本年3月底止，已增設岸邊停車場。；有關部分 \n"), min_size=1, max_size=50))
def test_any_passage_has_a_quote_inside_it(passage: str) -> None:
    start, end = shortest(read("將增設岸邊停車場"), read(passage), Relation.PROGRESS)
    assert 0 <= start <= end <= len(read(passage).text)
