"""What compiled code finds in a whole part is what every pair scored would give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge import sweep
from yinuo.judge.candidates import Features, features, pair_score
from yinuo.judge.segments import Growing, Segment, term_id
from yinuo.judge.stack import Stack, wanted
from yinuo.judge.wanted import Hit

LINES = st.text("溪口橋改建工程預計完通車文旦外銷輔導臺北０１２ab，。「」", min_size=1, max_size=40)
TEXTS = st.lists(st.tuples(LINES, st.integers(1, 6)), min_size=1, max_size=30)


def part_of(texts: list[tuple[Features, int]]) -> Segment:
    growing = Growing()
    for at, (read, day) in enumerate(texts):
        growing.add((term_id(term) for term in read.weights), read.total, day, at, at)
    return growing.locked()


def every(texts: list[tuple[Features, int]], read: Features, threshold: float) -> list[tuple[float, int, int]]:
    scored = [(-pair_score(read, other), day, at) for at, (other, day) in enumerate(texts)]
    return sorted(one for one in scored if -one[0] >= threshold)


def plain(hits: list[Hit]) -> list[tuple[float, int, int]]:
    return [(hit.loss, hit.day, hit.key) for hit in sorted(hits)]


@settings(deadline=None, max_examples=80)
@given(
    lines=TEXTS,
    asked=st.lists(LINES, min_size=1, max_size=4),
    limit=st.integers(0, 5),
    days=st.tuples(st.integers(0, 4), st.integers(2, 7)),
    threshold=st.sampled_from([0.01, 0.8, 3.5]),
)
def test_a_swept_part_gives_the_best_of_all_pairs(
    lines: list[tuple[str, int]], asked: list[str], limit: int, days: tuple[int, int], threshold: float
) -> None:
    texts = [(features(line), day) for line, day in lines]
    reads = [features(line) for line in asked]
    with pytest.MonkeyPatch.context() as patch:  # small blocks and little room, so that every edge is met
        for name, value in (("_BLOCK", 4), ("_LOOK", 2), ("_ROOM", 1)):
            patch.setattr(sweep, name, value)
        looked_for = wanted(reads, threshold, limit, days)
        found = sweep.swept(part_of(texts), looked_for, np.full(len(reads), threshold), sweep.reach)
    for read, hits in zip(reads, found, strict=True):
        true = [one for one in every(texts, read, threshold) if days[0] <= one[1] <= days[1]]
        told = plain(hits)
        assert told[: limit or None] == true[: limit or None]
        assert set(told) <= set(true)


def test_a_bar_that_was_raised_is_held_to() -> None:
    texts = [(features("溪口橋改建工程預計完通車"), 1), (features("溪口橋文旦外銷"), 1)]
    read = features("溪口橋改建工程預計完通車")
    bar = pair_score(read, texts[0][0])
    (hits,) = sweep.swept(part_of(texts), wanted([read], 0.1, 5, (0, 9)), np.array([bar]), sweep.reach)
    assert [hit.key for hit in hits] == [0]


def test_compiled_it_finds_what_the_arrays_find(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="numba 未安裝（the extra scale is not installed）")
    chance = np.random.default_rng(20261122)
    signs = list("溪口橋改建工程預計完通車文旦外銷輔導遊覽駕駛人工時規定臺北海堤停車場")
    texts = [features("".join(chance.choice(signs, size=chance.integers(4, 40)))) for _ in range(3000)]
    stack = Stack(locked_at=1000)
    for at, read in enumerate(texts):
        stack.add(at, read, day=1 + at % 7, tie=at)
    asked = texts[::150]
    told = stack.search_all(asked, limit=10, days=(2, 6))
    monkeypatch.setattr(sweep, "LARGE", 1)
    assert sweep.code_for(len(stack)) is not None
    assert stack.search_all(asked, limit=10, days=(2, 6)) == told
    assert sum(map(len, told)) > len(asked)
