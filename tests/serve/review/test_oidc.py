"""Logging in through an OpenID provider: a real one on this machine that speaks the wire's shapes, and misbehaves."""

import json
import shutil
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import httpx
import pytest

pytest.importorskip("joserfc", reason="the extra yinuo[oidc] is not installed")

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from yinuo.persist import desk_accounts
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Role
from yinuo.persist.desk_audit import audit_rows
from yinuo.serve.review import oidc_provider
from yinuo.serve.web.settings import SingleSignOn

CLIENT, SECRET = "reading room", "s3cret:/ &+長"
EMAIL = "lin@example.org"
ROOM = "http://room.example/"


class Provider(ThreadingHTTPServer):
    """Discovery, /authorize, /token and JWKS; ``change`` spoils one answer or claim."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}/realm"
        self.key: Any = RSAKey.generate_key(2048, {"kid": "one"})
        self.published: list[Any] = [self.key]
        self.codes: dict[str, dict[str, str]] = {}
        self.clock: Any = None  # the reading room's
        self.claims: dict[str, Any] = {}
        self.itself: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.spoil: dict[str, Callable[[_Handler], None]] = {}
        self.asked: list[str] = []
        self.answer_issuer: str | None = None

    def signed(self, claims: dict[str, Any]) -> str:
        algorithm = "RS256" if self.key.key_type == "RSA" else "ES256"
        return jwt.encode({"alg": algorithm, "kid": self.key.kid}, claims, self.key, algorithms=[algorithm])

    def told(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=a",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        } | self.itself


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""

    def give(self, told: Any, status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_one(self) -> None:
        path = urlsplit(self.path).path.removeprefix("/realm")
        self.server.asked.append(path)
        if path in self.server.spoil:
            self.server.spoil[path](self)
        elif path == "/.well-known/openid-configuration":
            self.give(self.server.told())
        elif path == "/keys":
            self.give(
                {"keys": [{"kty": "oct", "k": "AAAA"}, *(one.as_dict(private=False) for one in self.server.published)]}
            )
        elif path == "/authorize":
            self.authorize({name: one[0] for name, one in parse_qs(urlsplit(self.path).query).items()})
        elif path == "/token":
            self.token()
        else:
            self.give({"error": "not_found"}, 404)

    do_GET = do_POST = handle_one  # noqa: N815

    def authorize(self, asked: dict[str, str]) -> None:
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == ROOM + "login/oidc/callback"
        assert asked["tenant"] == "a"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.server.codes)}"
        self.server.codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        if self.server.answer_issuer:
            back["iss"] = self.server.answer_issuer
        self.send_response(302)
        self.send_header("location", asked["redirect_uri"] + "?" + urlencode(back))
        self.send_header("content-length", "0")
        self.end_headers()

    def token(self) -> None:
        form = {
            name: one[0]
            for name, one in parse_qs(self.rfile.read(int(self.headers["content-length"])).decode()).items()
        }
        kind, _, pair = self.headers.get("authorization", "").partition(" ")
        if kind == "Basic":
            who = tuple(unquote(one) for one in b64decode(pair).decode().split(":"))
        else:
            who = (form.get("client_id", ""), form.get("client_secret", ""))
        asked = self.server.codes.pop(form["code"], None)  # a code is good once
        proof = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if who != (CLIENT, SECRET) or asked is None or asked["code_challenge"] != proof:
            self.give({"error": "invalid_grant"}, 400)
            return
        now = int(self.server.clock.at.timestamp())
        claims = {"iss": self.server.issuer, "aud": CLIENT, "sub": "u-7", "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], "email": EMAIL, "email_verified": True} | self.server.claims
        self.give({"access_token": "AT-0", "token_type": "Bearer", "id_token": self.server.sign(claims)})


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join(10)


@pytest.fixture
def signing_on(open_desk: Callable[..., Any], provider: Provider) -> Any:
    """A reading room that knows the provider; 林小安 has an address, and a colleague has no password."""
    place = open_desk(oidc=SingleSignOn(provider.issuer, CLIENT, SECRET), base_url=ROOM)
    provider.clock = place.clock
    with Desk.open(place.settings.desk, clock=place.clock) as desk:
        desk_accounts.add(desk, "王單一", Role.REVIEWER, None, by="cli", email=EMAIL)
    return place


def depart(visitor: Any, next_: str = "/desk") -> str:
    """Press the button; the address at the provider."""
    answer = visitor.get("/login/oidc", params={"next": next_})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def arrive(away: str) -> str:
    """What the provider sends the browser back to: path and query."""
    back = urlsplit(httpx.get(away, trust_env=False).headers["location"])
    return f"{back.path}?{back.query}"


def sign_on(visitor: Any, next_: str = "/desk") -> httpx.Response:
    answer: httpx.Response = visitor.get(arrive(depart(visitor, next_)))
    assert answer.status_code == 303
    return answer


def refused(visitor: Any, answer: httpx.Response, why: str) -> str:
    """Led to a page that says so, with nobody logged in; the page's text."""
    assert f"failed={why}" in answer.headers["location"]
    assert "yinuo-session" not in visitor.client.cookies
    assert visitor.get("/account").status_code == 303
    page = visitor.get(answer.headers["location"])
    assert page.status_code >= 400
    assert 'role="alert"' in page.text
    return str(page.text)


