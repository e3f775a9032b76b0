"""Which body a letter speaks of, and which one answers for doing what a sentence promises.

The doer of the sentence comes first (``agency_roles``). Without one the nearest earlier doer of the
same section goes on («…水利署刻正推動三大主軸：1.…2.…»), then a body that is at least named, then the
headings, then the body that answers the letter; the Executive Yuan where the letter is its own
(«政府將…», «相關部會將…»). Where nothing speaks: None, not a guess.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from yinuo.decode.folding import fold
from yinuo.decode.outline import marks
from yinuo.extract.agency_mentions import Mention, introduced, mentions
from yinuo.extract.agency_register import Agency, register
from yinuo.extract.agency_roles import ACTS, NAMED, weigh
from yinuo.model import AgencyRef, Document

__all__ = ["answering", "find_agencies", "resolve", "responsible"]

_REACH = 2000  # characters before a sentence that are read for its subject
_SECTION = 2  # the level of 一、: a subject does not go on from one question to the next
_CABINET = "行政院"

_SENTENCE_END = re.compile(r"[。；\n]")
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
    text, context = fold(sentence).text, fold(before[-_REACH:]).text
    if len(reader.answering) != 1:
        context = _section(context)
    return (
        reader.doer(text, context)
        or reader.earlier(context)
        or reader.heading(headings)
        or reader.only()
        or reader.named(text, context)
        or reader.cabinet(text, context)
    )


def _section(before: str) -> str:
    """What stands before the sentence in its own top-level item: the next one is another body's answer."""
    starts = [start for start, _, level in marks(before) if level <= _SECTION]
    return before[starts[-1] :] if starts else before


def _backwards(context: str) -> Iterator[tuple[int, int]]:
    """Sentences before the place in question, the ones that govern it first, then the nearest.

    «…環保署規劃措施如下：1.…(1)請經濟部…2.…(1)»: at the end 環保署 governs, not 經濟部.
    """
    outline = [(0, 0), *((start, level) for start, _, level in marks(context) if start)]
    bounds = [start for start, _ in outline[1:]] + [len(context)]
    governing: list[tuple[int, int]] = []
    nearest: list[tuple[int, int]] = []
    lowest = 99
    for (start, level), end in zip(reversed(outline), reversed(bounds), strict=True):
        cuts = [start, *(match.end() for match in _SENTENCE_END.finditer(context, start, end - 1)), end]
        sentences = list(zip(reversed(cuts[:-1]), reversed(cuts[1:]), strict=True))
        if level < lowest:
            governing += sentences if lowest == 99 else sentences[:1]
            lowest = level
        nearest += sentences
    yield from governing
    yield from nearest


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A mention, the body it stands for, and how surely it acts."""

    mention: Mention
    agency: Agency
    weight: float


class _Reader:
    """One letter's day, answering bodies and introduced short forms; texts it reads are folded."""

    def __init__(self, document: Document) -> None:
        self.day = document.date.last
        self.aliases = introduced(fold(document.text).text, self.day)
        self.answering = tuple(register().agencies[ref.id] for ref in answering(document) if ref.id)

    def doer(self, text: str, context: str) -> AgencyRef | None:
        """The body that acts in the sentence itself."""
        everyone = list(self._weighed(text, context))
        best = _first_best(found for found in everyone if found.weight >= ACTS)
        if best and best.agency.names[-1].words == _CABINET:  # «行政院及本部將通盤考量»: the ministry does it
            beside = [found for found in everyone if found.mention.start == best.mention.end + 1]
            best = _first_best(beside) or best
        return self._ref(best)

    def earlier(self, context: str) -> AgencyRef | None:
        """The body that acts in the nearest earlier sentence that has one."""
        for start, end in _backwards(context):
            weighed = self._weighed(context[start:end], context[:start])
            best = _first_best(found for found in weighed if found.weight >= ACTS and self._goes_on(found.agency))
            if best:
                return self._ref(best)
        return None

    def heading(self, headings: Sequence[str]) -> AgencyRef | None:
        """The one body named in the nearest heading that names one."""
        for words in reversed(headings):
            named = [found for found in self._weighed(fold(words).text, "") if self._goes_on(found.agency)]
            if len({found.agency.id for found in named}) == 1:
                return self._ref(named[0])
        return None

    def only(self) -> AgencyRef | None:
        """The answering body, where it is one."""
        if len(self.answering) != 1:
            return None
        only = self.answering[0]
        return register().ref(only, only.name_on(self.day), self.day)

    def named(self, text: str, context: str) -> AgencyRef | None:
        """A body that is at least spoken of: in the sentence, or last before it."""
        here = [found for found in self._weighed(text, context) if found.weight >= NAMED]
        before = [found for found in self._weighed(context, "") if found.weight >= 1.0]
        fitting = [found for found in [*here, *reversed(before)] if self._goes_on(found.agency)]
        return self._ref(fitting[0]) if fitting else None

    def cabinet(self, text: str, context: str) -> AgencyRef | None:
        """The Executive Yuan, whose letter it is, where the text says 政府 or 相關部會."""
        speaks = _GOVERNMENT.search(text) or _GOVERNMENT.search(context)
        return register().on(_CABINET, self.day) if speaks else None

    def _ref(self, best: _Weighed | None) -> AgencyRef | None:
        return register().ref(best.agency, best.mention.words, self.day) if best else None

    def _goes_on(self, agency: Agency) -> bool:
        """True where a body can stay the subject of what follows it.

        Not the Executive Yuan («行政院核定…計畫») nor all local governments; in the letter of one
        body only that body and those below it.
        """
        if agency.kind == "collective" or agency.names[-1].words == _CABINET:
            return False
        if len(self.answering) != 1:
            return True
        return self.answering[0] in (agency, *register().above(agency))

    def _weighed(self, text: str, before: str) -> Iterator[_Weighed]:
        found = mentions(text, self.day, self.aliases)
        for index, mention in enumerate(found):
            agency = mention.agency or self._antecedent(mention, text[: mention.start], before)
            if agency is not None and (agency.answers or agency.kind == "local"):
                yield _Weighed(mention, agency, weigh(text, found, index))

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


def _first_best(weighed: Iterable[_Weighed]) -> _Weighed | None:
    """The one of greatest weight; of equals the first, since the lead body is named first."""
    return max(weighed, key=lambda found: found.weight, default=None)
