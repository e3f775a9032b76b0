"""What the head of a reply says: the letter's key, the question's key, the session, who asks, who answers.

Patterns are those of FACTS §1.3 and §4, read on text without white space where wrapping or a
full-width blank could stand inside («院臺專字\\n第…號», «余　委員　天»).
"""

import re
from typing import Final

__all__ = ["answering_bodies", "asker_names", "letter_key", "question_key", "session_of", "squeeze"]

_HAN: Final = "[\u3007\u3400-\u9fff\ue000-\ufaff\U00020000-\U0003ffff]"
_LATIN: Final = r"(?:[ ．.·‧・•]?[A-Za-z][A-Za-z ．.·‧・•'’-]{0,40}[A-Za-z'’])"
_LINK: Final = (
    r"(?:等[0-9０-９一二三四五六七八九十]{1,3}人)?[，,：:]?"
    r"(?:就|對|為|於|針對|鑑於|鑒於|有鑑於|有關|關於|建議|建請|請|要求|所提|因|$)"
)
_GIVEN: Final = f"(?:(?![就對]){_HAN})"
_SENT = re.compile(r"行政院函[送復覆](?:立法院|本院)?")
# what stands before the name in the 主旨 of a letter of its own: «函送貴院王委員…», «有關王委員…»
_FORWARDED = re.compile(r"(?:主旨[:：]|(?:函|檢|陳)[送復覆陳]|有關|關於|貴院|大院|立法院|本院)+")
_COUNT = re.compile(r"等[0-9０-９一二三四五六七八九十]{1,3}人")
# 「吳委員秉叡就…」 「張廖前委員萬堅就…」 「鄭委員天財Sra Kacaw就…」; two characters are the rule, then one, then three
_SURNAME_FIRST = re.compile(rf"({_HAN}{{1,2}}?)(?:前)?委員(?!會)")
_GIVEN_NAMES = tuple(re.compile(rf"({_GIVEN}{size}{_LATIN}?){_LINK}") for size in ("{2}", "{1}", "{3}"))
# 「廖國棟Sufin．Siluko委員就…」 「伍麗華Saidhai Tahovecahe委員就…」
_NAME_FIRST = re.compile(rf"({_HAN}{{0,4}}{_LATIN}|{_HAN}{{3,4}})(?:前)?委員(?!會)(?={_LINK})")
# 「委員王婉諭、賴瑞隆、陳椒華等7人對…」 「委員伍麗華Saidhai Tahovecahe就…」
_LISTED = re.compile(
    rf"(?:前)?委員(?!會)((?:{_HAN}{{0,4}}{_LATIN}|{_HAN}{{2,4}})(?:、(?:{_HAN}{{0,4}}{_LATIN}|{_HAN}{{2,4}}))*)"
)
_LAST_NAMES = tuple(re.compile(rf"({_GIVEN}{size}{_LATIN}?){_LINK}") for size in ("{3}", "{2}", "{4}", "{0}"))

_LETTER = re.compile(r"([\w]{2,10}字)第([0-9]{6,14})號")
_QUESTION = re.compile(r"編號[:：]?([0-9]{1,2}[-－–][0-9]{1,2}[-－–][0-9]{1,3}[-－–][0-9]{1,5})")
_SESSION = re.compile(r"第([0-9]{1,2})屆第([0-9]{1,2})會期")
_TABLE = str.maketrans("０１２３４５６７８９（）：台", "0123456789():臺")

_OPENER = re.compile(r"經交據?((?:(?!經交|[。；]).){1,80}?)(?:查[復覆]|答[復覆]|函[復覆])")
_ALIAS = re.compile(r"[（(][^（）()]{0,40}[）)]")
_NOBODY = re.compile(r"^(?:各?(?:有關|相關)(?:機關|單位|部會)|各(?:機關|單位|部會))")
_SPLIT = re.compile(
    r"[、，,]|會[商同]|(?<=[部會署局處院行府司廳所])(?:及|與|暨|並)(?=[^、]{1,30}[部會署局處院行府司廳所心]$|[^、]{1,30}[、及與])"
)


def squeeze(text: str) -> str:
    """A text without white space (for reading its head; never for quoting)."""
    return "".join(text.split())


