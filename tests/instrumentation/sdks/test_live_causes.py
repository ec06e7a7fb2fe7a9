"""Every row that a session can show, on a WebSocket: what is recorded is what `classify_*` says of the same bytes."""

from __future__ import annotations

import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from google import genai
from google.genai import types

from genai_triage import evidence
from genai_triage.simulator import Simulator, scenario
from genai_triage.simulator.live import close_of
from genai_triage.taxonomy import CAUSES, Failure
from genai_triage.taxonomy.model import Cause, Example
from tests.support.products import crossed, first_of_each
from tests.support.recorded import Recorded

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore")]

_UP_TO_THE_ERROR = 2
"""Messages of the simulator: the first piece of an answer, and an error instead of the second."""
HELLO = types.Content(role="user", parts=[types.Part(text="Hello")])


def rows(fits: Callable[[Example], bool]) -> list[Cause]:
    """Every cause of Gemini, of a gateway and of a status whose example fits."""
    found = [
        cause
        for cause in CAUSES.values()
        if cause.example is not None and not cause.id.startswith("gigachat.") and fits(cause.example)
    ]
    assert len(found) > 5
    return found


def of_each_kind(found: list[Cause]) -> Any:
    """Every cause; in the cross-section is the first of each class with each status."""
    return pytest.mark.parametrize("cause", first_of_each(found, _kind, name=lambda cause: str(cause.id)))


def _kind(cause: Cause) -> object:
    return cause.failure_class, cause.example and cause.example.http


def is_refusal(example: Example) -> bool:
    return (example.http or 0) >= 400 and not example.fault and not example.exception


def is_message(example: Example) -> bool:
    return is_refusal(example) and isinstance(example.body, dict) and "error" in example.body


def is_close(example: Example) -> bool:
    return isinstance(example.body, dict) and "ws_close_code" in example.body


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def client(running_simulator: Simulator) -> genai.Client:
    context = ssl.create_default_context(cafile=running_simulator.ca_file)
    options = types.HttpOptions(
        base_url=running_simulator.tls_url, async_client_args={"verify": context, "ssl": context}
    )
    return genai.Client(api_key="any", http_options=options)


async def live(client: genai.Client, plain: genai.Client, name: str) -> None:
    """Asks one question in a Live session; old versions pass an error on, and wait for more."""
    async with client.aio.live.connect(model=name) as session:
        await session.send_client_content(turns=HELLO)
        received: AsyncIterator[Any] = session.receive()
        for _ in range(_UP_TO_THE_ERROR):
            await anext(received)


async def interaction(client: genai.Client, plain: genai.Client, name: str) -> None:
    """The same in the session of an interaction."""
    async with plain.aio.interactions.connect(name) as session:
        await session.send("Hello")
        await session.complete()
        async for _ in session.receive():
            pass


SESSIONS = pytest.mark.parametrize(
    "hold",
    [
        live,
        pytest.param(
            interaction,
            marks=[
                pytest.mark.exhaustive,
                pytest.mark.skipif(
                    not hasattr(getattr(genai.Client(api_key="any").aio, "interactions", None), "connect"),
                    reason="The SDK has no sessions of interactions.",
                ),
            ],
        ),
    ],
)
Hold = Callable[[genai.Client, genai.Client, str], Awaitable[None]]


async def _check(
    hold: Hold, client: genai.Client, plain: genai.Client, name: str, telemetry: Recorded, failure: Failure | None
) -> None:
    with contextlib.suppress(Exception):
        await hold(client, plain, name)

    assert failure is not None
    attributes = telemetry.attributes
    assert (attributes["triage.class"], attributes["triage.cause"]) == (failure.failure_class, failure.cause.id)
    assert attributes["triage.owner"] == failure.owner
    assert attributes.get("triage.answered_by") == failure.answered_by
    assert telemetry.calls == {failure.failure_class: 1}
    assert len(telemetry.events) == ("error.type" in attributes)


@SESSIONS
@of_each_kind(rows(is_refusal))
async def test_a_refused_handshake_is_judged_as_the_answer_that_it_is(
    cause: Cause,
    hold: Hold,
    client: genai.Client,
    plain_gemini: genai.Client,
    simulator: Simulator,
    telemetry: Recorded,
) -> None:
    example = cause.example
    assert example is not None
    simulator.schedule(cause.id, at="handshake", endpoint="live")
    url = f"{simulator.tls_url}/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
    body = example.body if isinstance(example.body, str) else json.dumps(example.body)
    failure = evidence.classify_response("gemini", example.http, body, example.headers, url)

    await _check(hold, client, plain_gemini, "m", telemetry, failure)
    assert telemetry.attributes["http.response.status_code"] == example.http


@SESSIONS
@of_each_kind(rows(is_message))
async def test_an_error_among_the_messages_is_judged_as_the_error_that_it_is(
    cause: Cause,
    hold: Hold,
    client: genai.Client,
    plain_gemini: genai.Client,
    simulator: Simulator,
    telemetry: Recorded,
) -> None:
    assert cause.example is not None
    failure = evidence.classify_response("gemini", None, cause.example.body)

    await _check(hold, client, plain_gemini, f"m-message-fail-{cause.id}", telemetry, failure)


@SESSIONS
@pytest.mark.parametrize(
    ("cause", "when"),
    crossed(
        rows(lambda example: is_close(example) or is_message(example)),
        ["", "turn-"],
        name=lambda value: value.id if isinstance(value, Cause) else "in a turn" if value else "before setup",
    ),
)
async def test_a_close_is_judged_by_its_code_and_reason(
    cause: Cause,
    when: str,
    hold: Hold,
    client: genai.Client,
    plain_gemini: genai.Client,
    simulator: Simulator,
    telemetry: Recorded,
) -> None:
    assert cause.example is not None
    assert scenario(cause).way in ("live", "answer")
    code, reason = close_of(cause.example)
    failure = evidence.classify_close(code, reason)

    await _check(hold, client, plain_gemini, f"m-{when}fail-{cause.id}", telemetry, failure)
    assert telemetry.attributes["triage.session.close.code"] == code
