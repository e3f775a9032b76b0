"""What a change gained and lost, and where a result is no result."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmark.gains import at_revision, compare, differences, kept, totals

TODAY = "2021-12-09"


def span(start: int, end: int, **told: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "level": "C2",
        "deadlines": [],
        "target": None,
        "agency": None,
        "category": None,
        "confidence": 0.9,
    }
    return {"start": start, "end": end, "text": f"第{start}項將改建。", **plain, **told}


def result(gold: list[dict[str, Any]], ours: list[dict[str, Any]], name: str = "a") -> dict[str, Any]:
    return {"tier": "fast", "letters": {name: {"date": TODAY, "text": name, "gold": gold, "ours": ours}}}


def test_hits_won_and_lost_are_told_with_their_words() -> None:
    gold = [span(0, 10), span(20, 30), span(40, 50)]
    found = list(differences(gold, [span(0, 10), span(20, 30)], [span(20, 30), span(40, 50)], TODAY))

    assert [(row["kind"], row["text"]) for row in found] == [
        ("lost hit", "第0項將改建。"),
        ("new hit", "第40項將改建。"),
    ]


def test_a_false_one_that_moved_a_little_is_neither_new_nor_gone() -> None:
    assert list(differences([], [span(0, 20)], [span(2, 20)], TODAY)) == []
    assert [row["kind"] for row in differences([], [span(0, 20)], [span(30, 40)], TODAY)] == [
        "new false one",
        "gone false one",
    ]


def test_an_attribute_is_mended_or_broken_only_on_spans_found_both_times() -> None:
    due = [{"text": "明年底", "date": "2022-12-31", "event": "完工"}]
    gold = [span(0, 10, level="C1", deadlines=due, category="教育")]
    old, new = span(0, 10, category="教育"), span(0, 10, level="C1", deadlines=due, category="農業")
    found = [(row["kind"], row["attribute"], row["old"], row["new"]) for row in differences(gold, [old], [new], TODAY)]

    assert found == [
        ("attribute mended", "level", "C2", "C1"),
        ("attribute mended", "deadlines", [], due),
        ("attribute broken", "category", "教育", "農業"),
    ]
    assert [row["kind"] for row in differences(gold, [], [new], TODAY)] == ["new hit"]


def test_the_same_result_twice_differs_in_nothing() -> None:
    one = result([span(0, 10)], [span(0, 10, level="C3"), span(20, 40)])

    assert list(compare(one, one)) == []
    assert totals(one, one)["F1"] == [pytest.approx(2 / 3)] * 2
    assert (totals(one, one)["better in"], totals(one, one)["worse in"]) == (0.0, 0.0)


def test_a_better_result_is_better_in_every_resample() -> None:
    gold = [span(0, 10), span(20, 30)]

    assert totals(result(gold, gold[:1]), result(gold, gold))["better in"] == 1.0


def test_results_over_other_labels_are_not_compared() -> None:
    with pytest.raises(ValueError, match="標記不同"):
        list(compare(result([span(0, 10)], []), result([span(0, 11)], [])))


@pytest.mark.parametrize("words", ["", "[]", '{"letters": {"a": {}}}', '{"letters": []}', "\x00"])
def test_a_file_that_is_no_result_is_refused_in_one_line(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.json").write_text(words, encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        kept(tmp_path / "old.json")

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.count("\n") == 1
    assert "old.json" in told


def test_a_kept_result_is_read_back_as_it_is(tmp_path: Path) -> None:
    one = result([span(0, 10)], [span(0, 10)])
    (tmp_path / "new.json").write_text(json.dumps(one), encoding="utf-8")

    assert kept(tmp_path / "new.json") == one


def test_a_revision_that_does_not_exist_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        at_revision("no-such-revision", tmp_path, "fast")

    assert ended.value.code == 2
    assert "no-such-revision" in capsys.readouterr().err
