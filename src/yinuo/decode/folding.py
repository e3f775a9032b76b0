"""A matching shadow of a text, and the way back: rules read the shadow, quotes come from the original.

The shadow writes one thing one way:

- full-width letters, digits and signs become half-width, brackets （） become ``()``; the marks
  ，。；：！？、「」 stay (and , ; : ! ? right after a Chinese character become them);
- 臺→台 and other variants, private-use glyphs, compatibility ideographs: one common form (``glyphs.toml``);
- every blank beside a Chinese character or mark goes («7 月», 「余　天」), others become one U+0020;
- zero-width and control characters, Word field codes, page numbers and running heads go;
- a hard wrap inside a sentence goes; a paragraph's end stays as ``\\n`` (``wrapping``).

Substitutions keep one character one character, so only deletions move offsets.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache
from re import Match
from typing import NamedTuple

from yinuo.decode.furniture import Edit, edges_of_pages, field_codes, gazette_heads
from yinuo.decode.patterns import compiled
from yinuo.decode.wrapping import line_ends

__all__ = ["Folded", "fold", "fold_key"]

_KEPT_WIDE = "！，：；？"
_DROPPED = "[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+"
_MARK_AFTER_HAN = r"([\u4e00-\u9fff」』](?: |\n)*)([,;:!?])"
_NARROW_MARK = "[,;:!?]"
_WIDE_MARK = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_BLANKS = " +"
_BEYOND = 0x10000  # characters from here on are rare, and looked at one by one
_NARROW_BELOW = "\u2010"  # letters, digits and signs of Latin text stand below; Chinese and its marks above
_MANY = 64  # above this many different substitutions one pass over all characters is cheaper
_OTHERS = "\n\r ,;:!?"  # what can change a text though the table does not name it, beside what is dropped
_REMEMBERED = 600  # characters: a sentence or a heading is asked for by many rules, one after the other
_DEPTH = 8  # field codes inside field codes: more than this is nobody's document


class Folded(NamedTuple):
    """A shadow and where its characters come from.

    ``text[starts[i]:starts[i + 1]]`` is the shadow of as many characters of the original from
    ``origins[i]`` on.
    """

    text: str
    length: int  # of the original
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` of the shadow stands in the original.

        What was dropped at either edge stays outside. Raises ``IndexError`` off the shadow.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"範圍不在影本內（outside the shadow）：[{start}:{end}] of {len(self.text)}")
        if start == end:
            at = self._origin(start) if start < len(self.text) else self.length
            return at, at
        return self._origin(start), self._origin(end - 1) + 1

    def origins_of(self, positions: Iterable[int]) -> list[int]:
        """Where the characters at these places of the shadow stand in the original."""
        return list(map(self._origin, positions))

    def shadow(self, start: int, end: int) -> tuple[int, int]:
        """Where ``[start:end]`` of the original stands in the shadow; empty where all of it was dropped."""
        if not 0 <= start <= end <= self.length:
            raise IndexError(f"範圍不在原文內（outside the original）：[{start}:{end}] of {self.length}")
        return self._position(start), self._position(end)

    def _origin(self, position: int) -> int:
        part = bisect_right(self.starts, position) - 1
        return self.origins[part] + position - self.starts[part]

    def _position(self, origin: int) -> int:
        part = bisect_right(self.origins, origin) - 1
        if part < 0:
            return 0
        following = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.text)
        return min(self.starts[part] + origin - self.origins[part], following)


def fold(text: str, *, flowing: bool = False) -> Folded:
    """The shadow of ``text``. Never raises; linear in the length of the text.

    Args:
        text: any text.
        flowing: the text is a quotation, so where its lines break says nothing about paragraphs:
            «將於 113⏎年底前訂定辦法。» has no full line to measure the first one by, and is one
            sentence. An end after 。；： or before an outline mark stays an end.
    """
    if _as_it_is(text):
        return Folded(text, len(text), (0,), (0,))
    if len(text) > _REMEMBERED:
        return _whole(text, flowing)
    return _remembered(text, flowing and not text.isprintable())  # without a line end both ways are one


@lru_cache(maxsize=2048)
def _remembered(text: str, flowing: bool) -> Folded:
    return _folded(text, flowing)


@lru_cache(maxsize=2)  # a letter, and what is cut from it: its outline, its units and its bodies are read of one shadow
def _whole(text: str, flowing: bool) -> Folded:
    return _folded(text, flowing)


def _as_it_is(text: str) -> bool:
    """True where nothing is to fold, as in most sentences: one look in place of ten."""
    return _touched().search(text) is None and "INCLUDEPICTURE" not in text and "立法院公報" not in text


@cache
def _touched() -> re.Pattern[str]:
    """Any character that folding changes or drops, or before which it drops something."""
    signs = "".join(re.escape(sign) for sign in (*_substitutions(), *_OTHERS) if ord(sign) < _BEYOND)
    return re.compile(f"[{signs}{chr(_BEYOND)}-\U0010ffff{_DROPPED[1:-2]}]")


def _folded(text: str, flowing: bool) -> Folded:
    shadow = Folded(_substitute(text), len(text), (0,), (0,))
    shadow = _edited(shadow, ((*match.span(), "") for match in compiled(_DROPPED).finditer(shadow.text)))
    shadow = _without_furniture(shadow)
    if "\n" in shadow.text:
        feeds = [shadow.shadow(at, at)[0] for at, sign in enumerate(text) if sign == "\f"] if "\f" in text else []
        shadow = _edited(shadow, edges_of_pages(shadow.text, feeds))
        shadow = _edited(shadow, line_ends(shadow.text, flowing=flowing))
    if " " in shadow.text:
        shadow = _edited(shadow, _blanks(shadow.text))
    return shadow


def fold_key(text: str) -> str:
    """One string for all the ways to write a text: for equality and search, not for offsets.

    The shadow without white space, compatibility forms resolved (㎡ → m2), in lower case.
    """
    key = "".join(unicodedata.normalize("NFKC", fold(text).text).casefold().split())
    return "".join(unicodedata.normalize("NFKC", key).split())


@cache
def _substitutions() -> dict[str, str]:
    """Every character that the shadow writes as another one."""
    from yinuo.vocabulary import load_toml  # noqa: PLC0415 - a command that folds nothing reads no TOML

    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT_WIDE}
    table.update(dict.fromkeys("\t\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "))
    table.update(dict.fromkeys("\x0b\x0c\x85\u2028\u2029\r", "\n"))
    for low, high in ((0xF900, 0xFB00), (0x2F00, 0x2FE0), (0x2F800, 0x2FA20)):
        for character in map(chr, range(low, high)):
            plain = unicodedata.normalize("NFKC", character)
            if plain != character and len(plain) == 1:
                table[character] = plain
    for part in load_toml("glyphs.toml").values():
        table.update(part)
    return {written: table.get(plain, plain) for written, plain in table.items()}


def _substitute(text: str) -> str:
    """``text`` with every character in its common form; of the same length."""
    text = text.replace("\r\n", " \n")
    table = _substitutions()
    present = table.keys() & set(_touched().findall(text))
    if len(present) > _MANY:
        text = text.translate({ord(written): plain for written, plain in table.items()})
    else:
        for character in present:
            text = text.replace(character, table[character])
    if compiled(_NARROW_MARK).search(text):
        text = compiled(_MARK_AFTER_HAN).sub(_widened, text)
    return text


def _widened(match: Match[str]) -> str:
    return match[1] + _WIDE_MARK[match[2]]


def _without_furniture(shadow: Folded) -> Folded:
    """Without field codes and page heads, also those that come together when one between them goes."""
    for _ in range(_DEPTH):
        edits: list[Edit] = []
        if "INCLUDEPICTURE" in shadow.text:
            edits = field_codes(shadow.text)
        elif "立法院公報" in shadow.text:
            edits = gazette_heads(shadow.text)
        if not edits:
            break
        shadow = _edited(shadow, edits)
    return shadow


def _blanks(text: str) -> Iterable[Edit]:
    """Blanks that go, or become one: beside Chinese they carry nothing."""
    for match in compiled(_BLANKS).finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
        if "\n" in (before, after) or before >= _NARROW_BELOW or after >= _NARROW_BELOW or after == "%":
            yield start, end, ""
        elif end - start > 1:
            yield start, end, " "


def _edited(shadow: Folded, edits: Iterable[Edit]) -> Folded:
    """``shadow`` with runs dropped, or replaced by one character that stands for the run's first.

    ``edits`` come in order and do not overlap.
    """
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    position, size, part = 0, 0, 0
    old_starts, old_origins = shadow.starts, shadow.origins

    def keep(begin: int, stop: int, words: str) -> None:
        nonlocal size, part
        pieces.append(words)
        while part + 1 < len(old_starts) and old_starts[part + 1] <= begin:
            part += 1
        starts.append(size)
        origins.append(old_origins[part] + begin - old_starts[part])
        while part + 1 < len(old_starts) and old_starts[part + 1] < stop:
            part += 1
            starts.append(size + old_starts[part] - begin)
            origins.append(old_origins[part])
        size += stop - begin

    for start, end, words in edits:
        if position < start:
            keep(position, start, shadow.text[position:start])
        if words:
            keep(start, start + 1, words)
        position = end
    if not position:
        return shadow
    if position < len(shadow.text):
        keep(position, len(shadow.text), shadow.text[position:])
    if not pieces:
        return Folded("", shadow.length, (0,), (0,))
    return Folded("".join(pieces), shadow.length, tuple(starts), tuple(origins))
