"""What visitors with ill intent try, against a running server."""

import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from yinuo.persist.desk import Desk
from yinuo.persist.desk_audit import audit_rows
from yinuo.persist.desk_proposals import open_proposals
from yinuo.persist.review_rows import log_rows, queue_rows
from yinuo.serve.web.settings import Limits

PASSWORD = "長照據點與捷運 seven 7"
ATTACK = """"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}</textarea>"""


def first_link(place: Any) -> str:
    with place.ledger as ledger:
        return str(next(row["id"] for row in queue_rows(ledger, place.settings.day()) if row["kind"] == "evidence"))


def first_promise(place: Any) -> str:
    with place.ledger as ledger:
        return str(next(iter(ledger.commitments())).id)


def session_of(visitor: Any) -> str:
    return str(visitor.client.cookies["yinuo-session"])


# ── cross-site request forgery ─────────────────────────────────────────────────────────────


FORMS = ("/desk", "/desk/undo", "/desk/users", "/account/sessions", "/account/password", "/logout")


def test_no_form_is_taken_without_its_own_sessions_token(place: Any) -> None:
    admin, lin = place.as_("管理員"), place.as_("林小安")
    theirs = lin.fields("/desk")["csrf"]
    own = admin.fields("/desk")["csrf"]
    for path in FORMS:
        for token in ("", "x", theirs, own[:-1] + "é", own.upper()):
            answer = admin.client.post(path, data={"csrf": token, "thing": first_link(place), "action": "accept"})
            assert answer.status_code == 403, (path, token)
        assert admin.client.post(path, data={}).status_code in (400, 403)

    with place.ledger as ledger:
        assert log_rows(ledger) == []
    assert admin.get("/account").status_code == 200


def test_the_token_of_before_the_login_is_no_good_after_it(place: Any) -> None:
    lin = place.visitor()
    before = lin.fields("/login")["csrf"]
    lin.log_in("林小安")

    assert lin.client.post("/logout", data={"csrf": before}).status_code == 403


@pytest.mark.parametrize("path", ["/login", "/propose/{}"])
def test_forms_that_need_no_login_need_their_token_too(place: Any, path: str) -> None:
    visitor, other = place.visitor(), place.visitor()
    path = path.format(first_promise(place))
    told = {"name": "林小安", "password": "x", "kind": "evidence", "words": "已完工"}
    for token in ("", other.fields(path)["csrf"]):
        assert visitor.client.post(path, data=told | {"csrf": token}).status_code == 403
    with Desk.open(place.settings.desk) as desk:
        assert open_proposals(desk) == []


def test_a_form_that_a_browser_says_comes_from_elsewhere_is_refused(place: Any) -> None:
    lin = place.as_("林小安")
    told = {"csrf": lin.fields("/desk")["csrf"]}
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 303)):
        assert lin.client.post("/desk/undo", data=told, headers={"sec-fetch-site": site}).status_code == status
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
        answer = lin.client.post("/desk/undo", content=b"csrf=" + told["csrf"].encode(), headers={"content-type": kind})
        assert answer.status_code == 400


# ── sessions ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("planted", ["made up", "an attacker's own"])
def test_a_session_that_an_attacker_set_is_not_the_one_after_login(place: Any, planted: str) -> None:
    token = "A" * 43 if planted == "made up" else session_of(place.as_("陳大明"))
    lin, attacker = place.visitor(), place.visitor()
    held = lin.fields("/login")["csrf"]
    visit = lin.client.cookies["yinuo-visit"]
    told = {"csrf": held, "name": "林小安", "password": PASSWORD, "next": "/desk"}
    cookies = {"cookie": f"yinuo-visit={visit}; yinuo-session={token}"}
    answer = attacker.client.post("/login", data=told, headers=cookies)
    attacker.client.cookies.clear()
    page = attacker.get("/account", headers={"cookie": f"yinuo-session={token}"})

    if planted == "made up":
        assert answer.status_code == 303
        assert token not in answer.headers["set-cookie"]
        assert page.status_code == 303
    else:
        assert answer.status_code == 403  # the form is not of that session
        assert "林小安" not in page.text


