"""One promise told in several letters: its first telling, its later versions, what moved from one to the next.

The first telling is the baseline and is never lost: drift is told from letter to letter and from the first to the
last. Restatements are taken together whatever the order they were found in, and words pasted from an
earlier telling are no new version.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yinuo.judge.drift import Drift, chain, drift
from yinuo.judge.formulas import pasted
from yinuo.model import Commitment, Restatement

__all__ = ["Thread", "threads"]


@dataclass(frozen=True, slots=True)
class Thread:
    """The tellings of one promise.

    Attributes:
        baseline: the first telling.
        versions: later tellings in other words, oldest first.
        copies: later tellings that only paste an earlier one.
    """

    baseline: Commitment
    versions: tuple[Commitment, ...] = ()
    copies: tuple[Commitment, ...] = ()

    @property
    def drifts(self) -> tuple[Drift, ...]:
        """What moved from telling to telling, oldest first."""
        return chain((self.baseline, *self.versions))

    @property
    def since_first(self) -> tuple[Drift, ...]:
        """What the latest telling says otherwise than the first."""
        return drift(self.baseline, self.versions[-1]) if self.versions else ()

    def until(self, as_of: date) -> "Thread | None":
        """The tellings made by a day; None where there was none yet."""
        if self.baseline.made_on.last > as_of:
            return None
        versions, copies = (
            tuple(one for one in found if one.made_on.last <= as_of) for found in (self.versions, self.copies)
        )
        return Thread(self.baseline, versions, copies)


def threads(commitments: Mapping[str, Commitment], restatements: Iterable[Restatement]) -> tuple[Thread, ...]:
    """Promises told more than once, by their first telling; a promise told once has no thread.

    Args:
        commitments: by id; a restatement of one that is not there is passed over.
        restatements: pairs of an earlier and a later telling, in any order.
    """
    parent: dict[str, str] = {}
    for pair in restatements:
        if pair.earlier_id in commitments and pair.later_id in commitments:
            one, other = _root(parent, pair.earlier_id), _root(parent, pair.later_id)
            parent[max(one, other)] = min(one, other)
    groups: dict[str, list[Commitment]] = defaultdict(list)
    for name in parent:
        groups[_root(parent, name)].append(commitments[name])
    found = [_thread(sorted(group, key=_telling)) for group in groups.values()]
    return tuple(sorted(found, key=lambda thread: _telling(thread.baseline)))


def _root(parent: dict[str, str], name: str) -> str:
    parent.setdefault(name, name)
    while parent[name] != name:
        parent[name] = name = parent[parent[name]]
    return name


def _telling(one: Commitment) -> tuple[date, date, str, int]:
    return (one.made_on.last, one.made_on.first, one.quote.document_id, one.quote.start)


def _thread(tellings: list[Commitment]) -> Thread:
    baseline, *later = tellings
    versions: list[Commitment] = []
    copies: list[Commitment] = []
    for one in later:
        again = any(pasted(one.quote.exact, said.quote.exact) for said in (baseline, *versions))
        (copies if again else versions).append(one)
    return Thread(baseline, tuple(versions), tuple(copies))
