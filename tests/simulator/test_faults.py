"""Broken connections, as httpx and the SDKs see them."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
from gigachat import GigaChat
from google import genai

from genai_triage.simulator import Simulator
from genai_triage.taxonomy.model import Cause, Example, FailureClass

Clients = Callable[..., GigaChat]
FAULTS = ("reset", "cut", "stall", "refuse", "tls_untrusted", "connect_stall", "dns")


def row(fault: str) -> Cause:
    example = Example(fault=fault)  # type: ignore[arg-type]
    return Cause(f"network.{fault}", FailureClass.NETWORK, "https://example.com", "observed", (), example)


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator(latency=0, stall=5, causes={f"network.{fault}": row(fault) for fault in FAULTS}) as running:
        yield running


def post(simulator: Simulator, cause: str, timeout: float = 5.0) -> httpx.Response:
    url = f"{simulator.gemini_url}/v1beta/models/any:generateContent"
    return httpx.post(url, headers={"x-simulate": cause}, json={}, timeout=timeout)


def test_reset_ends_the_connection_without_an_answer(simulator: Simulator) -> None:
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        post(simulator, "network.reset")
    assert simulator.requests[-1].status == 0


def test_cut_ends_the_body_before_its_length(simulator: Simulator) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        post(simulator, "network.cut")


def test_cut_stream_brings_its_first_chunk(simulator: Simulator, gemini: genai.Client) -> None:
    chunks = gemini.models.generate_content_stream(model="fail-network.cut", contents="Hello")

    assert next(chunks).text
    with pytest.raises(Exception, match="incomplete chunked read"):
        next(chunks)


def test_gigachat_stream_is_cut_too(gigachat: Clients) -> None:
    with gigachat(model="fail-network.cut") as client:
        chunks = client.stream("Hello")
        assert next(chunks).choices[0].delta.content
        with pytest.raises(httpx.RemoteProtocolError):
            next(chunks)


def test_stall_outlasts_the_client(simulator: Simulator) -> None:
    with pytest.raises(httpx.ReadTimeout):
        post(simulator, "network.stall", timeout=0.2)


def test_stall_ends_by_itself() -> None:
    with (
        Simulator(latency=0, stall=0.05, causes={"network.stall": row("stall")}) as running,
        pytest.raises(httpx.RemoteProtocolError, match="without sending a response"),
    ):
        post(running, "network.stall")


def test_stall_does_not_hold_up_the_end() -> None:
    failed: list[Exception] = []

    def call(running: Simulator) -> None:
        try:
            post(running, "network.stall", timeout=30)
        except httpx.TransportError as error:
            failed.append(error)

    with Simulator(latency=0, stall=30, causes={"network.stall": row("stall")}) as running:
        thread = threading.Thread(target=call, args=(running,))
        thread.start()
        while not running.requests:
            thread.join(0.01)
    thread.join(60)

    assert [type(error) for error in failed] == [httpx.RemoteProtocolError]


def test_token_endpoint_can_stall_by_schedule(simulator: Simulator, gigachat: Clients) -> None:
    simulator.schedule("network.stall", endpoint="token")
    with gigachat(timeout=0.2) as client, pytest.raises(httpx.ReadTimeout):
        client.chat("Hello")


def test_refused_address_refuses(simulator: Simulator) -> None:
    with pytest.raises(httpx.ConnectError, match="refused"):
        httpx.get(simulator.refused_url)


def test_stalled_address_takes_no_connection(simulator: Simulator) -> None:
    with pytest.raises(httpx.ConnectTimeout):
        httpx.get(simulator.stalled_url, timeout=0.2)


def test_name_of_the_dns_address_does_not_resolve(simulator: Simulator) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(simulator.fault_urls["dns"])


def test_tls_address_is_not_trusted(simulator: Simulator) -> None:
    with pytest.raises(httpx.ConnectError, match=r"CERTIFICATE_VERIFY_FAILED.*self-signed certificate in"):
        httpx.get(simulator.tls_url)


def test_tls_address_is_trusted_with_its_root(simulator: Simulator) -> None:
    context = ssl.create_default_context(cafile=simulator.ca_file)

    assert httpx.get(f"{simulator.tls_url}/_sim/schedules", verify=context).json() == []


def test_gigachat_reaches_tls_with_the_root_or_without_checking(simulator: Simulator, gigachat: Clients) -> None:
    urls = {"base_url": f"{simulator.tls_url}/api/v1", "auth_url": f"{simulator.tls_url}/api/v2/oauth"}
    with gigachat(**urls, ca_bundle_file=simulator.ca_file) as client:
        assert client.chat("Hello").choices[0].finish_reason == "stop"
    with gigachat(**urls, verify_ssl_certs=False) as client:
        assert client.chat("Hello").choices[0].finish_reason == "stop"


@pytest.mark.parametrize("fault", ["refuse", "tls_untrusted", "connect_stall", "dns"])
def test_fault_of_an_address_is_among_the_urls(simulator: Simulator, fault: str) -> None:
    assert simulator.fault_urls[fault].startswith(("http://", "https://"))
