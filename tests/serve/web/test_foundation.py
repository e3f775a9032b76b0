"""What every answer has: headers, languages, a place under any path, an end to what is too long; over real HTTP."""

import re
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.serve.web.asking import local_path
from yinuo.serve.web.headers import POLICY
from yinuo.serve.web.language import chosen

PAGES = ("/documents", "/method", "/coverage", "/corrections", "/data", "/about")
Serve = Callable[..., httpx.Client]


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/static/site.css", "/healthz"])
def test_every_answer_carries_the_security_headers(web: httpx.Client, path: str) -> None:
    headers = web.get(path).headers

    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_have_nothing_inline_and_ask_no_other_host(web: httpx.Client, path: str, language: str) -> None:
    text = web.get(path, params={"lang": language}).text

    assert not re.search(r"<[^>]*\s(?:style|on\w+)\s*=", text)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", text)
    for address in re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"', text):
        assert address.startswith("/"), address
    assert re.search(r"<html lang=\"(zh-Hant-TW|en)\">", text)
    assert text.index('class="skip"') < text.index('role="search"') < text.index("<nav") < text.index("<main")
    assert "https://data.gov.tw/license" in text


def test_what_is_unchanged_is_not_sent_again(web: httpx.Client) -> None:
    first = web.get("/documents")
    again = web.get("/documents", headers={"if-none-match": first.headers["etag"]})
    english = web.get("/documents?lang=en", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert english.status_code == 200


def test_head_answers_like_get_without_the_body(web: httpx.Client) -> None:
    asked, told = web.head("/about"), web.get("/about")

    assert asked.status_code == 200
    assert asked.content == b""
    assert asked.headers["content-length"] == str(len(told.content))


def test_assets_are_kept_until_they_change_and_nothing_else_is_served(web: httpx.Client) -> None:
    page = web.get("/about").text
    address = re.search(r'href="(/static/site\.css\?v=\w+)"', page)

    assert address
    assert "immutable" in web.get(address[1]).headers["cache-control"]
    for path in (
        "/static/nothing.css",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2fapp.py",
        "/static/",
    ):
        assert web.get(path).status_code == 404, path


# ── languages ──────────────────────────────────────────────────────────────────────────────


def test_the_language_is_kept_in_a_cookie_that_scripts_cannot_read(web: httpx.Client) -> None:
    answer = web.get("/about?lang=en")

    assert "<h1>About</h1>" in answer.text
    assert answer.headers["content-language"] == "en"
    assert re.fullmatch(r"lang=en; Path=/; Max-Age=\d+; SameSite=Lax; HttpOnly", answer.headers["set-cookie"])
    assert "<h1>About</h1>" in web.get("/about").text
    assert "set-cookie" not in web.get("/about?lang=en").headers
    assert "<h1>關於</h1>" in web.get("/about?lang=zh").text


@pytest.mark.parametrize("value", ["fr", "en\r\nSet-Cookie: a=b", "en; Domain=evil.example", "//evil.example", ""])
def test_a_language_that_is_none_changes_nothing(web: httpx.Client, value: str) -> None:
    answer = web.get("/about", params={"lang": value})

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "<h1>關於</h1>" in answer.text


def test_a_browser_gets_the_language_it_asks_for() -> None:
    assert chosen(None, None, "en-GB,en;q=0.9") == "en"
    assert chosen(None, None, "en,zh-TW;q=0.5") == "zh"
    assert chosen(None, None, "ja") == "zh"
    assert chosen(None, "en", "zh-TW") == "en"
    assert chosen("zh", "en", "en") == "zh"


def test_the_switch_stays_on_the_page_with_its_question(web: httpx.Client) -> None:
    text = web.get("/documents?kind=reply&q=%E6%A9%8B").text

    assert 'href="/documents?kind=reply&amp;q=%E6%A9%8B&amp;lang=en"' in text


# ── errors ─────────────────────────────────────────────────────────────────────────────────


def test_errors_are_pages_in_the_readers_language(web: httpx.Client) -> None:
    chinese, english = web.get("/nowhere"), web.get("/nowhere?lang=en")

    assert (chinese.status_code, english.status_code) == (404, 404)
    assert "<h1>找不到這一頁</h1>" in chinese.text
    assert "<h1>No such page</h1>" in english.text
    assert chinese.headers["cache-control"] == "no-store"
    assert web.post("/about").status_code == 405


def test_a_wrong_question_is_told_in_one_line(web: httpx.Client) -> None:
    answer = web.get("/documents?kind=<b>")

    assert answer.status_code == 400
    assert "不認得的值（unknown value）：kind=&lt;b&gt;" in answer.text


def test_programs_get_problem_details(web: httpx.Client) -> None:
    answer = web.get("/api/v1/nothing-here")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance"}
    assert answer.json()["status"] == 404


def test_a_failing_page_says_nothing_of_the_inside(serve: Serve) -> None:
    def fail() -> None:
        raise RuntimeError("the secret of /home/someone")

    client = serve(routes={"/fail": fail})
    answer = client.get("/fail")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "<h1>伺服器出錯了</h1>" in answer.text
    assert answer.headers["content-security-policy"] == POLICY


# ── what is too long, too slow, not ours ───────────────────────────────────────────────────


def _echo(body: dict[str, str]) -> dict[str, str]:
    return body


def test_a_body_that_is_too_long_is_refused_however_it_comes(serve: Serve) -> None:
    client = serve(routes={"/echo": _echo})

    def pieces() -> object:
        for _ in range(80):
            yield b" " * 1024

    assert client.post("/echo", json={"a": "b"}).json() == {"a": "b"}
    assert client.post("/echo", content=b" " * (64 * 1024 + 1)).status_code == 413
    assert client.post("/echo", content=pieces()).status_code == 413  # type: ignore[arg-type]  # an iterator of bytes
    assert client.get("/about?" + "a" * 9000).status_code == 414


def test_a_body_that_never_comes_is_given_up(serve: Serve) -> None:
    client = serve(routes={"/echo": _echo}, body_seconds=0.3)
    place = urlsplit(str(client.base_url))

    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        line.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
        assert b" 408 " in line.recv(4096).split(b"\r\n")[0]


def test_what_a_request_says_of_its_host_is_never_repeated(web: httpx.Client) -> None:
    answer = web.get("/about", headers={"host": "evil.example", "x-forwarded-host": "evil.example"})

    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)


