import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.senses import NAMES, alike, words

LINES = st.text(alphabet=st.sampled_from("溪口橋改建工程招標發包預計完工餐具容器，。；0 aB\n"), max_size=60)


def told(promise: str, passage: str, title: str = "") -> dict[str, float]:
    return dict(zip(NAMES, alike(promise, title, passage), strict=True))


def test_the_same_sentence_is_met_whole_and_a_strange_one_hardly() -> None:
    same = told("溪口橋改建工程預計完工", "溪口橋改建工程預計完工")
    other = told("溪口橋改建工程預計完工", "文旦外銷數量逐年成長")
    assert same["sense"] == pytest.approx(1.0, abs=1e-5)
    assert same["promise_hard"] == same["title_hard"] > 0.6
    assert other["promise_hard"] == 0.0
    assert other["promise_soft"] < same["promise_soft"] / 2


def test_a_word_of_like_meaning_counts_where_none_is_shared() -> None:
    near, far = told("學校", "國小"), told("學校", "颱風")
    assert near["promise_hard"] == far["promise_hard"] == 0.0
    assert near["promise_soft"] > far["promise_soft"]


def test_a_long_passage_that_turns_once_to_the_thing_is_seen_through_its_window() -> None:
    aside = "各界意見甚多，仍應廣徵意見，" * 5
    short, long = told("溪口橋改建", "溪口橋改建已完工"), told("溪口橋改建", aside + "溪口橋改建已完工")
    assert long["window_hard"] == pytest.approx(short["window_hard"], abs=1e-6)
    assert long["word_cosine"] < short["word_cosine"]


def test_a_title_names_what_the_words_only_point_at() -> None:
    assert (
        told("本案將續辦", "溪口橋改建已完工", "溪口橋改建")["title_hard"]
        > told("本案將續辦", "溪口橋改建已完工")["title_hard"]
    )


@settings(deadline=None, max_examples=100)
@given(promise=LINES, title=LINES, passage=LINES)
def test_any_texts_can_be_compared(promise: str, title: str, passage: str) -> None:
    found = told(promise, passage, title)
    assert all(value == value and -1.01 <= value <= 1.01 for name, value in found.items() if name != "word_shared")
    assert found["word_shared"] >= 0.0


def test_a_text_of_signs_only_has_no_weight() -> None:
    assert words("，。；").weights.sum() == 0.0
    assert words("").weights.sum() == 0.0
