"""A folder of records, written over and over."""

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from yinuo.errors import StoreReadOnly, UsageError
from yinuo.publish import export as exporting
from yinuo.publish.export import export
from yinuo.publish.markdown import read_record, write_record
from yinuo.publish.records import Entry, Label, Record

DAY = "2026-06-30T00:00:00Z"
PATH = "交通建設/2026-清水橋改建115年底完工.md"


def own(record: Record, **changes: object) -> Record:
    """A record as yinuo writes it: no form, every entry with who decided."""
    entries = tuple(
        entry if not entry.fields else replace(entry, fields=(*entry.fields, (Label.DECIDED_BY, "rule")))
        for entry in record.history
    )
    return replace(replace(record, history=entries, form=None), **changes)  # type: ignore[arg-type]  # by name


def killed_at(call: int) -> Callable[[Path, Path], Path]:
    """A ``Path.replace`` that works ``call`` times and then is interrupted."""
    real = Path.replace
    calls = iter(range(call))

    def replace_or_stop(self: Path, target: Path) -> Path:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return real(self, target)

    return replace_or_stop


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_exporting_twice_changes_nothing_and_touches_nothing(tmp_path: Path, sample_record: Record) -> None:
    records = [own(sample_record), own(sample_record, id="b", title="別案", category="教育")]
    first = export(records, tmp_path, generated_at=DAY)
    assert set(first.written) == {PATH, "教育/2026-別案.md", "index.json"}
    before = {path: (tmp_path / path).stat().st_mtime_ns for path in files(tmp_path)}
    second = export(reversed(records), tmp_path, generated_at=DAY)
    assert (second.written, second.removed, second.kept) == ((), (), ())
    assert {path: (tmp_path / path).stat().st_mtime_ns for path in files(tmp_path)} == before


def test_the_index_counts_what_the_folder_has(tmp_path: Path, sample_record: Record) -> None:
    export([own(sample_record), own(sample_record, id="b", status="已達成")], tmp_path, generated_at=DAY)
    index = json.loads((tmp_path / "index.json").read_bytes())
    assert (index["generated_at"], index["total_count"]) == (DAY, 2)
    assert index["status_summary"] == {"追蹤中": 1, "已達成": 1, "已延宕": 0, "無更新": 0}
    (category,) = index["categories"]
    assert (category["name"], category["count"]) == ("交通建設", 2)
    assert all((tmp_path / row["file"]).is_file() for row in category["commitments"])
    assert list(category["commitments"][0]) == [
        *("id", "title", "file", "status", "target_date", "target_value", "last_updated")
    ]


def test_a_file_no_longer_wanted_goes_and_a_strangers_file_stays(tmp_path: Path, sample_record: Record) -> None:
    export([own(sample_record), own(sample_record, id="b", category="教育")], tmp_path, generated_at=DAY)
    (tmp_path / "教育" / "讀我.md").write_text("不是紀錄", encoding="utf-8")
    done = export([own(sample_record)], tmp_path, generated_at=DAY)
    assert done.removed == ("教育/2026-清水橋改建115年底完工.md",)
    assert sorted(files(tmp_path)) == sorted([".yinuo.json", "index.json", PATH, "教育/讀我.md"])


def test_a_file_no_longer_wanted_that_somebody_changed_is_kept_and_named(tmp_path: Path, sample_record: Record) -> None:
    export([own(sample_record)], tmp_path, generated_at=DAY)
    with (tmp_path / PATH).open("a", encoding="utf-8") as file:
        file.write("\n手寫。\n")
    for _ in range(2):
        done = export([], tmp_path, generated_at=DAY)
        assert (done.removed, done.kept) == ((), (PATH,))


@pytest.mark.parametrize("foreign", ["不是紀錄", None])
def test_a_strangers_file_at_our_place_is_not_overwritten(
    tmp_path: Path, sample: str, sample_record: Record, foreign: str | None
) -> None:
    text = foreign or sample.replace("11111111", "99999999")
    (tmp_path / PATH).parent.mkdir()
    (tmp_path / PATH).write_text(text, encoding="utf-8")
    for _ in range(2):
        export([own(sample_record)], tmp_path, generated_at=DAY)
        assert (tmp_path / PATH).read_text(encoding="utf-8") == text
        assert len(list((tmp_path / PATH).parent.iterdir())) == 2
    assert export([], tmp_path, generated_at=DAY).removed != ()
    assert (tmp_path / PATH).read_text(encoding="utf-8") == text


def test_what_others_added_to_our_file_stays_when_our_part_changes(tmp_path: Path, sample_record: Record) -> None:
    record = own(sample_record)
    export([record], tmp_path, generated_at=DAY)
    text = (tmp_path / PATH).read_text(encoding="utf-8")
    text = text.replace('last_updated: "2026-01-27"\n', 'last_updated: "2026-01-27"\nwatcher: "某報"\n')
    text = text.replace("## 來源回覆", "## 編者按\n\n待查。\n\n## 來源回覆")
    text += "\n### 2026-03-01 [讀者回報]\n現場尚未動工。\n"
    (tmp_path / PATH).write_text(text, encoding="utf-8")
    news = Entry("2026-05-01", "進度更新", fields=(("原文引述", "進度五成。"), (Label.DECIDED_BY, "rule")))
    for _ in range(2):
        export([replace(record, status="已延宕", history=(*record.history, news))], tmp_path, generated_at=DAY)
    after = (tmp_path / PATH).read_text(encoding="utf-8")
    again = read_record(after)
    assert again.status == "已延宕"
    assert again.extra == (("watcher", "某報"),)
    assert "## 編者按\n\n待查。\n" in after
    assert [entry.on for entry in again.history] == ["2026-01-26", "2026-01-27", "2026-05-01", "2026-03-01"]
    assert export([], tmp_path, generated_at=DAY).kept == (PATH,)  # not ours alone any more