def test_logging_out_ends_the_session_itself_not_only_the_cookie(place: Any) -> None:
    lin = place.as_("林小安")
    token = session_of(lin)
    assert lin.send("/logout", {}, page="/desk").status_code == 303
    thief = place.visitor()
    thief.client.cookies.set("yinuo-session", token)

    assert thief.get("/account").status_code == 303
    assert "yinuo-session" not in lin.client.cookies


def test_sessions_end_by_themselves_and_everywhere_at_once(place: Any) -> None:
    idle, phone, desk = place.as_("林小安"), place.as_("陳大明"), place.as_("陳大明")
    desk.send("/account/sessions", {"handle": ""}, page="/desk")
    place.clock.pass_(hours=9)

    assert [one.get("/account").status_code for one in (idle, phone, desk)] == [303, 303, 303]


def test_nobody_ends_another_ones_session_or_sees_it(place: Any) -> None:
    lin, chen = place.as_("林小安"), place.as_("陳大明")
    handle = lin.fields("/account")["handle"]

    assert chen.send("/account/sessions", {"handle": handle}, page="/account").status_code == 404
    assert handle not in chen.get("/account").text
    assert lin.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("base", "name"), [("https://example.org/", "__Host-"), ("https://example.org/y/", "__Secure-")]
)
def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(
    open_desk: Callable[..., Any], base: str, name: str
) -> None:
    place = open_desk(base_url=base, root_path=None if name == "__Host-" else "/y")
    cookie = place.visitor().get(place.settings.prefix + "/login").headers["set-cookie"]

    assert cookie.startswith(name + "yinuo-visit=")
    assert {"HttpOnly", "SameSite=lax", "Secure"} <= {part.strip() for part in cookie.split(";")}
    assert ("Path=/;" if name == "__Host-" else "Path=/y;") in cookie + ";"


def test_pages_with_a_form_are_kept_by_nobody(place: Any) -> None:
    lin = place.as_("林小安")
    for path in ("/desk", "/desk/queue", "/desk/agreement", "/account", f"/propose/{first_promise(place)}"):
        assert lin.get(path).headers["cache-control"] == "no-store"


# ── logging in ─────────────────────────────────────────────────────────────────────────────


def test_guessing_a_password_is_held_up_and_the_right_one_waits_too(place: Any) -> None:
    visitor = place.visitor()
    codes = [visitor.log_in("林小安", f"guess number {n}").status_code for n in range(7)]
    locked = visitor.log_in("林小安")
    assert codes == [401] * 5 + [429] * 2
    assert locked.status_code == 429
    assert int(locked.headers["retry-after"]) >= 25
    place.clock.pass_(seconds=40)
    assert visitor.log_in("林小安").status_code == 303
    with Desk.open(place.settings.desk) as desk:
        told = [row.action for row in audit_rows(desk)]
    assert told.count("login_failed") == 5
    assert told.count("login_locked") == 3
    assert told[0] == "login"


def test_an_unknown_name_is_answered_like_a_wrong_password(place: Any) -> None:
    visitor = place.visitor()
    known, unknown = visitor.log_in("林小安", "wrong words here"), visitor.log_in("沒有這人", "wrong words here")

    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("林小安", "") == unknown.text.replace("沒有這人", "")


def test_one_address_trying_many_names_is_held_up(place: Any) -> None:
    visitor = place.visitor()
    codes = [visitor.log_in(f"帳號{n}", "wrong words here").status_code for n in range(24)]

    assert codes[:20] == [401] * 20
    assert codes[-1] == 429


NEXT = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\/evil.example",
    "javascript:alert(1)",
    "/\t/e.example",
]


@pytest.mark.parametrize("target", NEXT)
def test_the_login_leads_to_no_other_site(place: Any, target: str) -> None:
    lin = place.visitor()

    assert lin.log_in("林小安", next_=target).headers["location"] == "/"
    assert lin.get("/login", params={"next": target}).headers["location"] == "/"


