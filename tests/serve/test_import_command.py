"""``yinuo import`` takes in records, days of letters and monthly packs as another tracker keeps them, and audits."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from yinuo.persist.ledger import Ledger
from yinuo.serve.cli import run_command_line

NUMBER = "（行政院函　中華民國{0}年5月2日院臺專字第{0}0000001號）"
LETTERS = {
    "letter-1": (110, "本部預計於112年12月底前完成青禾橋改建工程。"),
    "letter-2": (113, "青禾橋改建工程已於112年11月30日完工通車。"),
}
RECORD = """---
id: "record-1"
title: "青禾橋112年底改建完成"
category: "交通建設"
status: "已達成"
target_date: "2023-12-31"
target_value: null
responsible_agency: "交通部"
source:
  document_id: "letter-1"
  term: "10"
  session_period: "03"
  ey_number: "（行政院函　中華民國110年5月2日院臺專字第1100000001號）"
  url: null
created_at: "2026-01-26"
last_updated: "2026-01-27"
---

## 承諾原文

本部預計於112年12月底前完成青禾橋改建工程。

## 追蹤紀錄

### 2026-01-26 [初始建立]
從答復文件中萃取此承諾。

### 2026-01-27 [狀態變更]
**來源類型**：立法院答復
**文件編號**：（行政院函　中華民國110年5月2日院臺專字第1100000001號）
**內容摘要**：已完工。
**AI 判斷**：已達成
"""


def point(letter: str, chunk: int) -> dict[str, Any]:
    """One line of the other tracker's days: a point of a letter, with a vector and the whole letter beside it."""
    year, promise = LETTERS[letter]
    told = {
        "term": "10", "sessionPeriod": "03", "sessionTimes": "01", "eyNumber": NUMBER.format(year),
        "lyNumber": "（立法院函　編號：10-3-1-1）",
        "subject": "（一）行政院函送王委員大明就橋梁問題所提質詢之書面答復，請查照案。",
        "content": f"王委員大明就橋梁問題所提質詢，經交據交通部查復如下：{promise}", "docUrl": "null",
    }  # fmt: skip
    payload = told | {"baseId": letter, "isChunked": True, "chunkIndex": chunk, "totalChunks": 2, "chunkText": promise}
    return {"id": f"{letter}-{chunk}", "vector": [0.25, -0.5, 1e-3], "payload": payload}


def lines(*letters: str) -> bytes:
    rows = [point(letter, chunk) for letter in letters for chunk in (0, 1)]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two days, a month, and a pack of records."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YINUO_STORE", raising=False)
    (tmp_path / "daily").mkdir()
    (tmp_path / "daily" / "2026-01-14.jsonl").write_bytes(lines("letter-1"))
    (tmp_path / "daily" / "2026-01-15.jsonl").write_bytes(lines("letter-1"))  # the same, as every day
    (tmp_path / "legislative_202601.jsonl.gz").write_bytes(gzip.compress(lines("letter-1", "letter-2")))
    with zipfile.ZipFile(tmp_path / "records.zip", "w") as pack:
        pack.writestr("交通建設/2023-青禾橋.md", RECORD)
        pack.writestr("index.json", '{"total_count": 1}')
        pack.writestr("README.md", "# 承諾追蹤")
    return tmp_path


def taken_in(capfd: pytest.CaptureFixture[str], *paths: str) -> dict[str, Any]:
    assert run_command_line(["import", *paths, "--tier", "fast", "--json"]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def test_days_months_and_records_are_taken_in_as_one_and_audited(
    release: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told = taken_in(capfd, "daily", "legislative_202601.jsonl.gz", "records.zip")

    assert told["letters"] == {"new": 2, "copies": 0, "known": 2}  # points of one letter are one letter
    assert (told["records"], told["new"], told["failures"]) == (1, 1, 0)
    assert told["losses"]["status_not_taken"] == 1
    assert "no_text" not in told["losses"]  # its letter came with the days
    assert sum(told["evidence"].values()) == 1  # by the later letter, not by the record's word
    assert told["audit"]["records_evidence_own_letter"]["count"] == 1
    assert told["audit"]["quotes_exact"] == {"count": 1, "of": 1, "share": 1.0}
    with Ledger.open(release / "yinuo.db", readonly=True) as kept:
        assert sorted(one.id for one in kept.documents()) == ["letter-1", "letter-2"]


def test_taking_in_again_adds_nothing(release: Path, capfd: pytest.CaptureFixture[str]) -> None:
    taken_in(capfd, "daily", "records.zip")
    with Ledger.open(release / "yinuo.db", readonly=True) as kept:
        digest = kept.content_digest()
    again = taken_in(capfd, "daily", "records.zip")

    assert (again["letters"]["new"], again["new"], again["commitments"], again["evidence"]) == (0, 0, 0, {})
    with Ledger.open(release / "yinuo.db", readonly=True) as kept:
        assert kept.content_digest() == digest


def test_a_person_reads_what_came_what_was_lost_and_what_is_wrong(
    release: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (release / "daily" / "2026-01-16.jsonl").write_bytes(lines("letter-2")[:-200])  # cut short on its way
    assert run_command_line(["import", "daily", "records.zip", "--tier", "fast"]) == 1
    told = capfd.readouterr()

    assert "新增 2 件" in told.out
    assert "1 份紀錄，1 份有誤" in told.out
    assert "evidence_own_letter" in told.out
    assert "2026-01-16.jsonl:2" in told.err


def test_a_pack_of_records_is_audited_without_being_taken_in(release: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["audit", "records.zip", "--sources", "daily", "--json"]) == 1
    row, totals = (json.loads(line) for line in capfd.readouterr().out.splitlines())

    assert row["path"] == "records.zip/交通建設/2023-青禾橋.md"
    assert "evidence_own_letter" in row["faults"]
    assert totals["totals"]["quotes_exact"]["count"] == 1
    assert not (release / "yinuo.db").exists()
