"""Sessions of google-genai on real sockets: each is one operation, whatever ends it."""

from __future__ import annotations

import asyncio
import gc
import ssl
import warnings
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from google import genai
from google.genai import live, types
from opentelemetry import context as otel_context
from opentelemetry.instrumentation.utils import suppress_instrumentation
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Close

import genai_triage
from genai_triage import evidence
from genai_triage.instrumentation.sdks.google_genai import live as observed
from genai_triage.simulator import Simulator, scenario
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from tests.support.products import first_of_each
from tests.support.recorded import Recorded
from tests.support.told import told

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore::google.genai.errors.ExperimentalWarning")]

CLOSES = [cause for cause in CAUSES.values() if scenario(cause).way == "live"]
REFUSALS = [
    cause
    for cause in CAUSES.values()
    if cause.id.startswith("gemini.") and cause.example is not None and (cause.example.http or 0) >= 400
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def client(running_simulator: Simulator) -> genai.Client:
    """Live goes over TLS only."""
    context = ssl.create_default_context(cafile=running_simulator.ca_file)
    arguments = {"verify": context, "ssl": context}
    options = types.HttpOptions(base_url=running_simulator.tls_url, async_client_args=arguments)
    return genai.Client(api_key="any", http_options=options)


async def talk(client: genai.Client, model: str = "gemini-live", turns: int = 1) -> list[Any]:
    async with client.aio.live.connect(model=model, config={"response_modalities": [types.Modality.TEXT]}) as session:
        return [message for _ in range(turns) for message in await turn(session)]


async def turn(session: Any) -> list[Any]:
    await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
    return [message async for message in session.receive()]


def judged(attributes: Any) -> tuple[Any, Any]:
    return attributes.get("triage.class"), attributes.get("triage.cause")


# Good ones


async def test_a_session_is_one_operation_from_connect_to_close(client: genai.Client, telemetry: Recorded) -> None:
    messages = await talk(client, turns=2)

    attributes = telemetry.attributes
    assert telemetry.operation.name == "realtime_session gemini-live"
    assert telemetry.operation.status.is_unset
    assert attributes["gen_ai.output.type"] == "text"
    assert judged(attributes) == (None, None)
    assert "triage.abandoned" not in attributes
    assert attributes["triage.session.turns"] == 2
    assert attributes["triage.session.messages.sent"] == 3
    assert attributes["triage.session.messages.received"] == len(messages) + 1
    assert attributes["triage.session.bytes.sent"] > 100
    assert attributes["triage.session.bytes.received"] > 500
    assert 0 < attributes["triage.session.time_to_first_message"] < 60
    assert (attributes["triage.session.close.code"], attributes["triage.session.close.by"]) == (1000, "client")
    assert telemetry.calls == {"ok": 1}
    assert telemetry.attempts_by_transport == {("ok", "websockets"): 1}
    assert telemetry.durations == 1


async def test_a_connection_that_decorates_a_function_is_a_session_for_each_call_of_it(
    client: genai.Client, telemetry: Recorded
) -> None:
    calls = []

    @client.aio.live.connect(model="gemini-live")
    async def function(number: int) -> int:
        """Says something."""
        calls.append(number)
        return number

    assert [await function(1), await function(2)] == calls == [1, 2]
    assert (function.__name__, function.__doc__) == ("function", "Says something.")
    assert [span.name for span in telemetry.operations] == ["realtime_session gemini-live"] * 2
    assert telemetry.calls == {"ok": 2}


async def test_bytes_are_those_on_the_wire(client: genai.Client, telemetry: Recorded) -> None:
    seen: list[int] = []
    async with client.aio.live.connect(model="gemini-live") as session:
        recv = session._ws.recv

        async def counting(*args: Any, **kwargs: Any) -> Any:
            message = await recv(*args, **kwargs)
            seen.append(len(message))
            return message

        session._ws.recv = counting  # type: ignore[method-assign]
        await turn(session)

    assert telemetry.attributes["triage.session.bytes.received"] == sum(seen) + len(b'{"setupComplete": {}}')


async def test_each_turn_is_counted_as_it_ends_and_the_span_has_the_sum(
    client: genai.Client, telemetry: Recorded
) -> None:
    async with client.aio.live.connect(model="gemini-live") as session:
        usage = [message.usage_metadata for message in await turn(session) if message.usage_metadata]
        (given, got) = _used(telemetry)
        usage += [message.usage_metadata for message in await turn(session) if message.usage_metadata]

    assert (given, got) == ((1, usage[0].prompt_token_count), (1, usage[0].response_token_count))
    sums = (sum(one.prompt_token_count or 0 for one in usage), sum(one.response_token_count or 0 for one in usage))
    assert _used(telemetry) == [(2, sums[0]), (2, sums[1])]
    assert telemetry.attributes["gen_ai.usage.input_tokens"] == sums[0]
    assert telemetry.attributes["gen_ai.usage.output_tokens"] == sums[1]


def _used(telemetry: Recorded) -> list[Any]:
    points = telemetry.points("gen_ai.client.token.usage")
    return [value for kind in ("input", "output") for labels, value in points if labels["gen_ai.token.type"] == kind]


async def test_tokens_of_turns_are_counted_under_the_latest_names_too(
    client: genai.Client, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_latest_experimental")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider)
    try:
        await talk(client, turns=2)
    finally:
        genai_triage.uninstrument()

    ((_, (count, _)),) = recorded.points("gen_ai.client.inference.operation.output_tokens")
    assert count == 2


async def test_a_session_shows_while_it_runs(client: genai.Client, telemetry: Recorded) -> None:
    labels = {
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.operation.name": "realtime_session",
        "gen_ai.request.model": "gemini-live",
    }
    async with client.aio.live.connect(model="gemini-live"):
        async with client.aio.live.connect(model="gemini-live"):
            assert telemetry.points("triage.sessions.open") == [(labels, 2)]
        assert telemetry.points("triage.sessions.open") == [(labels, 1)]

    assert telemetry.zeros("triage.sessions.open") == [labels]


async def test_the_service_says_that_it_goes_away(client: genai.Client, telemetry: Recorded) -> None:
    async with client.aio.live.connect(model="gemini-go-away") as session:
        await turn(session)
        await anext(session.receive())
        (event,) = telemetry.events

    assert event.event_name == "triage.session.go_away"
    assert event.attributes["triage.session.time_left"] == 10
    assert event.attributes["gen_ai.request.model"] == "gemini-go-away"
    (noted,) = telemetry.operation.events
    assert (noted.name, noted.attributes) == ("triage.session.go_away", {"triage.session.time_left": 10})
    assert telemetry.calls == {"ok": 1}


async def test_a_normal_close_of_the_service_is_no_failure(client: genai.Client, telemetry: Recorded) -> None:
    with pytest.raises(Exception, match="1000") as raised:
        await talk(client, "gemini-go-away", turns=3)

    assert genai_triage.classify(raised.value) is None
    assert judged(telemetry.attributes) == (None, None)
    assert telemetry.attributes["triage.session.close.code"] == 1000
    assert telemetry.attributes["triage.session.close.by"] == "service"
    assert telemetry.operation.status.is_unset
    assert telemetry.calls == {"ok": 1}


# Closed by the service


@pytest.mark.parametrize("when", ["", "turn-"], ids=["before setup", "in a turn"])
@pytest.mark.parametrize("cause", CLOSES, ids=lambda cause: cause.id)
async def test_a_close_is_judged_by_its_code_and_reason(
    client: genai.Client, telemetry: Recorded, cause: Cause, when: str
) -> None:
    assert cause.example is not None
    code, reason = cause.example.body["ws_close_code"], cause.example.body["ws_close_reason"]
    with pytest.raises(Exception) as raised:
        await talk(client, f"gemini-{when}fail-{cause.id}")

    attributes = telemetry.attributes
    _is_what_classify_says(attributes, raised.value)
    assert judged(attributes) == (cause.failure_class, cause.id)
    assert (attributes["triage.session.close.code"], attributes["triage.session.close.by"]) == (code, "service")
    assert attributes.get("triage.session.close.reason", "") == attributes.get("triage.message", "")
    assert bool(reason) == ("triage.message" in attributes)
    assert not telemetry.operation.status.is_ok
    assert attributes["error.type"] == f"{type(raised.value).__module__}.{type(raised.value).__qualname__}"
    assert telemetry.attempts == telemetry.calls == {cause.failure_class: 1}
    assert [event.event_name for event in telemetry.events] == ["gen_ai.client.operation.exception"]


@pytest.mark.parametrize(
    "cause", first_of_each(REFUSALS, lambda cause: cause.failure_class, name=lambda cause: str(cause.id))
)
async def test_an_error_in_the_words_of_a_close_is_what_classify_says(
    client: genai.Client, telemetry: Recorded, cause: Cause
) -> None:
    with pytest.raises(Exception) as raised:
        await talk(client, f"fail-{cause.id}")

    _is_what_classify_says(telemetry.attributes, raised.value)


def _is_what_classify_says(attributes: Any, error: BaseException) -> None:
    failure = told(error)
    assert judged(attributes) == (failure.failure_class, failure.cause.id)


@pytest.mark.parametrize("when", ["", "turn-"], ids=["before setup", "in a turn"])
async def test_a_lost_connection_is_1006(client: genai.Client, telemetry: Recorded, when: str) -> None:
    with pytest.raises(Exception) as raised:
        await talk(client, f"gemini-{when}fail-network.stream_cut")

    attributes = telemetry.attributes
    _is_what_classify_says(attributes, raised.value)
    assert judged(attributes) == ("network", "network.stream_cut")
    assert (attributes["triage.session.close.code"], attributes["triage.session.close.by"]) == (1006, "none")
    assert "triage.session.close.reason" not in attributes
    assert telemetry.calls == {"network": 1}


async def test_a_close_that_the_application_never_reads_is_known(client: genai.Client, telemetry: Recorded) -> None:
    async with client.aio.live.connect(model="gemini-turn-fail-gemini.live_idle") as session:
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
        await session._ws.wait_closed()

    attributes = telemetry.attributes
    assert judged(attributes) == ("timeout", "gemini.live_idle")
    assert attributes["triage.session.close.code"] == 1007
    assert "error.type" not in attributes
    assert telemetry.operation.status.is_unset


async def test_sending_to_a_closed_session_is_its_failure(client: genai.Client, telemetry: Recorded) -> None:
    async with client.aio.live.connect(model="gemini-turn-fail-gemini.live_idle") as session:
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
        await session._ws.wait_closed()
        with pytest.raises(Exception, match="no response was generated"):
            await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))

        assert judged(telemetry.attributes) == ("timeout", "gemini.live_idle")
        assert telemetry.attributes["error.type"] == "websockets.exceptions.ConnectionClosedError"


