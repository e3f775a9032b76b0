"""Passages found again in a clone by file, place and hash, with what was told of their units."""

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest

from benchmark import gazettes
from benchmark.gazettes import PASSAGES, READINGS, passages
from benchmark.second_reader import MOST, figures, readings
from yinuo.errors import InputError
from yinuo.extract.reading import Reading

BEFORE = "（四）其他事項\n"
REPORT = "一、本局將於明年改建第二號橋。\n二、該路段業已完工。"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gazette with one passage, and readings of its two units."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "1.txt").write_text(BEFORE + REPORT + "\n散會", encoding="utf-8")
    digest = hashlib.sha256(REPORT.encode()).hexdigest()[:16]
    place = f"{len(BEFORE)}\t{len(BEFORE + REPORT)}"
    named, said = tmp_path / "passages.tsv", tmp_path / "readings.tsv"
    named.write_text(
        f"passage\tfile\tstart\tend\tmonth\tsha256\ng1\traw/1.txt\t{place}\t2012-03\t{digest}\n", encoding="utf-8"
    )
    second = REPORT.index("二、")
    said.write_text(
        "passage\tstart\tend\tcommits\treports\tdeclines\tlevel\tdone_or_under_way\n"
        f"g1\t0\t{second}\t9\t0\t0\t1\t0\ng1\t{second}\t{len(REPORT)}\t0\t9\t0\t0\t1\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(gazettes, "PASSAGES", named)
    monkeypatch.setattr(gazettes, "READINGS", said)
    return tmp_path


def test_a_passage_is_cut_out_with_its_month_and_its_figures(clone: Path) -> None:
    (found,) = passages(clone)

    assert found.document.text == REPORT
    assert found.document.date.first.isoformat() == "2012-03-15"
    assert figures(found.told, Reading(found.document).units).tolist() == [[9, 0, 0], [0, 9, 0]]


def test_another_version_of_a_gazette_is_refused_by_name(clone: Path) -> None:
    (clone / "raw" / "1.txt").write_text(BEFORE + "x" + REPORT, encoding="utf-8")

    with pytest.raises(InputError, match="那一版") as refused:
        list(passages(clone))

    assert refused.value.where == "raw/1.txt"


def test_a_missing_gazette_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such gazette"):
        next(passages(tmp_path))


def test_the_kept_readings_are_of_the_named_passages_in_order() -> None:
    said = readings(READINGS)
    names = [line.split("\t")[0] for line in PASSAGES.read_text(encoding="utf-8").splitlines()[1:]]

    assert list(said) == names
    for rows in said.values():
        assert all(0 <= one.start < one.end and max(one.roles) <= MOST and min(one.roles) >= 0 for one in rows)
        assert all(one.level <= 3 and one.aspect <= 3 for one in rows)
        assert all(one.end <= after.start for one, after in pairwise(rows))
