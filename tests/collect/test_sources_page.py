"""The complete source of docs/sources.md runs as it is printed, and the page names every source and option."""

import json
import re
from pathlib import Path

from benchmark.wire import Wire, collecting
from yinuo.collect.registry import Planned, Registered, chosen, registry
from yinuo.collect.sources import Capture, Source

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"


def printed() -> Registered:
    """The source that the page's first block of Python defines."""
    code = re.search(r"```python\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, object] = {}
    exec(compile(code[1], str(PAGE), "exec"), names)
    found = names["SOURCE"]
    assert isinstance(found, Registered)
    return found


def test_the_printed_source_collects_each_page_once(tmp_path: Path) -> None:
    one = printed()
    with Wire() as wire, collecting(tmp_path) as over:
        pages = [f"{wire.base}/notice/{number}" for number in (1, 2)]
        wire.put("/notices.json", {}, json.dumps([{"url": page} for page in pages]).encode())
        wire.put("/notice/1", {}, "市議會通告\n113年5月2日\n本府將於113年底前完成步道整修。".encode())
        desk = over.desk("notices")
        source = one.open(desk, chosen(one, {"at": wire.base + "/notices.json"}))
        found = list(source.captures())

    assert isinstance(source, Source)
    assert isinstance(source, Planned)
    assert isinstance(found[0], Capture)
    assert found[0].name == pages[0]
    assert "/notice/2" in str(found[1])  # it vanished, and that is told


def test_the_page_names_every_source_and_every_option() -> None:
    words = PAGE.read_text(encoding="utf-8")

    for one in registry().values():
        assert f"`{one.name}`" in words
        assert all(f"`{option}`" in words for option in one.options)
        assert one.rhythm is None or f"{one.rhythm} days" in words
