"""What is measured of a pair of promise and later passage, for the fitted models of ``evidence``.

All of it is a function of the two texts and their dates alone. The order of ``NAMES`` is that of
the weights in ``pair_model.json``.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from yinuo.decode.folding import fold
from yinuo.judge import matters, senses
from yinuo.judge.delivery import act_promised, acts_in, done_acts
from yinuo.judge.reading import Read, pairs, read, topic

__all__ = ["ALIKE", "NAMES", "SAYS", "measure"]

_SIGNS = ("done", "under_way", "started", "partial", "postponed", "dropped", "declined", "blocked", "again")
_KEYS = ("county", "spot", "route", "quoted", "law", "plan", "figure", "year", "term")
_ASKER = re.compile(r"送(.委員..{0,2}?|..{1,3}委員)就")
_OVERLAP = (
    "shared", "log_shared", "cosine", "in_promise", "in_passage", "log_promise", "log_passage",
    "run", "run_weight", "runs", "top1", "top3", "top6", "rare", "specific", "lead5", "lead10", "lead20",
    "soft_cosine", "clauses",
)  # fmt: skip
SAYS = ("again_only", "done_only", "done_and_again", "under_way_only", "under_way_and_again", "copied", "likeness")
_TITLE = ("title_shared", "title_share", "title_found", "title_lost")
_ACTS = ("act_told", "act_other", "act_none", "act_done", "acts_meet", "acts_shared")
_TIME = ("shared_months", "within_month", "beyond_year")
_AROUND = ("context", "subject", "asked", "asker", "months", "ratio")
ALIKE = (  # the more of these, the more two texts are about one thing
    *(name for name in _OVERLAP if name not in ("log_promise", "log_passage")),
    *("context", "subject", "asked", "asker", "title_shared", "title_share", "title_found"),
    *("act_told", "act_done", "acts_meet", "acts_shared"),
)
NAMES: tuple[str, ...] = (
    *_OVERLAP,
    *_AROUND,
    *_TITLE,
    *(f"{how}_{kind}" for kind in _KEYS for how in ("same", "other", "lacks")),
    *(f"passage_{kind}" for kind in _SIGNS),
    *(f"promise_{kind}" for kind in _SIGNS),
    "passage_plain",
    *SAYS,
    "shared_done",
    "shared_under_way",
    "shared_again",
    *senses.NAMES,
    *_ACTS,
    *_TIME,
    *matters.NAMES,
)


def measure(
    promise: str, made: date, asked: str, passage: str, told: date, context: str, subject: str, title: str = ""
) -> tuple[float, ...]:
    """The measures of a pair, in the order of ``NAMES``.

    Args:
        promise: the promise's words.
        made: its date.
        asked: the subject of its letter.
        passage: the later passage.
        told: its date.
        context: what stands before the passage.
        subject: the subject of the passage's document.
        title: the promise's title, which may name what its words only point at.
    """
    one, other = read(promise), read(passage)
    overlap = list(_overlap(one, other))
    log_shared, days = overlap[1], (told - made).days
    signs = [float(kind in other.kinds) for kind in _SIGNS]
    return (
        *overlap,
        *_around(one, other, asked, context, subject, days),
        *_title_measures(one, other, title, context, subject),
        *_key_measures(one, other),
        *signs,
        *(float(kind in one.kinds) for kind in _SIGNS),
        float(not other.kinds),
        *_says(one, other, overlap[2]),
        log_shared * signs[0],
        log_shared * signs[1],
        log_shared * signs[8],
        *senses.alike(one.text, fold(title, flowing=True).text, other.text),
        *_act_measures(one, other),
        log_shared * math.log1p(max(days, 0) / 30),
        float(days < 30),
        float(days > 365),
        *matters.alike(promise, made, title, passage, told, context),
    )


def _overlap(one: Read, other: Read) -> Iterator[float]:
    """How much of the promise's words the passage shares, and in how long stretches."""
    shared = sorted((one.weights[gram] for gram in one.weights.keys() & other.weights.keys()), reverse=True)
    weight, squares = sum(shared), sum(value * value for value in shared)
    soft = math.fsum(value**2.5 for value in shared)
    runs = list(_runs(one, other))
    longest = max(runs, default=(0, 0.0))
    found = [gram in other.weights for gram in one.rarest]
    yield squares / math.sqrt(one.squares + 50) / 10
    yield math.log1p(squares / 50)
    yield squares / math.sqrt((one.squares + 50) * (other.squares + 50))
    yield weight / (one.total + 10)
    yield weight / (other.total + 10)
    yield math.log1p(len(one.text))
    yield math.log1p(len(other.text))
    yield math.log1p(min(longest[0], 20))
    yield math.log1p(max((worth for _, worth in runs), default=0.0) / 8)
    yield math.log1p(sum(worth for length, worth in runs if length >= 4) / 8)
    yield sum(shared[:1]) / 8
    yield sum(shared[:3]) / 24
    yield sum(shared[:6]) / 48
    yield math.log1p(sum(1 for value in shared if value >= 6.5))
    yield sum(one.weights[gram] for gram in one.rarest[:10]) / 80
    yield sum(found[:5]) / 5
    yield sum(found[:10]) / 10
    yield sum(found) / 20
    yield math.log1p(soft / math.sqrt(math.sqrt(one.soft * other.soft) + 1))
    yield math.log1p(_best_clauses(one, other))


