"""What the scale benchmark keeps of the letters is what the next run looks up."""

import json
from dataclasses import asdict
from pathlib import Path

from benchmark.taken import Taken, taken


def test_what_was_taken_is_read_again_as_it_was_and_no_letter_is_read(tmp_path: Path) -> None:
    held = Taken(
        promises=[("三峽河長福橋改建工程預計114年3月完工", 739000)],
        letters=[["長福橋改建工程已於二月完工"], []],
        links=[("長福橋改建工程已於二月完工", 0)],
    )
    (tmp_path / "taken.json").write_text(json.dumps(asdict(held), ensure_ascii=False), encoding="utf-8")
    assert taken(tmp_path / "no letters here", tmp_path) == held
