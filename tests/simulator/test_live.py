"""Live sessions, as google-genai holds them."""

from __future__ import annotations

import asyncio
import ssl

import pytest
from google import genai
from google.genai import errors, types
from websockets.exceptions import InvalidStatus

from genai_triage.simulator import Simulator, scenario
from genai_triage.simulator.live import close_of
from genai_triage.simulator.schedules import ScheduleError
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause, Example

pytestmark = pytest.mark.anyio
LIVE = [cause for cause in CAUSES.values() if scenario(cause).way == "live"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def client(simulator: Simulator) -> genai.Client:
    context = ssl.create_default_context(cafile=simulator.ca_file)
    options = types.HttpOptions(base_url=simulator.tls_url, async_client_args={"verify": context, "ssl": context})
    return genai.Client(api_key="any", http_options=options)


async def test_turn_is_answered(client: genai.Client) -> None:
    config = types.LiveConnectConfig(response_modalities=[types.Modality.TEXT])
    async with client.aio.live.connect(model="gemini-live", config=config) as session:
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
        messages = [message async for message in session.receive()]

    assert "".join(message.text or "" for message in messages)
    assert messages[-1].usage_metadata
    assert messages[-1].usage_metadata.response_token_count


@pytest.mark.parametrize("cause", LIVE, ids=lambda cause: cause.id)
async def test_session_ends_with_the_close_frame_of_the_example(client: genai.Client, cause: Cause) -> None:
    assert cause.example is not None
    with pytest.raises(errors.APIError) as caught:
        async with client.aio.live.connect(model=f"fail-{cause.id}"):
            pass

    assert caught.value.code == cause.example.body["ws_close_code"]
    assert caught.value.details == cause.example.body["ws_close_reason"]


async def test_http_error_closes_the_session_with_its_message(client: genai.Client) -> None:
    with pytest.raises(errors.APIError) as caught:
        async with client.aio.live.connect(model="fail-gemini.key_invalid"):
            pass

    assert (caught.value.code, caught.value.details) == (1007, "API key not valid. Please pass a valid API key.")


async def test_unknown_cause_is_named_in_the_close_frame(client: genai.Client) -> None:
    with pytest.raises(errors.APIError) as caught:
        async with client.aio.live.connect(model="fail-gemini.nothing"):
            pass

    assert str(caught.value.details).startswith("simulator: there is no cause 'gemini.nothing'")


async def _turn(client: genai.Client, model: str = "gemini-live") -> list[types.LiveServerMessage]:
    config = types.LiveConnectConfig(response_modalities=[types.Modality.TEXT])
    async with client.aio.live.connect(model=model, config=config) as session:
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
        return [message async for message in session.receive()]


async def test_second_turn_fails_by_a_schedule(client: genai.Client, simulator: Simulator) -> None:
    simulator.schedule("gemini.live_idle", at="turn", after=1)
    await _turn(client)
    with pytest.raises(errors.APIError, match="no response was generated"):
        await _turn(client)


@pytest.mark.parametrize("when", ["", "turn-"])
async def test_fault_of_the_network_ends_without_a_close_frame(client: genai.Client, when: str) -> None:
    with pytest.raises(errors.APIError) as caught:
        await _turn(client, f"gemini-{when}fail-network.stream_cut")

    assert caught.value.code == 1006


async def test_handshake_is_refused_with_status_and_body(client: genai.Client, simulator: Simulator) -> None:
    simulator.schedule("gemini.unavailable", at="handshake")
    with pytest.raises(InvalidStatus) as caught:
        await _turn(client)

    assert caught.value.response.status_code == 503
    assert b"currently unavailable" in bytes(caught.value.response.body or b"")


async def test_error_comes_as_a_message(client: genai.Client) -> None:
    with pytest.raises((errors.APIError, TypeError)):
        await _turn(client, "gemini-message-fail-gemini.internal")


async def test_session_goes_away_and_is_closed_if_it_is_not_left(client: genai.Client) -> None:
    async with client.aio.live.connect(model="gemini-go-away") as session:
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
        _ = [message async for message in session.receive()]
        told = await anext(session.receive())
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
        with pytest.raises(errors.APIError) as caught:
            await anext(session.receive())

    assert told.go_away
    assert told.go_away.time_left == "10s"
    assert caught.value.code == 1000


def test_schedule_knows_the_stages_of_a_session(simulator: Simulator) -> None:
    with pytest.raises(ScheduleError, match="at must be one of handshake, turn, message"):
        simulator.schedule("gemini.internal", at="noon")


async def test_schedule_of_a_stage_is_for_sessions_only(simulator: Simulator, gemini: genai.Client) -> None:
    simulator.schedule("gemini.internal", at="turn")

    assert gemini.models.generate_content(model="gemini-2.5-flash", contents="Hello").text


@pytest.mark.parametrize("code", [1000, 1001, 1011])
async def test_a_session_is_closed_with_any_code_after_an_answer(code: int, client: genai.Client) -> None:
    async with client.aio.live.connect(model=f"gemini-live-close-{code}") as session:
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text="Hello")]))
        messages = [message async for message in session.receive()]
        with pytest.raises(errors.APIError) as caught:
            await anext(session.receive())

    assert messages[-1].server_content
    assert messages[-1].server_content.turn_complete
    assert caught.value.code == code


@pytest.mark.parametrize("when", ["", "turn-"])
async def test_a_session_falls_silent(when: str, client: genai.Client) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(_turn(client, f"gemini-{when}fail-network.read_timeout"), 0.5)


def test_a_reason_is_cut_at_the_bytes_that_a_frame_has_for_it() -> None:
    _, reason = close_of(Example(body={"ws_close_code": 1011, "ws_close_reason": "я" * 100}))
    assert reason == "я" * 61
