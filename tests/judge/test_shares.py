"""What a link's confidence says: the share of such links of a real run that bear."""

import csv
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.facts import ACCEPT, ACCEPT_AGAIN
from yinuo.judge.shares import share
from yinuo.model import Relation

UNIT = st.floats(0.0, 1.0)
BEARING = st.sampled_from([relation for relation in Relation if relation.bears])


@settings(deadline=None, max_examples=100)
@given(BEARING, UNIT, UNIT, st.none() | UNIT)
def test_a_share_is_a_chance(relation: Relation, score: float, sureness: float, met: float | None) -> None:
    assert 0 <= share(relation, score, sureness, met) <= 1


@settings(deadline=None, max_examples=100)
@given(BEARING, UNIT, UNIT, st.none() | UNIT)
def test_a_share_never_falls_as_the_score_rises(
    relation: Relation, one: float, other: float, met: float | None
) -> None:
    low, high = sorted((one, other))
    assert share(relation, low, 0.95, met) <= share(relation, high, 0.95, met)


def test_movement_in_a_passage_on_other_things_is_no_sure_link() -> None:
    assert share(Relation.PROGRESS, 0.9, 0.95, 0.6) < ACCEPT < share(Relation.PROGRESS, 0.9, 0.95, 0.75)


def test_a_promise_told_again_at_even_odds_is_a_candidate() -> None:
    assert share(Relation.RESTATED, 0.5, 1.0, 0.9) < ACCEPT_AGAIN < share(Relation.RESTATED, 0.7, 1.0, 0.5)


def test_what_no_encoder_compared_word_by_word_is_never_surer_than_three_in_four() -> None:
    assert share(Relation.PROGRESS, 0.99, 0.99, None) == 0.75


def test_every_verdict_names_a_link_once() -> None:
    path = Path(__file__).parents[2] / "benchmark/link_verdicts.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert {row["bears"] for row in rows} == {"yes", "no"}
    assert len({row["evidence"] for row in rows}) == len(rows)
