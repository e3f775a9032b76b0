"""Word's .docx → the visible text, a line a paragraph, the cells of a row divided by tabs.

Left out, as a reader does not see them: tracked deletions, hidden text, field codes, page heads,
comments and notes. Written out: automatic list numbers.
"""

import re
from collections.abc import Iterator
from typing import Final, Protocol

from lxml import etree

from yinuo.decode.formats.docx_lists import Lists, W, value
from yinuo.decode.formats.text import plain_lines

__all__ = ["Parts", "read_docx"]

_SKIPPED: Final = frozenset(
    W + name
    for name in (
        "commentReference", "del", "delText", "instrText", "moveFrom", "pPr", "rPr", "rt", "sectPr", "tblPr", "tcPr",
        "trPr",
    )
)  # fmt: skip
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF: Final = ("0", "false", "off")
_SIGNS: Final = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
_BLANK_LINES = re.compile(r"\n{3,}")


class Parts(Protocol):
    """An office file's parts by name; see ``archive``."""

    def tree(self, name: str) -> etree._Element | None:
        """The root of an XML part, or ``None`` where the file has no such part."""
        ...


def read_docx(parts: Parts) -> str:
    """The text of a .docx file's body."""
    root = parts.tree("word/document.xml")
    body = root.find(W + "body") if root is not None else None
    if body is None:
        return ""
    walk = _Walk(Lists(parts.tree("word/numbering.xml"), parts.tree("word/styles.xml")))
    lines = list(walk.blocks(body))
    return _BLANK_LINES.sub("\n\n", plain_lines("".join(lines))).strip("\n")


class _Walk:
    """One pass over a body, with the state that crosses paragraphs: list counters and open fields."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._fields: list[bool] = []  # for every open field: still in its code
        self._boxes: list[etree._Element] = []

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        """The lines of everything below a body, a cell or a text box."""
        for element in parent:
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._table(element)
            elif element.tag not in _SKIPPED and element.tag != _FALLBACK:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        properties = paragraph.find(W + "pPr")
        label = self._lists.label(properties)
        words = "".join(self._inline(paragraph))
        joined = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
        yield (label if words.strip() else "") + words + ("" if joined else "\n")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: etree._Element) -> Iterator[str]:
        for row in table.iter(W + "tr"):
            if row.find(f"{W}trPr/{W}del") is not None or next(row.iterancestors(W + "tbl"), None) is not table:
                continue
            cells = ["".join(self.blocks(cell)).strip("\n") for cell in row.iter(W + "tc") if _row_of(cell) is row]
            yield "\t".join(cells) + "\n"

    def _inline(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == _FALLBACK:
                continue
            if tag == W + "txbxContent":
                self._boxes.append(child)
            elif tag == W + "fldChar":
                self._field(child.get(W + "fldCharType"))
            elif any(self._fields):
                yield from self._inline(child)  # nested marks still open and close inside a code
            elif tag == W + "t":
                yield child.text or ""
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == W + "sym":
                yield _symbol(child)
            elif tag != W + "r" or not _hidden(child):
                yield from self._inline(child)

    def _field(self, mark: str | None) -> None:
        if mark == "begin":
            self._fields.append(True)
        elif self._fields and mark == "separate":
            self._fields[-1] = False
        elif self._fields and mark == "end":
            self._fields.pop()


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next(cell.iterancestors(W + "tr"), None)


def _hidden(run: etree._Element) -> bool:
    properties = run.find(W + "rPr")
    vanish = properties.find(W + "vanish") if properties is not None else None
    return vanish is not None and value(properties, "vanish") not in _OFF


def _symbol(element: etree._Element) -> str:
    code = element.get(W + "char") or ""
    return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) and not "D800" <= code.upper() <= "DFFF" else ""
