"""Causes of Gemini's classes `overloaded`, `internal`, `timeout` and `cancelled`: faults of the service itself."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import close_frame, error_info, google_error

from .common import API_ERRORS, CLOSED, DOCS, EXHAUSTED, INTERNAL, LIVE, TROUBLESHOOTING, UNAVAILABLE, said

_BATCH: Final = DOCS + "batch-api"
_LATE: Final = ("DEADLINE_EXCEEDED", "504")

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.no_capacity",
        failure_class=FailureClass.OVERLOADED,
        doc=TROUBLESHOOTING,
        source="observed: 429 or 503 with ErrorInfo MODEL_CAPACITY_EXHAUSTED",
        signals=(
            Signal(reason=("MODEL_CAPACITY_EXHAUSTED", "RESOURCE_AVAILABILITY")),
            Signal(
                status=EXHAUSTED,
                text=("no capacity", "high load", "overloaded", "high demand", "capacity is", "out of capacity"),
            ),
            Signal(close=CLOSED, text=("no capacity available", "high load", "high demand")),
        ),
        example=Example(
            http=429,
            body=[
                google_error(
                    "RESOURCE_EXHAUSTED",
                    "No capacity available for model gemini-3-pro-preview on the server",
                    error_info("MODEL_CAPACITY_EXHAUSTED", "cloudcode-pa.googleapis.com", model="gemini-3-pro-preview"),
                )
            ],
        ),
    ),
    Cause(
        id="gemini.model_overloaded",
        failure_class=FailureClass.OVERLOADED,
        doc=TROUBLESHOOTING,
        source="page: 503 UNAVAILABLE; observed: 'high demand' and 'overloaded'",
        signals=said(
            "overloaded",
            "high demand",
            "high load",
            "no capacity",
            "out of capacity",
            "at capacity",
            "capacity is",
            "capacity available",
            "enough capacity",
            "insufficient capacity",
            "capacity exceeded",
            "lack of capacity",
            "try again later",
            status=(*UNAVAILABLE, *INTERNAL),
        ),
        example=Example(
            http=503,
            body=google_error(
                "UNAVAILABLE",
                "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please "
                "try again later.",
            ),
        ),
    ),
    Cause(
        id="gemini.unavailable",
        failure_class=FailureClass.OVERLOADED,
        doc=TROUBLESHOOTING,
        source="page: 503 UNAVAILABLE (printed INDISPONÍVEL)",
        signals=(
            Signal(status=(*UNAVAILABLE, "INDISPONÍVEL")),
            Signal(exception=("*.ServiceUnavailable", "*.ServiceUnavailableError"), general=True),
            Signal(code=("service_unavailable", "unavailable", "overloaded_error", "overloaded")),
            Signal(close=CLOSED, text=("unavailable", "overloaded")),
            Signal(close=(1012, 1013)),
        ),
        example=Example(http=503, body=google_error("UNAVAILABLE", "The service is currently unavailable.")),
    ),
    Cause(
        id="gemini.internal",
        failure_class=FailureClass.INTERNAL,
        doc=TROUBLESHOOTING,
        source="page: 500 INTERNAL (documented cause: context too long)",
        signals=(
            Signal(status=(*INTERNAL, "UNKNOWN", "DATA_LOSS")),
            Signal(
                code=(
                    "api_error",
                    "internal",
                    "internal_error",
                    "internal_server_error",
                    "server_error",
                    "unknown",
                    "data_loss",
                )
            ),
            Signal(close=(1011,)),
            Signal(close=CLOSED, text=("operation was aborted", "internal error")),
            Signal(
                exception=(
                    "google.ServerError",
                    "*.InternalServerError",
                    "google.APIError",
                    "google.GoogleAPIError",
                    "google.GenAiError",
                    "google.GeminiNextGenAPIClientError",
                    "google.Unknown",
                    "google.DataLoss",
                    "google.BadGateway",
                ),
                general=True,
            ),
        ),
        example=Example(
            http=500,
            body=google_error(
                "INTERNAL",
                "An internal error has occurred. Please retry or report in "
                "https://developers.generativeai.google/guide/troubleshooting",
            ),
        ),
    ),
    Cause(
        id="gemini.aborted",
        failure_class=FailureClass.INTERNAL,
        doc=API_ERRORS,
        source="observed: api-errors: aborted (409)",
        signals=(
            Signal(code=("aborted", "conflict")),
            Signal(status=("ABORTED", "409")),
            Signal(exception=("*.Aborted", "*.Conflict", "*.ConflictError"), general=True),
        ),
        example=Example(http=409, body=google_error("ABORTED", "The operation was aborted.")),
    ),
    Cause(
        id="gemini.job_failed",
        failure_class=FailureClass.INTERNAL,
        doc=_BATCH,
        source="observed: a batch, operation, file or interaction that the service reports as failed",
        signals=(Signal(fact=("job_failed",)),),
        example=Example(
            http=200, body={"name": "batches/123456", "metadata": {"state": "BATCH_STATE_FAILED"}, "done": True}
        ),
    ),
    Cause(
        id="gemini.batch_items_failed",
        failure_class=FailureClass.INTERNAL,
        doc=_BATCH,
        source="observed: a batch that succeeded, with items that hold an error",
        signals=(Signal(fact=("items_failed",)),),
        example=Example(
            http=200,
            body={
                "name": "batches/123456",
                "metadata": {
                    "state": "BATCH_STATE_SUCCEEDED",
                    "batchStats": {"requestCount": "10", "successfulRequestCount": "8", "failedRequestCount": "2"},
                },
                "done": True,
            },
        ),
    ),
    Cause(
        id="gemini.job_expired",
        failure_class=FailureClass.TIMEOUT,
        doc=_BATCH,
        source="observed: batch state EXPIRED",
        signals=(Signal(fact=("job_expired",)),),
        example=Example(
            http=200, body={"name": "batches/123456", "metadata": {"state": "BATCH_STATE_EXPIRED"}, "done": True}
        ),
    ),
    Cause(
        id="gemini.deadline_exceeded",
        failure_class=FailureClass.TIMEOUT,
        doc=TROUBLESHOOTING,
        source="page: 504 DEADLINE_EXCEEDED",
        signals=(
            Signal(status=(*_LATE, "408")),
            Signal(exception=("*.DeadlineExceeded", "*.GatewayTimeout"), general=True),
            Signal(code=("deadline_exceeded", "timeout", "request_timeout")),
            Signal(
                close=CLOSED, text=("deadline", "timed out", "timeout"), unless=("field", "parameter", "unknown name")
            ),
            Signal(
                status=(*UNAVAILABLE, "499", "CANCELLED"), text=("deadline exceeded", "deadline expired", "timed out")
            ),
        ),
        example=Example(http=504, body=google_error("DEADLINE_EXCEEDED", "The request timed out. Please try again.")),
    ),
    Cause(
        id="gemini.live_session_over",
        failure_class=FailureClass.TIMEOUT,
        doc=LIVE,
        source="observed: Live API close 1000 and 1008 at the end of a session's time",
        signals=(
            Signal(
                close=(1000, 1001, 1006, 1007, 1008, 1011),
                text=("session duration", "session lifetime", "maximum session", "session time", "goaway signal"),
            ),
        ),
        example=Example(body=close_frame(1008, "Session duration limit reached"), endpoint="live"),
    ),
    Cause(
        id="gemini.live_idle",
        failure_class=FailureClass.TIMEOUT,
        doc=LIVE,
        source="observed: Live API close 1007 and 1008",
        signals=(
            Signal(
                close=(1000, 1001, 1006, 1007, 1008, 1011),
                text=("no response was generated", "idle", "inactiv"),
                subject=("session", "connection", "closed", "client"),
            ),
        ),
        example=Example(
            body=close_frame(1007, "Your session was closed because no response was generated for 180 seconds."),
            endpoint="live",
        ),
    ),
    Cause(
        id="gemini.cancelled",
        failure_class=FailureClass.CANCELLED,
        doc=API_ERRORS,
        source="observed: api-errors: cancelled (499)",
        signals=(
            Signal(code=("cancelled", "canceled")),
            Signal(status=("CANCELLED", "CANCELED", "499")),
            Signal(exception=("google.Cancelled",), general=True),
            Signal(fact=("cancelled",)),
        ),
        example=Example(http=499, body=google_error("CANCELLED", "The operation was cancelled.")),
    ),
)
