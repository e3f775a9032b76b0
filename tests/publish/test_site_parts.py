"""The pieces of the site that compute: places, letters, the index, charts, days."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.publish.site.charts import over_time, stack, states_of
from yinuo.publish.site.language import CHINESE, ENGLISH
from yinuo.publish.site.letters import PART, Mark, breaks, paragraphs, part_of, parts
from yinuo.publish.site.places import name_of, relative
from yinuo.publish.site.searching import keys, packed, shards, unpacked
from yinuo.publish.site.shelf import Tally

relaxed = settings(deadline=None, max_examples=60)


def test_our_ids_name_their_files_and_other_words_never_do() -> None:
    assert name_of("tw-baed4c6304") == "tw-baed4c6304"
    assert name_of("c46d94ea-8b7f-8103-9fb3-bee3d9af24fc") == "c46d94ea-8b7f-8103-9fb3-bee3d9af24fc"
    assert name_of("../../x") != name_of("../../y")
    for hostile in ("../../x", "教育部", "con", "a" * 4000, "\ud800", ""):
        assert name_of(hostile).isalnum()
        assert name_of(hostile).isascii()


@pytest.mark.parametrize(
    ("target", "page", "expected"),
    [
        ("index.html", "index.html", "index.html"),
        ("index.html", "en/commitments/a.html", "../../index.html"),
        ("documents/a.html#q1-2", "commitments/b.html", "../documents/a.html#q1-2"),
        ("../feeds/all.xml", "en/askers/c.html", "../../../feeds/all.xml"),
    ],
)
def test_a_page_calls_another_from_where_it_is(target: str, page: str, expected: str) -> None:
    assert relative(target, page) == expected


@relaxed
@given(
    st.text(alphabet="甲乙一、(一)1.。\n 年", max_size=120),
    st.lists(st.tuples(st.integers(0, 119), st.integers(1, 30)), max_size=8),
)
def test_paragraphs_put_together_are_the_text_and_anchors_are_unique(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(at, min(len(text), at + size), "promise", "x.html") for at, size in spans if at < len(text)]
    pieces = [piece for one in paragraphs(text, 0, len(text), marks, breaks(text)) for piece in one]
    assert "".join(piece.text for piece in pieces) == text
    anchors = [anchor for piece in pieces for anchor in piece.anchors]
    assert sorted(anchors) == sorted({mark.anchor for mark in marks})
    assert sum(len(piece.closing) for piece in pieces) == len(marks)
    for mark in marks:
        lit = sum(len(piece.text) for piece in pieces if piece.kinds)
        assert lit >= mark.end - mark.start


def test_a_letter_without_line_ends_is_read_as_paragraphs() -> None:
    text = "查復如下：一、關於路燈問題：(一)本部將於年底前換裝完畢。(二)經費1.5億元。二、關於公園問題：將續辦。"
    shown = ["".join(piece.text for piece in one) for one in paragraphs(text, 0, len(text), [], breaks(text))]
    assert shown[0] == "查復如下："
    assert shown[1].startswith("一、")
    assert len(shown) == 5


def test_a_very_long_document_is_several_pages_and_a_mark_across_them_has_its_place_on_the_first() -> None:
    text = "本部將辦理。\n" * 9000
    stretches = parts(text)
    assert "".join(text[begin:end] for begin, end in stretches) == text
    assert max(end - begin for begin, end in stretches) <= PART
    assert part_of(stretches, 0) == 1
    assert part_of(stretches, len(text)) == len(stretches)


def test_pairs_of_characters_and_other_words_are_keys() -> None:
    assert list(keys("太陽光電20GW，臺電")) == ["太陽", "陽光", "光電", "電\u0001", "20gw", "台電", "電\u0001"]
    assert list(keys("１２處")) == ["12", "處\u0001"]
    assert not list(keys("，。 <>&"))


@relaxed
@given(st.sets(st.integers(0, 10**7), max_size=60))
def test_packed_numbers_come_back(numbers: set[int]) -> None:
    assert unpacked(packed(numbers)) == sorted(numbers)


def test_a_two_character_word_is_found_and_a_title_counts_for_more() -> None:
    entries = [
        ("增設長照據點", "本部將於年底前增設十處。"),
        ("修正辦法", "將檢討長照機構設立標準。"),
        ("興建橋梁", "預計完工。"),
    ]
    index = shards(entries)
    shard = index[ord("長") % len(index)]
    assert unpacked(shard["長照"]) == [1, 2]
    assert "完照" not in shard


def test_a_large_index_is_many_small_files() -> None:
    entries = [
        ("標題", "".join(chr(0x4E00 + (at * 37 + step * step * 11) % 9000) for step in range(90))) for at in range(600)
    ]
    index = shards(entries)
    sizes = [sum(len(key.encode()) + len(value) + 6 for key, value in shard.items()) for shard in index]
    assert len(index) > 5
    assert max(sizes) < 60_000


def test_days_are_told_in_both_calendars_and_no_more_exactly_than_known() -> None:
    assert CHINESE.day("2025-03-31") == "民國114年3月31日（2025-03-31）"
    assert CHINESE.day("2025-03-31", "month") == "民國114年3月（2025-03）"
    assert CHINESE.day("2025-06-30", "quarter") == "民國114年第2季（2025 Q2）"
    assert CHINESE.day("2025-12-31", "year") == "民國114年（2025）"
    assert ENGLISH.day("2025-03-31") == "31 March 2025 (ROC 114)"
    assert CHINESE.day("1911-12-31") == "西元1911年12月31日（1911-12-31）"
    assert CHINESE.day(None) == "—"
    assert CHINESE.day("不明") == "不明"


def _change(one: str, day: str, after: str) -> dict[str, Any]:
    return {"commitment_id": one, "date": day, "after": after}


def test_states_over_time_count_what_was_promised_by_then() -> None:
    changes = [
        _change("a", "2023-02-01", "open"),
        _change("b", "2023-05-01", "open"),
        _change("a", "2023-08-01", "fulfilled"),
    ]
    bands = over_time(changes, date(2023, 10, 15))
    assert [(band.day.isoformat(), dict(band.counts)) for band in bands] == [
        ("2023-03-31", {"open": 1}),
        ("2023-06-30", {"open": 2}),
        ("2023-09-30", {"fulfilled": 1, "open": 1}),
        ("2023-10-15", {"fulfilled": 1, "open": 1}),
    ]
    assert len(over_time([_change("a", "1999-01-01", "open")], date(2025, 6, 30))) <= 17
    assert over_time([], date(2025, 1, 1)) == []


def test_the_parts_of_a_bar_lie_side_by_side_and_fill_it() -> None:
    one = stack("甲", [("overdue", 3), ("fulfilled", 1), ("open", 0)], 8)
    assert [(bar.state, bar.start, bar.width) for bar in one.bars] == [
        ("fulfilled", 0.0, 0.25),
        ("overdue", 0.25, 0.75),
    ]
    assert one.share == 0.5
    assert states_of([one]) == ["fulfilled", "overdue"]


def test_a_tally_says_of_how_many() -> None:
    rows: list[dict[str, Any]] = [
        {"state": "fulfilled", "due": "2023-01-01"},
        {"state": "overdue", "due": "2023-01-01"},
        {"state": "unknown", "due": "2023-01-01"},
        {"state": "progressing", "due": "2023-01-01"},
        {"state": "open", "due": None},
    ]
    tally = Tally.of(rows, date(2024, 1, 1))
    assert (tally.total, tally.due, tally.kept, tally.late, tally.unsearched, tally.others) == (5, 4, 1, 1, 1, 1)