def trail(place: Any) -> list[str]:
    with Desk.open(place.settings.desk, clock=place.clock) as desk:
        return [f"{row.actor} {row.action} {row.subject} {row.detail}" for row in audit_rows(desk)]


# ── as it should be ────────────────────────────────────────────────────────────────────────


def test_a_verified_address_leads_into_the_account_an_admin_made(signing_on: Any, provider: Provider) -> None:
    visitor = signing_on.visitor()
    assert "/login/oidc?next=" in visitor.get("/login?next=/desk").text
    answer = sign_on(visitor, "/desk/queue")

    assert answer.headers["location"] == "/desk/queue"
    assert answer.headers["cache-control"] == "no-store"
    assert "王單一" in visitor.get("/account").text
    rows = trail(signing_on)
    assert any(row.startswith("王單一 user_link 王單一") and row.endswith(" u-7") for row in rows)
    assert any(row.startswith("王單一 login ") for row in rows)
    for word in (SECRET, "AT-0", "code-0", "eyJ"):
        assert not any(word in row for row in rows)


def test_once_known_the_subject_decides_and_not_the_address(signing_on: Any, provider: Provider) -> None:
    sign_on(signing_on.visitor())
    provider.claims = {"email": "new@example.org", "email_verified": False}
    moved = signing_on.visitor()
    sign_on(moved)
    assert "王單一" in moved.get("/account").text

    provider.claims = {"sub": "u-8"}  # somebody else who got the address later
    other = signing_on.visitor()
    refused(other, sign_on(other), "account")


@pytest.mark.parametrize("planted", ["made up", "an attacker's own"])
def test_a_session_that_an_attacker_planted_is_not_the_one_after_it(signing_on: Any, planted: str) -> None:
    attacker = signing_on.as_("陳大明")
    token = "A" * 43 if planted == "made up" else attacker.client.cookies["yinuo-session"]
    visitor = signing_on.visitor()
    back = arrive(depart(visitor))
    visit = visitor.client.cookies["yinuo-visit"]
    answer = signing_on.visitor().get(back, headers={"cookie": f"yinuo-visit={visit}; yinuo-session={token}"})

    assert answer.headers["location"] == "/desk"
    mine = answer.cookies["yinuo-session"]
    assert mine != token
    account = {
        one: signing_on.visitor().get("/account", headers={"cookie": f"yinuo-session={one}"}) for one in (mine, token)
    }
    assert "王單一" in account[mine].text
    assert account[token].status_code == 303


@pytest.mark.parametrize("ways", [None, ["client_secret_post"], ["private_key_jwt", "client_secret_basic"]])
def test_the_secret_goes_the_way_the_provider_asks_for(signing_on: Any, provider: Provider, ways: Any) -> None:
    provider.itself = {"token_endpoint_auth_methods_supported": ways} if ways else {}
    assert sign_on(signing_on.visitor()).headers["location"] == "/desk"


def test_elliptic_keys_and_keys_without_a_name_do(signing_on: Any, provider: Provider) -> None:
    provider.key = ECKey.generate_key("P-256")
    provider.published = [provider.key]
    provider.sign = lambda claims: jwt.encode({"alg": "ES256"}, claims, provider.key, algorithms=["ES256"])
    assert sign_on(signing_on.visitor()).headers["location"] == "/desk"


def test_a_new_key_is_fetched_when_a_token_names_it(signing_on: Any, provider: Provider) -> None:
    sign_on(signing_on.visitor())
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    provider.published = [provider.key]
    signing_on.clock.pass_(seconds=30)
    assert sign_on(signing_on.visitor()).headers["location"] == "/desk"
    sign_on(signing_on.visitor())
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_private_reading_room_lets_people_in_this_way(open_desk: Callable[..., Any], provider: Provider) -> None:
    place = open_desk(oidc=SingleSignOn(provider.issuer, CLIENT, SECRET), base_url=ROOM, public=False)
    provider.clock = place.clock
    with Desk.open(place.settings.desk, clock=place.clock) as desk:
        desk_accounts.add(desk, "王單一", Role.READER, None, by="cli", email=EMAIL)
    visitor = place.visitor()
    assert visitor.get("/statistics").status_code == 303
    sign_on(visitor, "/statistics")
    assert visitor.get("/statistics").status_code == 200


