"""The catalogue of metrics against what the real Python exporter exposes of calls against the simulator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

import genai_triage
from genai_triage.monitoring.metrics import METRICS, Metric
from genai_triage.simulator import Simulator
from tests.support.load import Application, make

pytestmark = pytest.mark.timeout(600)

CALL = {"gen_ai_provider_name", "triage_class"}
MODEL = {"gen_ai_provider_name", "gen_ai_request_model"}
OPERATION = MODEL | {"gen_ai_operation_name"}
CONTRACT: Mapping[str, tuple[str, set[str]]] = {
    "triage_calls_total": ("counter", CALL | {"triage_owner"}),
    "triage_failures_total": (
        "counter",
        OPERATION | {"triage_class", "triage_cause", "triage_owner", "triage_answered_by", "triage_quota_window"},
    ),
    "triage_attempts_total": ("counter", CALL | {"triage_transport"}),
    "triage_retry_after_seconds": ("histogram", CALL),
    "triage_quota_limit": ("gauge", MODEL | {"triage_quota_id"}),
    "triage_balance": ("gauge", MODEL),
    "gen_ai_client_operation_duration_seconds": ("histogram", OPERATION | {"triage_class", "error_type"}),
    "gen_ai_client_operation_time_to_first_chunk_seconds": ("histogram", OPERATION),
    "gen_ai_client_operation_time_per_output_chunk_seconds": ("histogram", OPERATION),
    "gen_ai_client_token_usage": ("histogram", OPERATION | {"gen_ai_token_type"}),
    "gen_ai_execute_tool_duration_seconds": (
        "histogram",
        {"gen_ai_operation_name", "gen_ai_tool_name", "error_type", "triage_class", "triage_cause"},
    ),
    "triage_sessions_open": ("gauge", OPERATION),
    "triage_jobs_oldest_seconds": ("gauge", {"gen_ai_provider_name"}),
}
"""Kind and labels by the name in Prometheus, written out: users' own rules and panels rely on every word."""
LATEST: Mapping[str, tuple[str, set[str]]] = {
    "gen_ai_client_inference_duration_seconds": ("histogram", OPERATION | {"triage_class", "error_type"}),
    "gen_ai_client_inference_time_to_first_chunk_seconds": ("histogram", OPERATION),
    "gen_ai_client_inference_time_per_output_chunk_seconds": ("histogram", OPERATION),
    "gen_ai_client_inference_operation_input_tokens": ("histogram", OPERATION | {"error_type"}),
    "gen_ai_client_inference_operation_output_tokens": ("histogram", OPERATION | {"error_type"}),
    "gen_ai_client_inference_usage_input_tokens_total": ("counter", OPERATION),
    "gen_ai_client_inference_usage_output_tokens_total": ("counter", OPERATION),
}
"""The same under `gen_ai_latest_experimental`."""
RENAMED = {
    "gen_ai_client_operation_time_to_first_chunk_seconds",
    "gen_ai_client_operation_time_per_output_chunk_seconds",
    "gen_ai_client_token_usage",
}
"""What is not there under `gen_ai_latest_experimental`."""
FURTHER = {"server_address", "server_port", "gen_ai_response_model", "gen_ai_request_stream", "gen_ai_token_modality"}
"""Labels of the conventions that no rule and no panel reads."""
SCOPE = {"otel_scope_name", "otel_scope_version", "otel_scope_schema_url", "le"}

Exposed = Mapping[str, tuple[str, set[str]]]


def exposed() -> Exposed:
    """Kind and labels of each of our metrics after calls of every kind, as a scrape sees them."""
    registry = CollectorRegistry()
    provider = MeterProvider([PrometheusMetricReader(registry=registry)])
    genai_triage.instrument(meter_provider=provider)
    try:
        with Simulator(latency=0) as simulator:
            application = Application(simulator)
            make([*application.succeeding(), *application.failing(), *application.healing(), *application.lasting()])
        page = generate_latest(registry).decode()
    finally:
        genai_triage.uninstrument()
        provider.shutdown()
    return dict(_described(page))


def _described(page: str) -> Iterator[tuple[str, tuple[str, set[str]]]]:
    for family in text_string_to_metric_families(page):
        if family.name.startswith(("triage_", "gen_ai_")):
            name = f"{family.name}_total" if family.type == "counter" else family.name
            yield name, (family.type, {label for sample in family.samples for label in sample.labels} - SCOPE)


@pytest.fixture(scope="module")
def default() -> Exposed:
    return exposed()


@pytest.fixture(scope="module")
def latest() -> Iterator[Exposed]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_latest_experimental")
        yield exposed()


def test_the_catalogue_is_the_contract() -> None:
    catalogue = {metric.name: (metric.kind, set(metric.labels)) for metric in METRICS}
    assert catalogue == {**CONTRACT, **LATEST}


def test_what_is_there_only_under_the_latest_conventions() -> None:
    assert {metric.name for metric in METRICS if metric.latest} == set(LATEST)


@pytest.mark.parametrize("name", CONTRACT)
def test_the_exporter_exposes_each_metric_with_its_labels(name: str, default: Exposed) -> None:
    kind, labels = default[name]
    assert (kind, labels - FURTHER) == CONTRACT[name]


@pytest.mark.parametrize("name", LATEST)
def test_the_exporter_exposes_each_metric_of_the_latest_conventions(name: str, latest: Exposed) -> None:
    kind, labels = latest[name]
    assert (kind, labels - FURTHER) == LATEST[name]


def test_the_exporter_exposes_nothing_else(default: Exposed, latest: Exposed) -> None:
    assert set(default) == set(CONTRACT)
    assert set(latest) == {*CONTRACT, *LATEST} - RENAMED


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_names_are_the_same_on_every_default_pipeline(metric: Metric) -> None:
    """Words that a translation takes for a unit or a suffix of its own, and units that it adds, differ elsewhere."""
    words = metric.otel.replace(".", "_").split("_")
    assert not {"total", "ratio", "seconds", "bytes"} & set(words)
    assert metric.unit == "s" or (metric.unit.startswith("{") and metric.unit.endswith("}"))
    assert "__" not in metric.name
