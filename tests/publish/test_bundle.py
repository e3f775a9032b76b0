"""The month's bundle holds what lies beside it, and nothing of the moment."""

import hashlib
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from yinuo.publish.bundle import month_text
from yinuo.publish.checksums import CHECKSUMS, files_under
from yinuo.publish.edition import Edition

NAME = "yinuo-2024-12"


def test_the_bundle_holds_records_and_data_as_they_are(published: Path) -> None:
    with zipfile.ZipFile(published / "bundle" / f"{NAME}.zip") as pack:
        assert pack.testzip() is None
        inside = {entry.filename.removeprefix(f"{NAME}/"): pack.read(entry) for entry in pack.infolist()}
        assert {entry.date_time for entry in pack.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(entry.filename.startswith(f"{NAME}/") and ".." not in entry.filename for entry in pack.infolist())
    for part in ("records", "data"):
        for path in files_under(published / part):
            assert inside[f"{part}/{path}"] == (published / part / path).read_bytes()
    assert "LICENSE-DATA.txt" in inside
    sums = [line.partition("  ") for line in inside[CHECKSUMS].decode().splitlines()]
    assert sums
    assert all(hashlib.sha256(inside[path]).hexdigest() == digest for digest, _, path in sums)


def test_the_page_of_the_month_tells_what_it_brought(edition: Edition) -> None:
    told = month_text(replace(edition, as_of=date(2024, 2, 29)))
    assert "## 本月證據 · evidence told this month（2）" in told
    assert "→ 已達成：=HYPERLI" in told
    assert "| 合計 total | 3 |" in told


def test_a_title_is_words_on_the_page_and_no_markup(edition: Edition) -> None:
    row = {**edition.commitments[0], "title": "[甲](javascript:a)<b>", "date": "2024-12-05"}
    told = month_text(replace(edition, commitments=(row,), evidence=(), changes=()))
    assert r"\[甲\]\(javascript:a\)\<b\>" in told