async def test_the_reason_is_left_out_on_request(
    client: genai.Client, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_CAPTURE_MESSAGE", "false")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider)
    try:
        with pytest.raises(Exception, match="1007"):
            await talk(client, "fail-gemini.live_idle")
    finally:
        genai_triage.uninstrument()

    assert recorded.attributes["triage.session.close.code"] == 1007
    assert not {"triage.message", "triage.session.close.reason"} & recorded.attributes.keys()


# Told in the session, or refused before it


@pytest.mark.parametrize("cause", ["gemini.internal", "gemini.requests_per_day", "gemini.permission_denied"])
async def test_an_error_object_among_the_messages_is_the_failure(
    client: genai.Client, telemetry: Recorded, cause: str
) -> None:
    raised: BaseException | None = None
    try:
        async with client.aio.live.connect(model=f"gemini-message-fail-{cause}") as session:
            await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
            received = session.receive()
            await anext(received)
            await anext(received)
    except Exception as error:
        raised = error

    example = CAUSES[cause].example
    assert example is not None
    failure = evidence.classify_response("gemini", None, example.body)
    assert failure is not None
    assert judged(telemetry.attributes) == (failure.failure_class, failure.cause.id)
    assert judged(telemetry.attributes) == (CAUSES[cause].failure_class, cause)
    assert ("error.type" in telemetry.attributes) is (raised is not None)
    assert telemetry.calls == {failure.failure_class: 1}


@pytest.mark.parametrize("cause", ["gemini.internal", "gemini.requests_per_minute", "gemini.permission_denied"])
async def test_a_refused_handshake_has_its_http_status(
    client: genai.Client, telemetry: Recorded, simulator: Simulator, cause: str
) -> None:
    simulator.schedule(cause, at="handshake")
    with pytest.raises(Exception) as raised:
        await talk(client)

    example = CAUSES[cause].example
    assert example is not None
    _is_what_classify_says(telemetry.attributes, raised.value)
    assert judged(telemetry.attributes) == (CAUSES[cause].failure_class, cause)
    assert telemetry.attributes["http.response.status_code"] == example.http
    assert "triage.session.close.code" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {(CAUSES[cause].failure_class, "websockets"): 1}


@pytest.mark.skipif(not hasattr(types, "TurnCompleteReason"), reason="The SDK drops why a turn ended.")
async def test_a_turn_that_was_rejected_is_a_failure_that_was_not_raised(
    client: genai.Client, telemetry: Recorded
) -> None:
    await talk(client, "gemini-turn-fail-gemini.live_turn_rejected")

    assert judged(telemetry.attributes) == ("safety", "gemini.live_turn_rejected")
    assert "error.type" not in telemetry.attributes


async def test_nobody_answers(telemetry: Recorded, simulator: Simulator) -> None:
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=simulator.refused_url))
    with pytest.raises(OSError, match=r"\d") as raised:
        await talk(client)

    _is_what_classify_says(telemetry.attributes, raised.value)
    assert telemetry.attributes["triage.class"] == "network"
    assert telemetry.attempts_by_transport == {("network", "websockets"): 1}


