"""An official letter on its own letterhead: number, day, 主旨, and whose question it answers.

The layout of the 公文程式, in a file of its own and not in a gazette::

    行政院　函
    發文日期：中華民國118年3月14日
    發文字號：院臺專字第1180012345號
    主旨：函送王委員大明就步道問題所提質詢之書面答復，請查照。
    說明：
    一、復貴院118年3月1日台立院議字第1180700001號函。
    二、王委員大明就步道問題所提質詢，經交據交通部查復如下：…

Lines may be wrapped, or all of it may stand on one line. Only the head of a text is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from yinuo.decode.dating import read_day
from yinuo.decode.letters import asker_names, squeeze
from yinuo.model import DateInterval, Precision

__all__ = ["Letterhead", "answers_a_question", "opening_askers", "read_letterhead"]

_OPENINGS: Final = 20  # sentences looked at: each costs a search
_HEAD: Final = 3000  # characters of a text in which its letterhead and its opener stand
_B: Final = r"[ \t\u3000]{0,8}"
_NUMBER = re.compile(rf"發文字號{_B}[:：]\s{{0,8}}([^\n:：]{{2,30}}?字第{_B}[0-9０-９]{{6,14}}{_B}號)")
_DAY = re.compile(rf"發文日期{_B}[:：]\s{{0,8}}([^\n:：]{{6,30}})")
_SUBJECT = re.compile(rf"(?:^|(?<=[\s號日。]))主{_B}旨{_B}[:：]\s{{0,8}}(?=\S)", re.MULTILINE)
_SUBJECT_END = re.compile(
    rf"。|\s{{1,8}}(?:說{_B}明|辦{_B}法|擬{_B}辦|正{_B}本|副{_B}本){_B}[:：]|\n{_B}\n|\n{_B}[一1１][、.．]|\Z"
)
_SUBJECT_CAP: Final = 600  # characters
_WRAP = re.compile(rf"{_B}\n{_B}")
_LATIN_WRAP = re.compile(rf"(?<=[A-Za-z]){_B}\n{_B}(?=[A-Za-z])")
_START = re.compile(rf"(?:^|[。：:]){_B}(?:[（(]?[一二三四五六七八九十]{{1,3}}[）)、])?{_B}", re.MULTILINE)
_QUESTION = re.compile(r"[就對於為][^。]{0,400}?(?:所?提[^。，]{0,12}質詢|施政質詢|總質詢)")
# «王委員», «王委員大明», «王大明委員», «委員王大明等3人», up to the «就» after it; «各位委員» is nobody
_ASKER = re.compile(r"(?!各|多位|立法|本會)[^\W\d就對於向應]{0,4}委員(?!會)[^\W就對於為]{0,24}(?=[就對於為])")
_HANDED_OVER = re.compile(r"經交據?[^。；]{1,80}?[查答函][復覆](?:內容|情形|說明)?如[下次左]")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a letterhead says; each part is empty where it does not stand there."""

    number: str | None = None  # 發文字號, as written
    day: DateInterval | None = None  # 發文日期
    subject: str = ""  # 主旨, as written, in one line


def read_letterhead(text: str) -> Letterhead:
    """The letterhead of a text.

    Reads «主旨：函送王委員大明就步道問題所提質詢之書面答復，請查照。»; refuses a mention: «本案主旨：…».
    A day is one of a letter only where it is labelled so: «發布日期» is a report's (``dating``).
    """
    head = text[:_HEAD]
    number = _NUMBER.search(head)
    told = _DAY.search(head)
    day = read_day(told[1], months=False) if told else None
    return Letterhead(
        number=number[1].strip() if number else None,
        day=day if day is not None and day.precision is Precision.DAY else None,
        subject=_subject(head),
    )


def _subject(head: str) -> str:
    start = _SUBJECT.search(head)
    if start is None:
        return ""
    words = head[start.end() : start.end() + _SUBJECT_CAP]
    end = _SUBJECT_END.search(words)
    words = words[: end.start() + (end[0] == "。")] if end else words
    return _WRAP.sub("", _LATIN_WRAP.sub(" ", words)).strip()


def opening_askers(text: str) -> tuple[str, ...]:
    """Whom the first sentence of an answer names: «二、王委員大明就步道問題所提質詢，經交據…».

    A surname alone names nobody («王委員就步道問題所提質詢»), and neither does a sentence that
    answers no question («王委員大明就任主席»).
    """
    for words in _openings(text[:_HEAD]):
        if _QUESTION.search(squeeze(words)) and (names := asker_names(words)):
            return names
    return ()


def answers_a_question(text: str) -> bool:
    """True where the head of a text is that of an answer to a legislator, with or without a number.

    Reads «本案經交據交通部查復如下：» and a sentence that opens «王委員就步道問題所提質詢…»; refuses
    one in the midst of news: «部長回應王委員就步道問題所提質詢時表示…».
    """
    head = text[:_HEAD]
    if _HANDED_OVER.search(squeeze(head)):
        return True
    for words in map(squeeze, _openings(head)):
        asker = _ASKER.match(words)
        if asker and _QUESTION.match(words, asker.end()):
            return True
    return False


def _openings(head: str) -> Iterator[str]:
    """The first words of each sentence that soon names a legislator, at most twenty of them."""
    found = 0
    for start in _START.finditer(head):
        words = head[start.end() : start.end() + 500]
        if "委員" in words[:40]:
            yield words
            found += 1
        if found == _OPENINGS:
            return
