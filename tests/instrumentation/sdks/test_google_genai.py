"""google-genai against the simulator: each call is one operation, whatever transport, way of calling or outcome."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests
from google import genai
from google.auth.transport.requests import AuthorizedSession
from google.genai import _api_client, errors, types
from google.oauth2.credentials import Credentials
from opentelemetry.instrumentation.utils import suppress_http_instrumentation, suppress_instrumentation

import genai_triage
from genai_triage.simulator import Simulator, scenario
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from tests.support.recorded import Recorded

Clients = Callable[..., genai.Client]
MODEL = "gemini-2.5-flash"
DURATION = "gen_ai.client.operation.duration"
_CLIENT_TYPES = type(genai.Client(api_key="any")._api_client._httpx_client).__mro__
DEFAULT: Any = sys.modules[
    next(kind.__module__ for kind in _CLIENT_TYPES if kind.__name__ == "Client").partition(".")[0]
]
"""What this version of the SDK sends with, if it is not told otherwise."""
TAKES_CLIENTS = "httpx_client" in types.HttpOptions.model_fields
SENDS_BY_REQUESTS = hasattr(_api_client.BaseApiClient, "_use_google_auth_sync")
WAYS = ("sync", "stream", "async", "async stream")
every_way = pytest.mark.parametrize("way", WAYS)


def ask(client: genai.Client, way: str, model: str = MODEL, **options: Any) -> list[Any]:
    """Answers or chunks of one call."""
    request = {"model": model, "contents": "Hello", **options}
    if way == "sync":
        return [client.models.generate_content(**request)]
    if way == "stream":
        return list(client.models.generate_content_stream(**request))

    async def main() -> list[Any]:
        try:
            if way == "async":
                return [await client.aio.models.generate_content(**request)]
            return [chunk async for chunk in await client.aio.models.generate_content_stream(**request)]
        finally:
            await close(client)

    return asyncio.run(main())


async def close(client: genai.Client) -> None:
    """Old versions keep no session that could be closed."""
    if hasattr(client.aio, "aclose"):
        await client.aio.aclose()


# Success


@every_way
def test_a_good_call_is_one_operation(way: str, telemetry: Recorded, simulator: Simulator, gemini: Clients) -> None:
    answers = ask(gemini(), way, config={"temperature": 0.5, "max_output_tokens": 1000, "stop_sequences": ["END"]})
    usage = answers[-1].usage_metadata
    attributes = telemetry.attributes
    first = attributes.pop("gen_ai.response.time_to_first_chunk", None)
    assert (first is not None) is ("stream" in way)
    expected = {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": MODEL,
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.max_tokens": 1000,
        "gen_ai.request.stop_sequences": ("END",),
        "server.address": "127.0.0.1",
        "server.port": int(simulator.url.rpartition(":")[2]),
        "gen_ai.response.id": answers[-1].response_id,
        "gen_ai.response.model": MODEL,
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": usage.prompt_token_count,
        "gen_ai.usage.output_tokens": usage.candidates_token_count,
        "gen_ai.usage.text.input_tokens": usage.prompt_token_count,
    }
    if "stream" in way:
        expected["gen_ai.request.stream"] = True
    assert attributes == expected
    assert telemetry.operation.name == f"generate_content {MODEL}"
    assert telemetry.calls == {"ok": 1}
    assert telemetry.durations == 1


def authorized(client: genai.Client) -> genai.Client:
    """As with a client certificate: google-genai sends over requests."""
    api = client._api_client
    api._use_google_auth_sync = lambda: True  # type: ignore[method-assign]
    api._authorized_session = AuthorizedSession(Credentials(token="any"))
    return client


def over_httpx(library: Any, make: Clients) -> genai.Client:
    """Async too, where aiohttp would be used."""
    if TAKES_CLIENTS:
        return make(
            httpx_client=library.Client(verify=False),
            httpx_async_client=library.AsyncClient(verify=False),
        )
    return make(
        client_args={"transport": library.HTTPTransport(verify=False)},
        async_client_args={"transport": library.AsyncHTTPTransport(verify=False)},
    )


TRANSPORTS: dict[tuple[str, str], Callable[[Clients], genai.Client]] = {
    **{(way, DEFAULT.__name__): lambda make: over_httpx(DEFAULT, make) for way in WAYS},
    **{(way, DEFAULT.__name__): lambda make: make() for way in ("sync", "stream")},
    **{(way, "aiohttp"): lambda make: make() for way in ("async", "async stream")},
}
if TAKES_CLIENTS:
    TRANSPORTS |= {(way, "httpx"): lambda make: over_httpx(httpx, make) for way in WAYS}
if SENDS_BY_REQUESTS:
    TRANSPORTS |= {(way, "requests"): lambda make: authorized(make({"api_key": "any"})) for way in ("sync", "stream")}
every_transport = pytest.mark.parametrize(("way", "transport"), TRANSPORTS, ids=lambda value: value.replace(" ", "_"))


@every_transport
def test_an_attempt_is_seen_on_every_transport(way: str, transport: str, telemetry: Recorded, gemini: Clients) -> None:
    assert ask(TRANSPORTS[way, transport](gemini), way)
    assert telemetry.attempts_by_transport == {("ok", transport): 1}


@every_transport
def test_a_refused_attempt_explains_the_failure_on_every_transport(
    way: str, transport: str, telemetry: Recorded, gemini: Clients
) -> None:
    with pytest.raises(errors.ClientError) as raised:
        ask(TRANSPORTS[way, transport](gemini), way, model="fail-gemini.requests_per_day")
    assert raised.value.code == 429
    assert "quota" in (raised.value.message or "").lower()
    attributes = telemetry.attributes
    assert attributes["triage.cause"] == "gemini.requests_per_day"
    assert attributes["triage.quota.resets_at"] == "2026-07-15T07:00:00Z"
    assert attributes["error.type"] == "RESOURCE_EXHAUSTED"
    assert attributes["http.response.status_code"] == 429
    assert telemetry.attempts_by_transport == {("quota", transport): 1}
    assert telemetry.calls == {"quota": 1}
    assert telemetry.durations == 1


@every_way
def test_a_connection_that_is_reset_is_a_failed_attempt(way: str, telemetry: Recorded, gemini: Clients) -> None:
    client = over_httpx(DEFAULT, gemini)
    with pytest.raises(DEFAULT.TransportError):
        ask(client, way, model="fail-network.reset")
    assert telemetry.attributes["triage.class"] == "network"
    assert telemetry.attempts_by_transport == {("network", DEFAULT.__name__): 1}


# Every cause


def endpoint_call(client: genai.Client, cause: Cause) -> None:
    example = cause.example
    assert example is not None
    model = f"fail-{cause.id}"
    if example.stream or example.endpoint == "stream":
        list(client.models.generate_content_stream(model=model, contents="Hello"))
    elif example.endpoint == "embed":
        client.models.embed_content(model=model, contents="Hello")
    elif example.endpoint == "count":
        client.models.count_tokens(model=model, contents="Hello")
    else:
        client.models.generate_content(model=model, contents="Hello")


def is_generation(body: Any) -> bool:
    """Whether a body is an answer to one of these calls, and not a job's or another service's."""
    return not isinstance(body, dict) or not body.keys() & {"done", "predictions"}


ANSWERED = [
    cause
    for cause in CAUSES.values()
    if cause.id.startswith("gemini.")
    and scenario(cause).way == "answer"
    and cause.example is not None
    and cause.example.endpoint in ("", "generate", "stream", "embed", "count")
    and (cause.example.http != 200 or cause.example.stream or is_generation(cause.example.body))
]


@pytest.mark.parametrize("cause", ANSWERED, ids=lambda cause: cause.id)
def test_every_cause_is_told_through_the_sdk(cause: Cause, telemetry: Recorded, gemini: Clients) -> None:
    raised = False
    try:
        endpoint_call(gemini(), cause)
    except Exception:
        raised = True
    span = telemetry.operation
    assert (span.attributes["triage.class"], span.attributes["triage.cause"]) == (
        cause.failure_class.value,
        cause.id,
    )
    assert (not span.status.is_unset, "error.type" in span.attributes, len(telemetry.events)) == (
        raised,
        raised,
        raised,
    )
    assert telemetry.calls == {cause.failure_class.value: 1}
    assert telemetry.durations == 1


def test_a_refusal_before_sending_is_the_clients(telemetry: Recorded, simulator: Simulator, gemini: Clients) -> None:
    with pytest.raises(ValueError):
        gemini().models.generate_content(model=MODEL, contents=[])
    assert telemetry.attributes["triage.class"] == "client"
    assert "http.response.status_code" not in telemetry.attributes
    assert simulator.requests == ()
    assert telemetry.attempts == {}


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("refuse", "network.refused"), ("tls_untrusted", "network.tls_untrusted")],
)
def test_an_address_that_does_not_answer(
    fault: str, cause: str, telemetry: Recorded, simulator: Simulator, gemini: Clients
) -> None:
    with pytest.raises(DEFAULT.ConnectError):
        ask(gemini(base_url=simulator.fault_urls[fault]), "sync")
    assert telemetry.attributes["triage.cause"] == cause
    assert telemetry.attributes["error.type"] == f"{DEFAULT.__name__}.ConnectError"


def test_a_server_that_does_not_answer_in_time(telemetry: Recorded, gemini: Clients) -> None:
    with pytest.raises(DEFAULT.ReadTimeout):
        ask(gemini(timeout=300), "sync", model="fail-network.read_timeout")
    assert telemetry.attributes["triage.cause"] == "network.read_timeout"


# Retries


@every_transport
def test_a_retry_that_heals_is_a_good_operation_with_failed_attempts(
    way: str, transport: str, telemetry: Recorded, simulator: Simulator, gemini: Clients
) -> None:
    simulator.schedule("gemini.unavailable", first=2)
    retries = types.HttpRetryOptions(attempts=3, initial_delay=0.001, max_delay=0.001, jitter=0.001)
    client = TRANSPORTS[way, transport](lambda *args, **options: gemini(*args, **options, retry_options=retries))
    assert ask(client, way)
    assert telemetry.attributes["triage.retries"] == 2
    assert "triage.class" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {("overloaded", transport): 2, ("ok", transport): 1}
    assert telemetry.calls == {"ok": 1}
    assert telemetry.durations == 1


def test_retries_that_do_not_help_are_one_failure(telemetry: Recorded, simulator: Simulator, gemini: Clients) -> None:
    simulator.schedule("gemini.unavailable")
    retries = types.HttpRetryOptions(attempts=3, initial_delay=0.001, max_delay=0.001, jitter=0.001)
    with pytest.raises(errors.ServerError):
        ask(gemini(retry_options=retries), "sync")
    assert telemetry.attributes["triage.retries"] == 2
    assert telemetry.attempts_by_transport == {("overloaded", DEFAULT.__name__): 3}
    assert telemetry.calls == {"overloaded": 1}


# Failures inside a 200


@pytest.mark.parametrize(
    ("cause", "reasons"),
    [
        ("gemini.answer_safety", ("content_filter",)),
        ("gemini.recitation", ("content_filter",)),
        ("gemini.max_tokens", ("length",)),
        ("gemini.malformed_function_call", ("error",)),
        ("gemini.empty_answer", ("stop",)),
    ],
)
@every_way
def test_an_unusable_answer_is_a_failure_without_an_error(
    way: str, cause: str, reasons: tuple[str, ...], telemetry: Recorded, gemini: Clients
) -> None:
    ask(gemini(), way, model=f"fail-{cause}")
    span = telemetry.operation
    assert span.attributes["triage.cause"] == cause
    assert span.attributes["gen_ai.response.finish_reasons"] == reasons
    assert span.status.is_unset
    assert "error.type" not in span.attributes
    assert telemetry.events == []


@every_way
def test_a_blocked_prompt_is_safety(way: str, telemetry: Recorded, gemini: Clients) -> None:
    ask(gemini(), way, model="fail-gemini.prompt_other")
    assert telemetry.attributes["triage.class"] == "safety"
    assert telemetry.attributes["triage.cause"] == "gemini.prompt_other"


@pytest.mark.parametrize("way", ["stream", "async stream"])
def test_a_stream_that_is_cut_is_a_failure_of_the_network(way: str, telemetry: Recorded, gemini: Clients) -> None:
    with pytest.raises(Exception):  # noqa: B017 - each transport has its own
        ask(gemini(), way, model="fail-network.stream_cut")
    assert telemetry.attributes["triage.cause"] == "network.stream_cut"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("error",)
    assert telemetry.calls == {"network": 1}


def serve(body: bytes, content_type: str, status: int = 200) -> Any:
    return DEFAULT.MockTransport(
        lambda request: DEFAULT.Response(status, headers={"content-type": content_type}, content=body)
    )


ERROR_IN_200 = b'{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (ERROR_IN_200, "application/json"),
        (b"[" + ERROR_IN_200 + b"]", "application/json; charset=UTF-8"),
        (b"data: " + ERROR_IN_200 + b"\r\n\r\n", "text/event-stream"),
    ],
    ids=["json", "json array", "event"],
)
@pytest.mark.parametrize("way", ["stream", "async stream"])
def test_an_error_object_inside_a_streams_200_is_classed_as_the_answer(
    way: str, body: bytes, content_type: str, telemetry: Recorded, gemini: Clients
) -> None:
    transport = serve(body, content_type)
    client = gemini(client_args={"transport": transport}, async_client_args={"transport": transport})
    with contextlib.suppress(Exception):  # an APIError, what parsing makes of it, or an empty chunk
        ask(client, way)
    assert telemetry.attributes["triage.cause"] == "gemini.model_overloaded"
    assert telemetry.attributes["triage.class"] == "overloaded"
    assert telemetry.durations == 1


@pytest.mark.parametrize("way", ["sync", "async"])
def test_an_error_object_inside_a_200_is_classed_as_the_answer(way: str, telemetry: Recorded, gemini: Clients) -> None:
    transport = serve(ERROR_IN_200, "application/json")
    client = gemini(client_args={"transport": transport}, async_client_args={"transport": transport})
    with contextlib.suppress(Exception):
        ask(client, way)
    assert telemetry.attributes["triage.cause"] == "gemini.model_overloaded"


@pytest.mark.parametrize("way", ["stream", "async stream"])
def test_an_error_event_after_a_good_chunk_is_classed_as_the_answer(
    way: str, telemetry: Recorded, gemini: Clients
) -> None:
    good = b'data: {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "index": 0}]}\r\n\r\n'
    transport = serve(good + b"data: " + ERROR_IN_200 + b"\r\n\r\n", "text/event-stream")
    client = gemini(client_args={"transport": transport}, async_client_args={"transport": transport})
    raised = False
    try:
        ask(client, way)
    except errors.ServerError:  # old versions pass over it
        raised = True
    assert telemetry.attributes["triage.class"] == "overloaded"
    assert telemetry.attributes.get("error.type") == ("UNAVAILABLE" if raised else None)
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("error",)


def test_a_page_instead_of_an_answer_is_malformed_output(telemetry: Recorded, gemini: Clients) -> None:
    client = gemini(client_args={"transport": serve(b"<html><body>Login</body></html>", "text/html")})
    with pytest.raises(Exception):  # noqa: B017 - what parsing makes of it
        ask(client, "sync")
    assert telemetry.attributes["triage.class"] == "malformed_output"


# What is built on generate_content


def test_a_chat_message_is_one_operation(telemetry: Recorded, gemini: Clients) -> None:
    chat = gemini().chats.create(model=MODEL)
    chat.send_message("Hello")
    list(chat.send_message_stream("And now?"))
    assert [span.name for span in telemetry.operations] == [f"generate_content {MODEL}"] * 2


def test_an_async_chat_message_is_one_operation(telemetry: Recorded, gemini: Clients) -> None:
    async def main() -> None:
        client = gemini()
        chat = client.aio.chats.create(model=MODEL)
        await chat.send_message("Hello")
        async for _ in await chat.send_message_stream("And now?"):
            pass
        await close(client)

    asyncio.run(main())
    assert [span.name for span in telemetry.operations] == [f"generate_content {MODEL}"] * 2


def weather(city: str) -> str:
    """The weather in a city."""
    return f"Sunny in {city}."


@every_way
def test_automatic_function_calling_is_one_operation_with_its_attempts(
    way: str, telemetry: Recorded, simulator: Simulator, gemini: Clients
) -> None:
    config = types.GenerateContentConfig(tools=[weather])
    ask(gemini(), way, model=f"{MODEL}-call-function", config=config)
    assert len(simulator.requests) == 2
    assert "triage.retries" not in telemetry.attributes
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert sum(telemetry.attempts_by_transport.values()) == 2
    assert telemetry.calls == {"ok": 1}


def test_a_call_made_by_a_tool_is_an_operation_of_its_own(
    telemetry: Recorded, simulator: Simulator, gemini: Clients
) -> None:
    inner = gemini()

    def count(city: str) -> int:
        """Counts."""
        return inner.models.count_tokens(model="counted", contents=city).total_tokens or 0

    count.__annotations__ = {"city": str, "return": int}  # old versions do not read them as texts
    config = types.GenerateContentConfig(tools=[count])
    ask(gemini(), "sync", model=f"{MODEL}-call-function", config=config)
    nested, outer = telemetry.operations
    assert (nested.name, outer.name) == ("count_tokens counted", f"generate_content {MODEL}-call-function")
    (tool,) = telemetry.tools
    assert (nested.parent.span_id, tool.parent.span_id) == (tool.context.span_id, outer.context.span_id)
    assert "triage.retries" not in nested.attributes
    assert "triage.retries" not in outer.attributes
    assert telemetry.attempts == {"ok": 3}
    assert telemetry.durations == 2


def test_a_tools_request_to_another_host_is_no_attempt(
    telemetry: Recorded, simulator: Simulator, gemini: Clients
) -> None:
    def fetch(city: str) -> int:
        """Fetches."""
        return httpx.get(simulator.url.replace("127.0.0.1", "localhost") + "/_sim/causes").status_code

    ask(gemini(), "sync", model=f"{MODEL}-call-function", config=types.GenerateContentConfig(tools=[fetch]))
    assert telemetry.attempts_by_transport == {("ok", DEFAULT.__name__): 2}


def test_count_tokens(telemetry: Recorded, gemini: Clients) -> None:
    gemini().models.count_tokens(model=MODEL, contents="Hello")
    assert telemetry.operation.name == f"count_tokens {MODEL}"
    assert telemetry.calls == {"ok": 1}


@pytest.mark.parametrize("way", ["sync", "async"])
def test_embed_content(way: str, telemetry: Recorded, gemini: Clients) -> None:
    request: dict[str, Any] = {
        "model": "gemini-embedding-001",
        "contents": "Hello",
        "config": {"output_dimensionality": 64},
    }
    client = gemini()
    if way == "sync":
        client.models.embed_content(**request)
    else:

        async def main() -> None:
            await client.aio.models.embed_content(**request)
            await close(client)

        asyncio.run(main())
    assert telemetry.operation.name == "embeddings gemini-embedding-001"
    assert telemetry.attributes["gen_ai.embeddings.dimension.count"] == 64
    assert telemetry.calls == {"ok": 1}


@every_way
def test_vertex_is_its_own_provider(way: str, telemetry: Recorded, gemini: Clients) -> None:
    client = gemini(
        {
            "vertexai": True,
            "project": "example-project",
            "location": "us-central1",
            "credentials": Credentials(token="any"),
        }
    )
    assert ask(client, way)
    attributes = telemetry.attributes
    assert attributes["gen_ai.provider.name"] == "gcp.vertex_ai"
    assert attributes["gen_ai.request.model"] == MODEL
    ((labels, _),) = telemetry.points("triage.calls")
    assert labels["gen_ai.provider.name"] == "gcp.vertex_ai"


@pytest.mark.parametrize(
    "name",
    [
        MODEL,
        f"models/{MODEL}",
        f"publishers/google/models/{MODEL}",
        f"projects/p/locations/l/publishers/google/models/{MODEL}",
    ],
)
def test_the_models_name_is_bare(name: str, telemetry: Recorded, gemini: Clients) -> None:
    client = gemini({"vertexai": True, "project": "p", "location": "l", "credentials": Credentials(token="any")})
    ask(client, "sync", model=name)
    assert telemetry.attributes["gen_ai.request.model"] == MODEL


def test_the_address_given_with_one_call_is_that_calls(
    telemetry: Recorded, simulator: Simulator, gemini: Clients
) -> None:
    client = gemini(base_url="http://127.0.0.1:9")
    ask(
        client,
        "sync",
        config=types.GenerateContentConfig(http_options=types.HttpOptions(base_url=simulator.gemini_url)),
    )
    assert telemetry.attributes["server.port"] == int(simulator.url.rpartition(":")[2])
    assert telemetry.attempts_by_transport == {("ok", DEFAULT.__name__): 1}


# Ends of streams


def test_a_stream_left_early_is_abandoned(telemetry: Recorded, gemini: Clients) -> None:
    client = gemini()
    for _ in client.models.generate_content_stream(model=MODEL, contents="Hello"):
        break
    gc.collect()
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


def test_a_cancelled_task_is_a_cancelled_operation(telemetry: Recorded, gemini: Clients) -> None:
    async def main() -> None:
        client = gemini()
        call = client.aio.models.generate_content(model="fail-network.read_timeout", contents="Hello")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(call, 0.1)
        await close(client)

    asyncio.run(main())
    assert telemetry.attributes["triage.class"] == "cancelled"
    assert telemetry.attempts_by_transport == {("cancelled", "aiohttp"): 1}


@pytest.mark.parametrize("way", ["stream", "async stream"])
def test_switched_off_in_the_middle_of_a_stream(way: str, telemetry: Recorded, gemini: Clients) -> None:
    client = gemini()
    if way == "stream":
        stream = client.models.generate_content_stream(model=MODEL, contents="Hello")
        next(stream)
        genai_triage.uninstrument()
        rest = list(stream)
    else:

        async def main() -> list[Any]:
            stream = await client.aio.models.generate_content_stream(model=MODEL, contents="Hello")
            await stream.__anext__()
            genai_triage.uninstrument()
            found = [chunk async for chunk in stream]
            await close(client)
            return found

        rest = asyncio.run(main())
    assert rest
    assert telemetry.calls == {"ok": 1}
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)


# Switches


@every_way
def test_nothing_is_recorded_while_suppressed(way: str, telemetry: Recorded, gemini: Clients) -> None:
    with suppress_instrumentation():
        assert ask(gemini(), way)
    assert telemetry.spans == []
    assert telemetry.calls == {}


def test_no_attempts_while_http_is_suppressed(telemetry: Recorded, gemini: Clients) -> None:
    with suppress_http_instrumentation():
        ask(gemini(), "sync")
    assert telemetry.calls == {"ok": 1}
    assert telemetry.attempts == {}


def test_uninstrument_leaves_the_very_functions(recorded: Recorded) -> None:
    owners = (genai.models.Models, genai.models.AsyncModels, httpx.Client, DEFAULT.Client, requests.Session)
    before = [dict(vars(owner)) for owner in owners]
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    assert vars(genai.models.Models)["generate_content"] is not before[0]["generate_content"]
    genai_triage.uninstrument()
    assert [dict(vars(owner)) for owner in owners] == before
