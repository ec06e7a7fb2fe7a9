"""Causes of GigaChat's classes `rate_limit`, `timeout`, `overloaded` and `internal`."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import gigachat_error

from .common import DOCS, ERRORS, GRPC, LIMITS

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gigachat.requests_per_minute",
        failure_class=FailureClass.RATE_LIMIT,
        doc=LIMITS,
        source="observed: 429 that names a window",
        signals=(
            Signal(
                status=("429", "RESOURCE_EXHAUSTED"),
                text=("per minute", "per second", "rpm", "в минуту", "в секунду", "per hour", "в час"),
            ),
        ),
        example=Example(http=429, body=gigachat_error(429, "Too many requests per minute: limit 60"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.parallel_requests",
        failure_class=FailureClass.RATE_LIMIT,
        doc=ERRORS,
        source="page: 429 Too Many Requests; gRPC 8",
        signals=(
            Signal(status=("429",)),
            Signal(
                status=("RESOURCE_EXHAUSTED",),
                text=(
                    "too many",
                    "parallel",
                    "concurren",
                    "rate limit",
                    "429",
                    "limit of requests",
                    "слишком много",
                    "одновременн",
                ),
            ),
            Signal(exception=("gigachat.RateLimitError",), general=True),
        ),
        example=Example(http=429, body=gigachat_error(429, "Too Many Requests"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.gateway_time_limit",
        failure_class=FailureClass.TIMEOUT,
        doc=LIMITS,
        source="observed: 502 after 288 to 301 seconds",
        signals=(Signal(status=("502",), min_elapsed=280.0),),
        example=Example(
            http=502,
            body="<html><head><title>502 Bad Gateway</title></head><body><hr><center>SynGX</center></body></html>",
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.gateway_fault",
        failure_class=FailureClass.INTERNAL,
        doc=LIMITS,
        source="observed: 502 with an HTML page signed SynGX",
        signals=(Signal(status=("502",)), Signal(status=("500",), text=("sowa",))),
        example=Example(
            http=502,
            body="<html><head><title>502 Bad Gateway</title></head><body><hr><center>SynGX</center></body></html>",
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.internal",
        failure_class=FailureClass.INTERNAL,
        doc=ERRORS,
        source="page: 500 Internal Server Error; gRPC 13",
        signals=(
            Signal(status=("500", "INTERNAL", "UNKNOWN", "DATA_LOSS", "ABORTED")),
            Signal(exception=("gigachat.ServerError", "gigachat.ResponseError"), general=True),
        ),
        example=Example(http=500, body=gigachat_error(500, "Internal Server Error"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.unavailable",
        failure_class=FailureClass.OVERLOADED,
        doc=ERRORS,
        source="observed: 503; gRPC 14",
        signals=(Signal(status=("503", "UNAVAILABLE")),),
        example=Example(http=503, body=gigachat_error(503, "Service Unavailable"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.grpc_unknown_service",
        failure_class=FailureClass.UNSUPPORTED,
        doc=DOCS + "api/reference-grpc",
        source="observed: gRPC 12 'unknown service'",
        signals=(
            Signal(
                status=("UNIMPLEMENTED",),
                text=("unknown service", "unknown method", "method not found", "http2 header with status: 404"),
            ),
        ),
        example=Example(grpc=("UNIMPLEMENTED", "unknown service gigachat.v1.ChatService")),
    ),
    Cause(
        id="gigachat.deadline_exceeded",
        failure_class=FailureClass.TIMEOUT,
        doc=GRPC,
        source="page: gRPC 4 (408); observed: 504",
        signals=(Signal(status=("504", "408", "DEADLINE_EXCEEDED")),),
        example=Example(grpc=("DEADLINE_EXCEEDED", "Deadline Exceeded")),
    ),
    Cause(
        id="gigachat.run_failed",
        failure_class=FailureClass.INTERNAL,
        doc=DOCS + "api/reference/rest/get-threads-run",
        source="observed: thread status failed",
        signals=(Signal(fact=("job_failed",)),),
        example=Example(
            http=200,
            body={
                "status": "failed",
                "thread_id": "fc4a58e8-1410-4684-b473-066eabeca000",
                "updated_at": 1715126200,
                "model": "GigaChat-Pro",
            },
            endpoint="threads",
        ),
    ),
)
