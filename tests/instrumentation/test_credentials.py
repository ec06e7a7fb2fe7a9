"""Which credential a call is made with, on every path: raw libraries, SDKs and gRPC."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import grpc
import httpx
import pytest
import requests
from gigachat import GigaChat
from google import genai
from google import generativeai as former
from google.genai import types

from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from genai_triage.telemetry.credentials import MAX_LABELS, Fingerprints
from tests.support import rpc_calls
from tests.support.left_on import LEFT_ON
from tests.support.recorded import Recorded

KEY = "AIzaSyA0123456789abcdefghijklmnopqrstuv"
OTHER_KEY = "AIzaSyB0123456789abcdefghijklmnopqrstuv"
CLIENT = base64.b64encode(b"5a0c4f1e-client:0d9ab1f2-secret-of-it").decode()
OF_KEY, OF_CLIENT = str(Fingerprints().of(KEY)), str(Fingerprints().of(CLIENT))
PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
ASKED: Any = {"contents": []}
FAILING = "gemini.permission_denied"
LABEL = "GENAI_TRIAGE_CREDENTIAL_LABEL"
COUNTERS = ("triage.calls", "triage.failures", "triage.attempts")


@pytest.fixture
def known(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    port = simulator.url.rpartition(":")[2]
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"127.0.0.1:{port}=gemini,localhost:{port}=gigachat")
    return simulator


@pytest.fixture
def telemetry(known: Simulator, recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Instrumented, with the credential as a label."""
    monkeypatch.setenv(LABEL, "true")
    LEFT_ON.switch_on(recorded)
    return recorded


def labels(recorded: Recorded, counter: str) -> set[str | None]:
    return {attributes.get("triage.credential") for attributes, _ in recorded.points(counter)}


def by_httpx(url: str, headers: dict[str, str]) -> None:
    httpx.post(url, json=ASKED, headers=headers)


def by_httpx_client(url: str, headers: dict[str, str]) -> None:
    async def run() -> None:
        async with httpx.AsyncClient(headers=headers) as client:
            await client.post(url, json=ASKED)

    asyncio.run(run())


def by_requests(url: str, headers: dict[str, str]) -> None:
    requests.post(url, json=ASKED, headers=headers, timeout=60)


def by_aiohttp(url: str, headers: dict[str, str]) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session, session.post(url, json=ASKED, headers=headers) as response:
            await response.read()

    asyncio.run(run())


def by_aiohttp_session(url: str, headers: dict[str, str]) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession(headers=headers) as session, session.post(url, json=ASKED) as response:
            await response.read()

    asyncio.run(run())


RAW = (by_httpx, by_httpx_client, by_requests, by_aiohttp, by_aiohttp_session)


def gemini(simulator: Simulator, **options: Any) -> genai.Client:
    return genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=simulator.gemini_url, **options))


def ask(client: genai.Client) -> None:
    client.models.generate_content(model="gemini-2.5-flash", contents="Hello")


def aask(client: genai.Client) -> None:
    asyncio.run(client.aio.models.generate_content(model="gemini-2.5-flash", contents="Hello"))


def ask_former(simulator: Simulator) -> None:
    former.configure(api_key=KEY, transport="rest", client_options={"api_endpoint": simulator.gemini_url})
    former.GenerativeModel("gemini-2.5-flash").generate_content("Hello")


def failed(call: Callable[[], Any]) -> None:
    with pytest.raises(Exception, match=r"403|PERMISSION|denied"):
        call()


@pytest.mark.parametrize("send", RAW)
@pytest.mark.parametrize("place", ["header", "query", "bearer"])
def test_a_raw_call_is_counted_by_its_key(
    telemetry: Recorded, known: Simulator, send: Callable[..., None], place: str
) -> None:
    headers = {"header": {"x-goog-api-key": KEY}, "query": {}, "bearer": {"Authorization": f"Bearer {KEY}"}}[place]
    url = f"{known.gemini_url}{PATH}{f'?key={KEY}' if place == 'query' else ''}"
    send(url, headers)
    known.schedule(FAILING)
    send(url, headers)
    assert telemetry.calls == {"ok": 1, "permission": 1}
    assert [labels(telemetry, counter) for counter in COUNTERS] == [{OF_KEY}] * 3
    assert [span.attributes.get("triage.credential") for span in telemetry.operations] == [None, OF_KEY]


