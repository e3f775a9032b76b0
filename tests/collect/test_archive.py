"""The archive: every body once, every look a row, whole after any kill."""

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.collect.archive import Archive, Keep
from yinuo.collect.archive_rows import Snapshot
from yinuo.errors import Damaged, InputError, StoreError, StoreTooNew, UsageError

DAY = datetime(2041, 3, 4, 8, tzinfo=UTC)
HERE = "https://www.example.tw/a"


def day(number: int) -> datetime:
    return DAY + timedelta(days=number)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_body_is_kept_once_and_every_look_is_a_row(archive: Archive) -> None:
    first = archive.put(HERE, day(0), 200, {"ETag": '"1"', "Date": "today"}, "一諾".encode())
    again = archive.put(HERE, day(1), 200, {}, "一諾".encode())
    other = archive.put(f"{HERE}?b", day(1), 200, {}, "一諾".encode())
    changed = archive.put(HERE, day(2), 200, {}, "千金".encode())

    assert [look.new for look in (first, again, other, changed)] == [True, False, True, True]
    assert archive.history(HERE) == (first, again, changed)
    assert archive.latest(HERE) == Snapshot(HERE, changed.sha256, day(2), 200, {}, 6, new=False)
    assert first.headers == {"etag": '"1"'}
    assert archive.body(first.sha256) == "一諾".encode()
    assert len(list(archive.bodies.all())) == 2
    assert list(archive.addresses(f"{HERE}?")) == [f"{HERE}?b"]
    assert list(archive.addresses()) == [HERE, f"{HERE}?b"]


def test_errors_never_hide_the_last_good_body(archive: Archive) -> None:
    good = archive.put(HERE, day(0), 200, {}, b"good")
    archive.put(HERE, day(1), 200, {}, b"<html>", fault="error-page")
    archive.put(HERE, day(2), 404, {}, b"gone", fault="gone")
    back = archive.put(HERE, day(3), 200, {}, b"good")

    assert not back.new
    assert [look.good for look in archive.history(HERE)] == [True, False, False, True]
    assert archive.latest(HERE) is not None
    assert archive.latest("https://www.example.tw/other") is None
    assert good.sha256 == back.sha256


def test_unchanged_takes_the_new_headers_and_keeps_the_others(archive: Archive) -> None:
    first = archive.put(HERE, day(0), 200, {"ETag": '"1"', "Content-Length": "4", "Content-Type": "a"}, b"body")

    look = archive.seen(first, day(1), {"ETag": '"2"', "Content-Length": "0"})

    assert (look.status, look.new, look.sha256, look.good) == (304, False, first.sha256, True)
    assert look.headers == {"content-length": "4", "content-type": "a", "etag": '"2"'}


def test_rows_are_never_changed(archive: Archive) -> None:
    archive.put(HERE, day(0), 200, {}, b"body")
    with sqlite3.connect(archive.path / "index.db") as other, pytest.raises(sqlite3.IntegrityError, match="never"):
        other.execute("UPDATE sightings SET status = 404")
    other.close()


@pytest.mark.parametrize("harm", [b"", b"\x1f\x8b rubbish", None])
def test_a_damaged_body_is_told_and_put_right_by_the_next_look(archive: Archive, harm: bytes | None) -> None:
    look = archive.put(HERE, day(0), 200, {}, b"body")
    path = archive.bodies.path(look.sha256)
    path.unlink() if harm is None else path.write_bytes(harm)

    with pytest.raises(Damaged, match=look.sha256):
        archive.body(look.sha256)
    assert [type(fault) for fault in archive.verify()] == [Damaged]

    archive.put(HERE, day(1), 200, {}, b"body")
    assert archive.body(look.sha256) == b"body"
    assert archive.verify() == []


def test_a_digest_is_never_a_path(archive: Archive) -> None:
    with pytest.raises(KeyError):
        archive.body("../../etc/hosts")
    with pytest.raises(ValueError, match="SHA-256"):
        archive.holds("../" * 22)


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="other files"):
        Archive.open(tmp_path / "mine")
    with pytest.raises(UsageError, match="no archive"):
        Archive.open(tmp_path / "nothing", create=False)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "index.db").write_text("no database at all, just text" * 100, encoding="utf-8")
    with pytest.raises(StoreError):
        Archive.open(tmp_path / "text")
    (tmp_path / "foreign").mkdir()
    with sqlite3.connect(tmp_path / "foreign" / "index.db") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(UsageError, match="not a yinuo archive"):
        Archive.open(tmp_path / "foreign")


def test_a_later_archive_is_not_touched(archive: Archive, tmp_path: Path) -> None:
    archive.close()
    with sqlite3.connect(archive.path / "index.db") as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(StoreTooNew, match="99"):
        Archive.open(archive.path)


