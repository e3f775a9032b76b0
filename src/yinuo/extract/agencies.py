"""Which body a letter speaks of, and which one answers for doing what a sentence promises.

The grammar is small: a body is the doer where it stands as the subject («觀光局將持續…», «由臺高檢署
規劃…»), not where it is a partner («與經濟部合作»), an addressee («函請內政部») or an attribute
(«經濟部所提…»). Without a doer in the sentence the nearest earlier one of the section goes on,
then the headings, then the body that answers the letter. Where nothing speaks: None, not a guess.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from yinuo.decode.folding import fold
from yinuo.extract.agency_mentions import Mention, introduced, mentions
from yinuo.extract.agency_register import Agency, register
from yinuo.model import AgencyRef, Document

__all__ = ["answering", "find_agencies", "resolve", "responsible"]

_REACH = 1500  # characters before a sentence that are read for its subject
_CLAUSE = 3.0  # weight of a plain subject: what the sentence is about, with a verb of doing after it

_SENTENCE_END = re.compile(r"[。；\n]")
_UNSPECIFIC = re.compile(r"(?:有關|相關|各|主管|權責|業務)+(?:機關|部會|單位|機構)")
_ALSO = re.compile(r"(?:與|及|和|、|暨|或|會同|偕同|協同|結合|洽請?|會商|商請|偕|併同|連同|共同|聯合)\Z")
_ASKED = re.compile(
    r"(?:請|要求|督促|督導|責成|輔導|補助|協助|委託|委請|委由|協調|鼓勵|支持|配合|責由|促使|指示|籲請|敦請|函知|通知|促請)\Z"
)
_OBJECT = re.compile(
    r"(?:依|據|依照|依據|按|經|報|報請|陳報|函報|送|提送|函送|檢送|送請|向|對|對於|至|於|在|從|自|赴|透過|運用|提供|交|移請|轉請|俟|待|"
    r"由於|隸屬|屬|為|是|非|有關|關於|針對|就|給|予|納入|併入|參照|參考|參採|依循|遵照|遵循|以|比照|刊登|公布於|回應|因應)\Z"
)
_ATTRIBUTE = re.compile(
    r"之|的|所(?!屬)|[\d一二三四五六七八九]|「|（|公告|核定|函|網站|官網|前揭|發布|訂定|訂頒|主管|資料|統計"
)
_DOING = re.compile(
    r"(?:[\d()年月日\u4e00-\u9fff]{0,6}?)(?:將|亦|並|刻正|刻|持續|賡續|積極|除|預計|預定|擬|規劃|目前|未來|後續|即|仍|應|自|配合|業|已|"
    r"推動|辦理|為|正|現|得|均|也|每|致力|努力|加強|強化|會|協助|督導|透過|依|於|針對|考量|因應|就|提出|責成|與|會同)"
)
_BEGINS = re.compile(
    r"(?:\A|[，。；：、)\n」])(?:(?:另|惟|至|爰|故|此外|並|且|而|又|其中|未來|後續|目前|嗣後|同時|綜上|因此)，?){0,2}\Z"
)
_BY = re.compile(r"(?:由|仍由|將由|宜由|應由|則由|係由|改由)\Z")
_GOVERNMENT = re.compile(
    r"(?<![方市縣國鄉鎮區州邦省央德我越日])政府(?!部門|機關|間|採購|資訊|資料|電子|開放|補助|網站)|(?<![立監司考法學醫入住出])本院"
)


def resolve(words: str, on: date) -> AgencyRef:
    """The body that ``words`` name on that day; an unknown one keeps its words and has no id."""
    return register().on(words, on) or AgencyRef(words=words)


def find_agencies(text: str, on: date) -> tuple[tuple[int, int, AgencyRef], ...]:
    """Every body named in ``text``, as (start, end, reference), in order; offsets count ``text``.

    Longest form first; pronouns (本部, 該署) are left out. Linear in the length of the text.
    """
    shadow = fold(text)
    found = []
    for mention in mentions(shadow.text, on, introduced(shadow.text, on)):
        if mention.agency:
            start, end = shadow.original(mention.start, mention.end)
            found.append((start, end, register().ref(mention.agency, text[start:end], on)))
    return tuple(found)


def answering(document: Document) -> tuple[AgencyRef, ...]:
    """The bodies that answer the letter, as the register knows them on its day.

    «經交據有關機關查復» names none; an unknown name keeps its words.
    """
    day = document.date.last
    found: dict[str, AgencyRef] = {}
    for words in document.agencies:
        if _UNSPECIFIC.search(fold(words).text):
            continue
        named = find_agencies(words, day)
        refs = [ref for _, _, ref in named] if len(named) > 1 else [resolve(words, day)]
        if refs[0].id is None and named:
            refs = [named[0][2]]
        found |= {ref.id or ref.words: ref for ref in refs}
    return tuple(found.values())


def responsible(document: Document, headings: tuple[str, ...], sentence: str, before: str = "") -> AgencyRef | None:
    """The body that is to do what ``sentence`` of ``document`` promises; None where nothing speaks.

    Args:
        document: the letter.
        headings: the outline path above the sentence, outermost first.
        sentence: the promise, or the whole unit it stands in.
        before: the text of the same section before the sentence, or all of the letter before it.
    """
    reader = _Reader(document)
    chosen = (
        reader.doer(sentence, before) or reader.earlier(before) or reader.heading(headings) or reader.default(sentence)
    )
    return chosen


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A mention, the body it stands for, and how surely it is the doer."""

    mention: Mention
    agency: Agency
    weight: float


