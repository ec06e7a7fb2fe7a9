"""How an RPC ends, for the operation and the attempt that it is: in this order, as the attempt explains the failure."""

from __future__ import annotations

from typing import Any

from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.target import Target


@guarded
def failed(error: BaseException, operation: Any, attempt: Attempt | None) -> None:
    """`operation`: None, or anything but an operation, if the RPC is only an attempt or has been reported already."""
    if attempt is not None:
        attempt.record_exception(error)
    if isinstance(operation, Operation):
        operation.fail(error)


@guarded
def answered(operation: Operation, target: Target, response: Any) -> None:
    """The RPC's only answer has come."""
    try:
        target.read(operation.answer, response)
    finally:
        operation.succeed()


class CallProxy:
    """What the stream of an RPC adds to a stream: it is the call too, with attributes of its own."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_self_") or name == "__wrapped__":
            object.__setattr__(self, name, value)
        else:
            setattr(self.__wrapped__, name, value)  # type: ignore[attr-defined]
