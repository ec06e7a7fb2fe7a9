"""Ctrl-C at any instruction of ours: it reaches the application, and the context is the one before."""

from __future__ import annotations

import dis
import functools
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import opentelemetry.context
import pytest
from opentelemetry import context as otel_context
from opentelemetry.sdk.trace import SpanProcessor

from genai_triage.telemetry import calls, runtime
from genai_triage.telemetry.calls import AsyncStream, SyncStream, importlib_bootstrap_calls, outside
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded
from tests.telemetry.test_calls import AWAITED_STREAM, KINDS, SENT_STREAM, Chunk, Kind, good

_CONTEXT = str(Path(opentelemetry.context.__file__).parent)
_FILES = frozenset(map(str, Path(calls.__file__).parent.glob("*.py")))
_PARTS_OF_DROPPING = frozenset({"__getattr__", "_self_abandon", "_self_forget"})


class _Interruption:
    """Raises once, at the n-th step of what makes an operation current and of what undoes it.

    A signal's handler runs between two instructions: at the beginning of a function, behind a call of C code and where
    a loop goes back. A trace function may raise there, and at the beginning of a line.
    """

    def __init__(self, kind: str, number: int | None) -> None:
        self._kind = kind
        self._number = number
        self.seen = 0
        self.where = ""
        self.error = KeyboardInterrupt()

    def run(self, function: Callable[[], Any]) -> None:
        sys.settrace(self._step)
        try:
            function()
        finally:
            sys.settrace(None)

    def _step(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "call" and frame.f_back is not None:
            _call_python.add((frame.f_back.f_code, frame.f_back.f_lasti))
        if not self._is_ours(frame):
            return None
        frame.f_trace_opcodes = self._kind == "calls"
        if (self._kind == "lines" and event == "line") or (
            event == "opcode" and frame.f_lasti in _behind_calls(frame.f_code)
        ):
            self.seen += 1
            if self.seen == self._number:
                self.where = f"{frame.f_code.co_filename}:{frame.f_lineno}, instruction {frame.f_lasti}"
                raise self.error
        return self._step

    @classmethod
    def _is_ours(cls, frame: FrameType | None) -> bool:
        """Not what an exporter does in the context, nor what runs when a stream is dropped: nobody gets that error."""
        if frame is None or frame.f_code.co_name == "__del__":
            return False
        file = frame.f_code.co_filename
        is_below = file.startswith(_CONTEXT) or frame.f_code.co_name in _PARTS_OF_DROPPING
        return cls._is_ours(frame.f_back) if is_below else file in _FILES


_call_python: set[tuple[CodeType, int]] = set()
"""Where Python code was called: Python looks for signals at the beginning of it, but not where it has returned."""


def _behind_calls(code: CodeType) -> set[int]:
    """Returns the offsets before which Python looks for signals."""
    return {offsets.stop for offsets in _calls(code) if not any((code, offset) in _call_python for offset in offsets)}


@functools.cache
def _calls(code: CodeType) -> list[range]:
    """Returns the offsets of each call, beginning and way back: from its own to that of what comes behind it."""
    instructions = list(dis.get_instructions(code))
    pairs = itertools.pairwise(instructions)
    return [range(call.offset, next_.offset) for call, next_ in pairs if _looks_for_signals(call)]


def _looks_for_signals(instruction: dis.Instruction) -> bool:
    """Whether it is a call, a beginning or a way back. Between two steps of an `await` Python does not look."""
    if instruction.opname == "RESUME":
        return instruction.arg is not None and instruction.arg < 2
    return instruction.opname.startswith("CALL") or instruction.opname == "JUMP_BACKWARD"


def _interruptions(kind: str, function: Callable[[], Any]) -> Iterator[_Interruption]:
    _Interruption(kind, None).run(function)  # which calls call Python code is known from here on
    whole = _Interruption(kind, None)
    whole.run(function)
    assert whole.seen > 10
    for number in range(1, whole.seen + 1):
        yield _Interruption(kind, number)


every_step = pytest.mark.parametrize("steps", ["lines", "calls"])

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


@pytest.fixture
def toys(recorded: Recorded) -> Iterator[Recorded]:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


def _left_by(interruption: _Interruption, function: Callable[[], Any]) -> tuple[BaseException | None, Any, Any]:
    """What the application gets, and where it is afterwards."""
    try:
        interruption.run(function)
    except BaseException as error:
        return error, otel_context.get_current(), current_operation()
    return None, otel_context.get_current(), current_operation()


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize(("outcome", "steps"), [("good", "lines"), ("good", "calls"), ("failing", "calls")])
def test_an_interrupt_reaches_the_application_and_leaves_the_context_as_it_was(
    kind: Kind, outcome: str, steps: str, toys: Recorded
) -> None:
    def failing() -> Iterator[Chunk]:
        yield Chunk()
        raise ValueError

    function = kind.wrapped(good if outcome == "good" else failing)

    def run() -> None:
        try:
            kind.finish(function(1))
        except ValueError:
            return

    token = otel_context.attach(otel_context.set_value("of the application", 1))
    before = otel_context.get_current()
    for interruption in _interruptions(steps, run):
        assert _left_by(interruption, run) == (interruption.error, before, None), interruption.where
    otel_context.detach(token)


@every_step
@pytest.mark.parametrize("kind", [SENT_STREAM if kind is AWAITED_STREAM else kind for kind in KINDS], ids=str)
def test_what_was_had_begun_when_it_was_interrupted_is_ended(kind: Kind, steps: str, toys: Recorded) -> None:
    running: list[Any] = []

    class Counting(SpanProcessor):
        def on_start(self, span: Any, parent_context: Any = None) -> None:
            running.append(span.context.span_id)

        def on_end(self, span: Any) -> None:
            running.remove(span.context.span_id)

    toys.tracer_provider.add_span_processor(Counting())
    function = kind.wrapped(good)
    for interruption in _interruptions(steps, lambda: kind.finish(function(1))):
        _left_by(interruption, lambda: kind.finish(function(1)))
        interruption.error.__traceback__ = interruption.error.__context__ = None
        assert running == [], interruption.where


@every_step
def test_code_of_the_application_outside_an_operation_may_be_interrupted_too(steps: str, toys: Recorded) -> None:
    def tool() -> None:
        outside(lambda: None)

    before = otel_context.get_current()
    for interruption in _interruptions(steps, tool):
        assert _left_by(interruption, tool) == (interruption.error, before, None)


@pytest.mark.parametrize("stream", [SyncStream, AsyncStream])
@pytest.mark.parametrize("slots", [(), ("__wrapped__",), ("__wrapped__", "_self_target")], ids=len)
def test_a_stream_whose_making_was_interrupted_can_be_dropped(stream: Any, slots: tuple[str, ...]) -> None:
    half_made = stream.__new__(stream)
    for slot in slots:
        setattr(half_made, slot, iter(()))
    half_made.__del__()
    with pytest.raises(AttributeError):
        _ = half_made._self_state


def test_a_coroutine_whose_taking_was_interrupted_can_be_dropped() -> None:
    half_made = object.__new__(importlib_bootstrap_calls._Made)
    half_made.__del__()
