"""``yinuo archive`` as a person types it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from yinuo.collect.archive import Archive
from yinuo.serve.cli import run_command_line

HERE = "https://www.example.tw/letters?屆=12"
DAY = datetime(2041, 3, 4, 8, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YINUO_ARCHIVE", raising=False)
    with Archive.open(tmp_path / "yinuo.db.archive") as archive:
        archive.put(HERE, DAY, 200, {"ETag": "x"}, "將於130年完工。".encode())
        archive.put(HERE, DAY.replace(day=5), 200, {}, "將於131年完工。".encode())
        archive.put(HERE, DAY.replace(day=6), 410, {}, b"gone\x1b[31m", fault="gone")
        archive.put("https://www.example.tw/b", DAY, 200, {}, b"b")
    return tmp_path


def test_the_list_tells_each_address_as_last_seen(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["archive", "list"]) == 0
    out, err = capfd.readouterr()
    assert [line.split()[-1] for line in out.splitlines()] == ["https://www.example.tw/b", HERE]
    assert "410" in out
    assert "✗ gone" in out
    assert "2" in err

    assert run_command_line(["archive", "list", "https://www.example.tw/l", "--json"]) == 0
    row = json.loads(capfd.readouterr().out)
    assert (row["address"], row["status"], row["looks"], row["versions"]) == (HERE, 410, 3, 2)
    assert row["good"] != row["sha256"]


def test_a_vanished_document_is_still_shown(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["archive", "show", HERE]) == 0
    assert [line.split()[1] for line in capfd.readouterr().out.splitlines()] == ["200", "200", "410"]
    assert run_command_line(["archive", "show", HERE, "--body"]) == 0
    assert capfd.readouterr().out == "將於131年完工。"
    assert run_command_line(["archive", "show", HERE, "--json"]) == 0
    assert json.loads(capfd.readouterr().out.splitlines()[0])["headers"] == {"etag": "x"}
    assert run_command_line(["archive", "show", "https://www.example.tw/c"]) == 2
    assert "not in the archive" in capfd.readouterr().err


def test_it_is_handed_on_and_taken_in(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["archive", "export", "out"]) == 0
    assert run_command_line(["archive", "--archive", "second", "import", "out"]) == 0
    assert "4" in capfd.readouterr().err
    assert run_command_line(["archive", "--archive", "second", "verify"]) == 0
    capfd.readouterr()
    (folder / "out" / "index.jsonl").write_text("{}\n", encoding="utf-8")
    assert run_command_line(["archive", "--archive", "second", "import", "out"]) == 1
    assert "index.jsonl:1" in capfd.readouterr().err


def test_pruning_says_first_what_would_go(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["archive", "prune", "--dry-run"]) == 0
    assert "would go：1 " in capfd.readouterr().err.replace("會清掉 ", "")
    assert run_command_line(["archive", "prune", "--since", "2041-03-04"]) == 0
    assert "：0 " in capfd.readouterr().err
    assert run_command_line(["archive", "prune"]) == 0
    assert "：1 " in capfd.readouterr().err
    assert run_command_line(["archive", "prune", "--keep", "0"]) == 2


def test_a_broken_archive_is_named_with_code_1(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["archive", "verify"]) == 0
    next((folder / "yinuo.db.archive" / "bodies").rglob("*.gz")).write_bytes(b"rot")
    assert run_command_line(["archive", "verify"]) == 1
    assert "✗ 典藏有誤" in capfd.readouterr().out
    assert run_command_line(["archive", "--archive", "nowhere", "list"]) == 2
