import random
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge import lookup
from yinuo.judge.candidates import Features, features, pair_score
from yinuo.judge.segments import FIRST_PAIR, Growing, merged, term_id
from yinuo.judge.shelves import PER_PASSAGE, InMemory, PromiseAt
from yinuo.judge.stack import Stack, settled
from yinuo.judge.tally import Tally, room
from yinuo.model import Commitment, DateInterval, Document, DocumentKind, Level

WORDS = st.lists(
    st.sampled_from("溪口橋改建工程預計完通車文旦外銷輔導遊覽駕駛人工時規定臺北０１２ab，。「」"),
    min_size=1,
    max_size=40,
)
LINES = WORDS.map("".join)


def ranked(texts: list[tuple[Features, int]], wanted: Features, threshold: float) -> list[tuple[float, int, int]]:
    """Every pair scored, best first: by score, then day, then number."""
    scored = [(-pair_score(wanted, read), day, at) for at, (read, day) in enumerate(texts)]
    return sorted(one for one in scored if -one[0] >= threshold)


def piled(texts: list[tuple[Features, int]], locked_at: int) -> Stack:
    stack = Stack(locked_at=locked_at)
    for at, (read, day) in enumerate(texts):
        stack.add(at, read, day=day, tie=at)
    return stack


@settings(deadline=None, max_examples=60)
@given(
    lines=st.lists(st.tuples(LINES, st.integers(1, 6)), max_size=30),
    wanted=LINES,
    limit=st.integers(0, 5),
    locked_at=st.sampled_from([1, 3, 100]),
    days=st.tuples(st.integers(0, 4), st.integers(2, 7)),
    threshold=st.sampled_from([0.01, 0.8, 3.5]),
)
def test_the_best_found_are_the_best_of_all_pairs_however_the_index_is_cut(
    lines: list[tuple[str, int]], wanted: str, limit: int, locked_at: int, days: tuple[int, int], threshold: float
) -> None:
    texts = [(features(line), day) for line, day in lines]
    read = features(wanted)
    hits = piled(texts, locked_at).search(read, threshold, limit=limit, days=days)
    true = [one for one in ranked(texts, read, threshold) if days[0] <= one[1] <= days[1]]
    assert [(hit.loss, hit.day, hit.key) for hit in hits] == (true[:limit] if limit else true)


@settings(deadline=None, max_examples=100)
@given(
    lines=st.lists(st.tuples(LINES, st.integers(1, 6)), max_size=40),
    asked=st.lists(LINES, min_size=1, max_size=6),
    limit=st.integers(0, 4),
    first=st.sampled_from([3, 20]),
    at_once=st.sampled_from([1, 30]),
    stretch=st.sampled_from([0, 8]),
)
def test_the_best_are_found_however_little_of_the_postings_is_read_at_a_time(
    lines: list[tuple[str, int]], asked: list[str], limit: int, first: int, at_once: int, stretch: int
) -> None:
    """As in an index of a million: passages apart, a first look, long postings read in part."""
    texts, read = [(features(line), day) for line, day in lines], [features(line) for line in asked]
    stack = piled(texts, 100)
    stack.lock()
    small = {"_WHOLE": 0, "_SLICED": 0, "_FIRST": first, "_AT_ONCE": at_once, "_STRETCH": stretch}
    with pytest.MonkeyPatch.context() as patch:
        for name, number in small.items():
            patch.setattr(lookup, name, number)
        found = stack.search_all(read, limit=limit)
    for one, hits in zip(read, found, strict=True):
        true = ranked(texts, one, 3.5)
        assert [(hit.loss, hit.day, hit.key) for hit in hits] == (true[:limit] if limit else true)


def test_a_crowd_of_near_copies_gives_its_best_and_no_more() -> None:
    chance = random.Random(7)
    syllables = "白鹿青禾松梅龍鳳石泉明德豐新興成"
    lines = [f"{''.join(chance.sample(syllables, 3))}橋改建工程預計111年6月底前完工通車" for _ in range(3000)]
    texts = [(features(line), chance.randint(1, 900)) for line in lines]
    stack = piled(texts, 256)
    for line in (lines[3], lines[1500], "青禾橋改建工程業於111年5月20日完工通車"):
        read = features(line)
        hits = stack.search(read, limit=PER_PASSAGE)
        assert [(hit.loss, hit.day, hit.key) for hit in hits] == ranked(texts, read, 3.5)[:PER_PASSAGE]
        assert len(hits) == PER_PASSAGE


def test_a_first_look_holds_no_passage_to_what_another_one_reaches() -> None:
    chance = random.Random(3)
    bridges = [
        f"白鹿溪{''.join(chance.sample('青禾松梅龍鳳石泉', 2))}大橋改建工程預計111年6月底前完工通車" for _ in range(60)
    ]
    fruit = [f"文旦外銷輔導及{''.join(chance.sample('青禾松梅龍鳳石泉', 4))}遊覽車駕駛人工時規定" for _ in range(60)]
    texts = [(features(line), 1) for line in bridges + fruit]
    stack = piled(texts, 1000)
    stack.lock()
    read = [features(line) for line in ("文旦外銷如何輔導，遊覽車駕駛人又有何工時規定可循", bridges[0], "文旦外銷")]
    with pytest.MonkeyPatch.context() as patch:
        for name, number in {"_WHOLE": 0, "_SLICED": 0, "_FIRST": 500, "_AT_ONCE": 1}.items():
            patch.setattr(lookup, name, number)
        found = stack.search_all(read, limit=5)
    for one, hits in zip(read, found, strict=True):
        assert [(hit.loss, hit.day, hit.key) for hit in hits] == ranked(texts, one, 3.5)[:5]
        assert len(hits) == 5


