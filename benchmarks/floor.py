"""The least that any instrumentation can cost: the same telemetry, written by hand around the call."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from google import genai
from opentelemetry import _logs, metrics, trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.trace import SpanKind, Status, StatusCode

from genai_triage import taxonomy
from genai_triage.telemetry import names

REQUEST = {
    names.OPERATION_NAME: "generate_content",
    names.PROVIDER_NAME: "gcp.gemini",
    names.REQUEST_MODEL: "gemini-2.5-flash",
    names.SERVER_ADDRESS: "127.0.0.1",
    names.SERVER_PORT: 9,
    names.REQUEST_TEMPERATURE: 0.5,
}
BASE = {key: REQUEST[key] for key in list(REQUEST)[:5]}
DAY = taxonomy.CAUSES["gemini.requests_per_day"]


class Floor:
    def __init__(self) -> None:
        self.tracer = trace.get_tracer("floor")
        self.logger = _logs.get_logger("floor")
        meter = metrics.get_meter("floor")
        self.duration = meter.create_histogram("floor.duration", "s")
        self.tokens = meter.create_histogram("floor.tokens", "{token}")
        self.first_chunk = meter.create_histogram("floor.first_chunk", "s")
        self.per_chunk = meter.create_histogram("floor.per_chunk", "s")
        self.calls = meter.create_counter("floor.calls")
        self.attempts = meter.create_counter("floor.attempts")
        self.failures = meter.create_counter("floor.failures")
        self.retry_after = meter.create_histogram("floor.retry_after", "s")
        self.limit = meter.create_gauge("floor.limit")

    def succeed(self, call: Callable[[Any], None], models: Any) -> None:
        began = time.perf_counter()
        with self.tracer.start_as_current_span("generate_content m", kind=SpanKind.CLIENT, attributes=REQUEST) as span:
            call(models)
            self._answered(span, began)

    def _answered(self, span: trace.Span, began: float) -> None:
        span.set_attributes(
            {
                names.RESPONSE_ID: "r-1",
                names.RESPONSE_MODEL: "gemini-2.5-flash",
                names.RESPONSE_FINISH_REASONS: ["stop"],
                names.USAGE_INPUT_TOKENS: 12,
                names.USAGE_OUTPUT_TOKENS: 3,
            }
        )
        labels = {**BASE, names.RESPONSE_MODEL: "gemini-2.5-flash"}
        self.duration.record(time.perf_counter() - began, labels)
        self.tokens.record(12, {**labels, names.TOKEN_TYPE: "input"})
        self.tokens.record(3, {**labels, names.TOKEN_TYPE: "output"})
        self.calls.add(1, {names.PROVIDER_NAME: "gcp.gemini", names.CLASS: "ok", names.OWNER: "none"})
        self.attempts.add(1, {names.PROVIDER_NAME: "gcp.gemini", names.CLASS: "ok", names.TRANSPORT: "httpx2"})

    def fail(self, call: Callable[[Any], None], models: Any) -> None:
        began = time.perf_counter()
        with self.tracer.start_as_current_span("generate_content m", kind=SpanKind.CLIENT, attributes=REQUEST) as span:
            call(models)
            failure = {
                names.CLASS: "quota",
                names.CAUSE: DAY.id,
                names.OWNER: "account",
                names.RETRYABLE: False,
                names.FIX: DAY.fix,
                names.DOC: DAY.doc,
                names.HTTP_STATUS_CODE: 429,
                names.RETRY_AFTER: 41.0,
                names.MESSAGE: "You exceeded your current quota, please check your plan and billing details.",
                names.QUOTA_ID: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                names.QUOTA_METRIC: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                names.QUOTA_LIMIT: 20,
                names.QUOTA_WINDOW: "day",
                names.QUOTA_MODEL: "gemini-2.5-flash",
            }
            span.set_attributes({**failure, names.ERROR_TYPE: "RESOURCE_EXHAUSTED"})
            span.set_status(Status(StatusCode.ERROR, "quota: gemini.requests_per_day"))
            self.duration.record(
                time.perf_counter() - began, {**BASE, names.ERROR_TYPE: "RESOURCE_EXHAUSTED", names.CLASS: "quota"}
            )
            provider = {names.PROVIDER_NAME: "gcp.gemini"}
            self.calls.add(1, {**provider, names.CLASS: "quota", names.OWNER: "account"})
            self.attempts.add(1, {**provider, names.CLASS: "quota", names.TRANSPORT: "httpx2"})
            self.failures.add(
                1,
                {
                    **provider,
                    names.OPERATION_NAME: "generate_content",
                    names.REQUEST_MODEL: "fail",
                    names.CLASS: "quota",
                    names.CAUSE: DAY.id,
                    names.OWNER: "account",
                    names.QUOTA_WINDOW: "day",
                },
            )
            self.retry_after.record(41.0, {**provider, names.CLASS: "quota"})
            self.limit.set(20, {**provider, names.REQUEST_MODEL: "fail", names.QUOTA_ID: failure[names.QUOTA_ID]})
            self.logger.emit(
                timestamp=time.time_ns(),
                severity_number=SeverityNumber.WARN,
                severity_text="WARN",
                attributes={**REQUEST, **failure, names.EXCEPTION_TYPE: "google.genai.errors.ClientError"},
                event_name=names.EXCEPTION_EVENT,
            )

    def stream(self, call: Callable[[Any], None], models: genai.models.Models) -> None:
        began = time.perf_counter()
        with self.tracer.start_as_current_span("generate_content m", kind=SpanKind.CLIENT, attributes=REQUEST) as span:
            last = 0.0
            chunks = models.generate_content_stream(
                model="gemini-2.5-flash", contents="Hi", config={"temperature": 0.5}
            )
            for _ in chunks:
                now = time.perf_counter()
                if last:
                    self.per_chunk.record(now - last, BASE)
                else:
                    self.first_chunk.record(now - began, BASE)
                last = now
            self._answered(span, began)
