"""The file under the ledger: told apart from others, safe when shared, clear when it cannot be written."""

import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from yinuo.errors import StoreError, StoreReadOnly, StoreTooNew, UsageError
from yinuo.model import Document
from yinuo.persist.connection import store_path
from yinuo.persist.ledger import Ledger
from yinuo.persist.migrations import MIGRATIONS
from yinuo.persist.verify import verify

Letter = Callable[..., Document]
Write = Callable[[Ledger, Iterable[Document]], None]


def run_python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter running ``code``."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_missing_ledger_names_the_command_that_makes_one(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    for readonly, create in ((True, True), (False, False)):
        with pytest.raises(StoreError, match="yinuo run"):
            Ledger.open(path, readonly=readonly, create=create)
    assert not path.exists()


def test_a_folder_or_a_missing_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="file path"):
        Ledger.open(tmp_path)
    with pytest.raises(StoreError, match="no such folder"):
        Ledger.open(tmp_path / "a" / "b.db")


@pytest.mark.parametrize(
    "content", [b"Not a database at all, but long enough to look at.\n" * 40, b"{}", b"SQLite format 3\x00"]
)
def test_a_file_that_is_no_ledger_is_left_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    for readonly in (True, False):
        with pytest.raises(StoreError):
            Ledger.open(path, readonly=readonly)
    assert path.read_bytes() == content
    assert [item.name for item in tmp_path.iterdir()] == ["other.db"]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_programs_database_is_left_untouched(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    content = path.read_bytes()
    for readonly in (True, False):
        with pytest.raises(StoreError, match="not a yinuo store"):
            Ledger.open(path, readonly=readonly)
    assert path.read_bytes() == content


def test_a_ledger_of_a_later_yinuo_is_left_untouched(store: Path, filled: Ledger) -> None:
    filled.connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    for readonly in (True, False):  # while the number still stands in the write-ahead log only
        with pytest.raises(StoreTooNew, match="upgrade"):
            Ledger.open(store, readonly=readonly)
    filled.close()
    content = store.read_bytes()
    for readonly in (True, False):
        with pytest.raises(StoreTooNew, match="upgrade"):
            Ledger.open(store, readonly=readonly)
    assert store.read_bytes() == content


def test_a_store_that_died_at_birth_is_made_again(store: Path, letters: tuple[Document, ...], write: Write) -> None:
    store.touch()
    with pytest.raises(StoreError, match="yinuo run"):
        Ledger.open(store, readonly=True)
    with Ledger.open(store) as ledger:
        write(ledger, letters)
        assert verify(ledger).ok


def test_a_damaged_ledger_says_so(store: Path, filled: Ledger) -> None:
    filled.close()
    content = bytearray(store.read_bytes())
    content[5000:9000] = b"\x00" * 4000
    store.write_bytes(content)
    with Ledger.open(store, readonly=True) as ledger:
        assert not verify(ledger).ok
    store.write_bytes(store.read_bytes()[:3000])
    with pytest.raises(StoreError), Ledger.open(store, readonly=True) as ledger:
        ledger.counts()


def test_a_closed_ledger_is_one_file(store: Path, filled: Ledger) -> None:
    filled.close()
    assert list(store.parent.iterdir()) == [store]


def test_reading_never_writes(store: Path, filled: Ledger, letters: tuple[Document, ...]) -> None:
    filled.close()
    before = (store.read_bytes(), store.stat().st_mtime_ns)
    with Ledger.open(store, readonly=True) as ledger:
        assert verify(ledger).ok
        with pytest.raises(StoreReadOnly), ledger.unit("x") as unit:
            unit.document(replace(letters[0], id="X", text="另一份。"))
    assert (store.read_bytes(), store.stat().st_mtime_ns) == before


def test_rows_are_never_edited_deleted_or_replaced(filled: Ledger) -> None:
    row = filled.connection.execute("SELECT * FROM entries WHERE seq = 1").fetchone()
    marks = ",".join("?" * len(row))
    for sql, values in (
        ("UPDATE entries SET payload = '{}' WHERE seq = 1", ()),
        ("DELETE FROM entries WHERE seq = 1", ()),
        (f"INSERT OR REPLACE INTO entries VALUES ({marks})", row),
        (f"INSERT OR REPLACE INTO entries VALUES ({marks})", (999, *row[1:])),
    ):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            filled.connection.execute(sql, values)
    assert verify(filled).ok


# ── nothing can be written ─────────────────────────────────────────────────────────────────


def test_a_full_database_ends_the_unit_and_keeps_the_others(
    ledger: Ledger, letters: tuple[Document, ...], letter: Letter, write: Write
) -> None:
    write(ledger, letters)
    head = ledger.head()
    pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
    ledger.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreReadOnly, match="free space"):
        write(ledger, [letter("big", "將完成。已說明。" * 20_000, date(2025, 1, 1))])
    assert ledger.head() == head
    ledger.connection.execute("PRAGMA max_page_count = 1000000")
    write(ledger, [letter("small", "已完成。", date(2025, 1, 1))])
    assert verify(ledger).ok


