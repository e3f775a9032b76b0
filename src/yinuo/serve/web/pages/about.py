"""What this is, whose words these are, and how to tell of a mistake."""

from fastapi import APIRouter, Request, Response

from yinuo.serve.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/about")
async def about(request: Request) -> Response:
    """The page."""
    return page(request, "about.html")
