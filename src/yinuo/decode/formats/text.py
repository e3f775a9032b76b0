"""Plain text, and the ``Text`` that every reader of a format hands on.

The canonical text of a format is what its reader extracts, with line ends as ``\\n``; for
API-shaped JSON it is the ``content`` string itself, unedited. Nothing edits it afterwards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["Text", "plain_lines", "read_plain"]

_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Text:
    """What one body of bytes says.

    ``metadata`` is what stands beside the text, under these names where the source has them:
    id, kind, title, number, question_number, term, session, sitting, date, url, agency.
    ``format`` is the reader's name; ``where`` tells one record of many apart («a.jsonl:17»).
    """

    text: str
    format: str
    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    where: str = ""


def plain_lines(text: str) -> str:
    r"""A text with ``\n`` at every line's end and without control characters (tabs and form feeds stay).

    >>> plain_lines("一、研議。\r\n二、辦理。\x00")
    '一、研議。\n二、辦理。'
    """
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def read_plain(text: str, where: str) -> Text:
    """A plain text; its title is found later, among its first lines."""
    return Text(plain_lines(text), "text", where=where)
