"""``yinuo sync`` and ``yinuo sources`` as a person types them, where nothing can be asked."""

import json
from pathlib import Path

import pytest

from benchmark.wire import letter, replies
from yinuo.serve.cli import run_command_line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("YINUO_STORE", "YINUO_ARCHIVE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_one_fault_of_many_addresses_is_told_once_and_whole_in_json(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["sync", "replies", "--set", "replies.terms=9-10", "--offline", "--jobs", "1"]
    assert run_command_line(words) == 1
    out = capfd.readouterr().out
    assert out.count("典藏裡沒有（not in the archive）") == 1
    assert "16 · broken" in out
    assert "同樣的還有 15 則" in out

    assert run_command_line([*words, "--json"]) == 1
    row = json.loads(capfd.readouterr().out.splitlines()[0])
    assert len(row["broken"]) == 16
    assert not row["documents"]


@pytest.mark.parametrize("told", ["[]", "{}", "[1]", "no"])
def test_a_list_of_titles_that_is_none_says_how_it_should_be(
    folder: Path, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "titles.json").write_text(told, encoding="utf-8")
    assert run_command_line(["sources", "--expect", "titles.json"]) == 1
    err = capfd.readouterr().err
    assert err.count("\n") == 1
    assert '"subject"' in err


def test_titles_known_to_exist_are_held_or_named(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "letters.json").write_bytes(replies([letter(number) for number in (1, 2)]))
    told = [{"term": 11, "session": 1, "subject": letter(number)["subject"]} for number in (1, 2, 3)]
    (folder / "titles.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert run_command_line(["run", "letters.json", "--tier", "fast", "--jobs", "1"]) == 0
    capfd.readouterr()

    assert run_command_line(["sources", "--expect", "titles.json"]) == 1
    shown = capfd.readouterr()
    assert "應有 3 則，已有 2 則" in shown.out
    assert f"缺 missing：第 11 屆第 1 會期　{told[2]['subject']}" in shown.out
    assert "1 of 3 replies lack" in shown.err

    (folder / "titles.json").write_text(json.dumps(told[:2], ensure_ascii=False), encoding="utf-8")
    assert run_command_line(["sources", "--expect", "titles.json", "--gaps"]) == 0
    shown = capfd.readouterr()
    assert "第 11 屆第 1 會期　     2 則" in shown.out
    assert "第 10 屆第 8 會期　     0 則　← 缺 gap" in shown.out
