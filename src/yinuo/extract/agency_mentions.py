"""Where running text names agencies: the longest known form, never a piece of a longer word.

Reads «…經濟部水利署將…», «(下稱臺高檢署)», «該署仍將…»; refuses 教育部 in «教育部分», 國防部 in
«國防部隊», 環保署 in «美國環保署», 指揮中心 in «勤務指揮中心».
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from yinuo.decode.patterns import leaping, spans
from yinuo.extract.agency_register import Agency, register

__all__ = ["KINDS", "Mention", "introduced", "mentions"]

_DOMESTIC_ENDS = ("會", "公司", "政府", "小組")  # 陸委會, 台電公司: no foreign body is called so

# What follows a name's last character in a longer word: «部分» but not «部分別», «部長» but not «部長期».
_LONGER = {
    "部": re.compile(r"分(?![別析擔工享期配次級階年送組赴])|[門位隊落件首]|長(?![期程年久])"),
    "署": re.compile(r"名|立|長(?![期程年久])"),
    "局": re.compile(r"[面勢]|部(?!分)|長(?![期程年久])"),
    "會": re.compile(r"[館場]|議(?!決)|員(?!工|額)|計(?!算|畫|入)"),
    "院": re.compile(r"[士轄區]|長(?![期程年久])"),
    "行": re.compile(r"[政程為車]|動(?!用|支)"),
    "府": re.compile(r"部門|間"),
    "處": re.compile(r"[理分罰置境遇]|長(?![期程年久])"),
    "司": re.compile(r"法(?!規)|機|長(?![期程年久])"),
}
KINDS = ("部", "會", "署", "局", "院", "行", "府", "公司", "中心", "總隊")  # what 本 and 該 refer to
_PRONOUN = re.compile(rf"[本該](?<![基根資日原成][本該])({'|'.join(KINDS)})")
_OWN = re.compile(r"[本該貴][部會署局院]\Z")
_MAY_BEGIN = frozenset("將由經依與及和或據請向對於後前在是至並另而但故爰惟則為及從受使讓令如若因同暨我亦也仍已業又且")
_INTRODUCED = re.compile(r"\((?:以下|下|以)?(?:簡稱|稱)(?:為)?「?([^()「」，。；、]{2,14})」?\)")
_CITY = re.compile(
    r"(?:\A|(?<=[，。；：\n」]))(?:另|並|且|其中|目前|未來)?(\w{2}[市縣])"
    r"(?=(?:[亦也已業並仍現刻正均即]|目前|持續|本?\(?\d{1,3}\)?年){0,3}(?:將|規劃|預計|預定|刻正|擬|積極|辦理|推動))"
)  # «桃園市將於年底前完成…»: its government
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Mention(NamedTuple):
    """A body named in a (folded) text; ``agency`` is None for a pronoun: 本部, 該署."""

    start: int
    end: int
    words: str
    agency: Agency | None = None


def mentions(text: str, day: date, aliases: Mapping[str, Agency] | None = None) -> tuple[Mention, ...]:
    """Names and pronouns in a folded ``text``, in order, without overlaps.

    Args:
        text: a shadow (``decode.folding``); offsets count its characters.
        day: the date of the letter, which decides who bore a name.
        aliases: short forms that the letter itself has introduced (``introduced``).
    """
    found = {mention.start: mention for mention in _named(text, day)}
    if aliases:
        for mention in _aliased(text, aliases):
            if mention.start not in found or found[mention.start].end < mention.end:
                found[mention.start] = mention
    for match in _CITY.finditer(text) if "市" in text or "縣" in text else ():
        if city := _body(match[1] + "政府", day):
            found.setdefault(match.start(1), Mention(match.start(1), match.end(1), match[1], city))
    for match in _PRONOUN.finditer(text):
        if not _runs_on(match[1][-1], text, match.end()):
            found.setdefault(match.start(), Mention(match.start(), match.end(), match[0]))
    return tuple(_apart(found[start] for start in sorted(found)))


def introduced(text: str, day: date) -> Mapping[str, Agency]:
    """Short forms that a folded text introduces itself: «臺灣高等檢察署(下稱臺高檢署)»."""
    known: dict[str, Agency] = {}
    for mention in _named(text, day) if _INTRODUCED.search(text) else ():
        match = _INTRODUCED.match(text, mention.end)
        if match and mention.agency and not _PRONOUN.match(match[1]) and _HAN.search(match[1]):
            known.setdefault(match[1], mention.agency)
    return known


@lru_cache(maxsize=64)
def _named(text: str, day: date) -> tuple[Mention, ...]:
    """Forms of the register in ``text``, each resolved for the day; unborn bodies are no mention.

    Kept for the last texts: a sentence is read alone and after its context, a heading above each sentence.
    """
    return tuple(_found(text, day))


def _found(text: str, day: date) -> Iterator[Mention]:
    for start, end in spans(_pattern(), text):
        words = text[start:end]
        agency = _body(words, day)
        if agency is None or _runs_on(words[-1], text, end) or _is_tail(words, text, start):
            continue
        begin = start - 2 if _OWN.search(text, max(0, start - 2), start) else start
        yield Mention(begin, end, text[begin:end], agency)


def _aliased(text: str, aliases: Mapping[str, Agency]) -> Iterator[Mention]:
    pattern = _alternatives(tuple(sorted(aliases, key=len, reverse=True)))
    for match in pattern.finditer(text):
        if not _runs_on(match[0][-1], text, match.end()):
            yield Mention(match.start(), match.end(), match[0], aliases[match[0]])


def _apart(found: Iterable[Mention]) -> Iterator[Mention]:
    """Without those that begin inside another."""
    end = 0
    for mention in found:
        if mention.start >= end:
            yield mention
            end = mention.end


def _runs_on(last: str, text: str, end: int) -> bool:
    """True where the word goes on: 教育部 in «教育部分»."""
    longer = _LONGER.get(last)
    return longer is not None and longer.match(text, end) is not None


def _is_tail(words: str, text: str, start: int) -> bool:
    """True where the word began earlier: 環保署 in «美國環保署», 指揮中心 in «勤務指揮中心»."""
    before = text[max(0, start - 4) : start]
    if before.endswith(register().foreign) and not words.endswith(_DOMESTIC_ENDS):
        return True
    if words not in register().bounded or not before or before[-1] in _MAY_BEGIN or _OWN.search(before):
        return False
    return _HAN.match(before[-1]) is not None


@lru_cache(maxsize=16384)
def _body(words: str, day: date) -> Agency | None:
    return register().body(words, day)


@cache
def _pattern() -> re.Pattern[str]:
    forms = register().forms()
    first, second = ("".join({form[at] for form in forms}) for at in (0, 1))
    return leaping(_any_of(forms), first, second)


@lru_cache(maxsize=256)
def _alternatives(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _any_of(words: Iterable[str]) -> str:
    """The source of a pattern for the longest of ``words``: shared beginnings are tried once."""
    root: dict[str, object] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})  # type: ignore[assignment]  # nested dicts of themselves
        node[""] = {}
    return _branches(root)


def _branches(node: Mapping[str, object]) -> str:
    parts = [
        re.escape(character) + _branches(below)  # type: ignore[arg-type]  # nested dicts of themselves
        for character, below in sorted(node.items())
        if character
    ]
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
    return f"{body}?" if "" in node else body