def test_under_a_path_every_address_begins_with_it_whether_or_not_the_proxy_takes_it_off(serve: Serve) -> None:
    client = serve(base_url="https://example.org/yinuo/")
    taken, left = client.get("/about?lang=en"), client.get("/yinuo/about?lang=en")

    assert taken.status_code == left.status_code == 200
    for answer in (taken, left):
        ours = re.findall(r'(?:href|src|action)="(/[^"]*)"', answer.text)
        assert ours
        assert all(one.startswith("/yinuo/") for one in ours)
        assert '<link rel="canonical" href="https://example.org/yinuo/about">' in answer.text
    assert "Path=/yinuo; " in taken.headers["set-cookie"]
    assert taken.headers["set-cookie"].endswith("; Secure")
    assert "max-age" in taken.headers["strict-transport-security"]


def test_a_private_room_leads_to_the_login(serve: Serve) -> None:
    client = serve(public=False)
    page, api = client.get("/documents?kind=reply"), client.get("/api/v1/commitments")

    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/documents%3Fkind%3Dreply")
    assert api.status_code == 401
    assert client.get("/healthz").status_code == 200
    assert client.get("/static/site.css").status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/%0d%0a\r\nLocation: x",
        "javascript:alert(1)",
        "",
        None,
    ],
)
def test_nobody_is_led_away_after_a_form(words: str | None) -> None:
    assert local_path(words) == "/"


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_wherever_a_form_leads_is_a_path_of_this_server(words: str) -> None:
    found = local_path("/" + words, "")

    assert found.startswith("/")
    assert not found.startswith("//")
    assert not urlsplit(found).netloc
    assert not any(ord(character) < 33 for character in found)


def test_the_health_of_the_room_is_told(web: httpx.Client) -> None:
    answer = web.get("/healthz")

    assert answer.json()["status"] == "ok"
    assert answer.headers["cache-control"] == "no-store"
