"""Readers of untrusted words stay linear: formulas, wording, figures, conditions."""

import time
from collections.abc import Callable

import pytest

from yinuo.judge.figures import figures
from yinuo.judge.formulas import is_formula
from yinuo.judge.objects import kind_of
from yinuo.judge.terms import term
from yinuo.judge.wording import firmness
from yinuo.model import DateInterval, Deadline

RUNS = [
    "若各界同意，" * 1000,
    "預估景氣" * 1200,
    "「" * 5000,
    "(" * 5000,
    "研議修正" * 1200,
    "1" * 5000,
    "每日3處" * 1000,
]
END = DateInterval.day(2021, 9, 30)


def conditions(text: str) -> None:
    term(text + "本年9月30日公告", Deadline("本年9月30日", END, "公告"))


def kinds(text: str) -> None:
    for figure in figures(text)[:40]:
        kind_of(text, figure)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("read", [is_formula, lambda text: firmness(text, text[:200]), figures, conditions, kinds])
def test_a_run_of_one_word_is_read_in_no_time(read: Callable[[str], object], run: str) -> None:
    began = time.process_time()
    read(run)
    assert time.process_time() - began < 5.0
