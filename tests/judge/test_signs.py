import re
import time

import pytest

from yinuo.decode.already import with_adverbs
from yinuo.judge.signs import Change, change_of, find_signs, kinds_in
from yinuo.vocabulary import load_toml

CUES = load_toml("relations.toml")["cue"]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: f"{cue['kind']}-{cue['example'][:12]}")
def test_every_cue_reads_its_own_example(cue: dict[str, str]) -> None:
    assert re.search(with_adverbs(cue["pattern"]), cue["example"])
    assert cue["kind"] in kinds_in(cue["example"])


def test_every_gap_in_a_cue_is_bounded_and_stays_in_its_clause() -> None:
    for cue in CUES:
        assert not re.search(r"(?<!\\)\.[*+]|\][*+]|\)[*+]", cue["pattern"]), cue["pattern"]


def test_what_will_be_is_not_read_as_done() -> None:
    assert "done" not in kinds_in("預計113年底前累計完成3,000戶")
    assert "done" in kinds_in("截至113年底累計完成3,000戶")


def test_a_sentence_about_the_world_has_no_sign() -> None:
    assert find_signs("道路之安全甚為重要") == ()


def test_a_sign_stands_where_it_says() -> None:
    text = "惟因流標，期限展延至明年"
    assert [text[sign.start : sign.end] for sign in find_signs(text)] == [sign.words for sign in find_signs(text)]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("因缺工停工，完工期限展延至115年底", Change.POSTPONED),
        ("因缺工停工", Change.STALLED),
        ("尚無增設之規劃", Change.STALLED),
        ("該案已不再推動", Change.DROPPED),
        ("補助方式改採分區辦理", Change.ALTERED),
    ],
)
def test_a_change_is_read_from_its_cues(text: str, change: Change) -> None:
    assert change_of(kinds_in(text)) is change


@pytest.mark.parametrize("run", ["已於" * 20000, "累計" * 20000, "1" * 50000, "目前" + "進" * 50000, "「" * 50000])
def test_hostile_runs_are_read_in_linear_time(run: str) -> None:
    began = time.process_time()
    kinds_in(run)
    assert time.process_time() - began < 10
