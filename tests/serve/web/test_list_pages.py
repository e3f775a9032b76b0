"""Home, list, search, groups, deadlines and statistics, asked over HTTP of the real server."""

import html
import re
from urllib.parse import urlsplit

import httpx
import pytest

PAGES = (
    "/",
    "/commitments",
    "/commitments?state=open&sort=due&limit=3",
    "/search",
    "/search?q=光電",
    "/search?q=光電&kind=evidence&order=date",
    "/agencies",
    "/askers",
    "/categories",
    "/sessions",
    "/deadlines",
    "/deadlines?year=2021",
    "/deadlines?month=2021-12",
    "/statistics",
    "/statistics?level=C1",
)


def _text(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.text


def _links(text: str, begin: str = "/") -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', text) if one.startswith(begin)]


def _total(text: str) -> int:
    found = re.search(r'class="found">共 (\d+) 則', text)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_whole_in_both_languages(web: httpx.Client, path: str, lang: str) -> None:
    text = _text(web.get(path, params=None, headers={"accept-language": lang}))
    assert text.count("<h1") == 1
    assert text.rstrip().endswith("</html>")
    assert "style=" not in text
    assert "<script>" not in text


def test_every_facet_leads_to_as_many_as_it_says(web: httpx.Client) -> None:
    text = _text(web.get("/commitments"))
    choices = re.findall(r'<li><a href="(/commitments\?[^"]+)"[^>]*>.*?<span class="count">(\d+)</span>', text)
    assert len(choices) > 10
    for href, count in choices:
        if "publication=" not in href:
            assert _total(_text(web.get(html.unescape(href)))) == int(count), href


def test_a_choice_can_be_let_go_and_others_stay(web: httpx.Client) -> None:
    text = _text(web.get("/commitments?level=C1&headline=追蹤中&sort=due"))
    chips = _links(re.search(r'<ul class="chips".*?</ul>', text, re.DOTALL)[0], "/commitments")  # type: ignore[index]
    assert any("level=C1" in one and "headline" not in one and "sort=due" in one for one in chips)
    assert "/commitments" in {urlsplit(one).path for one in chips}


def test_pages_lead_on_until_every_commitment_was_shown_once(web: httpx.Client) -> None:
    total, seen, path = _total(_text(web.get("/commitments"))), [], "/commitments?limit=4"
    for _ in range(total):
        text = _text(web.get(path))
        seen += re.findall(r'class="entry-title"><a href="/commitments/([^"]+)"', text)
        if not (after := re.search(r'rel="next" href="([^"]+)"', text)):
            break
        path = html.unescape(after[1])
    assert len(seen) == len(set(seen)) == total > 4


def test_the_list_of_a_past_day_says_that_day_and_has_nothing_later(web: httpx.Client) -> None:
    text = _text(web.get("/commitments?as_of=2021-06-30&limit=100"))
    days = re.findall(r'<p class="entry-more">.*?<time datetime="([^"]+)"', text)
    assert days
    assert max(days) <= "2021-06-30"
    assert "這是民國110年6月30日（2021-06-30）的狀態。" in text


@pytest.mark.parametrize(
    "path",
    [
        "/commitments?state=kept",
        "/commitments?color=red",
        "/commitments?after=zzz",
        "/commitments?made_from=2022-01-01&made_until=2021-01-01",
        "/search?kind=everything",
        "/search?q=" + "長" * 201,
        "/deadlines?month=2021-13",
        "/deadlines?year=12345",
        "/statistics?level=C9",
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line(web: httpx.Client, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 400
    assert "（" in answer.text


@pytest.mark.parametrize(
    "path", ["/agencies/nobody", "/askers/無此人", "/categories/太空", "/sessions/9", "/sessions/99-9"]
)
def test_a_group_that_is_none_is_not_found(web: httpx.Client, path: str) -> None:
    assert web.get(path).status_code == 404


@pytest.mark.parametrize("shelf", ["agencies", "askers", "categories", "sessions"])
def test_each_group_has_its_denominators_and_its_commitments(web: httpx.Client, shelf: str) -> None:
    text = _text(web.get(f"/{shelf}"))
    rows = re.findall(rf'<th scope="row"><a href="(/{shelf}/[^"]+)"[^>]*>([^<]+)</a></th><td>(\d+)</td>', text)
    assert rows
    names = [name for _, name, _ in rows]
    if shelf != "sessions":
        assert names == sorted(names)  # no ranking
    for href, name, total in rows:
        page = _text(web.get(href))
        assert f">{name}</h1>" in page
        assert f"共 {total} 則。期限已過者" in page
        more = re.search(r'href="([^"]+)">在清單裡再縮小範圍', page)
        assert more
        assert _total(_text(web.get(html.unescape(more[1])))) == int(total)


def test_search_lights_what_was_found_and_leads_to_it(web: httpx.Client) -> None:
    text = _text(web.get("/search?q=光電"))
    assert "<mark>光電</mark>" in text
    for href in _links(text, "/commitments/")[:4]:
        assert web.get(href.split("#")[0]).status_code == 200


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '" onmouseover="x', "光電 OR NOT *", "光\u0000電", "''; --", "%"]
)
def test_words_of_a_query_are_words_and_nothing_else(web: httpx.Client, words: str) -> None:
    for path in ("/search", "/commitments"):
        answer = web.get(path, params={"q": words})
        assert answer.status_code in (200, 400)
        assert "<script>alert" not in answer.text
        assert '" onmouseover="x' not in answer.text


def test_a_month_of_deadlines_shows_each_day_with_its_count(web: httpx.Client) -> None:
    years = _links(_text(web.get("/deadlines")), "/deadlines?year=")
    months = {one for year in years for one in _links(_text(web.get(year)), "/deadlines?month=")}
    assert months
    for month in months:
        text = _text(web.get(month))
        told = sum(map(int, re.findall(r'href="#d-[^"]+" aria-label="[^"]+">(\d+)</a>', text)))
        assert told == len(re.findall(r'class="agenda-day"', text)) > 0
        for day in re.findall(r'href="#(d-[^"]+)"', text):
            assert f'id="{day}"' in text


def test_a_chart_has_its_numbers_beside_it(web: httpx.Client) -> None:
    text = _text(web.get("/statistics"))
    for drawing in re.findall(r'<div[^>]*role="img"[^>]*>', text):
        assert "數字見下表" in drawing
    assert text.count("<table") >= text.count('role="img"')


def test_what_has_not_changed_is_not_sent_again(web: httpx.Client) -> None:
    for path in ("/", "/commitments", "/agencies", "/deadlines", "/statistics", "/search?q=光電"):
        tag = web.get(path).headers["etag"]
        assert web.get(path, headers={"if-none-match": tag}).status_code == 304


def test_the_four_lists_of_the_first_page_lead_to_commitments(web: httpx.Client) -> None:
    text = _text(web.get("/"))
    assert text.index('name="q"') < text.index("<h2")  # search comes first
    assert text.count('<section aria-labelledby="news-') == 4
    assert _links(text, "/commitments/")