def test_no_button_and_no_page_where_it_is_not_set_up(place: Any) -> None:
    visitor = place.visitor()
    assert "oidc" not in visitor.get("/login").text
    assert visitor.get("/login/oidc").status_code == 404
    assert visitor.get("/login/oidc/callback?state=x&code=y").status_code == 404


# ── tokens that prove nothing ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_000_000_000},
        {"exp": "2099"},
        {"iat": 1_000_000_000},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_says_one_thing_wrong_logs_nobody_in(signing_on: Any, provider: Provider, claims: Any) -> None:
    provider.claims = claims
    visitor = signing_on.visitor()
    refused(visitor, sign_on(visitor), "token")
    assert any(row.startswith("- oidc_failed token") for row in trail(signing_on))


def _unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts) + "."


def _another_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048), algorithms=["RS256"])


def _shared_key(claims: dict[str, Any]) -> str:
    from joserfc.jwk import OctKey

    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key("k" * 40), algorithms=["HS256"])


def _own_key_inside(claims: dict[str, Any]) -> str:
    key = RSAKey.generate_key(2048)
    head = {"alg": "RS256", "kid": "mine", "jwk": key.as_dict(private=False)}
    return jwt.encode(head, claims, key, algorithms=["RS256"])


@pytest.mark.parametrize(
    "sign", [_unsigned, _another_key, _shared_key, _own_key_inside, lambda _: "x" * 40_000, lambda _: "a.b.c"]
)
def test_a_token_that_the_provider_did_not_sign_logs_nobody_in(
    signing_on: Any, provider: Provider, sign: Callable[[dict[str, Any]], str]
) -> None:
    provider.sign = sign
    visitor = signing_on.visitor()
    refused(visitor, sign_on(visitor), "token")


# ── people without an account ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "ｌｉｎ@example.org"},  # folds into the real one
        {"email": None},
        {"email": [EMAIL]},
    ],
    ids=str,
)
def test_an_unknown_or_unverified_address_finds_no_account_and_makes_none(
    signing_on: Any, provider: Provider, claims: Any
) -> None:
    provider.claims = claims
    visitor = signing_on.visitor()
    assert "管理者" in refused(visitor, sign_on(visitor), "account")
    with Desk.open(signing_on.settings.desk) as desk:
        assert len(desk_accounts.accounts(desk)) == 5


def test_a_shut_account_stays_shut(signing_on: Any) -> None:
    sign_on(signing_on.visitor())
    with Desk.open(signing_on.settings.desk) as desk:
        desk_accounts.disable(desk, "王單一", by="cli")
    visitor = signing_on.visitor()
    refused(visitor, sign_on(visitor), "account")


# ── journeys of others ─────────────────────────────────────────────────────────────────────


def test_an_answer_is_good_once_and_in_its_own_browser_only(signing_on: Any) -> None:
    visitor, thief = signing_on.visitor(), signing_on.visitor()
    thief.get("/login")
    back = arrive(depart(visitor))
    refused(thief, thief.get(back), "lost")
    refused(visitor, visitor.get(back), "lost")  # and used up

    back = arrive(depart(visitor))
    assert "failed" not in visitor.get(back).headers["location"]
    again = signing_on.visitor()
    refused(again, again.get(back), "lost")


def test_a_code_that_was_used_already_gives_nothing(signing_on: Any) -> None:
    first, second = signing_on.visitor(), signing_on.visitor()
    back = arrive(depart(first))
    first.get(back)
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(depart(second)).query)["state"][0]
    refused(second, second.get("/login/oidc/callback", params={"state": state, "code": code}), "unreachable")


def test_a_code_of_another_login_fails_its_proof(signing_on: Any) -> None:
    victim, attacker = signing_on.visitor(), signing_on.visitor()
    stolen = parse_qs(urlsplit(arrive(depart(victim))).query)["code"][0]
    state = parse_qs(urlsplit(depart(attacker)).query)["state"][0]
    answer = attacker.get("/login/oidc/callback", params={"state": state, "code": stolen})
    refused(attacker, answer, "unreachable")


def test_a_journey_ends_after_ten_minutes(signing_on: Any) -> None:
    visitor = signing_on.visitor()
    back = arrive(depart(visitor))
    signing_on.clock.pass_(minutes=11)
    refused(visitor, visitor.get(back), "lost")


