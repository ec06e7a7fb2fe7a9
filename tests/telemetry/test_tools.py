"""Runs of functions that automatic function calling makes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import wrapt
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import StatusCode

from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.telemetry import runtime
from genai_triage.telemetry.calls import async_tool, await_in, call_in, sync_tool
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.tools import Tool, begin_tool
from tests.support.recorded import Recorded


@pytest.fixture
def recording(recorded: Recorded) -> Iterator[Recorded]:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


def test_functions_names_are_a_hundred_labels_and_one_for_all_others(recording: Recorded) -> None:
    telemetry = runtime.current()
    assert telemetry is not None
    for number in range(150):
        Tool(telemetry, f"function_{number}").end()
    names = {labels["gen_ai.tool.name"] for labels, _ in recording.points("gen_ai.execute_tool.duration")}
    assert len(names) == 101


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_do_about_a_function_that_raised_is_said_in_the_chosen_language(
    recorded: Recorded, language: str
) -> None:
    providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    Tool(runtime.configure(*providers, Settings(language=language)), "weather").end(LookupError())
    runtime.drop()
    (span,) = recorded.tools
    assert span.attributes is not None
    assert span.attributes["triage.fix"] == CAUSES["client.tool_failed"].fix_in(language)


def test_a_function_outside_of_a_call_is_no_tool_of_it(recorded: Recorded) -> None:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    try:
        assert begin_tool("weather") is None
    finally:
        runtime.drop()


@pytest.fixture
def operation(recording: Recorded) -> Operation:
    telemetry = runtime.current()
    assert telemetry is not None
    return Operation(telemetry, Request("gemini", "gcp.gemini", "generate_content", "m", server_of("https://h.test")))


def _ran(way: str, operation: Operation, function: Any, name_of: Any = lambda args, kwargs: "weather") -> Any:
    """What an SDK gets that runs `function` inside an operation."""
    if way == "sync":
        run = wrapt.FunctionWrapper(lambda: function(), sync_tool(name_of, lambda error: error.__cause__ or error))
        return call_in(operation.context, run)

    async def awaited() -> Any:
        return function()

    async def main() -> Any:
        run = wrapt.FunctionWrapper(awaited, async_tool(name_of, lambda error: error.__cause__ or error))
        return await await_in(operation, run())

    return asyncio.run(main())


every_way = pytest.mark.parametrize("way", ["sync", "async"])


@every_way
def test_a_run_gives_what_the_function_gives_inside_a_span_of_its_own(
    way: str, operation: Operation, recording: Recorded
) -> None:
    before = otel_context.get_current()
    seen: list[Any] = []

    def function() -> object:
        seen.extend((trace.get_current_span(), current_operation()))
        return before

    assert _ran(way, operation, function) is before
    assert otel_context.get_current() == before
    operation.succeed()
    (tool,) = recording.tools
    assert (tool.name, tool.parent) == ("execute_tool weather", operation.span.get_span_context())
    assert (seen[0].get_span_context(), seen[1]) == (tool.context, None)
    labels = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}
    ((found, (count, _)),) = recording.points("gen_ai.execute_tool.duration")
    assert (found, count, tool.status.is_unset) == (labels, 1, True)


@every_way
@pytest.mark.parametrize(
    ("error", "told", "class_", "cause"),
    [
        (LookupError("no weather"), "LookupError", "client", "client.tool_failed"),
        (KeyboardInterrupt(), "KeyboardInterrupt", "cancelled", "client.cancelled"),
    ],
    ids=["an error", "an interrupt"],
)
def test_a_run_that_raised_is_told_by_what_the_function_itself_raised(
    way: str, error: BaseException, told: str, class_: str, cause: str, operation: Operation, recording: Recorded
) -> None:
    wrapped = RuntimeError("of the SDK") if isinstance(error, Exception) else error

    def function() -> None:
        if wrapped is error:
            raise error
        raise wrapped from error

    before = otel_context.get_current()
    with pytest.raises(type(wrapped)) as raised:
        _ran(way, operation, function)
    assert raised.value is wrapped
    assert otel_context.get_current() == before
    operation.succeed()
    (tool,) = recording.tools
    failed = {"error.type": told, "triage.class": class_, "triage.cause": cause}
    assert dict(tool.attributes) == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.type": "function",
        "triage.fix": CAUSES[cause].fix,
        **failed,
    }
    assert (tool.status.status_code, tool.status.description) == (StatusCode.ERROR, f"{class_}: {cause}")
    labels = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}
    ((found, (count, _)),) = recording.points("gen_ai.execute_tool.duration")
    assert (found, count) == ({**labels, **failed}, 1)
    assert recording.calls == {"ok": 1}


def _unnamed(args: Any, kwargs: Any) -> str:
    raise LookupError


@every_way
@pytest.mark.parametrize("name_of", [_unnamed, lambda args, kwargs: None, lambda args, kwargs: ""])
def test_a_function_without_a_name_runs_all_the_same(
    way: str, name_of: Any, operation: Operation, recording: Recorded
) -> None:
    assert _ran(way, operation, lambda: 5, name_of) == 5
    operation.succeed()
    (tool,) = recording.tools
    assert (tool.name, "gen_ai.tool.name" in tool.attributes) == ("execute_tool", False)


@every_way
def test_a_function_outside_of_an_operation_only_runs(way: str, operation: Operation, recording: Recorded) -> None:
    operation.succeed()
    assert _ran(way, operation, lambda: 5) == 5
    assert recording.tools == []


def test_a_run_ends_once_after_its_own_time(operation: Operation, recording: Recorded) -> None:
    telemetry = runtime.current()
    assert telemetry is not None
    tool = Tool(telemetry, "weather")
    tool._started_at -= 5
    tool.end()
    tool.end(LookupError())
    ((_, (count, seconds)),) = recording.points("gen_ai.execute_tool.duration")
    assert (count, len(recording.tools)) == (1, 1)
    assert 5 <= seconds < 60