@pytest.mark.parametrize("call", [ask, aask])
def test_a_call_of_google_genai_is_counted_by_its_key(
    telemetry: Recorded, known: Simulator, call: Callable[..., None]
) -> None:
    call(gemini(known))
    known.schedule(FAILING)
    failed(lambda: call(gemini(known)))
    assert telemetry.calls == {"ok": 1, "permission": 1}
    assert [labels(telemetry, counter) for counter in COUNTERS] == [{OF_KEY}] * 3


def test_a_call_of_google_generativeai_is_counted_by_its_key(telemetry: Recorded, known: Simulator) -> None:
    ask_former(known)
    assert labels(telemetry, "triage.calls") == {OF_KEY}


@pytest.mark.parametrize("credentials", ["service account", "user"])
def test_a_call_of_vertex_ai_is_counted_by_what_its_tokens_are_for(
    telemetry: Recorded, known: Simulator, credentials: str
) -> None:
    key = "0123456789abcdef0123456789abcdef01234567"
    client = gemini(known, headers={"x-goog-api-key": "", "Authorization": "Bearer ya29.0123456789abcdef"})
    held = {"signer": SimpleNamespace(key_id=key)} if credentials == "service account" else {"refresh_token": key}
    client._api_client._credentials = SimpleNamespace(**held)  # type: ignore[assignment]
    ask(client)
    assert labels(telemetry, "triage.calls") == {Fingerprints().of(key)}


def test_a_call_of_gigachat_is_counted_by_the_authorization_key_whatever_its_token(
    telemetry: Recorded, known: Simulator, gigachat: Callable[..., GigaChat]
) -> None:
    for _ in range(2):
        with gigachat(credentials=CLIENT) as client:
            client.chat("Hello")
            client.chat("Hello again")
    assert telemetry.points("triage.calls") == [
        (
            {
                "gen_ai.provider.name": "gigachat",
                "triage.class": "ok",
                "triage.owner": "none",
                "triage.credential": OF_CLIENT,
            },
            4,
        )
    ]
    assert labels(telemetry, "triage.attempts") == {OF_CLIENT}


def test_a_call_with_a_password_is_counted_without_a_credential(
    telemetry: Recorded, known: Simulator, gigachat: Callable[..., GigaChat]
) -> None:
    with gigachat(credentials=None, user="user-of-gigachat", password="password") as client:
        client.chat("Hello")
    assert labels(telemetry, "triage.calls") == {None}


@pytest.mark.parametrize("send", RAW)
def test_a_raw_call_with_a_token_is_counted_by_the_authorization_key_that_asked_for_it(
    telemetry: Recorded, known: Simulator, send: Callable[..., None]
) -> None:
    port = known.url.rpartition(":")[2]
    token = httpx.post(
        known.oauth_url.replace("127.0.0.1", "localhost"),
        headers={"authorization": f"Basic {CLIENT}", "rquid": "6f0b1291-c7f3-43c6-bb2e-9f3efb2dc98e"},
        data={"scope": "GIGACHAT_API_PERS"},
    ).json()["access_token"]
    send(f"http://localhost:{port}/api/v1/chat/completions", {"Authorization": f"Bearer {token}"})
    assert telemetry.attempts_by_transport.keys() >= {("ok", "httpx")}
    assert labels(telemetry, "triage.calls") == {OF_CLIENT}


