"""Names that no title can turn against the folder."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.errors import InvariantError
from yinuo.publish.filenames import record_path, record_paths, safe_name
from yinuo.publish.records import Record

titles = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('./\\:*?"<>|~- \n\t\0\u202e')), max_size=120)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("清水橋改建", "清水橋改建"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ("C:\\Windows", "C：＼Windows"),
        ("說「好」?*", "說「好」？＊"),
        ("甲\n乙\t丙", "甲 乙 丙"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("COM¹", "_COM¹"),
        ("aux .x", "_aux .x"),
        (".隱藏. ", "隱藏"),
        ("-rf ~", "rf ~"),
        ("e\u0301", "é"),
        ("\u202e倒\u200b轉", "倒轉"),
        ("🚲道", "🚲道"),
        ("", "未命名"),
        ("...", "未命名"),
    ],
)
def test_a_name_is_safe_and_still_says_the_title(title: str, name: str) -> None:
    assert safe_name(title) == name


@settings(deadline=None, max_examples=100)
@given(titles)
def test_any_title_gives_a_name_for_every_file_system(title: str) -> None:
    name = safe_name(title)
    assert name == unicodedata.normalize("NFC", name)
    assert 0 < len(name.encode()) <= 200
    assert not set(name) & set('/\\:*?"<>|')
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cf", "Cs", "Co"}
    assert name[0] not in ".- ~"
    assert name[-1] not in ". "
    assert safe_name(name) == name


def test_a_long_title_is_cut_at_a_character() -> None:
    name = record_path(Record("1", "橋" * 500, "交通建設", "追蹤中", "甲", target_date="2026-12-31")).split("/")[1]
    assert name.startswith("2026-橋橋")
    assert name.endswith("橋.md")
    assert len(name.encode()) <= 200


def test_the_year_leads_only_where_a_date_does(sample_record: Record) -> None:
    assert record_path(sample_record) == "交通建設/2026-清水橋改建115年底完工.md"
    assert record_path(replace(sample_record, target_date=None)) == "交通建設/清水橋改建115年底完工.md"
    assert record_path(replace(sample_record, target_date="109-12-31")) == "交通建設/109-清水橋改建115年底完工.md"
    assert record_path(replace(sample_record, target_date="YYYY-05-31")) == "交通建設/清水橋改建115年底完工.md"


def test_a_category_cannot_leave_the_folder(sample_record: Record) -> None:
    assert record_path(replace(sample_record, category="../..")).startswith("／/")
    assert record_path(replace(sample_record, category="..")).startswith("未分類/")


def test_paths_that_one_file_system_takes_for_one_carry_their_id(sample_record: Record) -> None:
    def one(number: str, title: str) -> Record:
        return replace(sample_record, id=number, title=title, target_date=None)

    records = [one("a1", "EMU900上路"), one("b2", "emu900上路"), one("c3", "別案"), one("d4", "EMU900上路-a1")]
    paths = record_paths(records)
    assert paths == record_paths(reversed(records))
    assert paths["c3"] == "交通建設/別案.md"
    assert paths["b2"] == "交通建設/emu900上路-b2.md"
    assert len({path.casefold() for path in paths.values()}) == 4


def test_ids_that_differ_only_in_case_still_get_two_files(sample_record: Record) -> None:
    paths = record_paths([replace(sample_record, id="x"), replace(sample_record, id="X")])
    assert len({path.casefold() for path in paths.values()}) == 2


def test_one_id_twice_is_refused(sample_record: Record) -> None:
    with pytest.raises(InvariantError):
        record_paths([sample_record, sample_record])
