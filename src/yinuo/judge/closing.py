"""What may close a case: where a passage tells the promise delivered, and whether it agrees with it beyond doubt."""

from datetime import date

from yinuo.judge.agreement import delivered_by_name, reached_by_figure, turned_by_name
from yinuo.judge.delivery import delivers
from yinuo.judge.enactment import enacted
from yinuo.judge.happened import is_to_come
from yinuo.judge.pair import Passage, Promise
from yinuo.judge.quotes import clauses, shortest
from yinuo.judge.reading import Read, read
from yinuo.model import Relation

__all__ = ["agreed", "delivered"]

_AGREES = 0.8  # least score of a link that names the promised thing itself, for it to close a case


def delivered(promise: Promise, passage: Passage) -> tuple[int, int] | None:
    """Where the passage's shadow tells the promise delivered: the act done, the law passed, the figure reached.

    Of «調高津貼；本年起津貼調至1萬9350元» for «調整為1萬9350元» the second clause; nothing of «預計調至1萬9350元».
    """
    one, other = read(promise.text), read(passage.text)
    stretch = shortest(one, other, Relation.FULFILLED)
    for start, end in (stretch, *clauses(other.text)):
        quote = other.text[start:end]
        if (start, end) == stretch and delivers(one.text, quote, promise.target, passage.date):
            found = True
        else:
            found = bool(enacted(one.text, quote) or reached_by_figure(promise.target, read(quote), passage.date))
        if found and not is_to_come(passage, *other.shadow.original(start, end)):
            return start, end
    return None


def agreed(promise: Promise, quote: Read, told: date, relation: Relation, score: float) -> str | None:
    """The figure, name or law by which the quote tells the promised thing itself delivered or withdrawn.

    Args:
        promise: the promise.
        quote: the words quoted of the passage.
        told: the passage's day.
        relation: what the quote is said to do.
        score: how surely it bears: a figure to the last digit needs no more than a delivery does, a name more.
    """
    one = read(promise.text)
    if relation is Relation.FULFILLED and (figure := reached_by_figure(promise.target, quote, told)):
        return figure
    if score < _AGREES:
        return None
    if relation is Relation.FULFILLED:
        return delivered_by_name(one, quote) or enacted(one.text, quote.text)
    return turned_by_name(one, quote, "dropped") if relation is Relation.CHANGED else None
