"""Whatever a server answers: the metrics page stays whole, every batch can be sent, and labels stay few."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("opentelemetry.exporter.prometheus")

import prometheus_client
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import genai_triage
from tests.leaks import paths
from tests.leaks.exported import as_sent
from tests.support import examples
from tests.support.answering import AnsweringServer
from tests.support.recorded import Recorded

MOST_VALUES = 101
"""Of a label that is filled from outside: a hundred, and `_other`."""
MADE_UP = MOST_VALUES + 9

RPC = "type.googleapis.com/google.rpc"
FIELDS = (
    *(
        "modelVersion",
        "model",
        "responseId",
        "id",
        "finishReason",
        "finish_reason",
        "index",
        "status",
        "code",
        "message",
    ),
    *("promptTokenCount", "candidatesTokenCount", "prompt_tokens", "completion_tokens", "totalTokenCount", "quotaId"),
    *("quotaValue", "quotaMetric", "reason", "retryDelay", "usageMetadata", "usage", "candidates", "choices", "error"),
    *(
        "message",
        "details",
        "violations",
        "content",
        "parts",
        "text",
        "blockReason",
        "promptFeedback",
        "balance",
        "value",
    ),
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(categories=["Cs", "Cc", "Lu"]), max_size=8),
    st.sampled_from(
        ["\ud800", "x" * 100_000, "MAX_TOKENS", "RESOURCE_EXHAUSTED", "GenerateRequestsPerDay", "NaN", "1e999"]
    ),
)
NUMBERS = st.one_of(st.integers(-(10**40), 10**40), st.floats(allow_nan=False, allow_infinity=False), st.just(10**30))
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(FIELDS), TEXTS), inner, max_size=5),
    ),
    max_leaves=12,
)
SHAPES: list[Any] = [
    {
        "candidates": [{"content": {"parts": [{"text": 0}]}, "finishReason": 0, "index": 0}],
        "usageMetadata": {"promptTokenCount": 0, "candidatesTokenCount": 0, "thoughtsTokenCount": 0},
        "modelVersion": 0,
        "responseId": 0,
    },
    {
        "choices": [{"message": {"role": "assistant", "content": 0}, "finish_reason": 0, "index": 0}],
        "created": 1,
        "model": 0,
        "object": "chat.completion",
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    },
    {
        "error": {
            "code": 0,
            "status": 0,
            "message": 0,
            "details": [
                {
                    "@type": f"{RPC}.QuotaFailure",
                    "violations": [{"quotaId": 0, "quotaValue": 0}],
                },
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": 0},
            ],
        }
    },
    {"status": 0, "code": 0, "message": 0},
]
"""Answers that the vendors give; each 0 is a place for anything."""


def _filled(shape: Any, values: Iterator[Any]) -> Any:
    if isinstance(shape, dict):
        return {key: _filled(value, values) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, values) for value in shape]
    return next(values) if shape == 0 else shape


@st.composite
def _answers(draw: st.DrawFn) -> Any:
    shape = draw(st.sampled_from(SHAPES))
    return _filled(shape, iter(draw(st.lists(st.one_of(SCALARS, DOCUMENTS), min_size=12, max_size=12))))


class _Bench:
    """The instrumentation on, with a metrics page and an exporter's view."""

    def __init__(self) -> None:
        self.spans, self.logs = InMemorySpanExporter(), InMemoryLogRecordExporter()
        tracers, loggers = TracerProvider(), LoggerProvider()
        tracers.add_span_processor(SimpleSpanProcessor(self.spans))
        loggers.add_log_record_processor(SimpleLogRecordProcessor(self.logs))
        metrics = InMemoryMetricReader()
        self.meters = MeterProvider([metrics, PrometheusMetricReader()])
        self.recorded = Recorded(tracers, self.meters, loggers, self.spans, metrics, self.logs)

    def check(self) -> None:
        """Renders the page and encodes the batches, as those who ask for them do."""
        page = prometheus_client.generate_latest().decode()
        assert "triage_calls_total" in page
        as_sent(self.recorded)
        self.spans.clear()
        self.logs.clear()


