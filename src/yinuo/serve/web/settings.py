"""What a server is told when it starts; nothing else of it reads a clock or an environment."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from yinuo.errors import UsageError
from yinuo.publish.addresses import base_address, web_address

__all__ = ["Limits", "Settings", "SingleSignOn", "sound_issuer"]

_HERE = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one visitor may ask of the server."""

    body_bytes: int = 64 * 1024  # of a form or a JSON body; nothing that people write here is longer
    body_seconds: float = 15.0  # until the whole body must have come
    address_bytes: int = 8 * 1024  # path and query
    rows: int = 100  # of one page of a list
    connections: int = 512  # at a time; more are told to come again


def sound_issuer(words: str, *, query: bool = False) -> bool:
    """Whether an address is fit for an OpenID provider: https, or http on this very machine; no fragment."""
    if web_address(words) != words or "#" in words or ("?" in words and not query):
        return False
    parts = urlsplit(words)
    return parts.scheme == "https" or _HERE.fullmatch(parts.hostname or "") is not None


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The OpenID provider through which accounts may log in.

    Attributes:
        issuer: its address, letter by letter as it names itself.
        client: the name we are registered under there.
        secret: the word that goes with it; in no log, page or ``repr``.

    Raises:
        UsageError: an issuer that is no https address, or no client or secret.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not sound_issuer(self.issuer):
            raise UsageError(
                f"發行者須是 https 網址（the issuer must be an https address）：{self.issuer}", where="--oidc-issuer"
            )
        if not self.client:
            raise UsageError("缺用戶端代號（no client id）", where="--oidc-issuer", remedy="--oidc-client ID")
        if not self.secret:
            raise UsageError(
                "缺用戶端密碼（no client secret）",
                where="--oidc-issuer",
                remedy="請放在環境變數 YINUO_OIDC_SECRET（put it into that environment variable）",
            )


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the ledger is, how the server is reached, and what time it is.

    Attributes:
        store: the ledger, a SQLite file; only ever read by pages.
        desk: accounts, sessions, proposals and alerts; made when it is first needed. Default: ``STORE-desk``.
        host: the address to listen at.
        port: the port; 0 takes a free one.
        base_url: how readers reach the server, with a slash at its end; absolute addresses are made of it alone,
            never of what a request says of itself. None: no absolute addresses.
        root_path: the path under which it is reached, as «/yinuo»; by default that of ``base_url``.
        public: everybody may read; else only those who have logged in.
        as_of: the day that pages show unless another is asked for; None: today.
        today: tells the day.
        now: tells the moment, in UTC.
        trusted_proxies: addresses whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed.
        limits: what one visitor may ask.
        oidc: the OpenID provider through which accounts may log in; needs ``base_url``, to which it sends them back.

    Raises:
        UsageError: an address that is none, a path that is no plain path, or single sign-on without ``base_url``.
    """

    store: Path
    desk: Path = Path()
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    root_path: str | None = None
    public: bool = True
    as_of: date | None = None
    today: Callable[[], date] = date.today
    now: Callable[[], datetime] = _now
    trusted_proxies: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    oidc: SingleSignOn | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", base_address(self.base_url))
        if self.oidc is not None and self.base_url is None:
            raise UsageError(
                "單一登入要知道讀者從哪裡來（single sign-on needs the address that readers come by）",
                where="--oidc-issuer",
                remedy="--base-url https://…/",
            )
        if self.desk == Path():
            object.__setattr__(self, "desk", self.store.with_name(self.store.name + "-desk"))
        given = self.root_path if self.root_path is not None else urlsplit(self.base_url or "").path
        path = "/" + given.strip("/") if given.strip("/") else ""
        if (
            any(part in ("", ".", "..") for part in path.split("/")[1:])
            or not path.isascii()
            or set(path) & set(' "<>?#\\')
        ):
            raise UsageError(
                f"路徑不對（not a plain path）：{given}", where="--root-path", remedy="例如 /yinuo（for example）"
            )
        object.__setattr__(self, "root_path", path)

    @property
    def prefix(self) -> str:
        """What stands before every path of an address: empty, or «/yinuo»."""
        return self.root_path or ""

    @property
    def secure(self) -> bool:
        """True where readers come by https, so that cookies go nowhere else."""
        return (self.base_url or "").startswith("https://")

    def day(self) -> date:
        """The day that pages show where none is asked for."""
        return self.as_of or self.today()