def test_the_login_goes_on_to_where_one_came_from(place: Any) -> None:
    lin = place.visitor()
    asked = lin.get("/desk?thing=a%26b")

    assert asked.status_code == 303
    page = lin.get(asked.headers["location"])
    assert 'name="next" value="/desk?thing=a%26b"' in page.text


# ── who may what ───────────────────────────────────────────────────────────────────────────


def test_each_page_asks_for_its_role(place: Any) -> None:
    nobody, reader, lin, admin = place.visitor(), *(place.as_(name) for name in ("讀者", "林小安", "管理員"))
    pages = ("/account", "/desk", "/desk/queue", "/desk/agreement", "/desk/users", "/desk/audit")
    told = {
        name: [one.get(path).status_code for path in pages]
        for name, one in (("nobody", nobody), ("reader", reader), ("reviewer", lin), ("admin", admin))
    }

    assert told == {
        "nobody": [303] * 6,
        "reader": [200] + [403] * 5,
        "reviewer": [200] * 4 + [403] * 2,
        "admin": [200] * 6,
    }


def test_a_reader_decides_nothing_and_a_reviewer_makes_nobody_admin(place: Any) -> None:
    reader, lin = place.as_("讀者"), place.as_("林小安")
    token = reader.fields("/account")["csrf"]
    link = first_link(place)

    assert reader.client.post("/desk", data={"csrf": token, "thing": link, "action": "accept"}).status_code == 403
    told = {"name": "林小安", "action": "role", "role": "admin"}
    assert lin.send("/desk/users", told, page="/desk").status_code == 403
    with place.ledger as ledger:
        assert log_rows(ledger) == []


def test_an_admin_changes_roles_shuts_accounts_and_never_the_last_admin(place: Any) -> None:
    admin, lin = place.as_("管理員"), place.as_("林小安")
    for told in ({"name": "陳大明", "action": "role", "role": "reader"}, {"name": "林小安", "action": "disable"}):
        assert admin.send("/desk/users", told).status_code == 303
    last = admin.send("/desk/users", {"name": "管理員", "action": "disable"})

    assert lin.get("/desk").status_code == 303
    assert last.status_code == 400
    assert "最後一個管理帳號" in last.text
    text = admin.get("/desk/audit").text
    assert "user_disable" in text
    assert "reviewer → reader" in text


def test_a_decision_bears_the_name_of_the_session_whatever_the_form_says(place: Any) -> None:
    lin = place.as_("林小安")
    lin.decide(first_link(place), "accept", by="陳大明", actor="陳大明", user="管理員")

    with place.ledger as ledger:
        assert [row["by"] for row in log_rows(ledger)] == ["林小安"]


def test_a_private_room_shows_nothing_but_the_login(open_desk: Callable[..., Any]) -> None:
    place = open_desk(public=False)
    nobody, reader = place.visitor(), None
    promise = first_promise(place)
    for path in ("/", f"/commitments/{promise}", f"/propose/{promise}", "/desk"):
        assert nobody.get(path).status_code == 303, path
    assert nobody.get("/api/v1/commitments").status_code == 401
    assert [nobody.get(path).status_code for path in ("/login", "/healthz", "/static/desk.css")] == [200] * 3
    reader = place.as_("讀者")
    assert reader.get("/").status_code == 200


# ── what people type ───────────────────────────────────────────────────────────────────────


def test_what_a_stranger_types_stays_words_on_every_page(place: Any) -> None:
    one, visitor = first_promise(place), place.visitor()
    told = dict.fromkeys(("words", "quote", "source", "contact"), ATTACK) | {"kind": "evidence"}
    wrong = visitor.send(f"/propose/{one}", told | {"kind": "<script>alert(1)</script>"})
    assert visitor.send(f"/propose/{one}", told).status_code == 303
    visitor.log_in(ATTACK, ATTACK)
    lin, admin = place.as_("林小安"), place.as_("管理員")
    with Desk.open(place.settings.desk) as desk:
        (proposed,) = open_proposals(desk)
    page = lin.get(f"/desk?thing=proposal:{proposed.id}")
    failed = visitor.send("/login", {"name": ATTACK, "password": "x", "next": ATTACK})

    for answer in (wrong, page, failed, admin.get("/desk/audit"), lin.get("/desk/queue")):
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "{{7*7}}" in page.text


