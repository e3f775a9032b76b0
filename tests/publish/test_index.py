"""The index in the founding tracker's shape."""

import json
from dataclasses import replace

from yinuo.publish.index import index_bytes, index_of
from yinuo.publish.records import Record


def test_folders_and_files_stand_in_code_point_order(sample_record: Record) -> None:
    records = {"教育/乙.md": sample_record, "教育/丁.md": sample_record, "交通建設/甲.md": sample_record}
    index = index_of(records, "2026-06-30T00:00:00Z")
    assert [row["name"] for row in index["categories"]] == ["交通建設", "教育"]
    assert [row["file"] for row in index["categories"][1]["commitments"]] == ["教育/丁.md", "教育/乙.md"]
    assert index["total_count"] == 3


def test_a_word_outside_the_four_headlines_is_counted_after_them(sample_record: Record) -> None:
    summary = index_of({"a/b.md": replace(sample_record, status="停滯")}, "x")["status_summary"]
    assert list(summary.items()) == [("追蹤中", 0), ("已達成", 0), ("已延宕", 0), ("無更新", 0), ("停滯", 1)]


def test_the_bytes_are_plain_json_with_two_blanks(sample_record: Record) -> None:
    data = index_bytes({"a/b.md": sample_record}, "x")
    assert data.startswith(b'{\n  "generated_at": "x",\n  "total_count": 1,\n')
    assert data.endswith(b"}\n")
    assert "清水橋".encode() in data
    assert json.loads(data) == index_of({"a/b.md": sample_record}, "x")
