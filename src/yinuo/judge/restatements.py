"""The same promise in a later document: linked, with what moved between the two tellings."""

from yinuo.judge.drift import drift
from yinuo.judge.formulas import is_formula, one_matter
from yinuo.judge.likeness import cosine, likeness
from yinuo.judge.reading import Read, read
from yinuo.model import Change, Commitment, Restatement

__all__ = ["ALIKE", "changes", "likeness", "restatement"]

ALIKE = 0.35  # least likeness for «the same promise»; benchmark/pairs.py prints how many such pairs bear


def restatement(earlier: Commitment, later: Commitment) -> Restatement | None:
    """The later telling of the same promise, or None where the two are not one promise.

    «長福橋預計114年3月完工» and «長福橋改建工程預計114年9月完工» are one promise whose deadline moved; the
    same words on 三峽橋 are another promise, and «將俟報告提送後儘速審查» in letters on two railways is none told
    again (``formulas``). A promise of the same day or text is never a restatement.
    """
    if not later.made_on.is_after(earlier.made_on) or later.fingerprint == earlier.fingerprint:
        return None
    one, other = read(earlier.quote.exact), read(later.quote.exact)
    alike = cosine(one, other)
    if alike < ALIKE or _other_object(one, other):
        return None
    if (is_formula(earlier.quote.exact) or is_formula(later.quote.exact)) and not one_matter(earlier, later):
        return None
    return Restatement(earlier.id, later.id, round(min(1.0, alike), 6), changes(earlier, later))


def _other_object(one: Read, other: Read) -> bool:
    """True where both name things of a kind and none is the same: another place, road, law or plan."""
    pairs = ((one.keys.get(kind), other.keys.get(kind)) for kind in ("county", "spot", "route", "quoted", "law"))
    return any(mine and theirs and not mine & theirs for mine, theirs in pairs)


def changes(earlier: Commitment, later: Commitment) -> tuple[Change, ...]:
    """What moved between two tellings: deadline, target, agency, wording; both in their own words."""
    return tuple(Change(moved.what, moved.before, moved.after) for moved in drift(earlier, later))
