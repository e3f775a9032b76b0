"""What two texts are about, when the words of procedure are taken out."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.matters import FALLS, NAMES, RISES, alike, matter

MADE, TOLD = date(2021, 5, 1), date(2022, 5, 1)


def measured(promise: str, passage: str, title: str = "", context: str = "") -> dict[str, float]:
    return dict(zip(NAMES, alike(promise, MADE, title, passage, TOLD, context), strict=True))


def test_words_of_procedure_are_no_matter() -> None:
    assert matter("將持續配合相關機關辦理後續作業") == {}
    assert "碼頭" in matter("將儘速修正漁港碼頭收費辦法")


def test_a_passage_on_the_matter_meets_more_of_it_than_one_that_shares_the_procedure() -> None:
    promise = "將儘速研議修正漁港碼頭收費標準"
    same, other = measured(promise, "漁港碼頭收費業已調整"), measured(promise, "將儘速研議修正公路養護經費標準")

    assert same["matter_met"] > other["matter_met"]


@pytest.mark.parametrize(
    ("passage", "name"),
    [
        ("三、關於漁港碼頭收費問題：", "heads"),
        ("經交據農業部查復如下", "opens"),
        ("漁港碼頭收費已於109年12月調整", "only_before"),
        ("漁港碼頭收費已於111年2月調整", "told_between"),
        ("漁港碼頭收費預計112年底前調整", "told_ahead"),
    ],
)
def test_form_and_days_are_told(passage: str, name: str) -> None:
    assert measured("將調整漁港碼頭收費", passage)[name] > 0


def test_a_plain_report_has_none_of_these_forms() -> None:
    found = measured("將調整漁港碼頭收費", "漁港碼頭收費業已調整")

    assert [found[name] for name in ("heads", "opens", "recites", "only_before")] == [0.0] * 4


def test_the_day_it_is_due_is_told_from_another() -> None:
    promise = "預計112年12月底前完成漁港碼頭整建"

    assert measured(promise, "預計112年12月底前完成漁港碼頭整建")["same_due"] == 1.0
    assert measured(promise, "預計113年6月底前完成漁港碼頭整建")["other_due"] == 1.0


def test_every_signed_measure_is_one_of_the_measures() -> None:
    assert set(NAMES) >= RISES | FALLS
    assert not RISES & FALLS


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20), st.text(max_size=40))
def test_any_texts_are_measured(promise: str, passage: str, title: str, context: str) -> None:
    assert len(measured(promise, passage, title, context)) == len(NAMES)
