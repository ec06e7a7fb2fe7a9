"""Automatic function calling: a tool's span under the operation, rounds of the model, and usage over all of them."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types
from opentelemetry.trace import SpanKind, StatusCode

from genai_triage.instrumentation.sdks.google_genai import tools
from tests.support.recorded import Recorded

MODEL = "gemini-2.5-flash"
CALL = {"functionCall": {"name": "weather", "args": {"city": "Moscow"}}}
DURATION = "gen_ai.execute_tool.duration"

every_way = pytest.mark.parametrize("way", ["sync", "stream", "async", "async stream"])
pytestmark = pytest.mark.filterwarnings("ignore")


def _answer(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 2, "thoughtsTokenCount": 1},
        "modelVersion": MODEL,
    }


class _Model(BaseHTTPRequestHandler):
    """Asks for the function until its result has come, then answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps(_answer({"text": "Sunny"} if b"functionResponse" in asked else CALL)).encode()
        is_stream = "alt=sse" in self.path
        body = b"data: " + body + b"\n\n" if is_stream else body
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if is_stream else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def client() -> Iterator[genai.Client]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Model) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        yield genai.Client(api_key="any", http_options=types.HttpOptions(base_url=url))
        server.shutdown()


def ask(client: genai.Client, way: str, tool: Any) -> None:
    tool.__annotations__ = {"city": str, "return": str}  # old versions do not read them as texts
    asked: dict[str, Any] = {
        "model": MODEL,
        "contents": "Hello",
        "config": types.GenerateContentConfig(tools=[tool]),
    }
    if way == "sync":
        client.models.generate_content(**asked)
    elif way == "stream":
        list(client.models.generate_content_stream(**asked))
    else:
        asyncio.run(_aask(client, way, asked))


async def _aask(client: genai.Client, way: str, asked: dict[str, Any]) -> None:
    if way == "async":
        await client.aio.models.generate_content(**asked)
    else:
        _ = [chunk async for chunk in await client.aio.models.generate_content_stream(**asked)]


def weather(city: str) -> str:
    """The weather in a city."""
    return f"Sunny in {city}."


def broken(city: str) -> str:
    """The weather in a city."""
    raise LookupError(f"no weather in {city}")


broken.__name__ = "weather"


@every_way
def test_a_tool_is_a_span_under_its_operation(way: str, client: genai.Client, telemetry: Recorded) -> None:
    ask(client, way, weather)

    (tool,), operation = telemetry.tools, telemetry.operation
    assert (tool.name, tool.kind, operation.name) == (
        "execute_tool weather",
        SpanKind.INTERNAL,
        f"generate_content {MODEL}",
    )
    assert tool.parent.span_id == operation.context.span_id
    assert tool.attributes == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.type": "function",
    }
    assert telemetry.calls == {"ok": 1}


@every_way
def test_usage_is_summed_over_the_rounds(way: str, client: genai.Client, telemetry: Recorded) -> None:
    ask(client, way, weather)

    attributes = telemetry.attributes
    assert attributes["triage.rounds"] == 2
    assert attributes["gen_ai.usage.input_tokens"] == 10
    assert attributes["gen_ai.usage.output_tokens"] == 6
    assert attributes["gen_ai.usage.reasoning.output_tokens"] == 2
    assert sorted(value for _, value in telemetry.points("gen_ai.client.token.usage")) == [(1, 6), (1, 10)]


@every_way
def test_a_tool_that_raises_is_the_tools_failure_and_not_the_operations(
    way: str, client: genai.Client, telemetry: Recorded
) -> None:
    ask(client, way, broken)

    (tool,), operation = telemetry.tools, telemetry.operation
    failed = {"error.type": "LookupError", "triage.class": "client", "triage.cause": "client.tool_failed"}
    assert failed.items() <= tool.attributes.items()
    assert "no weather" not in str(dict(tool.attributes))
    assert (tool.status.status_code, tool.status.description) == (StatusCode.ERROR, "client: client.tool_failed")
    assert "triage.class" not in operation.attributes
    assert telemetry.calls == {"ok": 1}
    assert telemetry.points("triage.failures") == []


async def awaited(city: str) -> str:
    """The weather in a city."""
    return f"Sunny in {city}."


async def awaited_and_broken(city: str) -> str:
    """The weather in a city."""
    raise LookupError(f"no weather in {city}")


awaited.__name__ = awaited_and_broken.__name__ = "weather"


@pytest.mark.parametrize("way", ["async", "async stream"])
@pytest.mark.parametrize(("tool", "error"), [(awaited, None), (awaited_and_broken, "LookupError")], ids=["good", "bad"])
def test_an_asynchronous_tool_is_a_span_of_its_own_and_what_comes_after_is_not_inside(
    tool: Any, error: str | None, way: str, client: genai.Client, telemetry: Recorded
) -> None:
    ask(client, way, tool)

    (span,), operation = telemetry.tools, telemetry.operation
    assert (span.name, span.parent.span_id) == ("execute_tool weather", operation.context.span_id)
    assert span.attributes.get("error.type") == error
    assert sum(telemetry.attempts.values()) == 2


