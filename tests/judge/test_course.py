"""The course of a promise tells the standing of every day, as judging that day does."""

from bisect import bisect_right
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.course import Course, Span, course
from yinuo.judge.coverage import Coverage, Searched
from yinuo.judge.review import Reviewed, judge_reviewed
from yinuo.model import (
    AgencyRef,
    Commitment,
    DateInterval,
    Deadline,
    Document,
    DocumentKind,
    Evidence,
    Judgement,
    Level,
    Precision,
    Relation,
)

MADE = date(2020, 3, 10)
WORDS = {
    Relation.PROGRESS: ("南港會館刻正施作，預計110年12月底完工。", "南港會館已完成部分樓層。"),
    Relation.FULFILLED: ("南港會館改建業於110年2月完工啟用。",),
    Relation.CHANGED: ("南港會館改建因缺工展延至112年6月底完工。", "南港會館改建暫緩辦理。"),
    Relation.RESTATED: ("南港會館改建預計110年12月底完工。",),
}
WHY = {"部分": ("partial",), "展延": ("postponed",), "暫緩": ("stalled",)}
days = st.integers(1, 1500).map(lambda number: MADE + timedelta(days=number))


def letter(name: str, text: str, day: date) -> Document:
    return Document(name, DocumentKind.REPLY, text, DateInterval(day, day, Precision.DAY))


def promise(due: date | None, level: Level) -> Commitment:
    words = "南港會館預計110年6月底完成改建。"
    document = letter("P", words, MADE)
    deadlines = (Deadline("110年6月底", DateInterval(due, due), "完成"),) if due else ()
    agency = AgencyRef("文化部", "moc", "文化部")
    return Commitment(document, document.quote(0, len(words)), level, "南港會館改建", deadlines, None, agency)


@st.composite
def evidence(draw: st.DrawFn, of: Commitment, number: int) -> Evidence:
    relation = draw(st.sampled_from(list(WORDS)))
    text = draw(st.sampled_from(WORDS[relation]))
    document = letter(f"E{number}", text, draw(days))
    confidence = draw(st.sampled_from((0.4, 0.6, 0.95)))
    why = tuple(mark for cue, marks in WHY.items() if cue in text for mark in marks)
    return Evidence(of, document, document.quote(0, len(text)), relation, document.date, confidence, why=why)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Reviewed, Coverage, tuple[Commitment, ...]]:
    due = draw(st.none() | days)
    own = promise(due, draw(st.sampled_from(list(Level))))
    told = tuple(draw(evidence(own, number)) for number in range(draw(st.integers(0, 4))))
    versions = []
    for number in range(draw(st.integers(0, 1))):
        words = "南港會館改建預計111年12月底完成。"
        document = letter(f"V{number}", words, draw(days))
        later = document.date.last + timedelta(days=draw(st.integers(0, 400)))
        deadline = Deadline("111年12月底", DateInterval(later, later), "完成")
        versions.append(Commitment(document, document.quote(0, len(words)), Level.CONCRETE, "改建", (deadline,)))
    bodies = st.sampled_from((None, "文化部", "經濟部"))
    papers = draw(st.lists(st.tuples(days, st.integers(0, 40), bodies), max_size=6))
    searched = tuple(Searched(day, day - timedelta(days=width), body) for day, width, body in papers)
    return Reviewed(own, told, own), Coverage(searched), tuple(versions)


def of(judged: Judgement) -> tuple[object, ...]:
    axes = judged.axes
    beside = (axes.schedule, axes.evidence_level, axes.decided_by, axes.due, axes.last_evidence)
    return (judged.state, judged.headline, *beside)


def on(found: Course, day: date) -> Span:
    return found.spans[bisect_right([span.since for span in found.spans], day) - 1]


@settings(deadline=None, max_examples=60)
@given(worlds(), st.lists(days, max_size=12))
def test_every_day_stands_as_judging_that_day_says(
    world: tuple[Reviewed, Coverage, tuple[Commitment, ...]], more: list[date]
) -> None:
    known, coverage, versions = world
    found = course(known, coverage, versions)
    edges = [span.since + timedelta(days=step) for span in found.spans for step in (-1, 0, 1)]
    every = [MADE + timedelta(days=7 * week) for week in range(230)]
    for day in (*edges, *more, *every):
        if day >= MADE:
            span = on(found, day)
            beside = (span.schedule, span.evidence_level, span.decided_by, span.due, span.last_evidence)
            judged = judge_reviewed(known, coverage, day, later_versions=versions)
            assert (span.state, span.headline, *beside) == of(judged), day


@settings(deadline=None, max_examples=60)
@given(worlds(), days, st.sampled_from((None, "文化部", "經濟部")))
def test_a_grown_coverage_that_answers_the_same_changes_no_course(
    world: tuple[Reviewed, Coverage, tuple[Commitment, ...]], day: date, body: str | None
) -> None:
    known, coverage, versions = world
    before = course(known, coverage, versions)
    grown = Coverage((*coverage.searched, Searched(day, day, body)))
    same = all(grown.known_beyond(asked, known.commitment.agency) == told for asked, told in before.asked)
    after = course(known, grown, versions)
    assert not same or after.spans == before.spans


@settings(deadline=None, max_examples=100)
@given(worlds(), days)
def test_known_beyond_is_the_first_day_on_which_until_reaches_further(
    world: tuple[Reviewed, Coverage, tuple[Commitment, ...]], day: date
) -> None:
    known, coverage, _ = world
    agency = known.commitment.agency
    first = coverage.known_beyond(day, agency)
    reached = [one.last for one in coverage.searched if (until := coverage.until(one.last, agency)) and until > day]
    assert first == min(reached, default=None)
