"""The founding record: its promise, read with the ministry's report three years on, and nothing that time forbids."""

import json
import shutil
from pathlib import Path

import pytest

from yinuo.serve.cli import run_command_line

SEED = "0d78eb7d-7b0b-e027-1696-c2f7314f1bdb"
OLD_HISTORY = ("1090084634", "1090083941", "1100098431")  # two older letters, and the promise's own


@pytest.mark.parametrize("order", [("import", "run"), ("run", "import")])
def test_the_founding_promise_gets_later_evidence_from_the_report_and_none_of_its_old_history(
    shared: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], order: tuple[str, str]
) -> None:
    record = tmp_path / "seed.md"
    shutil.copy(shared / "seed_record.md", record)
    files = {"import": str(record), "run": str(shared / "seed_report_mofa_2023.txt")}
    store = str(tmp_path / "seed.db")
    for command in order:
        assert run_command_line([command, files[command], "--store", store]) == 0
    capfdbinary.readouterr()
    assert run_command_line(["show", SEED, "--store", store, "--as-of", "2024-06-30", "--json"]) == 0
    told = json.loads(capfdbinary.readouterr().out)

    report = (shared / "seed_report_mofa_2023.txt").read_text(encoding="utf-8")
    assert run_command_line(["show", SEED[:8], "--store", store]) == 0  # by the beginning of the record's id too
    assert told["commitment"]["text"].startswith("本部將持續捍衛國家主權")
    assert told["commitment"]["agency"] == "外交部"
    assert told["timeline"]
    for item in told["timeline"]:
        assert item["date"] > told["commitment"]["date"]
        assert item["text"] == report[item["start"] : item["end"]]
        assert item["relation"] in ("restated", "progress")
        assert not any(number in (item["number"] or "") for number in OLD_HISTORY)


def test_a_status_that_was_written_decides_nothing(shared: Path, tmp_path: Path) -> None:
    record = tmp_path / "seed.md"
    words = (shared / "seed_record.md").read_text(encoding="utf-8")
    record.write_text(words.replace('status: "追蹤中"', 'status: "已達成"'), encoding="utf-8")
    store, vault = str(tmp_path / "seed.db"), tmp_path / "vault"
    assert run_command_line(["import", str(record), "--store", store]) == 0
    assert run_command_line(["export", "--vault", str(vault), "--store", store, "--as-of", "2024-06-30"]) == 0
    written = next(path for path in vault.rglob("*.md") if SEED in path.read_text(encoding="utf-8"))

    again = written.read_text(encoding="utf-8")
    assert 'status: "已達成"' not in again
    assert 'title: "持續捍衛國家主權及國際參與"' in again  # by which others know it
    assert all(number in again for number in OLD_HISTORY)  # its own history is kept as it was
