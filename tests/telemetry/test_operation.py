"""What an operation reports, to the letter: span, log event and metric points."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import ssl
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from opentelemetry import trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import SpanKind, StatusCode

from genai_triage.evidence.reading import Reading
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure, FailureClass, Provider, Quota
from genai_triage.telemetry import callback, runtime, watch
from genai_triage.telemetry.attempt import Response
from genai_triage.telemetry.calls import call_in
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.settings import Settings
from tests.support.languages import TRANSLATED
from tests.support.recorded import Recorded

URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
TOKENS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864)
WAITS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400)
QUOTA_EXCEEDED = {
    "error": {
        "code": 429,
        "message": "You exceeded your current quota. Write to jane.doe@example.com.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [
                    {
                        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                        "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                        "quotaDimensions": {"location": "global", "model": "gemini-2.5-flash"},
                        "quotaValue": "250",
                    }
                ],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37.5s"},
        ],
    }
}
INVALID = {"error": {"code": 400, "message": "Request contains an invalid argument.", "status": "INVALID_ARGUMENT"}}


class ClientError(Exception):
    """As an SDK raises it for an HTTP error."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(f"{code} {message}")
        self.code = code


class Ticking:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Ticking:
    ticking = Ticking()
    monkeypatch.setattr(time, "perf_counter", ticking.perf_counter)
    return ticking


