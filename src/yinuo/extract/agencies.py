"""Which body a letter speaks of, and which one answers for doing what a sentence promises.

The doer of the sentence comes first (``agency_roles``). Without one the nearest earlier doer of the
same section goes on («…水利署刻正推動三大主軸：1.…2.…»), then a body that is at least named, then the
headings, then the body that answers the letter; the Executive Yuan where the letter is its own
(«政府將…», «相關部會將…»). Where nothing speaks: None, not a guess.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from yinuo.decode.folding import fold
from yinuo.decode.outline import marks
from yinuo.extract.agency_companies import companies
from yinuo.extract.agency_context import backwards, own_section
from yinuo.extract.agency_labels import labelled, under
from yinuo.extract.agency_mentions import KINDS, Mention, introduced, mentions
from yinuo.extract.agency_register import Agency, register
from yinuo.extract.agency_roles import ACTS, NAMED, weigh
from yinuo.model import AgencyRef, Document, DocumentKind

__all__ = ["answering", "find_agencies", "resolve", "responsible"]

_REACH = 2000  # characters before a sentence that are read for its subject
_OFTEN = 3  # times a report names its author
_CABINET = "行政院"

_ASIDE = re.compile(r"\s{0,2}(?:另|此外)")  # «另主計總處已將…納入考核»
_RULED = re.compile(r"[業已並經]{0,2}(?:裁示|指示|決議)")  # who rules does not do it
_MATTER = re.compile(r"本(?:案|計畫|工程)")
_IN_HANDS = re.compile(r"本(?:案|計畫|工程)(?:[現刻係已]|目前)?由")
_UNSPECIFIC = re.compile(r"(?:有關|相關|各|主管|權責|業務)+(?:機關|部會|單位|機構)")
_GOVERNMENT = re.compile(
    r"(?<![方市縣國鄉鎮區州邦省央德我越日])政府(?!部門|機關|間|採購|資訊|資料|電子|開放|補助|網站)"
    r"|(?<![立監司考法學醫入住出])本院|行政院|我國|(?:相關|有關|各)(?:權責|主管)?部會|中央"
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

    «經交據有關機關查復» names none; an unknown name keeps its words. A report or a news release
    that names no author speaks for the body in its title, else for the one that it is about: named
    three times and as often as all others together.
    """
    if document.agencies or document.kind is DocumentKind.REPLY:
        return _answering(document.agencies, document.date.last)
    return _authors(document.title, document.text, document.date.last)


@lru_cache(maxsize=64)
def _authors(title: str, text: str, day: date) -> tuple[AgencyRef, ...]:
    named = [ref for *_, ref in find_agencies(title, day)]
    if named:
        return (named[0],)
    told = Counter(ref.id for *_, ref in find_agencies(text, day))
    for identifier, times in told.most_common(1):
        if identifier and times >= _OFTEN and 2 * times >= told.total():
            author = register().agencies[identifier]
            return (register().ref(author, author.name_on(day), day),)
    return ()


@lru_cache(maxsize=1024)
def _answering(names: tuple[str, ...], day: date) -> tuple[AgencyRef, ...]:
    found: dict[str, AgencyRef] = {}
    for words in names:
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
        before: the text before the sentence, as much as is at hand; without it the letter is searched
            for the sentence (and read there if it stands there once), which takes as long as the letter is.
    """
    answers = answering(document)
    words = fold(sentence, flowing=True).text
    alone = _Reading(document, answers, "", words)
    if not alone.pronouns and (acting := alone.doer()):
        return acting  # what stands before could not change it
    context = fold(_before(document, sentence, before)).text
    if len(answers) != 1:
        context = own_section(context)
    reading = _Reading(document, answers, context, words)
    if head := labelled(headings, words, document.date.last):
        return reading.doer() or reading.below(*head)
    return (
        reading.doer()
        or reading.entrusted()
        or reading.earlier()
        or reading.heading(headings)
        or (answers[0] if len(answers) == 1 and answers[0].id else None)
        or reading.named()
        or reading.cabinet()
    )


def _before(document: Document, sentence: str, before: str) -> str:
    """What stands before the sentence: as given, else in the letter, where it stands there once."""
    if before:
        return before[-_REACH:]
    at = document.text.find(sentence)
    once = at > 0 and document.text.find(sentence, at + 1) < 0
    return document.text[max(0, at - _REACH) : at] if once else ""


@lru_cache(maxsize=64)
def _introduced(text: str, day: date) -> Mapping[str, Agency]:
    """The short forms that a whole letter introduces; read once for all its sentences."""
    return introduced(fold(text).text, day)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A mention, the body it stands for, and how surely it acts."""

    mention: Mention
    agency: Agency
    weight: float


