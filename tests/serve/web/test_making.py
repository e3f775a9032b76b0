"""A server whose catalogue takes long: it answers at once, says how far it is, and ends when it is told to."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from yinuo.errors import StoreReadOnly
from yinuo.persist.catalogue import Catalogue
from yinuo.serve.web.making import Making, Pace, Stopped, Tell

Serve = Callable[..., httpx.Client]


class _Slow:
    """Makes the catalogue when it is let; tells until then that 3 of 12 are done."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.go = threading.Event()
        self.ended: list[type[BaseException] | None] = []

    def __call__(self, tell: Tell) -> Catalogue:
        try:
            while not self.go.wait(0.01):
                tell(3, 12)
        except Stopped:
            self.ended.append(Stopped)
            raise
        self.ended.append(None)
        return Catalogue.open(self.store)


@pytest.fixture
def slow(reading_store: Path) -> Iterator[_Slow]:
    """Let go at the end of the test at the latest."""
    found = _Slow(reading_store)
    yield found
    found.go.set()


def _until_ready(client: httpx.Client) -> None:
    until = time.monotonic() + 30
    while client.get("/healthz").status_code != 200 and time.monotonic() < until:
        time.sleep(0.05)


def test_pages_that_need_it_say_how_far_it_is_and_when_to_come_again(serve: Serve, slow: _Slow) -> None:
    client = serve(make=slow)
    told = client.get("/commitments")

    assert told.status_code == 503
    assert 5 <= int(told.headers["retry-after"]) <= 300
    assert told.headers["cache-control"] == "no-store"
    assert "正在編目，已完成 3／12 則" in told.text
    assert "cataloguing: 3 of 12 promises" in told.text

    slow.go.set()
    _until_ready(client)
    assert client.get("/commitments").status_code == 200


def test_programs_are_told_so_in_problem_details(serve: Serve, slow: _Slow) -> None:
    client = serve(make=slow)
    for path in ("/api/v1/commitments", "/feeds/atom.xml", "/api/v1/export/commitments.jsonl"):
        told = client.get(path)
        assert told.status_code == 503
        assert told.headers["content-type"] == "application/problem+json"
        assert int(told.headers["retry-after"]) >= 5
        assert told.json()["status"] == 503
        assert "3／12" in told.json()["detail"]


def test_who_watches_over_it_hears_that_it_is_building(serve: Serve, slow: _Slow) -> None:
    client = serve(make=slow)
    building = client.get("/healthz")
    assert (building.status_code, building.json()["status"]) == (503, "building")
    assert (building.json()["done"], building.json()["total"]) == (3, 12)

    slow.go.set()
    _until_ready(client)
    assert client.get("/healthz").json()["status"] == "ok"
    assert "retry-after" not in client.get("/healthz").headers


@pytest.mark.parametrize(
    "path", ["/documents", "/about", "/method", "/data", "/corrections", "/login", "/static/web.css"]
)
def test_what_needs_no_catalogue_is_answered_meanwhile(serve: Serve, slow: _Slow, path: str) -> None:
    assert serve(make=slow).get(path).status_code == 200


def test_what_was_told_meanwhile_is_not_taken_for_what_is_told_later(serve: Serve, slow: _Slow) -> None:
    client = serve(make=slow)
    mark = client.get("/documents").headers["etag"]
    slow.go.set()
    _until_ready(client)
    assert client.get("/documents", headers={"if-none-match": mark}).status_code == 200


def test_a_server_that_ends_does_not_wait_for_it(serve: Serve, slow: _Slow, reading_store: Path) -> None:
    import uvicorn

    from yinuo.serve.web.app import create_app
    from yinuo.serve.web.settings import Settings

    app = create_app(Settings(store=reading_store), slow)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()
    assert slow.ended == [Stopped]


def test_one_that_cannot_be_made_now_is_tried_again(
    serve: Serve, reading_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yinuo.serve.web import app

    monkeypatch.setattr(app, "_TRY_AGAIN", 0.01)
    tried: list[int] = []

    def make(tell: Tell) -> Catalogue:
        tried.append(1)
        if len(tried) < 3:
            raise StoreReadOnly("另一個程式正在寫入（another program is writing）")
        return Catalogue.open(reading_store, tell=tell)

    client = serve(make=make)
    _until_ready(client)
    assert client.get("/commitments").status_code == 200
    assert len(tried) == 3


def test_the_wait_is_guessed_from_the_pace_so_far() -> None:
    making = Making()
    assert making.wait == 5
    making.tell(1, 10**9)
    assert making.wait == 300
    making.tell(10, 10)
    assert making.wait == 5
    making.stopped = True
    with pytest.raises(Stopped):
        making.tell(10, 10)


def test_who_follows_the_ledger_beside_readers_rests_as_long_as_it_works_and_ends_with_the_server() -> None:
    making = Making()
    pace = Pace(making)
    pace(0, 9)
    worked = time.thread_time()
    while time.thread_time() - worked < 0.05:
        pass
    began = time.perf_counter()
    pace(1, 9)
    assert time.perf_counter() - began >= 0.05
    making.stopped = True
    with pytest.raises(Stopped):
        pace(2, 9)
