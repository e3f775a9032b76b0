"""All that goes out on a day, gathered from the ledger once, for every form of publication.

Whoever writes another form (a site, a feed) takes an ``Edition`` and a folder, and reads nothing else: no ledger,
no clock, no network. The same edition gives the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["Edition", "Row"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Edition:
    """What was published as it stood on ``as_of``.

    Attributes:
        as_of: the day.
        commitments: rows as of ``yinuo list --json``, newest letter first; only those that go out to everybody.
            Added to each: ``reasons`` [{``rule``, ``words``, ``evidence_ids``}] of its state; ``measures`` (figures
            against its target and their pace; None without a target) and ``milestones`` (how each of its deadlines
            stands), as of ``yinuo show --json``; ``before`` and ``after``, some characters of the document around
            the quote.
        evidence: rows as of ``yinuo evidence --json`` told by that day, by commitment and day; with ``before`` and
            ``after`` too.
        restatements: ``earlier_id``, ``later_id``, ``confidence``, ``changes`` [{``what``, ``before``, ``after``}];
            both ends are among ``commitments``.
        changes: state changes up to that day, oldest first: ``id``, ``commitment_id``, ``date``, ``before`` (state,
            None at first), ``after`` (state), ``headline``.
        documents: every document by that day: ``id``, ``kind``, ``first`` (day), ``date`` (the last),
            ``date_precision``, ``title``, ``number``, ``question_number``, ``term``, ``session``, ``sitting``,
            ``askers``, ``agencies``, ``url``, ``fingerprint``, ``characters``, ``copy_of``; not their texts. Where a
            site is made, ``statements`` [{``start``, ``end``, ``roles``}] too.
        coverage: stretches of days that were searched: ``kind``, ``agency``, ``first``, ``last``, ``documents``.
        text_of: the text of a document by its id.
        base_url: where the folder will be found on the web, with a slash at its end; None where that is not known.
        pages: commitment id → path, under the folder of the publication, of what a reader opens for it.

    """

    as_of: date
    commitments: tuple[Row, ...]
    evidence: tuple[Row, ...]
    restatements: tuple[Row, ...]
    changes: tuple[Row, ...]
    documents: tuple[Row, ...]
    coverage: tuple[Row, ...]
    text_of: Callable[[str], str]
    base_url: str | None = None
    pages: Mapping[str, str] = field(default_factory=dict)
