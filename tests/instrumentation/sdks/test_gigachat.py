"""gigachat against the simulator: both generations of chat, tokens, retries, streams and the balance."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from gigachat import GigaChat, exceptions
from gigachat.exceptions import AuthenticationError, ResponseError
from gigachat.models import ChatCompletionChunk
from gigachat.settings import Settings
from opentelemetry.instrumentation.utils import suppress_instrumentation
from pydantic import BaseModel

import genai_triage
from genai_triage.simulator import Simulator, authorization_key, scenario
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from tests.support.recorded import Recorded

Clients = Callable[..., GigaChat]
DURATION = "gen_ai.client.operation.duration"


class City(BaseModel):
    name: str


PARSED: dict[str, Any] = {"response_format": City}


def in_loop(client: GigaChat, use: Callable[[GigaChat], Any]) -> Any:
    async def main() -> Any:
        async with client:
            return await use(client)

    return asyncio.run(main())


async def collected(stream: Any) -> list[Any]:
    return [chunk async for chunk in stream]


def has(name: str) -> bool:
    """Whether this version of the SDK has a call; those of the second generation are functions of private names."""
    generation = name.partition(".")[0]
    if name == generation:
        return hasattr(GigaChat, name)
    return hasattr(GigaChat, f"_{generation}_create")


Call = Callable[[GigaChat, Any], Any]
CALLS: dict[str, Call] = {
    "chat": lambda client, payload: client.chat(payload),
    "stream": lambda client, payload: list(client.stream(payload)),
    "chat.create": lambda client, payload: client.chat.create(payload),
    "chat.stream": lambda client, payload: list(client.chat.stream(payload)),
    "achat": lambda client, payload: in_loop(client, lambda c: c.achat(payload)),
    "astream": lambda client, payload: in_loop(client, lambda c: collected(c.astream(payload))),
    "achat.create": lambda client, payload: in_loop(client, lambda c: c.achat.create(payload)),
    "achat.stream": lambda client, payload: in_loop(client, lambda c: collected(c.achat.stream(payload))),
}
PARSES: dict[str, Call] = {
    "chat_parse": lambda client, payload: client.chat_parse(payload, **PARSED),
    "chat.parse": lambda client, payload: client.chat.parse(payload, **PARSED),
    "achat_parse": lambda client, payload: in_loop(client, lambda c: c.achat_parse(payload, **PARSED)),
    "achat.parse": lambda client, payload: in_loop(client, lambda c: c.achat.parse(payload, **PARSED)),
}
CALLS = {name: call for name, call in CALLS.items() if has(name)}
PARSES = {name: call for name, call in PARSES.items() if has(name)}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
every_stream = pytest.mark.parametrize("name", [name for name in CALLS if "stream" in name])


def these_calls(*names: str) -> Any:
    """Those of the named calls that this version of the SDK has."""
    return pytest.mark.parametrize("name", [name for name in names if has(name)])


needs_second_generation = pytest.mark.skipif(not has("chat.create"), reason="needs gigachat 0.2.2")
needs_balance = pytest.mark.skipif(not has("get_balance"), reason="needs gigachat 0.1.38")
CHUNKS_HAVE_USAGE = "usage" in ChatCompletionChunk.__annotations__
needs_parse = pytest.mark.skipif(not has("chat_parse"), reason="needs gigachat 0.2.1")
needs_retries = pytest.mark.skipif("max_retries" not in Settings.__annotations__, reason="needs gigachat 0.2")


def signed_in(gigachat: Clients) -> GigaChat:
    """A client that has a token already."""
    client = gigachat()
    with suppress_instrumentation():
        client.get_models()
    return client


def payload(model: str | None = None, **fields: Any) -> dict[str, Any]:
    given = {} if model is None else {"model": model}
    return {"messages": [{"role": "user", "content": "Hello"}], **given, **fields}


@every_call
def test_a_good_call_is_one_operation_with_its_token_request(
    call: Call, telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    call(gigachat(), payload())
    span = telemetry.operation
    attributes = span.attributes
    assert span.name == "chat GigaChat-2"
    assert attributes["gen_ai.provider.name"] == "gigachat"
    assert attributes["gen_ai.response.model"].startswith("GigaChat-2:")
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    if CHUNKS_HAVE_USAGE or "gen_ai.request.stream" not in attributes:
        assert attributes["gen_ai.usage.input_tokens"] > 0
        assert attributes["gen_ai.usage.output_tokens"] > 0
    assert attributes["server.port"] == int(simulator.url.rpartition(":")[2])
    assert "triage.retries" not in attributes
    assert telemetry.attempts_by_transport == {("ok", "httpx"): 2}
    assert telemetry.calls == {"ok": 1}
    assert telemetry.durations == 1


def test_a_second_call_needs_no_token_and_counts_one_attempt(telemetry: Recorded, gigachat: Clients) -> None:
    with gigachat() as client:
        client.chat("Hello")
        client.chat("Hello")
    assert telemetry.attempts == {"ok": 3}


def test_request_attributes_of_the_first_generation(telemetry: Recorded, gigachat: Clients) -> None:
    gigachat().chat(payload("GigaChat-2-Max", temperature=0.3, top_p=0.5, max_tokens=500))
    attributes = telemetry.attributes
    assert attributes["gen_ai.request.model"] == "GigaChat-2-Max"
    assert attributes["gen_ai.request.temperature"] == 0.3
    assert attributes["gen_ai.request.top_p"] == 0.5
    assert attributes["gen_ai.request.max_tokens"] == 500


@needs_second_generation
def test_request_attributes_of_the_second_generation(telemetry: Recorded, gigachat: Clients) -> None:
    gigachat().chat.create(payload("GigaChat-2-Max", model_options={"temperature": 0.3}))
    assert telemetry.attributes["gen_ai.request.temperature"] == 0.3


@pytest.mark.parametrize("call", PARSES.values(), ids=list(PARSES))
def test_parsing_is_one_operation_with_the_usage_of_its_chat(
    call: Call, telemetry: Recorded, gigachat: Clients
) -> None:
    _, parsed = call(gigachat(), payload())
    assert isinstance(parsed, City)
    assert telemetry.attributes["gen_ai.usage.input_tokens"] > 0
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.calls == {"ok": 1}
    assert telemetry.durations == 1


@pytest.mark.parametrize("call", PARSES.values(), ids=list(PARSES))
def test_parsing_a_truncated_answer_is_truncated(call: Call, telemetry: Recorded, gigachat: Clients) -> None:
    with pytest.raises(exceptions.LengthFinishReasonError):
        call(gigachat(), payload("fail-gigachat.length"))
    assert telemetry.attributes["triage.cause"] == "gigachat.length"
    assert telemetry.calls == {"truncated": 1}
    assert telemetry.durations == 1


@needs_parse
def test_parsing_a_refused_request_is_one_failure(telemetry: Recorded, gigachat: Clients) -> None:
    with pytest.raises(ResponseError):
        PARSES["chat_parse"](gigachat(), payload("fail-gigachat.payment_required"))
    assert telemetry.attributes["triage.cause"] == "gigachat.payment_required"
    assert telemetry.calls == {"billing": 1}


# Every cause


def endpoint_call(client: GigaChat, cause: Cause) -> None:
    example = cause.example
    assert example is not None
    model = f"fail-{cause.id}"
    if example.endpoint == "embeddings":
        client.embeddings(["Hello"], model)
    elif example.endpoint == "tokens":
        client.tokens_count(["Hello"], model)
    else:
        client.chat(payload(model))


ANSWERED = [
    cause
    for cause in CAUSES.values()
    if cause.id.startswith("gigachat.")
    and scenario(cause).way == "answer"
    and cause.example is not None
    and cause.example.endpoint in ("", "chat", "embeddings", "tokens")
]
REFUSED_TOKENS = [
    cause for cause in CAUSES.values() if cause.id.startswith("gigachat.") and scenario(cause).way == "token"
]
HEALED = {"gigachat.token_expired", "gigachat.unauthorized"}
SLOW = {"gigachat.gateway_time_limit": "gigachat.gateway_fault"}
"""Shown only by the time it took."""


@pytest.mark.parametrize("cause", ANSWERED, ids=lambda cause: cause.id)
def test_every_cause_is_told_through_the_sdk(cause: Cause, telemetry: Recorded, gigachat: Clients) -> None:
    raised = False
    try:
        endpoint_call(gigachat(), cause)
    except Exception:
        raised = True
    expected = CAUSES[SLOW.get(cause.id, cause.id)]
    span = telemetry.operation
    assert (span.attributes["triage.class"], span.attributes["triage.cause"]) == (
        expected.failure_class.value,
        expected.id,
    )
    assert (not span.status.is_unset, "error.type" in span.attributes, len(telemetry.events)) == (
        raised,
        raised,
        raised,
    )
    assert telemetry.calls == {expected.failure_class.value: 1}
    assert telemetry.durations == 1


@pytest.mark.parametrize("cause", REFUSED_TOKENS, ids=lambda cause: cause.id)
def test_a_refused_token_is_the_failure_of_the_call_that_needed_it(
    cause: Cause, telemetry: Recorded, gigachat: Clients
) -> None:
    with pytest.raises(ResponseError):
        gigachat(credentials=authorization_key(cause.id)).chat("Hello")
    assert telemetry.attributes["triage.cause"] == cause.id
    assert "triage.retries" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {(cause.failure_class.value, "httpx"): 1}


# Tokens


@every_call
def test_an_expired_token_that_is_renewed_is_a_failed_attempt_of_a_good_operation(
    call: Call, telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    client = signed_in(gigachat)
    simulator.expire_tokens()
    call(client, payload())
    assert telemetry.attributes["triage.retries"] == 1
    assert 0 <= telemetry.attributes["triage.backoff"] < 1
    assert "triage.class" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {("auth", "httpx"): 1, ("ok", "httpx"): 2}
    assert telemetry.calls == {"ok": 1}


def test_a_token_that_cannot_be_renewed_is_the_operations_failure(
    telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    with signed_in(gigachat) as client:
        simulator.expire_tokens()
        simulator.schedule("gigachat.token_key_unknown")
        with pytest.raises(AuthenticationError):
            client.chat("Hello")
    assert telemetry.attributes["triage.cause"] == "gigachat.token_key_unknown"
    assert "triage.retries" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {("auth", "httpx"): 2}
    assert telemetry.calls == {"auth": 1}


@needs_retries
@these_calls("chat", "stream", "achat", "astream")
def test_retries_that_heal_are_failed_attempts_of_a_good_operation(
    name: str, telemetry: Recorded, simulator: Simulator, gigachat: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gigachat.retry._calculate_backoff", lambda *args: 0.01)
    simulator.schedule("gigachat.parallel_requests", first=2, endpoint="chat" if "chat" in name else "stream")
    CALLS[name](gigachat(max_retries=2), payload())
    assert telemetry.attributes["triage.retries"] == 2
    assert 0.02 <= telemetry.attributes["triage.backoff"] < 1
    assert telemetry.attempts_by_transport == {("rate_limit", "httpx"): 2, ("ok", "httpx"): 2}
    assert telemetry.calls == {"ok": 1}


# Streams that break


@every_stream
def test_a_stream_that_is_cut_is_a_failure_of_the_network(name: str, telemetry: Recorded, gigachat: Clients) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        CALLS[name](gigachat(), payload("fail-network.stream_cut"))
    assert telemetry.attributes["triage.cause"] == "network.stream_cut"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("error",)
    assert telemetry.calls == {"network": 1}


@every_call
def test_a_blocked_answer_is_safety(call: Call, telemetry: Recorded, gigachat: Clients) -> None:
    call(gigachat(), payload("fail-gigachat.blacklist"))
    span = telemetry.operation
    assert span.attributes["triage.cause"] == "gigachat.blacklist"
    assert span.attributes["gen_ai.response.finish_reasons"] == ("content_filter",)
    assert span.status.is_unset
    assert telemetry.calls == {"safety": 1}


GOOD_EVENT = (
    b'event: response.message.delta\ndata: {"model": "GigaChat-2", "created_at": 1, '
    b'"messages": [{"role": "assistant", "content": [{"text": "Hi"}]}]}\n\n'
)
GOOD_CHUNK = (
    b'data: {"choices": [{"delta": {"content": "Hi"}, "index": 0}], "created": 1, '
    b'"model": "GigaChat-2", "object": "x"}\n\n'
)
ERROR = b'{"status": 500, "message": "Internal Server Error"}'


def over(transport: httpx.MockTransport, gigachat: Clients) -> GigaChat:
    """A client whose API answers by a transport; its token needs none."""
    client = gigachat(credentials=None, access_token="token")
    url = client._settings.base_url
    # From 0.2 on a property over the instance; before, an attribute that is made at first use or at once.
    suffix = "_instance" if isinstance(inspect.getattr_static(GigaChat, "_client", None), property) else ""
    setattr(client, f"_client{suffix}", httpx.Client(base_url=url, transport=transport))
    setattr(client, f"_aclient{suffix}", httpx.AsyncClient(base_url=url, transport=transport))
    return client


def answering(body: bytes, content_type: str = "text/event-stream") -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda request: httpx.Response(200, headers={"content-type": content_type}, content=body)
    )


@these_calls("stream", "astream")
def test_an_error_object_in_the_stream_is_classed_as_the_answer(
    name: str, telemetry: Recorded, gigachat: Clients
) -> None:
    with pytest.raises(Exception):  # noqa: B017 - what parsing makes of it
        CALLS[name](over(answering(GOOD_CHUNK + b"data: " + ERROR + b"\n\n"), gigachat), payload())
    assert telemetry.attributes["triage.cause"] == "gigachat.internal"
    assert telemetry.calls == {"internal": 1}


@these_calls("chat.stream", "achat.stream")
def test_an_error_event_that_the_sdk_drops_is_still_told(name: str, telemetry: Recorded, gigachat: Clients) -> None:
    """Without an `event:` line the SDK passes over it and the stream just ends."""
    chunks = CALLS[name](over(answering(GOOD_EVENT + b"data: " + ERROR + b"\n\n"), gigachat), payload())
    assert len(chunks) == 1
    assert telemetry.attributes["triage.cause"] == "gigachat.internal"
    assert telemetry.operation.status.is_unset
    assert telemetry.calls == {"internal": 1}


@these_calls("chat.stream", "achat.stream")
def test_a_stream_that_ends_without_a_finish_reason_was_cut(name: str, telemetry: Recorded, gigachat: Clients) -> None:
    CALLS[name](over(answering(GOOD_EVENT), gigachat), payload())
    assert telemetry.attributes["triage.cause"] == "network.stream_cut"


@these_calls("stream", "astream", "chat.stream", "achat.stream")
def test_json_instead_of_a_stream_is_read(name: str, telemetry: Recorded, gigachat: Clients) -> None:
    with pytest.raises(httpx.TransportError):
        CALLS[name](over(answering(ERROR, "application/json"), gigachat), payload())
    assert telemetry.attributes["triage.cause"] == "gigachat.internal"


@these_calls("chat", "chat.create", "achat")
def test_an_error_object_inside_a_200_is_classed_as_the_answer(
    name: str, telemetry: Recorded, gigachat: Clients
) -> None:
    with pytest.raises(ValueError):
        CALLS[name](over(answering(ERROR, "application/json"), gigachat), payload())
    assert telemetry.attributes["triage.cause"] == "gigachat.internal"
    assert telemetry.attempts_by_transport == {("internal", "httpx"): 1}


# Other calls


@pytest.mark.parametrize("is_async", [False, True])
def test_embeddings(is_async: bool, telemetry: Recorded, gigachat: Clients) -> None:
    if is_async:
        in_loop(gigachat(), lambda client: client.aembeddings(["one", "two"]))
    else:
        gigachat().embeddings(["one", "two"])
    assert telemetry.operation.name == "embeddings Embeddings"
    assert telemetry.attributes["gen_ai.usage.input_tokens"] == 2
    assert telemetry.calls == {"ok": 1}


@pytest.mark.parametrize("is_async", [False, True])
def test_tokens_count(is_async: bool, telemetry: Recorded, gigachat: Clients) -> None:
    if is_async:
        in_loop(gigachat(), lambda client: client.atokens_count(["one"]))
    else:
        gigachat().tokens_count(["one"])
    assert telemetry.operation.name == "count_tokens GigaChat-2"
    assert telemetry.calls == {"ok": 1}


@needs_balance
@pytest.mark.parametrize("is_async", [False, True])
def test_asking_for_the_balance_sets_the_gauge(is_async: bool, telemetry: Recorded, gigachat: Clients) -> None:
    if is_async:
        in_loop(gigachat(), lambda client: client.aget_balance())
    else:
        gigachat().get_balance()
    assert telemetry.operation.name == "get_balance"
    provider = {"gen_ai.provider.name": "gigachat"}
    assert telemetry.points("triage.balance") == [
        (provider | {"gen_ai.request.model": "GigaChat"}, 950000.0),
        (provider | {"gen_ai.request.model": "Embeddings"}, 9800000.0),
    ]


@needs_balance
def test_a_refused_balance_is_a_permission(telemetry: Recorded, simulator: Simulator, gigachat: Clients) -> None:
    simulator.schedule("gigachat.balance_pay_as_you_go")
    with pytest.raises(ResponseError):
        gigachat().get_balance()
    assert telemetry.attributes["triage.cause"] == "gigachat.balance_pay_as_you_go"
    assert telemetry.points("triage.balance") == []


@pytest.mark.skipif(not hasattr(exceptions, "ModelNotSpecifiedError"), reason="needs gigachat 0.2.3")
def test_a_missing_model_is_the_clients_failure(telemetry: Recorded, gigachat: Clients) -> None:
    with pytest.raises(exceptions.ModelNotSpecifiedError):
        gigachat(model="").chat("Hello")
    assert telemetry.attributes["triage.cause"] == "client.model_required"


def test_a_stream_left_early_is_abandoned(telemetry: Recorded, gigachat: Clients) -> None:
    with gigachat() as client:
        stream: Any = client.stream("Hello")
        next(stream)
        stream.close()
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


def test_switched_off_in_the_middle_of_a_stream(telemetry: Recorded, gigachat: Clients) -> None:
    with gigachat() as client:
        stream: Any = client.stream("Hello")
        next(stream)
        genai_triage.uninstrument()
        assert list(stream)
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
