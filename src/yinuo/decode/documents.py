"""Captures → documents: every text with its number, kind, session, askers, answering bodies and day.

A text is cut where it holds many letters (``gazette``). Its day is the letter's own, from the
行政院函 line; else the day the user gives; else what the text itself tells (``dating``). A text
with no day is refused: undated text can neither promise nor prove.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from yinuo.decode.dating import document_date, head_lines, letter_day
from yinuo.decode.formats import SIZE_CAP, Text, read_texts
from yinuo.decode.formats.encodings import garbled
from yinuo.decode.gazette import ReplyText, split_replies
from yinuo.decode.letterhead import answers_a_question, opening_askers, read_letterhead
from yinuo.decode.letters import answering_bodies, asker_names, letter_key, question_key, session_of, squeeze
from yinuo.errors import Conflicting, Damaged, InputError, PicturesOnly, TooLarge, Undated
from yinuo.model import DateInterval, Document, DocumentKind, fingerprint, stable_id

__all__ = ["TEXT_CAP", "read_documents"]

TEXT_CAP: Final = 2_000_000  # characters of one document: reading costs time and memory with its length

_KINDS: Final = {
    "質詢答復": DocumentKind.REPLY,
    "答復": DocumentKind.REPLY,
    "報告": DocumentKind.REPORT,
    "新聞稿": DocumentKind.NEWS,
    "新聞": DocumentKind.NEWS,
    "公報": DocumentKind.GAZETTE,
} | {kind.value: kind for kind in DocumentKind}
_PICTURE = re.compile(r'INCLUDEPICTURE\s{1,4}"[^"]{0,1000}"(?:\s{0,4}\\[*d](?:\s{0,4}MERGEFORMAT\w{0,4})?){0,3}')
_WORD = re.compile(r"[^\W_]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENER = re.compile(r"委員[^。]{1,1500}?經交據?[^。]{1,80}?(?:查[復覆]|答[復覆])")
_NEWS = re.compile(r"新聞稿|新聞資料|新聞參考資料|即時新聞")
_LETTERHEAD = re.compile(
    r"^.{0,16}新聞(?:稿|資料|參考資料)$|^.{0,8}(?:日期|時間|單位)[:：]|^[\W\d年月日民國中華（）()]{1,40}$"
)
_REPORT = re.compile(r"報告|回顧|年報|白皮書|成果|計畫|概況|檢討|施政|業務")
_PRINTABLE_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")


def read_documents(
    data: bytes | Iterable[bytes],
    name: str,
    *,
    date: DateInterval | None = None,
    kind: DocumentKind | None = None,
    size_cap: int = SIZE_CAP,
    text_cap: int = TEXT_CAP,
) -> Iterator[Document | InputError]:
    """Every document in some bytes, and in its place an error for every one that cannot be read.

    Args:
        data: a whole file, or the lines of a JSON Lines file of any length.
        name: path or address as the user knows it; it becomes ``Document.source``.
        date: the day to give a document; it outranks everything but the day of a letter's own
            number, so that one ``--date`` over a folder never re-dates a letter.
        kind: the kind to give every document, where the reader should not find it.
        size_cap: bytes above which a whole file is refused.
        text_cap: characters above which one document is refused; of a gazette, one letter.

    Yields:
        Documents in the order of the source. The same id again with the same text is passed
        over; with another text it is a ``Conflicting`` error. Never raises on any bytes.
    """
    seen: dict[str, str] = {}
    for item in read_texts(data, name, size_cap=size_cap):
        if isinstance(item, InputError):
            yield item
            continue
        for document in _documents(item, name, date, kind, text_cap):
            if isinstance(document, InputError):
                yield document
            elif document.id not in seen:
                seen[document.id] = document.fingerprint
                yield document
            elif seen[document.id] != document.fingerprint:
                yield _conflict(document)


def _conflict(document: Document) -> Conflicting:
    return Conflicting(
        f"同一識別碼有兩份不同內文（one id, two texts）：{document.id}",
        where=document.source,
        remedy="只採第一份；請核對來源（the first is kept; compare the sources）",
    )


def _documents(
    text: Text, name: str, date: DateInterval | None, kind: DocumentKind | None, text_cap: int
) -> Iterator[Document | InputError]:
    where = text.where or name
    if fault := _unreadable(text.text, where):
        yield fault
        return
    replies = () if text.format == "json" else split_replies(text.text)
    if not replies:
        yield _over(text.text, where, text_cap) or _single(text, name, date, kind)
        return
    for reply in replies:
        place = f"{where}（{letter_key(reply.number) or reply.number}）"
        yield _over(reply.body, place, text_cap) or _unreadable(reply.body, place) or _reply(reply, text, where, kind)


def _over(text: str, where: str, cap: int) -> TooLarge | None:
    if len(text) <= cap:
        return None
    return TooLarge(
        f"單一文件 {len(text):,} 字，超過上限 {cap:,} 字（one document over the cap of {cap:,} characters）",
        where=where,
        remedy="請拆成較小的文件（split it into smaller documents）",
    )


def _unreadable(text: str, where: str) -> InputError | None:
    """Why a text cannot be used though its bytes could be read."""
    if "INCLUDEPICTURE" in text and not _WORD.search(_PICTURE.sub("", text)):
        return PicturesOnly(
            "只有頁面影像，沒有文字層（page images only, no text layer）",
            where=where,
            remedy="請先做文字辨識（run OCR first）",
        )
    if _SURROGATE.search(text) or garbled(text):
        return Damaged(
            "文字是亂碼（mojibake: decoded with a wrong encoding somewhere before）",
            where=where,
            remedy="請取得原檔並存為 UTF-8（get the original and save it as UTF-8）",
        )
    return None


def _reply(reply: ReplyText, text: Text, where: str, kind: DocumentKind | None) -> Document | InputError:
    """A letter cut from a longer text."""
    day = letter_day(reply.number)
    if day is None:
        return _undated(where)
    subject = reply.subject or read_letterhead(reply.body).subject
    term, session = session_of(subject, reply.question_number)
    return Document(
        id=_identity(
            text.metadata if len(reply.body) * 2 > len(text.text) else {},
            reply.number,
            reply.question_number,
            reply.body,
        ),
        kind=kind or DocumentKind.REPLY,
        text=reply.body,
        date=day,
        title=subject,
        number=reply.number,
        question_number=reply.question_number,
        term=term,
        session=session,
        askers=asker_names(subject) or opening_askers(reply.body),
        agencies=answering_bodies(reply.body),
        url=text.metadata.get("url"),
        source=where,
    )


def _single(text: Text, name: str, date: DateInterval | None, kind: DocumentKind | None) -> Document | InputError:
    """One document from a whole text or record."""
    where = text.where or name
    metadata = {key: _encodable(value) for key, value in text.metadata.items()}
    head = read_letterhead(text.text)
    told = _encodable(text.title)
    title = (told if text.format == "json" else "") or head.subject or told or _title(text.text)
    number = metadata.get("number") or head.number
    kind = kind or _kind(metadata.get("kind"), number, title, text.text)
    told_day = (letter_day(number) if number else None) or (head.day if head.number else None)
    day = told_day or date or document_date(text.text, title, metadata, name)
    if day is None:
        return _undated(where)
    question = metadata.get("question_number")
    term_told = _small(metadata.get("term")), _small(metadata.get("session"))
    term, session = term_told if None not in term_told else session_of(title, question)
    is_reply = kind is DocumentKind.REPLY
    agency = metadata.get("agency")
    return Document(
        id=_identity(metadata, number, question, text.text),
        kind=kind,
        text=text.text,
        date=day,
        title=title,
        number=number,
        question_number=question,
        term=term,
        session=session,
        sitting=_small(metadata.get("sitting")),
        askers=(asker_names(title) or opening_askers(text.text)) if is_reply else (),
        agencies=answering_bodies(text.text) if is_reply else ((agency,) if agency else ()),
        url=metadata.get("url"),
        source=where,
    )


def _undated(where: str) -> Undated:
    return Undated(
        "找不到文件日期（no date in the document）",
        where=where,
        remedy="請以 --date YYYY-MM-DD 指定（give it with --date YYYY-MM-DD）",
    )


def _identity(metadata: Mapping[str, str], number: str | None, question: str | None, text: str) -> str:
    """The source's own id; else one made from the letter's and the question's numbers; else from the text."""
    told = metadata.get("id", "")
    if told:
        return told if _PRINTABLE_ID.fullmatch(told) else stable_id("document", told)
    if number and (key := letter_key(number)):
        return stable_id("document", key, (question and question_key(question)) or fingerprint(text))
    return stable_id("document", fingerprint(text))


