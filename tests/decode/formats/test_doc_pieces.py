"""The legacy Word reader on files built piece by piece: fast-saved order, cp1252, fields, bounds."""

import struct

import pytest

from yinuo.decode.formats.doc import _main_text, _without_codes
from yinuo.errors import Damaged

HEAD = 0x200


def fib_and_table(pieces: list[tuple[str, bool]], order: list[int] | None = None) -> tuple[bytes, bytes]:
    """A ``WordDocument`` and a table stream; ``order`` says in which order the pieces lie on disk."""
    main = bytearray(HEAD)
    offsets = [0] * len(pieces)
    for index in order or range(len(pieces)):
        words, compressed = pieces[index]
        offsets[index] = len(main) * 2 | 0x4000_0000 if compressed else len(main)
        main += words.encode("cp1252" if compressed else "utf-16-le")
    bounds = [0]
    for words, compressed in pieces:
        bounds.append(bounds[-1] + (len(words) if compressed else len(words.encode("utf-16-le")) // 2))
    plc = struct.pack(f"<{len(bounds)}I", *bounds) + b"".join(struct.pack("<HIH", 0, at, 0) for at in offsets)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<i", main, 0x4C, bounds[-1])
    struct.pack_into("<II", main, 0x1A2, 0, len(clx))
    return bytes(main), clx


def test_pieces_are_read_in_the_order_of_the_text_not_of_the_disk() -> None:
    main, table = fib_and_table([("預計", False), ("2030", True), ("年完工。\r", False)], order=[2, 0, 1])

    assert _main_text(main, table, "fast-saved.doc") == "預計2030年完工。"


def test_compressed_pieces_are_windows_latin() -> None:
    main, table = fib_and_table([("caf\xe9 – “ok”", True), ("。", False)])

    assert _main_text(main, table, "a.doc") == "caf\xe9 – “ok”。"


def test_characters_beyond_the_basic_plane_survive() -> None:
    main, table = fib_and_table([("𠮷野委員", False), ("\ue57c有", False)])

    assert _main_text(main, table, "a.doc") == "𠮷野委員\ue57c有"


def test_cells_rows_and_breaks_become_tabs_and_lines() -> None:
    main, table = fib_and_table([("縣\x07里\x07\x07甲\x077\x07\x07完\x0b了\x0c下頁\x1e\x1f\x01", False)])

    assert _main_text(main, table, "a.doc") == "縣\t里\n甲\t7\n完\n了\n下頁-"


def test_fields_are_replaced_by_their_results() -> None:
    assert _without_codes("見\x13 REF \x13 PAGE \x147\x15 \x14第7頁\x15。") == "見第7頁。"
    assert _without_codes("前\x15後\x14") == "前後"


@pytest.mark.parametrize("cut", [1, 5, 12, 25])
def test_a_short_piece_table_is_damaged(cut: int) -> None:
    main, table = fib_and_table([("預計", False), ("2030", True)])

    with pytest.raises(Damaged):
        _main_text(main, table[:-cut], "a.doc")


def test_text_that_ends_beyond_the_file_is_damaged() -> None:
    main, table = fib_and_table([("預計118年完工", False)])

    with pytest.raises(Damaged, match="truncated text"):
        _main_text(main[:-2], table, "a.doc")


def test_a_lone_surrogate_is_damaged() -> None:
    main, table = fib_and_table([("預計完工", False)])
    broken = main[:HEAD] + b"\x00\xd8" + main[HEAD + 2 :]

    with pytest.raises(Damaged, match="broken characters"):
        _main_text(broken, table, "a.doc")