class _Reader:
    """One letter's day, answering bodies and introduced short forms."""

    def __init__(self, document: Document) -> None:
        self.day = document.date.last
        self.aliases = introduced(fold(document.text).text, self.day)
        answers = [register().agencies[ref.id] for ref in answering(document) if ref.id]
        self.answering = tuple(answers)

    def doer(self, sentence: str, before: str) -> AgencyRef | None:
        """The subject of the sentence itself."""
        text = fold(sentence).text
        best = self._best(text, fold(before[-_REACH:]).text)
        return self._ref(best) if best and best.weight >= 2 else None

    def earlier(self, before: str) -> AgencyRef | None:
        """The subject of the nearest earlier sentence that has one."""
        text = fold(before[-_REACH:]).text
        starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
        end = len(text)
        for start in reversed(starts):
            best = self._best(text[start:end], text[:start])
            if best and best.weight >= 2:
                return self._ref(best)
            end = start
        return None

    def heading(self, headings: Sequence[str]) -> AgencyRef | None:
        """A body named in the nearest heading."""
        for words in reversed(headings):
            named = [mention for mention in mentions(fold(words).text, self.day, self.aliases) if mention.agency]
            if len(named) == 1 and named[0].agency:
                return register().ref(named[0].agency, named[0].words, self.day)
        return None

    def default(self, sentence: str) -> AgencyRef | None:
        """The one answering body; the Executive Yuan where the letter says 政府 or 本院."""
        if len(self.answering) == 1:
            only = self.answering[0]
            return register().ref(only, only.name_on(self.day), self.day)
        match = _GOVERNMENT.search(fold(sentence).text)
        return register().on("行政院", self.day) if match else None

    def _ref(self, best: _Weighed) -> AgencyRef:
        return register().ref(best.agency, best.mention.words, self.day)

    def _best(self, text: str, before: str) -> _Weighed | None:
        best: _Weighed | None = None
        for weighed in self._weighed(text, before):
            if best is None or weighed.weight > best.weight:
                best = weighed
        return best

    def _weighed(self, text: str, before: str) -> Iterator[_Weighed]:
        previous: Mention | None = None
        for mention in mentions(text, self.day, self.aliases):
            agency = mention.agency or self._antecedent(mention, text[: mention.start], before)
            weight = _weight(text, mention, previous)
            previous = mention
            if agency is not None and agency.answers | (agency.kind == "local"):
                yield _Weighed(mention, agency, weight)

    def _antecedent(self, mention: Mention, left: str, before: str) -> Agency | None:
        """What a pronoun stands for: 本部 the answering body, 該署 the last one so named."""
        kind = mention.words[1:]
        if mention.words.startswith("本"):
            fitting = [agency for agency in self.answering if agency.name_on(self.day).endswith(kind)]
            return fitting[0] if fitting else None
        for text in (left, before):
            for earlier in reversed(mentions(text, self.day, self.aliases)):
                if earlier.agency and earlier.agency.name_on(self.day).endswith(kind):
                    return earlier.agency
        return None


def _weight(text: str, mention: Mention, previous: Mention | None) -> float:
    """How surely a mention is the doer of its sentence: 3 surely, 2 likely, below 2 not."""
    left = text[: mention.start]
    if left.count("「") > left.count("」"):
        return 0.0
    tail = left[-6:]
    if _ALSO.search(tail):
        return 0.5
    if _BY.search(tail):
        return 2.5
    if _ASKED.search(tail):
        return 1.5
    if _OBJECT.search(tail):
        return 0.5
    if _ATTRIBUTE.match(text, mention.end):
        return 1.0
    begins = _BEGINS.search(left[-12:]) is not None
    doing = _DOING.match(text, mention.end) is not None
    return 1.5 + (1.0 if doing else 0.0) + (0.5 if begins else 0.0)
