"""A passage that names the promised thing and tells the promised act agrees with the promise; nothing less does."""

from datetime import date
from decimal import Decimal

import pytest

from yinuo.judge.agreement import delivered_by_name, done_of_it, reached_by_figure, turned_by_name
from yinuo.judge.reading import read
from yinuo.model import Target

PROMISE = read("本署將於112年底前公告「共享雨傘管理準則」，供各地遵循。")


def test_the_same_name_and_the_promised_act_done_agree() -> None:
    told = read("環境部業於112年9月18日公告「共享雨傘管理準則」")
    assert delivered_by_name(PROMISE, told) == "共享雨傘管理準則"


@pytest.mark.parametrize(
    "told",
    [
        "環境部業於112年9月18日召開「共享雨傘管理準則」說明會",  # another act
        "環境部業於112年9月18日公告「共享推車管理準則」",  # another name
        "環境部預計於112年底公告「共享雨傘管理準則」",  # not yet
        "依「共享雨傘管理準則」辦理。另業於112年9月公告收費名單",  # another sentence
    ],
)
def test_less_than_that_is_no_agreement(told: str) -> None:
    assert delivered_by_name(PROMISE, read(told)) is None


def test_an_act_that_can_be_told_of_everything_is_no_agreement() -> None:
    promise = read("將依「共享雨傘管理準則」於年底前完成審查")
    assert delivered_by_name(promise, read("依「共享雨傘管理準則」已完成說明")) is None


def test_a_withdrawal_right_after_the_name_agrees_and_one_elsewhere_does_not() -> None:
    promise = read("將推動「岸邊接駁船計畫」")
    assert turned_by_name(promise, read("爰「岸邊接駁船計畫」不再推動"), "dropped") == "岸邊接駁船計畫"
    assert turned_by_name(promise, read("「岸邊接駁船計畫」已核定並如期招商，另案不再推動"), "dropped") is None


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ("我國已於民國110年6月2日向ABCDE協定存放國某某國遞交書面申請函", True),
        ("我國已於110年6月2日向FGHIJ秘書處遞交書面申請函", False),  # another name
        ("我國已向ABCDE秘書處遞交會議資料", False),  # another object
        ("我國已向ABCDE秘書處提出申請", False),  # another verb
        ("我國預計明年向ABCDE秘書處遞交申請書", False),  # not yet
        ("ABCDE現有6個成員。我國已向某某國遞交書面申請函", False),  # another sentence
    ],
)
def test_the_very_act_done_on_a_like_object_under_one_name_bears_on_the_promise(told: str, same: bool) -> None:
    promise = read("政府將依ABCDE加入程序與成員接觸，取得共識後，遞交正式之加入申請書。")
    assert done_of_it(promise, read(told)) is same


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ("本年1月1日起，津貼由1萬8000元調至1萬9350元", True),
        ("津貼業已調升至19,350元", True),
        ("津貼預計調至1萬9350元", False),  # not yet
        ("津貼已調至1萬9300元", False),  # another figure
        ("已補助1萬9350人", False),  # another unit
    ],
)
def test_the_promised_figure_to_the_last_digit_reported_as_reached_agrees(told: str, same: bool) -> None:
    found = reached_by_figure(Target("1萬9350元", Decimal(19350), "元"), read(told), date(2022, 3, 1))
    assert (found is not None) is same


def test_a_round_figure_is_that_of_many_things() -> None:
    assert (
        reached_by_figure(Target("3000萬劑", Decimal(30_000_000), "劑"), read("已採購3000萬劑"), date(2022, 3, 1))
        is None
    )
    assert reached_by_figure(None, read("已採購3000萬劑"), date(2022, 3, 1)) is None
