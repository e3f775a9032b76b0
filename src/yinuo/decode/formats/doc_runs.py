"""Properties of a .doc's characters: which bytes nobody sees, deleted by a tracked change or hidden.

The table stream's PlcBteChpx names 512-byte pages of ``WordDocument``; each page lists runs of
bytes with their properties ([MS-DOC] 2.8.5, 2.9.32, 2.9.34, 2.6.1). Two properties matter here:
sprmCFRMarkDel (0x0800) and sprmCFVanish (0x083C).
"""

import struct
from collections.abc import Iterator
from typing import Final

__all__ = ["invisible_runs", "pages", "properties"]

_PAGE: Final = 512
_PAGES: Final = 200_000
_INVISIBLE: Final = (0x0800, 0x083C)
_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)  # operand bytes by the top three bits of a property's code
_VARIABLE: Final = 6  # the operand's first byte is its size
_CHPX: Final = 0xFA  # fcPlcfBteChpx in the FIB


def pages(main: bytes, table: bytes, index: int) -> Iterator[bytes]:
    """The pages that a PlcBte names, whose place stands at ``index`` of the FIB; none where it is broken.

    Losing them loses only what is not text: which words were deleted, which paragraphs are numbered.
    """
    start, size = struct.unpack_from("<II", main, index)
    number = (size - 4) // 8
    if number <= 0 or number > _PAGES or start + size > len(table):
        return
    places = struct.unpack_from(f"<{number}I", table, start + 4 * (number + 1))
    for page in dict.fromkeys(place & 0x3FFFFF for place in places):
        block = main[page * _PAGE : (page + 1) * _PAGE]
        if len(block) == _PAGE:
            yield block


def properties(stored: bytes) -> Iterator[tuple[int, bytes]]:
    """Codes and operands of a list of properties."""
    position = 0
    while position + 3 <= len(stored):
        code: int = struct.unpack_from("<H", stored, position)[0]
        kind = code >> 13
        size = stored[position + 2] + 1 if kind == _VARIABLE else _SIZES[kind]
        yield code, stored[position + 2 : position + 2 + size]
        position += 2 + size


def invisible_runs(main: bytes, table: bytes) -> list[tuple[int, int]]:
    """Byte ranges of ``main`` whose characters are not shown, in order."""
    return sorted(run for block in pages(main, table, _CHPX) for run in _page_runs(block))


def _page_runs(block: bytes) -> Iterator[tuple[int, int]]:
    number = block[_PAGE - 1]
    if number == 0 or 4 * (number + 1) + number > _PAGE - 1:
        return
    bounds = struct.unpack_from(f"<{number + 1}I", block)
    for index in range(number):
        place = block[4 * (number + 1) + index] * 2
        stored = block[place + 1 : place + 1 + block[place]] if place else b""
        hidden = any(code in _INVISIBLE and operand == b"\x01" for code, operand in properties(stored))
        if hidden and bounds[index] < bounds[index + 1]:
            yield bounds[index], bounds[index + 1]