class Bench:
    """Starts operations and looks at what they recorded."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.configure()

    def configure(
        self, tracer_provider: Any = None, meter_provider: Any = None, logger_provider: Any = None, **settings: Any
    ) -> None:
        recorded = self.recorded
        runtime.configure(
            tracer_provider or recorded.tracer_provider,
            meter_provider or recorded.meter_provider,
            logger_provider or recorded.logger_provider,
            Settings(**settings),
        )

    def start(self, **changes: Any) -> Operation:
        request = Request(
            provider="gemini",
            provider_name="gcp.gemini",
            operation="generate_content",
            model="gemini-2.5-flash",
            server=dataclasses.replace(server_of("https://generativelanguage.googleapis.com"), api_version="v1beta"),
        )
        telemetry = runtime.current()
        assert telemetry is not None
        return Operation(telemetry, dataclasses.replace(request, **changes))

    def refuse(
        self, operation: Operation, body: Any, headers: dict[str, str] | None = None, transport: str = "httpx2"
    ) -> ClientError:
        """The server answers with an error; what the SDK then raises."""
        code = body["error"]["code"]
        attempt = operation.start_attempt(transport, object())
        content = json.dumps(body).encode()
        attempt.on_response(
            Response(code, headers or {"content-type": "application/json"}, URL, read_body=lambda: content)
        )
        return ClientError(code, body["error"]["message"])

    def fail(self, body: Any, **changes: Any) -> None:
        operation = self.start(**changes)
        operation.fail(self.refuse(operation, body))

    def succeed(self, response_model: str = "gemini-2.5-flash-001", **changes: Any) -> None:
        operation = self.start(**changes)
        operation.start_attempt("httpx2", object()).on_response(Response(200, {}, URL))
        answer = operation.answer
        answer.add_candidate(0, None, True)
        answer.id, answer.model = "response-1", response_model
        answer.input_tokens, answer.output_tokens, answer.cached_tokens, answer.reasoning_tokens = 10, 30, 4, 20
        answer.add_candidate(0, "STOP", False)
        operation.succeed()

    def finish(self, reason: str, **changes: Any) -> None:
        """The answer comes with a finish reason."""
        operation = self.start(**changes)
        operation.start_attempt("httpx2", object()).on_response(Response(200, {}, URL))
        operation.answer.add_candidate(0, None, True)
        operation.answer.add_candidate(0, reason, False)
        operation.succeed()

    @property
    def names(self) -> set[str]:
        data = self.recorded._metrics.get_metrics_data()
        return {
            metric.name
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }


@pytest.fixture
def bench(recorded: Recorded) -> Iterator[Bench]:
    yield Bench(recorded)
    runtime.drop()


# Success

BASE = {
    "gen_ai.operation.name": "generate_content",
    "gen_ai.provider.name": "gcp.gemini",
    "gen_ai.request.model": "gemini-2.5-flash",
    "server.address": "generativelanguage.googleapis.com",
    "server.port": 443,
}


def test_the_span_of_a_success(bench: Bench) -> None:
    bench.succeed(attributes={"gen_ai.request.temperature": 0.5})
    span = bench.recorded.operation
    assert (span.name, span.kind) == ("generate_content gemini-2.5-flash", SpanKind.CLIENT)
    assert (span.status.status_code, span.status.description, span.events) == (StatusCode.UNSET, None, ())
    assert dict(span.attributes) == BASE | {
        "gen_ai.request.temperature": 0.5,
        "gen_ai.response.id": "response-1",
        "gen_ai.response.model": "gemini-2.5-flash-001",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 30,
        "gen_ai.usage.cache_read.input_tokens": 4,
        "gen_ai.usage.reasoning.output_tokens": 20,
    }
    assert bench.recorded.events == []


def test_the_span_of_a_call_without_a_model_is_named_by_the_operation(bench: Bench) -> None:
    bench.succeed(model=None, operation="get_balance")
    assert bench.recorded.operation.name == "get_balance"


def test_request_attributes_are_there_for_the_sampler(recorded: Recorded, bench: Bench) -> None:
    started: list[Any] = []

    class Noting(SpanProcessor):
        def on_start(self, span: Any, parent_context: Any = None) -> None:
            started.append(dict(span.attributes))

    recorded.tracer_provider.add_span_processor(Noting())
    bench.succeed(stream=True)
    assert started == [BASE | {"gen_ai.request.stream": True}]


def test_the_points_of_a_success(bench: Bench, clock: Ticking) -> None:
    operation = bench.start()
    clock.now += 2.0
    operation.answer.add_candidate(0, None, True)
    operation.answer.model = "gemini-2.5-flash-001"
    operation.answer.input_tokens, operation.answer.output_tokens = 10, 30
    operation.start_attempt("httpx2", object()).on_response(Response(200, {}, URL))
    operation.answer.add_candidate(0, "STOP", False)
    operation.succeed()
    labels = BASE | {"gen_ai.response.model": "gemini-2.5-flash-001"}
    points = bench.recorded.points
    assert points("gen_ai.client.operation.duration") == [(labels, (1, 2.0))]
    assert points("gen_ai.client.token.usage") == [
        (labels | {"gen_ai.token.type": "input"}, (1, 10)),
        (labels | {"gen_ai.token.type": "output"}, (1, 30)),
    ]
    assert points("triage.calls") == [
        ({"gen_ai.provider.name": "gcp.gemini", "triage.class": "ok", "triage.owner": "none"}, 1)
    ]
    assert points("triage.attempts") == [
        ({"gen_ai.provider.name": "gcp.gemini", "triage.class": "ok", "triage.transport": "httpx2"}, 1)
    ]
    assert points("triage.failures") == []


def test_the_points_of_a_stream(bench: Bench, clock: Ticking) -> None:
    operation = bench.start(stream=True)
    for pause in (1.0, 0.5, 0.25):
        clock.now += pause
        operation.chunk(lambda answer, chunk: answer.add_candidate(0, None, True), None)
    operation.answer.add_candidate(0, "STOP", False)
    operation.succeed(complete_stream=True)
    points = bench.recorded.points
    assert points("gen_ai.client.operation.time_to_first_chunk") == [(BASE, (1, 1.0))]
    assert points("gen_ai.client.operation.time_per_output_chunk") == [(BASE, (2, 0.75))]
    assert points("gen_ai.client.operation.duration") == [(BASE, (1, 1.75))]
    assert bench.recorded.attributes["gen_ai.response.time_to_first_chunk"] == 1.0
    assert _stream(bench) == {}


def _stream(bench: Bench) -> dict[str, Any]:
    """What the span says of the stream."""
    begin = "triage.stream."
    return {name[len(begin) :]: value for name, value in bench.recorded.attributes.items() if name.startswith(begin)}


def _chunks(operation: Operation, clock: Ticking, *pauses: float) -> None:
    for pause in pauses:
        clock.now += pause
        operation.chunk(lambda answer, chunk: answer.add_candidate(0, None, True), None)


def test_a_stream_that_broke_off_was_silent_since_its_last_chunk(bench: Bench, clock: Ticking) -> None:
    bench.configure(chunk_times=False)
    operation = bench.start(stream=True)
    _chunks(operation, clock, 1.0, 0.5)
    clock.now += 30.0
    operation.fail(TimeoutError())
    assert _stream(bench) == {"chunks": 2, "longest_gap": 30.0}


def test_a_stream_of_one_chunk_has_no_gap_however_late_the_application_sees_its_end(
    bench: Bench, clock: Ticking
) -> None:
    bench.configure(chunk_times=False)
    operation = bench.start(stream=True)
    _chunks(operation, clock, 1.0)
    clock.now += 30.0
    operation.abandon()
    assert _stream(bench) == {"chunks": 1}


def test_a_call_that_is_no_stream_says_nothing_of_chunks(bench: Bench) -> None:
    bench.configure(chunk_times=False)
    bench.start().succeed()
    assert _stream(bench) == {}


def test_what_passes_before_the_request_of_a_stream_is_no_wait_for_its_first_chunk(
    bench: Bench, clock: Ticking
) -> None:
    operation = bench.start(stream=True)
    for pause in (5.0, 1.0):
        clock.now += pause
        operation.restart_clock()
    clock.now += 2.0
    operation.chunk(lambda answer, chunk: answer.add_candidate(0, "STOP", True), None)
    clock.now += 7.0
    operation.restart_clock()
    operation.succeed(complete_stream=True)
    assert bench.recorded.attributes["gen_ai.response.time_to_first_chunk"] == 2.0
    assert bench.recorded.points("gen_ai.client.operation.duration") == [(BASE, (1, 9.0))]


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (ValueError("the answer has no text"), "gemini.answer_safety"),
        (KeyboardInterrupt(), "client.cancelled"),
        (SystemExit(), "client.cancelled"),
    ],
    ids=["the SDK chokes on it", "Ctrl-C", "the program ends"],
)
def test_an_exception_after_a_blocked_answer(error: BaseException, cause: str, bench: Bench) -> None:
    operation = bench.start()
    operation.start_attempt("httpx", object()).on_response(Response(200, {}, URL))
    operation.answer.add_candidate(0, "SAFETY", False)
    operation.fail(error)
    assert bench.recorded.attributes["triage.cause"] == cause


def test_the_points_of_a_stream_name_the_model_that_answers(bench: Bench, clock: Ticking) -> None:
    operation = bench.start(stream=True)
    for _ in range(2):
        operation.chunk(lambda answer, chunk: setattr(answer, "model", "gemini-2.5-flash-002"), None)
    operation.abandon()
    labels = {**BASE, "gen_ai.response.model": "gemini-2.5-flash-002"}
    points = bench.recorded.points
    assert points("gen_ai.client.operation.time_to_first_chunk") == [(labels, (1, 0.0))]
    assert points("gen_ai.client.operation.time_per_output_chunk") == [(labels, (1, 0.0))]


def test_times_between_chunks_that_are_switched_off_are_no_points_and_the_span_tells_the_longest(
    bench: Bench, clock: Ticking
) -> None:
    bench.configure(chunk_times=False)
    operation = bench.start(stream=True)
    _chunks(operation, clock, 0.0, 0.5, 2.0, 1.0)
    operation.abandon()
    assert _stream(bench) == {"chunks": 4, "longest_gap": 2.0}
    assert bench.recorded.points("gen_ai.client.operation.time_per_output_chunk") == []
    assert bench.recorded.points("gen_ai.client.operation.time_to_first_chunk") == [(BASE, (1, 0.0))]


@pytest.mark.parametrize("latest", [False, True], ids=["default", "latest"])
def test_the_metrics_of_the_conventions_can_be_left_to_others(bench: Bench, latest: bool) -> None:
    bench.configure(genai_metrics=False, latest_conventions=latest)
    operation = bench.start(stream=True)
    for _ in range(2):
        operation.chunk(lambda answer, chunk: None, None)
    operation.fail(bench.refuse(operation, QUOTA_EXCEEDED))
    bench.succeed()
    assert {name for name in bench.names if name.startswith("gen_ai.")} == set()
    assert bench.recorded.calls == {"quota": 1, "ok": 1}
    assert [span.name for span in bench.recorded.operations] == ["generate_content gemini-2.5-flash"] * 2


@pytest.mark.parametrize(
    ("name", "unit", "bounds"),
    [
        ("gen_ai.client.operation.duration", "s", SECONDS),
        ("gen_ai.client.operation.time_to_first_chunk", "s", SECONDS),
        ("gen_ai.client.operation.time_per_output_chunk", "s", SECONDS),
        ("gen_ai.client.token.usage", "{token}", TOKENS),
        ("triage.retry_after", "s", WAITS),
    ],
)
def test_histograms_have_their_units_and_boundaries(bench: Bench, name: str, unit: str, bounds: Any) -> None:
    operation = bench.start(stream=True)
    for _ in range(2):
        operation.chunk(lambda answer, chunk: None, None)
    operation.fail(bench.refuse(operation, QUOTA_EXCEEDED))
    bench.succeed()
    metric = bench.recorded.metric(name)
    assert metric.unit == unit
    assert {tuple(point.explicit_bounds) for point in metric.data.data_points} == {tuple(map(float, bounds))}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("triage.calls", "{call}"),
        ("triage.failures", "{failure}"),
        ("triage.attempts", "{attempt}"),
        ("triage.quota.limit", "{unit}"),
        ("triage.balance", "{token}"),
    ],
)
def test_counters_and_gauges_have_their_units(bench: Bench, name: str, unit: str) -> None:
    bench.fail(QUOTA_EXCEEDED)
    operation = bench.start()
    operation.answer.balance = {"GigaChat": 5.0}
    operation.succeed()
    assert bench.recorded.metric(name).unit == unit


# Failure

FAILURE = {
    "triage.class": "quota",
    "triage.cause": "gemini.requests_per_day",
    "triage.owner": "account",
    "triage.answered_by": "service",
    "triage.retryable": False,
    "triage.fix": CAUSES["gemini.requests_per_day"].fix,
    "triage.doc": CAUSES["gemini.requests_per_day"].doc,
    "triage.retry_after": 37.5,
    "triage.quota.id": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
    "triage.quota.metric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
    "triage.quota.limit": 250,
    "triage.quota.window": "day",
    "triage.quota.model": "gemini-2.5-flash",
    "triage.quota.resets_at": "2026-07-15T07:00:00Z",
    "http.response.status_code": 429,
    "error.type": "RESOURCE_EXHAUSTED",
}
MESSAGE = "You exceeded your current quota. Write to [email]."


def test_the_span_of_a_failure(bench: Bench) -> None:
    bench.fail(QUOTA_EXCEEDED)
    span = bench.recorded.operation
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description == "quota: gemini.requests_per_day"
    assert span.events == ()
    assert dict(span.attributes) == BASE | FAILURE | {"triage.message": MESSAGE}


def test_the_log_event_of_a_failure(bench: Bench) -> None:
    bench.fail(QUOTA_EXCEEDED)
    (event,) = bench.recorded.events
    span = bench.recorded.operation
    assert event.event_name == "gen_ai.client.operation.exception"
    assert (event.severity_number, event.severity_text) == (SeverityNumber.WARN, "WARN")
    assert (event.trace_id, event.span_id) == (span.context.trace_id, span.context.span_id)
    assert dict(event.attributes) == BASE | FAILURE | {
        "exception.type": f"{ClientError.__module__}.ClientError",
        "exception.message": MESSAGE,
    }


def test_the_event_says_in_one_line_what_happened_and_what_to_do(bench: Bench) -> None:
    bench.fail(QUOTA_EXCEEDED)
    (event,) = bench.recorded.events
    assert event.body == f"quota: gemini.requests_per_day: {FAILURE['triage.fix']}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_people_read_is_in_the_chosen_language(bench: Bench, language: str) -> None:
    cause = CAUSES["gemini.requests_per_day"]
    said = {"triage.fix": cause.fix_in(language), "triage.doc": cause.doc_in(language)}
    assert said["triage.fix"] != cause.fix
    bench.configure(language=language)
    bench.fail(QUOTA_EXCEEDED)
    (event,) = bench.recorded.events
    assert dict(bench.recorded.operation.attributes) == BASE | FAILURE | said | {"triage.message": MESSAGE}
    assert {name: event.attributes[name] for name in said} == said
    assert event.body == f"quota: gemini.requests_per_day: {said['triage.fix']}"


def test_the_language_that_is_chosen_later_counts(bench: Bench) -> None:
    bench.fail(QUOTA_EXCEEDED)
    bench.configure(language="ru")
    bench.fail(QUOTA_EXCEEDED)
    assert [span.attributes["triage.doc"] for span in bench.recorded.operations] == [
        FAILURE["triage.doc"],
        CAUSES["gemini.requests_per_day"].doc_in("ru"),
    ]


def test_the_points_of_a_failure(bench: Bench, clock: Ticking) -> None:
    operation = bench.start()
    error = bench.refuse(operation, QUOTA_EXCEEDED)
    clock.now += 4.0
    operation.fail(error)
    points = bench.recorded.points
    outcome = {"error.type": "RESOURCE_EXHAUSTED", "triage.class": "quota"}
    provider = {"gen_ai.provider.name": "gcp.gemini"}
    assert points("gen_ai.client.operation.duration") == [(BASE | outcome, (1, 4.0))]
    assert points("gen_ai.client.token.usage") == []
    assert points("triage.calls") == [(provider | {"triage.class": "quota", "triage.owner": "account"}, 1)]
    assert points("triage.failures") == [
        (
            provider
            | {
                "gen_ai.operation.name": "generate_content",
                "gen_ai.request.model": "gemini-2.5-flash",
                "triage.class": "quota",
                "triage.cause": "gemini.requests_per_day",
                "triage.owner": "account",
                "triage.answered_by": "service",
                "triage.quota.window": "day",
            },
            1,
        )
    ]
    assert points("triage.attempts") == [(provider | {"triage.class": "quota", "triage.transport": "httpx2"}, 1)]
    assert points("triage.retry_after") == [(provider | {"triage.class": "quota"}, (1, 37.5))]
    assert points("triage.quota.limit") == [
        (
            provider | {"gen_ai.request.model": "gemini-2.5-flash", "triage.quota.id": FAILURE["triage.quota.id"]},
            250,
        )
    ]


@pytest.mark.parametrize(
    ("error", "error_type"),
    [
        (ConnectionResetError(), "ConnectionResetError"),
        (json.JSONDecodeError("no", "", 0), "json.decoder.JSONDecodeError"),
    ],
    ids=["builtin", "in a module"],
)
def test_without_a_code_of_the_provider_the_exceptions_name_is_the_type(
    bench: Bench, error: BaseException, error_type: str
) -> None:
    bench.start().fail(error)
    assert bench.recorded.attributes["error.type"] == error_type
    assert bench.recorded.events[0].attributes["exception.type"] == error_type


def test_messages_are_not_recorded_when_that_is_off(bench: Bench) -> None:
    bench.configure(capture_message=False)
    bench.fail(QUOTA_EXCEEDED)
    assert "triage.message" not in bench.recorded.attributes
    (event,) = bench.recorded.events
    assert "exception.message" not in event.attributes
    assert not any("exceeded" in str(value) for value in event.attributes.values() if value != FAILURE["triage.fix"])


# Failures inside a 200


def test_a_failure_inside_a_200_leaves_the_status_unset(bench: Bench) -> None:
    bench.finish("SAFETY")
    span = bench.recorded.operation
    cause = CAUSES["gemini.answer_safety"]
    assert span.status.status_code is StatusCode.UNSET
    assert dict(span.attributes) == BASE | {
        "gen_ai.response.finish_reasons": ("content_filter",),
        "http.response.status_code": 200,
        "triage.class": "safety",
        "triage.cause": "gemini.answer_safety",
        "triage.owner": "content",
        "triage.answered_by": "service",
        "triage.retryable": False,
        "triage.fix": cause.fix,
        "triage.doc": cause.doc,
    }
    assert bench.recorded.events == []


def test_the_points_of_a_failure_inside_a_200(bench: Bench) -> None:
    bench.finish("SAFETY")
    points = bench.recorded.points
    ((attributes, _),) = points("gen_ai.client.operation.duration")
    assert attributes == BASE | {"triage.class": "safety"}
    assert [(a["triage.class"], n) for a, n in points("triage.calls")] == [("safety", 1)]
    assert [(a["triage.cause"], n) for a, n in points("triage.failures")] == [("gemini.answer_safety", 1)]
    assert [(a["triage.class"], n) for a, n in points("triage.attempts")] == [("safety", 1)]


def test_a_failure_inside_a_200_can_be_an_error(bench: Bench) -> None:
    bench.configure(soft_failures_are_errors=True)
    bench.finish("SAFETY")
    span = bench.recorded.operation
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "safety: gemini.answer_safety")
    assert "error.type" not in span.attributes
    assert bench.recorded.events == []


@pytest.mark.parametrize(
    ("reason", "recorded_reason", "outcome"),
    [
        ("STOP", "stop", "ok"),
        ("MAX_TOKENS", "length", "truncated"),
        ("RECITATION", "content_filter", "recitation"),
        ("MALFORMED_FUNCTION_CALL", "error", "malformed_output"),
    ],
)
def test_finish_reasons_are_the_conventions_words(
    bench: Bench, reason: str, recorded_reason: str, outcome: str
) -> None:
    bench.finish(reason)
    assert bench.recorded.attributes["gen_ai.response.finish_reasons"] == (recorded_reason,)
    assert bench.recorded.calls == {outcome: 1}


def test_a_cut_stream_has_the_finish_reason_error(bench: Bench) -> None:
    operation = bench.start(stream=True)
    operation.chunk(lambda answer, chunk: answer.add_candidate(0, None, True), None)
    operation.succeed(complete_stream=True)
    assert bench.recorded.attributes["gen_ai.response.finish_reasons"] == ("error",)
    assert bench.recorded.attributes["triage.cause"] == "network.stream_cut"


# Attempts


def test_attempts_that_failed_inside_a_success_are_counted(bench: Bench) -> None:
    operation = bench.start()
    bench.refuse(operation, QUOTA_EXCEEDED)
    operation.start_attempt("httpx2", object()).on_response(Response(200, {}, URL))
    operation.answer.add_candidate(0, None, True)
    operation.answer.add_candidate(0, "STOP", False)
    operation.succeed()
    assert bench.recorded.attributes["triage.retries"] == 1
    assert "triage.class" not in bench.recorded.attributes
    assert bench.recorded.attempts == {"quota": 1, "ok": 1}
    assert bench.recorded.calls == {"ok": 1}


def test_the_last_attempt_decides_the_status_code(bench: Bench) -> None:
    operation = bench.start()
    bench.refuse(operation, QUOTA_EXCEEDED)
    operation.fail(bench.refuse(operation, INVALID))
    assert bench.recorded.attributes["http.response.status_code"] == 400
    assert bench.recorded.attributes["triage.cause"] == "gemini.invalid_argument"
    assert bench.recorded.attributes["triage.retries"] == 1


def test_an_error_of_the_client_after_a_good_answer_leaves_the_attempt_good(bench: Bench) -> None:
    operation = bench.start()
    operation.start_attempt("httpx", object()).on_response(Response(200, {}, URL))
    operation.fail(ValueError("contents are required."))
    assert bench.recorded.attributes["triage.class"] == "client"
    assert bench.recorded.attempts == {"ok": 1}


def test_the_attempts_own_span_carries_class_and_cause(bench: Bench) -> None:
    operation = bench.start()
    tracer = bench.recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.httpx")

    def post() -> Any:
        with tracer.start_as_current_span("POST"):
            return bench.refuse(operation, QUOTA_EXCEEDED)

    error = call_in(operation.context, post)
    operation.fail(error)
    (http,) = [span for span in bench.recorded.spans if span.name == "POST"]
    assert dict(http.attributes) == {"triage.class": "quota", "triage.cause": "gemini.requests_per_day"}
    assert http.parent.span_id == bench.recorded.operation.context.span_id


# Findings


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ({"gen_ai.request.temperature": 2.5}, ["temperature 2.5 is outside 0.0–1.0"]),
        ({"gen_ai.request.top_p": -0.5}, ["topP -0.5 is outside 0.0–1.0"]),
        ({"gen_ai.request.choice.count": 9}, ["candidateCount 9 is outside 1–8"]),
        ({"gen_ai.request.temperature": 1.0, "gen_ai.request.top_p": 0.0, "gen_ai.request.choice.count": 8}, []),
    ],
)
def test_a_400_names_what_is_out_of_range_then_version_and_model(
    bench: Bench, attributes: dict[str, Any], found: list[str]
) -> None:
    bench.fail(INVALID, attributes=attributes)
    used = ["the API version used is v1beta", "the model used is gemini-2.5-flash"]
    assert list(bench.recorded.attributes["triage.findings"]) == [*found, *used]
    assert bench.recorded.attributes["triage.class"] == "invalid_request"


def test_other_failures_have_no_findings(bench: Bench) -> None:
    bench.fail(QUOTA_EXCEEDED, attributes={"gen_ai.request.temperature": 2.5})
    assert "triage.findings" not in bench.recorded.attributes


def test_gigachat_has_no_documented_ranges(bench: Bench) -> None:
    operation = bench.start(
        provider="gigachat",
        provider_name="gigachat",
        operation="chat",
        model="GigaChat-2",
        server=server_of("https://gigachat.devices.sberbank.ru/api/v1"),
        attributes={"gen_ai.request.temperature": 2.5},
    )
    attempt = operation.start_attempt("httpx", object())
    body = b'{"status": 422, "message": "Invalid params: message role is unknown"}'
    attempt.on_response(Response(422, {}, read_body=lambda: body))
    operation.fail(ClientError(422))
    assert list(bench.recorded.attributes["triage.findings"]) == [
        "the API version used is v1",
        "the model used is GigaChat-2",
    ]


# Zeros and bounds


@pytest.mark.parametrize(
    ("provider", "provider_name"), [("gemini", "gcp.gemini"), ("gemini", "gcp.vertex_ai"), ("gigachat", "gigachat")]
)
def test_every_class_and_owner_is_started_at_zero(bench: Bench, provider: Any, provider_name: str) -> None:
    bench.succeed(provider=provider, provider_name=provider_name)
    zeros = bench.recorded.zeros("triage.calls")
    found = {(zero["triage.class"], zero["triage.owner"]) for zero in zeros}
    causes = [cause for cause in CAUSES.values() if not cause.id.startswith(_other(provider))]
    overrides = {(cause.failure_class.value, cause.owner.value) for cause in causes}
    assert found == {(each.value, each.owner.value) for each in FailureClass} | overrides
    assert ("network", "caller") in found
    assert {zero["gen_ai.provider.name"] for zero in zeros} == {provider_name}
    assert len(zeros) == len(found)


def _other(provider: str) -> str:
    return "gigachat." if provider == "gemini" else "gemini."


def test_a_failure_is_an_increase_of_a_series_that_was_started(bench: Bench) -> None:
    bench.succeed()
    before = {tuple(sorted(zero.items())) for zero in bench.recorded.zeros("triage.calls")}
    bench.fail(QUOTA_EXCEEDED)
    bench.start().fail(ssl.SSLCertVerificationError("certificate verify failed"))
    failed = [a for a, _ in bench.recorded.points("triage.calls") if a["triage.class"] != "ok"]
    assert {(a["triage.class"], a["triage.owner"]) for a in failed} == {("quota", "account"), ("network", "caller")}
    assert {tuple(sorted(a.items())) for a in failed} <= before


def test_the_101st_model_is_other_in_metrics_and_itself_on_the_span(bench: Bench) -> None:
    for number in range(100):
        bench.start(model=f"model-{number}").abandon()
    bench.fail(QUOTA_EXCEEDED, model="one-too-many")
    bench.start(model="model-7").abandon()
    models = {a["gen_ai.request.model"] for a, _ in bench.recorded.points("gen_ai.client.operation.duration")}
    assert models == {f"model-{number}" for number in range(100)} | {"_other"}
    assert [a["gen_ai.request.model"] for a, _ in bench.recorded.points("triage.failures")] == ["_other"]
    assert [a["gen_ai.request.model"] for a, _ in bench.recorded.points("triage.quota.limit")] == ["_other"]
    assert bench.recorded.operations[100].attributes["gen_ai.request.model"] == "one-too-many"


def test_response_models_have_a_hundred_of_their_own(bench: Bench) -> None:
    for number in range(120):
        bench.succeed(model=f"model-{number}", response_model=f"answered-by-{number}")
    labels = [a for a, _ in bench.recorded.points("gen_ai.client.operation.duration")]
    assert {a["gen_ai.request.model"] for a in labels} == {*(f"model-{number}" for number in range(100)), "_other"}
    assert {a["gen_ai.response.model"] for a in labels} == {*(f"answered-by-{n}" for n in range(100)), "_other"}


@pytest.mark.parametrize(("provider", "host"), [("gemini", "www.python-httpx.org"), ("gigachat", "developers.sber.ru")])
def test_a_cause_that_all_have_leads_to_the_page_of_the_called_vendor(
    bench: Bench, provider: Provider, host: str
) -> None:
    bench.start(provider=provider).fail(ssl.SSLCertVerificationError("certificate verify failed"))
    assert bench.recorded.attributes["triage.cause"] == "network.tls_untrusted"
    assert urlsplit(bench.recorded.attributes["triage.doc"]).hostname == host
    (event,) = bench.recorded.events
    assert event.attributes["triage.doc"] == bench.recorded.attributes["triage.doc"]


# Switches and surroundings

LATEST = {
    "gen_ai.client.inference.duration",
    "gen_ai.client.inference.operation.input_tokens",
    "gen_ai.client.inference.operation.output_tokens",
    "gen_ai.client.inference.usage.input_tokens",
    "gen_ai.client.inference.usage.output_tokens",
    "gen_ai.client.inference.usage.cache_read.input_tokens",
    "gen_ai.client.inference.usage.reasoning.output_tokens",
}


def test_the_latest_conventions_rename_the_metrics_of_inference(bench: Bench) -> None:
    bench.configure(latest_conventions=True)
    bench.succeed()
    assert {name for name in bench.names if name.startswith("gen_ai.")} == LATEST
    points = bench.recorded.points
    assert [value for _, value in points("gen_ai.client.inference.operation.input_tokens")] == [(1, 10)]
    ((attributes, value),) = points("gen_ai.client.inference.usage.output_tokens")
    assert (attributes["gen_ai.token.modality"], value) == ("unknown", 30)


def test_the_latest_conventions_keep_the_old_duration_for_other_operations(bench: Bench) -> None:
    bench.configure(latest_conventions=True)
    bench.succeed(operation="embeddings")
    assert {name for name in bench.names if name.startswith("gen_ai.")} == {"gen_ai.client.operation.duration"}


@pytest.mark.parametrize(("latest", "metrics"), [(False, "gen_ai.client.operation"), (True, "gen_ai.client.inference")])
def test_each_convention_has_its_metrics_of_streams(bench: Bench, latest: bool, metrics: str) -> None:
    bench.configure(latest_conventions=latest)
    operation = bench.start(stream=True)
    for _ in range(3):
        operation.chunk(lambda answer, chunk: None, None)
    operation.abandon()
    counts = {name: value[0] for name in bench.names if "chunk" in name for _, value in bench.recorded.points(name)}
    assert counts == {f"{metrics}.time_to_first_chunk": 1, f"{metrics}.time_per_output_chunk": 2}


@pytest.mark.parametrize(
    ("latest", "name", "error_type"),
    [
        (False, "gen_ai.client.token.usage", None),
        (True, "gen_ai.client.inference.operation.input_tokens", "INVALID_ARGUMENT"),
        (True, "gen_ai.client.inference.usage.input_tokens", None),
    ],
)
def test_tokens_of_a_failure_have_an_error_type_where_the_conventions_have_it(
    bench: Bench, latest: bool, name: str, error_type: str | None
) -> None:
    bench.configure(latest_conventions=latest)
    operation = bench.start()
    operation.answer.input_tokens = 10
    operation.fail(bench.refuse(operation, INVALID))
    ((attributes, _),) = bench.recorded.points(name)
    assert attributes.get("error.type") == error_type


@pytest.mark.parametrize(
    ("finishes", "reasons"),
    [
        ({}, ("error",)),
        ({0: None}, ("error",)),
        ({0: "FINISH_REASON_UNSPECIFIED"}, ("error",)),
        ({0: "STOP", 1: None}, ("stop", "error")),
        ({1: "STOP", 0: None}, ("error", "stop")),
        ({0: "STOP", 1: "MAX_TOKENS"}, ("stop", "length")),
    ],
)
@pytest.mark.parametrize("end", ["left early", "cancelled", "failed"])
def test_a_reason_that_never_arrived_is_an_error_in_its_place(
    bench: Bench, end: str, finishes: dict[int, str | None], reasons: tuple[str, ...]
) -> None:
    def read(answer: Reading, chunk: None) -> None:
        for index, finish in finishes.items():
            answer.add_candidate(index, finish, True)

    operation = bench.start(stream=True)
    operation.chunk(read, None)
    if end == "left early":
        operation.abandon()
    else:
        operation.fail(asyncio.CancelledError() if end == "cancelled" else ConnectionResetError())
    assert bench.recorded.attributes["gen_ai.response.finish_reasons"] == reasons


def test_a_stream_that_ended_well_without_a_reason_has_none(bench: Bench) -> None:
    operation = bench.start(stream=True, operation="download_file")
    operation.chunk(lambda answer, chunk: None, None)
    operation.succeed()
    assert "gen_ai.response.finish_reasons" not in bench.recorded.attributes


def test_a_span_that_is_not_sampled_still_counts(bench: Bench) -> None:
    bench.configure(TracerProvider(sampler=ALWAYS_OFF))
    bench.fail(QUOTA_EXCEEDED)
    assert bench.recorded.spans == []
    assert bench.recorded.calls == {"quota": 1}
    ((attributes, (count, _)),) = bench.recorded.points("gen_ai.client.operation.duration")
    assert (attributes["triage.class"], count) == ("quota", 1)
    assert len(bench.recorded.events) == 1


@pytest.mark.parametrize("name", ["gen_ai.client.operation.duration", "triage.failures"])
def test_a_point_leads_to_its_trace(bench: Bench, name: str) -> None:
    bench.fail(QUOTA_EXCEEDED)
    context = bench.recorded.operation.context
    (point,) = bench.recorded.metric(name).data.data_points
    assert [(e.trace_id, e.span_id) for e in point.exemplars] == [(context.trace_id, context.span_id)]


def test_a_balance_is_a_gauge_by_model(bench: Bench) -> None:
    operation = bench.start(provider="gigachat", provider_name="gigachat", operation="get_balance", model=None)
    operation.answer.add_candidate(0, None, True)
    operation.answer.balance = {"GigaChat": 950000.0, "Embeddings": 1.0}
    operation.succeed()
    assert bench.recorded.points("triage.balance") == [
        ({"gen_ai.provider.name": "gigachat", "gen_ai.request.model": "GigaChat"}, 950000.0),
        ({"gen_ai.provider.name": "gigachat", "gen_ai.request.model": "Embeddings"}, 1.0),
    ]


# Providers that fail


class Broken:
    """Any instrument, logger or span processor; each of its methods raises."""

    def __getattr__(self, name: str) -> Any:
        def method(*args: Any, **kwargs: Any) -> None:
            raise OSError("no disk")

        return method


class BrokenMeters:
    """A provider whose instruments can be made but not used."""

    def get_meter(self, *args: Any, **kwargs: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: Broken()


class BrokenLoggers:
    def get_logger(self, *args: Any, **kwargs: Any) -> Any:
        return Broken()


def test_instruments_that_fail_leave_span_and_log_event(bench: Bench) -> None:
    bench.configure(meter_provider=BrokenMeters())
    for _ in range(2):
        bench.fail(QUOTA_EXCEEDED)
    assert [span.attributes["triage.class"] for span in bench.recorded.operations] == ["quota", "quota"]
    assert len(bench.recorded.events) == 2


@pytest.mark.breaks_us
def test_a_logger_that_fails_leaves_span_and_points(bench: Bench) -> None:
    bench.configure(logger_provider=BrokenLoggers())
    bench.fail(QUOTA_EXCEEDED)
    assert bench.recorded.attributes["triage.class"] == "quota"
    assert bench.recorded.durations == 1


@pytest.mark.breaks_us
@pytest.mark.parametrize("method", ["on_start", "on_end"])
def test_a_span_processor_that_fails_leaves_points_and_log_event(bench: Bench, method: str) -> None:
    class Failing(SpanProcessor):
        pass

    setattr(Failing, method, Broken().method)
    provider = TracerProvider()
    provider.add_span_processor(Failing())
    bench.configure(provider)
    operation = bench.start()
    call_in(operation.context, trace.get_current_span)
    operation.fail(bench.refuse(operation, QUOTA_EXCEEDED))
    assert bench.recorded.calls == {"quota": 1}
    assert bench.recorded.durations == 1
    assert len(bench.recorded.events) == 1


@pytest.mark.breaks_us
def test_a_span_that_cannot_be_started_leaves_the_callers_span_current(bench: Bench) -> None:
    provider = TracerProvider(sampler=Broken())  # type: ignore[arg-type]
    bench.configure(provider)
    with bench.recorded.tracer_provider.get_tracer("app").start_as_current_span("app") as app:
        operation = bench.start()
        assert call_in(operation.context, trace.get_current_span) is app
        operation.fail(bench.refuse(operation, QUOTA_EXCEEDED))
    assert all(span.name == "app" and not span.attributes for span in bench.recorded.spans)


def test_finishing_twice_records_once(bench: Bench) -> None:
    operation = bench.start()
    operation.succeed()
    operation.fail(ValueError())
    operation.abandon()
    assert len(bench.recorded.operations) == 1
    assert sum(bench.recorded.calls.values()) == 1


def test_the_current_span_is_untouched_by_an_operation_that_is_not_active(bench: Bench) -> None:
    operation = bench.start()
    assert trace.get_current_span() is trace.INVALID_SPAN
    operation.succeed()


def test_a_chunk_that_a_forked_child_reads_of_its_parent_s_stream_is_not_recorded(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = bench.start(stream=True)
    monkeypatch.setattr("genai_triage.telemetry.operation._forks", operation._fork + 1)
    operation.chunk(lambda answer, chunk: None, object())
    assert bench.recorded.points("gen_ai.client.operation.time_to_first_chunk") == []


# Credentials

KEY = "AIzaSyA0123456789abcdefghijklmnopqrstuv"
OF_KEY = "87ab823a"
TOKEN = "eyJjdHkiOiJqd3QifQ.0123456789abcdef"


def authorized(bench: Bench, **changes: Any) -> Operation:
    operation = bench.start(**changes)
    telemetry = runtime.current()
    assert telemetry is not None
    operation.fingerprints = telemetry.fingerprints
    return operation


def test_a_failure_says_which_credential_it_was_made_with(bench: Bench) -> None:
    bench.configure(credential_fingerprint=True)
    operation = authorized(bench)
    operation.authorized_with({"x-goog-api-key": KEY})
    operation.authorized_with({"x-goog-api-key": "another-key-0123456789abcdef"})
    operation.fail(bench.refuse(operation, INVALID))
    assert bench.recorded.attributes["triage.credential"] == OF_KEY
    (failures,) = bench.recorded.points("triage.failures")
    assert "triage.credential" not in failures[0]


def test_without_the_setting_no_credential_is_looked_at(bench: Bench) -> None:
    operation = authorized(bench, credential=lambda: pytest.fail("asked"))
    operation.authorized_with({"x-goog-api-key": KEY})
    operation.learn_token(json.dumps({"access_token": TOKEN}).encode())
    operation.fail(bench.refuse(operation, INVALID))
    assert "triage.credential" not in bench.recorded.attributes


def test_calls_failures_and_attempts_can_be_counted_by_credential(bench: Bench) -> None:
    bench.configure(credential_fingerprint=True, credential_label=True)
    operation = authorized(bench)
    operation.authorized_with({"x-goog-api-key": KEY})
    operation.fail(bench.refuse(operation, INVALID))
    for name in ("triage.calls", "triage.failures", "triage.attempts"):
        ((labels, count),) = bench.recorded.points(name)
        assert (labels["triage.credential"], count) == (OF_KEY, 1)
    assert OF_KEY in {labels.get("triage.credential") for labels in bench.recorded.zeros("triage.calls")}


def test_where_the_request_shows_only_a_token_the_client_s_credential_counts(bench: Bench) -> None:
    bench.configure(credential_fingerprint=True)
    operation = authorized(bench, credential=lambda: KEY)
    operation.authorized_with({"authorization": f"Bearer {TOKEN}"})
    operation.fail(bench.refuse(operation, INVALID))
    assert bench.recorded.attributes["triage.credential"] == OF_KEY


def test_a_token_stands_for_the_credential_of_the_call_that_got_it(bench: Bench) -> None:
    bench.configure(credential_fingerprint=True)
    first = authorized(bench)
    first.learn_token(json.dumps({"access_token": TOKEN}).encode())  # of nobody knows whom
    first.authorized_with({"x-goog-api-key": KEY})
    first.learn_token(None)
    first.learn_token(json.dumps({"access_token": TOKEN}).encode())
    first.succeed()
    second = authorized(bench)
    second.authorized_with({"authorization": f"Bearer {TOKEN}"})
    second.fail(bench.refuse(second, INVALID))
    assert bench.recorded.spans[-1].attributes["triage.credential"] == OF_KEY


# What the application's own function is told


def test_every_failure_is_told_though_the_function_has_raised_before(
    bench: Bench, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    reported: list[str] = []
    monkeypatch.setattr(callback, "report", lambda place, error: reported.append(place))

    def on_failure(failure: Failure, span: Any) -> None:
        told.append(failure.cause.id)
        raise LookupError

    runtime.configure(
        recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings(), on_failure
    )
    bench.fail(INVALID)
    bench.fail(QUOTA_EXCEEDED)
    assert told == ["gemini.invalid_argument", "gemini.requests_per_day"]
    assert reported == ["on_failure", "on_failure"]


# What has not begun


def test_an_operation_has_begun_with_its_first_request_or_chunk(bench: Bench) -> None:
    waiting, sent, read = bench.start(), bench.start(), bench.start()
    sent.start_attempt("httpx", object())
    read.chunk(lambda answer, chunk: None, None)
    assert [operation.has_begun for operation in (waiting, sent, read)] == [False, True, True]


def test_what_is_withdrawn_leaves_nothing_and_ends_nothing_twice(bench: Bench) -> None:
    operation = bench.start()
    operation.withdraw()
    operation.succeed()
    assert (operation.is_open, bench.recorded.spans, bench.recorded.calls) == (False, [], {})


def test_a_call_that_is_no_session_counts_none(bench: Bench) -> None:
    bench.succeed()
    bench.fail(INVALID)
    assert (bench.recorded.points("triage.sessions.open"), bench.recorded.zeros("triage.sessions.open")) == ([], [])


# What the answer tells


def _answered(bench: Bench, **known: Any) -> dict[str, Any]:
    """What the span says of a call whose answer shows this."""
    operation = bench.start(attributes=known.pop("asked", {}))
    operation.answer.add_candidate(0, "STOP", True)
    for name, value in known.items():
        setattr(operation.answer, name, value)
    operation.succeed()
    known_before = {*BASE, "gen_ai.response.finish_reasons"}
    attributes = bench.recorded.attributes
    return {name: value for name, value in attributes.items() if name not in known_before}


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({}, {}),
        ({"id": "", "model": "", "conversation": ""}, {}),
        ({"id": "r-1"}, {"gen_ai.response.id": "r-1"}),
        ({"model": "m-1"}, {"gen_ai.response.model": "m-1"}),
        ({"conversation": "c-1"}, {"gen_ai.conversation.id": "c-1"}),
        ({"conversation": "c-1", "asked": {"gen_ai.conversation.id": "c-2"}}, {"gen_ai.conversation.id": "c-2"}),
        ({"input_tokens": 0, "output_tokens": 0}, {"gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0}),
        ({"cached_tokens": 0, "reasoning_tokens": 0}, {}),
        ({"cached_tokens": 3}, {"gen_ai.usage.cache_read.input_tokens": 3}),
        ({"reasoning_tokens": 4}, {"gen_ai.usage.reasoning.output_tokens": 4}),
        ({"rounds": 1}, {}),
        ({"rounds": 2}, {"triage.rounds": 2}),
    ],
)
def test_what_the_answer_shows_is_told_and_nothing_else(
    bench: Bench, known: dict[str, Any], told: dict[str, Any]
) -> None:
    assert _answered(bench, **known) == told


@pytest.mark.parametrize(
    ("of_failure", "of_answer", "told"),
    [("f-1", "a-1", "f-1"), (None, "a-1", "a-1"), ("f-1", None, "f-1"), (None, None, None)],
)
def test_a_failure_is_found_again_by_the_service_s_id_for_it(
    bench: Bench, of_failure: str | None, of_answer: str | None, told: str | None
) -> None:
    operation = bench.start()
    operation.answer.id = of_answer
    failure = Failure(CAUSES["gemini.model_overloaded"], provider="gemini", request_id=of_failure)
    operation.conclude(failure, refused=True)
    assert bench.recorded.attributes.get("triage.request_id") == told


def test_what_the_request_shows_comes_before_what_the_service_says(bench: Bench) -> None:
    operation = bench.start()
    operation.conclude(Failure(CAUSES["gemini.model_not_found"], provider="gemini", findings=("another",)))
    assert bench.recorded.attributes["triage.findings"] == (
        "the API version used is v1beta",
        "the model used is gemini-2.5-flash",
        "another",
    )


def test_the_name_of_the_model_stays_in_a_message_though_the_prompt_has_it(bench: Bench) -> None:
    model = "answering20250101"
    operation = bench.start(model=model)
    sent = json.dumps({"contents": [{"parts": [{"text": f"Is {model} better than questioning20250101 for it?"}]}]})
    body = {"error": {"code": 404, "status": "NOT_FOUND", "message": f"No {model}, no questioning20250101."}}
    attempt = operation.start_attempt("httpx", SimpleNamespace(body=sent))
    content = json.dumps(body).encode()
    attempt.on_response(Response(404, {"content-type": "application/json"}, URL, lambda: content))
    operation.fail(ClientError(404, "no"))
    assert bench.recorded.attributes["triage.message"] == f"No {model}, no […]."


def test_what_was_used_stands_with_the_call_that_made_the_answer_not_with_the_one_that_fetches_it(bench: Bench) -> None:
    operation = bench.start(operation="fetch_response")
    operation.answer.input_tokens, operation.answer.output_tokens = 10, 5
    operation.conclude(None)
    assert [name for name in bench.recorded.attributes if name.startswith("gen_ai.usage.")] == []
    assert bench.recorded.points("gen_ai.client.token.usage") == []


def test_of_a_batch_the_span_says_how_many_items_failed(bench: Bench) -> None:
    operation = bench.start()
    operation.answer.items = (2, 5)
    operation.conclude(Failure(CAUSES["gemini.model_overloaded"], provider="gemini", findings=("another",)))
    assert bench.recorded.attributes["triage.findings"] == ("2 of 5 items failed",)


@pytest.mark.parametrize(
    ("attempt", "failed", "told"),
    [
        (None, {"http_status": 503}, {"http.response.status_code": 503}),
        (None, {"rpc_status": "ABORTED"}, {"rpc.response.status_code": "ABORTED"}),
        (None, {}, {}),
        ({"status": 400}, {"http_status": 503}, {"http.response.status_code": 400}),
        ({"status": 400}, {"rpc_status": "ABORTED"}, {"http.response.status_code": 400}),
        ({}, {"http_status": 503}, {}),
        ({"rpc_status": "INTERNAL"}, {"rpc_status": "ABORTED"}, {"rpc.response.status_code": "INTERNAL"}),
        ({}, {"rpc_status": "ABORTED"}, {"rpc.response.status_code": "ABORTED"}),
    ],
)
def test_the_status_is_that_of_the_last_request_and_else_of_the_failure(
    bench: Bench, attempt: dict[str, Any] | None, failed: dict[str, Any], told: dict[str, Any]
) -> None:
    operation = bench.start()
    if attempt is not None:
        last = operation.start_attempt("grpc", None)
        for name, value in attempt.items():
            setattr(last, name, value)
    operation.conclude(Failure(CAUSES["gemini.model_overloaded"], provider="gemini", **failed), refused=True)
    found = {name: value for name, value in bench.recorded.attributes.items() if name.endswith("status_code")}
    assert found == told


@pytest.mark.parametrize(
    ("quota", "told"),
    [
        (Quota(), {}),
        (Quota(id="q", limit=0), {"triage.quota.id": "q", "triage.quota.limit": 0}),
        (Quota(metric="m"), {"triage.quota.metric": "m"}),
        (Quota(model="gemini-3"), {"triage.quota.model": "gemini-3"}),
        (
            Quota(window="day", resets_at=datetime(2026, 7, 15, 7, 0, 5, tzinfo=timezone.utc)),
            {"triage.quota.window": "day", "triage.quota.resets_at": "2026-07-15T07:00:05Z"},
        ),
    ],
)
def test_of_a_quota_what_is_known_is_told(bench: Bench, quota: Quota, told: dict[str, Any]) -> None:
    failure = Failure(CAUSES["gemini.requests_per_day"], provider="gemini", quota=quota)
    bench.start().conclude(failure, refused=True)
    attributes = bench.recorded.attributes
    assert {name: value for name, value in attributes.items() if name.startswith("triage.quota.")} == told


@pytest.mark.parametrize(
    ("window", "label"),
    [
        *((window, window) for window in ("second", "minute", "hour", "day", "week", "month", "year")),
        *((window, None) for window in ("unknown", "zero", "fortnight", None)),
    ],
)
def test_a_quota_s_window_is_a_label_if_it_is_a_time(bench: Bench, window: Any, label: str | None) -> None:
    failure = Failure(CAUSES["gemini.requests_per_day"], provider="gemini", quota=Quota(window=window))
    bench.start().conclude(failure, refused=True)
    ((labels, _),) = bench.recorded.points("triage.failures")
    assert labels.get("triage.quota.window") == label


@pytest.mark.parametrize(
    ("quota", "limit"), [(Quota(id="q", limit=5), 5), (Quota(id="q"), None), (Quota(limit=5), None), (None, None)]
)
def test_a_limit_is_a_gauge_where_the_quota_has_a_name(bench: Bench, quota: Quota | None, limit: int | None) -> None:
    failure = Failure(CAUSES["gemini.requests_per_day"], provider="gemini", quota=quota)
    bench.start(model=None).conclude(failure, refused=True)
    labels = {"gen_ai.provider.name": "gcp.gemini", "triage.quota.id": "q"}
    assert bench.recorded.points("triage.quota.limit") == ([(labels, limit)] if limit else [])


@pytest.mark.parametrize("refused", [True, False])
def test_a_raw_call_that_was_refused_is_an_error_and_one_whose_answer_was_bad_is_none(
    bench: Bench, refused: bool
) -> None:
    failure = Failure(CAUSES["gemini.model_overloaded"], provider="gemini", code="UNAVAILABLE")
    bench.start().conclude(failure, refused=refused)
    assert bench.recorded.attributes.get("error.type") == ("UNAVAILABLE" if refused else None)
    assert bench.recorded.operation.status.is_unset is not refused


# Who looks on


class _Watcher:
    def __init__(self) -> None:
        self.seen: list[tuple[Any, ...]] = []

    def ended(self, *seen: Any) -> None:
        self.seen.append(seen)

    def summarise(self) -> None:
        """Is not asked for."""


def test_who_looks_on_is_told_once_how_an_operation_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = _Watcher()
    monkeypatch.setattr(watch, "watcher", watcher)
    good, bad = bench.start(), bench.start()
    good.succeed()
    good.succeed()
    bad.fail(bench.refuse(bad, QUOTA_EXCEEDED))
    (ok, failed) = watcher.seen
    assert (ok[0], ok[1].failure, ok[2], ok[3]) == (good.request, None, None, good.span.get_span_context().trace_id)
    assert failed[1].failure.cause.id == failed[2]["triage.cause"] == "gemini.requests_per_day"
    assert failed[3] == bad.span.get_span_context().trace_id


def test_what_a_request_asks_for_passes_the_gate(bench: Bench) -> None:
    asked = {
        "gen_ai.request.temperature": float("nan"),
        "gen_ai.request.top_p": 0.5,
        "gen_ai.request.stop_sequences": ["key AIzaSyD-9tSrke72PouQMnMX", "\n"],
    }
    bench.succeed(attributes=asked)
    found = {name: value for name, value in bench.recorded.attributes.items() if name in asked}
    assert found == {"gen_ai.request.top_p": 0.5, "gen_ai.request.stop_sequences": ("key [key]", "\n")}


@pytest.mark.parametrize(("is_measured", "count"), [(True, 1), (False, 0)])
def test_what_a_turn_used_is_a_point_unless_that_is_left_to_others(bench: Bench, is_measured: bool, count: int) -> None:
    bench.configure(genai_metrics=is_measured)
    operation, turn = bench.start(operation="realtime_session"), Reading()
    turn.input_tokens = 5
    operation.record_usage(turn)
    operation.succeed()
    assert len(bench.recorded.points("gen_ai.client.token.usage")) == count


def test_of_a_hundred_models_and_more_no_session_stays_open(bench: Bench) -> None:
    for number in range(105):
        operation = bench.start(model=f"model-{number}")
        operation.session_opened()
        operation.answer.model = f"answering-{number}"
        operation.succeed()
    assert bench.recorded.points("triage.sessions.open") == []


def test_that_a_session_will_close_is_told_in_its_trace(bench: Bench) -> None:
    operation = bench.start()
    operation.session_goes_away(5.0)
    (event,) = bench.recorded.events
    assert event.trace_id == operation.span.get_span_context().trace_id
    operation.succeed()


@pytest.mark.parametrize(("code", "kept"), [("RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED"), ("MADE_UP", "_OTHER")])
def test_an_error_type_is_a_code_that_the_tables_know(bench: Bench, code: str, kept: str) -> None:
    operation = bench.start()
    operation.start_attempt("httpx", object())
    failure = Failure(cause=CAUSES["gemini.requests_per_day"], provider="gemini", code=code)
    operation.conclude(failure, refused=True)
    assert bench.recorded.attributes["error.type"] == kept


# What takes its time


@pytest.mark.parametrize(
    ("seconds", "cause"), [(300.0, "gigachat.gateway_time_limit"), (1.0, "gigachat.gateway_fault")]
)
def test_an_exception_of_a_gateway_is_a_time_limit_if_the_call_took_as_long(
    bench: Bench, clock: Ticking, seconds: float, cause: str
) -> None:
    operation = bench.start(provider="gigachat", provider_name="gigachat")
    clock.now += seconds
    operation.fail(ClientError(502, "Bad Gateway"))
    assert bench.recorded.attributes["triage.cause"] == cause


def _used(given: int, output: int) -> SimpleNamespace:
    """A usage object as google-genai has it."""
    parts = {"cached_content_token_count": None, "tool_use_prompt_token_count": None, "thoughts_token_count": None}
    return SimpleNamespace(prompt_token_count=given, candidates_token_count=output, **parts)


def test_of_each_round_of_a_stream_the_last_usage_counts(bench: Bench) -> None:
    def reader(usage: SimpleNamespace, *, ends: bool) -> Any:
        def read(answer: Reading, chunk: Any) -> None:
            answer.add_candidate(0, "STOP" if ends else None, True)
            answer.unread_usage, answer.round_ends = usage, ends

        return read

    operation = bench.start(stream=True)
    for given, output in ((10, 3), (20, 4)):
        operation.start_attempt("httpx2", None).on_response(Response(200, {}, URL))
        operation.chunk(reader(_used(given, 1), ends=False), None)
        operation.chunk(reader(_used(given, output), ends=True), None)
    operation.succeed(complete_stream=True)
    attributes = bench.recorded.attributes
    told = [attributes[f"gen_ai.usage.{name}_tokens"] for name in ("input", "output")]
    assert (told, attributes["triage.rounds"]) == ([30, 7], 2)


@pytest.mark.parametrize("chunk_times", [True, False])
def test_the_span_of_a_stream_says_how_long_its_first_chunk_took(
    bench: Bench, clock: Ticking, chunk_times: bool
) -> None:
    bench.configure(chunk_times=chunk_times)
    operation = bench.start(stream=True)
    clock.now += 1.5
    operation.chunk(lambda answer, chunk: answer.add_candidate(0, "STOP", True), None)
    clock.now += 2.0
    operation.succeed(complete_stream=True)
    attributes = bench.recorded.attributes
    assert attributes["gen_ai.response.time_to_first_chunk"] == 1.5
    assert attributes["gen_ai.request.stream"] is True
    assert ("triage.stream.chunks" in attributes) is not chunk_times


def test_nothing_is_recorded_once_python_ends(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """By then the exporters are shut down, and would only warn."""
    succeeding, failing, left = bench.start(), bench.start(), bench.start()
    monkeypatch.setattr(sys, "is_finalizing", lambda: True)
    succeeding.succeed()
    failing.fail(ValueError("x"))
    left.abandon()
    monkeypatch.undo()
    assert bench.recorded.points("triage.calls") == []
    succeeding.succeed()
    assert len(bench.recorded.points("triage.calls")) == 1
