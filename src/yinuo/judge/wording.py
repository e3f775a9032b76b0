"""How firmly a promise is worded, rung by rung: 完成, 推動, 規劃, 研議; and whether a later telling is softer.

A verb counts where nothing softer governs it: of «將研議修正辦法» it is 研議, of «將修正辦法» it is 修正.
"""

import re
from typing import NamedTuple

from yinuo.judge.reading import Read, read

__all__ = ["Firmness", "firmness"]

_RUNGS: tuple[tuple[int, str], ...] = (
    (0, "完成|完工|竣工|通車|啟用|上線|施行|實施|公告|發布|公布|核定|達成|達到|開放|供水|供電|交付"),
    (
        1,
        "推動|辦理|執行|興建|設置|建置|布建|成立|提供|補助|擴大|調整|修正|修法|訂定|提出|函送|採購|改善|增設|調[升高降]",
    ),
    (2, "研擬|研訂|擬訂|籌備|草擬|籌設|規劃(?![於在自至將]|\\d|本|明|今)"),
    (3, "研議|評估|研究|檢討|考量|研商|參考|審酌|納入參考|視[^，。；]{1,12}情形"),
)
_RANK = {f"r{rank}": rank for rank, _ in _RUNGS}
_VERB = re.compile("|".join(f"(?P<r{rank}>{words})" for rank, words in _RUNGS))
_CLAUSE = re.compile("[^，。；：]{2,400}")
_NAMED = re.compile(r"[「『《][^「」『』《》]{1,60}[」』》]|\([^()]{1,60}\)")
_BY_THE_WAY = re.compile("(?:俟|待|經|依|據|配合|為|因應|除)[^，。；]*$")


class Firmness(NamedTuple):
    """The rung of the clause that carries a promise (0 firmest), and its verb and clause as folded."""

    rank: int
    verb: str
    clause: str


def firmness(words: str, beside: str) -> Firmness | None:
    """How firmly ``words`` promise what ``beside``, another telling, is about; None where no verb tells.

    Of «將於6月底前完成辦法修正» it is 完成 (rung 0); of «將研議於6月底前完成辦法修正» 研議 (rung 3).
    """
    mine, other = read(words), read(beside)
    found = [(_shared(clause.group(), other), -clause.start(), clause.group()) for clause in _clauses(mine)]
    for _, _, clause in sorted(found, reverse=True):
        for verb in _VERB.finditer(_NAMED.sub(lambda named: " " * len(named.group()), clause)):
            if not _BY_THE_WAY.search(clause[max(0, verb.start() - 20) : verb.start()]):
                return Firmness(_RANK[str(verb.lastgroup)], verb.group(), clause)
    return None


def _clauses(text: Read) -> list[re.Match[str]]:
    return list(_CLAUSE.finditer(text.text))


def _shared(clause: str, other: Read) -> float:
    return sum(other.weights.get(gram, 0.0) for gram in sorted(read(clause).weights))
