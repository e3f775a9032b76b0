"""Which bytes of a .doc's text nobody sees: deleted by a tracked change, or hidden.

The table stream's PlcBteChpx names 512-byte pages of ``WordDocument``; each page lists runs of
bytes with their character properties ([MS-DOC] 2.8.5, 2.9.32, 2.9.34). Two properties matter:
sprmCFRMarkDel (0x0800) and sprmCFVanish (0x083C).
"""

import struct
from typing import Final

__all__ = ["invisible_runs"]

_PAGE: Final = 512
_PAGES: Final = 200_000
_INVISIBLE: Final = (0x0800, 0x083C)
_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)  # operand bytes by the top three bits of a property's code
_VARIABLE: Final = 6  # the operand's first byte is its size
_INDEX: Final = 0x9A + 12 * 8  # fcPlcfBteChpx, lcbPlcfBteChpx in the FIB


def invisible_runs(main: bytes, table: bytes) -> list[tuple[int, int]]:
    """Byte ranges of ``main`` whose characters are not shown, in order; [] where the table is absent or broken.

    Losing this table only shows words that were deleted; the text itself does not depend on it.
    """
    start, size = struct.unpack_from("<II", main, _INDEX)
    number = (size - 4) // 8
    if number <= 0 or number > _PAGES or start + size > len(table):
        return []
    pages = struct.unpack_from(f"<{number}I", table, start + 4 * (number + 1))
    runs: list[tuple[int, int]] = []
    for page in dict.fromkeys(page & 0x3FFFFF for page in pages):
        block = main[page * _PAGE : (page + 1) * _PAGE]
        if len(block) == _PAGE:
            runs.extend(_page_runs(block))
    return sorted(runs)


def _page_runs(block: bytes) -> list[tuple[int, int]]:
    number = block[_PAGE - 1]
    if number == 0 or 4 * (number + 1) + number > _PAGE - 1:
        return []
    bounds = struct.unpack_from(f"<{number + 1}I", block)
    runs = []
    for index in range(number):
        place = block[4 * (number + 1) + index] * 2
        if place and _is_invisible(block[place + 1 : place + 1 + block[place]]) and bounds[index] < bounds[index + 1]:
            runs.append((bounds[index], bounds[index + 1]))
    return runs


def _is_invisible(properties: bytes) -> bool:
    position = 0
    while position + 3 <= len(properties):
        code: int = struct.unpack_from("<H", properties, position)[0]
        if code in _INVISIBLE:
            return properties[position + 2] == 1
        kind = code >> 13
        size = properties[position + 2] + 1 if kind == _VARIABLE else _SIZES[kind]
        position += 2 + size
    return False