async def test_what_the_sdk_refuses_before_it_connects_is_the_failure(
    client: genai.Client, telemetry: Recorded
) -> None:
    with pytest.raises(Exception) as raised:
        async with client.aio.live.connect(model="gemini-live", config={"unknown": 1}):  # type: ignore[arg-type]
            pass

    _is_what_classify_says(telemetry.attributes, raised.value)
    assert telemetry.attributes["triage.class"] == "client"
    assert telemetry.attempts == {}


# Left by the application


class OwnError(Exception):
    """Of the application's."""


async def test_an_exception_of_the_application_is_no_failure(client: genai.Client, telemetry: Recorded) -> None:
    with pytest.raises(OwnError):
        async with client.aio.live.connect(model="gemini-live") as session:
            await turn(session)
            raise OwnError

    assert judged(telemetry.attributes) == (None, None)
    assert "triage.abandoned" not in telemetry.attributes
    assert telemetry.attributes["triage.session.close.by"] == "client"
    assert telemetry.calls == {"ok": 1}


async def test_what_the_session_refuses_to_send_is_the_failure_if_it_ends_it(
    client: genai.Client, telemetry: Recorded
) -> None:
    with pytest.raises(Exception) as raised:
        async with client.aio.live.connect(model="gemini-live") as session:
            await session.send_client_content(turns=object())  # type: ignore[arg-type]

    _is_what_classify_says(telemetry.attributes, raised.value)
    assert "error.type" in telemetry.attributes