def test_pruning_keeps_the_last_versions_with_their_first_and_last_look(archive: Archive) -> None:
    for number, body in enumerate([b"one", b"two", b"two", b"two", b"three"]):
        archive.put(HERE, day(number), 200, {}, body)
    archive.put(HERE, day(5), 404, {}, b"gone", fault="gone")
    before = files(archive.path)

    would = archive.prune(Keep(versions=2), dry_run=True)
    assert files(archive.path).keys() == before.keys()
    done = archive.prune(Keep(versions=2))

    assert (would.sightings, would.bodies) == (done.sightings, done.bodies) == (2, 1)
    assert would.size == done.size > 0
    assert [look.fetched_at for look in archive.history(HERE)] == [day(1), day(3), day(4), day(5)]
    assert archive.verify() == []
    assert archive.prune(Keep(versions=2)).sightings == 0


def test_pruning_keeps_everything_since_a_day(archive: Archive) -> None:
    for number in range(6):
        archive.put(HERE, day(number), 200, {}, str(number).encode())

    archive.prune(Keep(versions=1, since=day(3)))

    assert [look.fetched_at for look in archive.history(HERE)] == [day(3), day(4), day(5)]
    with pytest.raises(UsageError):
        Keep(versions=0)


def test_a_body_that_another_address_needs_stays(archive: Archive) -> None:
    shared = archive.put(HERE, day(0), 200, {}, b"shared")
    archive.put(HERE, day(1), 200, {}, b"own")
    archive.put(f"{HERE}/b", day(0), 200, {}, b"shared")

    archive.prune(Keep())

    assert archive.body(shared.sha256) == b"shared"
    assert len(archive.history(HERE)) == 1


def test_an_export_is_the_same_every_time_and_can_be_taken_in(archive: Archive, tmp_path: Path) -> None:
    archive.put(HERE, day(0), 200, {"ETag": "x"}, "一諾".encode())
    archive.put(f"{HERE}/b", day(1), 404, {}, b"gone", fault="gone")
    archive.put(HERE, day(2), 304, {}, "一諾".encode())
    first, second = tmp_path / "first", tmp_path / "second"

    assert archive.export(first).sightings == 3
    archive.export(second)
    archive.export(second)
    assert files(first) == files(second)

    with Archive.open(tmp_path / "other") as other:
        assert len(list(other.absorb(first))) == 3
        assert list(other.absorb(first)) == []
        other.export(tmp_path / "third")
    assert files(tmp_path / "third") == files(first)

    archive.export(second, prefix=f"{HERE}/")
    assert len((second / "index.jsonl").read_bytes().splitlines()) == 1
    assert len(list((second / "bodies").rglob("*.gz"))) == 1
    with pytest.raises(UsageError, match="other files"):
        archive.export(tmp_path)


@given(line=st.one_of(st.binary(max_size=200), st.text(max_size=50).map(str.encode), st.just(b"[" * 5000)))
@settings(max_examples=30, deadline=None)
def test_a_strange_export_gives_errors_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, line: bytes) -> None:
    folder = tmp_path_factory.mktemp("strange")
    (folder / "index.jsonl").write_bytes(line + b"\n")
    with Archive.open(folder / "archive") as archive:
        assert all(isinstance(item, InputError) for item in archive.absorb(folder))


def test_threads_and_processes_write_together(archive: Archive) -> None:
    with ThreadPoolExecutor(8) as pool:
        looks = list(pool.map(lambda n: archive.put(f"{HERE}/{n % 7}", day(n), 200, {}, b"%d" % (n % 5)), range(80)))

    assert len(looks) == 80
    assert sum(len(archive.history(address)) for address in archive.addresses()) == 80
    assert len(list(archive.bodies.all())) == 5
    assert archive.verify() == []


# Writes until it is killed: new bodies, repeated ones, a pruning now and then.
WRITER = """
import itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from yinuo.collect.archive import Archive, Keep
with Archive.open(Path(sys.argv[1])) as archive:
    print("ready", flush=True)
    for number in itertools.count(int(sys.argv[2])):
        archive.put(f"https://www.example.tw/{number % 50}", datetime.now(UTC), 200, {}, b"body %d" % (number // 2))
        if number % 25 == 24:
            archive.prune(Keep(versions=3))
"""


def test_an_archive_is_whole_after_a_kill_at_any_moment(tmp_path: Path) -> None:
    choice = random.Random(4)
    path = tmp_path / "archive"
    Archive.open(path).close()
    for round_ in range(10):
        command = [sys.executable, "-c", WRITER, str(path), str(round_ * 1000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(choice.uniform(0.0, 0.25))
            writer.kill()
        with Archive.open(path) as archive:
            assert archive.verify() == []
    with Archive.open(path) as archive:
        assert list(archive.addresses())
        archive.prune(Keep())
        assert len(list(archive.bodies.all())) == len({look.sha256 for look in archive.looks()})
