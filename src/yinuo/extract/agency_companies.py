"""Companies that are not in the register: read so that their promise is not given to another one.

Reads 中鋼公司 in «中鋼公司將持續…» and «3.中鋼公司：…», 台塑 in «，台塑將汰換鍋爐»; refuses «電信公司將…»
(any of a trade), «該公司», «上市櫃公司», and 漢翔 in «協助漢翔公司».
"""

import re
from collections.abc import Iterator
from functools import cache

from yinuo.extract.agency_mentions import Mention
from yinuo.extract.agency_register import Agency, Name, register

__all__ = ["companies", "company"]

_ENDS = "公司"
_COUNTED = re.compile(
    r"(?:[各該本子母總某貴兩三數多家國內外商民公營上市櫃下列述開陸資合]|境外|業者|相關|有關|其他|一般|大型|中小型|關係|控股)*"
    r"(?:保險|產險|人壽|電信|客運|航空|租賃|金融|投資|顧問|工程|營造|建設|物業|保全|清潔|開發|仲介|百貨|遊戲|製作|機場|"
    r"航運|物流|運輸|證券|製藥|藥品|電力|能源|瓦斯|天然氣|自來水|科技|生技|網路|平台|媒體|船|事業|股份|有限|高鐵|港務)*公司"
)
_NO_NAME = re.compile(
    r"[的之等各該將由與及於對請已並若如俟經至就]|上市|上櫃|推動|指引|督導|督促|監督|要求|補助|協助|協調|輔導|引導|配合|委託|提供|顯示|"
    r"透過|鼓勵|支撐|參與|所屬|邀集|申請|公司.+公司"
)
_LINK = r"(?:另|惟|至|爰|故|此外|並|且|而|又|其中|未來|後續|目前|現由|再由|刻由|已由|由)"
_CANDIDATE = re.compile(rf"(?:\A|(?<=[，。；：)」\n、.及與和])){_LINK}?([\u4e00-\u9fff]{{2,12}}?公司)")


def company(words: str) -> Agency | None:
    """The company that ``words``, folded and whole, name; None where they are no company's name.

    中鋼公司 and 台塑 are; 電信公司 and 該公司 are not. A body of the register is not looked for.
    """
    if words in _known():
        return _outsider(words)
    if not words.endswith(_ENDS) or not 4 <= len(words) <= 14:
        return None
    return None if _COUNTED.fullmatch(words) or _NO_NAME.search(words) else _outsider(words)


def companies(text: str) -> Iterator[Mention]:
    """Companies named where a clause of the folded ``text`` begins; linear in its length."""
    if _ENDS not in text and _any_known().search(text) is None:
        return
    for match in _CANDIDATE.finditer(text):
        if found := company(match[1]):
            yield Mention(match.start(1), match.end(1), match[1], found)
    for match in _listed().finditer(text):
        yield Mention(match.start(1), match.end(1), match[1], _outsider(match[1]))


@cache
def _known() -> frozenset[str]:
    return register().companies


@cache
def _any_known() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _known())) or r"\Z.")


@cache
def _listed() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _known()), key=len, reverse=True))
    return re.compile(rf"(?:\A|(?<=[，。；：)」\n、.及與和])){_LINK}?({names})(?!公司|[構部])")


def _outsider(words: str) -> Agency:
    return Agency("", (Name(words),), (), None, (), "company", answers=True, verified=False, source="the letter itself")
