"""What a message says: plain words, so that nothing of a document can act in anybody's mail or chat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from yinuo.publish.events import Event
from yinuo.publish.feeds import plain

__all__ = ["Message", "digest", "single"]

Link = Callable[[Event], str | None]

_MOST: Final = 50  # happenings told in one digest; the rest are counted
_TITLE: Final = 120  # characters
_WORDS: Final = 600  # characters of one happening


@dataclass(frozen=True, slots=True)
class Message:
    """A title and some lines."""

    title: str
    body: str


def single(event: Event, link: Link, language: str) -> Message:
    """One happening."""
    return Message(_line(f"一諾 · {event.title}", _TITLE), f"{_told(event, link)}\n\n{_foot(language)}")


def digest(rule: str, events: Sequence[Event], link: Link, language: str) -> Message:
    """Several happenings, as they come; those beyond fifty are counted, not told."""
    count = len(events)
    title = f"一諾 · {rule}：{count} 則新消息" if language == "zh" else f"yinuo · {rule}: {count} new"
    parts = [f"■ {_line(event.title, _TITLE)}\n{_told(event, link)}" for event in events[:_MOST]]
    if (left := count - _MOST) > 0:
        parts.append(f"…… 另有 {left} 則" if language == "zh" else f"… and {left} more")
    return Message(_line(title, _TITLE), "\n\n".join((*parts, _foot(language))))


def _told(event: Event, link: Link) -> str:
    words = plain(event.words)[:_WORDS].strip()
    address = link(event)
    return "\n".join(part for part in (event.on, words, address) if part)


def _line(words: str, most: int) -> str:
    """One line: a title with a line break would be a second header of a mail."""
    line = " ".join(plain(words).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _foot(language: str) -> str:
    if language == "zh":
        return "判定由程式依所附引文推得，未必無誤；沒有消息不等於沒有做到。"
    return "Verdicts are computed from the quotes given and may be wrong; no news does not mean nothing was done."