def test_a_reason_stays_words_on_the_desk_the_record_and_the_corrections(place: Any) -> None:
    lin, link = place.as_("林小安"), first_link(place)
    assert lin.decide(link, "accept", why=ATTACK).status_code == 303
    with place.ledger as ledger:
        (made,) = log_rows(ledger)
    for path in (f"/desk?thing={link}", f"/commitments/{made['commitment_id']}", "/corrections"):
        text = place.as_("陳大明").get(path).text
        assert "<script>alert" not in text, path
        assert "&lt;script&gt;" in text, path


@pytest.mark.parametrize("thing", ["../../etc/passwd", "proposal:../x", "' OR 1=1 --", "\x00", "%00", "a" * 5000])
def test_a_made_up_thing_is_not_found(place: Any, thing: str) -> None:
    lin = place.as_("林小安")

    assert lin.get("/desk", params={"thing": thing}).status_code in (400, 404)
    held = lin.fields("/desk")
    told = {"csrf": held["csrf"], "thing": thing, "shown": held["shown"], "action": "accept"}
    assert lin.client.post("/desk", data=told).status_code in (400, 404)


# ── too much, too slow, too often ──────────────────────────────────────────────────────────


def test_a_body_that_is_too_long_is_refused(place: Any) -> None:
    visitor = place.visitor()
    token = visitor.fields("/login")["csrf"]
    answer = visitor.client.post("/login", data={"csrf": token, "name": "a", "password": "x" * 70_000})

    def pieces() -> Any:
        for _ in range(100):
            yield b"x" * 1000

    form = {"content-type": "application/x-www-form-urlencoded"}
    assert answer.status_code == 413
    assert visitor.client.post("/login", content=pieces(), headers=form).status_code == 413


def test_a_body_that_never_comes_is_not_waited_for(open_desk: Callable[..., Any]) -> None:
    place = open_desk(limits=Limits(body_seconds=1.0))
    host, _, port = place.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as slow:
        head = "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        slow.sendall((head + "Content-Length: 1000\r\n\r\ncsrf=").encode())
        began = time.monotonic()
        answer = slow.recv(4096)

    assert answer.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < 20
    assert place.visitor().get("/healthz").status_code == 200


def test_one_address_proposes_a_few_times_and_then_waits(place: Any) -> None:
    one, visitor = first_promise(place), place.visitor()

    def send(n: int) -> httpx.Response:
        return visitor.send(f"/propose/{one}", {"kind": "evidence", "words": f"第{n}則"})  # type: ignore[no-any-return]  # a Visitor

    codes = [send(n).status_code for n in range(7)]
    late = send(8)
    assert codes == [303] * 5 + [429] * 2
    assert "第8則" in late.text
    assert 0 < int(late.headers["retry-after"]) <= 120
    place.clock.pass_(minutes=3)
    assert send(9).status_code == 303


def test_only_a_trusted_proxy_says_where_a_visitor_comes_from(open_desk: Callable[..., Any]) -> None:
    told = {"kind": "evidence", "words": "已完工"}
    for trusted, expected in (((), [303] * 5 + [429]), (("127.0.0.1",), [303] * 6)):
        place = open_desk(trusted_proxies=trusted)
        one, codes = first_promise(place), []
        for n in range(6):
            visitor = place.visitor(headers={"x-forwarded-for": f"198.51.100.{n}"})
            codes.append(visitor.send(f"/propose/{one}", told | {"words": f"第{n}則"}).status_code)
        assert codes == expected