def test_segments_lie_on_segments_at_least_four_times_as_long() -> None:
    stack = piled([(features(f"白鹿溪第{at}號橋"), 1) for at in range(100)], 3)
    sizes = [len(one) for one in stack.lock()]
    assert sum(sizes) == len(stack) == 100
    assert all(below >= 4 * above for below, above in pairwise(sizes))


def test_merging_keeps_every_posting() -> None:
    one, other = Growing(), Growing()
    one.add([5, 9], 3, 1, 0, 70)
    other.add([9, 11], 4, 2, 0, 71)
    both = merged([one.locked(), other.locked()])
    held = both.postings(np.array([5, 7, 9, 11], dtype=np.uint32))
    found = zip(held.which.tolist(), held.lows.tolist(), held.highs.tolist(), strict=True)
    assert {which: held.places[low:high].tolist() for which, low, high in found} == {0: [0], 2: [0, 1], 3: [1]}
    assert both.keys.tolist() == [70, 71]
    assert len(settled([one.locked(), other.locked()])) == 1


def test_a_long_segment_made_elsewhere_is_settled_in_its_place() -> None:
    stack, other = piled([(features("白鹿溪口大橋"), 1)] * 9, 4), piled([(features("青禾溪口大橋"), 1)] * 20, 100)
    for segment in other.lock():
        stack.take(segment)
    assert [len(one) for one in stack.lock()] == [28, 1]


def test_pairs_have_numbers_of_their_own_and_words_stay_below() -> None:
    assert term_id("長福") != term_id("福長")
    assert term_id("law:再生能源條例") < FIRST_PAIR <= term_id("㐀一")
    assert term_id("長福") == ord("長") << 16 | ord("福")


def test_a_letter_is_found_by_the_number_it_names() -> None:
    stack = Stack()
    stack.add(1, features("本院112年3月1日院臺專字第1120012345號函所列白鹿溪整治"), day=1, tie=1)
    stack.add(2, features("本院112年3月1日院臺專字第1120054321號函所列白鹿溪整治"), day=1, tie=2)
    assert stack.search(features("如院臺專字第1120054321號函，白鹿溪整治已完成"))[0].key == 2


def promise(name: str, text: str, day: date) -> Commitment:
    document = Document(name, DocumentKind.REPLY, text, DateInterval(day, day))
    return Commitment(document, document.quote(0, len(text)), Level.CONCRETE, "title")


def test_only_promises_made_before_are_found_and_of_equals_the_earlier_ones() -> None:
    words = "白鹿溪口大橋改建工程預計111年6月底前完工通車"
    made = [promise(f"letter-{at}", words, date(2021, 1, 1 + at % 28)) for at in range(2 * PER_PASSAGE)]
    shelves = InMemory(made)
    (found,) = shelves.promises([features(words)], before=date(2021, 1, 20))
    days = sorted(one.made_on.last for one in made if one.made_on.last < date(2021, 1, 20))
    told = {PromiseAt(one.quote.document_id, one.id): one.made_on.last for one in made}
    assert len(found) == PER_PASSAGE
    assert sorted(told[at] for at in found) == days[:PER_PASSAGE]


@settings(deadline=None, max_examples=40)
@given(
    lines=st.lists(LINES, max_size=30),
    asked=st.lists(LINES, max_size=5),
    limit=st.integers(0, 4),
    locked_at=st.sampled_from([2, 7, 100]),
)
def test_passages_looked_up_together_find_what_each_finds_alone(
    lines: list[str], asked: list[str], limit: int, locked_at: int
) -> None:
    stack = piled([(features(line), at % 5) for at, line in enumerate(lines)], locked_at)
    read = [features(line) for line in asked]
    assert stack.search_all(read, limit=limit) == [stack.search(one, limit=limit) for one in read]


def test_a_million_places_and_more_are_counted_without_loss() -> None:
    few = np.array([1600, 6889], dtype=np.int64)
    for places in (1 << 20, 1 << 31, 1 << 40):
        lists = [np.array([3, 9], dtype=np.int32), np.array([9], dtype=np.int32)]
        tally = Tally(places, few, lists, np.array([places - 10, places - 10]), few)
        told = {
            least: [one.tolist() for one in tally.reached(0, len(tally), 1, least)] for least in (1, 6889, 8489, 8490)
        }
        assert told == {
            1: [[places - 7, places - 1], [1600, 8489]],
            **{key: [[places - 1], [8489]] for key in (6889, 8489)},
            8490: [[], []],
        }
        assert tally.at(np.array([0, places - 1, places])).tolist() == [0, 1, 3]
    assert room(1 << 20, few) == 1 << 11


@settings(deadline=None, max_examples=100)
@given(
    postings=st.lists(st.tuples(st.sets(st.integers(0, 12)), st.sampled_from([1600, 2500, 6889])), max_size=9),
    least=st.integers(1, 30_000),
)
def test_whatever_stands_in_few_postings_or_many_is_told_by_its_sum(
    postings: list[tuple[set[int], int]], least: int
) -> None:
    sums = {place: sum(worth for places, worth in postings if place in places) for place in range(13)}
    lists = [np.array(sorted(places), dtype=np.int32) for places, _ in postings]
    values = np.array([worth for _, worth in postings], dtype=np.int64)
    tally = Tally(13, np.array([1600, 2500, 6889]), lists, np.zeros(len(lists), dtype=np.int64), values)
    (count,) = tally.counts(np.array([least])).tolist()
    held, found = tally.reached(0, len(tally), count, least)
    assert dict(zip(held.tolist(), found.tolist(), strict=True)) == {
        at: one for at, one in sums.items() if one >= least
    }
    assert held.tolist() == sorted(held.tolist())