async def test_what_the_session_refuses_to_send_is_none_if_the_application_goes_on(
    client: genai.Client, telemetry: Recorded
) -> None:
    async with client.aio.live.connect(model="gemini-live") as session:
        with pytest.raises(Exception):  # noqa: B017
            await session.send_client_content(turns=object())  # type: ignore[arg-type]
        await turn(session)

    assert telemetry.calls == {"ok": 1}


async def _break(session: Any) -> None:
    await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
    async for _ in session.receive():
        break


async def _raise(session: Any) -> None:
    await _break(session)
    raise OwnError


async def _cancel(session: Any) -> None:
    await _break(session)
    raise asyncio.CancelledError


@pytest.mark.parametrize("leave", [_break, _raise, _cancel])
async def test_a_session_left_in_the_middle_of_an_answer_is_abandoned(
    client: genai.Client, telemetry: Recorded, leave: Callable[[Any], Awaitable[None]]
) -> None:
    async def leaving() -> None:
        async with client.aio.live.connect(model="gemini-live") as session:
            await leave(session)

    await asyncio.gather(asyncio.ensure_future(leaving()), return_exceptions=True)

    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}
    assert telemetry.durations == 1


async def test_a_cancelled_receive_is_no_failure(client: genai.Client, telemetry: Recorded) -> None:
    async with client.aio.live.connect(model="gemini-live") as session:
        await turn(session)
        reading = asyncio.ensure_future(anext(session.receive()))
        await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    assert telemetry.calls == {"ok": 1}


async def test_a_session_that_nobody_holds_is_finished_once(client: genai.Client, telemetry: Recorded) -> None:
    manager = client.aio.live.connect(model="gemini-live")
    session = await manager.__aenter__()
    await turn(session)
    del manager, session
    gc.collect()
    await asyncio.sleep(0)

    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.zeros("triage.sessions.open")
    assert telemetry.calls == {"ok": 1}


