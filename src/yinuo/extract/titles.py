"""A title of at most 20 characters, understood without the letter.

The clause that carries the promise is taken, its subject and words of modality are left out, and
what «本案» or «該計畫» points at is fetched from the heading or the letter's subject.
"""

import re
from collections.abc import Sequence

from yinuo.decode.folding import fold

__all__ = ["LONGEST", "title"]

LONGEST = 20

_SUBJECT = re.compile(
    r"(?:本(?:部|會|院|署|局|處|府|公司|總處)|政府|相關(?:機關|部會|單位)|各(?:部會|機關)|[^，的之]{2,10}?(?:部|會|署|局|處|院|公司|府|中心|銀行)(?=[將亦均仍並已刻預擬規持賡積後未]))"
)
_MODAL = re.compile(
    r"(?:後續|未來|今後|屆時|目前|刻正|爰|並|亦|均|仍|即|另|再|也|業|已|惟|俟[^，]{2,24}後，?|"
    r"將(?!軍|近|來)|會(?=持續)|預計|預定|規劃(?=於|自|在|[將0-9])|擬(?=於|將|[^定訂])|可望|期能|期以|儘速|儘早|依法|予以|進行)"
)
_POINTS = re.compile(
    r"本案|該案|此案|上開|前開|前揭|上述|該(?:計畫|工程|路段|條例|辦法|[^部會署局院處府公校員])|本(?:計畫|工程|條例|法|項|路段|辦法)|相關|此"
)
_TOPIC = re.compile(
    r"(?:關於|有關|針對|至於|就|為|對)?(.{2,}?)(?:之?(?:問題|情形|部分|方面|一節|一事|乙節|等|說明|議題))*[:：]?$"
)
_SUBJECT_LINE = re.compile(r"(?:就|為|針對|對|鑒於|有關)(.{2,120}?)(?:問題|一案|乙案|等)?所提(?:書面)?質詢")
_EMPTY = re.compile(r"第[0-9一二三四五六七八九十]+屆|施政質詢|施政報告|專案報告")
_DROPPED = re.compile(r"\([^()]{0,80}\)|[「」『』《》〈〉\"'\s]")
_PROMISING = (re.compile("將(?!軍|近|來|領)|預計|預定|擬(?!定|訂)"), re.compile("規劃|持續|賡續|研議|俟|加強|強化"))
_NO_OBJECT = re.compile(
    r"(?:如期)?(?:於|在)?[0-9年月日底前本明第季上下半旬]{2,12}(?:可|全面|正式)?(?:完工|完成|通車|啟用|營運|實施|施行|動工|開工|上線)*$"
)
_BREAK = re.compile(r"[，、；：。]|(?:以及|及|與|並|以|俾)")


def title(words: str, headings: Sequence[str] = (), subject: str = "") -> str:
    """A title of 1 to 20 characters for a promise.

    Args:
        words: the promise as quoted.
        headings: outline path above it, outermost first.
        subject: the letter's 案由, or a report's title.

    Example:
        >>> title("本局預計114年3月完成長安橋改建。")
        '114年3月完成長安橋改建'
    """
    shadow = _plain(words)
    core = _core(shadow)
    if _POINTS.search(core[:12]) or len(core) < 10 or _NO_OBJECT.match(core):
        topic = _topic(headings, subject)
        if topic and topic not in core:
            core = topic[: LONGEST - min(len(core), 9)] + _POINTS.sub("", core, count=1)
    return _short(core) or _short(shadow) or "承諾事項"


def _plain(words: str) -> str:
    """Without blanks, brackets and quotation marks; 臺 where the text writes nothing but 臺."""
    shadow = fold(words).text
    if "臺" in words and "台" not in words:
        shadow = shadow.replace("台", "臺")
    return _DROPPED.sub("", shadow)


def _core(shadow: str) -> str:
    """The first clause that promises, without subject and modality."""
    parts = [part for part in re.split(r"[，；。：]", shadow) if part]
    if not parts:
        return ""
    places = (at for sign in _PROMISING for at, part in enumerate(parts) if sign.search(part))
    chosen = next(places, 0)
    core = parts[chosen]
    core = _stripped(core)
    if len(core) < 6 and chosen + 1 < len(parts):
        core += _stripped(parts[chosen + 1])
    return core


def _stripped(part: str) -> str:
    before = ""
    while part != before:
        before = part
        part = _MODAL.sub("", part, count=1) if _MODAL.match(part) else part
        subject = _SUBJECT.match(part)
        if subject and len(part) - subject.end() >= 4:
            part = part[subject.end() :]
    return re.sub(r"(?<=.)(?:將|預計|擬)(?=[^軍近來])", "", part, count=1)


def _topic(headings: Sequence[str], subject: str) -> str:
    """What the letter is about here: the nearest heading that says something, else its subject."""
    for heading in reversed(headings):
        plain = _plain(heading)
        found = _TOPIC.match(plain)
        if found and len(found[1]) >= 3 and not re.search("如下|說明|作法|辦理情形|措施$|規劃$", plain):
            return _tail(found[1])
    asked = _SUBJECT_LINE.search(_plain(subject))
    if asked and not _EMPTY.search(asked[1]):
        return _tail(asked[1])
    return ""


def _tail(words: str) -> str:
    """The last phrase of a long topic, which names the thing."""
    pieces = [piece for piece in re.split("[，、；]", words) if len(piece) >= 3]
    return (pieces[-1] if pieces else words)[:14]


def _short(words: str) -> str:
    """``words`` in at most 20 characters, cut where a phrase ends if there is such a place."""
    words = words.strip("，、；：。 .,;:")
    if len(words) <= LONGEST:
        return words
    ends = [mark.start() for mark in _BREAK.finditer(words, 12, LONGEST + 1)]
    cut = ends[-1] if ends else LONGEST
    while cut > 1 and words[cut - 1 : cut + 1].isalnum() and words[cut - 1 : cut + 1].isascii():
        cut -= 1  # never in the middle of a number or a name in letters
    return words[:cut].rstrip("，、；：。之的及與並以")
