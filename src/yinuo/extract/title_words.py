"""The words that titles are cut by, and how a text reads without what a title leaves out."""

import re
from functools import lru_cache

from yinuo.decode.folding import fold
from yinuo.vocabulary import load_toml

__all__ = ["ACTS", "DATE", "EMPTY", "ENDS", "NOUNS", "QUOTED", "SPARE", "alternatives", "content", "display"]

_LONGEST = 1200  # characters of a quote that are read; a title is in the first of them
_WORDS = {name: tuple(words.split()) for name, words in load_toml("titles.toml").items()}


def alternatives(words: tuple[str, ...]) -> str:
    """A pattern for any of ``words``, the longest first; grouped by first character, which is faster."""
    rests: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(own)})" for first, own in rests.items())


ACTS = _WORDS["acts"]
NOUNS = _WORDS["nouns"]
ENDS = re.compile(
    rf"(?:(?:前|後)?(?:可|將|再|得|並|全線|全面|正式|陸續|全數|即|先行|對外|公開|提前|辦理|予以|[一二三兩四五]段|全部)){{0,4}}"
    rf"(?:{alternatives(_WORDS['ends'])})(?:並|及|後)?"
)
_EMPTY = _WORDS["empty"] + ACTS + _WORDS["ends"]
_LINKS = "之的及與和或並等以於在為再可將由至後前約每計各"
_FIGURES = "0-9.,%萬億千百元座處件次個人名戶噸"
_BODY = "本[部會院署局處]|(?:內政|外交|國防|財政|教育|法務|經濟|交通|勞動|文化|農業|環境|衛福|衛生福利|數位發展)部"
_BEGINS = "".join(sorted({word[0] for word in _EMPTY})) + _LINKS + _FIGURES + "本內外國財教法經交勞文農環衛數"
EMPTY = re.compile(  # one look at the character spares a hundred words tried in vain
    rf"(?=[{_BEGINS}])(?:{alternatives(_EMPTY)}|[{_LINKS}]|[{_FIGURES}]+|{_BODY})"
)
SPARE = re.compile(rf"(?:{alternatives(_WORDS['spare'])})(?![性外])")
QUOTED = re.compile("[「『《〈]([^「」『』《》〈〉]{2,60})[」』》〉]")

_YEAR = r"(?:民國)?(?:[0-9]{2,4}|[一二三四五六七八九十百○〇零]{2,6})(?:學)?年度?"
_PART = (
    r"(?:第?[1-4一二三四]季|1?[0-9]月(?:份|[1-3]?[0-9]日|[上中下]旬|底|初|中)?"
    r"|[一二三四五六七八九十]{1,2}月(?:底|初|中旬)?|[上下]半年|底|初|中)"
)
_EDGE = r"(?:以前|之前|前|內|止|起)?"
DATE = re.compile(
    rf"(?:{_YEAR}(?:至{_YEAR}?)?{_PART}?|(?:[本今明次每同翌]?年度?){_PART}|1?[0-9]月(?:[1-3]?[0-9]日|[上中下]旬|底|初|份)?"
    rf"|[0-9一二三四五六七八九十]{{1,2}}個?[月年週日](?=內))(?:至{_PART})?{_EDGE}"
)

_TIME = re.compile("[年季月週日初中底]")  # one of them is in every date

_SAME_YEAR = re.compile(r"(?:本|今)年?[(（]([0-9]{2,4})[)）]年?")
_BRACKETS = re.compile(r"\([^()]{0,200}\)|【[^【】]{0,80}】")
_LIST = re.compile(
    r"(?:「[^「」]{2,60}」[、，]?(?:以及|及|與|和)?){2,12}等?"
    r"(?=.{1,3}(?:大|項|個)?[^，]{0,4}(?:面向|策略|主軸|方向|方案|計畫))"
)
_BLANK = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")
_MARKS = re.compile(r"^[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．](?![0-9])")


def display(words: str) -> str:
    """``words`` on one line without bracketed remarks, as the letter writes 臺 or 台.

    «本（110）年底» reads 「110年底」.
    """
    words = words[:_LONGEST]
    shadow = fold(words)
    text = shadow.text
    if "臺" in words:
        text = "".join(words[shadow.original(at, at + 1)[0]] if sign == "台" else sign for at, sign in enumerate(text))
    text = _SAME_YEAR.sub(r"\1年", text)
    text = _BRACKETS.sub("", text)
    text = _LIST.sub("", text)
    return _BLANK.sub("", _MARKS.sub("", text.replace("\n", "")))


@lru_cache(maxsize=4096)
def content(words: str) -> str:
    """What is left of ``words`` without dates, acts and words that name nothing."""
    if _TIME.search(words):
        words = DATE.sub("", words)
    return EMPTY.sub("", words).strip("，、；：。「」")