async def test_a_manager_that_is_never_entered_is_no_call(client: genai.Client, telemetry: Recorded) -> None:
    client.aio.live.connect(model="gemini-live")
    gc.collect()

    assert telemetry.operations == []


async def test_a_cancelled_connect_is_cancelled(
    client: genai.Client, telemetry: Recorded, simulator: Simulator
) -> None:
    connecting = asyncio.ensure_future(talk(client))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)

    assert telemetry.calls == {"cancelled": 1}


async def test_a_session_that_the_application_closes_itself_is_good(client: genai.Client, telemetry: Recorded) -> None:
    async with client.aio.live.connect(model="gemini-live") as session:
        await turn(session)
        await session.close()
        with pytest.raises(Exception, match="1000"):
            await anext(session.receive())

    assert judged(telemetry.attributes) == (None, None)
    assert (telemetry.attributes["triage.session.close.by"], telemetry.calls) == ("client", {"ok": 1})


class _Scripted:
    """Stands for a transport of the application's own tests."""

    def __init__(self, end: Exception) -> None:
        self._end = end
        self._answers = [b'{"setupComplete": {}}']

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *error: object) -> None:
        pass

    async def send(self, message: str) -> None:
        pass

    async def recv(self, decode: bool | None = None) -> bytes:
        if not self._answers:
            raise self._end
        return self._answers.pop()


@pytest.mark.parametrize(
    ("code", "calls"), [(1000, {"ok": 1}), (1011, {"internal": 1})], ids=["normal", "internal error"]
)
async def test_a_transport_that_is_not_watched_is_judged_by_what_the_sdk_raises(
    client: genai.Client, telemetry: Recorded, monkeypatch: pytest.MonkeyPatch, code: int, calls: dict[str, int]
) -> None:
    end = ConnectionClosedError(Close(code, ""), Close(code, ""), True)
    monkeypatch.setattr(live, "ws_connect", lambda *_, **__: _Scripted(end))
    with pytest.raises(Exception, match=str(code)):
        async with client.aio.live.connect(model="gemini-live") as session:
            await anext(session.receive())

    assert telemetry.calls == calls


# The application's own view


async def test_the_session_stays_the_sdks(client: genai.Client, telemetry: Recorded) -> None:
    manager = client.aio.live.connect(model="gemini-live")
    assert type(manager).__name__ == "_AsyncGeneratorContextManager"
    async with manager as session:
        assert type(session) is live.AsyncSession
        assert type(session._ws).__name__ == "ClientConnection"


async def test_no_context_is_left_behind(client: genai.Client, telemetry: Recorded) -> None:
    before = otel_context.get_current()
    async with client.aio.live.connect(model="gemini-live") as session:
        assert otel_context.get_current() is before
        await turn(session)
        assert otel_context.get_current() is before
    assert otel_context.get_current() is before


async def test_what_the_application_calls_inside_is_its_own_operation(
    client: genai.Client, telemetry: Recorded, simulator: Simulator
) -> None:
    async with client.aio.live.connect(model="gemini-live"):
        await client.aio.models.count_tokens(model="gemini-2.5-flash", contents="Hello")
        (inner,) = telemetry.operations
        assert inner.parent is None

    assert [span.name for span in telemetry.operations][1:] == ["realtime_session gemini-live"]


async def test_warnings_point_at_the_application(client: genai.Client, telemetry: Recorded) -> None:
    config = {"generation_config": {"temperature": 0.5}}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with client.aio.live.connect(model="gemini-live", config=config) as session:  # type: ignore[arg-type]
            await session.send(input="Hello", end_of_turn=True)

    ours = [warning.filename for warning in caught if issubclass(warning.category, DeprecationWarning)]
    assert ours.count(__file__) == 2


async def test_nothing_is_watched_where_nothing_is_recorded(client: genai.Client, telemetry: Recorded) -> None:
    with suppress_instrumentation():
        async with client.aio.live.connect(model="gemini-live") as session:
            assert not {"recv", "send"} & vars(session._ws).keys()
            assert "_receive" not in vars(session)

    assert telemetry.operations == []


