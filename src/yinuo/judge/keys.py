"""Strong keys: the names by which a passage shows that it is about this very thing, or another.

Two passages on bridges share many words; «長福橋» and «三峽橋» tell them apart. A kind of key that
both have and none of which they share is a conflict: another place, another law, another figure.
"""

import re
from functools import lru_cache

__all__ = ["keys"]

_HAN = "[\u4e00-\u9fff]"
_COUNTIES = "台北 新北 基隆 桃園 新竹 苗栗 台中 彰化 南投 雲林 嘉義 台南 高雄 屏東 宜蘭 花蓮 台東 澎湖 金門 連江 馬祖"
_SPOTS = (
    "抽水站|淨水場|海堤|堤防|滯洪池|轉運站|焚化廠|回收中心|科學園區|工業區|園區|交流道|營區|機場|車站|電廠|水庫|隧道|大橋|國小|國中|高中|大學|醫院|分局|部落|"
    "鄉|鎮|區|里(?!程)|村|路(?!總?局|政)|街|橋|站|港(?!務)|溪|河(?!川)|島|線|段|廠|館|公園|碼頭|漁港|濕地|礁|圳"
)
_LAWS = "施行細則|條例|辦法|要點|準則|規則|細則|標準|規範|指引|協定|公約|憲法|法"
_PLANS = "計畫|方案|專案|綱領|白皮書|藍圖|行動|政策|工程|平台|系統|基金|中心|專區|制度|新制"
_UNITS = (
    "元|%|GW|MW|kW|瓩|公里|公尺|公頃|坪|平方公尺|公噸|噸|處|座|所|家|戶|班|人|席|輛|艘|架|台|套|床|劑|件|案|次|場|"
    "國|名|位|口|間|棟|站|校|隊|條|度|分|倍|門|組|棵|株"
)


def _any(words: str) -> str:
    """One of several words; a look at the first character spares trying them all at every place."""
    firsts = "".join(sorted({word[0] for word in words.split("|")}))
    return f"(?=[{re.escape(firsts)}])(?:{words})"


_PATTERNS = {
    "county": re.compile(_COUNTIES.replace(" ", "|")),
    "spot": re.compile(f"({_HAN}{{2}}{_any(_SPOTS)})(?!{_HAN}?[市縣])"),
    "route": re.compile(r"[台國縣]\d{1,3}[甲乙丙丁]?線?|國道\d{1,2}號|\d{1,2}號機|[A-Z]{1,3}\d{1,3}(?!\d)"),
    "quoted": re.compile("[「『《]([^「」『』《》]{2,30})[」』》]"),
    "law": re.compile(f"({_HAN}{{3}}{_any(_LAWS)})(?![律人規制令定案院官源務治庭])"),
    "plan": re.compile(f"({_HAN}{{3}}{_any(_PLANS)})"),
    "figure": re.compile(rf"(\d[\d,]{{0,11}}(?:\.\d{{1,4}})?(?:萬|億|兆)?)(?:餘|多)?({_UNITS})"),
    "year": re.compile(r"(?<!\d)(1[0-4]\d|20[0-5]\d)年"),
    "term": re.compile(r"[A-Za-z][A-Za-z0-9+-]{1,24}"),
}


@lru_cache(maxsize=4096)
def keys(text: str) -> dict[str, frozenset[str]]:
    """The strong keys of a folded text, by kind: county, spot, route, quoted, law, plan, figure, year, term.

    Reads 「三峽河長福橋」 as spot «長福橋»; takes «區里» and other bare suffixes for nothing, and of
    «本部公路局» no road «部公路».
    """
    found = {kind: frozenset(_name(match) for match in pattern.finditer(text)) for kind, pattern in _PATTERNS.items()}
    return {kind: names for kind, names in found.items() if names}


def _name(match: re.Match[str]) -> str:
    parts = [part for part in match.groups() if part]
    return ("".join(parts) or match.group()).replace(",", "").lower()
