"""The adverbs that tell a thing done."""

import re

import pytest

from yinuo.decode.already import ALREADY


@pytest.mark.parametrize(
    "words",
    [
        "已修正要點。",
        "本部業於112年公告。",
        "「河岸步道計畫」草案業經核定。",
        "該府業完成評估。",
        "，業請兩縣提報。",
        "青禾發電廠業於5月啟用。",
        "台電業於本年完成。",
    ],
)
def test_an_adverb_is_read(words: str) -> None:
    assert re.search(ALREADY, words)


@pytest.mark.parametrize(
    "words",
    [
        "將協助企業於115年底前轉型。",
        "將修正作業要點。",
        "業者將配合。",
        "本部業務計畫將調整。",
        "事業廢棄物處理中心將設置。",
        "旅宿業於連假期間將加強查核。",
        "將修正電業法。",
        "從事農業經營者將獲補助。",
        "由業管單位辦理。",
    ],
)
def test_the_end_of_a_noun_is_not(words: str) -> None:
    assert not re.search(ALREADY, words)
