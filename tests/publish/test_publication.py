"""A publication is whole, the same every time, and never holds what must not go out."""

import json
import shutil
import sqlite3
import subprocess
from datetime import date
from pathlib import Path

import pytest

from yinuo.errors import UsageError
from yinuo.model import DateInterval, Document, DocumentKind
from yinuo.persist.ledger import Ledger
from yinuo.publication import Refused, edition_of, publish
from yinuo.publish.checksums import CHECKSUMS, digest_of, files_under, listed

DAY = date(2024, 12, 31)
LIGHT = ("records", "data", "feeds")


def contents(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in files_under(folder)}


def test_publishing_twice_gives_the_same_bytes(open_ledger: Ledger, published: Path, tmp_path: Path) -> None:
    parts = ("bundle", "calendar", "feeds", "linked", "data", "records")
    publish(open_ledger, tmp_path / "again", DAY, base_url="https://example.org/yinuo/", only=parts)
    assert contents(tmp_path / "again") == contents(published)


def test_a_ledger_written_in_another_order_and_at_another_time_gives_the_same_data(
    told_ledger: Path, open_ledger: Ledger, tmp_path: Path
) -> None:
    shutil.copy(told_ledger, tmp_path / "copy.db")
    with Ledger.open(tmp_path / "copy.db") as ledger, ledger.unit("nothing", method="later"):
        pass
    with Ledger.open(tmp_path / "copy.db", readonly=True) as ledger:
        publish(ledger, tmp_path / "a", DAY, only=LIGHT)
    publish(open_ledger, tmp_path / "b", DAY, only=LIGHT)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_candidates_and_what_was_found_of_them_never_go_out(published: Path, told_ledger: Path) -> None:
    with Ledger.open(told_ledger, readonly=True) as ledger:
        hidden = [row[0] for row in ledger.rows("SELECT id FROM commitments WHERE publication <> 'published'")]
        marks = [row[0] for row in ledger.rows("SELECT id FROM evidence WHERE commitment_id = ?", tuple(hidden))]
    assert (len(hidden), len(marks)) == (1, 1)
    for path, data in contents(published).items():
        for name in (*hidden, *marks):
            assert name.encode() not in data, path


def test_every_file_has_its_checksum(published: Path) -> None:
    sums = listed(published)
    assert sums == {path: digest_of(published / path) for path in files_under(published) if path != CHECKSUMS}
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--quiet", CHECKSUMS], cwd=published, check=True)


def test_file_names_stay_inside_and_are_portable(published: Path) -> None:
    for path in files_under(published):
        assert not set(path) & set('\\:*?"<>|\n\r\t'), path
        assert all(part not in ("", ".", "..") for part in path.split("/"))
        assert all(len(part.encode()) <= 200 for part in path.split("/"))


def test_only_some_parts_leave_the_others_out(open_ledger: Ledger, tmp_path: Path) -> None:
    done = publish(open_ledger, tmp_path / "out", DAY, only=("bundle",))
    assert [part.name for part in done.parts] == ["bundle"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "bundle",
        "README.md",
        "LICENSE-DATA.txt",
        CHECKSUMS,
    }


def test_a_publication_takes_the_place_of_the_one_before(open_ledger: Ledger, tmp_path: Path) -> None:
    publish(open_ledger, tmp_path / "out", date(2022, 12, 31), only=LIGHT)
    before = contents(tmp_path / "out")
    publish(open_ledger, tmp_path / "out", DAY, only=("feeds",))
    assert not (tmp_path / "out" / "data").exists()
    publish(open_ledger, tmp_path / "out", date(2022, 12, 31), only=LIGHT)
    assert contents(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_earlier_day_knows_nothing_later(open_ledger: Ledger) -> None:
    then = edition_of(open_ledger, date(2022, 12, 31))
    assert (len(then.commitments), len(then.evidence), len(then.documents)) == (3, 0, 1)
    assert all(row["date"] <= "2022-12-31" for row in (*then.changes, *then.commitments))
    nothing = edition_of(open_ledger, date(2000, 1, 1))
    assert [*nothing.commitments, *nothing.changes, *nothing.documents] == []


def test_a_ledger_that_says_nothing_is_published_too(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.db") as ledger:
        done = publish(ledger, tmp_path / "out", DAY, only=("records", "data", "linked", "feeds", "calendar", "bundle"))
    assert done.counts["commitments"] == 0
    assert json.loads((tmp_path / "out/feeds/all.json").read_bytes())["items"] == []


def test_a_broken_ledger_publishes_nothing(told_ledger: Path, tmp_path: Path) -> None:
    shutil.copy(told_ledger, tmp_path / "broken.db")
    with sqlite3.connect(tmp_path / "broken.db") as connection:
        connection.execute("DROP TRIGGER IF EXISTS entries_no_update")
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE commitments SET publication = 'published'")
    with (
        Ledger.open(tmp_path / "broken.db", readonly=True) as ledger,
        pytest.raises(Refused, match="檢查未過") as refused,
    ):
        publish(ledger, tmp_path / "out", DAY)
    assert refused.value.problems
    assert refused.value.exit_code == 1
    assert not (tmp_path / "out").exists()
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == set()


def test_a_strangers_file_is_never_taken_away(open_ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.odt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"thesis\.odt"):
        publish(open_ledger, tmp_path / "out", DAY, only=LIGHT)
    assert (tmp_path / "out" / "thesis.odt").read_text(encoding="utf-8") == "mine"


def test_an_address_that_is_none_is_refused(open_ledger: Ledger, tmp_path: Path) -> None:
    for words in ("javascript:alert(1)", "example.org", "https://example.org/?q=1", "ftp://example.org/"):
        with pytest.raises(UsageError, match="網址不對"):
            publish(open_ledger, tmp_path / "out", DAY, base_url=words)
    assert not (tmp_path / "out").exists()


def test_records_are_those_of_an_export(published: Path, open_ledger: Ledger, tmp_path: Path) -> None:
    from yinuo.exchange import export_records

    export_records(open_ledger, tmp_path / "vault", DAY)
    assert contents(tmp_path / "vault") == contents(published / "records")


def test_what_is_written_meanwhile_waits_for_the_next_publication(told_ledger: Path, tmp_path: Path) -> None:
    shutil.copy(told_ledger, tmp_path / "busy.db")

    def busy(_stage: str, done: int, _total: int) -> None:
        if done == 1:
            with Ledger.open(tmp_path / "busy.db") as other, other.unit("later", method="toy") as unit:
                unit.document(Document("late", DocumentKind.NEWS, "晚到的文件。", DateInterval.day(2024, 5, 1)))

    with Ledger.open(tmp_path / "busy.db", readonly=True) as ledger:
        done = publish(ledger, tmp_path / "out", DAY, only=LIGHT, progress=busy)
        again = publish(ledger, tmp_path / "out", DAY, only=LIGHT)
    assert (done.counts["documents"], again.counts["documents"]) == (3, 4)
