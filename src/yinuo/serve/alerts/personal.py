"""Rules that users made for themselves: which destinations they may give, and how their wishes become rules.

Whoever may write a file of rules may send anywhere. A user of the server may not: a message goes by mail to the
account's own address, which an admin set, or to a service whose hosts are fixed, or to a webhook on the public
internet, over TLS, without redirects. So nobody is written to who did not ask, and no machine inside is reached.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from urllib.parse import quote, urlsplit

from yinuo.collect.destinations import Resolve, is_public, look_up
from yinuo.errors import Unreachable, UsageError
from yinuo.persist.desk_follows import ADDRESS, MAIL, Follow, Wish
from yinuo.persist.question import Question
from yinuo.publish.events import Happened
from yinuo.serve.alerts.messages import Message
from yinuo.serve.alerts.rules import Rule, When
from yinuo.serve.alerts.sending import AppriseSender
from yinuo.words import State

__all__ = ["SERVICES", "PostRoom", "checked_wish", "own_destination", "own_rules", "shown"]

SERVICES: Final = {
    "slack": "Slack",
    "discord": "Discord",
    "tgram": "Telegram",
    "line": "LINE",
    "gchat": "Google Chat",
    "wxteams": "Webex",
    "jsons": "webhook",
}
"""Schemes of Apprise that users may give: services whose hosts are fixed, and webhooks over TLS."""

_NATIVE: Final = ("hooks.slack.com", "discord.com", "discordapp.com", "chat.googleapis.com")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_:/.~%+@?&=#*-]{8,}")
"""No comma and no blank: Apprise would read a second address behind it."""
_WEBHOOK: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")
_MAILED: Final = "mail:"  # what a rule's destination begins with that goes to an account's address
_GIVEN: Final = "user:"  # … and one that a user gave
_REMEDY: Final = "https://…、slack://…、discord://…、tgram://…、line://…、gchat://…、wxteams://…、jsons://…"


# ── what a user may ask for ────────────────────────────────────────────────────────────────


def own_destination(words: str) -> str:
    """The address, as Apprise reads it, that a user may be written to at.

    Takes «https://hooks.example.tw/yinuo» (as «jsons://hooks.example.tw/yinuo»), «slack://…»; refuses
    «mailtos://…» (mail goes to the account's own address), «json://127.0.0.1/» and settings after «?».

    Raises:
        UsageError: it is none of these; the words are not repeated, as they may hold a secret.
    """
    address = words.strip()
    if len(address) > ADDRESS or not _PLAIN.fullmatch(address):
        raise UsageError("收件位址不對（not an address）", remedy=_REMEDY)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise UsageError("收件位址不對（not an address）", remedy=_REMEDY)
    if parts.scheme == "https" and host in _NATIVE and not parts.username and not port:
        return address
    if parts.query or parts.fragment:
        raise UsageError("收件位址不可帶「?」或「#」（no «?» or «#» in the address）", remedy=_REMEDY)
    scheme = "jsons" if parts.scheme == "https" else parts.scheme
    if scheme not in SERVICES:
        raise UsageError("不能寄到這種位址（not a kind of address that can be given here）", remedy=_REMEDY)
    if scheme == "jsons" and not _WEBHOOK.fullmatch(parts.netloc):
        raise UsageError("webhook 的位址不可帶帳號（no name or password in the address of a webhook）", remedy=_REMEDY)
    return f"{scheme}://{address.partition('://')[2]}"


def shown(destination: str) -> str:
    """A destination on a page, without what may be secret in it."""
    if destination == MAIL:
        return MAIL
    parts = urlsplit(destination)
    if parts.scheme in ("https", "jsons"):
        return f"https://{parts.hostname}/…"
    return f"{parts.scheme}://…"


def checked_wish(wish: Wish) -> Wish:
    """The same wish in the words of the closed lists.

    Raises:
        UsageError: what of it is wrong.
    """
    if not wish.what:
        raise UsageError("請至少選一種消息（choose at least one kind of news）")
    destination = wish.destination if wish.destination == MAIL else own_destination(wish.destination)
    rule = _rule(wish, "", (destination,))
    return Wish(
        wish.name,
        rule.follow.words(),
        destination,
        tuple(sorted(one.value for one in rule.what)),
        tuple(sorted(one.value for one in rule.states)),
        rule.when.value,
        rule.language,
    )


def _rule(wish: Wish, key: str, to: tuple[str, ...]) -> Rule:
    asked: dict[str, list[str]] = {}
    for name, value in wish.asked:
        asked.setdefault(name, []).append(value)
    try:
        what, states = frozenset(map(Happened, wish.what)), frozenset(map(State, wish.states))
        when = When(wish.cadence)
    except ValueError:
        raise UsageError("不認得的值（unknown value）") from None
    if wish.language not in ("zh", "en"):
        raise UsageError("不認得的值（unknown value）：language")
    return Rule(wish.name, to, Question.of(asked), what, states, when, wish.language, key)


def own_rules(follows: Sequence[Follow]) -> Iterator[Rule]:
    """The rules of users. One that an earlier version let through and this one does not is passed over."""
    for one in follows:
        to = f"{_MAILED}{one.email or ''}" if one.wish.destination == MAIL else f"{_GIVEN}{one.wish.destination}"
        try:
            yield _rule(one.wish, f"{one.user}／{one.wish.name} #{one.id}", (to,))
        except UsageError:
            continue


# ── sending ────────────────────────────────────────────────────────────────────────────────


class PostRoom:
    """Sends what files of rules and what users ask for, each by its own law.

    Args:
        apprise: carries everything.
        mail: the address of Apprise that mail to users leaves by, without ``to=``; None where there is none.
        resolve: gives the numeric addresses of a host.
    """

    def __init__(self, apprise: AppriseSender, mail: str | None, resolve: Resolve = look_up) -> None:
        self._apprise, self._mail, self._resolve = apprise, mail, resolve

    def send(self, destination: str, message: Message) -> None:
        """Send one message.

        Raises:
            Unreachable: it surely did not arrive.
        """
        way: Callable[[str, Message], None] = self._apprise.send
        if destination.startswith(_MAILED):
            destination = self._by_mail(destination.removeprefix(_MAILED))
        elif destination.startswith(_GIVEN):
            destination = destination.removeprefix(_GIVEN)
            self._refuse_inside(destination)
            way = self._apprise.send_warily
        way(destination, message)

    def _by_mail(self, person: str) -> str:
        if not self._mail:
            raise Unreachable("沒有設定寄信的伺服器（no mail server was given）", where="--mail")
        if not person:
            raise Unreachable("帳號沒有電子郵件（the account has no e-mail address）", where="yinuo user")
        return f"{self._mail}{'&' if '?' in self._mail else '?'}to={quote(person, safe='@')}"

    def _refuse_inside(self, destination: str) -> None:
        """A webhook's host must lie on the public internet, all of it: with TLS, a second look-up gains nothing."""
        parts = urlsplit(_again(destination))
        if parts.scheme != "jsons":
            return
        host = parts.hostname or ""
        try:
            found = self._resolve(host, parts.port or 443)
        except OSError:
            raise Unreachable("找不到主機（no such host）", where="jsons://…") from None
        if not found or not all(map(is_public, found)):
            raise Unreachable("不寄到內部網路的位址（a private address）", where="jsons://…")


def _again(destination: str) -> str:
    """A kept destination, checked again before it is used.

    Raises:
        Unreachable: it may not be given any more.
    """
    try:
        return own_destination(destination)
    except UsageError as error:
        raise Unreachable(error.what, where="…") from None
