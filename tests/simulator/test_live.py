"""Live sessions, as google-genai holds them."""

from __future__ import annotations

import ssl

import pytest
from google import genai
from google.genai import errors, types

from genai_triage.simulator import Simulator, scenario
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause

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
