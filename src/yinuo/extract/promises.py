"""What one document gives, whatever its kind: the task that is spread over processes.

The rules are imported where they are used: the process that hands documents out has no need of them.
"""

from dataclasses import replace

from yinuo.model import Document, DocumentKind, Extraction
from yinuo.words import Tier

__all__ = ["read_promises"]


def read_promises(document: Document, tier: Tier = Tier.CAREFUL) -> Extraction:
    """What one document gives; a report or release that names no author gets the body it speaks for."""
    from yinuo.extract.agencies import answering  # noqa: PLC0415
    from yinuo.extract.commitments import extract  # noqa: PLC0415

    if document.kind in (DocumentKind.REPORT, DocumentKind.NEWS) and not document.agencies:
        bodies = tuple(body.name or body.words for body in answering(document))
        document = replace(document, agencies=bodies)
    return extract(document, tier=tier)
