r"""The values of a record's front matter: one YAML scalar a line.

What is written is at once YAML 1.2 and JSON: double quotes, and only the escapes that both
know. What is read is any one-line scalar of YAML (double-quoted, single-quoted, plain), and the
unescaped quotes that other trackers write by mistake (``title: "所謂"新制"上路"``).

Values are untrusted: nothing in them can end a line, a string or the front matter.
"""

import json
import re

__all__ = ["read_scalar", "write_scalar"]

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NAMED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t\r]*(?:[ \t]#.*)?$')
_SINGLE = re.compile(r"'((?:[^']|'')*)'[ \t\r]*(?:[ \t]#.*)?$")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_COMMENT = re.compile(r"[ \t]#.*$")
_NEITHER_PLAIN_NOR_QUOTED = tuple("|>[]{}&*!%@`,")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def write_scalar(value: str | None) -> str:
    r"""A value as one line of YAML: ``null``, or a double-quoted string.

    >>> print(write_scalar('說明: "甲"\n乙'))
    "說明: \"甲\"\n乙"
    >>> write_scalar(None)
    'null'
    """
    if value is None:
        return "null"
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def read_scalar(words: str) -> str | None:
    """The value of what stands after ``key:``.

    Args:
        words: The rest of the line, without its line end.

    Returns:
        The text; ``None`` for ``null``, ``~`` and nothing. Numbers and dates stay as written.

    Raises:
        ValueError: It is not a scalar of one line (a list, a block, an anchor).

    """
    words = words.strip(" \t\r")
    if words.startswith('"'):
        return _double_quoted(words)
    if words.startswith("'"):
        found = _SINGLE.match(words)
        if found is None:
            raise ValueError(words)
        return found[1].replace("''", "'")
    plain = _COMMENT.sub("", words).rstrip(" \t") if not words.startswith("#") else ""
    if plain.startswith(_NEITHER_PLAIN_NOR_QUOTED):
        raise ValueError(words)
    return None if plain in _NULLS else plain


def _double_quoted(words: str) -> str:
    found = _DOUBLE.match(words)
    if found is not None:
        try:
            return _ESCAPE.sub(_unescaped, found[1]).encode("utf-16", "surrogatepass").decode("utf-16")
        except ValueError:
            return found[1]  # an escape that no version of YAML knows: the writer meant the backslash
    if len(words) > 1 and words.endswith('"'):
        return words[1:-1]  # quotes inside quotes, not escaped
    raise ValueError(words)


def _unescaped(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits:
        return chr(int(digits, 16))
    if found[4] not in _NAMED:
        raise ValueError(found[0])
    return _NAMED[found[4]]
