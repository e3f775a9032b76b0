"""Addresses given one by one: each asked conditionally, its body read as a file of the same bytes would be."""

from collections.abc import Iterator, Sequence

from yinuo.collect.desk import Desk
from yinuo.collect.sources import Capture
from yinuo.errors import InputError, UsageError

__all__ = ["AddressSource"]


class AddressSource:
    """The documents at some addresses."""

    def __init__(self, desk: Desk, addresses: Sequence[str]) -> None:
        """Prepare; nothing is asked yet.

        Raises:
            UsageError: no address, or one that is not of http or https.
        """
        if not addresses:
            raise UsageError("沒有指定網址（no address given）", remedy="--set url.at=https://…")
        for one in addresses:
            if not one.startswith(("http://", "https://")):
                raise UsageError("網址要以 http 或 https 開頭（not an http or https address）", where=one)
        self._desk = desk
        self._addresses = tuple(addresses)

    def plan(self) -> Iterator[str]:
        """The addresses."""
        yield from self._addresses

    def captures(self) -> Iterator[Capture | InputError]:
        """Each address's body, or why there is none."""
        for address in self._addresses:
            try:
                answer = self._desk.ask(address, "any")
            except InputError as fault:
                yield fault.at(address)
            else:
                yield Capture(address, answer.body)
