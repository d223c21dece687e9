"""Errors: one base, one exit code each."""

from __future__ import annotations

import pickle

import pytest

import pagerec
from pagerec import errors


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.OptionError("x"), 2),
        (errors.ImageError("x"), 3),
        (errors.ImageTooLargeError("x"), 3),
        (errors.ModelError("x"), 4),
        (errors.TrainingError("x"), 5),
        (errors.PagerecError("x"), 1),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError(), 1),
    ],
)
def test_exit_code(error: BaseException, code: int) -> None:
    assert errors.exit_code(error) == code


def test_all_errors_have_the_one_base_and_are_public() -> None:
    kinds = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]
    assert len(kinds) == 7
    for kind in kinds:
        assert issubclass(kind, errors.PagerecError)
        assert getattr(pagerec, kind.__name__) is kind


def test_wrong_options_are_value_errors_too() -> None:
    with pytest.raises(ValueError, match="give a number"):
        raise errors.OptionError("give a number")


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(errors.ImageTooLargeError("page.png: too large")))
    assert type(error) is errors.ImageTooLargeError
    assert str(error) == "page.png: too large"