class _Reading:
    """A sentence after its context, both folded, with every body in them resolved and weighed."""

    def __init__(self, document: Document, answers: Sequence[AgencyRef], context: str, sentence: str) -> None:
        self.day = document.date.last
        self.answering = [register().agencies[ref.id] for ref in answers if ref.id]
        self.aliases = _introduced(document.text, self.day)
        self.context = context
        self.sentence = sentence
        self.pronouns = False  # whether the sentence has one: 本部, 該署
        self.weighed = self._weighed(context, sentence)

    def doer(self) -> AgencyRef | None:
        """The body that acts in the sentence itself."""
        here = self._between(len(self.context), len(self.context) + len(self.sentence))
        best = _first_best(found for found in here if found.weight >= ACTS)
        if best and best.agency.names[-1].words == _CABINET:  # «行政院及本部將通盤考量»: the ministry does it
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

    def _subject(self, since: int) -> _Weighed | None:
        """Who acted last before the sentence, from ``since`` on; an aside or a ruling makes no subject."""
        item = max((start for start, _, _ in marks(self.context)), default=0)
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
                return best
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
        if not agency.id or agency.kind == "collective" or agency.names[-1].words == _CABINET:
            return False
        if len(self.answering) != 1:
            return True
        return self.answering[0] in (agency, *register().above(agency))

    def _between(self, start: int, end: int) -> list[_Weighed]:
        first = bisect_left(self.weighed, start, key=lambda found: found.mention.start)
        last = bisect_left(self.weighed, end, key=lambda found: found.mention.start)
        return self.weighed[first:last]

    def _weighed(self, context: str, sentence: str) -> list[_Weighed]:
        """Every body named or meant, in order; offsets count ``context + sentence``."""
        border = len(context)
        text = context + sentence
        inside = mentions(sentence, self.day, self.aliases)
        moved = (replace(mention, start=mention.start + border, end=mention.end + border) for mention in inside)
        found = _with_companies([*mentions(context, self.day, self.aliases), *moved], text)
        self.pronouns = any(mention.agency is None for mention in inside)
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


def _with_companies(found: list[Mention], text: str) -> list[Mention]:
    """``found`` and the companies outside the register, where nothing known is named in their words."""
    inside = {place for mention in found for place in (mention.start, mention.end - 1)}
    outside = [one for one in companies(text) if inside.isdisjoint(range(one.start, one.end))]
    return sorted([*found, *outside], key=lambda mention: mention.start) if outside else found


@lru_cache(maxsize=4096)
def _kind(agency: Agency, day: date) -> str:
    """What a pronoun calls it: 署 for 該署."""
    name = agency.name_on(day)
    return next((kind for kind in KINDS if name.endswith(kind)), name)


def _reference(agency: Agency, words: str, day: date) -> AgencyRef:
    """A body of the register with its name that day; a company outside it with its words and no id."""
    return register().ref(agency, words, day) if agency.id else AgencyRef(words=words)


def _first_best(weighed: Iterable[_Weighed]) -> _Weighed | None:
    """The one of greatest weight; of equals the first, since the lead body is named first."""
    return max(weighed, key=lambda found: found.weight, default=None)
