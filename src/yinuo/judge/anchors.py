"""Where a quote stands, told so that it is found again: in another copy, after another reading, under another id.

The identity of a text is its fingerprint, which white space does not change; within it a quote is its
exact words and what stands before and after. Offsets are kept too, but only as a first guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from yinuo.errors import InvariantError
from yinuo.model import Document, Quote, stable_id

__all__ = ["CONTEXT", "Anchor", "same_place"]

CONTEXT = 32  # characters kept on either side: enough to tell two «將持續辦理» of one letter apart
SHORTER, UNION = 0.5, 0.3  # least overlap of two cuts of one promise, as benchmark/spans.py counts a span as found

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a text, whatever id the text goes by.

    ``document_id``, ``start`` and ``end`` say where it stood when it was noted down, and prove nothing.
    """

    document_id: str
    fingerprint: str
    start: int
    end: int
    exact: str
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        if not self.exact.strip() or self.end - self.start != len(self.exact) or self.start < 0:
            raise InvariantError("錨點沒有文字，或與位置不符（an anchor without words, or not of its place）")

    @classmethod
    def of(cls, document: Document, quote: Quote) -> Self:
        """The anchor of a quote of this document."""
        text, start, end = document.text, quote.start, quote.end
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        return cls(document.id, document.fingerprint, start, end, quote.exact, before, after)

    @property
    def key(self) -> str:
        """The same for the same place of the same text, however it is wrapped and wherever it begins."""
        return stable_id("anchor", self.fingerprint, *map(_squeeze, (self.before, self.exact, self.after)))

    def place(self, document: Document) -> Span | None:
        """Start and end of the words in a document of the same text; None in any other text."""
        if document.fingerprint != self.fingerprint:
            return None
        if document.text[self.start : self.end] == self.exact and document.id == self.document_id:
            return self.start, self.end
        return self._searched(document.text)

    def _searched(self, text: str) -> Span | None:
        """The words where most of the context agrees; of several such places, the nearest to the noted one."""
        places = [at for at, character in enumerate(text) if not character.isspace()]
        plain, words = "".join(text[at] for at in places), _squeeze(self.exact)
        before, after = _squeeze(self.before), _squeeze(self.after)
        found: list[tuple[int, int, int]] = []
        at = plain.find(words)
        while at >= 0:
            end = at + len(words)
            agree = plain[:at].endswith(before) + plain[end:].startswith(after)
            found.append((-agree, abs(places[at] - self.start), at))
            at = plain.find(words, at + 1)
        if not found:
            return None
        at = min(found)[2]
        return places[at], places[at + len(words) - 1] + 1


def _squeeze(text: str) -> str:
    return "".join(text.split())


def same_place(place: Span, spans: Mapping[str, Span], *, union: float = UNION) -> str | None:
    """The id of what stands at a place now: cut as it was, or the cut that shares most with it.

    «本部將於6月底前完成增設» and «將於6月底前完成增設。» are two cuts of one promise; a cut that shares less than
    half of the shorter, or less than ``union`` of both together, is another one.

    Args:
        place: where it stood.
        spans: what stands in the same text, by id.
        union: least share of both together; 0 asks only for half of the shorter.
    """
    best: tuple[float, int, str] | None = None
    for one, span in spans.items():
        shared = min(place[1], span[1]) - max(place[0], span[0])
        shorter = min(place[1] - place[0], span[1] - span[0])
        share = shared / (max(place[1], span[1]) - min(place[0], span[0]))
        if shared > 0 and shared >= SHORTER * shorter and share >= union:
            best = min(best or (0.0, 0, one), (-share, span[0], one))
    return best[2] if best else None
