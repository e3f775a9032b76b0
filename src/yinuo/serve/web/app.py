"""The application: every part of the server, listed one by one."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from yinuo import __version__
from yinuo.errors import YinuoError
from yinuo.persist.catalogue import Catalogue
from yinuo.serve import api
from yinuo.serve.review import desk, following, login, oidc, overseeing, proposing
from yinuo.serve.review.visits import identify
from yinuo.serve.review.waiting import Waiting
from yinuo.serve.web import assets, errors, health
from yinuo.serve.web.gate import Gate
from yinuo.serve.web.headers import Guard, SubPath
from yinuo.serve.web.making import Make, Pace, Stopped, Tell
from yinuo.serve.web.memory import give_back
from yinuo.serve.web.pages import (
    about,
    calendar,
    corrections,
    coverage,
    data,
    documents,
    groups,
    home,
    method,
    records,
    search,
    statistics,
)
from yinuo.serve.web.pages import list as listing
from yinuo.serve.web.room import Room
from yinuo.serve.web.settings import Settings
from yinuo.serve.web.visitors import Identify, Visitor

__all__ = ["create_app"]

_LOG = logging.getLogger("yinuo.serve")
_LOOK_EVERY = 2.0  # seconds between two looks at whether the ledger has grown
_PATIENCE = 2.0  # seconds that the first visitor waits for the catalogue; after them pages say how far it is
_TRY_AGAIN = 15.0  # seconds until a catalogue that could not be made is tried again

ROUTERS: tuple[APIRouter, ...] = (
    assets.router,
    health.router,
    home.router,
    listing.router,
    search.router,
    groups.router,
    calendar.router,
    statistics.router,
    records.router,
    documents.router,
    method.router,
    coverage.router,
    corrections.router,
    data.router,
    about.router,
    login.router,
    oidc.router,
    following.router,
    proposing.router,
    desk.router,
    overseeing.router,
    api.router,
    api.feeds,
)
"""In the order in which addresses are matched."""

IDENTIFY: Identify | None = identify
"""Who is asking; the accounts' own function."""


class _Application(FastAPI):
    """FastAPI with our headers around everything, its own error answers too."""

    def __init__(self, settings: Settings, make: Make) -> None:
        super().__init__(
            title="yinuo 一諾",
            version=__version__,
            lifespan=_lifespan,
            openapi_url="/api/v1/openapi.json",
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
        )
        self.settings = settings
        self.make = make

    def build_middleware_stack(self) -> ASGIApp:
        return SubPath(Guard(super().build_middleware_stack(), self.settings), self.settings.prefix)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the ledger open while the server runs; opened here, in the thread that will use it."""
    if not isinstance(app, _Application):
        raise TypeError("not made by create_app")
    room = Room.open(app.settings)
    app.state.room, app.state.waiting = room, Waiting()
    furnished = anyio.Event()
    try:
        async with anyio.create_task_group() as going:
            going.start_soon(_furnish, room, app.make, furnished)
            going.start_soon(app.state.waiting.go_on, room)
            with anyio.move_on_after(_PATIENCE):
                await furnished.wait()
            try:
                yield
            finally:
                room.making.stopped = True
                going.cancel_scope.cancel()
    finally:
        room.close()


async def _furnish(room: Room, make: Make, furnished: anyio.Event) -> None:
    """Make the catalogue in a thread, then keep it up with the ledger."""
    while not room.ready:
        try:
            room.furnish(await to_thread.run_sync(make, room.making.tell))
        except Stopped:
            return
        except YinuoError as error:
            _LOG.warning("%s", error)
            await anyio.sleep(_TRY_AGAIN)
    furnished.set()
    await _follow(room)


async def _follow(room: Room) -> None:
    """Bring the catalogue up to the ledger, in a thread that no reader waits for, whenever somebody wrote."""
    while True:
        await anyio.sleep(_LOOK_EVERY)
        try:
            if room.behind:
                await to_thread.run_sync(room.catalogue.refresh, Pace(room.making))
                await to_thread.run_sync(give_back)
        except Stopped:
            return
        except YinuoError as error:  # a run holds the store, or a disk is full: pages go on with what they have
            _LOG.warning("%s", error)


def create_app(settings: Settings, make: Make | None = None) -> FastAPI:
    """The reading room, the API and the review desk over one ledger.

    The ledger is opened when the application starts, not before. While its catalogue is being made, which takes
    minutes for a hundred thousand commitments, pages that need it answer 503 and say how far it is.

    Args:
        settings: what the server is told.
        make: opens the catalogue, in a thread of its own; by default in this process alone.
    """

    def alone(tell: Tell) -> Catalogue:
        return Catalogue.open(settings.store, tell=tell)

    app = _Application(settings, make or alone)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(Visitor, settings=settings, identify=IDENTIFY)
    for router in ROUTERS:
        app.include_router(router)
    errors.install(app)
    return app