def test_additions_follow_a_record_whose_title_changes(tmp_path: Path, sample_record: Record) -> None:
    record = own(sample_record)
    export([record], tmp_path, generated_at=DAY)
    with (tmp_path / PATH).open("a", encoding="utf-8") as file:
        file.write("\n### 2026-03-01 [讀者回報]\n現場尚未動工。\n")
    done = export([replace(record, title="新名")], tmp_path, generated_at=DAY)
    assert done.removed == (PATH,)
    assert "讀者回報" in (tmp_path / "交通建設/2026-新名.md").read_text(encoding="utf-8")


def test_two_records_can_swap_their_titles(tmp_path: Path, sample_record: Record) -> None:
    one, two = own(sample_record, id="a", title="甲"), own(sample_record, id="b", title="乙")
    export([one, two], tmp_path, generated_at=DAY)
    swapped = [replace(one, title="乙"), replace(two, title="甲")]
    done = export(swapped, tmp_path, generated_at=DAY)
    assert done.removed == ()
    assert (tmp_path / "交通建設/2026-甲.md").read_bytes() == write_record(swapped[1])


def test_a_killed_export_ends_like_an_undisturbed_one(
    tmp_path: Path, sample_record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [own(sample_record, id=str(number), title=f"第{number}案") for number in range(6)]
    export(records[:3], tmp_path / "killed", generated_at=DAY)
    for stop in range(1, 12):
        with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt):
            patched.setattr(Path, "replace", killed_at(stop))
            export(records[1:], tmp_path / "killed", generated_at=DAY)
    export(records[1:], tmp_path / "killed", generated_at=DAY)
    export(records[1:], tmp_path / "whole", generated_at=DAY)
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


def test_a_listing_cannot_name_files_outside(tmp_path: Path, sample_record: Record) -> None:
    folder = tmp_path / "vault"
    export([own(sample_record)], folder, generated_at=DAY)
    outside = tmp_path / "outside.md"
    outside.write_bytes(b"mine")
    row = {"id": "x", "sha256": exporting._hash(b"mine")}
    forged = {"files": {"../outside.md": row, "a/../../outside.md": row, str(outside): row, "": row}}
    (folder / ".yinuo.json").write_text(json.dumps(forged), encoding="utf-8")
    export([], folder, generated_at=DAY)
    assert outside.read_bytes() == b"mine"


def test_a_record_takes_no_path_where_a_retired_one_with_additions_lies(tmp_path: Path, sample_record: Record) -> None:
    export([own(sample_record)], tmp_path, generated_at=DAY)
    with (tmp_path / PATH).open("a", encoding="utf-8") as file:
        file.write("\n### 2026-03-01 [讀者回報]\n現場尚未動工。\n")
    export([own(sample_record)], tmp_path, generated_at=DAY)
    done = export([own(sample_record, id="b")], tmp_path, generated_at=DAY)
    assert done.kept == (PATH,)
    assert done.written == ("index.json", PATH.replace(".md", "-b.md"))
    assert "讀者回報" in (tmp_path / PATH).read_text(encoding="utf-8")


@pytest.mark.parametrize("listing", ["", "[]", '{"files": 3}', '{"files": {"a/b.md": 1}}', "null"])
def test_a_broken_listing_removes_nothing(tmp_path: Path, sample_record: Record, listing: str) -> None:
    export([own(sample_record)], tmp_path, generated_at=DAY)
    (tmp_path / ".yinuo.json").write_text(listing, encoding="utf-8")
    assert export([], tmp_path, generated_at=DAY).removed == ()
    assert (tmp_path / PATH).is_file()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, sample_record: Record) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "交通建設").symlink_to(tmp_path / "away")
    with pytest.raises(UsageError):
        export([own(sample_record)], tmp_path / "vault", generated_at=DAY)
    assert list((tmp_path / "away").iterdir()) == []


def test_another_programs_index_is_not_overwritten(tmp_path: Path, sample_record: Record) -> None:
    (tmp_path / "index.json").write_text('{"name": "site"}', encoding="utf-8")
    with pytest.raises(UsageError):
        export([own(sample_record)], tmp_path, generated_at=DAY)
    assert list(files(tmp_path)) == ["index.json"]


def test_a_file_where_the_folder_should_be_is_a_wrong_argument(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(UsageError):
        export([], tmp_path / "x", generated_at=DAY)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, sample_record: Record) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreReadOnly):
        export([own(sample_record)], tmp_path, generated_at=DAY)


def test_a_file_in_the_place_of_a_category_says_so(tmp_path: Path, sample_record: Record) -> None:
    (tmp_path / "交通建設").write_bytes(b"x")
    with pytest.raises(StoreReadOnly):
        export([own(sample_record)], tmp_path, generated_at=DAY)
