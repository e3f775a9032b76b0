"""Words and facts the rules read: data files, each entry with its source.

``load_toml`` and ``load_json`` hand a file's contents out once read and kept: treat what they
return as frozen, since every caller shares the one object. Callers turn it into their own types.
"""

import json
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from yinuo.errors import Damaged

__all__ = ["load_json", "load_toml"]


def _text(name: str) -> str:
    if not name or "/" in name or "\\" in name or name.startswith("."):
        raise Damaged(f"詞彙檔名不合（not a vocabulary file name）：{name!r}", where="yinuo.vocabulary")
    try:
        return (files(__name__) / name).read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError) as missing:
        raise Damaged(
            "缺少詞彙檔（a vocabulary file is missing）",
            where=f"yinuo/vocabulary/{name}",
            remedy="請重新安裝 yinuo（install yinuo again）",
        ) from missing
    except UnicodeDecodeError as broken:
        raise _unreadable(name, str(broken)) from broken


def _unreadable(name: str, why: str) -> Damaged:
    return Damaged(
        f"詞彙檔無法解讀（a vocabulary file cannot be read）：{why}",
        where=f"yinuo/vocabulary/{name}",
        remedy="請重新安裝 yinuo（install yinuo again）",
    )


@lru_cache(maxsize=64)
def load_toml(name: str) -> dict[str, Any]:
    """The contents of a TOML file of this package, such as ``"cues.toml"``; read once.

    Raises:
        Damaged: the file is missing from the installation, or is not TOML.
    """
    try:
        return tomllib.loads(_text(name))
    except tomllib.TOMLDecodeError as broken:
        raise _unreadable(name, str(broken)) from broken


@lru_cache(maxsize=64)
def load_json(name: str) -> Any:
    """The contents of a JSON file of this package, such as ``"agencies.json"``; read once.

    Raises:
        Damaged: the file is missing from the installation, or is not JSON.
    """
    try:
        return json.loads(_text(name))
    except json.JSONDecodeError as broken:
        raise _unreadable(name, str(broken)) from broken
