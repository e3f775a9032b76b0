"""A folder appears whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from yinuo.errors import StoreReadOnly, UsageError
from yinuo.publish.checksums import CHECKSUMS, sums_bytes
from yinuo.publish.staging import staged


def put(folder: Path, words: str) -> None:
    with staged(folder) as root:
        (root / "a.txt").write_text(words, encoding="utf-8")
        (root / CHECKSUMS).write_bytes(sums_bytes(root, ["a.txt"]))


def fail(folder: Path) -> None:
    with staged(folder) as root:
        (root / "a.txt").write_text("half", encoding="utf-8")
        raise KeyError


def test_a_second_one_replaces_the_first_and_leaves_nothing_beside(tmp_path: Path) -> None:
    put(tmp_path / "deep" / "out", "one")
    put(tmp_path / "deep" / "out", "two")
    assert (tmp_path / "deep" / "out" / "a.txt").read_text(encoding="utf-8") == "two"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_an_error_on_the_way_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path / "out", "one")
    with pytest.raises(KeyError):
        fail(tmp_path / "out")
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_killed_run_leaves_the_old_folder_and_the_next_run_sweeps(tmp_path: Path) -> None:
    put(tmp_path / "out", "one")
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom yinuo.publish.staging import staged\n"
        "with staged(Path(sys.argv[1])) as root:\n"
        " (root / 'a.txt').write_text('half')\n os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "one"
    assert len(list(tmp_path.iterdir())) == 2
    put(tmp_path / "out", "two")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_stepped_aside_is_put_back(tmp_path: Path) -> None:
    put(tmp_path / "out", "one")
    (tmp_path / "out").rename(tmp_path / ".out.former")
    with pytest.raises(KeyError):
        fail(tmp_path / "out")
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "one"


@pytest.mark.parametrize("name", ["b.txt", "sub/c.txt"])
def test_what_is_not_ours_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path / "out", "one")
    (tmp_path / "out" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "out" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="不是公布出來的檔案"):
        put(tmp_path / "out", "two")
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "one"


def test_a_link_in_the_folder_is_refused_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    put(tmp_path / "out", "one")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "x").write_text("x", encoding="utf-8")
    (tmp_path / "out" / "link").symlink_to(tmp_path / "kept")
    with pytest.raises(UsageError):
        put(tmp_path / "out", "two")
    assert (tmp_path / "kept" / "x").exists()


def test_a_link_to_the_folder_stays_a_link(tmp_path: Path) -> None:
    put(tmp_path / "out", "one")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    put(tmp_path / "link", "two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "two"


def test_a_file_and_a_folder_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="不是資料夾"):
        put(tmp_path / "file", "one")
    with pytest.raises(StoreReadOnly, match="無法寫入"):
        put(tmp_path / "file" / "out", "one")
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208 hidden ones too