async def test_a_session_outlives_the_instrumentation(client: genai.Client, recorded: Recorded) -> None:
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider)
    async with client.aio.live.connect(model="gemini-live") as session:
        genai_triage.uninstrument()
        await turn(session)

    assert recorded.calls == {"ok": 1}


# Music


@pytest.fixture
def trusted(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Music takes no settings for TLS."""
    monkeypatch.setenv("SSL_CERT_FILE", simulator.ca_file)


async def _play(client: genai.Client, model: str) -> int:
    async with client.aio.live.music.connect(model=model) as session:
        await session.play()
        received = session.receive()
        count = len([await anext(received) for _ in range(2)])
        await received.aclose()
    return count


@pytest.mark.usefixtures("trusted")
async def test_music_is_a_session_too(client: genai.Client, telemetry: Recorded) -> None:
    assert await _play(client, "lyria-live") == 2

    assert telemetry.operation.name == "realtime_session lyria-live"
    assert telemetry.attributes["triage.session.messages.received"] == 3
    assert telemetry.calls == {"ok": 1}


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("when", ["", "turn-"], ids=["before setup", "in a turn"])
async def test_music_that_is_closed_is_judged_alike(client: genai.Client, telemetry: Recorded, when: str) -> None:
    with pytest.raises(Exception) as raised:
        await _play(client, f"lyria-{when}fail-gemini.live_idle")

    _is_what_classify_says(telemetry.attributes, raised.value)
    assert judged(telemetry.attributes) == ("timeout", "gemini.live_idle")
    assert telemetry.attributes["triage.session.close.code"] == 1007


@pytest.mark.usefixtures("trusted")
async def test_a_prompt_for_music_that_was_filtered_is_a_failure(client: genai.Client, telemetry: Recorded) -> None:
    async with client.aio.live.music.connect(model="lyria-turn-fail-gemini.live_turn_rejected") as session:
        await session.play()
        await anext(session.receive())

    assert judged(telemetry.attributes) == ("safety", "gemini.media_filtered")


# Interactions

connects = pytest.mark.skipif(
    not hasattr(genai.Client(api_key="any").aio, "interactions")
    or not hasattr(genai.Client(api_key="any").aio.interactions, "connect"),
    reason="The SDK has no sessions of interactions.",
)


@pytest.fixture
def plain(plain_gemini: genai.Client, simulator: Simulator) -> genai.Client:
    return plain_gemini


async def _interact(client: genai.Client, identifier: str) -> list[str]:
    async with client.aio.interactions.connect(identifier) as session:
        await session.send("Hello")
        await session.complete()
        return [event.event_type async for event in session.receive()]


@connects
async def test_a_session_of_an_interaction_is_one_operation(plain: genai.Client, telemetry: Recorded) -> None:
    kinds = await _interact(plain, "interactions-1")

    attributes = telemetry.attributes
    assert (kinds[0], kinds[-1]) == ("step.start", "interaction.completed")
    assert telemetry.operation.name == "realtime_session"
    assert judged(attributes) == (None, None)
    assert "triage.abandoned" not in attributes
    assert attributes["triage.session.messages.sent"] == 3
    assert attributes["triage.session.messages.received"] == len(kinds)
    assert attributes["gen_ai.usage.output_tokens"] > 0
    assert (attributes["triage.session.close.code"], attributes["triage.session.close.by"]) == (1000, "client")
    assert telemetry.attempts_by_transport == {("ok", "websockets"): 1}
    assert telemetry.zeros("triage.sessions.open")


@connects
async def test_an_interaction_may_be_awaited_and_detached_from(plain: genai.Client, telemetry: Recorded) -> None:
    session = await plain.aio.interactions.connect("interactions-1")
    assert telemetry.points("triage.sessions.open")[0][1] == 1
    await session.detach()

    assert telemetry.calls == {"ok": 1}


@connects
async def test_an_interaction_that_is_left_unfinished_is_no_failure(plain: genai.Client, telemetry: Recorded) -> None:
    async with plain.aio.interactions.connect("interactions-1") as session:
        await session.send("Hello")
        async for _ in session.receive():
            break

    assert judged(telemetry.attributes) == (None, None)
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


@connects
async def test_sending_to_a_closed_interaction_is_its_failure(plain: genai.Client, telemetry: Recorded) -> None:
    async with plain.aio.interactions.connect("i-turn-fail-gemini.live_idle") as session:
        await session.send("Hello")
        await session._websocket.wait_closed()
        with pytest.raises(Exception, match="1007"):
            await session.send("Hello")

        assert judged(telemetry.attributes) == ("timeout", "gemini.live_idle")
        assert "error.type" in telemetry.attributes


@connects
async def test_an_interaction_that_nobody_holds_is_finished_once(plain: genai.Client, telemetry: Recorded) -> None:
    session = await plain.aio.interactions.connect("interactions-1")
    gc.disable()
    del session
    gc.enable()

    assert telemetry.calls == {"ok": 1}
    assert telemetry.zeros("triage.sessions.open")


@connects
@pytest.mark.parametrize("when", ["", "turn-"], ids=["before its first event", "in a turn"])
@pytest.mark.parametrize("cause", CLOSES, ids=lambda cause: cause.id)
async def test_an_interaction_that_is_closed_is_judged_by_code_and_reason(
    plain: genai.Client, telemetry: Recorded, cause: Cause, when: str
) -> None:
    """The SDK keeps the reason to itself."""
    assert cause.example is not None
    with pytest.raises(Exception) as raised:
        await _interact(plain, f"i-{when}fail-{cause.id}")

    assert judged(telemetry.attributes) == (cause.failure_class, cause.id)
    assert telemetry.attributes["triage.session.close.code"] == cause.example.body["ws_close_code"]
    assert telemetry.calls == telemetry.attempts == {cause.failure_class: 1}
    by_code = genai_triage.classify(raised.value)
    alone = evidence.classify_close(cause.example.body["ws_close_code"], "")
    assert by_code is not None
    assert alone is not None
    assert by_code.cause.id == alone.cause.id


@connects
@pytest.mark.parametrize(("code", "cause"), [(1008, "gemini.invalid_argument"), (1011, "gemini.internal")])
def test_a_close_while_an_interaction_is_set_up_is_told_by_its_code(code: int, cause: str) -> None:
    from google.genai import _interactions_errors as sdk

    error = sdk.APIWebSocketError("The connection closed during live setup.", close_code=code)

    assert told(error).cause.id == cause


@connects
async def test_an_interaction_whose_connection_is_lost(plain: genai.Client, telemetry: Recorded) -> None:
    with pytest.raises(Exception, match="1006") as raised:
        await _interact(plain, "i-turn-fail-network.stream_cut")

    _is_what_classify_says(telemetry.attributes, raised.value)
    assert telemetry.attributes["triage.session.close.by"] == "none"


@connects
@pytest.mark.parametrize("cause", ["gemini.internal", "gemini.requests_per_minute", "gemini.permission_denied"])
async def test_a_refused_handshake_of_an_interaction(
    plain: genai.Client, telemetry: Recorded, simulator: Simulator, cause: str
) -> None:
    simulator.schedule(cause, at="handshake")
    with pytest.raises(Exception):  # noqa: B017
        await _interact(plain, "interactions-1")

    example = CAUSES[cause].example
    assert example is not None
    assert judged(telemetry.attributes) == (CAUSES[cause].failure_class, cause)
    assert telemetry.attributes["http.response.status_code"] == example.http


@connects
async def test_an_interaction_that_ends_incomplete_is_a_failure(plain: genai.Client, telemetry: Recorded) -> None:
    async with plain.aio.interactions.connect("i-turn-fail-gemini.max_tokens") as session:
        await session.send("Hello")
        _ = [event async for event in session.receive()]

    assert telemetry.attributes["triage.class"] == "truncated"


@connects
async def test_a_wrong_id_is_refused_by_the_sdk_as_it_was(plain: genai.Client, telemetry: Recorded) -> None:
    with pytest.raises(ValueError, match="interaction ID"):
        plain.aio.interactions.connect("")


@connects
async def test_a_warning_of_an_interaction_points_at_the_application(
    plain: genai.Client, telemetry: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from google.genai import _live_interactions_experimental as experimental

        monkeypatch.setattr(experimental, "_live_interactions_experimental_warned", False)
        plain.aio.interactions.connect("interactions-1")

    assert [warning.filename for warning in caught] == [__file__]


def test_an_answer_that_the_user_interrupts_is_over() -> None:
    session = SimpleNamespace(is_mid_turn=True)
    observed._note_content(session, types.LiveServerContent(interrupted=True))  # type: ignore[arg-type]
    assert not session.is_mid_turn
