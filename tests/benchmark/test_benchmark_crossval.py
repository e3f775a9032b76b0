"""Readings by models that never saw the letter: shares, keeping, and wrong paths."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmark import crossval
from benchmark.crossval import held_out, key, training_for
from benchmark.gold import FOLDS, Letter, folds
from benchmark.tiers import documents, speeds
from yinuo import vocabulary
from yinuo.extract.commitments import extract
from yinuo.model import DateInterval, Document, DocumentKind, Extraction


def letter(at: int, text: str | None = None) -> Letter:
    words = text or f"一、本局將於明年改建第{at}號橋。二、該路段業已完工。"
    document = Document(f"letter-{at}", DocumentKind.REPLY, words, DateInterval.day(2021, 12, 9))
    return Letter(document, (), (), full=at % 2 == 0)


LETTERS = [*(letter(at) for at in range(30)), letter(30, letter(0).document.text)]


class Witness:
    """A tier that notes which texts it learnt from and which it then read."""

    def __init__(self) -> None:
        self.seen: list[tuple[set[str], set[str]]] = []

    def fit(self, training: Sequence[Letter], fold: int) -> crossval.Reader:
        learnt, read = {one.document.fingerprint for one in training}, set[str]()
        assert fold == len(self.seen)
        self.seen.append((learnt, read))

        def reader(document: Document) -> tuple[Extraction, crossval.Chances]:
            read.add(document.fingerprint)
            found = extract(document)
            return found, tuple((0.5,) for _ in found.statements)

        return reader


@pytest.fixture
def witness(monkeypatch: pytest.MonkeyPatch) -> Witness:
    made = Witness()
    monkeypatch.setitem(crossval.TIERS, "witness", made.fit)
    return made


def test_no_letter_is_read_by_a_model_that_saw_its_text(witness: Witness) -> None:
    held = list(held_out(LETTERS, "witness"))

    assert sorted(one.letter.document.id for one in held) == sorted(one.document.id for one in LETTERS)
    assert len(witness.seen) == FOLDS
    assert all(read and not learnt & read for learnt, read in witness.seen)
    assert all(len(one.chances) == len(one.extraction.statements) for one in held)


def test_shares_of_letters_lie_within_each_other_and_hold_both_kinds() -> None:
    fold_of = folds(LETTERS)
    few, many, every = (training_for(LETTERS, fold_of, 0, share) for share in (0.25, 0.5, 1.0))

    assert [one.document.id for one in every] == [
        one.document.id for one, of in zip(LETTERS, fold_of, strict=True) if of != 0
    ]
    assert {one.document.id for one in few} < {one.document.id for one in many} < {one.document.id for one in every}
    assert {one.full for one in few} == {True, False}


def test_kept_readings_are_the_same_and_spare_the_fit(witness: Witness, tmp_path: Path) -> None:
    first = list(held_out(LETTERS, "witness", keep=tmp_path))
    second = list(held_out(LETTERS, "witness", keep=tmp_path))

    assert second == first
    assert len(witness.seen) == FOLDS
    assert [path.suffix for path in tmp_path.iterdir()] == [".pickle"]


def test_a_run_broken_off_keeps_nothing(witness: Witness, tmp_path: Path) -> None:
    next(held_out(LETTERS, "witness", keep=tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_other_letters_labels_shares_or_tiers_have_another_key(witness: Witness) -> None:
    relabelled = [*LETTERS[:-1], Letter(LETTERS[-1].document, ({"roles": ["C1"]},), (), full=False)]
    keys = [key(LETTERS, "fast"), key(LETTERS[1:], "fast"), key(relabelled, "fast"), key(LETTERS, "fast", 0.5)]

    assert len({*keys, key(LETTERS, "witness")}) == 5
    assert key(LETTERS, "fast") == keys[0]


def test_nothing_fitted_on_the_labels_of_letters_is_forgotten_when_folds_are_fitted() -> None:
    folder = Path(vocabulary.__file__).parent
    fitted = {path.name for path in folder.iterdir() if path.is_file() and _tells_its_gold(path)}

    assert fitted == set(crossval.FITTED)


def _tells_its_gold(path: Path) -> bool:
    """Every trainer records the hash of the labels it learnt from beside what it learnt."""
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            return "about" in arrays.files and "gold_sha256" in str(arrays["about"])
    return path.suffix == ".json" and "gold_sha256" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["spans", "roles", "reliability", "learning_curve", "tiers"])
def test_a_wrong_folder_is_told_in_one_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [name, str(tmp_path / "nowhere")])

    with pytest.raises(SystemExit) as ended:
        importlib.import_module(f"benchmark.{name}").main()

    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert "replies.jsonl" in told.err


def test_speed_is_told_for_each_way_and_round() -> None:
    found = speeds([LETTERS[0].document] * 20, {"one": extract, "two": extract}, 2)

    assert {name: len(each) for name, each in found.items()} == {"one": 2, "two": 2}
    assert all(speed > 0 for each in found.values() for speed in each)


def test_the_real_letters_are_read_whole(shared: Path) -> None:
    assert len(documents(shared)) > 400
