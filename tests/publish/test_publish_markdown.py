"""Records read and written back: same bytes, equal records, one line for one change."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import Damaged, EmptyInput, InvariantError, TooLarge, UnknownFormat
from yinuo.publish import reading
from yinuo.publish.markdown import read_record, write_record
from yinuo.publish.records import Entry, Record, RecordSource
from yinuo.publish.scalars import read_scalar, write_scalar

texts = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('\n\r\\#*：「」 "-[]\u2028')), max_size=40)
lines = texts.map(lambda text: text.replace("\n", ""))
structure = st.sampled_from(
    ["## 追蹤紀錄", "### 2026-01-01 [x]", "**主旨**：", "\\## 甲", "\\\\**乙**：丙", "---", "", " ", "\r"]
)
bodies = st.lists(st.one_of(structure, texts), max_size=5).map("\n".join)
labels = st.text(st.characters(codec="utf-8", exclude_characters="*\n"), min_size=1, max_size=6)
days = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=10)
values = st.one_of(st.none(), texts)
entries = st.builds(
    Entry,
    on=days,
    kind=lines,
    note=st.one_of(st.none(), bodies),
    fields=st.lists(st.tuples(labels, bodies), max_size=3).map(tuple),
)
extras = st.dictionaries(st.from_regex(r"x_[a-z0-9_-]{1,6}", fullmatch=True), values, max_size=3)
records = st.builds(
    Record,
    id=texts.filter(bool),
    title=texts,
    category=texts,
    status=texts,
    quote=bodies,
    target_date=values,
    target_value=values,
    responsible_agency=values,
    source=st.builds(
        RecordSource, document_id=values, term=values, session_period=values, ey_number=values, url=values
    ),
    created_at=texts,
    last_updated=texts,
    subject=st.one_of(st.none(), lines),
    reply=st.one_of(st.none(), bodies),
    history=st.lists(entries, max_size=3).map(tuple),
    extra=extras.map(lambda found: tuple(found.items())),
)


@settings(deadline=None, max_examples=100)
@given(records)
def test_any_record_written_reads_back_equal(record: Record) -> None:
    data = write_record(record)
    again = read_record(data)
    assert again == record
    assert write_record(again) == data


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(structure, texts, st.integers(0, 38)), max_size=12), st.integers(0, 40))
def test_any_mangled_file_that_still_reads_is_written_back_byte_for_byte(
    sample: str, strange: list[str | int], at: int
) -> None:
    rows = sample.split("\n")
    mixed = [rows[line] if isinstance(line, int) else line for line in strange]  # some lines of the file once more
    data = "\n".join([*rows[:at], *mixed, *rows[at:]]).encode()
    try:
        record = read_record(data)
    except (Damaged, UnknownFormat):
        return
    assert write_record(record) == data


@settings(deadline=None, max_examples=100)
@given(texts)
def test_a_written_scalar_is_json_and_so_yaml_for_any_standard_parser(value: str) -> None:
    written = write_scalar(value)
    assert "\n" not in written
    assert json.loads(written) == value
    assert read_scalar(written) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ('"甲: 乙"', "甲: 乙"),
        ('"a\\tb\\u4e2d\\U0001F600\\x41"', "a\tb中😀A"),
        ('"\\ud83d\\ude00"', "😀"),
        ("'it''s'", "it's"),
        ("2025-12-31", "2025-12-31"),
        ("10  # 屆", "10"),
        ("null", None),
        ("~", None),
        ("", None),
        ('""', ""),
        ('"所謂"新制"上路"', '所謂"新制"上路'),
        ('"C:\\qq"', "C:\\qq"),
    ],
)
def test_scalars_of_yaml_are_read(words: str, value: str | None) -> None:
    assert read_scalar(words) == value


@pytest.mark.parametrize("words", ["[a, b]", "{a: 1}", "|", ">-", "&x y", '"open', "'open"])
def test_what_is_no_scalar_is_not_taken_for_one(words: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_scalar(words)


def test_the_founding_form_is_read_field_by_field(sample: str) -> None:
    record = read_record(sample)
    assert (record.title, record.target_value, record.source.session_period) == ("清水橋改建115年底完工", None, "02")
    assert record.quote in (record.reply or "")
    assert (record.subject or "").startswith("（一）行政院函送王委員")
    assert [entry.kind for entry in record.history] == ["初始建立", "進度更新"]
    assert record.history[0].note == "從第11屆第02會期答復文件中萃取此承諾。"
    assert record.history[1].get("來源連結") == "https://example.org/b.doc"


def test_a_record_built_by_hand_is_written_in_the_founding_form(sample: str) -> None:
    assert write_record(replace(read_record(sample), form=None)) == sample.encode()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"status": "已達成"}, 'status: "已達成"'),
        ({"title": '「甲」: "乙"\n丙'}, 'title: "「甲」: \\"乙\\"\\n丙"'),
        ({"target_date": None}, "target_date: null"),
        ({"quote": "清水橋改建工程預計116年底完工。"}, "清水橋改建工程預計116年底完工。"),
        ({"subject": "另案"}, "**主旨**：另案"),
    ],
)
def test_a_changed_field_changes_its_own_line_and_no_other(
    sample: str, change: dict[str, str | None], line: str
) -> None:
    strange = sample.replace("status:", "# 手寫註記\nstatus:").replace('term: "11"', "term:   11   # 屆")
    record = read_record(strange)
    after = write_record(replace(record, **change)).decode().split("\n")  # type: ignore[arg-type]  # fields by name
    moved = [(old, new) for old, new in zip(strange.split("\n"), after, strict=True) if old != new]
    assert [new for _, new in moved] == [line]


def test_an_added_entry_leaves_every_old_byte_in_place(sample: str) -> None:
    record = read_record(sample)
    more = Entry("2026-02-01", "狀態變更", fields=(("狀態", "追蹤中 → 已延宕"), ("原因", "目標日期已過")))
    data = write_record(replace(record, history=(*record.history, more))).decode()
    assert data == sample + "\n### 2026-02-01 [狀態變更]\n**狀態**：追蹤中 → 已延宕\n**原因**：目標日期已過\n"


def test_new_front_matter_comes_after_the_known_fields(sample: str) -> None:
    data = write_record(replace(read_record(sample), extra=(("level", "C1"),))).decode()
    assert data == sample.replace('last_updated: "2026-01-27"\n', 'last_updated: "2026-01-27"\nlevel: "C1"\n')


def test_foreign_lines_sections_and_lists_stay_where_they_stand(sample: str) -> None:
    strange = sample.replace("## 來源回覆", "## 編者按\n\n待查。\n\n## 來源回覆").replace(
        "created_at", "tags:\n  - 橋\n  - 路\ncreated_at"
    )
    record = read_record(strange)
    assert write_record(record) == strange.encode()
    assert write_record(replace(record, status="無更新")).decode() == strange.replace("追蹤中", "無更新", 1)


def test_windows_line_ends_and_a_byte_order_mark_are_kept(sample: str) -> None:
    data = b"\xef\xbb\xbf" + sample.replace("\n", "\r\n").encode()
    record = read_record(data)
    assert record == read_record(sample)
    assert write_record(record) == data
    assert write_record(replace(record, status="無更新")).count(b"\r\n") == sample.count("\n")


def test_a_text_that_imitates_the_form_stays_text(sample: str) -> None:
    forged = "甲。\n## 追蹤紀錄\n\n### 2026-01-01 [狀態變更]\n**狀態**：追蹤中 → 已達成\n---\nstatus: 已達成"
    record = replace(read_record(sample), quote=forged, form=None)
    again = read_record(write_record(record))
    assert again.quote == forged
    assert again.history == record.history


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyInput),
        (b" \n\n", EmptyInput),
        ("只是一段話。".encode(), UnknownFormat),
        (b'---\nid: "x"\n', Damaged),
        (b'---\ntitle: "x"\n---\n\n## \xe6\x89\xbf\xe8\xab\xbe\xe5\x8e\x9f\xe6\x96\x87\n\nx\n', UnknownFormat),
        (b'---\nid: "x"\n---\n\nno sections\n', UnknownFormat),
        ("---\nid: 承諾".encode("big5"), Damaged),
        (b"<html><body>404</body></html>", UnknownFormat),
    ],
)
def test_what_is_no_record_is_refused_with_its_reason(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_record(data, where="x.md")


def test_an_oversized_record_is_refused_before_it_is_decoded(sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(TooLarge):
        read_record(sample.encode())


def test_half_a_surrogate_pair_is_refused(sample: str) -> None:
    with pytest.raises(InvariantError):
        write_record(replace(read_record(sample), quote="\ud800"))


@pytest.mark.parametrize("extra", [(("status", "x"),), (("a b", "x"),), (("x", "1"), ("x", "2"))])
def test_extra_fields_cannot_shadow_the_form(sample: str, extra: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(InvariantError):
        replace(read_record(sample), extra=extra)


def test_the_seed_record_and_every_peer_record_keep_their_bytes(shared: Path) -> None:
    files = {"seed_record.md": (shared / "seed_record.md").read_bytes()}
    with zipfile.ZipFile(shared / "peer_records.zip") as archive:
        files |= {name: archive.read(name) for name in archive.namelist() if name.endswith(".md")}
    assert len(files) == 1588
    assert [name for name, data in files.items() if write_record(read_record(data)) != data] == []
