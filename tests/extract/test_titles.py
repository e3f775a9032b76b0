"""Titles: short, and understood without the letter."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.titles import LONGEST, title


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("交通部公路總局預計114年3月完成長安橋改建。", "114年3月完成長安橋改建"),
        ("本部將持續推動臺灣文化（含客語）保存。", "持續推動臺灣文化保存"),
        ("未來將儘速修正「停車場設置辦法」。", "儘速修正停車場設置辦法"),
    ],
)
def test_subject_and_modality_are_left_out(words: str, wanted: str) -> None:
    assert title(words) == wanted


def test_what_this_case_is_comes_from_the_heading() -> None:
    assert "長安橋" in title("本案預計明年底完工。", ("關於長安橋改建問題",))


def test_what_this_case_is_comes_from_the_subject_where_no_heading_says_it() -> None:
    subject = "（三）行政院函送陳委員就長安橋改建問題所提質詢之書面答復，請查照案。"
    assert "長安橋" in title("本案預計明年底完工。", (), subject)


def test_a_time_alone_is_no_title() -> None:
    assert title("該橋預計於113年底前完工。", ("關於長安橋改建問題",)) == "長安橋改建113年底前完工"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("長安橋改建工程由本部公路局辦理，預計114年3月底前完工。", "長安橋改建工程114年3月底前完工"),
        ("本部預計111年6月底前於青山鄉衛生所旁增設停機坪1處。", "停機坪"),
        ("本署將邀集農民團體、業者團體及專家學者召開「有機肥料補助」諮詢會議。", "召開有機肥料補助諮詢會議"),
        ("本局將推動「長安溪接駁計畫」，預定111年底前完成招商。", "長安溪接駁計畫111年底前完成招商"),
        ("本部將於111年12月31日前完成「渡船載客管理辦法」之訂定。", "渡船載客管理辦法"),
        ("為確保供水，本公司將依「自來水法」規定，改善老舊管線。", "改善老舊管線"),
    ],
)
def test_the_thing_the_time_and_the_act_stay(words: str, wanted: str) -> None:
    assert wanted in title(words)


@pytest.mark.parametrize(
    "words", ["將", "」「", "（（（（", "，，；；。。", "本部將", "1234567890123456789012345", "之" * 40]
)
def test_words_that_say_nothing_still_give_a_title(words: str) -> None:
    assert 1 <= len(title(words)) <= LONGEST


@pytest.mark.parametrize("unit", ["部", "會、", "「", "(", "112年", "將持續", "推動及", "之的", "由本部辦理，", "完成"])
def test_a_long_run_takes_no_longer_than_it_should(unit: str) -> None:
    begun = process_time()
    assert 1 <= len(title(unit * 20000, (unit * 2000,), unit * 2000)) <= LONGEST
    assert process_time() - begun < 10


def test_no_number_is_cut_in_two() -> None:
    assert not title("政府將持續努力與地方政府及各部會合作推動達成2025年太陽光電目標。").endswith(("2", "20", "202"))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3), st.text(max_size=40))
def test_any_words_give_a_title_of_the_right_length(words: str, headings: list[str], subject: str) -> None:
    found = title(words, headings, subject)
    assert 1 <= len(found) <= LONGEST
    assert found.strip() == found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("未來將在確保安全之前提下，適時重新開放山屋申請。", "適時重新開放山屋申請"),
        ("將藉青禾影像補助機制，鼓勵業者改編在地小說。", "鼓勵業者改編在地小說"),
        ("本部將協助教育部，強化教師輔導知能。", "強化教師輔導知能"),
        ("青禾車站俟驗收完成後，即可提供廁所供旅客使用。", "青禾車站提供廁所供旅客使用"),
        ("俟審查通過後，再予核定青禾都市計畫。", "核定青禾都市計畫"),
        ("朝擴大青禾濕地保育範圍方向努力。", "擴大青禾濕地保育範圍"),
        ("將透過青禾補助計畫，由受補助單位，研擬於士林區設立據點。", "研擬於士林區設立據點"),
    ],
)
def test_a_title_says_the_act_not_the_means_it_comes_by(words: str, expected: str) -> None:
    assert title(words) == expected


def test_a_title_does_not_point_at_what_only_the_letter_knows() -> None:
    assert "上開" not in title("上開工作主要包含上游強化集水區水土保持。")
