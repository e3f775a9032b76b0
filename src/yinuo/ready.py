"""Importing this reads the rules and tables that every worker needs: once, before workers are forked (``engines``).

They then share the memory, and none of them spends its first second on what the others do as well.
Two letters of our own invention are read and linked, which touches all of it but the encoders.
"""

from yinuo.engines import keep_to_one_core

keep_to_one_core()  # numpy begins with the imports below

from yinuo.extract.promises import read_promises  # noqa: E402
from yinuo.judge.links import link  # noqa: E402
from yinuo.model import DateInterval, Document, DocumentKind  # noqa: E402
from yinuo.words import Tier  # noqa: E402

__all__: list[str] = []

_PROMISE = """經交據交通部及相關機關查復如下：
一、長福橋改建：
(一)本部公路局刻正辦理招標，預計113年12月底前完成長福橋改建，並設置20處停車場。
(二)至建議增設自行車道一節，尚無規劃。
二、後續將持續配合地方政府研議。"""
_NEWS = """經交據交通部查復如下：
一、長福橋改建工程業於113年11月2日完工通車，已設置7處停車場。
二、本部將持續督導公路局辦理。"""


def _letter(text: str, year: int) -> Document:
    return Document(
        str(year), DocumentKind.REPLY, text, DateInterval.day(year, 12, 1), title="就長福橋改建問題所提質詢"
    )


_promises = read_promises(_letter(_PROMISE, 2023), Tier.FAST)
_news = read_promises(_letter(_NEWS, 2024), Tier.FAST)
for _commitment in _promises.commitments:
    link(_commitment, _promises.document.title, _news, Tier.FAST)
