"""Fields of policy, from the closed list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.categories import SIGNS, categorise, explain, signs
from yinuo.model import AgencyRef, Category
from yinuo.vocabulary import load_json, load_toml


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("增設離岸風電裝置容量並強化電網", Category.ENERGY),
        ("改善空氣污染並回收廢棄物", Category.ENVIRONMENT),
        ("提高育兒津貼並增設托育中心", Category.WELFARE),
        ("修正職業安全規定以保障移工", Category.LABOUR),
        ("拓寬省道並改善交流道", Category.TRANSPORT),
        ("採購疫苗並擴大篩檢", Category.HEALTH),
        ("鞏固邦交並強化國防", Category.DEFENCE),
        ("輔導農民種植雜糧", Category.AGRICULTURE),
    ],
)
def test_words_speak_for_their_field(words: str, wanted: Category) -> None:
    assert categorise(words, None) is wanted


def test_the_body_decides_where_the_words_do_not() -> None:
    assert categorise("將依法辦理", AgencyRef("勞動部", "labour", "勞動部")) is Category.LABOUR


def test_nothing_said_is_no_category() -> None:
    assert categorise("將依法辦理", None) is None


def test_old_and_new_forms_of_a_character_are_one() -> None:
    assert categorise("臺電公司", None) is categorise("台電公司", None) is Category.ENERGY


def test_the_vocabulary_names_each_category_once_and_no_word_twice_in_one() -> None:
    entries = load_toml("categories.toml")["category"]
    assert [entry["name"] for entry in entries] == [category.value for category in Category]
    for entry in entries:
        words = [*entry["strong"], *entry["words"]]
        assert len(words) == len(set(words))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_gives_a_category_of_the_list_or_none(words: str, around: str) -> None:
    assert categorise(words, None, around) in {*Category, None}


def test_the_reason_names_the_body_and_the_words_that_decided() -> None:
    category, words = explain(
        "將增設托育中心", AgencyRef("衛福部", "health", "衛生福利部"), "關於育兒津貼問題\n就少子化所提質詢"
    )
    assert category is Category.WELFARE
    assert words[0] == "衛生福利部"
    assert {"托育", "育兒津貼"} <= set(words)


def test_nothing_said_has_no_reason() -> None:
    assert explain("將依法辦理", None) == (None, ())


def test_the_heading_tells_what_the_case_is_about() -> None:
    assert categorise("本案將於年底前完成", None, "關於離岸風電問題\n施政質詢") is Category.ENERGY
    assert categorise("本案將於年底前完成", None, "關於幼兒園問題\n施政質詢") is Category.EDUCATION


def test_the_promise_is_asked_before_what_stands_above_it() -> None:
    words = "將調高基本工資並保障勞工"
    assert categorise(words, None, "關於幼兒園問題\n施政質詢") is Category.LABOUR


def test_every_field_has_a_number_for_every_sign() -> None:
    told = signs("將推動長照", None, "關於農業問題\n施政質詢")
    assert len(told) == len(Category)
    assert all(len(row) == len(SIGNS) for row in told)


def test_the_model_weighs_every_sign_and_field_and_no_sign_speaks_against_its_field() -> None:
    model = load_json("category_model.json")
    assert tuple(model["weights"]) == SIGNS
    assert tuple(model["leaning"]) == tuple(category.value for category in Category)
    assert min(model["weights"].values()) >= 0


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.text(max_size=40))
def test_a_reason_is_given_just_where_a_category_is(words: str, around: str) -> None:
    category, reason = explain(words, None, around)
    assert (category is None) is (not reason)
    assert category is categorise(words, None, around)
