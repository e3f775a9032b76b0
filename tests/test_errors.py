"""Errors are one line, travel between processes, and stand in one drawn tree."""

import inspect
import pickle

import pytest

from yinuo import errors

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.YinuoError)]


def test_every_error_is_exported_and_drawn_in_the_tree() -> None:
    assert sorted(kind.__name__ for kind in KINDS) == sorted(errors.__all__)
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_is_one_line_and_survives_pickling(kind: type[errors.YinuoError]) -> None:
    error = kind("壞了\n（broken）", where="a\nb.doc", remedy="再試\n一次")

    assert "\n" not in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.where) == (kind, str(error), error.where)


def test_a_place_is_filled_in_once() -> None:
    assert str(errors.Damaged("壞了").at("x.pdf").at("y.pdf")) == "x.pdf：壞了"
