"""The second look at a unit: its trees, and what of the letter around it they see."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.cues import hits
from yinuo.extract.reading import Reading
from yinuo.extract.second_reading import DEPTH, REREAD, reread, seen
from yinuo.extract.statements import statements
from yinuo.extract.weights import OUTPUTS
from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.vocabulary.arrays import load_arrays

LETTER = "一、現況如下：(一)本部已完成清查。(二)目前辦理招標。二、未來作法：(一)加強宣導。(二)賡續推動節水。"


def looks(
    text: str, scores: "np.ndarray[tuple[int, int], np.dtype[np.float64]] | None" = None
) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    units = Reading(Document("a", DocumentKind.REPLY, text, DateInterval.day(2021, 12, 9))).units
    if scores is None:
        scores = np.zeros((len(units), len(OUTPUTS)))
    return np.asarray(seen(units, hits([unit.words for unit in units]), scores))


def test_a_tree_asks_down_to_its_leaf() -> None:
    inner = 2**DEPTH - 1
    model = {
        "asked": np.zeros((len(REREAD), 1, inner), dtype=np.int64),
        "limit": np.full((len(REREAD), 1, inner), np.inf, dtype=np.float32),
        "leaf": np.zeros((len(REREAD), 1, inner + 1), dtype=np.float32),
        "start": np.zeros(len(REREAD)),
    }
    model["limit"][0, 0, 0] = 1.0
    model["leaf"][0, 0, 0] = -9.0  # left all the way down
    model["leaf"][0, 0, 2 ** (DEPTH - 1)] = 9.0  # right, then left
    chances = reread(np.array([[1.0], [1.5]], dtype=np.float32), model)
    assert chances[0, 0] < 0.01
    assert chances[1, 0] > 0.99
    assert (chances[:, 1:] == 0.5).all()


def test_the_company_of_a_unit_changes_how_it_is_seen() -> None:
    plain = looks(LETTER)
    scores = np.zeros((len(plain), len(OUTPUTS)))
    scores[-1, 0] = 5.0
    changed = looks(LETTER, scores)
    assert not np.array_equal(plain[-2], changed[-2])


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="一二、()。；：本部將已持續辦理規劃\n，112年", max_size=120))
def test_any_text_gets_chances(text: str) -> None:
    document = Document("a", DocumentKind.REPLY, "。" + text, DateInterval.day(2021, 12, 9))
    assert all(0.0 <= one.confidence <= 1.0 for one in statements(document))


def test_the_trees_that_ship_ask_only_for_columns_there_are() -> None:
    model = load_arrays("statements.npz")
    assert int(model["asked"].max()) < looks(LETTER).shape[1]
    assert model["leaf"].shape[2] == 2**DEPTH