def test_an_answer_of_another_issuer_is_told_apart(signing_on: Any, provider: Provider) -> None:
    provider.answer_issuer = "https://elsewhere.example"
    visitor = signing_on.visitor()
    refused(visitor, sign_on(visitor), "token")
    assert "/token" not in provider.asked
    provider.answer_issuer = provider.issuer
    assert sign_on(visitor).headers["location"] == "/desk"


def test_a_provider_that_always_names_itself_must_do_so(signing_on: Any, provider: Provider) -> None:
    provider.itself = {"authorization_response_iss_parameter_supported": True}
    visitor = signing_on.visitor()
    refused(visitor, sign_on(visitor), "token")


def test_a_refusal_of_the_provider_is_told_without_its_words(signing_on: Any) -> None:
    visitor = signing_on.visitor()
    for words in ("access_denied", "<script>alert(1)</script>"):
        state = parse_qs(urlsplit(depart(visitor)).query)["state"][0]
        answer = visitor.get("/login/oidc/callback", params={"state": state, "error": words})
        assert "alert(1)" not in refused(visitor, answer, "denied")
    assert not any("<script" in row for row in trail(signing_on))


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_on_is_always_local(signing_on: Any, target: str) -> None:
    assert sign_on(signing_on.visitor(), target).headers["location"] == "/"


def test_one_address_cannot_ask_without_end(signing_on: Any, provider: Provider) -> None:
    visitor = signing_on.visitor()
    found = [visitor.get("/login/oidc/callback?state=guess&code=x").headers["location"] for _ in range(40)]
    assert "failed=lost" in found[0]
    assert "failed=often" in found[-1]
    assert visitor.get(found[-1]).status_code == 429
    assert sum("oidc_failed" in row for row in trail(signing_on)) < 40


# ── a provider that fails ──────────────────────────────────────────────────────────────────


def _endless(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(2000):
            handler.wfile.write(b" " * 4096)
    except OSError:
        pass


def _dripping(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(60):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def _elsewhere(handler: _Handler) -> None:
    handler.send_response(302)
    handler.send_header("location", handler.server.issuer + "/elsewhere")
    handler.send_header("content-length", "0")
    handler.end_headers()


def _text(handler: _Handler) -> None:
    handler.give(["no object"])


def _deep(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"[" * 100_000)


@pytest.mark.parametrize("how", [_endless, _dripping, _elsewhere, _text, _deep], ids=lambda how: how.__name__)
@pytest.mark.parametrize("where", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_misbehaves_is_left_in_time(
    signing_on: Any, provider: Provider, monkeypatch: pytest.MonkeyPatch, where: str, how: Callable[[_Handler], None]
) -> None:
    monkeypatch.setattr(oidc_provider, "SECONDS", 1.0)
    provider.spoil[where] = how
    visitor, since = signing_on.visitor(), time.monotonic()
    answer = visitor.get("/login/oidc?next=/desk") if where.startswith("/.") else sign_on(visitor)
    assert time.monotonic() - since < 8
    assert "單一登入" in refused(visitor, answer, "unreachable")
    assert "/elsewhere" not in provider.asked
    provider.spoil.clear()
    assert sign_on(visitor).headers["location"] == "/desk"


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"token_endpoint": "http://example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_provider_whose_word_of_itself_is_unfit_is_not_used(signing_on: Any, provider: Provider, told: Any) -> None:
    provider.itself = told
    visitor = signing_on.visitor()
    refused(visitor, visitor.get("/login/oidc"), "unreachable")


def test_a_provider_that_is_gone_is_told_so(signing_on: Any, provider: Provider) -> None:
    provider.shutdown()
    provider.server_close()
    visitor = signing_on.visitor()
    refused(visitor, visitor.get("/login/oidc"), "unreachable")


# ── in a real browser ──────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_a_browser_goes_to_another_site_and_back(signing_on: Any, provider: Provider, chromium: Any) -> None:
    place = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    room = f"MAP room.example 127.0.0.1:{urlsplit(signing_on.address).port}"
    own = chromium.browser_type.launch(
        executable_path=place, args=["--no-sandbox", "--no-proxy-server", f"--host-resolver-rules={room}"]
    )
    page = own.new_page()
    provider.claims = {"email": "nobody@example.org"}
    page.goto(ROOM + "login?next=/desk/queue&lang=en")
    page.click("a[href*='/login/oidc']")
    page.wait_for_url("**/login?**")
    assert "no open account" in page.inner_text("[role=alert]")
    assert "code=" not in page.content() + page.url

    provider.claims = {}
    page.click("a[href*='/login/oidc']")
    page.wait_for_url("**/desk/queue")
    page.goto(ROOM + "account")
    assert "王單一" in page.content()
    assert provider.asked.count("/token") == 2
    own.close()
