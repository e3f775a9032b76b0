"""The JSON API, ``/api/v1``: every page's data for programs, described in OpenAPI 3.1.

Reads only. Filters are named as the pages name them; cursors are opaque; every answer is of a day (``as_of``). Within
``v1`` keys are added, never renamed or removed.
"""

from fastapi import APIRouter

from yinuo.serve.api import collection, commitments, documents, export
from yinuo.serve.api.feeds import router as feeds

__all__ = ["feeds", "router"]

router = APIRouter(prefix="/api/v1")
for part in (collection, commitments, documents, export):
    router.include_router(part.router)
