"""Tells an exception of our own code from one that a signal handler of the application raised while it ran."""

from __future__ import annotations

from types import FrameType

_MAX_FRAMES = 200


def is_from_signal_handler(error: BaseException) -> bool:
    """Whether a signal handler raised `error`, a task's time limit say: it is meant for the application.

    A handler is given the frame that it interrupts, which is the one before its own in the traceback.
    """
    step = error.__traceback__
    for _ in range(_MAX_FRAMES):
        following = None if step is None else step.tb_next
        if step is None or following is None:
            return False
        if _was_given(following.tb_frame, step.tb_frame):
            return True
        step = following
    return False


def let_through(error: BaseException) -> None:
    """Raises `error` again if a signal handler raised it."""
    if is_from_signal_handler(error):
        raise error


def _was_given(frame: FrameType, interrupted: FrameType) -> bool:
    for value in frame.f_locals.values():
        if value is interrupted:
            return True
        if type(value) is tuple and any(item is interrupted for item in value):
            return True  # the handler takes `*args`
    return False
