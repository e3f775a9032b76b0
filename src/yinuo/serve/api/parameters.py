"""What may be asked of the API, declared so that OpenAPI tells it; read by the same code as the pages'."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator

from yinuo.errors import UsageError
from yinuo.persist.question import FILTERS, Question, Sort
from yinuo.serve.web.asking import Asked, asked, asked_day
from yinuo.serve.web.room import room_of
from yinuo.words import Category, EvidenceLevel, Headline, Level, Publication, Schedule, State

__all__ = ["AsOf", "Day", "Filtered", "Paged", "Spanned", "filtered", "only"]


_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso(value: Any) -> Any:
    """ISO days only: «0» is no day, though it is a moment of 1970 to some."""
    if isinstance(value, str) and not _ISO.fullmatch(value.strip()):
        raise ValueError("YYYY-MM-DD")
    return value


Day: TypeAlias = Annotated[date, BeforeValidator(_iso)]
_Day: TypeAlias = Annotated[Day | None, Query(json_schema_extra={"examples": ["2026-01-31"]})]


def _several(about: str) -> Any:
    return Query(description=about, max_length=50)


@dataclass
class _Filters:
    """Filters of the list; several values of one are «or», different ones are «and»."""

    id: Annotated[list[str] | None, _several("只要這些承諾 · These promises only")] = None
    q: Annotated[str | None, Query(max_length=200, description="承諾、標題或機關裡的詞 · Words")] = None
    state: Annotated[list[State] | None, _several("狀態 · State on the day as_of")] = None
    headline: Annotated[list[Headline] | None, _several("四個大字 · Headline word")] = None
    schedule: Annotated[list[Schedule] | None, _several("期程 · Against the deadline")] = None
    category: Annotated[list[Category] | None, _several("領域 · Field of policy")] = None
    agency: Annotated[list[str] | None, _several("機關代碼或名稱，含承接者 · Body, or its successor")] = None
    asker: Annotated[list[str] | None, _several("質詢委員 · Legislator who asked")] = None
    level: Annotated[list[Level] | None, _several("程度 C1 C2 C3 · How checkable")] = None
    term: Annotated[list[int] | None, _several("屆 · Term of the Yuan")] = None
    session: Annotated[list[int] | None, _several("會期 · Session of the term")] = None
    made_from: _Day = None
    made_until: _Day = None
    due_from: _Day = None
    due_until: _Day = None
    evidence_level: Annotated[list[EvidenceLevel] | None, _several("最強的證據 · Strongest thing shown")] = None
    figures: Annotated[int | None, Query(ge=0, le=1, description="有無數量目標 · A quantity promised")] = None
    publication: Annotated[list[Publication] | None, _several("已公布或待複核 · Published or candidate")] = None
    sort: Annotated[Sort | None, Query(description="排序 · Order")] = None


@dataclass
class _Page:
    """A page of a list."""

    limit: Annotated[int, Query(ge=1, le=100, description="每頁幾筆 · Rows a page")] = 20
    after: Annotated[str | None, Query(max_length=200, description="上一頁的 next · next of the page before")] = None


@dataclass
class _OnDay:
    """The day that the answer is about."""

    as_of: Annotated[Day | None, Query(description="以哪一天為準，預設今天 · As of this day; today by default")] = None


def filtered(*also: str) -> Callable[..., Asked]:
    """A dependency that reads the filters and the day, and lets the names ``also`` pass for the call itself."""

    def read(request: Request, _: Annotated[_Filters, Depends()], __: Annotated[_OnDay, Depends()]) -> Asked:
        only(request, *FILTERS, "as_of", "lang", *also)
        given: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            if name in FILTERS:
                given.setdefault(name, []).append(value)
        return Asked(Question.of(given), asked_day(request), room_of(request).today)

    return read


def _paged(
    request: Request,
    _: Annotated[_Filters, Depends()],
    __: Annotated[_Page, Depends()],
    ___: Annotated[_OnDay, Depends()],
) -> Asked:
    return asked(request)


def _as_of(request: Request, _: Annotated[_OnDay, Depends()]) -> date:
    return asked_day(request)


Filtered: TypeAlias = Annotated[Asked, Depends(filtered())]
Spanned: TypeAlias = Annotated[Asked, Depends(filtered("first", "last", "limit"))]
Paged: TypeAlias = Annotated[Asked, Depends(_paged)]
AsOf: TypeAlias = Annotated[date, Depends(_as_of)]


def only(request: Request, *names: str) -> None:
    """Refuse names that a call does not know: a misspelt filter must not give everything.

    Raises:
        UsageError: there is one.
    """
    for name in request.query_params:
        if name not in names:
            raise UsageError(f"不認得的條件（unknown parameter）：{name[:40]}", remedy="、".join(names))
