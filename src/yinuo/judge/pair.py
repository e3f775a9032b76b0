"""What the judge is given: a promise, and a passage of a later document."""

from dataclasses import dataclass
from datetime import date

from yinuo.model import Deadline, Target

__all__ = ["Passage", "Promise"]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as the judge needs it."""

    text: str
    date: date
    title: str = ""
    deadlines: tuple[Deadline, ...] = ()
    target: Target | None = None
    agency: str | None = None
    subject: str = ""  # of its letter
    headings: tuple[str, ...] = ()  # under which it stands


@dataclass(frozen=True, slots=True)
class Passage:
    """A later statement as the judge needs it."""

    text: str
    date: date
    context: str = ""  # what stands before it
    subject: str = ""  # of its document
