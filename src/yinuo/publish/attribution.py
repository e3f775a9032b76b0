"""Whose the words are and under which terms they go on, as their licences ask.

The Open Government Data License asks for a statement of attribution in its annex's form (顯名聲明); without it the
licence is void from the beginning. Official papers (公文) are no subject of copyright: Copyright Act, article 9.
"""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from yinuo.publish.edition import Row

__all__ = ["LICENCES", "LICENCE_FILE", "attribution", "licence_text"]

LICENCE_FILE = "LICENSE-DATA.txt"

LICENCES: tuple[dict[str, str], ...] = (
    {
        "name": "OGDL-Taiwan-1.0",
        "path": "https://data.gov.tw/license",
        "title": "政府資料開放授權條款－第1版 Open Government Data License, version 1.0",
    },
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International",
    },
)

_STATEMENT = (
    "此開放資料依政府資料開放授權條款 (Open Government Data License) 進行公眾釋出，"
    "使用者於遵守本條款各項規定之前提下，得利用之。"
)
_TERMS = "政府資料開放授權條款：https://data.gov.tw/license"
_OPENFUN = "資料來源：歐噴公司 (OpenFun) LYAPI, CC BY 4.0"
_OPENFUN_HOST = "govapi.tw"


def attribution(as_of: date, documents: Iterable[Row]) -> tuple[str, ...]:
    """The lines that must go with the data wherever it goes.

    Args:
        as_of: its year is that of the release.
        documents: rows of the documents; where one was read through OpenFun's service, it is named.
    """
    hosts = {_host(row.get("url")) for row in documents}
    openfun = any(host == _OPENFUN_HOST or host.endswith(f".{_OPENFUN_HOST}") for host in hosts)
    return (f"立法院 {as_of.year} 質詢事項(行政院答復資訊)", _STATEMENT, _TERMS, *((_OPENFUN,) if openfun else ()))


def _host(url: object) -> str:
    try:
        return (urlsplit(str(url or "")).hostname or "").lower()
    except ValueError:
        return ""


def licence_text(as_of: date, documents: Iterable[Row]) -> str:
    """The file that says all this."""
    lines = "\n".join(attribution(as_of, documents))
    return f"""\
顯名聲明 · Attribution (keep these lines wherever the data goes)

{lines}

文件原文 · The words of the documents
  立法院開放資料依政府資料開放授權條款第1版釋出；行政機關的公文（含新聞稿）依著作權法第9條不得為著作權之標的。
  Open data of the Legislative Yuan under OGDL-Taiwan-1.0; official papers, news releases among them, are no
  subject of copyright (Copyright Act, article 9).

整理所得 · What yinuo worked out from them (which words promise, links, states, dates, titles)
  CC BY 4.0；引用時請註明「一諾 yinuo」及資料日期 {as_of.isoformat()}。
  CC BY 4.0; please name yinuo and the day of the data, {as_of.isoformat()}.

不代表任何機關的立場；資料提供機關不為其正確性負責。
No endorsement by any agency is implied; the providers are not liable for it.
"""
