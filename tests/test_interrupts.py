"""Whose exception it is: of our own code, or of a signal handler of the application's."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from genai_triage.interrupts import is_from_signal_handler, let_through


class Interrupted(Exception):
    """What the handler raises."""


def _plain(signum: int, frame: FrameType) -> None:
    raise Interrupted


def _packed(*args: Any) -> None:
    raise Interrupted


def _unrelated(signum: int, frame: object) -> None:
    raise Interrupted


def _raised(handler: Any, depth: int = 0, *, given: Any = None) -> Interrupted:
    """What `handler` raises into this very frame, so many frames below the one that catches it."""

    def interrupted(left: int) -> None:
        if left:
            interrupted(left - 1)
        else:
            handler(2, sys._getframe() if given is None else given)

    try:
        interrupted(depth)
    except Interrupted as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("handler", [_plain, _packed], ids=["named parameters", "all in one"])
@pytest.mark.parametrize("depth", [0, 1, 150])
def test_an_exception_of_a_handler_is_the_application_s(handler: Any, depth: int) -> None:
    error = _raised(handler, depth)
    assert is_from_signal_handler(error) is True
    with pytest.raises(Interrupted) as raised:
        let_through(error)
    assert raised.value is error


@pytest.mark.parametrize("given", [object(), (1, 2), sys._getframe()], ids=["an object", "a tuple", "another frame"])
@pytest.mark.parametrize("handler", [_unrelated, _packed])
def test_an_exception_of_a_function_that_was_given_no_frame_is_ours(handler: Any, given: Any) -> None:
    error = _raised(handler, given=given)
    assert is_from_signal_handler(error) is False
    let_through(error)


def test_an_exception_that_was_never_raised_is_ours() -> None:
    assert is_from_signal_handler(Interrupted()) is False


def test_a_handler_is_looked_for_in_200_frames() -> None:
    assert is_from_signal_handler(_raised(_plain, 198)) is True
    assert is_from_signal_handler(_raised(_plain, 199)) is False
