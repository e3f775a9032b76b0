"""A sentence after its context, with every body that is named or meant there, and how surely each acts."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from yinuo.decode.folding import fold
from yinuo.decode.outline import marks
from yinuo.extract.agency_companies import companies
from yinuo.extract.agency_context import backwards
from yinuo.extract.agency_labels import under
from yinuo.extract.agency_mentions import KINDS, Mention, introduced, mentions
from yinuo.extract.agency_register import Agency, register
from yinuo.extract.agency_roles import ACTS, NAMED, weigh
from yinuo.extract.agency_topics import ministry, topic
from yinuo.model import AgencyRef, Document

__all__ = ["Speakers"]

_SURELY = 3.0  # the weight of a body that begins a clause and does something
_CLEARLY = 1.5  # how much must speak for a task against a subject that stands before
_ROW = 3  # from so many bodies in a row on, the first need not be the lead
_SOMEBODY = re.compile(r"政府|(?:相關|有關|各|主管|權責)(?:權責|主管|業務)?(?:機關|部會|單位)")
_HAN_END = re.compile(r"[\u4e00-\u9fff]\Z")
_STOPS = "。；\n"
_APPROVED = re.compile(r"核定|同意|通過|函|宣布|宣示|頒")

_CABINET = "行政院"
_ASIDE = re.compile(r"\s{0,2}(?:另|此外)")  # «另主計總處已將…納入考核»
_RULED = re.compile(r"[業已並經]{0,2}(?:裁示|指示|決議)")  # who rules does not do it
_MATTER = re.compile(r"本(?:案|計畫|工程)")
_IN_HANDS = re.compile(r"本(?:案|計畫|工程)(?:[現刻係已]|目前)?由")
_GOVERNMENT = re.compile(
    r"(?<![方市縣國鄉鎮區州邦省央德我越日])政府(?!部門|機關|間|採購|資訊|資料|電子|開放|補助|網站)"
    r"|(?<![立監司考法學醫入住出])本院|行政院|我國|(?:相關|有關|各)(?:權責|主管)?部會|中央"
)


@lru_cache(maxsize=64)
def _introduced(text: str, day: date) -> Mapping[str, Agency]:
    """The short forms that a whole letter introduces; read once for all its sentences."""
    return introduced(fold(text).text, day)


class _Weighed(NamedTuple):
    """A mention, the body it stands for, and how surely it acts."""

    mention: Mention
    agency: Agency
    weight: float


class Speakers:
    """A sentence after its context, both folded, with every body in them resolved and weighed."""

    def __init__(self, document: Document, answers: Sequence[AgencyRef], context: str, sentence: str) -> None:
        self.day = document.date.last
        self.answering = [register().agencies[ref.id] for ref in answers if ref.id]
        self.letter = document.text
        self.aliases = _introduced(self.letter, self.day)
        self.context = context
        self.sentence = sentence
        self.pronouns = False  # whether the sentence has one: 本部, 該署
        self.weighed = self._weighed(context, sentence)
        self.starts = [found.mention.start for found in self.weighed]

    def doer(self) -> AgencyRef | None:
        """The body that acts in the sentence itself; of several in a row the one whose task it is."""
        border = len(self.context)
        here = self._between(border, border + len(self.sentence))
        best = _first_best(found for found in here if found.weight >= ACTS)
        if best and best.weight < _SURELY and self._runs_in() and (before := self._unfinished()):
            best = before  # «…提報【園區用水計畫，由水利署核定】»: the clause has its subject before the quote
        if best:
            best = self._lead_of_row(best)
        if best and self._is_cabinet(best.agency):  # «行政院及本部將通盤考量»: the ministry does it
            beside = [found for found in here if found.mention.start == best.mention.end + 1]
            best = _first_best(beside) or best
        return self._ref(best)

    def entrusted(self) -> AgencyRef | None:
        """The body in whose hands the section has put the matter: «本案由公路總局設計。…本案預計…»."""
        if not _MATTER.search(self.sentence):
            return None
        hands = {match.end() for match in _IN_HANDS.finditer(self.context)}
        entrusted = [found for found in self._between(0, len(self.context)) if found.mention.start in hands]
        return self._ref(entrusted[-1]) if entrusted else None

    def earlier(self) -> AgencyRef | None:
        """The body that acts in the sentence before that governs this one, or the nearest that has one."""
        return self._ref(self._subject(0))

    def below(self, head: Agency, words: str, heading: str) -> AgencyRef:
        """Under a heading that is only a body's name: that body, or one below it that has acted since."""
        best = self._subject(under(self.context, heading))
        if best and head in register().above(best.agency):
            return register().ref(best.agency, best.mention.words, self.day)
        return _reference(head, words, self.day)

    def continued(self) -> AgencyRef | None:
        """The body that acts in the same sentence before: «縣府業完成評估，【將啟動審議】»; the last one."""
        best = self._unfinished()
        return self._ref(best) if best and (self._goes_on(best.agency) or self._is_cabinet(best.agency)) else None

    def unspecific(self) -> AgencyRef | None:
        """Whose task it is, where the sentence says only 政府 or 相關機關 of who acts."""
        return self._tasked(self.sentence, _CLEARLY) if _SOMEBODY.search(self.sentence) else None

    def topic(self, headings: Sequence[str]) -> AgencyRef | None:
        """The body whose task the sentence is about, else the nearest heading that tells."""
        told = (self._tasked(fold(words).text) for words in (self.sentence, *reversed(headings)))
        return next((ref for ref in told if ref), None)

    def subject(self, title: str) -> AgencyRef | None:
        """The body whose task the letter as a whole is about: for where nothing nearer speaks."""
        return self._tasked(fold(title).text)

    def _tasked(self, words: str, least: float = 1.0) -> AgencyRef | None:
        """Whose task the folded words are; in the letter of one body only that body and those below it."""
        told = topic(words, self.day, least)
        return _named(told.agency, self.day) if told and self._goes_on(told.agency) else None

    def refined(self, ref: AgencyRef | None) -> AgencyRef | None:
        """A body below ``ref`` that the letter has named, and whose task the sentence is about."""
        told = topic(self.sentence, self.day)
        if ref is None or told is None or told.agency is ministry(told.agency):
            return ref
        if ref.id not in {agency.id for agency in register().above(told.agency)}:
            return ref
        named = {found.agency.id for found in self.weighed} | {agency.id for agency in self.aliases.values()}
        return _named(told.agency, self.day) if told.agency.id in named else ref

    def _lead_of_row(self, best: _Weighed) -> _Weighed:
        """Of «農委會、內政部及經濟部等機關» the one whose task the sentence is about, else the first."""
        row = [best]
        for found in self.weighed:
            if found.mention.start == row[-1].mention.end + 1:
                row.append(found)
        told = topic(self.sentence, self.day) if len(row) >= _ROW else None
        fitting = [found for found in row if told and ministry(found.agency) is ministry(told.agency)]
        return fitting[0] if fitting else best

    def _runs_in(self) -> bool:
        """True where the quote begins in the midst of a clause."""
        return bool(self.context) and _HAN_END.search(self.context) is not None

    def _unfinished(self) -> _Weighed | None:
        """Who acted last in the sentence that the quote goes on with."""
        begin = max(self._item(), *(self.context.rfind(stop) + 1 for stop in _STOPS))
        acting = [
            found
            for found in self._between(begin, len(self.context))
            if found.weight >= (ACTS if self._runs_in() else _SURELY)
            and not _RULED.match(self.context, found.mention.end)
            and not (self._is_cabinet(found.agency) and _APPROVED.search(self.context, found.mention.end))
        ]
        return acting[-1] if acting else None

    def _item(self) -> int:
        """Where the last outline item of the context begins; 0 where there is none."""
        items = marks(self.context)
        return items[-1][0] if items else 0

    @staticmethod
    def _is_cabinet(agency: Agency) -> bool:
        return agency.names[-1].words == _CABINET

    def _subject(self, since: int) -> _Weighed | None:
        """Who acted last before the sentence, from ``since`` on; an aside or a ruling makes no subject."""
        item = self._item()
        for start, end in backwards(self.context):
            aside = start < item and self.context[end - 1 : end] != "：" and _ASIDE.match(self.context, start)
            if start < since or aside:
                continue
            acting = [
                found
                for found in self._between(start, end)
                if found.weight >= ACTS and not _RULED.match(self.context, found.mention.end)
            ]
            if best := _first_best(found for found in acting if self._goes_on(found.agency)):
                return self._lead_of_row(best)
        return None

    def heading(self, headings: Sequence[str]) -> AgencyRef | None:
        """The one body named in the nearest heading that names one."""
        for words in reversed(headings):
            named = [found for found in self._weighed("", fold(words).text) if self._goes_on(found.agency)]
            if len({found.agency.id for found in named}) == 1:
                return self._ref(named[0])
        return None

    def named(self) -> AgencyRef | None:
        """A body that is at least spoken of: in the sentence, or last before it."""
        border = len(self.context)
        here = [found for found in self.weighed if found.mention.start >= border and found.weight >= NAMED]
        before = [found for found in self.weighed if found.mention.start < border and found.weight >= 1.0]
        fitting = [found for found in [*here, *reversed(before)] if self._goes_on(found.agency)]
        return self._ref(fitting[0]) if fitting else None

    def cabinet(self) -> AgencyRef | None:
        """The Executive Yuan, whose letter it is, where the text says 政府 or 相關部會."""
        speaks = _GOVERNMENT.search(self.sentence) or _GOVERNMENT.search(self.context)
        return register().on(_CABINET, self.day) if speaks else None

    def _ref(self, best: _Weighed | None) -> AgencyRef | None:
        return _reference(best.agency, best.mention.words, self.day) if best else None

    def _goes_on(self, agency: Agency) -> bool:
        """True where a body can stay the subject of what follows it.

        Not the Executive Yuan («行政院核定…計畫»), nor all local governments, nor a company that is only
        told of; in the letter of one body only that body and those below it.
        """
        if not agency.id or (agency.kind == "collective" and not agency.parent) or self._is_cabinet(agency):
            return False
        if len(self.answering) != 1:
            return True
        return self.answering[0] in (agency, *register().above(agency))

    def _between(self, start: int, end: int) -> list[_Weighed]:
        return self.weighed[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _weighed(self, context: str, sentence: str) -> list[_Weighed]:
        """Every body named or meant, in order; offsets count ``context + sentence``."""
        border = len(context)
        text = context + sentence
        before, inside = (_mentions(part, self.letter, self.day) for part in (context, sentence))
        moved = [Mention(start + border, end + border, words, agency) for start, end, words, agency in inside]
        found = _with_companies([*before, *moved], text)
        self.pronouns = any(mention.agency is None for mention in moved)
        last_of_kind: dict[str, Agency] = {}
        weighed = []
        for index, mention in enumerate(found):
            agency = mention.agency or self._meant(mention.words, last_of_kind)
            if agency is None:
                continue
            if mention.agency and agency.id:
                last_of_kind[_kind(agency, self.day)] = agency
            if agency.answers or agency.kind == "local":
                begin = border if mention.start >= border else 0
                weight = weigh(text, found, index, begin)
                if agency.id or weight >= ACTS:  # a company is nobody's answer where it is only spoken of
                    weighed.append(_Weighed(mention, agency, weight))
        return weighed

    def _meant(self, pronoun: str, last_of_kind: Mapping[str, Agency]) -> Agency | None:
        """What a pronoun stands for: 本部 the answering body, 該署 the last one so named."""
        kind = pronoun[1:]
        if not pronoun.startswith("本"):
            return last_of_kind.get(kind)
        fitting = [agency for agency in self.answering if _kind(agency, self.day) == kind]
        return fitting[0] if fitting else None


def _mentions(text: str, letter: str, day: date) -> Iterator[Mention]:
    """``mentions`` in a folded part of a letter; no name reaches over the end of a sentence."""
    start = 0
    while start < len(text):
        end = text.find("。", start) + 1 or len(text)
        for mention in _of_sentence(text[start:end], letter, day):
            yield Mention(mention.start + start, mention.end + start, mention.words, mention.agency)
        start = end


@lru_cache(maxsize=512)  # a sentence stands before many others of its section
def _of_sentence(text: str, letter: str, day: date) -> tuple[Mention, ...]:
    return mentions(text, day, _introduced(letter, day))


def _with_companies(found: list[Mention], text: str) -> list[Mention]:
    """``found`` and the companies outside the register, where nothing known is named in their words."""
    told = list(companies(text))
    inside = {place for mention in found for place in (mention.start, mention.end - 1)} if told else frozenset()
    outside = [one for one in told if inside.isdisjoint(range(one.start, one.end))]
    return sorted([*found, *outside], key=lambda mention: mention.start) if outside else found


@lru_cache(maxsize=4096)
def _kind(agency: Agency, day: date) -> str:
    """What a pronoun calls it: 署 for 該署."""
    name = agency.name_on(day)
    return next((kind for kind in KINDS if name.endswith(kind)), name)


def _named(agency: Agency, day: date) -> AgencyRef:
    """A body that the text does not name, by its official name."""
    return register().ref(agency, agency.name_on(day), day)


def _reference(agency: Agency, words: str, day: date) -> AgencyRef:
    """A body of the register with its name that day; a company outside it with its words and no id."""
    return register().ref(agency, words, day) if agency.id else AgencyRef(words=words)


def _first_best(weighed: Iterable[_Weighed]) -> _Weighed | None:
    """The one of greatest weight; of equals the first, since the lead body is named first."""
    return max(weighed, key=lambda found: found.weight, default=None)
