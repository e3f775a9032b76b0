"""How checkable a promise is: concrete, deliverable or ongoing (COMMITMENTS: C1, C2, C3).

A time limit or a quantity in the quote makes it concrete: no model is asked. Between a discrete act
(修正辦法, 設置專線, 召開會議) and a line of policy (持續, 積極, 督促) a small fitted sum of named signs
decides (``vocabulary/levels.toml``), beside what the reading of the whole statement says.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from yinuo.decode.folding import fold
from yinuo.extract.reading import Unit
from yinuo.model import Deadline, Level, Target
from yinuo.vocabulary import load_json, load_toml

__all__ = ["above", "decide", "deliverable", "signs"]

_LONGEST = 1200  # characters; what a promise is stands in its first ones
_CLAUSE = re.compile("[，；。]")
_PROMISES = re.compile("將(?!軍|近|來|領)|擬(?![定訂具])|預計|規劃|後續|未來|並|俟")
_MEASURES = re.compile("措施|作為|作法|策略")
_PLANS = re.compile("規劃|未來|後續")
_ABOVE = 80  # characters of heading and lead that are looked at
_SURE = 1e-6  # chances are kept off 0 and 1 by this much
_LENGTHS = (20, 40, 80, 140)


def decide(
    words: str,
    chances: Sequence[float],
    due: Sequence[Deadline],
    amount: Target | None,
    *,
    under: str = "",
    weights: Mapping[str, Any] | None = None,
) -> Level:
    """The level of one promise.

    Reads «預計年底完工» with its time limit as concrete, «將修正社區綠能設置辦法» as deliverable,
    «將持續強化跨機關合作» as ongoing; «將依法查處違規業者» is refused as deliverable: no product.

    Args:
        words: the promise as quoted.
        chances: that its statement is C1, C2, C3, each 0 to 1, as the statement model gives them.
        due: the time limits read in ``words``.
        amount: the quantity read in ``words``.
        under: what stands above it, as ``above`` gives it.
        weights: those of ``levels.json`` where none are given (cross-validation gives its own).
    """
    if due or amount is not None:
        return Level.CONCRETE
    return Level.DELIVERABLE if deliverable(words, chances, under, weights) > 0 else Level.ONGOING


def deliverable(
    words: str, chances: Sequence[float], under: str = "", weights: Mapping[str, Any] | None = None
) -> float:
    """How much more a promise without limit or quantity looks deliverable than ongoing: above 0 where it does."""
    weights = load_json("levels.json") if weights is None else weights
    own = weights["signs"]
    read = _odds(chances[1]) - _odds(chances[2])
    return float(
        weights["bias"] + weights["read"] * read + math.fsum(own.get(sign, 0.0) for sign in signs(words, under))
    )


def above(unit: Unit) -> str:
    """What stands above a unit, as its level is read with it: nearest heading and lead."""
    return "/".join([*unit.headings[-1:], unit.lead])[-_ABOVE:]


def signs(words: str, under: str = "") -> list[str]:
    """The names of the signs that a promise shows, sorted, each once.

    ``"builds"`` stands somewhere in the promise; ``"builds, promised"`` in the clause that promises.
    """
    text = fold(words, flowing=True).text[:_LONGEST].strip("，；。 ")
    clauses = [clause for clause in _CLAUSE.split(text) if clause] or [text]
    main = next((clause for clause in clauses if _PROMISES.search(clause)), clauses[0])
    found = {name for name, pattern in _patterns() if pattern.search(text)}
    promised = found if main == text else {name for name, pattern in _patterns() if pattern.search(main)}
    found = found | {f"{name}, promised" for name in promised}
    found |= {f"longer than {size}" for size in _LENGTHS if len(text) > size}
    found |= {f"clauses {min(len(clauses), 4)}"}
    if _MEASURES.search(under):
        found.add("under measures")
    if _PLANS.search(under):
        found.add("under plans")
    return sorted(found)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sign["id"], re.compile(sign["pattern"])) for sign in load_toml("levels.toml")["sign"])


def _odds(chance: float) -> float:
    kept = min(max(chance, _SURE), 1.0 - _SURE)
    return math.log(kept / (1.0 - kept))
