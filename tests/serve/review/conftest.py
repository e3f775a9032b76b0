"""A running server over a copy of a small ledger, with accounts; a clock that a test moves; browsers without a face."""

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher

from yinuo.persist import desk_accounts
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Role
from yinuo.persist.ledger import Ledger
from yinuo.serve.web.app import create_app
from yinuo.serve.web.settings import Settings

TODAY = date(2024, 12, 31)
PASSWORD = "長照據點與捷運 seven 7"
PEOPLE = {"管理員": Role.ADMIN, "林小安": Role.REVIEWER, "陳大明": Role.REVIEWER, "讀者": Role.READER}


class Clock:
    """Runs by itself a little at each look, so that no two moments are the same; and is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2024, 12, 31, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(microseconds=10)
        return self.at

    def pass_(self, **much: int) -> None:
        self.at += timedelta(**much)


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """None: signals are pytest's."""


@dataclass
class Place:
    """A running server and what it serves."""

    address: str
    settings: Settings
    clock: Clock
    opened: list[httpx.Client] = field(default_factory=list)

    def visitor(self, **more: Any) -> "Visitor":
        self.opened.append(httpx.Client(base_url=self.address, trust_env=False, timeout=60, **more))
        return Visitor(self.opened[-1])

    def as_(self, name: str) -> "Visitor":
        found = self.visitor()
        assert found.log_in(name).status_code == 303
        return found

    @property
    def ledger(self) -> Ledger:
        return Ledger.open(self.settings.store, readonly=True)


class Visitor:
    """What a browser does with forms: sends back the hidden fields of the page it shows."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def fields(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's form (of the first that bears them)."""
        text = self.get(path).text
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
        return dict(reversed(found))

    def send(self, path: str, told: dict[str, str], *, page: str | None = None, **more: Any) -> httpx.Response:
        held = self.fields(page or path)
        return self.client.post(path, data={"csrf": held.get("csrf", "")} | told, **more)

    def log_in(self, name: str, password: str = PASSWORD, next_: str = "/desk") -> httpx.Response:
        return self.send("/login", {"name": name, "password": password, "next": next_})

    def decide(self, thing: str, action: str, **told: str) -> httpx.Response:
        held = self.fields(f"/desk?thing={thing}")
        hidden = {name: held[name] for name in ("csrf", "thing", "shown")}
        return self.client.post("/desk", data=hidden | {"action": action, "why": "理由"} | told)


def _running(settings: Settings) -> Iterator[str]:
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="critical",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(1500):
        if (server.started and app.state.room.ready) or not thread.is_alive():
            break
        time.sleep(0.02)
    assert server.started, "the server did not start"
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """The bundled examples in a ledger, with accounts beside it, made once."""
    from yinuo.serve.cli import run_command_line

    store = tmp_path_factory.mktemp("desk") / "room.db"
    run = ["run", str(examples / "corpus"), "--store", str(store), "--as-of", TODAY.isoformat(), "--tier", "fast"]
    assert run_command_line([*run, "--jobs", "1"]) in (0, 1)
    return store


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same library at the least cost: what a password costs is measured in tests/persist/test_desk.py."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(desk_accounts, "_hasher", lambda: hasher)
    desk_accounts._nobodys.cache_clear()


@pytest.fixture
def open_desk(desk_template: Path, tmp_path: Path, cheap_hashes: None) -> Iterator[Callable[..., Place]]:
    """``open_desk(public=False)``: start a server of one's own."""
    running: list[Iterator[str]] = []
    made: list[Place] = []

    def start(**changed: Any) -> Place:
        clock = Clock()
        store = tmp_path / f"room{len(running)}.db"
        shutil.copy(desk_template, store)
        settings = replace(Settings(store=store, today=lambda: TODAY, now=clock), **changed)
        with Desk.open(settings.desk, clock=clock) as desk:
            for name, role in PEOPLE.items():
                desk_accounts.add(desk, name, role, PASSWORD, by="cli")
        server = _running(settings)
        running.append(server)
        made.append(Place(next(server), settings, clock))
        return made[-1]

    yield start
    for client in (one for place in made for one in place.opened):
        client.close()
    for server in running:
        next(server, None)


@pytest.fixture
def place(open_desk: Callable[..., Place]) -> Place:
    """A public reading room with a desk."""
    return open_desk()
