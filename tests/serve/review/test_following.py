"""«What I follow» on the real server: kept, shown and let go by its own account alone."""

from typing import Any

import pytest
from tests.serve.review.conftest import Place, Visitor

from yinuo.persist import desk_accounts
from yinuo.persist.desk import Desk
from yinuo.persist.desk_follows import Follow, every_follow

PAGE = "/account/following"
HOOK = "https://hooks.example.tw/a-secret"


def kept(place: Place) -> list[Follow]:
    with Desk.open(place.settings.desk, clock=place.clock) as desk:
        return every_follow(desk)


def ask(visitor: Visitor, query: str = "", **changed: Any) -> Any:
    told = {
        "action": "add",
        "name": "漁港",
        "what": ["made", "changed"],
        "cadence": "weekly",
        "address": HOOK,
    } | changed
    held = visitor.fields(PAGE + query)
    return visitor.client.post(PAGE, data={"csrf": held["csrf"], "asked": held["asked"].replace("&amp;", "&")} | told)


def test_a_list_that_was_narrowed_down_is_followed_as_it_was(place: Place) -> None:
    reader = place.as_("讀者")
    listed = reader.get("/commitments?category=農業&q=漁港").text
    assert f'href="{PAGE}?q=' in listed
    assert ask(reader, "?category=農業&q=漁港", states=["overdue"]).headers["location"] == PAGE
    (one,) = kept(place)
    assert one.wish.asked == (("q", "漁港"), ("category", "農業"))
    assert (one.wish.what, one.wish.states, one.wish.cadence) == (("changed", "made"), ("overdue",), "weekly")
    assert one.wish.destination == "jsons://hooks.example.tw/a-secret"
    shown = reader.get(PAGE).text
    assert "「漁港」" in shown
    assert "https://hooks.example.tw/…" in shown
    assert "a-secret" not in shown


def test_one_promise_is_followed_under_its_title(place: Place) -> None:
    reader = place.as_("讀者")
    found = reader.get("/api/v1/commitments?limit=1").json()["items"][0]
    assert found["title"] in reader.get(f"{PAGE}?id={found['id']}").text
    assert found["title"] in reader.get(f"/commitments?id={found['id']}").text


def test_visitors_are_not_offered_it_and_are_led_to_the_login(place: Place) -> None:
    visitor = place.visitor()
    assert PAGE not in visitor.get("/commitments").text
    assert visitor.get(PAGE).headers["location"].startswith("/login?next=")
    assert visitor.client.post(PAGE, data={"action": "add"}).status_code == 401


def test_somebody_elses_wish_is_neither_shown_nor_taken_away(place: Place) -> None:
    ask(place.as_("讀者"))
    other = place.as_("林小安")
    assert "漁港" not in other.get(PAGE).text
    (one,) = kept(place)
    assert other.send(PAGE, {"action": "remove", "id": str(one.id)}).status_code == 404
    assert kept(place) == [one]
    assert place.as_("讀者").send(PAGE, {"action": "remove", "id": str(one.id)}).status_code == 303
    assert kept(place) == []


def test_a_form_of_another_session_is_refused(place: Place) -> None:
    reader, other = place.as_("讀者"), place.as_("林小安")
    told = {"action": "add", "name": "x", "what": "made", "cadence": "daily", "address": HOOK, "asked": ""}
    assert reader.client.post(PAGE, data=told | {"csrf": other.fields(PAGE)["csrf"]}).status_code == 403
    assert reader.client.post(PAGE, data=told).status_code == 403
    assert kept(place) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "名" * 61},
        {"what": []},
        {"what": ["nosuch"]},
        {"cadence": "hourly"},
        {"states": ["nosuch"]},
        {"asked": "nosuch=1"},
        {"asked": "state=nosuch"},
        {"address": "json://127.0.0.1/"},
        {"address": "mailtos://a:b@example.tw?to=all@example.tw"},
        {"to": "mail"},
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(place: Place, wrong: dict[str, Any]) -> None:
    answer = ask(place.as_("讀者"), **wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert kept(place) == []


def test_markup_in_a_name_stays_words(place: Place) -> None:
    reader = place.as_("讀者")
    ask(reader, name="<script>alert(1)</script>")
    assert "<script>alert" not in reader.get(PAGE).text
    assert "&lt;script&gt;alert" in reader.get(PAGE).text


def test_mail_goes_to_the_address_that_an_admin_set_and_to_no_other(place: Place) -> None:
    with Desk.open(place.settings.desk, clock=place.clock) as desk:
        desk_accounts.set_email(desk, "讀者", "reader@example.tw", by="cli")
    reader = place.as_("讀者")
    assert "reader@example.tw" in reader.get(PAGE).text
    assert ask(reader, to="mail", address="somebody@example.tw").status_code == 303
    (one,) = kept(place)
    assert (one.wish.destination, one.email) == ("mail", "reader@example.tw")
