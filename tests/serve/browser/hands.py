"""A reader's hands: the same steps by mouse or by keyboard alone, and how long they take a person."""

from typing import Any

__all__ = ["Hands"]

# The keystroke-level model of Card, Moran and Newell (1980): seconds an average person needs.
_KEY = 0.28
_POINT_AND_CLICK = 1.1 + 0.2
_THINK = 1.35
_MOST_TABS = 200


class Hands:
    """Does steps in a tab, and adds up their seconds by the keystroke-level model, with a thought before each."""

    def __init__(self, tab: Any, *, keys: bool) -> None:
        self.tab = tab
        self.keys = keys
        self.seconds = 0.0

    def reach(self, place: Any) -> None:
        """Bring the pointer or the focus there; with keys by Tab alone, so what Tab does not reach fails."""
        self.seconds += _THINK
        if not self.keys:
            self.seconds += _POINT_AND_CLICK
            place.scroll_into_view_if_needed()
            return
        for _ in range(_MOST_TABS):
            self.press("Tab")
            if place.evaluate("(one) => one === document.activeElement"):
                return
        raise AssertionError(f"Tab does not come to {place}")

    def take(self, place: Any) -> None:
        """Follow a link, push a button, that leads to another page."""
        self.reach(place)
        with self.tab.expect_navigation():
            if self.keys:
                self.press("Enter")
            else:
                place.click()

    def write(self, place: Any, words: str) -> None:
        """Type words into a field that is empty."""
        self.reach(place)
        if not self.keys:
            place.click()
        self.tab.keyboard.type(words)
        self.seconds += _KEY * 3 * len(words)  # an input method: about three keys a character

    def press(self, key: str) -> None:
        """One key."""
        self.seconds += _KEY
        self.tab.keyboard.press(key)

    def skip(self) -> None:
        """Past the menu: by the page's first link, which only those with keys meet."""
        if self.keys:
            self.press("Tab")
            self.press("Enter")
