"""The drawing of figures against a target, as geometry and on the page of a promise."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from tests.publish.towns import DAY, TOWNS, write_towns

from yinuo.persist.ledger import Ledger
from yinuo.publication import edition_of
from yinuo.publish.edition import Edition
from yinuo.publish.site import commitment_page, write
from yinuo.publish.site.figures import Drawing, drawing

relaxed = settings(deadline=None, max_examples=80)


def told(*points: tuple[str, float], target: float = 20, started: tuple[str, float] | None = None) -> dict[str, Any]:
    return {
        "target": target,
        "started": started and {"date": started[0], "value": started[1]},
        "points": [{"date": day, "value": value, "met": value >= target} for day, value in points],
    }


def test_figures_lie_where_their_days_and_values_are() -> None:
    found = drawing(told(("2021-01-01", 5), ("2023-01-01", 10)), "2025-01-01")
    assert found is not None
    assert [level for _, level in found.levels] == [0, 5, 10, 15, 20]
    assert (found.target, found.due) == (0.0, 1.0)
    assert [dot.y for dot in found.dots] == [0.75, 0.5]
    assert found.dots[0].x == 0
    assert found.dots[1].x == pytest.approx(0.5, abs=0.001)
    assert [name for _, name in found.ticks] == ["2022", "2023", "2024", "2025"]
    assert found.needed


def test_without_a_figure_nothing_is_drawn() -> None:
    assert drawing(None, "2025-01-01") is None
    assert drawing(told(), "2025-01-01") is None


def test_figures_that_hardly_differ_are_not_drawn_from_zero() -> None:
    found = drawing(told(("2021-12-31", 94.1), target=95.5, started=("2017-12-31", 93.7)), "2025-12-31")
    assert found is not None
    assert [level for _, level in found.levels] == [93.5, 94, 94.5, 95, 95.5]
    assert found.start is not None
    assert found.line[0] is found.start


def test_nothing_is_needed_after_the_day_or_once_the_target_is_reached() -> None:
    for measures, due in (
        (told(("2021-01-01", 20)), "2025-01-01"),
        (told(("2025-06-01", 5)), "2025-01-01"),
        (told(("2025-06-01", 5)), None),
    ):
        found = drawing(measures, due)
        assert found is not None
        assert not found.needed


numbers = st.one_of(
    st.integers(-(10**13), 10**13), st.floats(-1e9, 1e9, allow_nan=False).map(lambda one: round(one, 4))
)
days = st.dates(date(1950, 1, 1), date(2090, 1, 1)).map(date.isoformat)


@relaxed
@given(st.dictionaries(days, numbers, min_size=1, max_size=9), numbers, st.none() | days, st.none() | days)
def test_everything_lies_inside_and_lines_are_few(
    values: dict[str, float], target: float, due: str | None, began: str | None
) -> None:
    first = min(values)
    started = (min(began, first), target / 2) if began else None
    found = drawing(told(*sorted(values.items()), target=target, started=started), due)
    assert found is not None
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in _places(found))
    assert 2 <= len(found.levels) <= 8
    assert len(found.ticks) <= 6
    heights = [level for _, level in found.levels]
    assert heights == sorted(heights)


def _places(found: Drawing) -> list[float]:
    dots = [place for dot in found.line for place in (dot.x, dot.y)]
    due = [] if found.due is None else [found.due]
    return [*dots, *due, found.target, *(y for y, _ in found.levels), *(x for x, _ in found.ticks)]


def test_short_times_are_told_in_quarters() -> None:
    start = date(2024, 2, 1)
    found = drawing(told((start.isoformat(), 1), ((start + timedelta(days=300)).isoformat(), 2)), None)
    assert found is not None
    assert [name for _, name in found.ticks] == ["2024-04", "2024-07", "2024-10"]


@pytest.fixture(scope="module")
def figured(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    place = tmp_path_factory.mktemp("towns") / "towns.db"
    write_towns(place)
    with Ledger.open(place, readonly=True) as ledger:
        whole = edition_of(ledger, DAY, None)
        texts = {row["id"]: whole.text_of(row["id"]) for row in whole.documents}
    return Edition(
        whole.as_of,
        tuple(row for row in whole.commitments if TOWNS[0] in row["title"]),
        whole.evidence,
        (),
        (),
        whole.documents,
        (),
        texts.__getitem__,
    )


def test_a_promise_with_figures_shows_them_drawn_in_a_table_and_in_words(figured: Edition, tmp_path: Path) -> None:
    write(figured, tmp_path)
    row = next(row for row in figured.commitments if row["target"])
    assert [point["value"] for point in row["measures"]["points"]] == [4, 11, 19]
    page = HTMLParser((tmp_path / commitment_page(row["id"])).read_bytes())
    svg = page.css_first(".series > svg")
    assert svg is not None
    assert svg.attributes["role"] == "img"
    assert "目標 40 處；最近的數字 19 處" in (svg.attributes["aria-label"] or "")
    assert len(svg.css("circle.told")) == 3
    table = page.css_first("section[aria-labelledby='h-figures'] table")
    assert table is not None
    links = [node.attributes["href"] or "" for node in table.css("a")]
    assert len(links) == 3
    assert all(page.css_first(f"[id='{link[1:]}']") is not None for link in links)
    assert "48%" in table.text()


def test_a_promise_without_figures_draws_nothing(figured: Edition, tmp_path: Path) -> None:
    write(figured, tmp_path)
    for row in figured.commitments:
        if not row["target"]:
            page = HTMLParser((tmp_path / commitment_page(row["id"])).read_bytes())
            assert page.css_first("#h-figures") is None


def test_a_deadline_on_the_timeline_says_how_it_stands(figured: Edition, tmp_path: Path) -> None:
    write(figured, tmp_path)
    row = next(row for row in figured.commitments if "大橋" in row["title"])
    assert [one["state"] for one in row["milestones"]] == ["met"]
    page = HTMLParser((tmp_path / commitment_page(row["id"])).read_bytes())
    due = page.css_first(".ev-due")
    assert due is not None
    assert "已見完成" in due.text()