def _best_clauses(one: Read, other: Read) -> float:
    """The most that three clauses on end share with the promise: a long passage may turn to it once."""
    best, parts = 0.0, other.clauses
    hits = [clause & one.weights.keys() for clause in parts]
    for first in range(len(parts)):
        shared = frozenset().union(*hits[first : first + 3])
        value = sum(one.weights[gram] ** 2 for gram in sorted(shared)) if hits[first] else 0.0
        if value > best:
            window = frozenset().union(*parts[first : first + 3])
            size = math.fsum(other.weights[gram] ** 2 for gram in window)
            best = max(best, value / math.sqrt(math.sqrt((one.squares + 50) * (size + 50))))
    return best


def _runs(one: Read, other: Read) -> Iterator[tuple[int, float]]:
    """Stretches of the promise whose pairs all stand in the passage: characters, and weight."""
    length, worth, last = 0, 0.0, -2
    for at, gram in one.order:
        if gram not in other.weights:
            continue
        if at == last + 1:
            length, worth = length + 1, worth + one.weights[gram]
        else:
            if length:
                yield length, worth
            length, worth = 2, one.weights[gram]
        last = at
    if length:
        yield length, worth


def _around(one: Read, other: Read, asked: str, context: str, subject: str, days: int) -> Iterator[float]:
    """What stands around them: context, subjects, the asker, the time between."""
    before, about, question = pairs(context), pairs(topic(subject)), pairs(topic(asked))
    yield _worth(one.weights, (gram for gram in before if gram not in other.weights))
    yield _worth(one.weights, about)
    yield _worth(other.weights, question)
    askers = set(_ASKER.findall(asked)) & set(_ASKER.findall(subject))
    yield float(bool(askers))
    yield math.log1p(max(days, 0) / 30)
    yield math.log((len(other.text) + 1) / (len(one.text) + 1))


def _worth(of: Mapping[str, float], some: Iterable[str]) -> float:
    return math.log1p(math.fsum(of[gram] ** 2 for gram in some if gram in of) / 50)


def _title_measures(one: Read, other: Read, title: str, context: str, subject: str) -> Iterator[float]:
    """What the title names: in the passage, and, where the promise's words lack it, around the passage."""
    if not title:
        yield from (0.0, 0.0, 0.0, 0.0)
        return
    named, before, about = pairs(title), pairs(context), pairs(topic(subject))
    there = [gram for gram in named if gram in other.weights]
    extra = named.keys() - one.weights.keys()
    around = {gram for gram in extra if gram in other.weights or gram in before or gram in about}
    yield _worth(named, there)
    yield sum(named[gram] for gram in there) / (sum(named.values()) + 5)
    yield _worth(named, around)
    yield _worth(named, extra - around)


def _says(one: Read, other: Read, likeness: float) -> Iterator[float]:
    """What the passage's signs say together: «將» alone promises again, «業於» alone reports."""
    done, again = bool(other.kinds & {"done", "started", "partial"}), "again" in other.kinds
    under_way = "under_way" in other.kinds and not done
    new = bool((other.kinds - one.kinds) & {"done", "started", "partial", "under_way"})
    yield float(again and not done and not under_way)
    yield float(done and not again)
    yield float(done and again)
    yield float(under_way and not again)
    yield float(under_way and again)
    yield float(likeness >= 0.6 and not new)
    yield likeness


def _key_measures(one: Read, other: Read) -> Iterator[float]:
    """For each kind of strong key: how many shared, others of the kind only, none where the promise has one."""
    for kind in _KEYS:
        mine, theirs = one.keys.get(kind, frozenset()), other.keys.get(kind, frozenset())
        yield math.log1p(len(mine & theirs))
        yield float(bool(mine and theirs and not mine & theirs))
        yield float(bool(mine and not theirs))


def _act_measures(one: Read, other: Read) -> Iterator[float]:
    """Whether the act promised is told, another is, or none was promised; whether it is done; what acts they share."""
    wanted, mine, theirs = act_promised(one.text), acts_in(one.text), acts_in(other.text)
    yield float(wanted in theirs)
    yield float(wanted is not None and wanted not in theirs)
    yield float(wanted is None)
    yield float(wanted in done_acts(other.text))
    yield float(bool(mine & theirs))
    yield math.log1p(len(mine & theirs))
