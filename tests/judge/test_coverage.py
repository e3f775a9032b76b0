"""How far silence reaches: by day, and by whom a document may speak of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.coverage import GAP_DAYS, Coverage, Searched
from yinuo.model import AgencyRef

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


@settings(deadline=None)
@given(st.lists(st.tuples(days, st.sampled_from([None, "交通部", "外交部"]))), days)
def test_coverage_reaches_to_the_last_document_that_may_speak_of_a_body(
    found: list[tuple[date, str | None]], until: date
) -> None:
    coverage = Coverage(tuple(Searched(day, day, body) for day, body in found))
    road = AgencyRef("公路總局", "交通部公路總局", "交通部公路總局")

    assert coverage.until(until) == max((day for day, body in found if day <= until and body is None), default=None)
    assert coverage.until(until, road) == max(
        (day for day, body in found if day <= until and body in (None, "交通部")), default=None
    )


def test_a_years_report_is_known_of_at_its_end_and_tells_for_certain_of_its_beginning_only() -> None:
    coverage = Coverage((Searched(date(2023, 12, 31), date(2023, 1, 1)),))

    assert coverage.until(date(2023, 12, 30)) is None
    assert coverage.until(date(2023, 12, 31)) == date(2023, 1, 1)


@settings(deadline=None)
@given(st.lists(st.tuples(days, st.integers(0, 400), st.integers(1, 9)), max_size=12), days, days)
def test_only_documents_wholly_later_and_known_by_the_day_are_counted(
    found: list[tuple[date, int, int]], after: date, until: date
) -> None:
    searched = tuple(Searched(day + timedelta(days=more), day, None, papers) for day, more, papers in found)
    wanted = sum(item.papers for item in searched if item.first > after and item.last <= until)
    assert Coverage(searched).papers(after, until) == wanted


def test_anothers_report_is_not_counted_where_its_silence_says_nothing() -> None:
    coverage = Coverage(
        (Searched(date(2023, 5, 1), date(2023, 5, 1), "外交部", 3), Searched(date(2023, 5, 2), date(2023, 5, 2)))
    )
    assert coverage.papers(date(2023, 1, 1), date(2023, 12, 31), AgencyRef("公路總局", "r", "交通部公路總局")) == 1
    assert coverage.papers(date(2023, 1, 1), date(2023, 12, 31), AgencyRef("外交部", "f", "外交部")) == 4


def test_a_hole_longer_than_a_quarter_parts_what_was_searched() -> None:
    first = date(2022, 1, 1)
    near, far = first + timedelta(days=GAP_DAYS), first + timedelta(days=2 * GAP_DAYS + 1)
    told = Coverage(tuple(Searched(day, day, None, 2) for day in (far, first, near))).stretches(date(2023, 1, 1))
    assert [(item.first, item.last, item.papers) for item in told] == [(first, near, 4), (far, far, 2)]
    assert Coverage((Searched(far, far),)).stretches(first) == ()
