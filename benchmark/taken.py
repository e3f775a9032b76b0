"""What the scale benchmark takes of the real letters: promises, links and passages; kept, so that days compare.

Whatever changes what is read in a letter or what is judged to bear on a promise changes the crowd and the links too:
83 links one day were 82 the next. So where indexes are kept, what they were made of
is kept beside them. The file holds sentences of the letters: its folder is for ``build/`` or outside the repository.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmark.readings import readings
from yinuo.judge.candidates import THRESHOLD, features, pair_score
from yinuo.judge.links import judge_statements, promise_of
from yinuo.judge.shelves import telling
from yinuo.model import Extraction

__all__ = ["Taken", "taken"]

NEEDLES = 40  # letters whose links are taken
_NAME = "taken.json"


@dataclass(frozen=True, slots=True)
class Taken:
    """Of the real letters, those held back left out.

    Attributes:
        promises: words of each, and its day as an ordinal.
        letters: the passages of each letter that can bear on a promise; some letters have none.
        links: passages, each with the number of an earlier promise that the judge links it to, every pair compared.
    """

    promises: list[tuple[str, int]]
    letters: list[list[str]]
    links: list[tuple[str, int]]


def taken(data: Path, folder: Path | None) -> Taken:
    """What is kept in the folder; where there is nothing, what the letters say now, kept there from then on."""
    kept = folder / _NAME if folder else None
    if kept and kept.exists():
        held = json.loads(kept.read_text(encoding="utf-8"))
        promises, links = ([(str(text), int(number)) for text, number in held[name]] for name in ("promises", "links"))
        return Taken(promises, [list(map(str, letter)) for letter in held["letters"]], links)
    read = readings(data)
    made = [one for reading in read for one in reading.commitments]
    found = Taken(
        [(one.quote.exact, one.made_on.last.toordinal()) for one in made],
        [[reading.statements[number].quote.exact for number, _ in telling(reading)] for reading in read],
        _links(read),
    )
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(found), ensure_ascii=False), encoding="utf-8")
    return found


def _links(read: Sequence[Extraction]) -> list[tuple[str, int]]:
    """The links of some letters."""
    made = [(one, reading) for reading in read for one in reading.commitments]
    wanted = [features(one.quote.exact) for one, _ in made]
    found = []
    for later in read[:: max(1, len(read) // NEEDLES)]:
        for number, passage in telling(later):
            said = later.statements[number]
            for at, (one, earlier) in enumerate(made):
                if later.document.date.is_after(one.made_on) and pair_score(passage, wanted[at]) >= THRESHOLD:
                    asked = promise_of(one, earlier.document.title)
                    if judge_statements(asked, one, later.document, [said]):
                        found.append((said.quote.exact, at))
    return found
