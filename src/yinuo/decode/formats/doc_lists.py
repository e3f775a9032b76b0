"""Automatic list numbers of a legacy .doc, which are not in its text.

A paragraph's properties (PlcBtePapx, 512-byte pages as for characters) name an entry of the
PlfLfo and a level; the entry names a list of the PlfLst, whose levels follow it ([MS-DOC]
2.8.6, 2.9.124, 2.9.131, 2.9.147, 2.9.150; number formats: [MS-OSHARED] 2.2.1.3). Numbers that
come from a paragraph style alone are not restored.
"""

import struct
from typing import Final, NamedTuple

from yinuo.decode.formats.doc_runs import pages, properties
from yinuo.decode.formats.numbering import BULLET, DECIMAL, NONE, Counters, Level

__all__ = ["Item", "items", "read_counters"]

_PAPX: Final = 0x102  # fcPlcfBtePapx in the FIB
_LST: Final = 0x2E2  # fcPlfLst
_LFO: Final = 0x2EA  # fcPlfLfo
_ILVL: Final = 0x260A
_ILFO: Final = 0x460B
_FORMATS: Final = {
    1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle",
    19: "decimalFullWidth2", 22: "decimalZero", 23: BULLET, 26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 30: "ideographTraditional",
    31: "ideographZodiac", 33: "taiwaneseCounting", 34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: NONE,
}  # fmt: skip


class Item(NamedTuple):
    """A list item: the byte of ``WordDocument`` where its paragraph starts, its list and level."""

    offset: int
    number: str
    depth: int


def items(main: bytes, table: bytes) -> list[Item]:
    """The paragraphs that have a list number, in the order of their bytes."""
    found = []
    for block in pages(main, table, _PAPX):
        number = block[-1]
        if number == 0 or 4 * (number + 1) + 13 * number > len(block) - 1:
            continue
        bounds = struct.unpack_from(f"<{number + 1}I", block)
        for index in range(number):
            place = block[4 * (number + 1) + 13 * index] * 2
            if not place:
                continue
            size, start = block[place] * 2 - 1, place + 1
            if size < 0:
                size, start = block[place + 1] * 2, place + 2
            told = dict(properties(block[start + 2 : start + size]))
            if (lfo := int.from_bytes(told.get(_ILFO, b"")[:2], "little")) and lfo < 0x07FF:
                found.append(Item(bounds[index], str(lfo), int.from_bytes(told.get(_ILVL, b"")[:1], "little")))
    return sorted(found)


def read_counters(main: bytes, table: bytes) -> Counters:
    """The lists of a document; empty where it has none or their tables are broken."""
    counters = Counters()
    try:
        _read_lists(main, table, counters)
        _read_uses(main, table, counters)
    except (struct.error, IndexError):
        return Counters()
    return counters


def _read_lists(main: bytes, table: bytes, counters: Counters) -> None:
    start, size = struct.unpack_from("<II", main, _LST)
    if size < 2:
        return
    number: int = struct.unpack_from("<h", table, start)[0]
    position = start + size
    for index in range(number):
        entry = start + 2 + 28 * index
        key = str(struct.unpack_from("<i", table, entry)[0])
        levels: dict[int, Level] = {}
        for depth in range(1 if table[entry + 26] & 1 else 9):
            levels[depth], position = _level(table, position)
        counters.abstract[key] = levels


def _level(table: bytes, position: int) -> tuple[Level, int]:
    start: int = struct.unpack_from("<i", table, position)[0]
    form, flags = table[position + 4], table[position + 5]
    words_at = position + 28 + table[position + 24] + table[position + 25]
    length: int = struct.unpack_from("<H", table, words_at)[0]
    raw = table[words_at + 2 : words_at + 2 + 2 * min(length, 60)].decode("utf-16-le", "replace")
    label = "".join(f"%{ord(sign) + 1}" if ord(sign) < 9 else sign for sign in raw)
    level = Level(
        style=_FORMATS.get(form, DECIMAL),
        label=label,
        start=start if 0 <= start < 10_000 else 1,
        restart=table[position + 26] if flags & 8 else None,
        legal=bool(flags & 4),
        blank=table[position + 15] != 2,
    )
    return level, words_at + 2 + 2 * length


def _read_uses(main: bytes, table: bytes, counters: Counters) -> None:
    start, size = struct.unpack_from("<II", main, _LFO)
    if size < 4:
        return
    number: int = struct.unpack_from("<I", table, start)[0]
    position = start + 4 + 16 * number
    for index in range(min(number, 0x7FF)):
        entry = start + 4 + 16 * index
        starts: dict[int, int] = {}
        position += 4
        for _ in range(table[entry + 12]):
            first, flags = struct.unpack_from("<iI", table, position)
            position += 8
            if flags & 0x10:
                starts[flags & 15] = first if 0 <= first < 10_000 else 1
            if flags & 0x20:
                level, position = _level(table, position)
                starts[flags & 15] = level.start
        counters.nums[str(index + 1)] = (str(struct.unpack_from("<i", table, entry)[0]), starts)
