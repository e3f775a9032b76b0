"""What promises are called, where a page names them without showing them: as people corrected it, else as read."""

from collections.abc import Iterable

from yinuo.persist.ledger import Ledger
from yinuo.persist.standing import reviewed, undecided

__all__ = ["titles_of"]


def titles_of(ledger: Ledger, ids: Iterable[str]) -> dict[str, str]:
    """Titles by id, in the order asked for; ids that the ledger does not have are left out.

    Args:
        ledger: where the promises are; read in the thread that asks.
        ids: a page's worth of them.
    """
    asked = tuple(dict.fromkeys(ids))
    found = {promise.id: promise.title for promise, _ in undecided(ledger, asked)}
    for one in asked:
        if one not in found and (held := ledger.commitment_or_none(one)) is not None:
            found[one] = reviewed(ledger, held).commitment.title
    return {one: found[one] for one in asked if one in found}
