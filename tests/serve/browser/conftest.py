"""Readers of the reading room in Chromium: whatever goes wrong in their browser fails the test."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.serve.browser.hands import Hands

PATIENCE = 120_000  # milliseconds
_REFUSED = """
document.addEventListener('securitypolicyviolation', (one) =>
  console.error(`refused by the policy: ${one.effectiveDirective} ${one.blockedURI}`));
"""


class Watched:
    """What went wrong in a browser: errors, refusals, dialogs, requests to others, answers of failure."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.expected: set[int] = set()

    def watch(self, tab: Any) -> None:
        """From now on."""
        tab.on("console", lambda said: self.heard(said) if said.type == "error" else None)
        tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        tab.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        tab.on("request", lambda asked: self.left(asked.url))
        tab.on("response", lambda answer: self.answered(answer.status, answer.url))

    def heard(self, said: Any) -> None:
        """An error of the console; that a page was not found is told there too."""
        if not any(f"status of {status} " in said.text for status in self.expected):
            self.wrong.append(said.text)

    def left(self, address: str) -> None:
        """A request; the only host there is, is ours."""
        if urlsplit(address).hostname not in ("127.0.0.1", None):
            self.wrong.append(f"asked of somebody else: {address}")

    def answered(self, status: int, address: str) -> None:
        """An answer."""
        if status >= 400 and status not in self.expected:
            self.wrong.append(f"{status} {address}")


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Collects what goes wrong; nothing may."""
    collected = Watched()
    yield collected
    assert collected.wrong == []


@pytest.fixture
def visit(chromium: Any, watched: Watched) -> Iterator[Callable[..., Any]]:
    """A new reader's tab: ``visit(java_script_enabled=False)``; takes the options of a Playwright context."""
    opened: list[Any] = []

    def start(**options: Any) -> Any:
        given = {"viewport": {"width": 1100, "height": 800}, "locale": "zh-TW", "reduced_motion": "reduce"} | options
        context = chromium.new_context(**given)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(_REFUSED)
        opened.append(context)
        tab = context.new_page()
        watched.watch(tab)
        return tab

    yield start
    for context in opened:
        context.close()


@pytest.fixture(params=["mouse", "keyboard", "mouse without JavaScript", "keyboard without JavaScript"])
def hands(request: pytest.FixtureRequest, visit: Callable[..., Any]) -> Hands:
    """A reader who has only a mouse (and types words), or only a keyboard; with JavaScript, or without."""
    way, _, without = request.param.partition(" ")
    return Hands(visit(java_script_enabled=not without), keys=way == "keyboard")
