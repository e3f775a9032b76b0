"""The same answers in the same order, however many processes work them out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from operator import mul

import pytest

from yinuo.engines import WORTH, InProcess, Processes, engine

MANY = range(3 * WORTH)


def test_processes_answer_as_one_does_in_the_same_order() -> None:
    with Processes(2) as cores:
        assert list(cores.map(partial(mul, 3), MANY)) == list(InProcess().map(partial(mul, 3), MANY))
        assert list(cores.map(partial(mul, 5), [1, 2])) == [5, 10]  # they go on being used


def test_work_is_done_elsewhere_and_few_items_here() -> None:
    with Processes(2) as cores:
        assert set(cores.map(_process, range(WORTH - 1))) == {os.getpid()}
        assert os.getpid() not in set(cores.map(_process, MANY))


def test_a_worker_keeps_to_one_core_and_its_answers_may_be_errors() -> None:
    with Processes(2) as cores:
        assert set(cores.map(os.getenv, ["OPENBLAS_NUM_THREADS"] * len(MANY))) != {None}
        with pytest.raises(ZeroDivisionError):
            list(cores.map(partial(divmod, 1), [1] * WORTH + [0]))


def test_what_comes_in_is_not_read_to_its_end_before_the_first_answer() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10_000):
            taken.append(number)
            yield number

    with Processes(2) as cores:
        answers = cores.map(partial(mul, 2), items())
        assert next(answers) == 0
        assert len(taken) < 1000


def test_what_was_told_to_expect_much_answers_as_before() -> None:
    for cores in (InProcess(), Processes(2)):
        with cores:
            cores.expect()
            assert list(cores.map(partial(mul, 3), MANY)) == [3 * number for number in MANY]


def test_one_job_is_done_in_this_process() -> None:
    assert isinstance(engine(1), InProcess)
    assert isinstance(engine(2), Processes)


def test_what_workers_need_is_read_by_one_import_without_the_encoders() -> None:
    program = (
        "import sys, yinuo.ready; from yinuo.vocabulary.arrays import load_arrays;"
        "print(load_arrays.cache_info().currsize, 'onnxruntime' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == "2 False\n"


def _process(_: int) -> int:
    return os.getpid()
