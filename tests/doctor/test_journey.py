"""The failure that is followed: what answers it, what is recorded of it, and what leaves."""

from __future__ import annotations

import json
import logging
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

import genai_triage
from genai_triage.doctor import journey
from genai_triage.taxonomy import CAUSES


class _Server(ThreadingHTTPServer):
    """Ends soon."""

    def serve_forever(self, poll_interval: float = 0.01) -> None:
        super().serve_forever(poll_interval)


class Called:
    """Takes the place of the call: asks the server, and records what it is told to."""

    def __init__(self) -> None:
        self.metric = "triage.failures"
        self.attributes: dict[str, str] = {"triage.class": "quota", "triage.cause": "x"}
        self.providers: dict[str, Any] = {}
        self.answers: list[tuple[int, str, Any]] = []
        self.exported: list[Any] = []
        self.environ: dict[str, str] = {}

    def instrument(self, **providers: Any) -> None:
        self.providers = providers

    def call(self, url: str) -> str:
        self.environ = {name: os.environ[name] for name in ("GENAI_TRIAGE_HOSTS", "NO_PROXY", "no_proxy")}
        self.answers = [_asked(f"{url}{path}") for path in (journey._PATH, "/gigachat/chat/completions")]
        with self.providers["tracer_provider"].get_tracer("x").start_as_current_span("other"):
            pass
        with (
            self.providers["tracer_provider"].get_tracer("x").start_as_current_span("call", attributes=self.attributes)
        ):
            pass
        self.providers["meter_provider"].get_meter("x").create_counter(self.metric).add(1)
        return "a library"

    def export(self, spans: Any) -> list[dict[str, Any]]:
        self.exported = [(span.name, span.resource.attributes["service.name"]) for span in spans]
        return [{"exporter": "otlp", "result": "SUCCESS"}]


def _asked(url: str) -> tuple[int, str, Any]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError) as raised:
        opener.open(urllib.request.Request(url, data=b"{}"), timeout=10)
    return raised.value.code, str(raised.value.headers["Content-Type"]), json.loads(raised.value.read())


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Iterator[Called]:
    found = Called()
    servers: list[ThreadingHTTPServer] = []

    def serve(*given: Any) -> ThreadingHTTPServer:
        servers.append(_Server(*given))
        return servers[0]

    monkeypatch.setattr(journey, "ThreadingHTTPServer", serve)
    monkeypatch.setattr(journey, "_called", found.call)
    monkeypatch.setattr(journey, "_export", found.export)
    monkeypatch.setattr(genai_triage, "instrument", found.instrument)
    monkeypatch.setattr(os, "environ", {**os.environ, "OTEL_TRACES_SAMPLER": "always_off"})
    yield found
    for server in servers:
        server.shutdown()
        server.server_close()


def test_one_span_of_the_doctors_own_service_is_recorded_counted_and_exported(
    called: Called, capfd: pytest.CaptureFixture[str]
) -> None:
    assert journey._follow() == {
        "library": "a library",
        "class": "quota",
        "cause": "x",
        "counted": True,
        "exported": [{"exporter": "otlp", "result": "SUCCESS"}],
    }
    assert called.exported == [("call", "genai-triage-doctor")]
    assert called.providers["tracer_provider"].sampler is ALWAYS_ON
    assert capfd.readouterr() == ("", "")


def test_the_vendors_answer_as_they_do_to_a_call_that_fails(called: Called) -> None:
    journey._follow()
    causes = [CAUSES["gemini.requests_per_day"], CAUSES["gigachat.payment_required"]]
    examples = [cause.example for cause in causes]
    assert called.answers == [
        (one.http, "application/json", json.loads(one.body) if isinstance(one.body, str) else one.body)
        for one in examples
        if one is not None
    ]


def test_no_proxy_stands_before_the_server_and_it_is_known_as_a_vendors(called: Called) -> None:
    journey._follow()
    place = called.environ.pop("GENAI_TRIAGE_HOSTS")
    assert (place.startswith("127.0.0.1:"), place.endswith("=gemini")) == (True, True)
    assert called.environ == {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


@pytest.mark.parametrize(
    ("metric", "attributes", "counted", "exported"),
    [
        ("triage.calls", {"triage.class": "quota"}, False, 1),
        ("triage.failures", {"gen_ai.system": "x"}, True, 0),
    ],
)
def test_what_was_not_recorded_is_told(
    metric: str, attributes: dict[str, str], counted: bool, exported: int, called: Called
) -> None:
    called.metric, called.attributes = metric, attributes
    found = journey._follow()
    assert (found["counted"], len(found["exported"]), found["cause"]) == (counted, exported, None)


def test_what_this_package_warned_of_meanwhile_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("genai_triage")
    monkeypatch.setattr(logger, "handlers", [*logger.handlers])

    def follow() -> dict[str, Any]:
        logger.warning("skipped %s", "httpx")
        logger.info("not this")
        return {}

    monkeypatch.setattr(journey, "_follow", follow)
    journey.main()
    assert json.loads(capsys.readouterr().out) == {"warnings": ["skipped httpx"]}


def test_raw_calls_are_made_with_any_library_that_has_a_post(monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    asked: list[Any] = []
    monkeypatch.setattr(requests, "post", lambda url, **how: asked.append((url, how)))
    journey._CALLS["requests"]("http://x")
    body = {"contents": [{"parts": [{"text": "Hello"}]}]}
    assert asked == [("http://x/v1beta/models/gemini-2.5-flash:generateContent", {"json": body, "timeout": 5})]


def test_an_sdks_call_goes_to_the_server_with_a_key_of_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    gigachat = pytest.importorskip("gigachat")
    genai = pytest.importorskip("google.genai")
    made: list[Any] = []

    class Client:
        def __init__(self, **given: Any) -> None:
            made.append(given)
            self.models = self

        def generate_content(self, **given: Any) -> None:
            made.append(given)

        def chat(self, text: str) -> None:
            made.append(text)

    monkeypatch.setattr(gigachat, "GigaChat", Client)
    monkeypatch.setattr(genai, "Client", Client)
    journey._CALLS["gigachat"]("http://x")
    journey._CALLS["google-genai"]("http://x")
    assert made == [
        {"base_url": "http://x/gigachat", "access_token": "simulated", "verify_ssl_certs": False},
        "Hello",
        {"api_key": "simulated", "vertexai": False, "http_options": {"base_url": "http://x"}},
        {"model": "gemini-2.5-flash", "contents": "Hello"},
    ]
