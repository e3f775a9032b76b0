"""A running server over a small ledger of invented letters, made by the real pipeline; a client that really asks it."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from yinuo.serve.web.app import create_app
from yinuo.serve.web.making import Make
from yinuo.serve.web.settings import Settings

TODAY = date(2024, 12, 31)
NOW = datetime(2024, 12, 31, 4, 0, tzinfo=UTC)

Serve = Callable[..., httpx.Client]


@pytest.fixture(scope="session")
def reading_store(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """The bundled examples, read into a ledger."""
    from yinuo.serve.cli import run_command_line

    store = tmp_path_factory.mktemp("reading") / "room.db"
    assert run_command_line(
        ["run", str(examples / "corpus"), "--store", str(store), "--as-of", TODAY.isoformat(), "--tier", "fast"]
    ) in (0, 1)
    return store


class _Server(uvicorn.Server):
    """A server that leaves signals to pytest."""

    def install_signal_handlers(self) -> None:
        """None."""


def _running(
    settings: Settings, routes: Mapping[str, Callable[..., Any]] | None = None, make: Make | None = None
) -> Iterator[str]:
    """A server on a free port, with routes of a test's own beside its pages; gives its address, then stops.

    Every page of it answers, unless ``make`` makes the catalogue.
    """
    app = create_app(settings, make)
    for path, handler in (routes or {}).items():
        app.add_api_route(path, handler, methods=["GET", "POST"])
    server = _Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", server_header=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not (server.started and (make or app.state.room.ready)) and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started, "the server did not start"
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def web_settings(reading_store: Path) -> Settings:
    """Of the server that most tests ask."""
    return Settings(store=reading_store, today=lambda: TODAY, now=lambda: NOW)


@pytest.fixture(scope="session")
def web_address(web_settings: Settings) -> Iterator[str]:
    """Where that server is."""
    yield from _running(web_settings)


@pytest.fixture
def web(web_address: str) -> Iterator[httpx.Client]:
    """A visitor without a history; redirects are not followed."""
    with httpx.Client(base_url=web_address, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def serve(web_settings: Settings) -> Iterator[Serve]:
    """Start another server: ``serve(base_url="https://example.org/x/")`` gives a client of it.

    Takes the fields of ``Settings``, ``body_seconds`` of its limits, ``routes``, path → handler, and ``make``.
    """
    opened: list[tuple[httpx.Client, Iterator[str]]] = []

    def start(
        routes: Mapping[str, Callable[..., Any]] | None = None, make: Make | None = None, **changed: Any
    ) -> httpx.Client:
        if "body_seconds" in changed:
            changed["limits"] = replace(web_settings.limits, body_seconds=changed.pop("body_seconds"))
        if "base_url" in changed:  # the path that the server is under follows from it
            changed = {"root_path": None} | changed
        running = _running(replace(web_settings, **changed), routes, make)
        client = httpx.Client(base_url=next(running), trust_env=False, timeout=60)
        opened.append((client, running))
        return client

    yield start
    for client, running in opened:
        client.close()
        next(running, None)
