"""The encoder of the package: it reads what is wanted, says the same each time, and fits its parts."""

import numpy as np
import pytest

from yinuo.errors import Damaged
from yinuo.extract.commitments import extract
from yinuo.extract.encoder import shipped
from yinuo.extract.reading import Reading
from yinuo.extract.weights import OUTPUTS
from yinuo.model import DateInterval, Document, DocumentKind, Role
from yinuo.vocabulary.arrays import load_arrays, load_session
from yinuo.words import Tier

LETTER = Document(
    "letter",
    DocumentKind.REPLY,
    "關於青禾里排水問題：\n一、第一期雨水下水道已於113年5月完成，累計接管1,200戶。\n二、未來具體作法如下：\n(一)輔導住戶改善接管。\n"
    "(二)預計115年6月底前完成第二期工程。\n三、至調整收費一節，恐影響收支平衡。",
    DateInterval.day(2025, 3, 4),
    title="青禾里排水改善",
)


def test_only_wanted_units_are_read() -> None:
    units = Reading(LETTER).units
    wanted = [at % 2 == 0 for at in range(len(units))]
    found = shipped().scores(units, wanted)
    assert found.shape == (len(units), len(OUTPUTS))
    assert [not np.isnan(row).any() for row in found] == wanted


def test_it_tells_a_promise_from_a_report() -> None:
    units = Reading(LETTER).units
    found = shipped().scores(units, [True] * len(units))
    scores = {unit.words: row for unit, row in zip(units, found, strict=True)}
    promise = scores["預計115年6月底前完成第二期工程。"]
    report = scores["第一期雨水下水道已於113年5月完成，累計接管1,200戶。"]
    assert promise[0] > report[0] + 2
    assert report[1] > promise[1] + 2


def test_the_same_words_get_the_same_scores() -> None:
    units = Reading(LETTER).units
    one, other = (shipped().scores(units, [True] * len(units)) for _ in range(2))
    assert np.array_equal(one, other)


def test_its_parts_belong_together() -> None:
    kept = load_arrays("encoder.npz")
    assert kept["head"].shape[1] == len(OUTPUTS)
    assert len(kept["pieces"]) == len(kept["scores"])
    assert "gold_sha256" in str(kept["about"])


def test_both_tiers_give_rows_of_one_kind() -> None:
    fast, careful = (extract(LETTER, tier=tier) for tier in (Tier.FAST, Tier.CAREFUL))
    assert [one.quote for one in fast.statements] == [one.quote for one in careful.statements]
    for found in (fast, careful):
        assert any("115年6月底前完成第二期工程" in one.quote.exact for one in found.commitments)
        assert not any("第一期" in one.quote.exact for one in found.commitments)
        assert any(Role.REPORTS in one.roles for one in found.statements)


def test_a_missing_model_is_told_in_one_line() -> None:
    with pytest.raises(Damaged, match="模型檔"):
        load_session("no-such.onnx")