@pytest.mark.parametrize("way", ["sync", "stream"])
def test_a_tool_that_the_user_interrupts_is_cancelled(way: str, client: genai.Client, telemetry: Recorded) -> None:
    def interrupted(city: str) -> str:
        """The weather in a city."""
        raise KeyboardInterrupt

    interrupted.__name__ = "weather"
    with pytest.raises(KeyboardInterrupt):
        ask(client, way, interrupted)

    (tool,) = telemetry.tools
    assert (tool.attributes["triage.class"], tool.attributes["triage.cause"]) == ("cancelled", "client.cancelled")


@pytest.mark.parametrize("tool", [weather, broken])
def test_a_run_is_one_point_of_its_duration(tool: Any, client: genai.Client, telemetry: Recorded) -> None:
    ask(client, "sync", tool)

    ((labels, (count, _)),) = telemetry.points(DURATION)
    expected = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}
    if tool is broken:
        expected |= {"error.type": "LookupError", "triage.class": "client", "triage.cause": "client.tool_failed"}
    assert (labels, count) == (expected, 1)


def _named(city: str) -> str:
    """A function of an application."""
    return city


@pytest.mark.parametrize(
    ("args", "kwargs", "name"),
    [
        (({}, _named), {}, "_named"),
        (({},), {"function_to_invoke": _named}, "_named"),
        (({}, functools.partial(_named)), {}, ""),
        (({},), {}, ""),
    ],
)
def test_a_tool_has_the_name_of_its_function_if_it_has_one(args: Any, kwargs: Any, name: str) -> None:
    assert tools._name(args, kwargs) == name


class FunctionInvocationError(Exception):
    """Called as the SDK calls its own."""


@pytest.mark.parametrize(
    ("kind", "context", "is_wrapped"),
    [
        (FunctionInvocationError, LookupError(), True),
        (FunctionInvocationError, None, False),
        (LookupError, ValueError(), False),
    ],
)
def test_the_error_of_a_tool_is_what_its_function_raised_not_what_the_sdk_made_of_it(
    kind: type[Exception], context: Exception | None, is_wrapped: bool
) -> None:
    error = kind()
    error.__context__ = context
    assert tools._original(error) is (context if is_wrapped else error)


def _run_functions(is_async: bool, args: tuple[Any, ...], kwargs: dict[str, Any], parts: list[str]) -> Any:
    if not is_async:
        return tools._functions_run(lambda *_, **__: parts, None, args, kwargs)

    async def wrapped(*_: Any, **__: Any) -> list[str]:
        return parts

    return asyncio.run(tools._async_functions_run(wrapped, None, args, kwargs))


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize(("parts", "usage"), [(["part"], "usage"), (["part"], None), ([], "usage")])
def test_an_answer_that_asks_for_functions_ends_a_round_and_its_usage_counts(
    is_async: bool, by_name: bool, parts: list[str], usage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[Any] = []
    reading = SimpleNamespace(round_ends=False, add_usage=lambda *given: added.append(given[0]))
    monkeypatch.setattr(tools, "current_operation", lambda: SimpleNamespace(answer=reading))
    response = SimpleNamespace(usage_metadata=usage)
    args: tuple[Any, ...] = () if by_name else (response, {})

    assert _run_functions(is_async, args, {"response": response} if by_name else {}, parts) is parts
    assert (reading.round_ends, added) == (bool(parts), [usage] if parts and usage else [])


@pytest.mark.breaks_us
@pytest.mark.parametrize("is_async", [False, True])
def test_functions_run_though_we_fail_at_noting_them(is_async: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "current_operation", lambda: 1 / 0)
    assert _run_functions(is_async, (object(),), {}, ["part"]) == ["part"]


def test_one_round_is_not_counted(client: genai.Client, telemetry: Recorded) -> None:
    client.models.generate_content(model=MODEL, contents="functionResponse")

    assert "triage.rounds" not in telemetry.attributes
    assert telemetry.attributes["gen_ai.usage.input_tokens"] == 5


@every_way
def test_a_request_that_a_tool_makes_is_no_attempt_of_the_call(
    way: str, client: genai.Client, telemetry: Recorded
) -> None:
    """Not even one to the same server."""
    url = client._api_client._http_options.base_url

    def asking(city: str) -> str:
        """The weather in a city."""
        assert httpx.post(f"{url}/weather", json={"city": city}).status_code == 200
        return "Sunny"

    asking.__name__ = "weather"
    ask(client, way, asking)

    assert len(telemetry.operations) == len(telemetry.tools) == 1
    assert sum(telemetry.attempts_by_transport.values()) == 2
