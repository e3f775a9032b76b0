"""What waits for a reviewer, as the commands tell it; the fast tier leaves more in doubt, so it reads the letter."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from yinuo.serve.cli import run_command_line

Run = Callable[..., tuple[int, str, str]]
DAY = ("--as-of", "2024-12-31")
FAST = ("--tier", "fast")
LETTER = (
    "中華民國112年3月20日\n本部將於112年12月底前完成青禾橋改建工程。\n"
    "有關青禾大橋下游護岸，水利單位前於109年核定改善計畫，已完成測設、用地取得及管線遷移，近年並辦理疏濬、清淤及植生，"
    "地方民意代表曾多次會勘，居民對施工期間交通意見不一，相關單位業已納入考量，並研議後續經費分擔比例，"
    "爰相關單位於經費許可下將視情形研處，目前尚無定論。\n"
)


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
    """A ledger of one sure and one unsure promise."""
    letter = tmp_path / "letter.txt"
    letter.write_text(LETTER, encoding="utf-8")
    code, out, _ = yinuo("run", letter, "--store", tmp_path / "a.db", *FAST, *DAY)
    assert code == 0
    assert "另有 1 則待複核" in out
    return tmp_path / "a.db"


def test_a_list_counts_what_waits_and_shows_it_when_asked(yinuo: Run, store: Path) -> None:
    _, out, err = yinuo("list", "--store", store, *DAY)
    assert ("待複核" in out, "另有 1 則待複核" in err) == (False, True)
    _, out, err = yinuo("list", "--store", store, "--candidates", *DAY)
    assert ("〔待複核〕" in out, "另有" in err) == (True, False)
    rows = [json.loads(line) for line in yinuo("list", "--store", store, "--json", *DAY)[1].splitlines()]
    assert [row["publication"] for row in rows] == ["published"]


def test_the_status_counts_what_waits_apart(yinuo: Run, store: Path) -> None:
    told = json.loads(yinuo("status", "--store", store, "--json", *DAY)[1])
    assert (sum(told["states"].values()), told["candidates"]) == (1, 1)
    assert "另有 1 則待複核" in yinuo("status", "--store", store, *DAY)[1]


def test_search_marks_what_waits(yinuo: Run, store: Path) -> None:
    asked = ("search", "視情形研處", "--in", "commitment", "--store", store)
    assert "nothing found" in yinuo(*asked)[2]
    assert "〔待複核〕" in yinuo(*asked, "--candidates")[1]


def test_nothing_that_waits_is_exported(yinuo: Run, store: Path, tmp_path: Path) -> None:
    assert yinuo("export", "--vault", tmp_path / "vault", "--store", store, *DAY)[0] == 0
    assert json.loads((tmp_path / "vault" / "index.json").read_text(encoding="utf-8"))["total_count"] == 1


def test_extract_goes_on_giving_everything_and_says_what_would_wait(yinuo: Run, tmp_path: Path) -> None:
    letter = tmp_path / "other.txt"
    letter.write_text(LETTER, encoding="utf-8")
    rows = [json.loads(line) for line in yinuo("extract", "--json", *FAST, letter)[1].splitlines()]
    assert [row["candidate"] for row in rows] == [False, True]
    assert "〔待複核〕" in yinuo("extract", *FAST, letter)[1]


def test_show_tells_why_a_promise_was_read_so(yinuo: Run, store: Path) -> None:
    (row,) = [json.loads(line) for line in yinuo("list", "--store", store, "--json", *DAY)[1].splitlines()]
    _, out, err = yinuo("show", row["id"], "--why", "--store", store, *DAY)
    assert err == ""
    for part in ("判讀理由", "原文有期限", "2023-12-21 至 2023-12-31", "校準後", "列入 published"):
        assert part in out
    told = json.loads(yinuo("show", row["id"], "--why", "--json", "--store", store, *DAY)[1])["why"]
    assert (told["same"], told["level"]["rule"], told["publication"]) == (True, "time-limit", "published")
    assert told["method"].startswith("yinuo-")
    assert "why" not in json.loads(yinuo("show", row["id"], "--json", "--store", store, *DAY)[1])


def test_a_candidate_is_shown_with_its_sign(yinuo: Run, store: Path) -> None:
    listed = yinuo("list", "--candidates", "--store", store, "--json", *DAY)[1].splitlines()
    (one,) = [row["id"] for row in map(json.loads, listed) if row["publication"] == "candidate"]
    _, out, _ = yinuo("show", one, "--why", "--store", store, *DAY)
    assert "〔待複核〕" in out
    assert "不公開" in out