@pytest.fixture(scope="module")
def bench(running_server: AnsweringServer) -> Iterator[_Bench]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENAI_TRIAGE_HOSTS", f"127.0.0.1:{running_server.server_port}=gemini")
        made = _Bench()
        recorded = made.recorded
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        yield made
        genai_triage.uninstrument()
        made.meters.shutdown()


@pytest.mark.parametrize("name", paths.EVERY)
@settings(max_examples=examples(10, 50), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    status=st.sampled_from([200, 200, 400, 429, 500]),
    body=st.one_of(_answers(), DOCUMENTS),
    is_stream=st.booleans(),
    model=st.one_of(st.just(paths.MODEL), TEXTS),
)
def test_no_answer_breaks_the_page_or_a_batch(
    name: str, status: int, body: Any, is_stream: bool, model: str, bench: _Bench, running_server: AnsweringServer
) -> None:
    running_server.answer(status, body)
    if is_stream:
        running_server.body = b"data: " + running_server.body + b"\n\n"
        running_server.content_type = "text/event-stream"
    with contextlib.suppress(Exception):
        paths.EVERY[name](running_server.url, model, "Hello")

    bench.check()


OUTSIDE: dict[str, Any] = {
    "model version": lambda n: (200, {**SHAPES[0], "candidates": [], "modelVersion": f"made-up-{n}"}),
    "status": lambda n: (400, {"error": {"code": 400, "status": f"MADE_UP_{n}", "message": "m"}}),
    "code": lambda n: (400, {"error": {"code": f"made_up_{n}", "message": "m"}}),
    "quota": lambda n: (
        429,
        {
            "error": {
                "code": 429,
                "status": "RESOURCE_EXHAUSTED",
                "message": "m",
                "details": [
                    {
                        "@type": f"{RPC}.QuotaFailure",
                        "violations": [{"quotaId": f"MadeUp{n}PerDay", "quotaValue": "5"}],
                    }
                ],
            }
        },
    ),
}
"""Answers that name the n-th of something."""


@pytest.mark.parametrize("what", OUTSIDE)
def test_a_label_has_few_values_whatever_servers_say(what: str, telemetry: Recorded, server: AnsweringServer) -> None:
    for number in range(MADE_UP):
        server.answer(*OUTSIDE[what](number))
        with contextlib.suppress(Exception):
            paths.gemini(server.url).models.generate_content(model=paths.MODEL, contents="Hello")

    assert _most_values(telemetry) <= MOST_VALUES


def test_a_label_has_few_values_whatever_models_are_asked_for(telemetry: Recorded, server: AnsweringServer) -> None:
    for number in range(MADE_UP):
        with contextlib.suppress(Exception):
            paths.gemini(server.url).models.generate_content(model=f"model-{number}", contents="Hello")

    assert _most_values(telemetry) == MOST_VALUES


def test_made_up_versions_leave_room_for_the_models_that_are_asked_for(
    telemetry: Recorded, server: AnsweringServer
) -> None:
    for number in range(MADE_UP):
        server.answer(*OUTSIDE["model version"](number))
        with contextlib.suppress(Exception):
            paths.gemini(server.url).models.generate_content(model=paths.MODEL, contents="Hello")
    with contextlib.suppress(Exception):
        paths.gemini(server.url).models.generate_content(model="an-ordinary-new-model", contents="Hello")
    models = {labels["gen_ai.request.model"] for labels, _ in telemetry.points("triage.failures")}

    assert models == {paths.MODEL, "an-ordinary-new-model"}


def _most_values(telemetry: Recorded) -> int:
    """The number of values of the label that has the most."""
    values: dict[str, set[Any]] = {}
    for resource in telemetry.metrics_data.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    for name, value in point.attributes.items():
                        values.setdefault(name, set()).add(value)
    return max(map(len, values.values()))
