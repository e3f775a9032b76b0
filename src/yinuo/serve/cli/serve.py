"""``yinuo serve``: the reading room over one ledger."""

import os
import socket
import sys
import webbrowser
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from yinuo.errors import UsageError
from yinuo.serve.cli import options, screen

if TYPE_CHECKING:
    from pathlib import Path

    from yinuo.persist.catalogue import Catalogue
    from yinuo.serve.web.making import Tell
    from yinuo.serve.web.settings import Settings, SingleSignOn

__all__ = ["command"]

_WAITING = 512  # connections that may wait for their turn
_WORTH_A_WORD = 5000  # commitments: fewer are catalogued in seconds
_TURN = 0.0005  # seconds that a busy thread keeps its turn: a page loses it at each question to SQLite
_KEEP_ALIVE = 15  # seconds that an idle connection is kept


@click.command("serve", short_help="開閱覽室 · The reading room and the API")
@options.store
@click.option("--host", default="127.0.0.1", show_default=True, help="在哪個位址接聽 · The address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="埠，0 為任一 · 0: a free one."
)
@click.option(
    "--base-url", metavar="URL", help="讀者從哪個網址來 · How readers reach it, as https://example.org/yinuo/."
)
@click.option("--root-path", metavar="PATH", help="前面代理的路徑，預設同網址 · The path under which a proxy has it.")
@click.option("--private", is_flag=True, help="登入才能看 · Only those who have logged in may read.")
@click.option(
    "--proxy", "proxies", multiple=True, metavar="IP", help="信任的代理 · A proxy whose forwarded headers are believed."
)
@click.option(
    "--as-of",
    type=options.Day(),
    metavar="DAY",
    help="以哪一天為準，預設每日更新 · Show this day (default: each day's own).",
)
@click.option(
    "--oidc-issuer", metavar="URL", help="單一登入的發行者 · The OpenID provider that accounts may log in by."
)
@click.option("--oidc-client", metavar="ID", help="在那裡的用戶端代號 · Our client id there.")
@click.option("--open", "browse", is_flag=True, help="打開瀏覽器 · Open a browser.")
def command(
    store: str,
    host: str,
    port: int,
    base_url: str | None,
    root_path: str | None,
    proxies: tuple[str, ...],
    as_of: date | None,
    oidc_issuer: str | None,
    oidc_client: str | None,
    *,
    private: bool,
    browse: bool,
) -> int:
    """開一間閱覽室：承諾、證據、期限、統計、全文檢索、JSON API；Ctrl-C 結束。

    Serve a ledger to people and programs. The ledger is only read; nothing is sent anywhere. Behind a proxy, give
    --base-url (and --proxy, its address) so that absolute addresses and cookies are right. The client secret of
    --oidc-issuer comes from the environment variable YINUO_OIDC_SECRET.
    """
    from yinuo.persist.connection import store_path
    from yinuo.persist.ledger import Ledger
    from yinuo.serve.web.settings import Settings

    settings = Settings(
        store=store_path(store),
        host=host,
        port=port,
        base_url=base_url,
        root_path=root_path,
        public=not private,
        as_of=as_of,
        trusted_proxies=proxies,
        oidc=_single_sign_on(oidc_issuer, oidc_client),
    )
    Ledger.open(settings.store, readonly=True).close()  # a missing ledger is told before anything starts
    return _serve(settings, browse=browse)


def _single_sign_on(issuer: str | None, client: str | None) -> "SingleSignOn | None":
    """The provider; its secret from the environment, as other people of this machine can read a command line.

    Raises:
        UsageError: half of what it needs, or without the extra.
    """
    from yinuo.serve.review.oidc_provider import refuse_without_extra
    from yinuo.serve.web.settings import SingleSignOn

    if issuer is None:
        if client is not None:
            raise UsageError("缺發行者（no issuer）", where="--oidc-client", remedy="--oidc-issuer URL")
        return None
    refuse_without_extra()
    return SingleSignOn(issuer, client or "", os.environ.get("YINUO_OIDC_SECRET", ""))


def _catalogue(store: "Path", tell: "Tell") -> "Catalogue":
    """The catalogue, made over all cores where there is none yet: minutes for a hundred thousand commitments."""
    from yinuo.engines import engine
    from yinuo.persist.catalogue import Catalogue

    with screen.progress_bar() as draw, engine() as cores:
        said = -1

        def told(done: int, total: int) -> None:
            nonlocal said
            tell(done, total)
            if total < _WORTH_A_WORD:
                return
            draw("編目（catalogue）", done, total)
            tenths = done * 10 // total
            if tenths > said and (said < 0 or not sys.stderr.isatty()):  # a terminal has the bar
                screen.say(f"為 {total:,} 則承諾編目（cataloguing {total:,} commitments）：{tenths * 10}%")
            said = max(said, tenths)

        return Catalogue.open(store, spread=cores.map, tell=told)


def _serve(settings: "Settings", *, browse: bool) -> int:
    """Run until stopped."""
    import uvicorn

    from yinuo.serve.web.app import create_app
    from yinuo.serve.web.patience import Patient

    sys.setswitchinterval(_TURN)
    held = _listening(settings.host, settings.port)
    try:
        config = uvicorn.Config(
            create_app(settings, partial(_catalogue, settings.store)),
            log_level="warning",
            http=Patient,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            limit_concurrency=settings.limits.connections,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=5,
        )
        address = settings.base_url or _address(settings, held.getsockname()[1])
        screen.say(f"閱覽室在（reading room at）：{address}　Ctrl-C 結束（stops it）")
        if browse:
            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[held])
    except KeyboardInterrupt:
        pass
    finally:
        held.close()
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """The socket, taken before anything is promised.

    Raises:
        UsageError: the address is not this machine's, or the port is taken or not allowed.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        held = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"無法在這裡接聽（cannot listen here）：{error.strerror}", where=f"{host}:{port}") from error
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(place)
        held.listen(_WAITING)  # whoever reads the address below may come at once
    except OSError as error:
        held.close()
        raise UsageError(
            f"無法在這裡接聽（cannot listen here）：{error.strerror}",
            where=f"{host}:{port}",
            remedy="請換 --port，或 --port 0（use another port, or 0 for a free one）",
        ) from error
    return held


def _address(settings: "Settings", port: int) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 compared, not bound
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{host}:{port}{settings.prefix}/"
