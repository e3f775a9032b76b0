"""Which body a letter speaks of, and which one answers for doing what a sentence promises.

The doer of the sentence comes first (``agency_roles``). Without one the nearest earlier doer of the
same section goes on («…水利署刻正推動三大主軸：1.…2.…»), then the headings, then the body that answers
the letter, then the one whose task the sentence is about (``agency_topics``), then a body that is at
least named; the Executive Yuan where the letter is its own («政府將…», «相關部會將…»). Where nothing
speaks: None, not a guess.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from yinuo.decode.folding import fold
from yinuo.extract.agency_context import own_section
from yinuo.extract.agency_labels import labelled
from yinuo.extract.agency_mentions import introduced, mentions
from yinuo.extract.agency_register import register
from yinuo.extract.agency_speakers import Speakers
from yinuo.model import AgencyRef, Document, DocumentKind

__all__ = ["answering", "find_agencies", "grounds", "resolve", "responsible"]

_REACH = 2000  # characters before a sentence that are read for its subject
_OFTEN = 3  # times a report names its author
_UNSPECIFIC = re.compile(r"(?:有關|相關|各|主管|權責|業務)+(?:機關|部會|單位|機構)")


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
    return grounds(document, headings, sentence, before)[1]


def grounds(
    document: Document, headings: tuple[str, ...], sentence: str, before: str = ""
) -> tuple[str | None, AgencyRef | None]:
    """The body of ``responsible``, arguments as there, and the rule that found it; (None, None) where none does.

    Rules: ``doer`` acts in the sentence; ``label`` heads the section; ``continued`` acts in the clause it goes
    on with; ``entrusted`` has the matter in hand; ``unspecific``, all of several; ``earlier`` acted last before;
    ``heading`` is named there; ``answering`` is the one body that answers; ``topic`` has the task by law;
    ``named`` is at least spoken of; ``subject`` is told by the letter's title; ``cabinet`` is the government;
    ``below`` stands under the body so found, and has the task.
    """
    answers = answering(document)
    words = fold(sentence, flowing=True).text
    alone = Speakers(document, answers, "", words)
    runs_in = before[-1:].isalpha()  # the clause has begun before the quote
    if not alone.pronouns and not runs_in and (acting := alone.doer()):
        return "doer", acting  # what stands before could not change it
    context = fold(_before(document, sentence, before)).text
    if len(answers) != 1:
        context = own_section(context)
    reading = Speakers(document, answers, context, words)
    if head := labelled(headings, words, document.date.last):
        doer = reading.doer()
        return ("doer", doer) if doer else ("label", reading.below(*head))
    only = answers[0] if len(answers) == 1 and answers[0].id else None
    rules: tuple[tuple[str, Callable[[], AgencyRef | None]], ...] = (
        ("continued", reading.continued),
        ("entrusted", reading.entrusted),
        ("unspecific", reading.unspecific),
        ("earlier", reading.earlier),
        ("heading", lambda: reading.heading(headings)),
        ("answering", lambda: only),
        ("topic", lambda: reading.topic(headings)),
        ("named", reading.named),
        ("subject", lambda: reading.subject(document.title)),
        ("cabinet", reading.cabinet),
    )
    if doer := reading.doer():
        return "doer", doer
    for rule, look in rules:
        if found := look():
            refined = reading.refined(found)
            return (rule if refined == found else "below"), refined
    return None, None


def _before(document: Document, sentence: str, before: str) -> str:
    """What stands before the sentence: as given, else in the letter, where it stands there once."""
    if before:
        return before[-_REACH:]
    at = document.text.find(sentence)
    once = at > 0 and document.text.find(sentence, at + 1) < 0
    return document.text[max(0, at - _REACH) : at] if once else ""
