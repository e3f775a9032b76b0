"""``yinuo publish`` as people and programs call it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from yinuo.serve.cli import run_command_line

Run = Callable[..., tuple[int, str, str]]
DAY = ("--as-of", "2024-12-31")
LETTER = "中華民國112年3月20日\n本部將於112年12月底前完成青禾橋改建工程。\n"
LIGHT = ("--only", "records", "--only", "data", "--only", "feeds")


@pytest.fixture
def yinuo(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command line in this process: exit code, standard output, standard error."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = run_command_line([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


@pytest.fixture
def store(tmp_path: Path, yinuo: Run) -> Path:
    """A ledger of one promise."""
    letter = tmp_path / "letter.txt"
    letter.write_text(LETTER, encoding="utf-8")
    assert yinuo("run", letter, "--store", tmp_path / "a.db", *DAY)[0] == 0
    return tmp_path / "a.db"


def test_it_tells_what_was_written_chinese_first(yinuo: Run, store: Path, tmp_path: Path) -> None:
    code, out, _ = yinuo("publish", tmp_path / "out", "--store", store, *DAY, *LIGHT)
    assert code == 0
    assert out.startswith("已公布 published：")
    assert "承諾 1、證據 0、文件 1" in out
    assert "資料集 data sets" in out
    assert (tmp_path / "out" / "SHA256SUMS").is_file()


def test_programs_get_counts_sizes_and_a_digest_that_repeats(yinuo: Run, store: Path, tmp_path: Path) -> None:
    told = [
        json.loads(yinuo("publish", tmp_path / name, "--store", store, *DAY, *LIGHT, "--json")[1])
        for name in ("a", "b")
    ]
    assert told[0] == told[1]
    assert (told[0]["commitments"], set(told[0]["parts"])) == (1, {"records", "data", "feeds"})
    assert len(told[0]["digest"]) == 64


def test_wrong_usage_is_told_in_one_line(yinuo: Run, store: Path, tmp_path: Path) -> None:
    code, _, err = yinuo("publish", tmp_path / "out", "--store", store, *DAY, "--base-url", "example.org")
    assert (code, err.count("\n")) == (2, 1)
    assert "網址不對" in err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_text("x", encoding="utf-8")
    code, _, err = yinuo("publish", tmp_path / "mine", "--store", store, *DAY, *LIGHT)
    assert (code, err.count("\n")) == (2, 1)
    assert not (tmp_path / "out").exists()


def test_the_whole_with_its_site_leads_to_its_other_parts(yinuo: Run, store: Path, tmp_path: Path) -> None:
    code, _, err = yinuo("publish", tmp_path / "out", "--store", store, *DAY, "--base-url", "https://example.org/y")
    assert code == 0, err
    assert (tmp_path / "out" / "site" / "index.html").is_file()
    feed = json.loads((tmp_path / "out" / "feeds" / "all.json").read_bytes())
    pages = [item["url"].removeprefix("https://example.org/y/") for item in feed["items"]]
    assert pages
    assert all((tmp_path / "out" / page).is_file() for page in pages)
