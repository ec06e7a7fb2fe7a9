"""Interactions: `client.interactions.create` and `.get`, whole and as streams of events.

A stream is the SDK's own object with our iterator inside, as the SDK itself puts iterators around each other there. It
is complete at its terminal event; what an event says of the interaction is what the same document says as an answer.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any, Final

from genai_triage.evidence.sdk_object import read_interaction, read_interaction_event
from genai_triage.instrumentation.raw.httpx_call import received
from genai_triage.instrumentation.sdks.gemini_config import config_attributes
from genai_triage.instrumentation.sdks.google_genai.request import fields_of, least, request_of
from genai_triage.instrumentation.wishes import output_type
from genai_triage.telemetry import names
from genai_triage.telemetry.calls import AsyncStream, Finish, SyncStream, Wrapper, async_call, sync_call
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.operation_names import operation_name
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.target import Describe, Target

_ITERATORS: Final = ("generator", "_iterator")
"""Where a stream keeps what it iterates: in 3.x, and in the client before it."""


def wrapper(method: str, *, is_async: bool) -> Wrapper | None:
    """Returns the wrapper of a method that may answer with an interaction; None for any other."""
    target = _TARGETS.get(method)
    if target is None:
        return None
    if is_async:
        return async_call(target, finisher(target, AsyncStream))
    return sync_call(target, finisher(target, SyncStream))


def _describe(operation: str) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        body = kwargs if kwargs.get("request") is None else fields_of(kwargs["request"])
        config = fields_of(body.get("generation_config"))
        attributes = {**(config_attributes(config) if config else {}), **_attributes(body)}
        return request_of(
            instance,
            operation,
            model=_text(body.get("model")) or _text(body.get("agent")),
            attributes=attributes,
            stream=body.get("stream") is True,
        )

    return describe


def _attributes(body: Mapping[str, Any]) -> dict[str, Any]:
    named = ((names.PREVIOUS_RESPONSE_ID, "previous_interaction_id"), (names.AGENT_NAME, "agent"))
    found = [(attribute, _text(body.get(field))) for attribute, field in named]
    found.append((names.OUTPUT_TYPE, output_type(body.get("response_modalities"))))
    return {attribute: value for attribute, value in found if value}


def _text(value: Any) -> str | None:
    value = getattr(value, "value", value)
    return value if isinstance(value, str) else None


def finisher(target: Target, stream: type[SyncStream] | type[AsyncStream]) -> Finish:
    """Returns what sees to the end of a call: of an answer, of a stream, or of what the application parses itself."""
    events = Target(target.describe, read_interaction_event)

    def finish(operation: Operation, answer: Any) -> Any:
        place = next((name for name in _ITERATORS if hasattr(answer, name)), None)
        if place is not None:
            watched = stream(getattr(answer, place), events, operation)
            setattr(answer, place, watched)
            _end_with(answer, watched)
        elif hasattr(answer, "parse"):
            _conclude_unparsed(operation, answer)
        else:
            target.read(operation.answer, answer)
            operation.succeed()
        return answer

    return finish


def _conclude_unparsed(operation: Operation, answer: Any) -> None:
    """An answer that the application parses by itself: judged by its bytes, as they pass if they are still to come."""
    response, last = getattr(answer, "http_response", None), operation.last_attempt
    if hasattr(response, "stream") and not hasattr(response, "_content"):
        received(operation, response)
        return
    operation.conclude(None if last is None else last.failure_in_answer())


def _end_with(stream: Any, watched: Any) -> None:
    """Ends the operation when the application closes the stream, which leaves its iterator as it is."""
    close = vars(stream).get("close") or getattr(type(stream), "close", None)
    if close is None:
        return
    of, is_bound = weakref.ref(stream), "close" in vars(stream)
    ours = weakref.ref(watched)

    def ended(result: Any) -> Any:
        iterator = ours()
        if iterator is not None:
            iterator._self_abandon()
        return result

    def closing() -> Any:
        return close() if is_bound else close(of())

    async def aclosing() -> Any:
        return ended(await closing())

    stream.close = aclosing if hasattr(stream, "__anext__") else lambda: ended(closing())


def _target(method: str) -> Target:
    name = operation_name("interactions", method)
    return Target(_describe(name), read_interaction, owns_nested_calls=True, least=least(name))


_TARGETS: Final = {method: _target(method) for method in ("create", "get")}
