"""Apprise carries messages out: mail, webhooks, chat (the extra ``yinuo[alerts]``)."""

import logging
from typing import Any

from yinuo.errors import Unreachable, UsageError
from yinuo.serve.alerts.messages import Message

__all__ = ["AppriseSender"]


class AppriseSender:
    """Messages to addresses as Apprise reads them: ``mailtos://…``, ``jsons://…``, ``slack://…``.

    Raises:
        UsageError: Apprise is not installed.
    """

    def __init__(self) -> None:
        try:
            import apprise  # noqa: PLC0415 - an extra
        except ImportError:
            raise UsageError("提醒需要 Apprise（alerts need Apprise）", remedy="pip install 'yinuo[alerts]'") from None
        logging.getLogger("apprise").setLevel(
            logging.CRITICAL
        )  # its log names destinations; the outcome is ours to tell
        self._apprise: Any = apprise

    def refuse_unknown(self, destination: str, where: str) -> None:
        """Refuse an address that Apprise cannot read, without repeating it: it may hold a password.

        Raises:
            UsageError: it is no address.
        """
        if not self._to(destination).services:
            scheme = destination.partition("://")[0][:20] if "://" in destination else "?"
            raise UsageError(
                f"Apprise 不認得這個收件位址（not an address of Apprise）：{scheme}://…",
                where=where,
                remedy="mailtos://…、jsons://…、slack://…",
            )

    def send(self, destination: str, message: Message) -> None:
        """Send one message.

        Raises:
            Unreachable: Apprise says that it was not taken.
        """
        self._send(destination, message, redirects=True)

    def send_warily(self, destination: str, message: Message) -> None:
        """Send one message to an address that a user gave: it is led nowhere else.

        Raises:
            Unreachable: Apprise says that it was not taken, or knows no such address.
        """
        self._send(destination, message, redirects=False)

    def _send(self, destination: str, message: Message, *, redirects: bool) -> None:
        to = self._to(destination, redirects=redirects)
        if not to.notify(title=message.title, body=message.body, body_format="text"):
            scheme = destination.partition("://")[0][:20]
            raise Unreachable("對方沒有收下（the message was not taken）", where=f"{scheme}://…")

    def _to(self, destination: str, *, redirects: bool = True) -> Any:
        asset = self._apprise.AppriseAsset(
            app_id="yinuo", app_desc="一諾", secure_logging=True, plugin_paths=[], http_redirects=redirects
        )
        found = self._apprise.Apprise(asset=asset)
        found.add(destination)
        return found