def _kind(told: str | None, number: str | None, title: str, text: str) -> DocumentKind:
    if told and (known := _KINDS.get(told.strip().lower())):
        return known
    if "書面答復" in title or (number and "行政院函" in squeeze(number)) or _OPENER.search(squeeze(text[:4000])[:3000]):
        return DocumentKind.REPLY
    head = "\n".join([title, *head_lines(text)[:6]])
    if _NEWS.search(head):
        return DocumentKind.NEWS
    if "立法院公報" in head:
        return DocumentKind.GAZETTE
    if answers_a_question(text):
        return DocumentKind.REPLY
    return DocumentKind.REPORT if _REPORT.search(title) else DocumentKind.OTHER


def _title(text: str) -> str:
    """The line of the head that names the text: one that says it is a report, else the first.

    «環境部新聞稿» and a date on a line of its own name nothing, unless there is nothing else.
    """
    lines = [line for line in head_lines(text)[:6] if len(line) <= 80]
    telling = [line for line in lines if not _LETTERHEAD.search(line)]
    named = [line for line in telling if _REPORT.search(line)]
    return (named or telling or lines or [""])[0].strip("#*：: \u3000")


def _small(value: str | None) -> int | None:
    """A term, session or sitting: «05» → 5; «null», «01,02» and the like → None."""
    return int(value) if value and re.fullmatch(r"\d{1,3}", value.strip()) else None


def _encodable(value: str) -> str:
    return _SURROGATE.sub("\ufffd", value)