def test_a_call_over_grpc_is_counted_by_the_key_in_its_metadata(
    telemetry: Recorded, rpc: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        client = rpc_calls.gapic(channel)
        client.generate_content(rpc_calls.generate(), metadata=[("x-goog-api-key", KEY)])
        rpc.schedule(FAILING)
        failed(lambda: client.generate_content(rpc_calls.generate(), metadata=[("x-goog-api-key", KEY)]))
    assert telemetry.calls == {"ok": 1, "permission": 1}
    assert [labels(telemetry, counter) for counter in COUNTERS] == [{OF_KEY}] * 3


def _httpx_auth(url: str) -> None:
    httpx.post(url, json=ASKED, auth=("5a0c4f1e-client", "0d9ab1f2-secret-of-it"))


def _requests_auth(url: str) -> None:
    requests.post(url, json=ASKED, auth=("5a0c4f1e-client", "0d9ab1f2-secret-of-it"), timeout=60)


def _aiohttp_auth(url: str) -> None:
    async def run() -> None:
        auth = aiohttp.BasicAuth("5a0c4f1e-client", "0d9ab1f2-secret-of-it")
        async with aiohttp.ClientSession() as session, session.post(url, json=ASKED, auth=auth) as response:
            await response.read()

    asyncio.run(run())


@pytest.mark.parametrize("send", [_httpx_auth, _requests_auth, _aiohttp_auth])
def test_a_raw_call_is_counted_by_the_credential_that_its_library_puts_into_a_header(
    telemetry: Recorded, known: Simulator, send: Callable[[str], None]
) -> None:
    send(f"http://localhost:{known.url.rpartition(':')[2]}/api/v1/chat/completions")
    assert labels(telemetry, "triage.calls") == {OF_CLIENT}


def test_a_call_of_a_stub_is_counted_by_the_key_in_its_third_argument(telemetry: Recorded, rpc: Simulator) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        rpc_calls.method(channel, "gemini", streams=False)(rpc_calls.generate(), 60.0, [("x-goog-api-key", KEY)])

    assert [labels(telemetry, counter) for counter in ("triage.calls", "triage.attempts")] == [{OF_KEY}] * 2


def test_a_call_over_aio_grpc_is_counted_by_the_key_in_its_metadata(telemetry: Recorded, rpc: Simulator) -> None:
    async def run() -> None:
        async with grpc.aio.insecure_channel(rpc.grpc_target) as channel:
            metadata = [("x-goog-api-key", KEY)]
            await rpc_calls.gapic_async(channel).generate_content(rpc_calls.generate(), metadata=metadata)

    asyncio.run(run())
    assert [labels(telemetry, counter) for counter in ("triage.calls", "triage.attempts")] == [{OF_KEY}] * 2


def test_a_live_session_is_counted_by_its_key(telemetry: Recorded, known: Simulator) -> None:
    context = ssl.create_default_context(cafile=known.ca_file)
    arguments = {"verify": context, "ssl": context}
    options = types.HttpOptions(base_url=known.tls_url, async_client_args=arguments)

    async def run() -> None:
        client = genai.Client(api_key=KEY, http_options=options)
        async with client.aio.live.connect(model="gemini-live", config={"response_modalities": [types.Modality.TEXT]}):
            pass

    asyncio.run(run())
    assert [labels(telemetry, counter) for counter in ("triage.calls", "triage.attempts")] == [{OF_KEY}] * 2


def test_every_class_of_a_credential_is_started_at_zero(telemetry: Recorded, known: Simulator) -> None:
    ask(gemini(known))
    started = [point for point in telemetry.zeros("triage.calls") if point.get("triage.credential") == OF_KEY]
    classes = {cause.failure_class.value for cause in CAUSES.values()}
    assert classes - {point["triage.class"] for point in started} == set()


def test_beyond_a_number_of_credentials_all_others_are_one(telemetry: Recorded, known: Simulator) -> None:
    for number in range(MAX_LABELS + 2):
        by_httpx(f"{known.gemini_url}{PATH}", {"x-goog-api-key": f"{KEY}{number}"})
    found = telemetry.points("triage.calls")
    assert len(found) == MAX_LABELS + 1
    assert [value for attributes, value in found if attributes["triage.credential"] == "_other"] == [2]


def test_the_fingerprint_alone_is_on_failed_spans_and_events_only(
    known: Simulator, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_CREDENTIAL_FINGERPRINT", "true")
    LEFT_ON.switch_on(recorded)
    known.schedule(FAILING)
    failed(lambda: ask(gemini(known)))
    assert recorded.attributes["triage.credential"] == OF_KEY
    assert recorded.events[0].attributes["triage.credential"] == OF_KEY
    assert [labels(recorded, counter) for counter in COUNTERS] == [{None}] * 3


def test_off_means_off(known: Simulator, recorded: Recorded) -> None:
    LEFT_ON.switch_on(recorded)
    known.schedule(FAILING)
    failed(lambda: ask(gemini(known)))
    assert "triage.credential" not in recorded.attributes
    assert [labels(recorded, counter) for counter in COUNTERS] == [{None}] * 3
