"""The JSON API, asked over HTTP."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import httpx
import pytest

BASE = "/api/v1"


def told(client: httpx.Client, path: str, **query: object) -> object:
    answer = client.get(f"{BASE}{path}", params=query)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_way_in_names_every_part(web: httpx.Client) -> None:
    root = told(web, "/")
    assert isinstance(root, dict)
    assert root["commitments"] > 0
    assert set(root["links"]) >= {"commitments", "documents", "search", "openapi.json"}


def test_pages_of_the_list_hold_every_promise_once(web: httpx.Client) -> None:
    seen: list[str] = []
    address: str | None = f"{BASE}/commitments?limit=3&sort=due"
    while address:
        page = web.get(address).json()
        seen += [row["id"] for row in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == page["total"]


def test_facets_count_what_the_list_gives(web: httpx.Client) -> None:
    facets = web.get(f"{BASE}/commitments/facets").json()
    for name in ("state", "level", "category", "agency"):
        for one in facets["facets"][name]:
            page = web.get(f"{BASE}/commitments", params={name: one["value"], "limit": 1}).json()
            assert page["total"] == one["count"], (name, one)


def test_a_promise_is_given_whole_and_its_quote_is_verbatim(web: httpx.Client) -> None:
    row = web.get(f"{BASE}/commitments?limit=1").json()["items"][0]
    sheet = web.get(f"{BASE}/commitments/{row['id']}").json()
    assert sheet["commitment"]["id"] == row["id"]
    assert sheet["judgement"]["state"] == row["state"]
    document = web.get(f"{BASE}/documents/{row['document_id']}").json()
    assert document["text"][row["start"] : row["end"]] == row["text"]
    assert row["id"] in document["commitments"]


def test_a_day_in_the_past_knows_nothing_of_later_letters(web: httpx.Client) -> None:
    now = web.get(f"{BASE}/commitments?sort=oldest&limit=100").json()
    day = now["items"][len(now["items"]) // 2]["date"]
    then = web.get(f"{BASE}/commitments", params={"as_of": day, "limit": 100}).json()
    assert 0 < then["total"] < now["total"]
    assert all(row["date"] <= day for row in then["items"])


def test_documents_are_paged_and_searched(web: httpx.Client) -> None:
    seen: list[str] = []
    address: str | None = f"{BASE}/documents?limit=2"
    while address:
        page = web.get(address).json()
        seen += [row["id"] for row in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == page["total"] > 2
    assert web.get(f"{BASE}/documents", params={"q": "不會有這些字眼"}).json()["total"] == 0


def test_words_are_found_and_marked(web: httpx.Client) -> None:
    hits = web.get(f"{BASE}/search", params={"q": "完工"}).json()
    assert hits
    for hit in hits:
        assert all("完工" in hit["snippet"][start:end] for start, end in hit["highlights"])


@pytest.mark.parametrize("by", ["agency", "asker", "category", "session"])
def test_groups_tell_their_denominator(web: httpx.Client, by: str) -> None:
    groups = web.get(f"{BASE}/groups/{by}").json()
    assert groups
    assert all(sum(one["states"].values()) == one["total"] for one in groups)


def test_statistics_add_up(web: httpx.Client) -> None:
    found = web.get(f"{BASE}/statistics").json()
    for part in ("states", "headlines", "levels"):
        assert sum(found[part].values()) == found["commitments"]


def test_deadlines_and_changes_lie_within_the_days_asked(web: httpx.Client) -> None:
    days = {"first": "2023-01-01", "last": "2025-12-31"}
    due = web.get(f"{BASE}/deadlines", params=days).json()
    assert due
    assert [one["on"] for one in due] == sorted(one["on"] for one in due)
    changes = web.get(f"{BASE}/changes", params=days).json()
    assert all(days["first"] <= one["date"] <= days["last"] for one in changes)


def test_the_export_holds_what_the_list_holds(web: httpx.Client) -> None:
    total = web.get(f"{BASE}/commitments?limit=1").json()["total"]
    lines = web.get(f"{BASE}/export/commitments.jsonl").text.splitlines()
    assert len(lines) == total
    assert len({json.loads(line)["id"] for line in lines}) == total
    rows = list(csv.DictReader(io.StringIO(web.get(f"{BASE}/export/commitments.csv").text.lstrip("\ufeff"))))
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in lines]


def test_what_has_not_changed_is_not_sent_again(web: httpx.Client) -> None:
    first = web.get(f"{BASE}/commitments")
    again = web.get(f"{BASE}/commitments", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = web.get(f"{BASE}/commitments", headers={"if-modified-since": first.headers["last-modified"]})
    assert since.status_code == 304
    other = web.get(f"{BASE}/commitments?limit=5", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_any_page_may_read_and_none_may_write(web: httpx.Client) -> None:
    assert web.get(f"{BASE}/commitments").headers["access-control-allow-origin"] == "*"
    refused = web.post(f"{BASE}/commitments", json={})
    assert refused.status_code == 405
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/commitments?state=nice", 400),
        ("/commitments?nothing=1", 400),
        ("/commitments?after=%00", 400),
        ("/commitments?limit=0", 400),
        ("/commitments?as_of=110年", 400),
        ("/commitments?due_from=2024-02-01&due_until=2024-01-01", 400),
        ("/commitments/none-of-these", 404),
        ("/commitments/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        ("/documents/none", 404),
        ("/documents?after=!!!", 400),
        ("/groups/party", 400),
        ("/search", 400),
        ("/export/users.csv", 400),
        ("/nowhere", 404),
    ],
)
def test_a_wrong_question_gets_problem_details(web: httpx.Client, path: str, status: int) -> None:
    answer = web.get(f"{BASE}{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(body)


def test_feeds_hold_what_is_asked_for(serve: object) -> None:
    client: httpx.Client = serve(base_url="https://yinuo.example.org/room/", root_path="/room")  # type: ignore[operator]
    answer = client.get("/room/feeds/atom.xml?level=C1")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.text)
    space = {"a": "http://www.w3.org/2005/Atom"}
    own = feed.find("a:link[@rel='self']", space)
    assert own is not None
    assert own.get("href") == "https://yinuo.example.org/room/feeds/atom.xml?level=C1"
    for link in feed.findall("a:entry/a:link[@rel='alternate']", space):
        path = (link.get("href") or "").removeprefix("https://yinuo.example.org")
        assert client.get(path.replace("/room/commitments/", "/room/api/v1/commitments/")).status_code == 200
    items = client.get("/room/feeds/feed.json").json()["items"]
    assert len(items) == len({item["id"] for item in items})
    calendar = client.get("/room/feeds/calendar.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.startswith("BEGIN:VCALENDAR\r\n")
    assert "BEGIN:VEVENT" in calendar.text


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    from yinuo.serve.api.export import _cell

    assert _cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert _cell("@SUM(A1)") == "'@SUM(A1)"
    assert _cell(-3.5) == "-3.5"
    assert _cell(None) == ""
