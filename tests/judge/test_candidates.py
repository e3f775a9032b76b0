import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.candidates import THRESHOLD, Index, features, pair_score

TEXTS = [
    "溪口橋改建工程預計111年6月底前完工通車",
    "溪口橋改建工程業於111年5月20日完工通車",
    "本部將研議修正遊覽車駕駛人工時規定",
    "遊覽車駕駛人工時規定業經修正發布",
    "本會將持續輔導文旦外銷",
    "道路交通安全甚為重要",
]
WORDS = st.lists(
    st.sampled_from("溪口橋改建工程預計完通車文旦外銷輔導遊覽駕駛人工時規定臺北０１２ab，。"), min_size=1, max_size=40
)
LINES = WORDS.map("".join)


def test_a_passage_finds_the_promise_on_the_same_thing_and_not_another() -> None:
    index = Index()
    for at, text in enumerate(TEXTS):
        index.add(str(at), text)
    assert {key for key, _ in index.search(TEXTS[1])} == {"0", "1"}
    assert {key for key, _ in index.search(TEXTS[3])} == {"2", "3"}


def test_common_words_alone_find_nothing() -> None:
    index = Index()
    index.add("a", "本部將持續辦理")
    assert index.search("各機關持續辦理中，本部將予以協助") == []


def test_the_index_grows_after_it_was_searched() -> None:
    index = Index()
    index.add("old", TEXTS[0])
    assert [key for key, _ in index.search(TEXTS[1])] == ["old"]
    index.add("new", TEXTS[0])
    assert sorted(key for key, _ in index.search(TEXTS[1])) == ["new", "old"]
    assert len(index) == 2


def test_the_two_ways_to_write_taiwan_are_one() -> None:
    assert pair_score(features("臺灣鐵路臺東線雙軌電氣化"), features("台灣鐵路台東線雙軌電氣化")) == pair_score(
        *[features("台灣鐵路台東線雙軌電氣化")] * 2
    )


@settings(deadline=None, max_examples=100)
@given(one=LINES, other=LINES)
def test_a_score_is_the_same_both_ways_and_in_any_company(one: str, other: str) -> None:
    alone, crowded = Index(), Index()
    alone.add("x", other)
    for at, text in enumerate(TEXTS):
        crowded.add(str(at), text)
    crowded.add("x", other)
    score = pair_score(features(one), features(other))
    assert score == pair_score(features(other), features(one))
    found = dict(alone.search(one, 1e-9))
    assert found.get("x", 0.0) == dict(crowded.search(one, 1e-9)).get("x", 0.0) == score


@settings(deadline=None, max_examples=50)
@given(texts=st.lists(LINES, max_size=6), wanted=LINES)
def test_the_order_of_arrival_changes_nothing(texts: list[str], wanted: str) -> None:
    forward, backward = Index(), Index()
    named = [(f"{at}", text) for at, text in enumerate(texts)]
    for key, text in named:
        forward.add(key, text)
    for key, text in named[::-1]:
        backward.add(key, text)
    assert forward.search(wanted, THRESHOLD / 4) == backward.search(wanted, THRESHOLD / 4)


def test_judging_a_status_needs_no_arrays() -> None:
    asked = "import sys, yinuo.judge.status; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "False\n"