def letter_key(number: str) -> str | None:
    """«院臺專字第1050016514號» of a 行政院函 line as written; 台 and 臺, widths and blanks aside.

    The digits stay a string: one real letter has eleven («院臺施字第11000085469號»). A line without
    a number («行政院函　中華民國110年») has no key.
    """
    found = _LETTER.search(re.sub(r"^.*日", "", squeeze(number).translate(_TABLE)))
    return f"{found[1]}第{found[2]}號" if found else None


def question_key(number: str) -> str | None:
    """«9-1-7-185» of «（立法院函　編號：9-1-7-185）»; else the number without blanks, widths aside.

    «（立法院函　…台立院議字第1100703867號　施政報告質詢4號）» keeps both numbers: one letter has many questions.
    """
    flat = squeeze(number).translate(_TABLE).strip("()")
    found = _QUESTION.search(flat)
    return found[1].replace("－", "-").replace("–", "-") if found else flat or None


def session_of(*texts: str | None) -> tuple[int | None, int | None]:
    """Term and session that a subject («就第10屆第4會期施政質詢») or a question number (10-4-12-100) tells."""
    for text in texts:
        flat = squeeze(text or "").translate(_TABLE)
        if found := _SESSION.search(flat):
            return int(found[1]), int(found[2])
        if found := _QUESTION.search(flat):
            term, session = re.split("[-－–]", found[1])[:2]
            return int(term), int(session)
    return None, None


def asker_names(subject: str) -> tuple[str, ...]:
    """The legislators a subject names, in full; an opener with a surname only («吳委員就…») names nobody.

    Reads «（一）行政院函送吳委員秉叡就…», «委員王婉諭、賴瑞隆等2人對…», «廖國棟Sufin．Siluko委員就…»,
    «張廖前委員萬堅就…», «楊委員曜就…», «函送貴院王委員甲就…» of a 主旨; refuses «行政院函送業務委員會就…».
    """
    flat = re.sub(r"(?<=[A-Za-z])\s*\n\s*(?=[A-Za-z])", " ", subject[:1000])
    flat = re.sub(r"[\n\r\t\u3000]|(?<=[^A-Za-z]) | (?=[^A-Za-z])", "", flat)
    sent = _SENT.search(flat) or _FORWARDED.match(flat)
    rest = flat[sent.end() :] if sent else flat
    if listed := _LISTED.match(rest):
        return _listed_names(rest[listed.start(1) :])
    if named := _NAME_FIRST.match(rest):
        return (named[1].strip(),)
    names: list[str] = []
    while (surname := _SURNAME_FIRST.match(rest)) is not None:
        given = _first_match(_GIVEN_NAMES, rest, surname.end(), following="、")
        if given is None:
            break
        names.append(surname[1] + given)
        rest = rest[surname.end() + len(given) :].removeprefix("、")
    return tuple(name.strip() for name in names)


def _first_match(patterns: tuple[re.Pattern[str], ...], text: str, at: int, following: str = "") -> str | None:
    if following:
        stop = text.find(following, at, at + 30)
        if 0 < stop - at <= 3 or (stop > at and re.search("[A-Za-z]", text[at:stop]) and "就" not in text[at:stop]):
            return text[at:stop]
    for pattern in patterns:
        if found := pattern.match(text, at):
            return found[1]
    return None


def _listed_names(rest: str) -> tuple[str, ...]:
    names: list[str] = []
    while True:
        stop = rest.find("、", 0, 45)
        count = _COUNT.search(rest[:45])
        if stop > 0 and not (count and count.start() < stop) and not re.search("[就對]", rest[:stop]):
            names.append(rest[:stop])
            rest = rest[stop + 1 :]
            continue
        last = rest[: count.start()] if count else _first_match(_LAST_NAMES, rest, 0)
        if last:
            names.append(last)
        return tuple(name.strip() for name in names)


def answering_bodies(text: str) -> tuple[str, ...]:
    """Who answers, as the opener writes it: «經交據衛生福利部查復如下» → («衛生福利部»,).

    Short-name brackets «（下稱工程會）» go; «有關機關（單位）» names none; «敬答復如下» has no opener.
    """
    opener = _OPENER.search(squeeze(text[:4000])[:3000])
    if opener is None:
        return ()
    bodies = _ALIAS.sub("", opener[1])
    if _NOBODY.match(bodies):
        return ()
    return tuple(body for body in (part.strip("等") for part in _SPLIT.split(bodies)) if len(body) > 1)
