"""How far silence reaches: by day, and by whom a document may speak of."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from yinuo.judge.coverage import Coverage, Searched
from yinuo.model import AgencyRef

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


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
