"""What pages say, in zh-TW and English: gettext catalogues whose message ids are the zh-TW words.

zh-TW needs no catalogue: what is written in templates is what is said. What the ledger holds stays Chinese.
"""

import gettext
from functools import cache
from importlib.resources import files
from typing import Literal

from yinuo.publish.site.language import Language

__all__ = ["CHINESE", "ENGLISH", "N_", "SPEECHES", "Code", "Speech", "catalogue", "chosen"]

Code = Literal["zh", "en"]


@cache
def catalogue() -> gettext.GNUTranslations:
    """The English of every phrase."""
    place = files("yinuo.serve.web") / "locale" / "en" / "LC_MESSAGES" / "yinuo.mo"
    with place.open("rb") as file:
        return gettext.GNUTranslations(file)


class Speech(Language):
    """One of the two languages; words of closed lists, days and shares are told as on the static site."""

    __slots__ = ()

    @property
    def short(self) -> Code:
        """As in an address and the cookie."""
        return "zh" if self.chinese else "en"

    @property
    def other(self) -> "Speech":
        """The other language."""
        return ENGLISH if self.chinese else CHINESE

    def phrase(self, chinese: str, **values: object) -> str:
        """A phrase of the templates, which are written in Chinese, with its ``{name}``\\ s filled in."""
        text = chinese if self.chinese else catalogue().gettext(chinese)
        return text.format(**values) if values else text


CHINESE = Speech("zh-Hant-TW", "")
ENGLISH = Speech("en", "en/")
SPEECHES: dict[Code, Speech] = {"zh": CHINESE, "en": ENGLISH}


def N_(chinese: str) -> str:  # noqa: N802 the name that gettext users know
    """Mark a phrase for the catalogue where it is written but not yet said."""
    return chinese


def chosen(asked: str | None, cookie: str | None, accepted: str) -> Code:
    """The language of an answer: as asked in the address, else as chosen before, else as the browser says.

    Args:
        asked: the value of ``lang`` in the address.
        cookie: the value of the cookie ``lang``.
        accepted: the header Accept-Language; only a browser that wants English and no Chinese gets English.
    """
    for word in (asked, cookie):
        if word in ("zh", "en"):
            return "zh" if word == "zh" else "en"
    tongues = [part.split(";")[0].strip().lower() for part in accepted[:200].split(",")]
    return (
        "en"
        if any(one.startswith("en") for one in tongues) and not any(one.startswith("zh") for one in tongues)
        else "zh"
    )
