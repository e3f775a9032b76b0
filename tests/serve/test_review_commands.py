"""``yinuo review`` and ``yinuo touches`` as a person and a program meet them."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yinuo.serve.cli import run_command_line

Run = Callable[..., tuple[int, str, str]]
DAY = ("--as-of", "2024-12-31")
NEWS = "中華民國114年7月3日\n沙汕漁港碼頭擴建工程業於114年6月28日完工啟用。"


@pytest.fixture
def yinuo(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process: exit code, standard output, standard error."""
    monkeypatch.delenv("YINUO_REVIEWER", raising=False)

    def run(*words: str | Path) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = run_command_line([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """A ledger of the examples, made once by the real command."""
    path = tmp_path_factory.mktemp("store") / "examples.db"
    assert run_command_line(["run", str(examples / "corpus"), "--store", str(path), "--jobs", "1", *DAY]) == 0
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A copy of it to decide in."""
    return Path(shutil.copy(made, tmp_path / "review.db"))


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_queue_says_why_and_a_decision_takes_the_question_away(yinuo: Run, store: Path) -> None:
    code, out, _ = yinuo("review", "queue", "--store", store, *DAY, "--json")
    asked = rows(out)
    question = next(row for row in asked if row["kind"] == "evidence")

    assert code == 0
    assert asked[0]["usefulness"] >= asked[-1]["usefulness"]
    assert {"id", "reasons", "if_accepted", "if_rejected", "text", "evidence_text", "shown", "method"} <= set(question)
    assert yinuo("review", "accept", question["id"], "--by", "林小安", "--store", store)[0] == 0
    left = rows(yinuo("review", "queue", "--store", store, *DAY, "--json")[1])
    assert question["id"] not in {row["id"] for row in left}
    assert "拿不準" in yinuo("review", "queue", "--store", store, *DAY, "--limit", "0")[1]


def test_a_rejected_commitment_leaves_the_list_and_undo_brings_it_back(yinuo: Run, store: Path) -> None:
    before = yinuo("list", "--store", store, *DAY, "--json")[1]
    one = rows(before)[0]["id"]
    code, out, _ = yinuo("review", "reject", one[:12], "--by", "林小安", "-m", "引述他人", "--store", store, "--json")
    (decision,) = rows(out)

    assert code == 0
    assert (decision["action"], decision["by"], decision["why"]) == ("reject", "林小安", "引述他人")
    assert len(decision["shown"]) == 64
    assert one not in {row["id"] for row in rows(yinuo("list", "--store", store, *DAY, "--json")[1])}
    assert yinuo("show", one, "--store", store, *DAY)[0] == 0
    assert yinuo("review", "undo", decision["id"], "--by", "林小安", "--store", store)[0] == 0
    assert yinuo("list", "--store", store, *DAY, "--json")[1] == before
    assert [row["state"] for row in rows(yinuo("review", "log", "--store", store, "--json")[1])] == [
        "undone",
        "in_force",
    ]
    assert yinuo("verify", "--store", store)[0] == 0


def test_a_correction_is_read_against_the_letter(yinuo: Run, store: Path) -> None:
    listed = rows(yinuo("list", "--store", store, *DAY, "--json")[1])
    one = next(row for row in listed if len(row["deadlines"]) == 1)
    told = ("--by", "林小安", "-m", "看原文", "--store", store)
    told_day = one["deadlines"][0]["date"]
    more = ("--title", "另一個標題", "--level", "C2", "--deadline", told_day, "--agency", "none")

    assert yinuo("review", "correct", one["id"], *more, *told)[0] == 0
    shown = json.loads(yinuo("show", one["id"], "--store", store, *DAY, "--json")[1])["commitment"]
    assert (shown["title"], shown["level"], shown["agency"]) == ("另一個標題", "C2", None)
    assert shown["deadlines"][0]["text"] == one["deadlines"][0]["text"]
    assert shown["review"]["machine"]["title"] == one["title"]
    for wrong in (("--text", "公文裡沒有的字"), ("--target", "99公噸"), ("--title", "字" * 21), ()):
        code, _, err = yinuo("review", "correct", one["id"], *wrong, *told)
        assert code in (1, 2), wrong
        assert err.count("\n") == 1


def test_who_decides_and_why_must_be_said(yinuo: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = rows(yinuo("list", "--store", store, *DAY, "--json")[1])[0]["id"]

    code, _, err = yinuo("review", "accept", one, "--store", store)
    assert (code, "YINUO_REVIEWER" in err) == (2, True)
    assert yinuo("review", "reject", one, "--by", "甲", "--store", store)[0] == 2
    assert yinuo("review", "reject", "no-such-id", "--by", "甲", "-m", "x", "--store", store)[0] == 1
    assert yinuo("review", "relabel", one, "--by", "甲", "-m", "x", "--relation", "progress", "--store", store)[0] == 2
    monkeypatch.setenv("YINUO_REVIEWER", "林小安")
    assert yinuo("review", "accept", one, "--store", store)[0] == 0
    assert rows(yinuo("review", "log", one, "--store", store, "--json")[1])[0]["by"] == "林小安"


def test_decisions_are_exported_in_the_shape_of_labelled_pairs(yinuo: Run, store: Path) -> None:
    link = rows(yinuo("evidence", "--store", store, "--json", *DAY)[1])[0]
    told = ("--by", "甲", "--store", store)
    yinuo("review", "relabel", link["id"], "--relation", "changed", "--new-due", "2026-06-30", "-m", "展延", *told)
    (pair,) = rows(yinuo("review", "export", "--store", store)[1])

    assert list(pair)[:5] == ["sample", "commitment", "evidence", "relation", "quote"]
    assert (pair["relation"], pair["quote"]) == ("changed", link["text"])
    assert pair["quote"] in pair["evidence"]["text"]
    assert yinuo("review", "export", "rejected", "--store", store)[1] == ""


def test_touches_tells_what_a_document_would_change_and_writes_nothing(
    yinuo: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NEWS.encode())))
    code, out, err = yinuo("touches", "-", "--store", store, "--as-of", "2025-12-31", "--json")
    found = rows(out)

    assert (code, err) == (0, "")
    assert found
    assert all("沙汕漁港" in row["commitment_text"] for row in found)
    assert all(NEWS[row["start"] : row["end"]] == row["text"] for row in found)
    assert any(row["state_before"] != row["state_after"] for row in found)
    assert store.read_bytes() == before


def test_touches_reads_any_format_knows_its_own_documents_and_asks_for_a_date(
    yinuo: Run, store: Path, examples: Path, tmp_path: Path
) -> None:
    code, out, _ = yinuo("touches", examples / "corpus" / "report-113.pdf", "--store", store, *DAY)
    assert code == 0
    assert "帳本已有此文" in out
    undated = tmp_path / "undated.txt"
    undated.write_text("沙汕漁港碼頭擴建工程業已完工啟用。", encoding="utf-8")
    assert yinuo("touches", undated, "--store", store)[0] == 1
    assert yinuo("touches", undated, "--date", "2025-07-03", "--store", store)[0] == 0
    assert yinuo("touches", undated, "--store", tmp_path / "none.db")[0] == 1


def test_a_document_older_than_every_promise_touches_none(yinuo: Run, store: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_text(NEWS.split("\n")[1], encoding="utf-8")

    assert yinuo("touches", old, "--date", "1999-01-01", "--store", store, "--json")[:2] == (0, "")