FILL = """
import resource, sys
from datetime import date
from yinuo.errors import StoreReadOnly
from yinuo.model import *
from yinuo.persist.ledger import Ledger
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    with Ledger.open(sys.argv[1]) as ledger:
        for n in range(20):
            text = f"第{n}號：" + "將於明年完成。" * 300
            with ledger.unit(f"D{n}", method="m") as unit:
                unit.document(Document(f"D{n}", DocumentKind.REPLY, text, DateInterval.day(2021, 1, 1)))
except StoreReadOnly as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize("limit", [0, 20_000, 300_000])
def test_a_disk_that_fills_up_leaves_whole_units_and_a_clear_line(store: Path, tmp_path: Path, limit: int) -> None:
    stopped = run_python(FILL, store, limit)
    assert stopped.returncode == 7, stopped.stderr
    assert stopped.stdout.count("\n") == 1
    assert "free space" in stopped.stdout
    for path in (store, tmp_path / "straight.db"):
        done = run_python(FILL, path, resource.RLIM_INFINITY)
        assert done.returncode == 0, done.stderr
    with Ledger.open(store, readonly=True) as one, Ledger.open(tmp_path / "straight.db", readonly=True) as other:
        assert one.content_digest() == other.content_digest()
        assert verify(one).ok


READ_ONLY = """
import os, sys
import yinuo.persist.unit, yinuo.persist.projections
from yinuo.errors import StoreReadOnly
from yinuo.persist.ledger import Ledger
if os.geteuid() == 0:  # root writes everywhere; nobody does not
    os.setgroups([])
    os.setegid(65534)
    os.seteuid(65534)
with Ledger.open(sys.argv[1], readonly=True) as ledger:
    print(ledger.counts()["documents"], len(list(ledger.commitments())))
try:
    with Ledger.open(sys.argv[1]) as ledger, ledger.unit("x", method="m") as unit:
        unit.linked("L1")
except StoreReadOnly as error:
    print(error)
    sys.exit(7)
"""


def test_a_store_in_a_folder_that_cannot_be_written_is_read_and_not_written(filled: Ledger, store: Path) -> None:
    filled.close()
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "yinuo.db"
        shutil.copy(store, path)
        path.chmod(0o444)
        folder.chmod(0o555)
        done = run_python(READ_ONLY, path)
        assert done.returncode == 7, done.stderr
        assert done.stdout.splitlines()[0] == "4 3"
        assert str(path) in done.stdout.splitlines()[1]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


# ── several programs at once ───────────────────────────────────────────────────────────────


def test_a_locked_store_says_who_to_wait_for(store: Path, filled: Ledger) -> None:
    with (
        filled.unit("first"),
        Ledger.open(store, timeout=0.05) as second,
        pytest.raises(StoreReadOnly, match="wait"),
        second.unit("second"),
    ):
        pass


def test_a_reader_sees_whole_units_while_a_writer_writes(
    store: Path, ledger: Ledger, letters: tuple[Document, ...], read: Callable[[Document], object], write: Write
) -> None:
    write(ledger, letters[:1])
    with Ledger.open(store, readonly=True) as reader:
        with ledger.unit("L2") as unit:
            unit.document(letters[1])
            assert not reader.has_document("L2")
        assert reader.has_document("L2")


def test_two_writers_make_one_chain(store: Path, clock: Callable[[], object], letter: Letter, write: Write) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            with Ledger.open(store) as own:
                for number in range(12):
                    write(own, [letter(f"{name}{number}", f"{name}第{number}案將完成。", date(2021, 1, 1))])
        except BaseException as error:  # noqa: BLE001 handed to the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Ledger.open(store, readonly=True) as both:
        assert both.counts()["documents"] == 24
        assert verify(both).ok


# ── addresses ──────────────────────────────────────────────────────────────────────────────


def test_addresses_of_stores() -> None:
    assert store_path("a/b.db") == Path("a/b.db")
    assert store_path("sqlite:///a/b.db") == Path("a/b.db")
    assert store_path("sqlite:////a/b.db") == Path("/a/b.db")
    for address, answer in (
        ("postgresql://u:secret@h/d", "PostgreSQL"),
        ("mysql://x", "unknown kind"),
        ("", "no store"),
    ):
        with pytest.raises(UsageError, match=answer) as refused:
            store_path(address)
        assert "secret" not in str(refused.value)


def test_opening_to_read_brings_no_heavy_machinery() -> None:
    heavy = ["numpy", "lxml", "pypdfium2", "olefile", "selectolax", "click", "rich", "charset_normalizer"]
    done = run_python(f"import sys, yinuo.persist.views; print([name for name in {heavy} if name in sys.modules])")
    assert done.stdout.strip() == "[]", done.stderr


def test_a_writer_that_ends_leaves_the_log_to_readers_of_a_process_that_opens_the_store_again_and_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "yinuo.db"
    Ledger.open(path).close()
    with Ledger.open(path, readonly=True) as reader:
        assert reader.counts()["entries"] == 0
        Ledger.open(path, readonly=True).close()  # a look at the file's bytes here would give up the reader's locks
        code = (
            "import sys; from yinuo.persist.ledger import Ledger\n"
            "with Ledger.open(sys.argv[1]) as ledger: ledger.connection.execute('PRAGMA user_version = 3')"
        )
        assert run_python(code, path).returncode == 0
        assert path.with_name(path.name + "-wal").exists()
        assert reader.counts()["entries"] == 0
